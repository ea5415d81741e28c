//! An operator's own credentials: recovery codes, passkeys, and other sessions. The second factor itself cannot be
//! removed.

use axum::Extension;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use forecourt_auth::Checked;
use forecourt_auth::operator::Operator;
use forecourt_auth::second_factor;
use forecourt_domain::recovery_code::RecoveryCode;
use forecourt_storage::{LimitedAction, Passkey, RateLimitKey};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::page::{platform_words, see_other, with_notice};
use forecourt_web::paths::ops as path;
use forecourt_web::views::PasskeyRow;
use forecourt_web::{Error, Page, Result, When};
use serde::Serialize;

use super::passkeys::MAKE;

forecourt_web::routes! {
    get path::ACCOUNT => show;
    post path::RECOVERY_CODES => replace_codes;
    post path::OTHER_SESSIONS => end_other_sessions;
}

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AccountPage {
    email: String,
    since: Option<When>,
    codes_left: i64,
    passkeys: Vec<PasskeyRow>,
    make_passkey: [&'static str; 2],
    /// The error of the password field that confirms a change.
    problem: Option<String>,
    codes_action: &'static str,
    others_action: &'static str,
}

/// `GET /console/account`
pub(super) async fn show(operator: Operator) -> Result<Response> {
    page(&operator, StatusCode::OK, None).await
}

/// The page, with what is wrong with a form of it.
pub(super) async fn page(operator: &Operator, status: StatusCode, problem: Option<String>) -> Result<Response> {
    let state = operator.scope.second_factor().state().await?;
    let passkeys = operator.scope.passkeys().await?;
    let words = platform_words(&operator.site)?;
    let dates = forecourt_web::dates::Dates::new(words.clone(), chrono_tz::UTC, operator.now);
    let unknown = || words.get("access-device-unknown");
    let row = |key: &Passkey| PasskeyRow::new(key, unknown(), &dates, path::remove_passkey(key.id));
    let page = AccountPage {
        email: operator.scope.operator.email.clone(),
        since: state.since.map(|at| dates.ago(at)),
        codes_left: state.codes_left,
        passkeys: passkeys.iter().map(row).collect(),
        make_passkey: MAKE,
        problem,
        codes_action: path::RECOVERY_CODES,
        others_action: path::OTHER_SESSIONS,
    };
    let page = super::page(operator, "account", &words.get("staff-account-heading"), &page)?;
    Ok((status, page).into_response())
}

/// `POST /console/account/recovery-codes`: for a code of the authenticator, a new sheet in place of the old.
pub(super) async fn replace_codes(
    Extension(client): Extension<ClientAddress>,
    Checked { who: operator, form }: Checked<Operator>,
) -> Result<Response> {
    let identifier = operator.scope.operator.id.to_string();
    let limit_key = RateLimitKey { tenant: None, client: &client.limit_key(), identifier: &identifier };
    if let Err(limited) = operator.site.storage.check_rate_limit(LimitedAction::SecondFactor, limit_key).await? {
        return Err(Error::too_many(limited.retry_after));
    }
    let factor = operator.scope.second_factor();
    if !second_factor::check(&factor, form.get("code")).await? {
        return Ok(see_other(&with_notice(path::ACCOUNT, "code-wrong-failed")));
    }
    let sheet = RecoveryCode::sheet(operator.site.storage.entropy().as_ref());
    factor.replace_codes(&sheet).await?;
    super::second_factor::codes_page(&operator.site, &sheet)
}

/// `POST /console/account/end-other-sessions`
pub(super) async fn end_other_sessions(Checked { who: operator, .. }: Checked<Operator>) -> Result<Response> {
    operator.scope.end_other_sessions().await?;
    Ok(see_other(&with_notice(path::ACCOUNT, "signed-out-everywhere")))
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "ops/account.html";

    fn samples() -> Vec<Self> {
        let plain = Self {
            email: "ops@example.com".into(),
            since: Some(forecourt_web::views::JobCard::sample().booked),
            codes_left: 9,
            passkeys: vec![],
            make_passkey: ["/x", "/x"],
            problem: None,
            codes_action: "/x",
            others_action: "/x",
        };
        let unused = PasskeyRow { used: None, ..PasskeyRow::sample() };
        let passkeys = vec![PasskeyRow::sample(), unused];
        vec![plain.clone(), Self { passkeys, problem: Some("Wrong".into()), ..plain }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::AccountPage>();
    }
}
