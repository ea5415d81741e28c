//! The routers of all hosts, and the middleware that every request passes.
//!
//! From the outside in: request id and span, compression, headers, error pages in the design of the host's shop; then
//! the routes that every host answers, or the switch that asks the resolver which shop the host belongs to. Each router
//! behind it logs its answers, those that its guard refuses included.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use forecourt_auth::Passwords;
use forecourt_auth::staff_sign_in::StaffSignIn;
use forecourt_notifications::webhooks::routes::{self as callbacks, CallbackSettings};
use forecourt_tenant_resolver::{Destination, Resolver};
use forecourt_web::http::{assets, error_page, request_id, security};
use forecourt_web::page::insert_shop;
use forecourt_web::paths;
use forecourt_web::site::SharedSite;
use futures_util::StreamExt;
use tower::ServiceExt;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::answered::written_down;
use crate::certificates;
use crate::health::{self, Figures};

/// Every route that any host answers, next to [`health::ROUTES`] and [`callbacks::ROUTES`].
pub(crate) const ROUTES: &[(&str, &str)] = &[("get", paths::portal::ASSET), ("get", certificates::ASK)];

/// Good compression costs more time than it saves on the way: pages are made for one reader, once. At this level zstd takes
/// half to a fifth of brotli's time for a few hundredths more bytes; it is what browsers get that ask for both.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(3);

/// What the routers need.
pub(crate) struct Parts {
    pub(crate) site: SharedSite,
    pub(crate) resolver: Resolver,
    pub(crate) callbacks: CallbackSettings,
    pub(crate) figures: Figures,
    /// How long a request's body may pause.
    pub(crate) body_timeout: Duration,
}

/// The routers by kind of host.
#[derive(Clone)]
struct Switch {
    site: SharedSite,
    resolver: Resolver,
    shop: Router,
    platform: Router,
    operators: Router,
}

/// The whole tree.
pub(crate) fn router(parts: Parts) -> Router {
    let Parts { site, resolver, callbacks, figures, body_timeout } = parts;
    // One pool for the process: a clone shares its threads.
    let passwords = Passwords::default();
    let switch = Switch {
        shop: shop(&site, passwords.clone()),
        platform: forecourt_platform::router(site.settings.development)
            .layer(from_fn_with_state(site.clone(), security::same_origin))
            .layer(from_fn(security::referrers))
            .layer(from_fn(written_down))
            .with_state(site.clone()),
        operators: forecourt_platform::console(passwords)
            .layer(from_fn_with_state(site.clone(), security::same_origin))
            .layer(from_fn(security::referrers))
            .layer(from_fn(written_down))
            .with_state(site.clone()),
        site: site.clone(),
        resolver,
    };
    let asked = Router::new().route(certificates::ASK, get(certificates::ask)).with_state(switch.resolver.clone());
    let any_host = Router::new()
        .route(paths::portal::ASSET, get(assets::asset))
        .merge(callbacks::router(callbacks))
        .layer(from_fn(written_down))
        .with_state(site.clone());
    let by_host = Router::new().fallback(by_host).with_state(Arc::new(switch));
    Router::new()
        .merge(asked)
        .merge(any_host)
        .merge(by_host)
        .layer(from_fn_with_state(site.clone(), error_page::branded))
        // Outside the branding: machines read these.
        .merge(health::router(site.clone(), figures))
        .layer(RequestBodyTimeoutLayer::new(body_timeout))
        .layer(from_fn_with_state(site.clone(), security::headers))
        .layer(CompressionLayer::new().quality(COMPRESSION))
        .layer(from_fn_with_state(site, request_id::identified))
}

/// A shop's routes: its customers', its staff's and its programs'.
fn shop(site: &SharedSite, passwords: Passwords) -> Router {
    let customers_passwords = Arc::new(passwords.clone());
    let sign_in = Arc::new(StaffSignIn::new(passwords));
    let max_upload = site.settings.max_upload;
    forecourt_portal::router()
        .layer(axum::Extension(customers_passwords))
        .merge(forecourt_api::router(sign_in.clone()))
        .merge(forecourt_backoffice::router(sign_in, max_upload))
        .layer(RequestBodyLimitLayer::new(max_upload))
        .layer(from_fn_with_state(max_upload, too_large))
        .layer(from_fn_with_state(site.clone(), security::at_shop))
        .layer(from_fn(security::referrers))
        .layer(from_fn(written_down))
        .with_state(site.clone())
}

/// Refuses a body that says it is too large, once it has come: a browser that is still sending hears of a lost connection
/// instead. Of what is twice as large as is taken it need not hear anything else.
async fn too_large(State(max_upload): State<usize>, request: Request, next: Next) -> Response {
    let says = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if says.is_none_or(|length: usize| length <= max_upload) {
        return next.run(request).await;
    }
    let (mut coming, mut left) = (request.into_body().into_data_stream(), max_upload.saturating_mul(2));
    while let Some(Ok(part)) = coming.next().await {
        left = left.saturating_sub(part.len());
        if left == 0 {
            break;
        }
    }
    StatusCode::PAYLOAD_TOO_LARGE.into_response()
}

/// The host switch.
async fn by_host(State(switch): State<Arc<Switch>>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(switch.resolver.client(&parts));
    let host = match switch.resolver.host(&parts) {
        Ok(host) => host,
        Err(error) => return turned_away(error.into_response()),
    };
    let mut looks = None;
    let router = match switch.resolver.destination(&host).await {
        Ok(Destination::Shop(shop)) => {
            looks = Some(shop.clone());
            insert_shop(&mut parts, shop, host);
            &switch.shop
        }
        Ok(Destination::Platform) => {
            parts.extensions.insert(host);
            &switch.platform
        }
        Ok(Destination::Operators) => {
            parts.extensions.insert(host);
            &switch.operators
        }
        Ok(Destination::Suspended(shop)) => {
            return turned_away(forecourt_platform::suspended(&switch.site, shop, host).await);
        }
        Ok(Destination::Unknown) => return turned_away(forecourt_platform::unknown_host(&switch.site)),
        Err(error) => return turned_away(error.into_response()),
    };
    match router.clone().oneshot(Request::from_parts(parts, body)).await {
        Ok(mut response) => {
            // A failure becomes a page outside of here, and is to look like the shop's.
            if let Some(shop) = looks {
                response.extensions_mut().insert(shop);
            }
            response
        }
        Err(never) => match never {},
    }
}

/// No router has seen this request: it is logged here.
fn turned_away(response: Response) -> Response {
    tracing::info!(status = response.status().as_u16(), "turned away at the host");
    response
}
