//! Session cookies: host-only, so that sibling shops cannot set or read each other's.

use std::str::FromStr;

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

/// The session's secret, if the request has one. Two cookies of the same name count as none: one of them was set by
/// another site.
pub fn read<G: SessionGrant>(headers: &HeaderMap, settings: &Settings) -> Option<LinkToken> {
    read_named(headers, settings, G::AUDIENCE)
}

/// As [`read`], for a secret that is no shop's session.
pub fn read_named(headers: &HeaderMap, settings: &Settings, name: &str) -> Option<LinkToken> {
    read_parsed(headers, &prefixed(settings, name))
}

/// The one value of that name. Two of the same name are none: one of them is somebody else's. Cookies that are not ours
/// may hold any bytes (another program on the domain set them, or a script): they hide nothing.
fn read_parsed<T: FromStr>(headers: &HeaderMap, name: &str) -> Option<T> {
    let lines = headers.get_all(header::COOKIE).iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    let mut ours = lines.flat_map(Cookie::split_parse).flatten().filter(|cookie| cookie.name() == name);
    match (ours.next(), ours.next()) {
        (Some(cookie), None) => cookie.value().parse().ok(),
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
    read_parsed(headers, &prefixed(settings, name))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&[u8]]) -> Option<String> {
        let lines = lines.iter().map(|line| (header::COOKIE, HeaderValue::from_bytes(line).unwrap()));
        read_parsed(&lines.collect(), "customer")
    }

    #[test]
    fn ours_is_found_beside_whatever_others_set() {
        let found: [&[&[u8]]; 9] = [
            &[b"customer=abc"],
            &[b"theme=dark; customer=abc; _ga=GA1.1"],
            &[b"theme=dark;customer=abc"],
            &["utm_campaign=Gr\u{f6}\u{df}e; customer=abc".as_bytes()],
            &[b"utm_campaign=Gr\xf6\xdfe; customer=abc; caf\xe9=1"],
            &[b"utm_campaign=\xff", b"customer=abc"],
            &[b"=; ; nonsense; =x; customer=abc;"],
            &[b"custom\xe9r=x; customer=abc"],
            &[b"{\"a\":1}; customer = abc ; x=\"y"],
        ];
        for lines in found {
            assert_eq!(read(lines).as_deref(), Some("abc"), "{lines:?}");
        }
    }

    #[test]
    fn two_of_the_same_name_are_none() {
        let none: [&[&[u8]]; 5] = [
            &[],
            &[b"customers=abc; Customer=abc"],
            &[b"customer=abc; customer=abc"],
            &[b"customer=abc", b"customer=def"],
            &[b"customer=\xff; customer=abc"],
        ];
        for lines in none {
            assert_eq!(read(lines), None, "{lines:?}");
        }
    }

    #[test]
    fn one_of_ours_that_cannot_be_read_is_none() {
        let lines = [(header::COOKIE, HeaderValue::from_bytes(b"customer=\xff\xfe").unwrap())];
        assert!(read_parsed::<LinkToken>(&lines.into_iter().collect(), "customer").is_none());
    }
}
