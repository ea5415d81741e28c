//! One id for every request: what its reader quotes, and its log lines have.

use std::fmt;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::site::SharedSite;

/// The id of a request: shown on error pages and written in the log.
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
