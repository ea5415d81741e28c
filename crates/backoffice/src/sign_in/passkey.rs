//! Signing in with a passkey: by scripts, since there is no other way. A passkey that was asked for a finger, a face or a
//! PIN is both factors at once: no second question follows.

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use forecourt_auth::passkeys::{Answer, RelyingParty};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::Submitted;
use forecourt_web::paths::staff as path;
use forecourt_web::{Error, Result, Visit};
use serde_json::json;

use super::{end_session, give_session, own};

/// `POST /staff/login/passkey/start`
pub(crate) async fn start(visit: Visit, Extension(client): Extension<ClientAddress>) -> Result<Response> {
    Ok(Json(RelyingParty::shop(&visit).start_signing_in(client).await?).into_response())
}

/// `POST /staff/login/passkey`
pub(crate) async fn finish(visit: Visit, headers: HeaderMap, form: Submitted) -> Result<Response> {
    let stored = RelyingParty::shop(&visit).finish_signing_in(&Answer::of(&form)?).await?;
    let storage = &visit.site.storage;
    let grant = storage.staff_passkey_proven(visit.tenant(), &stored).ok_or_else(Error::bad_request)?;
    storage.staff_signed_in(&grant).await?;
    end_session(&visit, &headers).await?;
    let next = own(form.get("next"));
    let to = if next.is_empty() { path::CUSTOMERS } else { &next };
    let mut response = Json(json!({ "to": to })).into_response();
    give_session(&visit, &headers, grant, &mut response).await?;
    Ok(response)
}
