//! Signing in with a passkey: by scripts, since there is no other way.

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use forecourt_auth::{customer, passkeys};
use forecourt_storage::{Act, Asking};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::Submitted;
use forecourt_web::paths::portal as path;
use forecourt_web::{Error, Result, Visit};
use serde_json::json;

use super::own;

/// `POST /login/passkey/start`
pub(crate) async fn start(visit: Visit, Extension(client): Extension<ClientAddress>) -> Result<Response> {
    // Each beginning is a row: counted as a try at a code is.
    let client = client.limit_key();
    let asking = Asking { tenant: Some(visit.tenant().id), client: &client, identifier: "" };
    if let Err(refused) = visit.site.storage.allow(Act::TryCode, asking).await? {
        return Err(Error::too_many(refused.retry_after));
    }
    Ok(Json(passkeys::start_signing_in(&visit).await?).into_response())
}

/// `POST /login/passkey`
pub(crate) async fn finish(visit: Visit, headers: HeaderMap, form: Submitted) -> Result<Response> {
    let answer = serde_json::from_str(form.get("answer")).map_err(|_| Error::bad_request())?;
    let stored = passkeys::finish_signing_in(&visit, &answer).await?.ok_or_else(Error::bad_request)?;
    let grant = visit.site.storage.passkey_proven(visit.tenant(), &stored).ok_or_else(Error::bad_request)?;
    let begun = customer::begin(&visit, &headers, grant).await?;
    let next = own(form.get("next"));
    let to = if next.is_empty() { path::HOME } else { &next };
    let mut response = Json(json!({ "to": to })).into_response();
    begun.keep(&mut response, &visit);
    Ok(response)
}
