//! Passkeys of a staff member: made by scripts (there is no other way), removed by a form; both for the password.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use forecourt_auth::staff_sign_in::{Refusal, StaffSignIn};
use forecourt_auth::{Checked, Staff, devices, passkeys};
use forecourt_domain::ids::PasskeyId;
use forecourt_storage::audit::Action;
use forecourt_storage::{Passkey, PasskeyOwner};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::{Error, Result, When};
use serde::Serialize;
use serde_json::json;

use super::authenticator::refused;

/// A passkey on the page.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PasskeyRow {
    id: String,
    name: String,
    made: When,
    used: Option<When>,
    remove: String,
}

/// `POST /staff/account/passkeys/start`: what the browser needs to make one.
pub(crate) async fn start(
    Extension(client): Extension<ClientAddress>,
    Extension(sign_in): Extension<Arc<StaffSignIn>>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    match sign_in.confirm(&staff.scope, client, form.get("password")).await? {
        Ok(()) => {}
        Err(Refusal::Limited(limited)) => return Err(Error::too_many(limited.retry_after)),
        Err(_) => {
            let problem = staff.visit.words().get("error-password-wrong");
            let said = json!({ "ok": false, "error": { "message": problem } });
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(said)).into_response());
        }
    }
    let existing = staff.scope.own_passkeys().await?;
    let member = staff.scope.member();
    let owner = PasskeyOwner::Staff(member.id);
    Ok(Json(passkeys::start_making(&staff.visit, owner, &member.email, &existing).await?).into_response())
}

/// `POST /staff/account/passkeys`: only who has just begun can end it, and beginning took the password.
pub(crate) async fn add(headers: HeaderMap, Checked { who: staff, form }: Checked<Staff>) -> Result<Response> {
    let answer = serde_json::from_str(form.get("answer")).map_err(|_| Error::bad_request())?;
    let owner = PasskeyOwner::Staff(staff.scope.member().id);
    let name = devices::name(&headers);
    let new = passkeys::finish_making(&staff.visit, owner, &answer, name).await?.ok_or_else(Error::bad_request)?;
    if !staff.scope.add_own_passkey(new).await? {
        return Err(Error::conflict());
    }
    staff.scope.note(Action::PasskeyAdded).await?;
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
    staff.scope.remove_own_passkey(id).await?;
    staff.scope.note(Action::PasskeyRemoved).await?;
    Ok(see_other(&with_notice(path::ACCOUNT, "passkey-removed")))
}

impl PasskeyRow {
    pub(super) fn new(passkey: &Passkey, staff: &Staff) -> Self {
        let (words, dates) = (staff.visit.words(), staff.visit.dates());
        Self {
            id: passkey.id.to_string(),
            name: if passkey.name.is_empty() { words.get("access-device-unknown") } else { passkey.name.clone() },
            made: dates.ago(passkey.created_at),
            used: passkey.last_used_at.map(|at| dates.ago(at)),
            remove: path::remove_passkey(passkey.id),
        }
    }

    pub(super) fn sample() -> Self {
        let made = forecourt_web::views::JobCard::sample().booked;
        Self { id: "1".into(), name: "Chrome on Android".into(), used: Some(made.clone()), made, remove: "/x".into() }
    }
}
