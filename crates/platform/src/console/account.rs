//! An operator's own sign-in: recovery codes, and other sessions. The second factor itself is not given up.

use axum::Extension;
use axum::response::Response;
use forecourt_auth::Checked;
use forecourt_auth::operator::Operator;
use forecourt_auth::second_factor;
use forecourt_domain::recovery_code::RecoveryCode;
use forecourt_storage::{Act, Asking};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::page::{platform_words, see_other, with_notice};
use forecourt_web::paths::ops as path;
use forecourt_web::{Error, Page, Result, When};
use serde::Serialize;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AccountPage {
    email: String,
    since: Option<When>,
    codes_left: i64,
    codes_action: &'static str,
    others_action: &'static str,
}

/// `GET /console/account`
pub(super) async fn show(operator: Operator) -> Result<Response> {
    let state = operator.scope.second_factor().state().await?;
    let words = platform_words(&operator.site)?;
    let dates = forecourt_web::dates::Dates::new(words.clone(), chrono_tz::UTC, operator.now);
    let page = AccountPage {
        email: operator.scope.operator.email.clone(),
        since: state.since.map(|at| dates.ago(at)),
        codes_left: state.codes_left,
        codes_action: path::RECOVERY_CODES,
        others_action: path::OTHER_SESSIONS,
    };
    super::page(&operator, "account", &words.get("staff-account-heading"), &page)
}

/// `POST /console/account/recovery-codes`: for a code of the authenticator, a new sheet in place of the old.
pub(super) async fn replace_codes(
    Extension(client): Extension<ClientAddress>,
    Checked { who: operator, form }: Checked<Operator>,
) -> Result<Response> {
    let identifier = operator.scope.operator.id.to_string();
    let asking = Asking { tenant: None, client: &client.limit_key(), identifier: &identifier };
    if let Err(limited) = operator.site.storage.allow(Act::SecondFactor, asking).await? {
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
        vec![Self {
            email: "ops@example.com".into(),
            since: Some(forecourt_web::views::JobCard::sample().booked),
            codes_left: 9,
            codes_action: "/x",
            others_action: "/x",
        }]
    }
}
