//! The network address at the other end, past proxies that are trusted.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use ipnet::IpNet;

use crate::forwarded::{addresses, hops};

/// Networks whose forwarded headers are believed.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Arc<[IpNet]>);

/// Who is at the other end, as limits count them: an IPv6 client is its /64, which one person has to themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

impl TrustedProxies {
    /// These networks.
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks.into())
    }

    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl ClientAddress {
    /// The key that limits count by.
    pub fn limit_key(self) -> String {
        match self.0 {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }
}

pub(crate) fn is_from_proxy(parts: &Parts, proxies: &TrustedProxies) -> bool {
    peer(parts).is_some_and(|peer| proxies.contains(peer))
}

/// The last address in `X-Forwarded-For` or `Forwarded` that is not a trusted proxy's: what stands before it can be made
/// up. Where there are both and they differ, one of them came from outside and was passed on; then neither is believed.
pub(crate) fn of_request(parts: &Parts, proxies: &TrustedProxies) -> ClientAddress {
    let Some(peer) = peer(parts) else { return ClientAddress(IpAddr::V4(Ipv4Addr::UNSPECIFIED)) };
    if !proxies.contains(peer) {
        return ClientAddress(peer);
    }
    let hops = hops(&parts.headers).into_iter().map(|hop| hop.client).collect();
    let said = match (addresses(&parts.headers), hops) {
        (only, none) | (none, only) if none.is_empty() => first_foreign(only, proxies),
        (one, other) => first_foreign(one, proxies).filter(|said| first_foreign(other, proxies) == Some(*said)),
    };
    ClientAddress(said.unwrap_or(peer))
}

/// Of addresses from the nearest on, the first that is not a trusted proxy's; none when one before it is not known.
fn first_foreign(addresses: Vec<Option<IpAddr>>, proxies: &TrustedProxies) -> Option<IpAddr> {
    addresses.into_iter().map_while(|address| address).find(|address| !proxies.contains(*address))
}

fn peer(parts: &Parts) -> Option<IpAddr> {
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip().to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn client(forwarded: &str, peer: &str) -> String {
        client_by(&[("x-forwarded-for", forwarded)], peer)
    }

    fn client_by(headers: &[(&str, &str)], peer: &str) -> String {
        let mut request = Request::builder().uri("/");
        for (name, value) in headers {
            request = request.header(*name, value.as_bytes());
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts.extensions.insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        of_request(&parts, &TrustedProxies::new(vec!["10.0.0.0/8".parse().unwrap()])).limit_key()
    }

    #[test]
    fn made_up_addresses_are_not_believed() {
        assert_eq!(client("198.51.100.1", "203.0.113.7:1"), "203.0.113.7");
        assert_eq!(client("198.51.100.1, 203.0.113.9, 10.9.9.9", "10.1.1.1:1"), "203.0.113.9");
        assert_eq!(
            client("::ffff:198.51.100.1, ::ffff:203.0.113.9, ::ffff:10.9.9.9", "[::ffff:10.1.1.1]:1"),
            "203.0.113.9"
        );
        assert_eq!(client("nonsense", "10.1.1.1:1"), "10.1.1.1");
        assert_eq!(client("", "[2001:db8:1:2:3:4:5:6]:1"), "2001:db8:1:2::/64");
    }

    #[test]
    fn an_address_is_read_however_a_proxy_writes_it() {
        const PROXY: &str = "10.1.1.1:1";
        for written in ["203.0.113.9:40001", "198.51.100.1:1, 203.0.113.9:2, 10.9.9.9:3", "\u{e4}, 203.0.113.9"] {
            assert_eq!(client(written, PROXY), "203.0.113.9", "{written}");
        }
        for written in ["[2001:db8:1:2::3]:443", "[2001:db8:1:2::3]", "2001:db8:1:2::3"] {
            assert_eq!(client(written, PROXY), "2001:db8:1:2::/64", "{written}");
        }
        for written in ["for=203.0.113.9", "for=198.51.100.1, for=\"203.0.113.9:1\";proto=https, FOR=10.9.9.9;by=_x"] {
            assert_eq!(client_by(&[("forwarded", written)], PROXY), "203.0.113.9", "{written}");
            assert_eq!(client_by(&[("forwarded", written)], "192.0.2.1:1"), "192.0.2.1", "{written}");
        }
        let lines = [
            ("forwarded", "for=198.51.100.1"),
            ("forwarded", "for=\"[2001:db8:1:2::3]:443\""),
            ("forwarded", "for=10.9.9.9"),
        ];
        assert_eq!(client_by(&lines, PROXY), "2001:db8:1:2::/64");
        // Who hides is counted as the proxy; what stands before may be their invention.
        for written in [
            "for=203.0.113.9, for=_hidden",
            "for=203.0.113.9, for=unknown",
            "for=203.0.113.9, proto=https",
            "for=10.9.9.9",
        ] {
            assert_eq!(client_by(&[("forwarded", written)], PROXY), "10.1.1.1", "{written}");
        }
    }

    #[test]
    fn of_two_headers_that_differ_neither_is_believed() {
        let said =
            |listed, forwarded| client_by(&[("x-forwarded-for", listed), ("forwarded", forwarded)], "10.1.1.1:1");
        assert_eq!(said("203.0.113.9:1, 10.2.2.2", "for=203.0.113.9"), "203.0.113.9");
        assert_eq!(said("203.0.113.9", "for=198.51.100.1"), "10.1.1.1");
        assert_eq!(said("203.0.113.9", "for=unknown"), "10.1.1.1");
        assert_eq!(said("203.0.113.9", "nonsense"), "10.1.1.1");
        assert_eq!(said("nonsense", "for=203.0.113.9"), "10.1.1.1");
        assert_eq!(said(" ", "for=203.0.113.9"), "203.0.113.9");
    }
}
