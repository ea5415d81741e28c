//! Signing in with a passkey: by scripts, since there is no other way.

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use forecourt_auth::customer;
use forecourt_auth::passkeys::{Answer, RelyingParty};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::Submitted;
use forecourt_web::paths::portal as path;
use forecourt_web::{Error, Result, Visit};
use serde_json::json;

use super::own;

/// `POST /login/passkey/start`
pub(crate) async fn start(visit: Visit, Extension(client): Extension<ClientAddress>) -> Result<Response> {
    Ok(Json(RelyingParty::shop(&visit).start_signing_in(client).await?).into_response())
}

/// `POST /login/passkey`
pub(crate) async fn finish(visit: Visit, headers: HeaderMap, form: Submitted) -> Result<Response> {
    let stored = RelyingParty::shop(&visit).finish_signing_in(&Answer::of(&form)?).await?;
    let grant = visit.site.storage.passkey_proven(visit.tenant(), &stored).ok_or_else(Error::bad_request)?;
    let begun = customer::begin(&visit, &headers, grant).await?;
    let next = own(form.get("next"));
    let to = if next.is_empty() { path::HOME } else { &next };
    let mut response = Json(json!({ "to": to })).into_response();
    begun.keep(&mut response, &visit);
    Ok(response)
}
