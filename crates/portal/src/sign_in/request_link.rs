//! Requesting a sign-in link or a code: the same answer, the same rows and the same time for every address.

use axum::Extension;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::TimeDelta;
use forecourt_auth::browser;
use forecourt_domain::auth_method::Purpose;
use forecourt_domain::contact::{Contact, ContactError, PhoneError};
use forecourt_domain::sign_in::SignInMethod;
use forecourt_domain::token::SignInToken;
use forecourt_storage::{LimitedAction, PendingRequest, RateLimitKey, RateLimited, SignInRequest};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::{Submitted, contact_problem};
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::portal as path;
use forecourt_web::{Error, Form, Page, Result, Visit};
use serde::Serialize;

use super::{come_back, limited, login, own, shell};

/// How long to wait before requesting again: a text takes a few seconds.
pub(crate) const AGAIN_AFTER: TimeDelta = TimeDelta::seconds(30);

/// The page that asks for a link to set another password.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ForgotPage {
    form: Form,
    next: String,
}

/// `POST /login/link`
pub(crate) async fn submit(
    visit: Visit,
    headers: HeaderMap,
    Extension(client): Extension<ClientAddress>,
    form: Submitted,
) -> Result<Response> {
    let next = own(form.get("next"));
    let method = login::chosen(&visit, form.get("with"));
    let Some(method @ (SignInMethod::EmailLink | SignInMethod::SmsCode | SignInMethod::EmailOrPhoneLink)) = method
    else {
        return Err(Error::not_found());
    };
    let mut reader = form.reader(visit.words());
    let contact = reader.parsed("contact", |text| contact(&visit, method, text));
    let Some(contact) = contact else {
        return login::page(&visit, StatusCode::UNPROCESSABLE_ENTITY, Some(method), reader.into_form(), &next);
    };
    let ask = SignInRequest {
        purpose: Purpose::SignIn,
        method: Some(method),
        with_link: method != SignInMethod::SmsCode,
        browser: browser_secret(&headers, &visit, &contact),
        contact,
        typed: true,
        only: None,
        host: visit.host.clone(),
        return_path: next.clone(),
        newcomer: None,
    };
    match send(&visit, client, &ask).await? {
        Ok(()) => Ok(sent(&visit, &ask)),
        Err(refused) => {
            let form = login::empty_form(ask.contact.as_str()).failed(come_back(&visit, refused));
            let page = login::LoginPage::new(&visit, Some(method), form, &next);
            limited(&visit, visit.words().get("login-title"), refused, &page)
        }
    }
}

/// `POST /login/again`: sends this browser's latest request once more.
pub(crate) async fn again(
    visit: Visit,
    headers: HeaderMap,
    Extension(client): Extension<ClientAddress>,
) -> Result<Response> {
    let Some((secret, asked)) = pending(&visit, &headers).await? else { return Ok(see_other(path::LOGIN)) };
    // A change that waits to be confirmed has its own page, which knows whose it is.
    if asked.purpose == Purpose::StepUp {
        return Ok(see_other(path::CONFIRM));
    }
    // So has a new address that waits to be proved.
    if asked.purpose == Purpose::NewContact {
        return Ok(see_other(path::CONTACT));
    }
    // An address that a link of another person went to is not requested again under this browser's name either.
    if !asked.typed {
        return Ok(see_other(path::LOGIN));
    }
    if !asked.offered {
        return login::switched_off(&visit, asked.purpose);
    }
    if asked.age < AGAIN_AFTER {
        return Ok(see_other(&with_notice(path::LOGIN_SENT, "sign-in-wait-failed")));
    }
    let PendingRequest { purpose, method, contact, with_link, return_path, newcomer, .. } = asked;
    let (typed, host) = (true, visit.host.clone());
    let ask = SignInRequest {
        purpose,
        method,
        contact,
        typed,
        only: None,
        host,
        with_link,
        browser: secret,
        return_path,
        newcomer,
    };
    match send(&visit, client, &ask).await? {
        Ok(()) => {
            let mut response = see_other(&with_notice(path::LOGIN_SENT, "sign-in-sent-again"));
            browser::keep(&mut response, &visit, &ask.browser);
            Ok(response)
        }
        Err(refused) => Err(Error::too_many(refused.retry_after)),
    }
}

/// `GET /login/forgot`
pub(crate) async fn forgot(
    visit: Visit,
    axum::extract::Query(place): axum::extract::Query<super::Place>,
) -> Result<Response> {
    offers_passwords(&visit)?;
    forgot_page(&visit, StatusCode::OK, Form::filled([("contact", String::new())]), own(&place.next))
}

/// `POST /login/forgot`
pub(crate) async fn reset(
    visit: Visit,
    headers: HeaderMap,
    Extension(client): Extension<ClientAddress>,
    form: Submitted,
) -> Result<Response> {
    offers_passwords(&visit)?;
    let next = own(form.get("next"));
    let mut reader = form.reader(visit.words());
    let contact = reader.parsed("contact", |text| contact(&visit, SignInMethod::EmailLink, text));
    let Some(contact) = contact else {
        return forgot_page(&visit, StatusCode::UNPROCESSABLE_ENTITY, reader.into_form(), next);
    };
    let ask = SignInRequest {
        purpose: Purpose::Reset,
        method: Some(SignInMethod::Password),
        with_link: true,
        browser: browser_secret(&headers, &visit, &contact),
        contact,
        typed: true,
        only: None,
        host: visit.host.clone(),
        return_path: next.clone(),
        newcomer: None,
    };
    match send(&visit, client, &ask).await? {
        Ok(()) => Ok(sent(&visit, &ask)),
        Err(refused) => {
            let form = Form::filled([("contact", ask.contact.as_str().to_owned())]).failed(come_back(&visit, refused));
            limited(&visit, visit.words().get("forgot-title"), refused, &ForgotPage { form, next })
        }
    }
}

/// Reads what was typed as what the method takes.
pub(crate) fn contact(visit: &Visit, method: SignInMethod, text: &str) -> Result<Contact, &'static str> {
    let tenant = visit.tenant();
    let words = match method {
        SignInMethod::SmsCode => "error-phone",
        SignInMethod::EmailOrPhoneLink => "error-contact",
        _ => "error-email",
    };
    match (Contact::parse(text, &tenant.country), method) {
        (
            Ok(contact @ Contact::Email(_)),
            SignInMethod::EmailLink | SignInMethod::Password | SignInMethod::EmailOrPhoneLink,
        ) => Ok(contact),
        (Ok(Contact::Phone(_)), SignInMethod::EmailOrPhoneLink) if !tenant.offers_texts(visit.now) => {
            Err("error-no-texts")
        }
        (Ok(contact @ Contact::Phone(_)), SignInMethod::SmsCode | SignInMethod::EmailOrPhoneLink) => Ok(contact),
        (Err(ContactError::Phone(PhoneError::NotANumber)), _) => Err(words),
        (Err(error @ ContactError::Phone(_)), SignInMethod::SmsCode | SignInMethod::EmailOrPhoneLink) => {
            Err(contact_problem(error))
        }
        _ => Err(words),
    }
}

/// Counts the request by its address, which anyone can type, then records it.
pub(crate) async fn send(visit: &Visit, client: ClientAddress, ask: &SignInRequest) -> Result<Result<(), RateLimited>> {
    let (client, identifier) = (client.limit_key(), ask.contact.key());
    let limit_key = RateLimitKey { tenant: Some(visit.tenant().id), client: &client, identifier: &identifier };
    if let Err(refused) = visit.site.storage.check_rate_limit(LimitedAction::RequestLink, limit_key).await? {
        return Ok(Err(refused));
    }
    write_down(visit, limit_key, ask).await.map(Ok)
}

/// Records a request that was counted. A text that must not be sent (another country's number, too many of them) is
/// recorded for the shop only and gets the same answer.
pub(crate) async fn write_down(visit: &Visit, limit_key: RateLimitKey<'_>, ask: &SignInRequest) -> Result<()> {
    let (storage, tenant) = (&visit.site.storage, visit.tenant());
    let refusal = match &ask.contact {
        Contact::Phone(phone) => storage.text_refusal(tenant, phone, limit_key).await?,
        Contact::Email(_) => None,
    };
    match refusal {
        Some(refusal) => storage.pass_over(tenant, ask, refusal).await?,
        None => storage.request_sign_in(tenant, ask).await?,
    }
    Ok(())
}

/// The secret to record a request with. A text may be refused silently: it gets a secret of its own, so that the page
/// that says "sent" does not speak of an older request.
pub(crate) fn browser_secret(headers: &HeaderMap, visit: &Visit, contact: &Contact) -> SignInToken {
    match contact {
        Contact::Email(_) => browser::secret_or_new(headers, visit),
        Contact::Phone(_) => SignInToken::new(visit.site.storage.entropy().as_ref()),
    }
}

/// On to the page that says so; the browser keeps the secret that makes the link open here at one tap.
pub(crate) fn sent(visit: &Visit, ask: &SignInRequest) -> Response {
    let mut response = see_other(path::LOGIN_SENT);
    browser::keep(&mut response, visit, &ask.browser);
    response
}

/// This browser's latest request.
pub(crate) async fn pending(visit: &Visit, headers: &HeaderMap) -> Result<Option<(SignInToken, PendingRequest)>> {
    let Some(secret) = browser::secret(headers, visit) else { return Ok(None) };
    let asked = visit.site.storage.pending_request(visit.tenant(), &secret).await?;
    Ok(asked.map(|asked| (secret, asked)))
}

fn offers_passwords(visit: &Visit) -> Result<()> {
    if visit.tenant().sign_in.has(SignInMethod::Password) { Ok(()) } else { Err(Error::not_found()) }
}

fn forgot_page(visit: &Visit, status: StatusCode, form: Form, next: String) -> Result<Response> {
    visit.page_with_status(status, shell(visit, visit.words().get("forgot-title")), &ForgotPage { form, next })
}

impl Page for ForgotPage {
    const TEMPLATE: &'static str = "portal/forgot.html";

    fn samples() -> Vec<Self> {
        let empty = Self { form: Form::filled([("contact", String::new())]), next: String::new() };
        let wrong =
            Self { form: Form::filled([("contact", "a".to_owned())]).failed("Too often".into()), next: "/jobs".into() };
        vec![empty, wrong]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::ForgotPage>();
    }
}
