//! Changing one's own email or phone: a code goes to the new address, and entering it saves the address.

use axum::Extension;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use forecourt_auth::{Checked, Customer, browser, customer};
use forecourt_domain::contact::{Contact, Email, Phone};
use forecourt_domain::token::Code;
use forecourt_storage::{
    ContactProblem, LimitedAction, Proven, RateLimitKey, RateLimited, SignInDetails, WaitingContact,
};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::{Submitted, contact_problem};
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::portal as path;
use forecourt_web::{Error, Form, Page, Result, Visit};
use serde::Serialize;

use super::{confirm_first, details};
use crate::shell;
use crate::sign_in::{come_back, request_link::AGAIN_AFTER};

/// The page that waits for the code.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ContactPage {
    heading: String,
    text: String,
    form: Form,
    /// The field it was typed into: `email` or `phone`.
    kind: &'static str,
    contact: String,
    /// Seconds until it can be sent again.
    wait: i64,
}

/// `POST /account/contact`: `kind` says which of the two fields is meant.
pub(crate) async fn submit(
    headers: HeaderMap,
    Extension(client): Extension<ClientAddress>,
    Checked { who: customer, form }: Checked<Customer>,
) -> Result<Response> {
    let Some(proven) = customer.scope.proven() else { return Ok(confirm_first(path::DETAILS)) };
    let visit = &customer.visit;
    let kind = kind(form.get("kind"))?;
    let on_file = customer.scope.sign_in_details().await?;
    let mut reader = form.reader(visit.words());
    let contact = reader.parsed(kind, |text| read(visit, kind, text, &on_file));
    let Some(contact) = contact else {
        return details::page(&customer, StatusCode::UNPROCESSABLE_ENTITY, reader.into_form()).await;
    };
    let secret = browser::secret_or_new(&headers, visit);
    // Two taps are one code.
    let before = customer.scope.waiting_contact(&secret).await?;
    if before.is_some_and(|before| before.contact == contact && before.age < AGAIN_AFTER) {
        return Ok(see_other(&with_notice(path::CONTACT, "sign-in-wait-failed")));
    }
    let refused = match may_send(&customer, client, &contact).await? {
        Ok(()) => {
            proven.ask_for_contact(visit.tenant(), visit.host.clone(), contact, secret.clone()).await?;
            let mut response = see_other(path::CONTACT);
            browser::keep(&mut response, visit, &secret);
            return Ok(response);
        }
        Err(refused) => refused,
    };
    match refused {
        Refused::Limited(limited) => {
            let form = reader.into_form().failed(come_back(visit, limited));
            let mut response = details::page(&customer, StatusCode::TOO_MANY_REQUESTS, form).await?;
            response.headers_mut().insert(header::RETRY_AFTER, limited.retry_after.as_secs().max(1).into());
            Ok(response)
        }
        Refused::NoText => {
            reader.fail(kind, visit.words().get("contact-no-text"));
            details::page(&customer, StatusCode::UNPROCESSABLE_ENTITY, reader.into_form()).await
        }
    }
}

/// `GET /account/contact`
pub(crate) async fn show(customer: Customer, headers: HeaderMap) -> Result<Response> {
    if customer.scope.proven().is_none() {
        return Ok(confirm_first(path::CONTACT));
    }
    match waiting(&customer, &headers).await? {
        Some(waiting) => page(&customer, StatusCode::OK, &waiting, empty_form()),
        None => Ok(see_other(path::DETAILS)),
    }
}

/// `POST /account/contact/code`: the address is proved. All other sessions end, and messages go to the new address.
pub(crate) async fn prove(
    headers: HeaderMap,
    Extension(client): Extension<ClientAddress>,
    Checked { who: customer, form }: Checked<Customer>,
) -> Result<Response> {
    let Some(proven) = customer.scope.proven() else { return Ok(confirm_first(path::CONTACT)) };
    let Some(waiting) = waiting(&customer, &headers).await? else { return Ok(see_other(path::DETAILS)) };
    let visit = &customer.visit;
    let (storage, tenant) = (&visit.site.storage, visit.tenant());
    let (client, identifier) = (client.limit_key(), customer.scope.customer_id().to_string());
    let limit_key = RateLimitKey { tenant: Some(tenant.id), client: &client, identifier: &identifier };
    if let Err(limited) = storage.check_rate_limit(LimitedAction::TryCode, limit_key).await? {
        let mut response =
            page(&customer, StatusCode::TOO_MANY_REQUESTS, &waiting, empty_form().failed(come_back(visit, limited)))?;
        response.headers_mut().insert(header::RETRY_AFTER, limited.retry_after.as_secs().max(1).into());
        return Ok(response);
    }
    match told(&proven, &customer, &headers, &form).await? {
        Ok(grant) => {
            let to = with_notice(path::ACCOUNT, "contact-changed");
            let mut response = customer::signed_in(visit, &headers, grant, &to).await?;
            browser::forget(&mut response, visit);
            Ok(response)
        }
        Err(ContactProblem::Code) => {
            let mut reader = form.reader(visit.words());
            reader.fail("code", visit.words().get("sent-code-wrong"));
            page(&customer, StatusCode::UNPROCESSABLE_ENTITY, &waiting, reader.into_form())
        }
        Err(ContactProblem::Taken) => {
            let (kind, typed) = (kind_of(&waiting.contact), shown(&waiting.contact));
            let mut form = Form::filled([(kind, typed)]).failed(visit.words().get("error-form"));
            let problem = visit.words().with("contact-taken", [("shop", tenant.name.as_str().into())]);
            form.fields.entry(kind).or_default().error = Some(problem);
            details::page(&customer, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
    }
}

async fn told(
    proven: &Proven<'_>,
    customer: &Customer,
    headers: &HeaderMap,
    form: &Submitted,
) -> Result<Result<forecourt_storage::CustomerGrant, ContactProblem>> {
    let visit = &customer.visit;
    match (browser::secret(headers, visit), form.get("code").parse::<Code>()) {
        (Some(secret), Ok(code)) => Ok(proven.change_contact(visit.tenant(), &secret, &code).await?),
        _ => Ok(Err(ContactProblem::Code)),
    }
}

/// Why no code was sent.
enum Refused {
    Limited(RateLimited),
    NoText,
}

/// Counts by the address, as any asking is, and by the customer: one of them does not write to half a town.
async fn may_send(customer: &Customer, client: ClientAddress, contact: &Contact) -> Result<Result<(), Refused>> {
    let visit = &customer.visit;
    let (storage, tenant, client) = (&visit.site.storage, visit.tenant(), client.limit_key());
    let (by_address, by_customer) = (contact.key(), customer.scope.customer_id().to_string());
    for identifier in [&by_customer, &by_address] {
        let limit_key = RateLimitKey { tenant: Some(tenant.id), client: &client, identifier };
        if let Err(limited) = storage.check_rate_limit(LimitedAction::RequestLink, limit_key).await? {
            return Ok(Err(Refused::Limited(limited)));
        }
    }
    let Contact::Phone(phone) = contact else { return Ok(Ok(())) };
    let limit_key = RateLimitKey { tenant: Some(tenant.id), client: &client, identifier: &by_address };
    let refusal = storage.text_refusal(tenant, phone, limit_key).await?;
    Ok(refusal.map_or(Ok(()), |_| Err(Refused::NoText)))
}

fn read(visit: &Visit, kind: &str, text: &str, on_file: &SignInDetails) -> Result<Contact, &'static str> {
    let tenant = visit.tenant();
    let contact = match kind {
        "email" => Contact::Email(text.parse::<Email>().map_err(contact_problem)?),
        _ if !tenant.offers_texts(visit.now) => return Err("error-no-texts"),
        _ => Contact::Phone(Phone::parse(text, &tenant.country).map_err(contact_problem)?),
    };
    // Another spelling is the same inbox.
    if on_file.contacts().any(|known| known.key() == contact.key()) { Err("contact-same") } else { Ok(contact) }
}

fn kind(word: &str) -> Result<&'static str> {
    ["email", "phone"].into_iter().find(|kind| *kind == word).ok_or_else(Error::not_found)
}

fn kind_of(contact: &Contact) -> &'static str {
    match contact {
        Contact::Email(_) => "email",
        Contact::Phone(_) => "phone",
    }
}

fn shown(contact: &Contact) -> String {
    match contact {
        Contact::Email(email) => email.display(),
        Contact::Phone(phone) => phone.display(),
    }
}

async fn waiting(customer: &Customer, headers: &HeaderMap) -> Result<Option<WaitingContact>> {
    match browser::secret(headers, &customer.visit) {
        Some(secret) => Ok(customer.scope.waiting_contact(&secret).await?),
        None => Ok(None),
    }
}

fn page(customer: &Customer, status: StatusCode, waiting: &WaitingContact, form: Form) -> Result<Response> {
    let words = customer.visit.words();
    let (kind, contact) = (kind_of(&waiting.contact), shown(&waiting.contact));
    let page = ContactPage {
        heading: words.get(&format!("sent-heading-{kind}")),
        text: words.with("contact-sent", [("to", contact.as_str().into())]),
        form,
        kind,
        contact,
        wait: (AGAIN_AFTER - waiting.age).num_seconds().clamp(0, 30),
    };
    let shell = shell::of(customer, "account", page.heading.clone());
    customer.visit.page_with_status(status, shell, &page)
}

fn empty_form() -> Form {
    Form::filled([("code", String::new())])
}

impl Page for ContactPage {
    const TEMPLATE: &'static str = "portal/contact.html";

    fn samples() -> Vec<Self> {
        let email = Self {
            heading: "Check your email".into(),
            text: "A code is on its way to alex@example.com".into(),
            form: empty_form(),
            kind: "email",
            contact: "alex@example.com".into(),
            wait: 30,
        };
        let mut wrong = empty_form().failed("Please check".into());
        wrong.fields.entry("code").or_default().error = Some("Not right".into());
        let phone = Self { form: wrong, kind: "phone", contact: "+1 202-555-0142".into(), wait: 0, ..email.clone() };
        vec![email, phone]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::ContactPage>();
    }
}
