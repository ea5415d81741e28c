//! Signing in and out.

pub(crate) mod invitation;
pub(crate) mod passkey;
pub(crate) mod second_factor;

use std::sync::Arc;

use axum::Extension;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use forecourt_auth::staff::STAFF_SESSION;
use forecourt_auth::staff_sign_in::{Refusal, StaffSignIn};
use forecourt_auth::{cookies, devices};
use forecourt_storage::{StaffGrant, StaffProof};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::error::is_plain_path;
use forecourt_web::forms::Submitted;
use forecourt_web::page::{Shell, see_other};
use forecourt_web::paths::staff as path;
use forecourt_web::{Error, Form, Page, Result, Visit};
use serde::{Deserialize, Serialize};

forecourt_web::routes! {
    get path::LOGIN => show;
    post path::LOGIN => submit;
    get path::SECOND_FACTOR => second_factor::show;
    post path::SECOND_FACTOR => second_factor::submit;
    post path::SIGN_OUT => sign_out;
    post path::START_PASSKEY => passkey::start;
    post path::PASSKEY => passkey::finish;
    get path::INVITATION => invitation::show;
    post path::INVITATION => invitation::accept;
}

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LoginPage {
    form: Form,
    next: String,
    passkey: [&'static str; 2],
}

/// The paths of a sign-in by passkey: start and finish.
pub(super) const PASSKEY: [&str; 2] = [path::START_PASSKEY, path::PASSKEY];

/// The path to continue at after signing in.
#[derive(Debug, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// `GET /staff/login`
pub(crate) async fn show(visit: Visit, Query(Next { next }): Query<Next>) -> Result<Response> {
    page(&visit, StatusCode::OK, empty_form(""), own(&next))
}

/// `POST /staff/login`
pub(crate) async fn submit(
    visit: Visit,
    headers: HeaderMap,
    Extension(client): Extension<ClientAddress>,
    Extension(sign_in): Extension<Arc<StaffSignIn>>,
    form: Submitted,
) -> Result<Response> {
    let next = own(form.get("next"));
    let email: String = form.get("email").trim().chars().take(254).collect();
    match sign_in.check(&visit.site.storage, visit.tenant(), client, &email, form.get("password")).await? {
        Ok(StaffProof::Grant(grant)) => signed_in(&visit, &headers, grant, &next).await,
        Ok(StaffProof::Half(half)) => second_factor::ask(&visit, &headers, &half, &next).await,
        Err(Refusal::Wrong | Refusal::Over) => {
            let form = empty_form(&email).failed(visit.words().get("staff-login-wrong"));
            page(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, next)
        }
        Err(Refusal::Limited(limited)) => {
            let minutes = limited.minutes();
            let form =
                empty_form(&email).failed(visit.words().with("staff-login-limited", [("minutes", minutes.into())]));
            let mut response = page(&visit, StatusCode::TOO_MANY_REQUESTS, form, next)?;
            response.headers_mut().insert(axum::http::header::RETRY_AFTER, limited.retry_after.as_secs().max(1).into());
            Ok(response)
        }
    }
}

/// `POST /staff/sign-out`
pub(crate) async fn sign_out(visit: Visit, headers: HeaderMap) -> Result<Response> {
    end_session(&visit, &headers).await?;
    let mut response = see_other(path::LOGIN);
    cookies::clear::<StaffGrant>(&mut response, &visit.site.settings);
    Ok(response)
}

/// Begins a session under a new id; whatever session the browser had before ends.
async fn signed_in(visit: &Visit, headers: &HeaderMap, grant: StaffGrant, next: &str) -> Result<Response> {
    end_session(visit, headers).await?;
    let mut response = see_other(if next.is_empty() { path::CUSTOMERS } else { next });
    give_session(visit, headers, grant, &mut response).await?;
    Ok(response)
}

/// Begins a session and gives it to the browser.
pub(crate) async fn give_session(
    visit: &Visit,
    headers: &HeaderMap,
    grant: StaffGrant,
    response: &mut Response,
) -> Result<()> {
    let sessions = visit.sessions();
    let (secret, _) = sessions.start(grant, visit.now + STAFF_SESSION, &devices::name(headers)).await?;
    cookies::set::<StaffGrant>(response, &visit.site.settings, &secret, STAFF_SESSION.num_seconds());
    Ok(())
}

/// Ends the session that the browser has.
pub(crate) async fn end_session(visit: &Visit, headers: &HeaderMap) -> Result<(), Error> {
    if let Some(secret) = cookies::read::<StaffGrant>(headers, &visit.site.settings) {
        visit.sessions().end(visit.tenant(), &secret).await?;
    }
    Ok(())
}

fn page(visit: &Visit, status: StatusCode, form: Form, next: String) -> Result<Response> {
    let shell = Shell {
        title: visit.words().get("staff-login-heading"),
        body_class: "staff",
        inline_css: true,
        toast: visit.toast(),
        ..Shell::default()
    };
    visit.page_with_status(status, shell, &LoginPage { form, next, passkey: PASSKEY })
}

fn empty_form(email: &str) -> Form {
    Form::filled([("email", email.to_owned()), ("password", String::new())])
}

/// A path of the back office to come back to, or none.
fn own(next: &str) -> String {
    if is_plain_path(next) && next.starts_with(path::ROOT) { next.to_owned() } else { String::new() }
}

impl Page for LoginPage {
    const TEMPLATE: &'static str = "staff/login.html";

    fn samples() -> Vec<Self> {
        let fresh = Self { form: empty_form(""), next: String::new(), passkey: PASSKEY };
        let wrong = Self {
            form: empty_form("a@example.com").failed("Wrong".into()),
            next: "/staff/jobs".into(),
            passkey: PASSKEY,
        };
        vec![fresh, wrong]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::LoginPage>();
    }
}
