//! The metrics, and how Prometheus reads them.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use tokio_util::sync::CancellationToken;

const REQUESTS: &str = "http_requests_total";
const DURATION: &str = "http_request_duration_seconds";
const CONNECTIONS: &str = "http_connections";
/// In seconds: a page in a millisecond or two is what we promise ourselves, ten seconds is a phone on a bad line.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
/// How often histograms are aggregated.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// Starts measuring, for the whole process.
///
/// # Errors
/// None with the buckets above.
pub(crate) fn install() -> Result<PrometheusHandle, BuildError> {
    let recorder =
        PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), &BUCKETS)?.build_recorder();
    let handle = recorder.handle();
    // One server to a process; a second one would be a test's, and measure nothing.
    drop(metrics::set_global_recorder(recorder));
    describe_counter!(REQUESTS, "Requests by route, method and class of status.");
    describe_histogram!(DURATION, metrics::Unit::Seconds, "Time from a request's headers to the response's.");
    describe_gauge!(CONNECTIONS, "Open connections.");
    describe_counter!("password_checks_total", "Passwords that were compared, right or wrong.");
    describe_counter!("password_checks_turned_away_total", "Passwords that found too many before them.");
    describe_gauge!("outbox_messages", "Messages of all shops, by state: queued, sending, failed.");
    describe_gauge!("outbox_oldest_queued_seconds", "How long the longest waiting message has been due.");
    describe_gauge!("sessions", "Sessions in the database; with Redis they are there.");
    describe_gauge!("shops", "Shops, by state.");
    Ok(handle)
}

/// Sums up what was measured until `stop`, so that it does not pile up between two visits of Prometheus.
pub(crate) async fn keep_up(handle: PrometheusHandle, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(UPKEEP_EVERY);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        handle.run_upkeep();
    }
}

/// Measures a request by its route, never by its path.
pub(crate) fn measure(route: String, method: &Method, status: StatusCode, took: Duration) {
    let (method, class) = (known(method), class(status.as_u16()));
    counter!(REQUESTS, "route" => route.clone(), "method" => method, "status" => class).increment(1);
    histogram!(DURATION, "route" => route, "method" => method).record(took.as_secs_f64());
}

/// A connection for as long as it is open.
#[derive(Debug)]
pub(crate) struct OpenConnection(());

impl OpenConnection {
    pub(crate) fn new() -> Self {
        gauge!(CONNECTIONS).increment(1);
        Self(())
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        gauge!(CONNECTIONS).decrement(1);
    }
}

/// Clients can invent methods: all unknown ones count as one.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        _ => "other",
    }
}

fn class(status: u16) -> &'static str {
    match status {
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}
