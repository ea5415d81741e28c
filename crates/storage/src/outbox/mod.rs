//! The outbox: notifications written in the transaction of what they tell of, and claimed by workers.
//!
//! A claim is a lease: a worker that dies leaves its jobs to the next one when the lease is over. Claiming takes one
//! job of each shop before a second of any, so ten thousand messages of one shop do not keep another's code waiting; and
//! what a person waits for before a screen goes before all news.
//!
//! What is decided by the kind of a message alone, such as how long it is tried, is in [`kind`].

mod claims;
pub mod kind;
pub mod reason;
pub mod schedule;

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use forecourt_domain::feature::Features;
use forecourt_domain::ids::{InvoiceId, NotificationId, WorkOrderId};
use forecourt_domain::invoice::InvoiceNumber;
use forecourt_domain::money::Money;
use forecourt_domain::way::Purpose;
use forecourt_domain::work_order::WorkOrderStatus;
use sea_orm::{DbBackend, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use claims::give_credits_back;
pub use claims::{ClaimedJob, Outcome};
pub use kind::Kind;
pub use reason::{Problem, Reason};

use crate::action_links::link_hash;
use crate::batch::{Prepared, prepared};
use crate::db::{Tx, now_sql, values};
use crate::portal_links::{ADDRESS, ADDRESSED, SendChannel};
use crate::scope::Row;
use crate::{Error, Storage, TextRefusal};

/// What there is to do; sealed in the database until it is done.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Tell a customer their portal link.
    SendPortalLink {
        /// The plain token: nowhere else.
        token: String,
        /// When the link ends.
        expires_at: DateTime<Utc>,
    },
    /// Bring somebody a sign-in link, a code, or both.
    SignIn {
        /// What it was asked for.
        purpose: Purpose,
        /// The plain link's secret: nowhere else.
        link: Option<String>,
        /// The plain code: nowhere else.
        code: Option<String>,
        /// The host of the page that the code is typed on; none: where the shop's links lead.
        #[serde(default)]
        host: Option<String>,
        /// When the link ends.
        expires_at: DateTime<Utc>,
        /// Why a text is not to be sent, whosever number it is: a customer's story says so.
        #[serde(default)]
        refusal: Option<TextRefusal>,
    },
    /// Tell somebody that they are invited to work at the shop.
    InviteStaff {
        /// The plain token: nowhere else.
        token: String,
        /// When the invitation ends.
        expires_at: DateTime<Utc>,
    },
    /// Tell somebody who asked at the platform their link and code.
    SendClientLogin {
        /// The link's secret: nowhere else.
        token: String,
        /// The code: nowhere else.
        code: String,
        /// Why a text is not to be sent, whosever number it is: the shop that knows it reads of it.
        refusal: Option<TextRefusal>,
    },
    /// Tell a customer that their job has got somewhere, with a link to it.
    SendJobNews {
        /// The action link: nowhere else.
        token: String,
        /// Where the job has got to.
        status: WorkOrderStatus,
        /// What is worked on.
        vehicle: Option<String>,
        /// Which job; none in a row of an older version.
        #[serde(default)]
        job: Option<WorkOrderId>,
        /// The customer's count of revocations when the link was made; none in a row of an older version.
        #[serde(default)]
        epoch: Option<i32>,
    },
    /// Tell a customer of an invoice, with a link to it.
    SendInvoice {
        /// The action link: nowhere else.
        token: String,
        /// Which.
        invoice: InvoiceId,
        /// Its number.
        number: InvoiceNumber,
        /// What is to be paid.
        due: Money,
        /// By when.
        due_on: Option<NaiveDate>,
        /// The customer's count of revocations when the link was made; none in a row of an older version.
        #[serde(default)]
        epoch: Option<i32>,
    },
    /// Tell an old address of a customer that another has come in its place.
    ContactChanged {
        /// Whether it is the email address that has changed; otherwise the phone number.
        email: bool,
        /// The new one, as its owner recognises it and nobody else.
        masked: String,
    },
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind().as_str())
    }
}

impl Job {
    /// The hash of the link that it carries, where no row of the link's own says what becomes of it.
    fn link_hash(&self) -> Option<Vec<u8>> {
        match self {
            Self::SendJobNews { token, .. } | Self::SendInvoice { token, .. } => Some(link_hash(token)),
            Self::SendPortalLink { .. }
            | Self::SignIn { .. }
            | Self::InviteStaff { .. }
            | Self::SendClientLogin { .. }
            | Self::ContactChanged { .. } => None,
        }
    }

    /// Whether somebody who is not signed in can have it sent: then the shop's daily budget for texts bounds it.
    pub const fn on_request(&self) -> bool {
        match self {
            Self::SendClientLogin { .. } => true,
            // Staff send invitations.
            Self::SignIn { purpose, .. } => !matches!(purpose, Purpose::Invite),
            Self::SendPortalLink { .. }
            | Self::InviteStaff { .. }
            | Self::SendJobNews { .. }
            | Self::SendInvoice { .. }
            | Self::ContactChanged { .. } => false,
        }
    }
}

/// How far a notification got. States only move forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeliveryState {
    /// Written down.
    Queued,
    /// A worker has it.
    Sending,
    /// The provider has it.
    Sent,
    /// It has arrived.
    Delivered,
    /// It will not arrive.
    Failed,
}

impl DeliveryState {
    /// The word in the database and on badges.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    pub(crate) const ALL: [Self; 5] = [Self::Queued, Self::Sending, Self::Sent, Self::Delivered, Self::Failed];

    /// Whether this is news to somebody who knows `old`. States only move forward, in their order here, so that any
    /// order of reports ends in the same state. Of "delivered" and "failed" the second stands (a mailbox's server may
    /// accept a mail and return it): a shop that is told the worse can send again.
    #[must_use]
    pub fn advances_from(self, old: Self) -> bool {
        self > old
    }
}

impl FromStr for DeliveryState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|s| s.as_str() == text).ok_or(())
    }
}

/// When the notification `n` is tried again, as SQL; null where it does not wait for that.
pub(crate) fn next_attempt_sql(n: &str) -> String {
    format!("CASE WHEN {n}.state = 'queued' AND {n}.attempts > 0 THEN {n}.due_at END")
}

const CONTEXT: &[u8] = b"notification:";

pub(crate) fn context(id: Uuid) -> Vec<u8> {
    [CONTEXT, id.as_bytes()].concat()
}

/// Writes a notification in the transaction of what it tells of; without a shop it is the platform's own. Answers whether
/// it was written: not while the shop has switched off what its link would open ([`Kind::feature`]).
#[expect(clippy::too_many_arguments, reason = "one row, named once, and private to this crate")]
pub(crate) async fn enqueue(
    storage: &Storage,
    tx: &Tx,
    id: NotificationId,
    tenant_id: Option<Uuid>,
    customer_id: Option<Uuid>,
    portal_token_id: Option<Uuid>,
    channel: SendChannel,
    recipient: &str,
    job: &Job,
) -> Result<bool, Error> {
    if is_switched_off(tx, tenant_id, job.kind()).await? {
        return Ok(false);
    }
    let plain = serde_json::to_vec(job).map_err(|_| Error::Corrupt { what: "job" })?;
    let payload = storage.sealer().seal(&context(id.uuid()), &plain, storage.entropy().as_ref());
    let sql = format!(
        "INSERT INTO notifications
           (id, tenant_id, customer_id, portal_token_id, kind, channel, recipient, payload, state, attempts, due_at, uncertain, created_at, link_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', 0, {now}, false, {now}, $9)",
        // Due by the clock that decides it: ours may be ahead, if only by the part of a millisecond that it is finer.
        now = tx.now_sql()
    );
    tx.run(
        &sql,
        values![
            id.uuid(),
            tenant_id,
            customer_id,
            portal_token_id,
            job.kind().as_str(),
            channel.as_str(),
            recipient,
            payload,
            job.link_hash()
        ],
    )
    .await
    .map(|written| written > 0)
}

/// Whether the shop has switched off what a message of this kind would lead to. Most kinds lead to nothing of the kind,
/// and ask nothing.
async fn is_switched_off(tx: &Tx, tenant_id: Option<Uuid>, kind: Kind) -> Result<bool, Error> {
    let (Some(feature), Some(tenant_id)) = (kind.feature(), tenant_id) else { return Ok(false) };
    let row = tx.one("SELECT features FROM tenants WHERE id = $1", values![tenant_id]).await?;
    let words: String = row.ok_or(Error::Corrupt { what: "shop" })?.read("features")?;
    Ok(!Features::from_words(&words).has(feature))
}

/// Writes a notification in the transaction of what it tells of, to the customer's own address.
pub(crate) static ENQUEUE: Prepared = prepared!("outbox_enqueue", enqueue_sql);

fn enqueue_sql(backend: DbBackend) -> String {
    format!(
        "INSERT INTO notifications
           (id, tenant_id, customer_id, portal_token_id, kind, channel, recipient, payload, state, attempts, due_at, uncertain, created_at)
         SELECT $4, c.tenant_id, c.id, $5, $6, $3, {ADDRESS}, $7, 'queued', 0, {now}, false, {now}
         FROM {ADDRESSED}",
        // Due by the clock that decides it: ours may be ahead, if only by the part of a millisecond that it is finer.
        now = now_sql(backend)
    )
}

/// The values for [`ENQUEUE`]: `to` is shop, customer and channel.
pub(crate) fn enqueueing(
    storage: &Storage,
    to: &[Value; 3],
    portal_token_id: Uuid,
    job: &Job,
) -> Result<Vec<Value>, Error> {
    let entropy = storage.entropy().as_ref();
    let id = NotificationId::new(storage.clock().now(), entropy).uuid();
    let plain = serde_json::to_vec(job).map_err(|_| Error::Corrupt { what: "job" })?;
    let payload = storage.sealer().seal(&context(id), &plain, entropy);
    Ok([to.as_slice(), &values![id, portal_token_id, job.kind().as_str(), payload]].concat())
}

impl Storage {
    /// Tells workers, here and elsewhere, that there is something to send. After the commit, never before.
    pub(crate) fn outbox_wrote(&self) {
        self.inner.outbox_wake.notify_one();
        if let Some(redis) = self.redis() {
            redis.announce_outbox();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DeliveryState::{self, Delivered, Failed, Queued, Sent};

    #[test]
    fn any_order_of_reports_ends_in_the_same_state() {
        fn end(reports: [DeliveryState; 4]) -> DeliveryState {
            reports.into_iter().fold(Queued, |old, new| if new.advances_from(old) { new } else { old })
        }
        assert_eq!(end([Queued, Sent, Delivered, Sent]), Delivered);
        assert_eq!(end([Delivered, Sent, Queued, Delivered]), Delivered);
        assert_eq!(end([Sent, Failed, Delivered, Queued]), Failed);
        assert_eq!(end([Delivered, Failed, Sent, Queued]), Failed);
    }

    #[test]
    fn a_repetition_is_no_news() {
        for state in DeliveryState::ALL {
            assert!(!state.advances_from(state));
        }
    }
}
