//! "Check your email": what happens next, the field for the code, and sending it once more.

use axum::Extension;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use forecourt_auth::browser;
use forecourt_domain::auth_method::Purpose;
use forecourt_domain::contact::Contact;
use forecourt_domain::token::Code;
use forecourt_storage::{LimitedAction, PendingRequest, RateLimitKey};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::Submitted;
use forecourt_web::page::see_other;
use forecourt_web::paths::portal as path;
use forecourt_web::{Form, Page, Result, Visit};
use serde::Serialize;

use super::{come_back, limited, login, record, request_link, shell};

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SentPage {
    heading: String,
    text: String,
    /// Whether a link came along: then the code is the other way, and not the only one.
    with_link: bool,
    form: Form,
    /// Seconds until it can be sent again.
    wait: i64,
    other: &'static str,
}

/// `GET /login/sent`
pub(crate) async fn show(visit: Visit, headers: HeaderMap) -> Result<Response> {
    match request_link::pending(&visit, &headers).await? {
        Some((_, asked)) if asked.purpose == Purpose::NewContact => Ok(see_other(path::CONTACT)),
        Some((_, asked)) if !asked.offered => login::switched_off(&visit, asked.purpose),
        Some((_, asked)) => page(&visit, StatusCode::OK, &asked, empty_form()),
        // A text that must not be sent is recorded without its browser; a request without a cookie came from another
        // browser.
        None if browser::secret(&headers, &visit).is_some() => nothing_known(&visit),
        None => Ok(see_other(path::LOGIN)),
    }
}

/// `POST /login/code`
pub(crate) async fn code(
    visit: Visit,
    headers: HeaderMap,
    Extension(client): Extension<ClientAddress>,
    form: Submitted,
) -> Result<Response> {
    let Some((secret, asked)) = request_link::pending(&visit, &headers).await? else {
        return Ok(see_other(path::LOGIN));
    };
    if !asked.offered {
        return login::switched_off(&visit, asked.purpose);
    }
    let (storage, tenant) = (&visit.site.storage, visit.tenant());
    // By the browser that requested the code: a stranger who requests one for the same address uses up only their own
    // tries.
    let (client, identifier) = (client.limit_key(), secret.reveal());
    let limit_key = RateLimitKey { tenant: Some(tenant.id), client: &client, identifier: &identifier };
    if let Err(refused) = storage.check_rate_limit(LimitedAction::TryCode, limit_key).await? {
        let form = empty_form().failed(come_back(&visit, refused));
        return limited(&visit, visit.words().get("sent-title"), refused, &SentPage::new(&visit, &asked, form));
    }
    let redeemed = match form.get("code").parse::<Code>() {
        Ok(code) => storage.redeem_code(tenant, &secret, &code).await?,
        Err(_) => None,
    };
    let Some(redeemed) = redeemed else {
        let mut reader = form.reader(visit.words());
        reader.fail("code", visit.words().get("sent-code-wrong"));
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &asked, reader.into_form());
    };
    let mut response = record::onward(&visit, &headers, redeemed).await?;
    browser::forget(&mut response, &visit);
    Ok(response)
}

fn page(visit: &Visit, status: StatusCode, asked: &PendingRequest, form: Form) -> Result<Response> {
    let page = SentPage::new(visit, asked, form);
    visit.page_with_status(status, shell(visit, page.heading.clone()), &page)
}

/// The same page for a request that was refused without saying so.
fn nothing_known(visit: &Visit) -> Result<Response> {
    let words = visit.words();
    let page = SentPage {
        heading: words.get("sent-heading-phone"),
        text: words.get("sent-text"),
        with_link: false,
        form: empty_form(),
        wait: request_link::AGAIN_AFTER.num_seconds(),
        other: path::LOGIN,
    };
    visit.page(shell(visit, page.heading.clone()), &page)
}

fn empty_form() -> Form {
    Form::filled([("code", String::new())])
}

impl SentPage {
    fn new(visit: &Visit, asked: &PendingRequest, form: Form) -> Self {
        let words = visit.words();
        let (heading, whole) = match &asked.contact {
            Contact::Email(email) => ("sent-heading-email", email.display()),
            Contact::Phone(phone) => ("sent-heading-phone", phone.display()),
        };
        let to = if asked.typed { whole } else { asked.contact.masked() };
        let text = match (asked.purpose, asked.with_link) {
            (Purpose::Register, _) => "sent-text-register",
            (Purpose::Reset, _) => "sent-text-reset",
            (_, true) => "sent-text-link",
            (_, false) => "sent-text-code",
        };
        let shop = visit.tenant().name.as_str();
        Self {
            heading: words.get(heading),
            text: words.with(text, [("to", to.into()), ("shop", shop.into())]),
            with_link: asked.with_link,
            form,
            wait: (request_link::AGAIN_AFTER - asked.age).num_seconds().clamp(0, 30),
            other: if asked.purpose == Purpose::Register { path::REGISTER } else { path::LOGIN },
        }
    }
}

impl Page for SentPage {
    const TEMPLATE: &'static str = "portal/sent.html";

    fn samples() -> Vec<Self> {
        let link = Self {
            heading: "Check your email".into(),
            text: "A link is on its way to a@example.com".into(),
            with_link: true,
            form: empty_form(),
            wait: 30,
            other: "/login",
        };
        let code = Self { with_link: false, form: empty_form().failed("Not right".into()), wait: 0, ..link.clone() };
        vec![link, code]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::SentPage>();
    }
}
