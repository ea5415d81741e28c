//! Passkeys of an operator: made by scripts (there is no other way), removed by a form, both for the password; and signing
//! in with one. It was asked for a finger, a face or a PIN, so it is both factors at once: no second question follows.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use forecourt_auth::operator::{Operator, begin, confirm, end};
use forecourt_auth::passkeys::{Answer, RelyingParty, wrong_password};
use forecourt_auth::staff_sign_in::Refusal;
use forecourt_auth::{Checked, Passwords};
use forecourt_domain::ids::PasskeyId;
use forecourt_storage::PasskeyOwner;
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::Submitted;
use forecourt_web::page::{platform_words, see_other, with_notice};
use forecourt_web::paths::ops as path;
use forecourt_web::site::SharedSite;
use forecourt_web::{Error, Result};
use serde_json::json;

use super::account;

forecourt_web::routes! {
    post path::START_PASSKEY => start_signing_in;
    post path::PASSKEY => sign_in;
    post path::START_PASSKEYS => start;
    post path::PASSKEYS => add;
    post path::REMOVE_PASSKEY => remove;
}

/// The paths of a sign-in by passkey: start and finish.
pub(super) const SIGN_IN: [&str; 2] = [path::START_PASSKEY, path::PASSKEY];
/// The paths of adding a passkey: start and finish.
pub(super) const MAKE: [&str; 2] = [path::START_PASSKEYS, path::PASSKEYS];

/// `POST /console/login/passkey/start`
pub(super) async fn start_signing_in(
    State(site): State<SharedSite>,
    Extension(client): Extension<ClientAddress>,
) -> Result<Response> {
    Ok(Json(RelyingParty::console(&site).start_signing_in(client).await?).into_response())
}

/// `POST /console/login/passkey`
pub(super) async fn sign_in(State(site): State<SharedSite>, headers: HeaderMap, form: Submitted) -> Result<Response> {
    let stored = RelyingParty::console(&site).finish_signing_in(&Answer::of(&form)?).await?;
    let proven = site.storage.operator_passkey_proven(&stored).ok_or_else(Error::bad_request)?;
    end(&site, &headers).await?;
    let secret = site.storage.begin_proven_session(&proven).await?.ok_or_else(Error::bad_request)?;
    let mut response = Json(json!({ "to": path::HOME })).into_response();
    begin(&site, &secret, &mut response);
    Ok(response)
}

/// `POST /console/account/passkeys/start`: the options for the browser to create one.
pub(super) async fn start(
    Extension(client): Extension<ClientAddress>,
    Extension(passwords): Extension<Passwords>,
    Checked { who: operator, form }: Checked<Operator>,
) -> Result<Response> {
    match confirm(&operator, &passwords, client, form.get("password")).await? {
        Ok(()) => {}
        Err(Refusal::Limited(limited)) => return Err(Error::too_many(limited.retry_after)),
        Err(_) => return Ok(wrong_password(platform_words(&operator.site)?)),
    }
    let existing = operator.scope.passkeys().await?;
    let who = &operator.scope.operator;
    let making = RelyingParty::console(&operator.site);
    Ok(Json(making.start_making(PasskeyOwner::Operator(who.id), &who.email, &existing).await?).into_response())
}

/// `POST /console/account/passkeys`: only who has just begun can end it, and beginning took the password.
pub(super) async fn add(headers: HeaderMap, Checked { who: operator, form }: Checked<Operator>) -> Result<Response> {
    let owner = PasskeyOwner::Operator(operator.scope.operator.id);
    let new = RelyingParty::console(&operator.site).finish_making(owner, &headers, &Answer::of(&form)?).await?;
    if !operator.scope.add_passkey(new).await? {
        return Err(Error::conflict());
    }
    Ok(Json(json!({ "to": with_notice(path::ACCOUNT, "passkey-added") })).into_response())
}

/// `POST /console/account/passkeys/{id}/remove`
pub(super) async fn remove(
    Path(id): Path<String>,
    Extension(client): Extension<ClientAddress>,
    Extension(passwords): Extension<Passwords>,
    Checked { who: operator, form }: Checked<Operator>,
) -> Result<Response> {
    let id: PasskeyId = id.parse().map_err(|_| Error::not_found())?;
    if !operator.scope.passkeys().await?.iter().any(|passkey| passkey.id == id) {
        return Err(Error::not_found());
    }
    let words = platform_words(&operator.site)?;
    let problem = match confirm(&operator, &passwords, client, form.get("password")).await? {
        Ok(()) if operator.scope.remove_passkey(id).await? => {
            return Ok(see_other(&with_notice(path::ACCOUNT, "passkey-removed")));
        }
        Ok(()) => return Err(Error::not_found()),
        Err(Refusal::Limited(limited)) => words.with("staff-login-limited", [("minutes", limited.minutes().into())]),
        Err(_) => words.get("error-password-wrong"),
    };
    account::page(&operator, StatusCode::UNPROCESSABLE_ENTITY, Some(problem)).await
}
