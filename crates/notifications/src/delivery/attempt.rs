//! One delivery attempt: from a claimed message to its recorded outcome.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use forecourt_domain::tenant::TenantState;
use forecourt_storage::CapturedBody;
use forecourt_storage::outbox::{ClaimedNotification, Outcome, Problem, Reason};
use forecourt_storage::{Payment, SendChannel};
use forecourt_web::site::SharedSite;
use tokio::time::{Instant, sleep, timeout};

use super::{Providers, WorkerSettings, backoff};
use crate::message::{Accepted, Outgoing, SendError};
use crate::provider::Provider;
use crate::provider::capture::Capture;
use crate::{segments, templates};

/// The pauses between tries to write an outcome down while the database is away.
const RECORD_PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// How many workers may end while they have a message, by a defect or a power cut, before it is left alone.
const LOST_LEASES: u32 = 8;

/// Takes claimed jobs to their providers.
#[derive(Debug)]
pub(crate) struct Courier {
    pub(crate) site: SharedSite,
    pub(crate) providers: Providers,
    pub(crate) settings: WorkerSettings,
}

/// Why a message was not handed over.
enum Setback {
    /// Something is wrong that no repetition mends.
    Final(Reason),
    /// The provider's word.
    Provider(SendError),
    /// Our own database's: nothing is decided, and the lease brings the job back.
    Storage(forecourt_storage::Error),
}

impl From<SendError> for Setback {
    fn from(error: SendError) -> Self {
        Self::Provider(error)
    }
}

impl From<forecourt_storage::Error> for Setback {
    fn from(error: forecourt_storage::Error) -> Self {
        Self::Storage(error)
    }
}

impl Courier {
    /// Makes the attempt and writes down what came of it, within the lease as far as the database allows.
    pub(crate) async fn deliver(&self, claimed: ClaimedNotification) {
        let started = Instant::now();
        let claimed = match self.site.storage.resolve_recipient(claimed).await {
            Ok(Some(claimed)) => claimed,
            // The address belongs to no customer: there is nothing to send.
            Ok(None) => return,
            Err(error) => {
                tracing::warn!(error = &error as &dyn Error, "could not find out whom a message is for; it comes back");
                return;
            }
        };
        let lease = self.settings.lease.to_std().unwrap_or_default();
        let message = match self.written(&claimed) {
            Ok(message) => message,
            Err(setback) => return self.conclude(&claimed, Err(setback), None, started).await,
        };
        let provider = self.providers.of(claimed.channel);
        let handed_over =
            timeout(lease, self.hand_over(provider, &claimed, &message, started)).await.unwrap_or_else(|_| {
                // From here on another worker may have the job.
                Err(SendError::uncertain("no answer in time").into())
            });
        self.conclude(&claimed, handed_over, Some(&message), started).await;
    }

    /// The message, if it is still worth sending.
    fn written(&self, claimed: &ClaimedNotification) -> Result<Outgoing, Setback> {
        if let Some(ended) = claimed.ended {
            return Err(Setback::Final(ended));
        }
        if claimed.tenant.as_ref().is_some_and(|tenant| tenant.state == TenantState::Suspended) {
            return Err(Setback::Final(Reason::ShopPaused));
        }
        if claimed.lost_leases > LOST_LEASES {
            return Err(Setback::Final(Reason::BrokenOff));
        }
        templates::compose(&self.site, claimed).map_err(|error| {
            tracing::error!(notification = %claimed.id, tenant = slug(claimed), %error, "a notification cannot be put into words");
            Setback::Final(Reason::Unwritable)
        })
    }

    /// Looks whether the provider has it already, and if not, sends it. Once its time is over it is looked for, and no
    /// more sent: a code must not arrive when it opens nothing any more.
    async fn hand_over(
        &self,
        provider: &Arc<dyn Provider>,
        claimed: &ClaimedNotification,
        message: &Outgoing,
        started: Instant,
    ) -> Result<Accepted, Setback> {
        if claimed.uncertain
            && let Some(accepted) = self.already_accepted(provider, claimed, message).await?
        {
            return Ok(accepted);
        }
        if left(claimed, started).is_zero() {
            return Err(Setback::Final(Reason::GivenUp));
        }
        if claimed.channel == SendChannel::Sms && !claimed.charged {
            let segments = segments::count(&message.text).count;
            match self.site.storage.pay_for_text(claimed, segments).await? {
                Payment::Paid => {}
                Payment::NoCredits => return Err(Setback::Final(Reason::NoCredits)),
                Payment::OverBudget => return Err(Setback::Final(Reason::OverBudget)),
            }
        }
        Ok(provider.send(message).await?)
    }

    /// What the provider has accepted in an earlier attempt whose outcome was lost.
    async fn already_accepted(
        &self,
        provider: &Arc<dyn Provider>,
        claimed: &ClaimedNotification,
        message: &Outgoing,
    ) -> Result<Option<Accepted>, Setback> {
        for candidate in provider.find_recent(message).await? {
            if !self
                .site
                .storage
                .recorded_elsewhere(claimed, candidate.provider, &candidate.provider_message_id)
                .await?
            {
                return Ok(Some(candidate));
            }
        }
        Ok(None)
    }

    async fn conclude(
        &self,
        claimed: &ClaimedNotification,
        handed_over: Result<Accepted, Setback>,
        message: Option<&Outgoing>,
        started: Instant,
    ) {
        let captured = handed_over.as_ref().is_ok_and(|accepted| accepted.provider == Capture::NAME);
        let captured = message.filter(|_| captured).map(captured_body);
        let outcome = match handed_over {
            Ok(Accepted { provider, provider_message_id }) => {
                Outcome::Sent { provider, provider_message_id, arrived: captured.is_some() }
            }
            Err(Setback::Final(reason)) => Outcome::Failed { problem: reason.into(), uncertain: false },
            Err(Setback::Provider(error)) => self.after(error, claimed, started),
            Err(Setback::Storage(error)) => {
                tracing::warn!(notification = %claimed.id, error = &error as &dyn Error, "an attempt was broken off");
                return;
            }
        };
        count(claimed, &outcome, started.elapsed());
        self.record(claimed, outcome, captured.as_ref(), started).await;
    }

    /// What to do after a refusal or none at all.
    fn after(&self, error: SendError, claimed: &ClaimedNotification, started: Instant) -> Outcome {
        let (problem, uncertain, asked) = match error {
            SendError::Never { problem } => return Outcome::Failed { problem, uncertain: false },
            SendError::Later { after, problem } => (problem, false, after),
            SendError::Uncertain { problem } => (problem, true, None),
        };
        let longest = claimed.notification.schedule(claimed.channel).longest_wait.to_std().unwrap_or_default();
        let pace = backoff::Pace { base: self.settings.retry_base, longest };
        let random = self.site.storage.entropy().fraction();
        // A provider asked in the same instant may not know yet of what it has just been given.
        let asked = if uncertain { asked.max(Some(pace.base.min(longest))) } else { asked };
        // Nobody heard how the one before ended either: a third might be a third mail.
        let blind = uncertain && claimed.uncertain && !self.providers.of(claimed.channel).repeats_safely();
        match backoff::next(claimed.attempt, pace, random, asked, left(claimed, started)).filter(|_| !blind) {
            Some(wait) => {
                Outcome::Later { wait: TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX), problem, uncertain }
            }
            None => Outcome::Failed { problem: Problem { reason: Reason::GivenUp, ..problem }, uncertain },
        }
    }

    /// Writes the outcome down, patiently: what is not written down will be done again. After the lease it would come
    /// too late.
    async fn record(
        &self,
        claimed: &ClaimedNotification,
        outcome: Outcome,
        captured: Option<&CapturedBody>,
        started: Instant,
    ) {
        let (shortest, longest) = RECORD_PAUSES;
        let mut pause = shortest;
        while let Err(error) = self.site.storage.record_outcome(claimed, outcome.clone(), captured).await {
            if !error.is_unavailable() || started.elapsed() + pause >= self.settings.lease.to_std().unwrap_or_default()
            {
                tracing::error!(notification = %claimed.id, error = &error as &dyn Error, "an outcome could not be written down");
                return;
            }
            sleep(pause).await;
            pause = (pause * 2).min(longest);
        }
    }
}

/// How much is left now of the time in which it is tried.
fn left(claimed: &ClaimedNotification, started: Instant) -> Duration {
    claimed.left.to_std().unwrap_or_default().saturating_sub(started.elapsed())
}

/// The shop in the log; none: the platform's own.
fn slug(claimed: &ClaimedNotification) -> Option<&str> {
    claimed.tenant.as_ref().map(|tenant| tenant.slug.as_str())
}

fn captured_body(message: &Outgoing) -> CapturedBody {
    CapturedBody { subject: message.subject.clone(), text: message.text.clone(), html: message.html.clone() }
}

/// `notifications_sent_total{channel,outcome}`, `notification_attempt_seconds{channel}`, and a line in the log.
fn count(claimed: &ClaimedNotification, outcome: &Outcome, took: Duration) {
    let channel = claimed.channel.as_str();
    let (word, problem) = match outcome {
        Outcome::Sent { .. } => ("sent", None),
        Outcome::Later { problem, .. } => ("later", Some(problem.to_string())),
        Outcome::Failed { problem, .. } => ("failed", Some(problem.to_string())),
    };
    metrics::counter!("notifications_sent_total", "channel" => channel, "outcome" => word).increment(1);
    metrics::histogram!("notification_attempt_seconds", "channel" => channel).record(took.as_secs_f64());
    tracing::info!(
        notification = %claimed.id, tenant = slug(claimed), channel, attempt = claimed.attempt, outcome = word,
        problem, milliseconds = took.as_millis(), "attempted"
    );
}
