//! Setting an authenticator up, and removing it. Both ask for the password again: a person who finds the desk unlocked
//! must not be able to lock its owner out.

use std::sync::Arc;

use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;
use forecourt_auth::staff_sign_in::StaffSignIn;
use forecourt_auth::totp::{self, Authenticator, Enrolment, QrPicture};
use forecourt_auth::{Checked, Staff, second_factor};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::{Error, Form, Page, Result};
use serde::Serialize;

use super::{codes, empty_form};
use crate::shell;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AuthenticatorPage {
    enrolment: Enrolment,
    form: Form,
    action: &'static str,
    back: &'static str,
}

/// `POST /staff/account/authenticator/begin`
pub(crate) async fn begin(
    Extension(client): Extension<ClientAddress>,
    Extension(sign_in): Extension<Arc<StaffSignIn>>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    if let Some(refused) = refused(&staff, client, &sign_in, form.get("password")).await? {
        return Ok(refused);
    }
    let seed = totp::new_seed(staff.visit.site.storage.entropy().as_ref());
    staff.scope.second_factor().begin(&seed).await?;
    Ok(see_other(path::AUTHENTICATOR))
}

/// `GET /staff/account/authenticator`
pub(crate) async fn show(staff: Staff) -> Result<Response> {
    page(&staff, StatusCode::OK, Form::filled([("code", String::new())])).await
}

/// `POST /staff/account/authenticator`: the first code shows that the app has it.
pub(crate) async fn confirm(Checked { who: staff, form }: Checked<Staff>) -> Result<Response> {
    let visit = &staff.visit;
    let entropy = visit.site.storage.entropy().as_ref();
    match second_factor::confirm(&staff.scope.second_factor(), form.get("code"), entropy).await? {
        Some(sheet) => codes::page(&staff, &sheet, true),
        None => {
            let form = Form::filled([("code", String::new())]).failed(visit.words().get("authenticator-wrong"));
            page(&staff, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
    }
}

/// `POST /staff/account/authenticator/remove`
pub(crate) async fn remove(
    Extension(client): Extension<ClientAddress>,
    Extension(sign_in): Extension<Arc<StaffSignIn>>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    if let Some(refused) = refused(&staff, client, &sign_in, form.get("password")).await? {
        return Ok(refused);
    }
    staff.scope.second_factor().remove().await?;
    Ok(see_other(&with_notice(path::ACCOUNT, "second-factor-removed")))
}

/// Asks for the password again; answers with the refusal's page. Guesses are counted as at sign-in.
pub(super) async fn refused(
    staff: &Staff,
    client: ClientAddress,
    sign_in: &StaffSignIn,
    password: &str,
) -> Result<Option<Response>> {
    let words = staff.visit.words();
    let problem = match sign_in.confirm(&staff.scope, client, password).await? {
        Ok(()) => return Ok(None),
        Err(forecourt_auth::staff_sign_in::Refusal::Limited(limited)) => {
            words.with("staff-login-limited", [("minutes", limited.minutes().into())])
        }
        Err(_) => words.get("error-password-wrong"),
    };
    super::page(staff, StatusCode::UNPROCESSABLE_ENTITY, empty_form().failed(problem)).await.map(Some)
}

async fn page(staff: &Staff, status: StatusCode, form: Form) -> Result<Response> {
    let Some(seed) = staff.scope.second_factor().begun().await? else { return Ok(see_other(path::ACCOUNT)) };
    let (shop, member) = (&staff.visit.tenant().name, staff.scope.member());
    let authenticator = Authenticator::new(&seed.secret, shop, &member.email).map_err(Error::internal)?;
    let page = AuthenticatorPage {
        enrolment: authenticator.enrolment().map_err(Error::internal)?,
        form,
        action: path::AUTHENTICATOR,
        back: path::ACCOUNT,
    };
    let title = staff.visit.words().get("authenticator-heading");
    staff.visit.page_with_status(status, shell::of(staff, "account", title), &page)
}

impl Page for AuthenticatorPage {
    const TEMPLATE: &'static str = "staff/authenticator.html";

    fn samples() -> Vec<Self> {
        let enrolment =
            Enrolment { secret: "ABCD EFGH".into(), url: "otpauth://totp/x".into(), qr: QrPicture::sample() };
        let form = Form::filled([("code", String::new())]);
        let fresh = Self { enrolment, form: form.clone(), action: "/x", back: "/x" };
        vec![fresh.clone(), Self { form: form.failed("Wrong".into()), ..fresh }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::AuthenticatorPage>();
    }
}
