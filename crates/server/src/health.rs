//! Health and metrics endpoints, for orchestrators, load balancers and Prometheus.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use forecourt_domain::entropy::SystemEntropy;
use forecourt_storage::PlatformScope;
use forecourt_storage::blobs::{BlobStore, Probe, ProbeError};
use forecourt_web::paths::platform as paths;
use forecourt_web::site::SharedSite;
use metrics::gauge;
use metrics_exporter_prometheus::PrometheusHandle;
use serde::Serialize;
use subtle::ConstantTimeEq;
use tokio::sync::Mutex;

use crate::settings::Hidden;

/// Every route of [`router`].
pub(crate) const ROUTES: &[(&str, &str)] = &[("get", paths::HEALTHZ), ("get", paths::READYZ), ("get", paths::METRICS)];

/// A part that has not answered by then does not answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long a successful trial of the file store is remembered: a trial writes, and load balancers ask every few seconds.
const BLOBS_GOOD_FOR: Duration = Duration::from_secs(15);

/// The metrics, and the token that opens them.
#[derive(Clone)]
pub(crate) struct Figures {
    pub(crate) handle: PrometheusHandle,
    /// Empty: this machine only.
    pub(crate) token: Hidden,
}

#[derive(Clone)]
struct Health {
    site: SharedSite,
    figures: Figures,
    blobs: Arc<BlobsCheck>,
}

/// Tries the file store by what pages do with it, one trial at a time, and remembers that it worked.
struct BlobsCheck {
    probe: Probe,
    worked: Mutex<Option<Instant>>,
}

/// The routes; on any host, for those who ask know no host.
pub(crate) fn router(site: SharedSite, figures: Figures) -> Router {
    Router::new()
        .route(paths::HEALTHZ, get(lives))
        .route(paths::READYZ, get(ready))
        .route(paths::METRICS, get(figures_page))
        .with_state(Health { site, figures, blobs: Arc::new(BlobsCheck::new()) })
}

/// `GET /healthz`: the process lives. It does not check components: restarting this process would not repair them.
async fn lives() -> &'static str {
    "ok\n"
}

/// Whether a part answers; the log has why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Ok,
    Down,
    /// Not configured, and so not missed.
    Unused,
}

#[derive(Debug, Clone, Serialize)]
struct Readiness {
    status: Answer,
    database: Answer,
    redis: Answer,
    blobs: Answer,
}

/// `GET /readyz`: each part by name; 503 while one that is needed does not answer.
async fn ready(State(Health { site, blobs, .. }): State<Health>) -> Response {
    let storage = &site.storage;
    let redis = async {
        match storage.redis() {
            Some(redis) => asked("redis", redis.takes_writes()).await,
            None => Answer::Unused,
        }
    };
    let (database, redis, blobs) =
        tokio::join!(asked("database", storage.ping()), redis, asked("blobs", blobs.ask(storage.blobs().as_ref())));
    let down = [database, redis, blobs].contains(&Answer::Down);
    let (code, status) =
        if down { (StatusCode::SERVICE_UNAVAILABLE, Answer::Down) } else { (StatusCode::OK, Answer::Ok) };
    (code, [(header::CACHE_CONTROL, "no-store")], Json(Readiness { status, database, redis, blobs })).into_response()
}

impl BlobsCheck {
    fn new() -> Self {
        Self { probe: Probe::new(&SystemEntropy), worked: Mutex::new(None) }
    }

    async fn ask(&self, store: &dyn BlobStore) -> Result<(), ProbeError> {
        let mut worked = self.worked.lock().await;
        if worked.is_some_and(|when| when.elapsed() < BLOBS_GOOD_FOR) {
            return Ok(());
        }
        *worked = None;
        self.probe.run(store).await?;
        *worked = Some(Instant::now());
        Ok(())
    }
}

async fn asked<E: std::error::Error + 'static>(
    part: &'static str,
    ping: impl Future<Output = Result<(), E>>,
) -> Answer {
    match tokio::time::timeout(PATIENCE, ping).await {
        Ok(Ok(())) => Answer::Ok,
        Ok(Err(error)) => {
            tracing::warn!(part, error = crate::failure::chain(&error), "does not answer");
            Answer::Down
        }
        Err(_) => {
            tracing::warn!(part, "does not answer in time");
            Answer::Down
        }
    }
}

/// `GET /metrics`. For others it is not there.
async fn figures_page(State(Health { site, figures, .. }): State<Health>, request: Request) -> Response {
    if !may_read(&request, &figures.token) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match PlatformScope::for_operator(&site.storage).figures().await {
        Ok(now) => {
            for (state, count) in now.messages {
                gauge!("outbox_messages", "state" => state).set(count as f64);
            }
            for (state, count) in now.shops {
                gauge!("shops", "state" => state).set(count as f64);
            }
            gauge!("outbox_oldest_queued_seconds").set(now.oldest_queued.as_seconds_f64().max(0.0));
            gauge!("sessions").set(now.sessions as f64);
        }
        // What this process has measured is worth reading all the same.
        Err(error) => tracing::warn!(%error, "the database has no figures"),
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], figures.handle.render()).into_response()
}

const SCHEME: &[u8] = b"Bearer ";

fn may_read(request: &Request, token: &Hidden) -> bool {
    let headers = request.headers();
    if !token.is_empty() {
        let given = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.as_bytes().split_at_checked(SCHEME.len()))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case(SCHEME));
        return given.is_some_and(|(_, given)| given.ct_eq(token.expose().as_bytes()).into());
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    !is_passed_on(headers) && peer.is_some_and(|ConnectInfo(peer)| peer.ip().to_canonical().is_loopback())
}

/// Whether a proxy only passes this on: one on this machine passes the whole world on as 127.0.0.1, and says so.
pub(crate) fn is_passed_on(headers: &HeaderMap) -> bool {
    ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "via", "x-real-ip"]
        .iter()
        .any(|name| headers.contains_key(*name))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn request(peer: &str, name: &'static str, value: &str) -> Request {
        let mut request = Request::builder().header(name, value).body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        request
    }

    #[test]
    fn figures_are_for_the_token_or_this_machine() {
        let (none, token) = (Hidden::default(), Hidden::new("the-token"));
        assert!(may_read(&request("127.0.0.1:9", "accept", "*/*"), &none));
        assert!(may_read(&request("[::ffff:127.0.0.1]:9", "accept", "*/*"), &none));
        assert!(!may_read(&request("127.0.0.1:9", "x-forwarded-for", "203.0.113.7"), &none));
        assert!(!may_read(&request("203.0.113.7:9", "accept", "*/*"), &none));
        assert!(may_read(&request("203.0.113.7:9", "authorization", "Bearer the-token"), &token));
        assert!(may_read(&request("203.0.113.7:9", "authorization", "bearer the-token"), &token));
        assert!(!may_read(&request("127.0.0.1:9", "authorization", "Bearer the-tokem"), &token));
        assert!(!may_read(&request("127.0.0.1:9", "authorization", "Bearer"), &token));
        assert!(!may_read(&request("127.0.0.1:9", "accept", "*/*"), &token));
    }
}
