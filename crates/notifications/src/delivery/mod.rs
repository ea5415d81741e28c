//! The worker: claims what is due and sends it, many at a time, woken rather than polling.
//!
//! Texts and mails have a lane each: a mail server that hangs fills its own, and codes by text go past it.

mod attempt;
pub mod backoff;
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
use backoff::Pace;
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
    /// What the first retry waits at most; see [`backoff::delay`]. For how long a message is tried is said by its kind:
    /// [`Notification::schedule`](forecourt_storage::outbox::Notification::schedule).
    pub retry_base: Duration,
    /// At most so many jobs in one claim.
    pub batch: u32,
    /// At most so many sends at once by each channel; claimed jobs never queue here, where their lease would run.
    pub concurrency: u32,
    /// How often to look unasked: for retries that have become due, and for what was written where no word comes from.
    pub poll: Duration,
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self {
            lease: TimeDelta::seconds(60),
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
        let mut wake_ups = WakeUps::new(&self.courier.site.storage, self.courier.settings.poll);
        let mut texts = Lane::of(SendChannel::Sms, self.courier.settings);
        let mut mails = Lane::of(SendChannel::Email, self.courier.settings);
        let mut failures: u32 = 0;
        while !shutdown.is_cancelled() {
            let mut ready: Vec<_> = [&mut texts, &mut mails].into_iter().filter(|lane| lane.is_ready()).collect();
            if !ready.is_empty() {
                match self.claim(&mut ready).await {
                    Ok(()) => {
                        if std::mem::take(&mut failures) > 0 {
                            tracing::info!("the outbox can be read again");
                        }
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
                Some(ended) = texts.sends.join_next() => note(ended),
                Some(ended) = mails.sends.join_next() => note(ended),
                () = wake_ups.next() => {
                    texts.wanted = Some(1);
                    mails.wanted = Some(1);
                }
            }
        }
        for lane in [&mut texts, &mut mails] {
            while let Some(ended) = lane.sends.join_next().await {
                note(ended);
            }
        }
    }

    /// Claims for the lanes that have room, in one statement, and sends off.
    async fn claim(&self, ready: &mut [&mut Lane]) -> Result<(), forecourt_storage::Error> {
        let WorkerSettings { batch, lease, .. } = self.courier.settings;
        let channels: Vec<_> = ready.iter().map(|lane| lane.channel).collect();
        let limit = ready.iter().map(|lane| lane.room()).min().unwrap_or(0).min(batch.max(1));
        let claimed = self.courier.site.storage.claim_notifications(&channels, limit, lease).await?;
        // As many as were asked for: perhaps there are more.
        let full = u32::try_from(claimed.len()).is_ok_and(|claimed| claimed >= limit);
        for lane in ready.iter_mut() {
            lane.wanted = full.then_some(lane.batch);
        }
        for claimed in claimed {
            let courier = self.courier.clone();
            if let Some(lane) = ready.iter_mut().find(|lane| lane.channel == claimed.channel) {
                lane.sends.spawn(async move { courier.deliver(claimed).await });
            }
        }
        Ok(())
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
        let pause = backoff::delay(failures, Pace { base: shortest, longest }, random, None).max(shortest);
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// The sends in flight by one channel.
#[derive(Debug)]
struct Lane {
    channel: SendChannel,
    sends: JoinSet<()>,
    /// How much room is worth a claim: one place after a call, a batch's while working off a backlog; none: nothing is known
    /// to be due.
    wanted: Option<u32>,
    batch: u32,
    concurrency: u32,
}

impl Lane {
    fn of(channel: SendChannel, settings: WorkerSettings) -> Self {
        let concurrency = settings.concurrency.max(1);
        Self { channel, sends: JoinSet::new(), wanted: None, batch: settings.batch.clamp(1, concurrency), concurrency }
    }

    fn room(&self) -> u32 {
        self.concurrency.saturating_sub(u32::try_from(self.sends.len()).unwrap_or(u32::MAX))
    }

    fn is_ready(&self) -> bool {
        self.wanted.is_some_and(|places| self.room() >= places)
    }
}

/// A delivery that panicked is not the worker's end; its lease brings the job back.
fn note(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a delivery did not end well");
    }
}
