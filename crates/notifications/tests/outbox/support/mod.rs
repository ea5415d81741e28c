//! A site with shops, a worker, and a provider that answers as told.

mod log;
mod provider;
mod site;

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use forecourt_notifications::{Provider, Providers, Worker, WorkerSettings};
use forecourt_web::site::SharedSite;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) use log::Log;
pub(crate) use provider::{Asked, Fake, accepted};
pub(crate) use site::{Place, TestShop};

/// Longer than anything here takes; only a failing test waits so long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Retries come at once, and nothing is found by looking: only a wake-up leads to a send.
pub(crate) const WOKEN: WorkerSettings = WorkerSettings {
    lease: TimeDelta::seconds(60),
    retry_base: Duration::ZERO,
    batch: 16,
    concurrency: 64,
    poll: Duration::from_secs(3600),
};

/// The same, and looking all the time.
pub(crate) const EAGER: WorkerSettings = WorkerSettings { poll: Duration::from_millis(5), ..WOKEN };

/// A worker at work.
pub(crate) struct Running {
    shutdown: CancellationToken,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) fn start(place: &Place, provider: Arc<dyn Provider>, settings: WorkerSettings) -> Self {
        Self::start_at(place.site.clone(), provider, settings)
    }

    /// At one of several machines.
    pub(crate) fn start_at(site: SharedSite, provider: Arc<dyn Provider>, settings: WorkerSettings) -> Self {
        Self::start_with(site, provider.clone(), provider, settings)
    }

    /// With a provider for each channel.
    pub(crate) fn start_with(
        site: SharedSite,
        sms: Arc<dyn Provider>,
        email: Arc<dyn Provider>,
        settings: WorkerSettings,
    ) -> Self {
        let shutdown = CancellationToken::new();
        let providers = Providers { sms, email };
        let worker = Worker::new(site, providers, settings);
        Self { task: tokio::spawn(worker.run(shutdown.clone())), shutdown }
    }

    /// Asks it to stop.
    pub(crate) fn stop(&self) {
        self.shutdown.cancel();
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.task.is_finished()
    }

    /// Stops it and waits until everything in flight is written down.
    pub(crate) async fn ended(self) {
        self.shutdown.cancel();
        tokio::time::timeout(PATIENCE, self.task).await.expect("the worker drains").unwrap();
    }
}
