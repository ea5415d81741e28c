//! Session cookies: host-only, so that sibling shops cannot set or read each other's.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use forecourt_domain::token::LinkToken;
use forecourt_storage::sessions::SessionGrant;
use forecourt_web::site::Settings;

/// The cookie of a kind of session. `__Host-` makes browsers refuse it with a domain, a path, or without TLS; plain
/// http exists in development only.
pub fn name<G: SessionGrant>(settings: &Settings) -> String {
    let prefix = if settings.secure() { "__Host-" } else { "" };
    format!("{prefix}{}", G::AUDIENCE)
}

/// The session's secret, if the request has one. Two of the same name are none: one of them is somebody else's.
pub fn read<G: SessionGrant>(headers: &HeaderMap, settings: &Settings) -> Option<LinkToken> {
    let name = name::<G>(settings);
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut values = pairs
        .flat_map(|pairs| pairs.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name);
    match (values.next(), values.next()) {
        (Some((_, value)), None) => value.parse().ok(),
        _ => None,
    }
}

/// Gives the session to the browser for `seconds`.
pub fn set<G: SessionGrant>(response: &mut Response, settings: &Settings, secret: &LinkToken, seconds: i64) {
    append(response, build::<G>(settings, secret.reveal(), Duration::seconds(seconds)));
}

/// Takes the session from the browser.
pub fn clear<G: SessionGrant>(response: &mut Response, settings: &Settings) {
    append(response, build::<G>(settings, String::new(), Duration::ZERO));
}

fn build<G: SessionGrant>(settings: &Settings, value: String, max_age: Duration) -> Cookie<'static> {
    // Lax: a tapped link is a navigation from elsewhere, and must find the session.
    Cookie::build((name::<G>(settings), value))
        .path("/")
        .http_only(true)
        .secure(settings.secure())
        .same_site(SameSite::Lax)
        .max_age(max_age)
        .build()
}

fn append(response: &mut Response, cookie: Cookie<'_>) {
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
