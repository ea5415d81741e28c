//! The hosts that a proxy may fetch certificates for. It asks here first, so that strangers cannot make it fetch
//! thousands.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode};
use forecourt_domain::host::HostName;
use forecourt_tenant_resolver::{Destination, Resolver};
use serde::Deserialize;

use crate::health::is_passed_on;

/// Asked by Caddy (`on_demand_tls.ask`) with the host in `domain`.
pub(crate) const ASK: &str = "/tls/ask";

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    domain: String,
}

/// 200 for the platform's hosts and shops' hosts, proven ones of their own and paused shops' too; 404 for all others.
/// It is there for the proxies themselves, not for whom they pass on.
pub(crate) async fn ask(
    State(resolver): State<Resolver>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Query(Asked { domain }): Query<Asked>,
) -> forecourt_web::Result<StatusCode> {
    if is_passed_on(&headers) || !(peer.ip().to_canonical().is_loopback() || resolver.is_proxy(peer.ip())) {
        return Ok(StatusCode::NOT_FOUND);
    }
    let Ok(host) = HostName::parse(&domain) else { return Ok(StatusCode::NOT_FOUND) };
    Ok(match resolver.destination(&host).await? {
        Destination::Shop(_) | Destination::Suspended(_) | Destination::Platform | Destination::Operators => {
            StatusCode::OK
        }
        Destination::Unknown => StatusCode::NOT_FOUND,
    })
}
