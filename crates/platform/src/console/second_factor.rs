//! The second factor of operators: asking for it, and setting it up. No operator signs in without one.

use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;
use forecourt_auth::operator::{AskedOperator, begin, take};
use forecourt_auth::totp::{Authenticator, Enrolment, QrPicture};
use forecourt_auth::{Checked, second_factor};
use forecourt_domain::recovery_code::RecoveryCode;
use forecourt_storage::{HalfSession, LimitedAction, RateLimitKey};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::page::{platform_words, see_other};
use forecourt_web::paths::ops as path;
use forecourt_web::site::Site;
use forecourt_web::{Error, Form, Page, Result};
use serde::Serialize;

use super::passkeys::SIGN_IN;

forecourt_web::routes! {
    get path::SECOND_FACTOR => show;
    post path::SECOND_FACTOR => submit;
    get path::SET_UP => set_up;
    post path::SET_UP => confirm;
}

/// The second question.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CodePage {
    form: Form,
    action: &'static str,
    start_over: &'static str,
    passkey: [&'static str; 2],
}

/// Setting an authenticator up.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SetUpPage {
    enrolment: Enrolment,
    form: Form,
    action: &'static str,
}

/// The sheet of recovery codes, once.
#[derive(Clone, Serialize)]
pub(crate) struct CodesPage {
    codes: Vec<String>,
    done: &'static str,
}

/// `GET /console/login/code`
pub(super) async fn show(asked: AskedOperator) -> Result<Response> {
    if !asked.session.has_factor {
        return Ok(see_other(path::SET_UP));
    }
    code_page(&asked, StatusCode::OK, empty_form())
}

/// `POST /console/login/code`
pub(super) async fn submit(
    Extension(client): Extension<ClientAddress>,
    Checked { who: asked, form }: Checked<AskedOperator>,
) -> Result<Response> {
    if !counted(&asked, client).await? {
        return Ok(over(&asked.site));
    }
    let recovery = form.get("recovery").trim();
    let typed = if recovery.is_empty() { form.get("code") } else { recovery };
    if !second_factor::check(&asked.session.second_factor(), typed).await? {
        let form = empty_form().failed(platform_words(&asked.site)?.get("second-factor-wrong"));
        return code_page(&asked, StatusCode::UNPROCESSABLE_ENTITY, form);
    }
    let mut response = see_other(path::HOME);
    get_in(asked.session, &asked.site, &mut response).await?;
    Ok(response)
}

/// `GET /console/login/set-up`
pub(super) async fn set_up(asked: AskedOperator) -> Result<Response> {
    if asked.session.has_factor {
        return Ok(see_other(path::SECOND_FACTOR));
    }
    set_up_page(&asked, StatusCode::OK, Form::filled([("code", String::new())])).await
}

/// `POST /console/login/set-up`: the first code proves that the app has the secret, and signs in.
pub(super) async fn confirm(
    Extension(client): Extension<ClientAddress>,
    Checked { who: asked, form }: Checked<AskedOperator>,
) -> Result<Response> {
    if asked.session.has_factor || !counted(&asked, client).await? {
        return Ok(over(&asked.site));
    }
    let entropy = asked.site.storage.entropy().as_ref();
    let factor = asked.session.second_factor();
    let Some(sheet) = second_factor::confirm(&factor, form.get("code"), entropy).await? else {
        let form = Form::filled([("code", String::new())]);
        let form = form.failed(platform_words(&asked.site)?.get("authenticator-wrong"));
        return set_up_page(&asked, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let mut response = codes_page(&asked.site, &sheet)?;
    get_in(asked.session, &asked.site, &mut response).await?;
    Ok(response)
}

/// Counts an answer before it is looked at, by session and by who and where.
async fn counted(asked: &AskedOperator, client: ClientAddress) -> Result<bool> {
    if !asked.session.count_try().await? {
        return Ok(false);
    }
    let identifier = asked.session.operator.id.to_string();
    let limit_key = RateLimitKey { tenant: None, client: &client.limit_key(), identifier: &identifier };
    match asked.site.storage.check_rate_limit(LimitedAction::SecondFactor, limit_key).await? {
        Ok(()) => Ok(true),
        Err(limited) => Err(Error::too_many(limited.retry_after)),
    }
}

/// A new session in place of the one that asked.
async fn get_in(session: HalfSession, site: &Site, response: &mut Response) -> Result<()> {
    let secret = session.proven().await?.ok_or_else(|| Error::signed_out(Some(path::LOGIN)))?;
    begin(site, &secret, response);
    Ok(())
}

fn over(site: &Site) -> Response {
    let mut response = see_other(path::LOGIN);
    take(site, &mut response);
    response
}

/// Shows a sheet, once.
pub(super) fn codes_page(site: &Site, sheet: &[RecoveryCode]) -> Result<Response> {
    let page = CodesPage { codes: sheet.iter().map(RecoveryCode::reveal).collect(), done: path::HOME };
    super::door(site, StatusCode::OK, "recovery-codes-heading", "", &page)
}

fn code_page(asked: &AskedOperator, status: StatusCode, form: Form) -> Result<Response> {
    let page = CodePage { form, action: path::SECOND_FACTOR, start_over: path::LOGIN, passkey: SIGN_IN };
    super::door(&asked.site, status, "second-factor-heading", &asked.session.csrf, &page)
}

async fn set_up_page(asked: &AskedOperator, status: StatusCode, form: Form) -> Result<Response> {
    let Some(seed) = asked.session.second_factor().begun().await? else { return Ok(over(&asked.site)) };
    let authenticator =
        Authenticator::new(&seed.secret, "Forecourt", &asked.session.operator.email).map_err(Error::internal)?;
    let page = SetUpPage { enrolment: authenticator.enrolment().map_err(Error::internal)?, form, action: path::SET_UP };
    super::door(&asked.site, status, "authenticator-heading", &asked.session.csrf, &page)
}

fn empty_form() -> Form {
    Form::filled([("code", String::new()), ("recovery", String::new())])
}

impl Page for CodePage {
    const TEMPLATE: &'static str = "ops/code.html";

    fn samples() -> Vec<Self> {
        let fresh = Self { form: empty_form(), action: "/x", start_over: "/x", passkey: SIGN_IN };
        vec![fresh.clone(), Self { form: empty_form().failed("Wrong".into()), ..fresh }]
    }
}

impl Page for SetUpPage {
    const TEMPLATE: &'static str = "ops/set_up.html";

    fn samples() -> Vec<Self> {
        let enrolment =
            Enrolment { secret: "ABCD EFGH".into(), url: "otpauth://totp/x".into(), qr: QrPicture::sample() };
        let form = Form::filled([("code", String::new())]);
        let fresh = Self { enrolment, form: form.clone(), action: "/x" };
        vec![fresh.clone(), Self { form: form.failed("Wrong".into()), ..fresh }]
    }
}

impl Page for CodesPage {
    const TEMPLATE: &'static str = "ops/codes.html";

    fn samples() -> Vec<Self> {
        vec![Self { codes: vec!["k7m2-9wqx-4b1n-zr8t".into()], done: "/x" }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn code_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::CodePage>();
    }

    #[test]
    fn set_up_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::SetUpPage>();
    }

    #[test]
    fn codes_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::CodesPage>();
    }
}
