//! The second factor at sign-in: a code of the authenticator, or a recovery code.

use std::sync::Arc;

use axum::Extension;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use forecourt_auth::cookies;
use forecourt_auth::staff_sign_in::{Refusal, StaffSignIn};
use forecourt_domain::token::LinkToken;
use forecourt_storage::{HalfStaff, STAFF_SIGN_IN_LIFETIME};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::Submitted;
use forecourt_web::page::{Shell, see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::{Form, Page, Result, Visit};
use serde::Serialize;

use super::{Next, PASSKEY, end_session, own, signed_in};

/// The cookie between the two questions.
const COOKIE: &str = "staff-step";

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SecondFactorPage {
    form: Form,
    next: String,
    action: &'static str,
    start_over: &'static str,
    passkey: [&'static str; 2],
}

/// Asks for it, after a right password.
pub(super) async fn ask(visit: &Visit, headers: &HeaderMap, half: &HalfStaff, next: &str) -> Result<Response> {
    end_session(visit, headers).await?;
    let token = visit.site.storage.begin_staff_sign_in(half).await?;
    let to = if next.is_empty() { path::SECOND_FACTOR.to_owned() } else { path::second_factor(next) };
    let mut response = see_other(&to);
    let seconds = STAFF_SIGN_IN_LIFETIME.num_seconds();
    cookies::set_named(&mut response, &visit.site.settings, COOKIE, &token, seconds);
    Ok(response)
}

/// `GET /staff/login/code`
pub(crate) async fn show(visit: Visit, headers: HeaderMap, Query(Next { next }): Query<Next>) -> Result<Response> {
    let stands = match asked(&visit, &headers) {
        Some(token) => visit.site.storage.staff_sign_in_stands(visit.tenant(), &token).await?,
        None => false,
    };
    if !stands {
        return Ok(start_over());
    }
    page(&visit, StatusCode::OK, empty_form(), own(&next))
}

/// `POST /staff/login/code`
pub(crate) async fn submit(
    visit: Visit,
    headers: HeaderMap,
    Extension(client): Extension<ClientAddress>,
    Extension(sign_in): Extension<Arc<StaffSignIn>>,
    form: Submitted,
) -> Result<Response> {
    let Some(token) = asked(&visit, &headers) else { return Ok(start_over()) };
    let next = own(form.get("next"));
    let recovery = form.get("recovery").trim();
    let typed = if recovery.is_empty() { form.get("code") } else { recovery };
    match sign_in.answer(&visit.site.storage, visit.tenant(), client, &token, typed).await? {
        Ok(grant) => {
            let mut response = signed_in(&visit, &headers, grant, &next).await?;
            cookies::clear_named(&mut response, &visit.site.settings, COOKIE);
            Ok(response)
        }
        Err(Refusal::Over) => Ok(start_over()),
        Err(Refusal::Wrong) => {
            let form = empty_form().failed(visit.words().get("second-factor-wrong"));
            page(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, next)
        }
        Err(Refusal::Limited(limited)) => {
            let minutes = limited.minutes();
            let form = empty_form().failed(visit.words().with("staff-login-limited", [("minutes", minutes.into())]));
            let mut response = page(&visit, StatusCode::TOO_MANY_REQUESTS, form, next)?;
            response.headers_mut().insert(axum::http::header::RETRY_AFTER, limited.retry_after.as_secs().max(1).into());
            Ok(response)
        }
    }
}

fn asked(visit: &Visit, headers: &HeaderMap) -> Option<LinkToken> {
    cookies::read_named(headers, &visit.site.settings, COOKIE)
}

fn start_over() -> Response {
    see_other(&with_notice(path::LOGIN, "sign-in-over-failed"))
}

fn empty_form() -> Form {
    Form::filled([("code", String::new()), ("recovery", String::new())])
}

fn page(visit: &Visit, status: StatusCode, form: Form, next: String) -> Result<Response> {
    let shell = Shell {
        title: visit.words().get("second-factor-heading"),
        body_class: "staff",
        inline_css: true,
        ..Shell::default()
    };
    let page = SecondFactorPage { form, next, action: path::SECOND_FACTOR, start_over: path::LOGIN, passkey: PASSKEY };
    visit.page_with_status(status, shell, &page)
}

impl Page for SecondFactorPage {
    const TEMPLATE: &'static str = "staff/second_factor.html";

    fn samples() -> Vec<Self> {
        let fresh = Self {
            form: empty_form(),
            next: String::new(),
            action: path::SECOND_FACTOR,
            start_over: path::LOGIN,
            passkey: PASSKEY,
        };
        let wrong = Self { form: empty_form().failed("Wrong".into()), next: "/staff/jobs".into(), ..fresh.clone() };
        vec![fresh, wrong]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::SecondFactorPage>();
    }
}
