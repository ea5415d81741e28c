//! Opening an account, where the shop allows it: nothing is created before the address has been proved.

use std::sync::Arc;

use axum::Extension;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use forecourt_auth::Passwords;
use forecourt_domain::auth_method::Purpose;
use forecourt_domain::contact::Contact;
use forecourt_domain::sign_in::SignInMethod;
use forecourt_storage::{LimitedAction, Newcomer, RateLimitKey, SignInRequest};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::Submitted;
use forecourt_web::{Form, Page, Result, Visit};
use serde::Serialize;

use super::{come_back, limited, login, request_link, shell};
use crate::account::new_password::hashed;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RegisterPage {
    open: bool,
    /// Whether a phone number does as well as an email address.
    phones: bool,
    /// Whether a password can be chosen.
    passwords: bool,
    form: Form,
    forgot: bool,
}

/// `GET /user/register`
pub(crate) async fn show(visit: Visit) -> Result<Response> {
    if !visit.tenant().self_registration {
        return closed(&visit);
    }
    page(&visit, StatusCode::OK, empty_form())
}

/// `POST /user/register`
pub(crate) async fn submit(
    visit: Visit,
    headers: HeaderMap,
    Extension(client): Extension<ClientAddress>,
    Extension(passwords): Extension<Arc<Passwords>>,
    form: Submitted,
) -> Result<Response> {
    if !visit.tenant().self_registration {
        return closed(&visit);
    }
    let client_key = client.limit_key();
    let mut reader = form.reader(visit.words());
    let name = reader.line::<120>("name");
    let method = if takes_phones(&visit) { SignInMethod::EmailOrPhoneLink } else { SignInMethod::EmailLink };
    let contact = reader.parsed("contact", |text| request_link::contact(&visit, method, text));
    let (Some(name), Some(contact)) = (name, contact) else {
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, with_password(reader.into_form()));
    };
    let identifier = contact.key();
    let limit_key = RateLimitKey { tenant: Some(visit.tenant().id), client: &client_key, identifier: &identifier };
    if let Err(refused) = visit.site.storage.check_rate_limit(LimitedAction::Register, limit_key).await? {
        let form = with_password(reader.into_form()).failed(come_back(&visit, refused));
        return limited(&visit, visit.words().get("register-title"), refused, &RegisterPage::new(&visit, form));
    }
    // A password belongs to an email address; customers with a phone number get codes.
    let wants = !form.get("password").is_empty() && matches!(contact, Contact::Email(_)) && takes_passwords(&visit);
    let password_hash = if wants { hashed(&visit, &passwords, &mut reader, "password").await? } else { None };
    if !reader.is_sound() {
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, with_password(reader.into_form()));
    }
    let ask = SignInRequest {
        purpose: Purpose::Register,
        method: None,
        with_link: matches!(contact, Contact::Email(_)),
        browser: request_link::browser_secret(&headers, &visit, &contact),
        contact,
        typed: true,
        only: None,
        host: visit.host.clone(),
        return_path: String::new(),
        newcomer: Some(Newcomer { name, password_hash }),
    };
    match request_link::send(&visit, client, &ask).await? {
        Ok(()) => Ok(request_link::sent(&visit, &ask)),
        Err(refused) => {
            let form = with_password(reader.into_form()).failed(come_back(&visit, refused));
            limited(&visit, visit.words().get("register-title"), refused, &RegisterPage::new(&visit, form))
        }
    }
}

fn page(visit: &Visit, status: StatusCode, form: Form) -> Result<Response> {
    visit.page_with_status(status, shell(visit, visit.words().get("register-title")), &RegisterPage::new(visit, form))
}

/// Registration is closed: the page says so and leads existing customers to sign-in.
pub(super) fn closed(visit: &Visit) -> Result<Response> {
    let page = RegisterPage { open: false, ..RegisterPage::new(visit, empty_form()) };
    visit.page_with_status(StatusCode::NOT_FOUND, shell(visit, visit.words().get("register-closed-title")), &page)
}

fn empty_form() -> Form {
    Form::filled([("name", String::new()), ("contact", String::new()), ("password", String::new())])
}

fn with_password(mut form: Form) -> Form {
    form.fields.entry("password").or_default();
    form
}

fn takes_phones(visit: &Visit) -> bool {
    let ways = login::offered(visit);
    (ways.contains(&SignInMethod::SmsCode) || ways.contains(&SignInMethod::EmailOrPhoneLink))
        && visit.tenant().offers_texts(visit.now)
}

fn takes_passwords(visit: &Visit) -> bool {
    visit.tenant().sign_in.has(SignInMethod::Password)
}

impl RegisterPage {
    fn new(visit: &Visit, form: Form) -> Self {
        let passwords = takes_passwords(visit);
        Self { open: true, phones: takes_phones(visit), passwords, form, forgot: passwords }
    }
}

impl Page for RegisterPage {
    const TEMPLATE: &'static str = "portal/register.html";

    fn samples() -> Vec<Self> {
        let open = Self { open: true, phones: true, passwords: true, form: empty_form(), forgot: true };
        let emails = Self { phones: false, passwords: false, forgot: false, ..open.clone() };
        let closed = Self { open: false, ..open.clone() };
        vec![open, emails, closed]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::RegisterPage>();
    }
}
