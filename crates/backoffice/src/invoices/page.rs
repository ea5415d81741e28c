//! An invoice's page: its contents, sending it, recording payments, withdrawing it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use forecourt_auth::{Checked, Staff};
use forecourt_domain::ids::InvoicePaymentId;
use forecourt_domain::invoice::{InvoiceStatus, PaymentMethod};
use forecourt_domain::money::{in_units, typed_number};
use forecourt_domain::tenant::Role;
use forecourt_storage::outbox::Kind;
use forecourt_storage::{CustomerCard, InvoicePayment, InvoiceProblem, Notice, SendChannel, WholeInvoice};
use forecourt_web::forms::Submitted;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::views::invoice::{InvoiceCard, InvoiceSheet, SheetSum, payment_of};
use forecourt_web::{Error, Form, Page, Result};
use rust_decimal::Decimal;
use serde::Serialize;

use super::{id, not_done};
use crate::customers::portal_link::SendLink;
use crate::jobs::form::is_plausible;
use crate::{messages, shell};

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct InvoicePage {
    card: InvoiceCard,
    customer_href: String,
    job: Option<String>,
    job_href: Option<String>,
    sheet: InvoiceSheet,
    version: i32,
    /// Where a draft is edited.
    edit: Option<String>,
    /// Where it is sent, or sent again.
    send: Option<String>,
    draft: bool,
    /// Whether customers can open it: the part can be switched off.
    visible: bool,
    ways: SendLink,
    payments: Vec<Taken>,
    /// Where a payment is recorded.
    pay: Option<String>,
    payment: Form,
    methods: Vec<Method>,
    currency: String,
    /// Where it is withdrawn.
    void: Option<String>,
    /// Where a draft is deleted.
    delete: Option<String>,
}

/// A payment, with where it is taken back.
#[derive(Debug, Clone, Serialize)]
struct Taken {
    payment: SheetSum,
    remove: String,
}

#[derive(Debug, Clone, Serialize)]
struct Method {
    value: &'static str,
    label: String,
}

/// `GET /staff/invoices/{id}`
pub(crate) async fn show(staff: Staff, Path(invoice): Path<String>) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let whole = staff.scope.invoice(id(&invoice)?).await?.ok_or_else(Error::not_found)?;
    let form = fresh(&staff, &whole);
    page(&staff, StatusCode::OK, &whole, form).await
}

/// `POST /staff/invoices/{id}/send`, `tell=sms|email|none`
pub(crate) async fn send(
    Path(invoice): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let id = id(&invoice)?;
    let tell: Option<SendChannel> = form.get("tell").parse().ok();
    let today = staff.visit.dates().today();
    let notice = match staff.scope.send_invoice(id, version(&form)?, today, tell).await? {
        Ok(Notice::Written) => "invoice-sent",
        Ok(Notice::NotAsked) => "invoice-issued",
        Ok(Notice::NoAddress) => "invoice-no-address-failed",
        Ok(Notice::SwitchedOff) => "invoice-switched-off-failed",
        Err(problem) => return not_done(id, problem),
    };
    Ok(see_other(&with_notice(&path::invoice(id), notice)))
}

/// `POST /staff/invoices/{id}/payments`
pub(crate) async fn record_payment(
    Path(invoice): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let id = id(&invoice)?;
    let whole = staff.scope.invoice(id).await?.ok_or_else(Error::not_found)?;
    let payment = match read(&staff, &whole, &form) {
        Ok(payment) => payment,
        Err(form) => return page(&staff, StatusCode::UNPROCESSABLE_ENTITY, &whole, form).await,
    };
    match staff.scope.record_payment(id, version(&form)?, &payment).await? {
        Ok(()) => Ok(see_other(&with_notice(&path::invoice(id), "payment-recorded"))),
        Err(InvoiceProblem::TooMuch { left }) => {
            let left = staff.visit.prices().money(whole.invoice.money(left));
            let mut reader = form.reader(staff.visit.words());
            keep(&mut reader);
            reader.fail("amount", staff.visit.words().with("payment-too-much", [("left", left.into())]));
            page(&staff, StatusCode::UNPROCESSABLE_ENTITY, &whole, reader.into_form()).await
        }
        Err(problem) => not_done(id, problem),
    }
}

/// `POST /staff/invoices/{id}/payments/{payment}/remove`
pub(crate) async fn take_payment_back(
    Path((invoice, payment)): Path<(String, String)>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let id = id(&invoice)?;
    let payment: InvoicePaymentId = payment.parse().map_err(|_| Error::not_found())?;
    match staff.scope.take_payment_back(id, version(&form)?, payment).await? {
        Ok(()) => Ok(see_other(&with_notice(&path::invoice(id), "payment-taken-back"))),
        Err(problem) => not_done(id, problem),
    }
}

/// `POST /staff/invoices/{id}/void`
pub(crate) async fn void(
    Path(invoice): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let id = id(&invoice)?;
    match staff.scope.void_invoice(id, version(&form)?).await? {
        Ok(()) => Ok(see_other(&with_notice(&path::invoice(id), "invoice-voided"))),
        Err(problem) => not_done(id, problem),
    }
}

/// `POST /staff/invoices/{id}/delete`
pub(crate) async fn delete(
    Path(invoice): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let id = id(&invoice)?;
    match staff.scope.delete_draft(id, version(&form)?).await? {
        Ok(customer) => Ok(see_other(&with_notice(&path::customer(customer), "invoice-deleted"))),
        Err(problem) => not_done(id, problem),
    }
}

/// The version that the sender's page showed.
fn version(form: &Submitted) -> Result<i32> {
    form.get("version").parse().map_err(|_| Error::bad_request())
}

fn read(staff: &Staff, whole: &WholeInvoice, form: &Submitted) -> Result<InvoicePayment, Form> {
    let (prices, digits) = (staff.visit.prices(), whole.invoice.currency.digits());
    let today = staff.visit.dates().today();
    let mut reader = form.reader(staff.visit.words());
    let amount = reader.parsed("amount", |text| {
        let amount = typed_number(text, prices.point(), digits).map_err(|_| "invoice-number")?;
        if amount <= Decimal::ZERO {
            return Err("invoice-number-far");
        }
        in_units(amount, digits).ok_or("invoice-number-far")
    });
    let method = reader.parsed("method", |text| text.parse::<PaymentMethod>().map_err(|_| "error-choice"));
    let received_on = reader.parsed("received_on", |text| {
        let day = text.parse::<NaiveDate>().ok().filter(is_plausible).ok_or("error-date")?;
        if day > today { Err("payment-in-future") } else { Ok(day) }
    });
    match (amount, method, received_on) {
        (Some(amount), Some(method), Some(received_on)) => Ok(InvoicePayment { method, amount, received_on }),
        _ => Err(reader.into_form()),
    }
}

/// The fields as they were typed.
fn keep(reader: &mut forecourt_web::forms::Reader<'_>) {
    for name in ["amount", "method", "received_on"] {
        reader.parsed(name, |_| Ok(()));
    }
}

/// All that is left, today, by card.
fn fresh(staff: &Staff, whole: &WholeInvoice) -> Form {
    Form::filled([
        ("amount", staff.visit.prices().typed(whole.invoice.due().decimal())),
        ("method", PaymentMethod::Card.as_str().to_owned()),
        ("received_on", staff.visit.dates().today().to_string()),
    ])
}

async fn page(staff: &Staff, status: StatusCode, whole: &WholeInvoice, payment: Form) -> Result<Response> {
    let customer = staff.scope.customer(whole.invoice.customer_id).await?.ok_or_else(Error::not_found)?;
    let page = build(staff, whole, &customer, payment);
    let title = format!("{} · {}", page.card.number, page.card.customer_name);
    staff.visit.page_with_status(status, shell::of(staff, "invoices", title), &page)
}

fn build(staff: &Staff, whole: &WholeInvoice, customer: &CustomerCard, payment: Form) -> InvoicePage {
    let (words, dates, prices) = (staff.visit.words(), staff.visit.dates(), staff.visit.prices());
    let invoice = &whole.invoice;
    let (draft, open) = (invoice.status == InvoiceStatus::Draft, invoice.status == InvoiceStatus::Open);
    let payments = whole.payments.iter().map(|(id, payment)| Taken {
        payment: payment_of(invoice, payment, words, &dates, &prices),
        remove: path::remove_payment(invoice.id, *id),
    });
    let method = |method: PaymentMethod| Method {
        value: method.as_str(),
        label: words.get(&format!("payment-{}", method.as_str())),
    };
    InvoicePage {
        card: InvoiceCard::new(invoice, path::invoice(invoice.id), words, &dates, &prices),
        customer_href: path::customer(invoice.customer_id),
        job: invoice.job.as_ref().map(ToString::to_string),
        job_href: invoice.job.as_ref().map(path::job),
        sheet: InvoiceSheet::new(whole, words, &dates, &prices),
        version: invoice.version,
        edit: draft.then(|| path::edit_invoice(invoice.id)),
        send: (draft || open).then(|| path::send_invoice(invoice.id)),
        draft,
        visible: messages::leads_somewhere(Kind::SendInvoice, staff),
        payments: payments.collect(),
        ways: SendLink::new(&customer.record, staff, String::new()),
        pay: open.then(|| path::invoice_payments(invoice.id)),
        payment,
        methods: PaymentMethod::ALL.map(method).into(),
        currency: invoice.currency.symbol(),
        void: (open && invoice.paid == 0).then(|| path::void_invoice(invoice.id)),
        delete: draft.then(|| path::delete_invoice(invoice.id)),
    }
}

impl Page for InvoicePage {
    const TEMPLATE: &'static str = "staff/invoice.html";

    fn samples() -> Vec<Self> {
        let fields = ["amount", "method", "received_on"].map(|name| (name, String::new()));
        let open = Self {
            card: InvoiceCard::sample(),
            customer_href: "/x".into(),
            job: Some("WO-TANGO-1234".into()),
            job_href: Some("/x".into()),
            sheet: InvoiceSheet::sample(),
            version: 3,
            edit: None,
            send: Some("/x".into()),
            draft: false,
            visible: true,
            payments: vec![Taken {
                payment: SheetSum { label: "Card, Wednesday 22 May".into(), amount: "$50.00".into() },
                remove: "/x".into(),
            }],
            ways: SendLink::sample(),
            pay: Some("/x".into()),
            payment: Form::filled(fields.clone()).failed("Please check".into()),
            methods: vec![Method { value: "card", label: "Card".into() }],
            currency: "$".into(),
            void: Some("/x".into()),
            delete: None,
        };
        let draft = Self {
            card: InvoiceCard { issued: None, due: None, left: None, ..InvoiceCard::sample() },
            edit: Some("/x".into()),
            draft: true,
            visible: false,
            payments: vec![],
            pay: None,
            void: None,
            delete: Some("/x".into()),
            job: None,
            job_href: None,
            ..open.clone()
        };
        let off = Self { visible: false, ..open.clone() };
        let closed = Self { send: None, pay: None, void: None, payment: Form::filled(fields), ..open.clone() };
        vec![open, draft, off, closed]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::InvoicePage>();
    }
}
