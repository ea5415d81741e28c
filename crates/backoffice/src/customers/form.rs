//! Adding and changing a customer.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use forecourt_auth::{Checked, Staff};
use forecourt_domain::contact::{Email, Phone};
use forecourt_domain::ids::CustomerId;
use forecourt_domain::tenant::Role;
use forecourt_storage::{CustomerDetails, CustomerRecord};
use forecourt_web::forms::{Submitted, contact_problem};
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::{Error, Form, Page, Result};
use serde::Serialize;

use super::id;
use crate::shell;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CustomerFormPage {
    editing: bool,
    form: Form,
    action: String,
    cancel: String,
    notice: Option<String>,
}

/// `GET /staff/customers/new`
pub(crate) async fn new(staff: Staff) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let form = Form::filled([
        ("name", String::new()),
        ("salutation", String::new()),
        ("email", String::new()),
        ("phone", String::new()),
    ]);
    show(&staff, StatusCode::OK, None, form, None)
}

/// `POST /staff/customers/new`
pub(crate) async fn create(Checked { who: staff, form }: Checked<Staff>) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let details = match read(&staff, &form) {
        Ok(details) => details,
        Err(form) => return show(&staff, StatusCode::UNPROCESSABLE_ENTITY, None, form, None),
    };
    let same = staff.scope.customers_like(&details, None).await?;
    let customer = staff.scope.add_customer(details).await?;
    // Said after saving instead of being asked before: couples who share an inbox are more common than a customer who
    // is entered twice.
    let notice = if same.is_empty() { "customer-added" } else { "customer-added-same-contact" };
    Ok(see_other(&with_notice(&path::customer(customer), notice)))
}

/// `GET /staff/customers/{id}/edit`
pub(crate) async fn edit(staff: Staff, Path(customer): Path<String>) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let card = staff.scope.customer(id(&customer)?).await?.ok_or_else(Error::not_found)?;
    let notice = shares_contact(&staff, &card.record).await?;
    show(&staff, StatusCode::OK, Some(card.record.id), filled(&card.record), notice)
}

/// `POST /staff/customers/{id}/edit`
pub(crate) async fn update(
    Path(customer): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let customer = id(&customer)?;
    match read(&staff, &form) {
        Ok(details) => {
            if !staff.scope.change_customer(customer, details).await? {
                return Err(Error::not_found());
            }
            Ok(see_other(&with_notice(&path::customer(customer), "customer-saved")))
        }
        Err(form) => show(&staff, StatusCode::UNPROCESSABLE_ENTITY, Some(customer), form, None),
    }
}

async fn shares_contact(staff: &Staff, record: &CustomerRecord) -> Result<Option<String>> {
    let details = CustomerDetails {
        name: String::new(),
        salutation: None,
        email: record.email.clone(),
        phone: record.phone.clone(),
    };
    let same = staff.scope.customers_like(&details, Some(record.id)).await?;
    let names: Vec<_> = same.iter().map(|other| other.name.as_str()).collect();
    Ok((!names.is_empty())
        .then(|| staff.visit.words().with("customer-shares-contact", [("names", names.join(", ").into())])))
}

fn read(staff: &Staff, form: &Submitted) -> Result<CustomerDetails, Form> {
    let country = &staff.visit.tenant().country;
    let mut reader = form.reader(staff.visit.words());
    let name = reader.line::<120>("name");
    let salutation = reader.optional_line::<80>("salutation");
    let email = reader.optional("email", |text| text.parse::<Email>().map_err(contact_problem));
    let phone = reader.optional("phone", |text| Phone::parse(text, country).map_err(contact_problem));
    match name {
        Some(name) if reader.is_sound() => Ok(CustomerDetails { name, salutation, email, phone }),
        _ => Err(reader.into_form()),
    }
}

fn filled(record: &CustomerRecord) -> Form {
    Form::filled([
        ("name", record.name.clone()),
        ("salutation", record.salutation.clone().unwrap_or_default()),
        ("email", record.email.as_ref().map(Email::display).unwrap_or_default()),
        ("phone", record.phone.as_ref().map(Phone::display).unwrap_or_default()),
    ])
}

fn show(
    staff: &Staff,
    status: StatusCode,
    editing: Option<CustomerId>,
    form: Form,
    notice: Option<String>,
) -> Result<Response> {
    let (title, action, cancel) = match editing {
        Some(customer) => ("staff-edit", path::edit_customer(customer), path::customer(customer)),
        None => ("staff-customer-form-new", path::NEW_CUSTOMER.to_owned(), path::CUSTOMERS.to_owned()),
    };
    let page = CustomerFormPage { editing: editing.is_some(), form, action, cancel, notice };
    staff.visit.page_with_status(status, shell::of(staff, "customers", staff.visit.words().get(title)), &page)
}

impl Page for CustomerFormPage {
    const TEMPLATE: &'static str = "staff/customer_form.html";

    fn samples() -> Vec<Self> {
        let mut form = Form::filled([
            ("name", "Alex".to_owned()),
            ("salutation", String::new()),
            ("email", "alex".to_owned()),
            ("phone", String::new()),
        ]);
        let fresh = Self { editing: false, form: form.clone(), action: "/x".into(), cancel: "/y".into(), notice: None };
        form.fields.entry("email").or_default().error = Some("This doesn't look like an email address".into());
        let wrong = Self {
            editing: true,
            form: form.failed("Please check".into()),
            notice: Some("Shared with Sam".into()),
            ..fresh.clone()
        };
        vec![fresh, wrong]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::CustomerFormPage>();
    }
}
