//! The host that a request names.

use axum::http::header;
use axum::http::request::Parts;
use forecourt_domain::host::{HostName, NotAHost};

use crate::client::{TrustedProxies, is_from_proxy};

/// Reads it: one `Host` header (RFC 9112 section 3.2), agreeing with an absolute request target if there is one; behind
/// a trusted proxy, one `X-Forwarded-Host` wins.
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
    if is_from_proxy(parts, proxies) {
        let mut forwarded = parts.headers.get_all("x-forwarded-host").iter();
        match (forwarded.next(), forwarded.next()) {
            (Some(host), None) => return HostName::parse(host.to_str().map_err(|_| NotAHost)?),
            (None, _) => {}
            _ => return Err(NotAHost),
        }
    }
    Ok(named)
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
        let twice = [("host", "a.example"), ("x-forwarded-host", "b.example"), ("x-forwarded-host", "c.example")];
        assert_eq!(host("/", &twice, "10.1.2.3:1"), None);
    }
}
