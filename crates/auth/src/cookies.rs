//! Session cookies: host-only, so that sibling shops cannot set or read each other's.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use forecourt_domain::token::{LinkToken, SignInToken};
use forecourt_storage::sessions::SessionGrant;
use forecourt_web::site::Settings;

/// The cookie of a kind of session. `__Host-` makes browsers refuse it with a domain, a path, or without TLS; plain
/// http exists in development only.
pub fn name<G: SessionGrant>(settings: &Settings) -> String {
    prefixed(settings, G::AUDIENCE)
}

/// The session's secret, if the request has one. Two of the same name are none: one of them is somebody else's.
pub fn read<G: SessionGrant>(headers: &HeaderMap, settings: &Settings) -> Option<LinkToken> {
    read_named(headers, settings, G::AUDIENCE)
}

/// As [`read`], for a secret that is no shop's session.
pub fn read_named(headers: &HeaderMap, settings: &Settings, name: &str) -> Option<LinkToken> {
    read_text(headers, &prefixed(settings, name))?.parse().ok()
}

/// The one value of that name. Two of the same name are none: one of them is somebody else's.
fn read_text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut values = pairs
        .flat_map(|pairs| pairs.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name);
    match (values.next(), values.next()) {
        (Some((_, value)), None) => Some(value),
        _ => None,
    }
}

/// Gives the session to the browser for `seconds`.
pub fn set<G: SessionGrant>(response: &mut Response, settings: &Settings, secret: &LinkToken, seconds: i64) {
    set_named(response, settings, G::AUDIENCE, secret, seconds);
}

/// As [`set`], for a secret that is no shop's session.
pub fn set_named(response: &mut Response, settings: &Settings, name: &str, secret: &LinkToken, seconds: i64) {
    append(response, build(settings, name, secret.reveal(), Duration::seconds(seconds)));
}

/// Takes the session from the browser.
pub fn clear<G: SessionGrant>(response: &mut Response, settings: &Settings) {
    clear_named(response, settings, G::AUDIENCE);
}

/// As [`clear`], for a secret that is no shop's session.
pub fn clear_named(response: &mut Response, settings: &Settings, name: &str) {
    append(response, build(settings, name, String::new(), Duration::ZERO));
}

/// A browser's own secret: a cookie that says later that this was the one that asked.
pub fn read_browser(headers: &HeaderMap, settings: &Settings, name: &str) -> Option<SignInToken> {
    read_text(headers, &prefixed(settings, name))?.parse().ok()
}

/// Gives a browser its own secret for `seconds`.
pub fn set_browser(response: &mut Response, settings: &Settings, name: &str, secret: &SignInToken, seconds: i64) {
    append(response, build(settings, name, secret.reveal(), Duration::seconds(seconds)));
}

fn prefixed(settings: &Settings, name: &str) -> String {
    let prefix = if settings.secure() { "__Host-" } else { "" };
    format!("{prefix}{name}")
}

fn build(settings: &Settings, name: &str, value: String, max_age: Duration) -> Cookie<'static> {
    // Lax: a tapped link is a navigation from elsewhere, and must find the session.
    Cookie::build((prefixed(settings, name), value))
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
