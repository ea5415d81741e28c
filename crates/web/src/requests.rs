//! One id and one log line for every request, with nothing in it that opens a door.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::brand::SharedShop;
use crate::site::SharedSite;

/// What the reader of an error page quotes, and the log has.
#[derive(Debug, Clone)]
pub struct RequestId(Arc<str>);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Gives the request its id. Outermost, so that everything below can name it.
pub async fn identified(State(site): State<SharedSite>, mut request: Request, next: Next) -> Response {
    let mut bytes = [0u8; 8];
    site.storage.entropy().fill(&mut bytes);
    let id: Arc<str> = bytes.iter().map(|b| format!("{b:02x}")).collect::<String>().into();
    request.extensions_mut().insert(RequestId(id.clone()));
    let span = tracing::info_span!("request", id = %id);
    let mut response = next.run(request).instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// Logs the request by its route (`/portal/{token}`), never by its path: tokens are in paths.
pub async fn logged(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let shop = request.extensions().get::<SharedShop>().map(|shop| shop.tenant.slug.to_string());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::info!(%method, route, shop = shop.as_deref().unwrap_or("-"), status, micros, "answered");
    response
}
