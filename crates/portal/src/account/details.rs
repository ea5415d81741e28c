//! The customer's own details: the name is saved at once, an address once it is proved by a code ([`super::contact`]).

use axum::http::StatusCode;
use axum::response::Response;
use forecourt_auth::{Checked, Customer};
use forecourt_domain::contact::{Email, Phone};
use forecourt_web::forms::Field;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::portal as path;
use forecourt_web::{Form, Page, Result};
use serde::Serialize;

use super::confirm_first;
use crate::shell;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DetailsPage {
    form: Form,
    /// The current addresses.
    email: Option<String>,
    phone: Option<String>,
    /// Whether the shop can send a code by text.
    texts: bool,
}

/// `GET /account/details`
pub(crate) async fn show(customer: Customer) -> Result<Response> {
    if customer.scope.proven().is_none() {
        return Ok(confirm_first(path::DETAILS));
    }
    page(&customer, StatusCode::OK, Form::default()).await
}

/// `POST /account/details`: the name, and how to be addressed.
pub(crate) async fn save(Checked { who: customer, form }: Checked<Customer>) -> Result<Response> {
    let Some(proven) = customer.scope.proven() else { return Ok(confirm_first(path::DETAILS)) };
    let mut reader = form.reader(customer.visit.words());
    let name = reader.line::<120>("name");
    let salutation = reader.optional_line::<80>("salutation");
    match name {
        Some(name) if reader.is_sound() => {
            proven.change_name(&name, salutation.as_deref()).await?;
            Ok(see_other(&with_notice(path::ACCOUNT, "details-saved")))
        }
        _ => page(&customer, StatusCode::UNPROCESSABLE_ENTITY, reader.into_form()).await,
    }
}

/// The page, with what was typed where something is wrong with it and what is on file everywhere else.
pub(crate) async fn page(customer: &Customer, status: StatusCode, mut form: Form) -> Result<Response> {
    let details = customer.scope.sign_in_details().await?;
    let (email, phone) = (details.email.as_ref().map(Email::display), details.phone.as_ref().map(Phone::display));
    for (name, on_file) in [
        ("name", Some(customer.scope.name().to_owned())),
        ("salutation", customer.scope.salutation().map(str::to_owned)),
        ("email", email.clone()),
        ("phone", phone.clone()),
    ] {
        form.fields.entry(name).or_insert_with(|| Field { value: on_file.unwrap_or_default(), error: None });
    }
    let visit = &customer.visit;
    let page = DetailsPage { form, email, phone, texts: visit.tenant().offers_texts(visit.now) };
    visit.page_with_status(status, shell::of(customer, "account", visit.words().get("details-title")), &page)
}

impl Page for DetailsPage {
    const TEMPLATE: &'static str = "portal/details.html";

    fn samples() -> Vec<Self> {
        let form = |email: &str| {
            Form::filled([
                ("name", "Alex Morgan".to_owned()),
                ("salutation", "Alex".to_owned()),
                ("email", email.to_owned()),
                ("phone", "+1 202-555-0142".to_owned()),
            ])
        };
        let full = Self {
            form: form("alex.morgan@example.com"),
            email: Some("alex.morgan@example.com".into()),
            phone: Some("+1 202-555-0142".into()),
            texts: true,
        };
        let mut wrong = form("alex");
        wrong.fields.entry("email").or_default().error = Some("No address".into());
        let wrong = Self { form: wrong.failed("Please check".into()), texts: false, ..full.clone() };
        let bare = Self { email: None, phone: None, ..full.clone() };
        let silent = Self { texts: false, ..bare.clone() };
        vec![full, wrong, bare, silent]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::DetailsPage>();
    }
}
