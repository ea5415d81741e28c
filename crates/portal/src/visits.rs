//! Signing out, and dismissing the welcome strip.

use axum::response::Response;
use forecourt_auth::{Checked, Customer, cookies};
use forecourt_storage::CustomerGrant;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::portal as path;
use forecourt_web::{Result, Visit};

use axum::http::HeaderMap;

forecourt_web::routes! {
    post path::SIGN_OUT => sign_out;
    post path::DISMISS_WELCOME => dismiss_welcome;
}

/// `POST /sign-out`: the session ends here and in the store.
pub(crate) async fn sign_out(visit: Visit, headers: HeaderMap) -> Result<Response> {
    // Without the form's token on purpose: a page from before the session was replaced must be able to sign out too,
    // and the origin check keeps others from doing it.
    if let Some(secret) = cookies::read::<CustomerGrant>(&headers, &visit.site.settings) {
        visit.sessions().end(visit.tenant(), &secret).await?;
    }
    let mut response = see_other(&with_notice(path::HOME, "signed-out"));
    cookies::clear::<CustomerGrant>(&mut response, &visit.site.settings);
    Ok(response)
}

/// `POST /welcome/dismiss`
pub(crate) async fn dismiss_welcome(Checked { who: customer, .. }: Checked<Customer>) -> Result<Response> {
    customer.scope.dismiss_welcome().await?;
    Ok(see_other(path::HOME))
}
