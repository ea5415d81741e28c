//! What a request says in its headers. Headers are bytes: what is ours in them is read, and what else stands beside it
//! hides nothing.

use std::borrow::Cow;

use axum::http::header::{AsHeaderName, CACHE_CONTROL, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use headers::{ETag, HeaderMapExt, IfNoneMatch};

/// A header as text. What is not UTF-8 in it becomes U+FFFD, which stands in nothing that is compared here; so a header
/// that cannot be read is not taken for one that is missing.
pub fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<Cow<'_, str>> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()))
}

/// Whether the browser, or whatever else it is, says that it fetches before anybody has tapped.
pub fn is_prefetch(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-moz", "x-purpose"].iter().any(|name| {
        let purpose = text(headers, *name).unwrap_or_default().to_ascii_lowercase();
        purpose.contains("prefetch") || purpose.contains("preview")
    })
}

/// 304, when the browser has what has this tag (RFC 9110, section 13.1.2): tags are compared weakly, and there may be
/// several, or `*`.
pub fn not_modified(headers: &HeaderMap, tag: &ETag, caching: &HeaderValue) -> Option<Response> {
    // The parser asserts, in debug builds, that tags hold no white space.
    if !headers.get_all(IF_NONE_MATCH).iter().all(holds_tags) {
        return None;
    }
    let had = headers.typed_get::<IfNoneMatch>()?;
    if had.precondition_passes(tag) {
        return None;
    }
    let mut response = (StatusCode::NOT_MODIFIED, [(CACHE_CONTROL, caching.clone())]).into_response();
    response.headers_mut().typed_insert(tag.clone());
    Some(response)
}

/// Whether every quoted string ends, and holds what a tag may hold.
fn holds_tags(line: &HeaderValue) -> bool {
    let parts: Vec<&[u8]> = line.as_bytes().split(|byte| *byte == b'"').collect();
    parts.len() % 2 == 1 && parts.iter().skip(1).step_by(2).all(|tag| !tag.iter().any(u8::is_ascii_whitespace))
}

#[cfg(test)]
mod tests {
    use axum::http::header::USER_AGENT;

    use super::*;

    #[test]
    fn a_header_with_an_odd_byte_is_read_all_the_same() {
        let mut headers = HeaderMap::new();
        assert_eq!(text(&headers, USER_AGENT), None);
        headers.insert(USER_AGENT, HeaderValue::from_bytes(b"Mozilla/5.0 (Gr\xf6\xdfe) Safari/604.1").unwrap());
        assert_eq!(text(&headers, USER_AGENT).as_deref(), Some("Mozilla/5.0 (Gr\u{fffd}\u{fffd}e) Safari/604.1"));
    }

    #[test]
    fn a_prefetch_says_so() {
        let says = |name: &'static str, value: &'static [u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_bytes(value).unwrap());
            is_prefetch(&headers)
        };
        assert!(says("sec-purpose", b"prefetch;prerender"));
        assert!(says("sec-purpose", b"Prefetch;\xff"));
        assert!(says("purpose", b"prefetch") && says("x-moz", b"prefetch") && says("x-purpose", b"preview"));
        assert!(!says("sec-purpose", b"") && !says("user-agent", b"prefetch"));
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        let tag: ETag = "\"photos/1/large.jpg\"".parse().unwrap();
        let asked = |lines: &[&'static [u8]]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(IF_NONE_MATCH, HeaderValue::from_bytes(line).unwrap());
            }
            not_modified(&headers, &tag, &HeaderValue::from_static("private, no-cache"))
        };
        let had: [&[&[u8]]; 7] = [
            &[b"\"photos/1/large.jpg\""],
            &[b"W/\"photos/1/large.jpg\""],
            &[b"\"other\", \"photos/1/large.jpg\""],
            &[b"\"a,b\",W/\"other\" ,W/\"photos/1/large.jpg\""],
            &[b"\"other\"", b"\"photos/1/large.jpg\""],
            &[b"nonsense, \"photos/1/large.jpg\""],
            &[b"*"],
        ];
        for lines in had {
            let answer = asked(lines).unwrap_or_else(|| panic!("{lines:?}"));
            assert_eq!(answer.status(), StatusCode::NOT_MODIFIED);
            assert_eq!(answer.headers()["etag"], "\"photos/1/large.jpg\"");
            assert_eq!(answer.headers()["cache-control"], "private, no-cache");
        }
        let had_not: [&[&[u8]]; 10] = [
            &[b"\"a, b\", \"photos/1/large.jpg\""],
            &[b"\"a\tb\", \"photos/1/large.jpg\""],
            &[b"\"a", b"b\", \"photos/1/large.jpg\""],
            &[b"\"a\" \"b c\" d, \"e f\""],
            &[],
            &[b""],
            &[b"\"photos/1/large.jpg"],
            &[b"photos/1/large.jpg"],
            &[b"\"photos/1/thumb.jpg\", W/\"photos/2/large.jpg\""],
            &[b"\"x\"\"photos/1/large.jpg\""],
        ];
        for lines in had_not {
            assert!(asked(lines).is_none(), "{lines:?}");
        }
    }
}
