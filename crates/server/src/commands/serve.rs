//! `forecourt serve`: the web server, with a worker beside it.

use std::net::SocketAddr;
use std::time::Duration;

use forecourt_tenant_resolver::{Resolver, TrustedProxies};
use forecourt_web::site::SharedSite;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;
use crate::health::Figures;
use crate::listen::{self, Timeouts};
use crate::settings::Settings;
use crate::wiring::{self, RedisIs};
use crate::{http, logging, meters, say, schema};

/// How often expired sessions are swept out.
const SWEEP_EVERY: Duration = Duration::from_secs(60 * 60);

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Serve pages only; messages wait for `forecourt work`
    #[arg(long)]
    web_only: bool,
}

/// Runs until it is told to stop.
///
/// # Errors
/// [`Failure::Refused`] when it cannot begin.
pub(crate) async fn run(settings: Settings, arguments: Arguments) -> Result<(), Failure> {
    logging::start(&settings.log)?;
    schema::make_ready(&settings).await?;
    let storage = wiring::storage(&settings, RedisIs::Needed).await?;
    let site = wiring::site(&settings, storage)?;
    let listener = bind(settings.server.listen).await?;
    let work = if arguments.web_only { Work::Elsewhere } else { Work::Here };
    serve(&settings, site, listener, work, |address| say::out(format_args!("listening on http://{address}"))).await
}

/// Where messages are sent from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// This process.
    Here,
    /// Another one.
    Elsewhere,
}

/// Takes the address.
///
/// # Errors
/// [`Failure::Refused`] when the address is in use.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Failure::refused(format_args!(
            "port {} is in use: stop what listens there, or choose another",
            address.port()
        )),
        _ => Failure::refused(format_args!("cannot listen on {address}: {error}")),
    })
}

/// Serves a site on a listener until a signal, with everything that belongs beside it; `ready` hears the address.
///
/// # Errors
/// [`Failure::Refused`] when a setting makes no sense, before anything is served.
pub(crate) async fn serve(
    settings: &Settings,
    site: SharedSite,
    listener: TcpListener,
    work: Work,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Failure> {
    raise_file_limit();
    let stop = stop_on_signal()?;
    let handle = meters::install().map_err(Failure::broken)?;
    let resolver = Resolver::new(site.clone(), TrustedProxies::new(settings.server.trusted_proxies.clone()));
    let router = http::router(http::Parts {
        site: site.clone(),
        resolver: resolver.clone(),
        callbacks: wiring::callbacks(settings)?,
        figures: Figures { handle: handle.clone(), token: settings.server.metrics_token.clone() },
        body_timeout: settings.server.body_timeout(),
    });
    // The worker goes on until the last request has been answered: that one may have written to the outbox, too.
    let no_more_requests = CancellationToken::new();
    let worker = match work {
        Work::Here => Some(tokio::spawn(wiring::worker(settings, site.clone())?.run(no_more_requests.clone()))),
        Work::Elsewhere => None,
    };
    tokio::spawn(resolver.follow_changes());
    tokio::spawn(sweep_sessions(site, stop.clone()));
    tokio::spawn(meters::keep_up(handle, stop.clone()));
    warn_of_plain_http(settings);
    ready(listener.local_addr().map_err(Failure::broken)?);

    let timeouts = Timeouts { header: settings.server.header_timeout(), shutdown: settings.server.shutdown() };
    let all_answered = listen::serve(listener, router, timeouts, stop.cancelled_owned()).await;
    no_more_requests.cancel();
    if !all_answered {
        tracing::warn!("stopped with requests under way");
    }
    finish(worker, settings.server.shutdown()).await;
    tracing::info!("stopped");
    Ok(())
}

/// A token that the first SIGTERM or SIGINT cancels; the second ends the process as it is.
///
/// # Errors
/// [`Failure::Broken`] when the system takes no handler.
pub(crate) fn stop_on_signal() -> Result<CancellationToken, Failure> {
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate()).map_err(Failure::broken)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::broken)?;
    let token = stop.clone();
    tokio::spawn(async move {
        let mut either = async || tokio::select! { _ = terminate.recv() => (), _ = interrupt.recv() => () };
        either().await;
        tracing::info!("stopping");
        token.cancel();
        either().await;
        std::process::exit(130);
    });
    Ok(stop)
}

/// Waits for sends under way; what is not done by then, a lease brings back.
pub(crate) async fn finish(worker: Option<JoinHandle<()>>, limit: Duration) {
    if let Some(worker) = worker
        && tokio::time::timeout(limit, worker).await.is_err()
    {
        tracing::warn!("stopped with messages on their way; they will be looked after when their leases end");
    }
}

/// A connection is a file, and the usual soft limit is fewer than a busy evening has connections.
fn raise_file_limit() {
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}

async fn sweep_sessions(site: SharedSite, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        match site.storage.sweep().await {
            Ok(0) => {}
            Ok(swept) => tracing::info!(swept, "swept expired sessions out"),
            Err(error) => tracing::warn!(%error, "could not sweep sessions"),
        }
    }
}

fn warn_of_plain_http(settings: &Settings) {
    if !settings.is_development() && settings.platform.public_url.scheme() != "https" {
        tracing::warn!("platform.public_url is plain http: sessions travel in the clear");
    }
}
