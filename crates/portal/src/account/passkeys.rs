//! Passkeys of a customer: made by scripts (there is no other way), removed by a form.

use axum::Json;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use forecourt_auth::passkeys::{Answer, RelyingParty};
use forecourt_auth::{Checked, Customer};
use forecourt_domain::ids::PasskeyId;
use forecourt_storage::PasskeyOwner;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::portal as path;
use forecourt_web::{Error, Result};
use serde_json::json;

use super::confirm_first;

/// `POST /account/passkeys/start`: the options for the browser to create one, or where to confirm first.
pub(crate) async fn start(Checked { who: customer, .. }: Checked<Customer>) -> Result<Response> {
    if customer.scope.proven().is_none() {
        return Ok(Json(json!({ "to": path::with_next(path::CONFIRM, path::ACCOUNT) })).into_response());
    }
    let existing = customer.scope.passkeys().await?;
    let details = customer.scope.sign_in_details().await?;
    let contact = details.contacts().next().map(|contact| contact.as_str().to_owned());
    let username = contact.unwrap_or_else(|| customer.scope.name().to_owned());
    let owner = PasskeyOwner::Customer(customer.scope.customer_id());
    Ok(Json(RelyingParty::shop(&customer.visit).start_making(owner, &username, &existing).await?).into_response())
}

/// `POST /account/passkeys`
pub(crate) async fn add(headers: HeaderMap, Checked { who: customer, form }: Checked<Customer>) -> Result<Response> {
    let answer = Answer::of(&form)?;
    let Some(proven) = customer.scope.proven() else { return Err(Error::forbidden()) };
    let owner = PasskeyOwner::Customer(customer.scope.customer_id());
    let new = RelyingParty::shop(&customer.visit).finish_making(owner, &headers, &answer).await?;
    if !proven.add_passkey(new).await? {
        return Err(Error::conflict());
    }
    Ok(Json(json!({ "to": with_notice(path::ACCOUNT, "passkey-added") })).into_response())
}

/// `POST /account/passkeys/{id}/remove`
pub(crate) async fn remove(
    Path(id): Path<String>,
    Checked { who: customer, .. }: Checked<Customer>,
) -> Result<Response> {
    let id: PasskeyId = id.parse().map_err(|_| Error::not_found())?;
    let Some(proven) = customer.scope.proven() else { return Ok(confirm_first(path::ACCOUNT)) };
    if !proven.remove_passkey(id).await? {
        return Err(Error::not_found());
    }
    Ok(see_other(&with_notice(path::ACCOUNT, "passkey-removed")))
}
