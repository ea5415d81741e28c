//! Step-up: confirming the person's identity before the account changes, by a code to an address on file or by
//! password.

use std::sync::Arc;

use axum::Extension;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use forecourt_auth::{Checked, Customer, Passwords, browser, customer};
use forecourt_domain::auth_method::Purpose;
use forecourt_domain::contact::Contact;
use forecourt_domain::token::Code;
use forecourt_storage::{CustomerGrant, LimitedAction, RateLimitKey, Redeemed, SignInDetails, SignInRequest};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::page::see_other;
use forecourt_web::paths::portal as path;
use forecourt_web::{Error, Form, Page, Result};
use serde::Serialize;

use crate::shell;
use crate::sign_in::{Place, come_back, own, request_link};

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ConfirmPage {
    email: Option<String>,
    phone: Option<String>,
    username: String,
    has_password: bool,
    /// Whether a code is on its way: then there is a field for it.
    sent: bool,
    form: Form,
    next: String,
}

/// `GET /account/confirm`
pub(crate) async fn show(customer: Customer, Query(place): Query<Place>) -> Result<Response> {
    let next = own(&place.next);
    if customer.scope.proven().is_some() {
        return Ok(see_other(if next.is_empty() { path::ACCOUNT } else { &next }));
    }
    page(&customer, StatusCode::OK, empty_form(), next, place.with == "code").await
}

/// `POST /account/confirm/send`
pub(crate) async fn send(
    headers: HeaderMap,
    Extension(client): Extension<ClientAddress>,
    Checked { who: customer, form }: Checked<Customer>,
) -> Result<Response> {
    let next = own(form.get("next"));
    let details = customer.scope.sign_in_details().await?;
    let wanted = details.contacts().find(|contact| channel(contact) == form.get("channel"));
    let contact = wanted.ok_or_else(Error::not_found)?;
    let visit = &customer.visit;
    let ask = SignInRequest {
        purpose: Purpose::StepUp,
        method: None,
        with_link: false,
        contact,
        typed: false,
        only: Some(customer.scope.customer_id()),
        host: visit.host.clone(),
        browser: browser::secret_or_new(&headers, visit),
        return_path: next.clone(),
        newcomer: None,
    };
    // Limited by the session: requests of strangers do not count here.
    let (client, identifier) = (client.limit_key(), customer.scope.customer_id().to_string());
    let limit_key = RateLimitKey { tenant: Some(visit.tenant().id), client: &client, identifier: &identifier };
    if let Err(refused) = visit.site.storage.check_rate_limit(LimitedAction::RequestLink, limit_key).await? {
        return Err(Error::too_many(refused.retry_after));
    }
    request_link::write_down(visit, limit_key, &ask).await?;
    let mut response = see_other(&path::with_next(&format!("{}?with=code", path::CONFIRM), &next));
    browser::keep(&mut response, visit, &ask.browser);
    Ok(response)
}

/// `POST /account/confirm`: with the right code or password the session goes on under another id.
pub(crate) async fn confirm(
    headers: HeaderMap,
    Extension(client): Extension<ClientAddress>,
    Extension(passwords): Extension<Arc<Passwords>>,
    Checked { who: customer, form }: Checked<Customer>,
) -> Result<Response> {
    let next = own(form.get("next"));
    let visit = &customer.visit;
    let (storage, tenant) = (&visit.site.storage, visit.tenant());
    let by_code = !form.get("code").is_empty() || form.get("password").is_empty();
    let (client, identifier) = (client.limit_key(), customer.scope.customer_id().to_string());
    let limit_key = RateLimitKey { tenant: Some(tenant.id), client: &client, identifier: &identifier };
    let act = if by_code { LimitedAction::TryCode } else { LimitedAction::TryPassword };
    if let Err(refused) = storage.check_rate_limit(act, limit_key).await? {
        let form = empty_form().failed(come_back(visit, refused));
        return page(&customer, StatusCode::TOO_MANY_REQUESTS, form, next, by_code).await;
    }
    let grant = if by_code {
        by_the_code(&customer, &headers, form.get("code")).await?
    } else {
        let stored = customer.scope.password_hash().await?;
        let fits =
            passwords.verify(form.get("password"), stored).await.map_err(|busy| Error::too_many(busy.retry_after))?;
        fits.then(|| customer.scope.confirmed_by_password())
    };
    let Some(grant) = grant else {
        let (field, words) = if by_code { ("code", "sent-code-wrong") } else { ("password", "confirm-password-wrong") };
        let mut reader = form.reader(visit.words());
        reader.fail(field, visit.words().get(words));
        return page(&customer, StatusCode::UNPROCESSABLE_ENTITY, with_all(reader.into_form()), next, by_code).await;
    };
    let mut response =
        customer::signed_in(visit, &headers, grant, if next.is_empty() { path::ACCOUNT } else { &next }).await?;
    browser::forget(&mut response, visit);
    Ok(response)
}

/// The code proves the person it was sent to; for any other session it proves nothing.
async fn by_the_code(customer: &Customer, headers: &HeaderMap, code: &str) -> Result<Option<CustomerGrant>> {
    let visit = &customer.visit;
    let (Some(secret), Ok(code)) = (browser::secret(headers, visit), code.parse::<Code>()) else { return Ok(None) };
    let redeemed = visit.site.storage.redeem_code(visit.tenant(), &secret, &code).await?;
    let grant = match redeemed {
        Some(Redeemed::SignedIn(signed_in)) => Some(signed_in.grant),
        Some(Redeemed::Choose(_)) | None => None,
    };
    Ok(grant.filter(|grant| grant.customer_id() == customer.scope.customer_id()))
}

async fn page(customer: &Customer, status: StatusCode, form: Form, next: String, sent: bool) -> Result<Response> {
    let visit = &customer.visit;
    let details = customer.scope.sign_in_details().await?;
    let page = ConfirmPage::new(customer, details, form, next, sent);
    visit.page_with_status(status, shell::of(customer, "account", visit.words().get("confirm-title")), &page)
}

fn channel(contact: &Contact) -> &'static str {
    match contact {
        Contact::Email(_) => "email",
        Contact::Phone(_) => "sms",
    }
}

fn empty_form() -> Form {
    Form::filled([("code", String::new()), ("password", String::new())])
}

fn with_all(mut form: Form) -> Form {
    for name in ["code", "password"] {
        form.fields.entry(name).or_default();
    }
    form
}

impl ConfirmPage {
    fn new(customer: &Customer, details: SignInDetails, form: Form, next: String, sent: bool) -> Self {
        let visit = &customer.visit;
        let tenant = visit.tenant();
        let texts = tenant.offers_texts(visit.now);
        Self {
            username: details.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default(),
            email: details.email.as_ref().map(|email| email.masked()),
            phone: details.phone.as_ref().filter(|_| texts).map(|phone| phone.masked()),
            has_password: details.has_password,
            sent,
            form,
            next,
        }
    }
}

impl Page for ConfirmPage {
    const TEMPLATE: &'static str = "portal/confirm.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            email: Some("a…@example.com".into()),
            phone: Some("…0142".into()),
            username: "alex.morgan@example.com".into(),
            has_password: true,
            sent: false,
            form: empty_form(),
            next: "/account/password".into(),
        };
        let sent = Self { sent: true, form: empty_form().failed("Too often".into()), ..full.clone() };
        let nothing = Self { email: None, phone: None, has_password: false, ..full.clone() };
        vec![full, sent, nothing]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::ConfirmPage>();
    }
}
