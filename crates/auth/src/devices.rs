//! What a device calls itself, as its owner would recognise it in a list.

use axum::http::{HeaderMap, header};
use forecourt_web::http::request_headers::text;
use woothee::parser::Parser;

/// "Chrome on Android", by the browser's own words; empty when it says nothing that is known.
pub fn name(headers: &HeaderMap) -> String {
    let agent = text(headers, header::USER_AGENT).unwrap_or_default();
    // A browser's is shorter by far; parsing what a stranger sends should stay cheap.
    let Some(known) = Parser::new().parse(&agent[..agent.floor_char_boundary(500)]) else { return String::new() };
    match (said(known.name), said(known.os)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => String::new(),
    }
}

fn said(word: &str) -> Option<&str> {
    (!word.is_empty() && word != "UNKNOWN").then_some(word)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_device_has_a_name_that_people_know() {
        let of_bytes = |agent: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, HeaderValue::from_bytes(agent).unwrap());
            name(&headers)
        };
        let named = |agent: &str| of_bytes(agent.as_bytes());
        assert_eq!(
            named(
                "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36"
            ),
            "Chrome on Android"
        );
        assert_eq!(
            named(
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
            ),
            "Safari on iPhone"
        );
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 Gr\u{f6}\u{df}e";
        assert_eq!(named(firefox), "Firefox on Linux");
        assert_eq!(of_bytes(&[firefox.as_bytes(), b"\xff\xfe"].concat()), "Firefox on Linux");
        for at in 0..4 {
            let long = format!("{firefox}{}{}", "x".repeat(at), "\u{1f697}".repeat(200));
            assert_eq!(named(&long), "Firefox on Linux", "cut between characters only");
        }
        assert_eq!(named("nonsense"), "");
        assert_eq!(name(&HeaderMap::new()), "");
    }
}
