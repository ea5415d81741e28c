//! The accept loop: connections with their timeouts, and a shutdown that finishes requests in progress.

use std::future::Future;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use futures_util::FutureExt;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use crate::meters::OpenConnection;

/// All headers of a request together, in bytes: several times what browsers with many cookies send.
const MAX_HEADER_SIZE: usize = 32 * 1024;
/// Out of file descriptors, mostly: connections that end give some back.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(50);

/// The time limits of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeouts {
    /// A request's headers, and the wait for the next request.
    pub(crate) header: Duration,
    /// Requests under way, at the end.
    pub(crate) shutdown: Duration,
}

/// Serves until `stop`, then lets requests under way finish. Answers whether all of them did.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    timeouts: Timeouts,
    stop: impl Future<Output = ()>,
) -> bool {
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(timeouts.header).max_header_size(MAX_HEADER_SIZE);
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => connected(stream, peer, &http, &router, &graceful),
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept connections");
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
            }
        }
    }
    // Connections that the system has accepted already are answered, too.
    while let Some(Ok((stream, peer))) = listener.accept().now_or_never() {
        connected(stream, peer, &http, &router, &graceful);
    }
    drop(listener);
    tokio::time::timeout(timeouts.shutdown, graceful.shutdown()).await.is_ok()
}

fn connected(stream: TcpStream, peer: SocketAddr, http: &http1::Builder, router: &Router, graceful: &GracefulShutdown) {
    // Pages are written in one go: waiting to fill a packet would only delay its end.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no TCP_NODELAY");
    }
    let router = router.clone();
    let answer = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), answer));
    tokio::spawn(async move {
        let _open = OpenConnection::new();
        if let Err(error) = connection.await {
            // A peer that went away, or was too slow: theirs to know.
            tracing::debug!(%error, "a connection ended");
        }
    });
}
