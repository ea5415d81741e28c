//! Creating a draft and changing it. An invoice that has been sent cannot be changed.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use forecourt_auth::{Checked, Staff};
use forecourt_domain::ids::CustomerId;
use forecourt_domain::invoice::InvoiceStatus;
use forecourt_domain::reference::Reference;
use forecourt_domain::tenant::Role;
use forecourt_storage::{InvoiceDetails, InvoiceProblem, Job, WholeInvoice};
use forecourt_web::forms::Submitted;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::views::vehicle_title;
use forecourt_web::{Error, Form, Page, Result};
use serde::{Deserialize, Serialize};

use super::lines::{LineForm, Reading, typed, with_room};
use super::{id, not_done};
use crate::jobs::form::is_plausible;
use crate::shell;

/// "More lines" gives so many.
const MORE: usize = 4;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct InvoiceFormPage {
    editing: bool,
    customer_name: String,
    form: Form,
    lines: Vec<LineForm>,
    currency: String,
    jobs: Vec<Choice>,
    version: i32,
    action: String,
    cancel: String,
}

#[derive(Debug, Clone, Serialize)]
struct Choice {
    value: String,
    label: String,
}

/// Which job it is for, to begin with.
#[derive(Debug, Deserialize)]
pub(crate) struct About {
    #[serde(default)]
    job: String,
}

/// `GET /staff/customers/{id}/invoices/new?job=…`
pub(crate) async fn new(staff: Staff, Path(customer): Path<String>, Query(about): Query<About>) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let customer = crate::customers::id(&customer)?;
    let jobs = staff.scope.jobs_of(customer).await?;
    let job = jobs.iter().find(|job| job.reference.as_str() == about.job);
    let tax = staff.scope.usual_tax().await?;
    let first = LineForm::begun(job.map_or("", |job| &job.description), tax, &staff.visit.prices());
    let form = Form::filled([
        ("job", job.map(|job| job.reference.to_string()).unwrap_or_default()),
        ("due_on", String::new()),
        ("note", String::new()),
    ]);
    show_new(&staff, StatusCode::OK, customer, &jobs, form, with_room(vec![first], 0)).await
}

/// `POST /staff/customers/{id}/invoices/new`
pub(crate) async fn create(
    Path(customer): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let customer = crate::customers::id(&customer)?;
    let details = match read(&staff, &form) {
        Ok(details) => details,
        Err((status, form, lines)) => {
            let jobs = staff.scope.jobs_of(customer).await?;
            return show_new(&staff, status, customer, &jobs, form, lines).await;
        }
    };
    match staff.scope.add_invoice(staff.visit.tenant(), customer, &details).await? {
        Ok(id) => Ok(see_other(&with_notice(&path::invoice(id), "invoice-added"))),
        Err(InvoiceProblem::NotTheirJob) => Err(Error::bad_request()),
        Err(_) => Err(Error::not_found()),
    }
}

/// `GET /staff/invoices/{id}/edit`
pub(crate) async fn edit(staff: Staff, Path(invoice): Path<String>) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let whole = staff.scope.invoice(id(&invoice)?).await?.ok_or_else(Error::not_found)?;
    let invoice = &whole.invoice;
    // What has been sent is not written any more: of that there is no such page.
    if invoice.status != InvoiceStatus::Draft {
        return Err(Error::not_found());
    }
    let form = Form::filled([
        ("job", invoice.job.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("due_on", invoice.due_on.map(|day| day.to_string()).unwrap_or_default()),
        ("note", invoice.note.clone().unwrap_or_default()),
    ]);
    let lines = lines_of(&staff, &whole);
    show_edit(&staff, StatusCode::OK, &whole, invoice.version, form, with_room(lines, 0)).await
}

/// `POST /staff/invoices/{id}/edit`
pub(crate) async fn update(
    Path(invoice): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let whole = staff.scope.invoice(id(&invoice)?).await?.ok_or_else(Error::not_found)?;
    if whole.invoice.status != InvoiceStatus::Draft {
        return not_done(whole.invoice.id, InvoiceProblem::NotAllowed);
    }
    let version = form.get("version").parse().map_err(|_| Error::bad_request())?;
    let details = match read(&staff, &form) {
        Ok(details) => details,
        Err((status, form, lines)) => return show_edit(&staff, status, &whole, version, form, lines).await,
    };
    let id = whole.invoice.id;
    match staff.scope.change_invoice(id, version, &details).await? {
        Ok(()) => Ok(see_other(&with_notice(&path::invoice(id), "invoice-saved"))),
        Err(InvoiceProblem::Stale) => {
            // What was typed stays; the newest version is what the next save is compared with.
            let again = resubmitted(&form).failed(staff.visit.words().get("error-409"));
            show_edit(&staff, StatusCode::CONFLICT, &whole, whole.invoice.version, again, typed(&form, 0)).await
        }
        Err(problem) => not_done(id, problem),
    }
}

fn lines_of(staff: &Staff, whole: &WholeInvoice) -> Vec<LineForm> {
    let prices = staff.visit.prices();
    whole.lines.iter().map(|line| LineForm::filled(line, whole.invoice.currency, &prices)).collect()
}

/// What the form says, or the form again: with what is wrong with it, or with more lines, where that was asked.
fn read(staff: &Staff, form: &Submitted) -> Result<InvoiceDetails, (StatusCode, Form, Vec<LineForm>)> {
    let words = staff.visit.words();
    if !form.get("more").is_empty() {
        return Err((StatusCode::OK, resubmitted(form), typed(form, MORE)));
    }
    let mut reader = form.reader(words);
    let job = reader.optional("job", |text| text.parse::<Reference>().map_err(|_| "error-choice"));
    let due_on =
        reader.optional("due_on", |text| text.parse::<NaiveDate>().ok().filter(is_plausible).ok_or("error-date"));
    let note = reader.paragraph("note", 1_000).filter(|note| !note.is_empty());
    let prices = staff.visit.prices();
    let reading = Reading { words, prices: &prices, currency: staff.visit.tenant().currency };
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    match (reading.read(typed(form, 0)), reader.is_sound()) {
        (Ok(lines), true) => Ok(InvoiceDetails { job, due_on, note, lines }),
        (Ok(_), false) => Err((refused, reader.into_form(), typed(form, 0))),
        (Err((lines, problem)), _) => Err((refused, reader.into_form().failed(problem), lines)),
    }
}

fn resubmitted(form: &Submitted) -> Form {
    Form::filled(["job", "due_on", "note"].map(|name| (name, form.get(name).to_owned())))
}

async fn show_new(
    staff: &Staff,
    status: StatusCode,
    customer: CustomerId,
    jobs: &[Job],
    form: Form,
    lines: Vec<LineForm>,
) -> Result<Response> {
    let card = staff.scope.customer(customer).await?.ok_or_else(Error::not_found)?;
    let page = InvoiceFormPage {
        editing: false,
        customer_name: card.record.name,
        form,
        lines,
        currency: staff.visit.tenant().currency.symbol(),
        jobs: choices(staff, jobs),
        version: 0,
        action: path::new_invoice(customer),
        cancel: path::customer(customer),
    };
    let title = staff.visit.words().get("staff-invoice-new");
    staff.visit.page_with_status(status, shell::of(staff, "invoices", title), &page)
}

async fn show_edit(
    staff: &Staff,
    status: StatusCode,
    whole: &WholeInvoice,
    version: i32,
    form: Form,
    lines: Vec<LineForm>,
) -> Result<Response> {
    let invoice = &whole.invoice;
    let jobs = staff.scope.jobs_of(invoice.customer_id).await?;
    let page = InvoiceFormPage {
        editing: true,
        customer_name: invoice.customer_name.clone(),
        form,
        lines,
        currency: invoice.currency.symbol(),
        jobs: choices(staff, &jobs),
        version,
        action: path::edit_invoice(invoice.id),
        cancel: path::invoice(invoice.id),
    };
    let title = staff.visit.words().get("staff-invoice-edit");
    staff.visit.page_with_status(status, shell::of(staff, "invoices", title), &page)
}

fn choices(staff: &Staff, jobs: &[Job]) -> Vec<Choice> {
    let words = staff.visit.words();
    let none = Choice { value: String::new(), label: words.get("staff-invoice-no-job") };
    let job = |job: &Job| Choice {
        value: job.reference.to_string(),
        label: format!("{} · {}", vehicle_title(job, words), job.reference),
    };
    std::iter::once(none).chain(jobs.iter().map(job)).collect()
}

impl Page for InvoiceFormPage {
    const TEMPLATE: &'static str = "staff/invoice_form.html";

    fn samples() -> Vec<Self> {
        let form = Form::filled(["job", "due_on", "note"].map(|name| (name, String::new())));
        let mut wrong = LineForm::default();
        for field in [&mut wrong.description, &mut wrong.quantity, &mut wrong.price, &mut wrong.tax] {
            field.error = Some("Please check".into());
        }
        let fresh = Self {
            editing: false,
            customer_name: "Alex Morgan".into(),
            form: form.clone(),
            lines: vec![LineForm::default(); 4],
            currency: "$".into(),
            jobs: vec![Choice { value: "WO-TANGO-1234".into(), label: "Golf".into() }],
            version: 0,
            action: "/x".into(),
            cancel: "/y".into(),
        };
        let refused =
            Self { editing: true, form: form.failed("Please check".into()), lines: vec![wrong], ..fresh.clone() };
        vec![fresh, refused]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::InvoiceFormPage>();
    }
}
