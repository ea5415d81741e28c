//! The worker: claims what is due and sends it, many at a time, woken rather than polling.

mod attempt;
pub mod backoff;
pub(crate) mod problems;
mod wakeup;

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use forecourt_storage::SendChannel;
use forecourt_web::site::SharedSite;
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::provider::Provider;
use attempt::Courier;
use wakeup::WakeUps;

/// The pauses while the database does not answer: the first at least, the last at most.
const OUTAGE_PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// Who carries what.
#[derive(Clone)]
pub struct Providers {
    /// Text messages.
    pub sms: Arc<dyn Provider>,
    /// Emails.
    pub email: Arc<dyn Provider>,
}

impl Providers {
    pub(crate) fn of(&self, channel: SendChannel) -> &Arc<dyn Provider> {
        match channel {
            SendChannel::Sms => &self.sms,
            SendChannel::Email => &self.email,
        }
    }
}

impl fmt::Debug for Providers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Providers").field("sms", &self.sms.name()).field("email", &self.email.name()).finish()
    }
}

/// How a worker works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkerSettings {
    /// How long a claimed job is this worker's. Longer than two requests to a provider: one to look, one to send.
    pub lease: TimeDelta,
    /// After so many attempts a message has failed, until somebody sends it again.
    pub max_attempts: u32,
    /// What the first retry waits at most; see [`backoff::delay`].
    pub retry_base: Duration,
    /// At most so many jobs in one claim.
    pub batch: u32,
    /// At most so many sends at once; claimed jobs never queue here, where their lease would run.
    pub concurrency: u32,
    /// How often to look unasked: for retries that have become due, and for what was written where no word comes from.
    pub poll: Duration,
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self {
            lease: TimeDelta::seconds(60),
            max_attempts: 12,
            retry_base: Duration::from_secs(2),
            batch: 16,
            concurrency: 64,
            poll: Duration::from_secs(1),
        }
    }
}

/// Empties the outbox.
#[derive(Debug)]
pub struct Worker {
    courier: Arc<Courier>,
}

impl Worker {
    /// A worker; it does nothing before it [runs](Worker::run).
    #[must_use]
    pub fn new(site: SharedSite, providers: Providers, settings: WorkerSettings) -> Self {
        Self { courier: Arc::new(Courier { site, providers, settings }) }
    }

    /// Works until `shutdown`; then claims nothing more, and ends when the sends in flight have.
    pub async fn run(self, shutdown: CancellationToken) {
        let WorkerSettings { batch, concurrency, poll, .. } = self.courier.settings;
        let (batch, concurrency) = (batch.clamp(1, concurrency.max(1)), concurrency.max(1));
        let mut wake_ups = WakeUps::new(&self.courier.site.storage, poll);
        let mut sends = JoinSet::new();
        // How much room is worth a claim: one place after a call, a batch's while working off a backlog.
        let mut wanted = None;
        let mut failures: u32 = 0;
        while !shutdown.is_cancelled() {
            let room = concurrency.saturating_sub(u32::try_from(sends.len()).unwrap_or(u32::MAX));
            if wanted.is_some_and(|places| room >= places) {
                match self.claim(room.min(batch), &mut sends).await {
                    Ok(full) => {
                        if std::mem::take(&mut failures) > 0 {
                            tracing::info!("the outbox can be read again");
                        }
                        wanted = full.then_some(batch);
                    }
                    Err(error) => {
                        failures += 1;
                        self.sit_out(failures, &error, &shutdown).await;
                    }
                }
                continue;
            }
            tokio::select! {
                biased;
                () = shutdown.cancelled() => {}
                Some(ended) = sends.join_next() => note(ended),
                () = wake_ups.next() => wanted = Some(1),
            }
        }
        while let Some(ended) = sends.join_next().await {
            note(ended);
        }
    }

    /// Claims and sends off; answers whether there were as many as asked for, and so perhaps more.
    async fn claim(&self, limit: u32, sends: &mut JoinSet<()>) -> Result<bool, forecourt_storage::Error> {
        let jobs = self.courier.site.storage.claim_jobs(limit, self.courier.settings.lease).await?;
        let full = u32::try_from(jobs.len()).is_ok_and(|claimed| claimed >= limit);
        for job in jobs {
            let courier = self.courier.clone();
            sends.spawn(async move { courier.deliver(job).await });
        }
        Ok(full)
    }

    /// Says once that the database is away, and waits a little longer each time.
    async fn sit_out(&self, failures: u32, error: &forecourt_storage::Error, shutdown: &CancellationToken) {
        if failures == 1 {
            tracing::error!(error = error as &dyn Error, "the outbox cannot be read; trying on");
        } else {
            tracing::debug!(error = error as &dyn Error, failures, "the outbox still cannot be read");
        }
        let (shortest, longest) = OUTAGE_PAUSES;
        let random = self.courier.site.storage.entropy().fraction();
        let pause = backoff::delay(failures, shortest, random, None).clamp(shortest, longest);
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// A delivery that panicked is not the worker's end; its lease brings the job back.
fn note(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a delivery did not end well");
    }
}
