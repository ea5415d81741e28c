//! Which hosts a proxy may fetch certificates for: it asks here first, so that nobody can make it fetch thousands.

use axum::extract::{Query, State};
use axum::http::{HeaderValue, Request, StatusCode, header};
use forecourt_tenant_resolver::{Destination, Resolver};
use serde::Deserialize;

/// Asked by Caddy (`on_demand_tls.ask`) with the host in `domain`.
pub(crate) const ASK: &str = "/tls/ask";

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    domain: String,
}

/// 200 for the platform's hosts and shops' hosts, paused ones too; 404 for all others.
pub(crate) async fn ask(
    State(resolver): State<Resolver>,
    Query(Asked { domain }): Query<Asked>,
) -> forecourt_web::Result<StatusCode> {
    let Ok(host) = HeaderValue::from_str(&domain) else { return Ok(StatusCode::NOT_FOUND) };
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.headers.insert(header::HOST, host);
    Ok(match resolver.resolve(&parts).await {
        Ok(Destination::Shop(_) | Destination::Suspended(_) | Destination::Platform | Destination::Operators) => {
            StatusCode::OK
        }
        Ok(Destination::Unknown) => StatusCode::NOT_FOUND,
        Err(error) => return Err(error),
    })
}
