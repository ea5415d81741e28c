//! Signing in and out, by email and password; the second factor follows.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use forecourt_auth::operator::{begin, check_password, end, take};
use forecourt_auth::staff_sign_in::Refusal;
use forecourt_auth::{Passwords, totp};
use forecourt_storage::{HalfOperator, OperatorSession};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::Submitted;
use forecourt_web::page::{platform_words, see_other};
use forecourt_web::paths::ops as path;
use forecourt_web::site::{SharedSite, Site};
use forecourt_web::{Error, Form, Page, Result};
use serde::Serialize;

use super::passkeys::SIGN_IN;

forecourt_web::routes! {
    get path::LOGIN => show;
    post path::LOGIN => submit;
    post path::SIGN_OUT => sign_out;
}

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LoginPage {
    form: Form,
    action: &'static str,
    passkey: [&'static str; 2],
}

/// `GET /console/login`
pub(super) async fn show(State(site): State<SharedSite>) -> Result<Response> {
    page(&site, StatusCode::OK, empty_form(""))
}

/// `POST /console/login`
pub(super) async fn submit(
    State(site): State<SharedSite>,
    headers: HeaderMap,
    Extension(client): Extension<ClientAddress>,
    Extension(passwords): Extension<Passwords>,
    form: Submitted,
) -> Result<Response> {
    let email: String = form.get("email").trim().chars().take(254).collect();
    let words = platform_words(&site)?;
    match check_password(&site, &passwords, client, &email, form.get("password")).await? {
        Ok(half) => asked(&site, &headers, &half).await,
        Err(Refusal::Limited(limited)) => {
            let problem = words.with("staff-login-limited", [("minutes", limited.minutes().into())]);
            let mut response = page(&site, StatusCode::TOO_MANY_REQUESTS, empty_form(&email).failed(problem))?;
            response.headers_mut().insert(header::RETRY_AFTER, limited.retry_after.as_secs().max(1).into());
            Ok(response)
        }
        Err(Refusal::Wrong | Refusal::Over) => {
            let form = empty_form(&email).failed(words.get("staff-login-wrong"));
            page(&site, StatusCode::UNPROCESSABLE_ENTITY, form)
        }
    }
}

/// `POST /console/sign-out`
pub(super) async fn sign_out(State(site): State<SharedSite>, headers: HeaderMap) -> Result<Response> {
    end(&site, &headers).await?;
    let mut response = see_other(path::LOGIN);
    take(&site, &mut response);
    Ok(response)
}

/// Leads an operator whose password was right to the second factor, or to setting one up.
pub(super) async fn asked(site: &Site, headers: &HeaderMap, half: &HalfOperator) -> Result<Response> {
    end(site, headers).await?;
    let secret = site.storage.begin_operator_session(half).await?;
    let Some(OperatorSession::Half(session)) = site.storage.operator_session(&secret).await? else {
        return Err(Error::signed_out(Some(path::LOGIN)));
    };
    let mut response = see_other(if session.has_factor { path::SECOND_FACTOR } else { path::SET_UP });
    if !session.has_factor {
        session.second_factor().begin(&totp::new_seed(site.storage.entropy().as_ref())).await?;
    }
    begin(site, &secret, &mut response);
    Ok(response)
}

fn page(site: &Site, status: StatusCode, form: Form) -> Result<Response> {
    super::door(site, status, "ops-login-heading", "", &LoginPage { form, action: path::LOGIN, passkey: SIGN_IN })
}

fn empty_form(email: &str) -> Form {
    Form::filled([("email", email.to_owned()), ("password", String::new())])
}

impl Page for LoginPage {
    const TEMPLATE: &'static str = "ops/login.html";

    fn samples() -> Vec<Self> {
        let fresh = Self { form: empty_form(""), action: "/x", passkey: SIGN_IN };
        vec![fresh.clone(), Self { form: empty_form("a@example.com").failed("Wrong".into()), ..fresh }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::LoginPage>();
    }
}
