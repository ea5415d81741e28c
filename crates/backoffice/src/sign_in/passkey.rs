//! Signing in with a passkey: by scripts, since there is no other way. A passkey that was asked for a finger, a face or a
//! PIN is both factors at once: no second question follows.

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use forecourt_auth::passkeys;
use forecourt_storage::{Act, Asking};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::Submitted;
use forecourt_web::paths::staff as path;
use forecourt_web::{Error, Result, Visit};
use serde_json::json;

use super::{end_session, give_session, own};

/// `POST /staff/login/passkey/start`
pub(crate) async fn start(visit: Visit, Extension(client): Extension<ClientAddress>) -> Result<Response> {
    // Each beginning is a row: counted as a try at a code is.
    let client = client.limit_key();
    let asking = Asking { tenant: Some(visit.tenant().id), client: &client, identifier: "" };
    if let Err(refused) = visit.site.storage.allow(Act::TryCode, asking).await? {
        return Err(Error::too_many(refused.retry_after));
    }
    Ok(Json(passkeys::start_signing_in(&visit).await?).into_response())
}

/// `POST /staff/login/passkey`
pub(crate) async fn finish(visit: Visit, headers: HeaderMap, form: Submitted) -> Result<Response> {
    let answer = serde_json::from_str(form.get("answer")).map_err(|_| Error::bad_request())?;
    let stored = passkeys::finish_signing_in(&visit, &answer).await?.ok_or_else(Error::bad_request)?;
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
