//! The network address at the other end, past proxies that are trusted.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use ipnet::IpNet;

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

/// The last address in `X-Forwarded-For` that is not a trusted proxy's: what stands before it can be made up.
pub(crate) fn of_request(parts: &Parts, proxies: &TrustedProxies) -> ClientAddress {
    let Some(peer) = peer(parts) else { return ClientAddress(IpAddr::V4(Ipv4Addr::UNSPECIFIED)) };
    if !proxies.contains(peer) {
        return ClientAddress(peer);
    }
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let addresses: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    let first_foreign = addresses
        .iter()
        .rev()
        // A proxy that listens for both versions at once writes IPv4 addresses as IPv6.
        .map_while(|text| text.parse::<IpAddr>().ok().map(|address| address.to_canonical()))
        .find(|address| !proxies.contains(*address));
    ClientAddress(first_foreign.unwrap_or(peer))
}

fn peer(parts: &Parts) -> Option<IpAddr> {
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip().to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn client(forwarded: &str, peer: &str) -> String {
        let (mut parts, ()) =
            Request::builder().uri("/").header("x-forwarded-for", forwarded).body(()).unwrap().into_parts();
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
}
