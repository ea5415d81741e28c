//! Signing devices out: one, or all of them.

use axum::extract::Path;
use axum::response::Response;
use forecourt_auth::{Checked, Customer, cookies};
use forecourt_domain::ids::SessionId;
use forecourt_storage::CustomerGrant;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::portal as path;
use forecourt_web::{Error, Result};

use super::confirm_first;

/// `POST /account/devices/{id}/end`
pub(crate) async fn end(Path(id): Path<String>, Checked { who: customer, .. }: Checked<Customer>) -> Result<Response> {
    let id: SessionId = id.parse().map_err(|_| Error::not_found())?;
    // One's own device needs no proof: it is the same as signing out here.
    if id != customer.session().id && customer.scope.proven().is_none() {
        return Ok(confirm_first(path::ACCOUNT));
    }
    if !customer.scope.end_device(id).await? {
        return Err(Error::not_found());
    }
    Ok(see_other(&with_notice(path::ACCOUNT, "device-ended")))
}

/// `POST /account/sign-out-everywhere`
pub(crate) async fn end_all(Checked { who: customer, .. }: Checked<Customer>) -> Result<Response> {
    let Some(proven) = customer.scope.proven() else { return Ok(confirm_first(path::ACCOUNT)) };
    proven.sign_out_everywhere(None).await?;
    let mut response = see_other(&with_notice(path::LOGIN, "signed-out-everywhere"));
    cookies::clear::<CustomerGrant>(&mut response, &customer.visit.site.settings);
    Ok(response)
}
