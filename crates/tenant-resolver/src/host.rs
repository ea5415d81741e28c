//! The host that a request names.

use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use forecourt_domain::host::{HostName, NotAHost};

use crate::client::{TrustedProxies, is_from_proxy};
use crate::forwarded::{X_FORWARDED_FOR, X_FORWARDED_HOST, hops, list};

/// Reads it: one `Host` header (RFC 9112 section 3.2), agreeing with an absolute request target if there is one; behind
/// a trusted proxy, what that says it was asked for wins.
///
/// # Errors
/// [`NotAHost`] when it is missing, there twice, contradicted, or not a name.
pub(crate) fn of_request(parts: &Parts, proxies: &TrustedProxies) -> Result<HostName, NotAHost> {
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    let named = match (hosts.next(), hosts.next()) {
        (Some(host), None) => HostName::parse(host.to_str().map_err(|_| NotAHost)?)?,
        _ => return Err(NotAHost),
    };
    if let Some(authority) = parts.uri.authority()
        && HostName::parse(authority.as_str())? != named
    {
        return Err(NotAHost);
    }
    if !is_from_proxy(parts, proxies) {
        return Ok(named);
    }
    // A proxy that finds the header adds to it: the last is the nearest proxy's own, what stands before may be made up.
    let listed = list(&parts.headers, &X_FORWARDED_HOST).first().map(|host| HostName::parse(host)).transpose()?;
    let forwarded = forwarded_host(&parts.headers, proxies).map(|host| HostName::parse(&host)).transpose()?;
    match (listed, forwarded) {
        (Some(listed), Some(forwarded)) if listed != forwarded => Err(NotAHost),
        (Some(host), _) => Ok(host),
        // Proxies that write the older headers may pass on a `Forwarded` that a stranger wrote.
        (None, Some(host)) if !parts.headers.contains_key(X_FORWARDED_FOR) => Ok(host),
        (None, _) => Ok(named),
    }
}

/// The host that the outermost trusted proxy was asked for, by `Forwarded`: each of its elements says whether the next
/// one is a trusted proxy's as well.
fn forwarded_host(headers: &HeaderMap, proxies: &TrustedProxies) -> Option<String> {
    let mut asked = None;
    for hop in hops(headers) {
        asked = hop.host.or(asked);
        if !hop.client.is_some_and(|client| proxies.contains(client)) {
            break;
        }
    }
    asked
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::extract::ConnectInfo;
    use axum::http::Request;

    use super::*;

    fn host(uri: &str, headers: &[(&str, &str)], peer: &str) -> Option<String> {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts.extensions.insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        let proxies = TrustedProxies::new(vec!["10.0.0.0/8".parse().unwrap()]);
        of_request(&parts, &proxies).ok().map(|host| host.as_str().to_owned())
    }

    #[test]
    fn one_host_is_read_and_two_are_refused() {
        let there = "203.0.113.7:1";
        assert_eq!(host("/", &[("host", "A.example:80")], there).as_deref(), Some("a.example"));
        assert_eq!(host("/", &[], there), None);
        assert_eq!(host("/", &[("host", "a.example"), ("host", "a.example")], there), None);
        assert_eq!(host("http://b.example/", &[("host", "a.example")], there), None);
        assert_eq!(host("http://a.example/", &[("host", "a.example")], there).as_deref(), Some("a.example"));
    }

    #[test]
    fn only_a_trusted_proxy_may_forward_a_host() {
        let headers = [("host", "a.example"), ("x-forwarded-host", "b.example")];
        assert_eq!(host("/", &headers, "203.0.113.7:1").as_deref(), Some("a.example"));
        assert_eq!(host("/", &headers, "10.1.2.3:1").as_deref(), Some("b.example"));
    }

    #[test]
    fn the_nearest_proxy_says_which_host_and_a_made_up_one_is_not_believed() {
        const PROXY: &str = "10.1.2.3:1";
        let told = |headers: &[(&str, &str)]| host("/", &[&[("host", "a.example")], headers].concat(), PROXY);
        for lines in [
            &[("x-forwarded-host", "evil.example, B.example:8080")] as &[_],
            &[("x-forwarded-host", "evil.example"), ("x-forwarded-host", "b.example, ")],
            &[("x-forwarded-host", "\u{e4}, b.example")],
            &[("forwarded", "for=192.0.2.1;host=\"b.example:8080\"")],
            &[("forwarded", "for=192.0.2.2;host=evil.example, for=192.0.2.1; host=b.example")],
            &[("forwarded", "for=192.0.2.1;host=b.example"), ("forwarded", "for=10.9.9.9;host=inner.example")],
            &[("x-forwarded-host", "b.example"), ("forwarded", "for=192.0.2.1;host=b.example")],
            &[("x-forwarded-host", "b.example"), ("forwarded", "for=192.0.2.1")],
        ] {
            assert_eq!(told(lines).as_deref(), Some("b.example"), "{lines:?}");
        }
        for lines in [
            &[("forwarded", "for=192.0.2.1")] as &[_],
            &[("forwarded", "for=192.0.2.2;host=evil.example, for=192.0.2.1")],
            &[("forwarded", "host=evil.example, for=_hidden")],
            &[("forwarded", "host=\"evil.example")],
            &[("x-forwarded-for", "192.0.2.1"), ("forwarded", "for=192.0.2.1;host=evil.example")],
            &[("x-forwarded-host", " , ")],
        ] {
            assert_eq!(told(lines).as_deref(), Some("a.example"), "{lines:?}");
        }
        for lines in [
            &[("x-forwarded-host", "b.example, \u{e4}")] as &[_],
            &[("x-forwarded-host", "b.example"), ("forwarded", "for=192.0.2.1;host=c.example")],
            &[("forwarded", "host=\"b.example,for=6.6.6.6\"")],
        ] {
            assert_eq!(told(lines), None, "{lines:?}");
        }
        assert_eq!(
            host("/", &[("host", "a.example"), ("forwarded", "host=b.example")], "203.0.113.7:1").as_deref(),
            Some("a.example")
        );
    }
}
