//! The secret of the browser that requested a sign-in link: a short-lived host-only cookie. In that browser the link
//! opens at one tap, in all others only after a button. Codes are bound to it as well.

use axum::http::HeaderMap;
use axum::response::Response;
use forecourt_domain::sign_in::LINK_LIFETIME;
use forecourt_domain::token::SignInToken;
use forecourt_web::Visit;

use crate::cookies;

const NAME: &str = "asked";

/// The secret of the browser, if it has asked before.
pub fn secret(headers: &HeaderMap, visit: &Visit) -> Option<SignInToken> {
    cookies::read_browser(headers, &visit.site.settings, NAME)
}

/// The secret to record a request with: the browser's present one, so that an earlier link still opens here at one tap,
/// or a new one.
pub fn secret_or_new(headers: &HeaderMap, visit: &Visit) -> SignInToken {
    secret(headers, visit).unwrap_or_else(|| SignInToken::new(visit.site.storage.entropy().as_ref()))
}

/// Lets the browser keep its secret for as long as what it asked for lives.
pub fn keep(response: &mut Response, visit: &Visit, secret: &SignInToken) {
    cookies::set_browser(response, &visit.site.settings, NAME, secret, LINK_LIFETIME.num_seconds());
}

/// Removes the cookie: the request has been used.
pub fn forget(response: &mut Response, visit: &Visit) {
    cookies::clear_named(response, &visit.site.settings, NAME);
}
