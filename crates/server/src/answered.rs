//! The access log and the request metrics: one line and one measurement for each answer, by its route
//! (`/portal/{token}`), never by its path. Paths contain tokens.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use forecourt_web::page::shop::SharedShop;

use crate::meters;

/// Answers, and writes it down.
pub(crate) async fn written_down(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let shop = request.extensions().get::<SharedShop>().cloned();
    let response = next.run(request).await;
    let (status, took) = (response.status(), started.elapsed());
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let shop = shop.as_ref().map_or("-", |shop| shop.tenant.slug.as_str());
    tracing::info!(%method, route, shop, status = status.as_u16(), micros, "answered");
    meters::measure(route, &method, status, took);
    response
}
