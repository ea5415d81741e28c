//! The first page: one field, and the same answer for every address.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use forecourt_domain::contact::{Contact, ContactError, PhoneError};
use forecourt_storage::{ClientLogin, LimitedAction, RateLimitKey, RateLimited, TextRefusal};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::{Submitted, contact_problem};
use forecourt_web::page::{platform_words, render_platform};
use forecourt_web::paths::platform as path;
use forecourt_web::site::SharedSite;
use forecourt_web::{Form, Page, Result};
use serde::Serialize;

use super::prove::CodePage;
use super::remember_browser;

forecourt_web::routes! {
    get path::CLIENT_LOGIN => show;
    post path::SEND_CLIENT_LOGIN => send;
}

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ClientLoginPage {
    form: Form,
    /// The notice about an expired or used link, which led here.
    ended: Option<String>,
}

/// `GET /client-login`
pub(crate) async fn show(State(site): State<SharedSite>) -> Result<Response> {
    page(&site, StatusCode::OK, empty(), None)
}

/// `POST /client-login/send`: the request and its message are stored before the page says that it is on its way. They
/// are the same for every address; the worker finds out whom it is about.
pub(crate) async fn send(
    State(site): State<SharedSite>,
    Extension(client): Extension<ClientAddress>,
    form: Submitted,
) -> Result<Response> {
    let words = platform_words(&site)?;
    let mut reader = form.reader(words);
    let to = reader.parsed("address", |text| Contact::parse(text, "").map_err(problem));
    let Some(to) = to else {
        return page(&site, StatusCode::UNPROCESSABLE_ENTITY, reader.into_form(), None);
    };
    let address = client.limit_key();
    let key = to.key();
    let limit_key = RateLimitKey { tenant: None, client: &address, identifier: &key };
    if let Err(limited) = site.storage.check_rate_limit(LimitedAction::RequestLink, limit_key).await? {
        return too_many(&site, reader.into_form(), limited);
    }
    // Counted for every number; a request over the limit is recorded and gets the same answer.
    let too_many = matches!(to, Contact::Phone(_))
        && site.storage.check_rate_limit(LimitedAction::Text, limit_key).await?.is_err();
    let refusal = too_many.then_some(TextRefusal::TooOften);
    let asked = ClientLogin { to, refusal };
    let browser = site.storage.request_client_login(&asked).await?;
    let mut response = CodePage::new(&asked.to, None).show(&site, StatusCode::OK)?;
    remember_browser(&mut response, &site, &browser);
    Ok(response)
}

/// Why no address was read: of a number without a country code, and of anything else, what is asked for.
fn problem(error: ContactError) -> &'static str {
    match error {
        ContactError::Email | ContactError::Phone(PhoneError::NotANumber | PhoneError::UnknownCountry) => {
            "client-login-invalid"
        }
        error @ ContactError::Phone(_) => contact_problem(error),
    }
}

/// The page again, saying why a link or a proof is over.
pub(crate) fn ended(site: &SharedSite, why: &str) -> Result<Response> {
    let why = platform_words(site)?.get(why);
    page(site, StatusCode::GONE, empty(), Some(why))
}

/// The page again, saying when to come back.
pub(crate) fn too_many(site: &SharedSite, form: Form, limited: RateLimited) -> Result<Response> {
    let said = platform_words(site)?.with("client-login-limited", [("minutes", limited.minutes().into())]);
    let mut response = page(site, StatusCode::TOO_MANY_REQUESTS, form.failed(said), None)?;
    forecourt_web::error::retry(&mut response, limited.retry_after);
    Ok(response)
}

pub(crate) fn empty() -> Form {
    Form::filled([("address", String::new())])
}

fn page(site: &SharedSite, status: StatusCode, form: Form, ended: Option<String>) -> Result<Response> {
    let title = platform_words(site)?.get("client-login-title");
    Ok((status, Html(render_platform(site, &title, &ClientLoginPage { form, ended })?)).into_response())
}

impl Page for ClientLoginPage {
    const TEMPLATE: &'static str = "platform/client_login.html";

    fn samples() -> Vec<Self> {
        let filled = Form::filled([("address", "dana@example".to_owned())]);
        vec![
            Self { form: empty(), ended: None },
            Self { form: filled.failed("Please check".into()), ended: None },
            Self { form: empty(), ended: Some("Your link has expired.".into()) },
        ]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::ClientLoginPage>();
    }
}
