//! Passkeys of a staff member: made by scripts (there is no other way), removed by a form; both for the password.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use forecourt_auth::passkeys::{Answer, RelyingParty, wrong_password};
use forecourt_auth::staff_sign_in::{Refusal, StaffSignIn};
use forecourt_auth::{Checked, Staff};
use forecourt_domain::ids::PasskeyId;
use forecourt_storage::PasskeyOwner;
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::{Error, Result};
use serde_json::json;

use super::authenticator::refused;

/// `POST /staff/account/passkeys/start`: what the browser needs to make one.
pub(crate) async fn start(
    Extension(client): Extension<ClientAddress>,
    Extension(sign_in): Extension<Arc<StaffSignIn>>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    match sign_in.confirm(&staff.scope, client, form.get("password")).await? {
        Ok(()) => {}
        Err(Refusal::Limited(limited)) => return Err(Error::too_many(limited.retry_after)),
        Err(_) => return Ok(wrong_password(staff.visit.words())),
    }
    let existing = staff.scope.own_passkeys().await?;
    let member = staff.scope.member();
    let owner = PasskeyOwner::Staff(member.id);
    Ok(Json(RelyingParty::shop(&staff.visit).start_making(owner, &member.email, &existing).await?).into_response())
}

/// `POST /staff/account/passkeys`: only who has just begun can end it, and beginning took the password.
pub(crate) async fn add(headers: HeaderMap, Checked { who: staff, form }: Checked<Staff>) -> Result<Response> {
    let owner = PasskeyOwner::Staff(staff.scope.member().id);
    let new = RelyingParty::shop(&staff.visit).finish_making(owner, &headers, &Answer::of(&form)?).await?;
    if !staff.scope.add_own_passkey(new).await? {
        return Err(Error::conflict());
    }
    Ok(Json(json!({ "to": with_notice(path::ACCOUNT, "passkey-added") })).into_response())
}

/// `POST /staff/account/passkeys/{id}/remove`
pub(crate) async fn remove(
    Path(id): Path<String>,
    Extension(client): Extension<ClientAddress>,
    Extension(sign_in): Extension<Arc<StaffSignIn>>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    let id: PasskeyId = id.parse().map_err(|_| Error::not_found())?;
    if !staff.scope.own_passkeys().await?.iter().any(|passkey| passkey.id == id) {
        return Err(Error::not_found());
    }
    if let Some(refused) = refused(&staff, client, &sign_in, form.get("password")).await? {
        return Ok(refused);
    }
    if !staff.scope.remove_own_passkey(id).await? {
        return Err(Error::not_found());
    }
    Ok(see_other(&with_notice(path::ACCOUNT, "passkey-removed")))
}
