//! The outbox: notifications written in the transaction of what they tell of, and claimed by workers.
//!
//! A claim is a lease: a worker that dies leaves its jobs to the next one when the lease is over. Claiming takes one
//! job of each shop before a second of any, so ten thousand messages of one shop do not keep another's code waiting; and
//! what a person waits for before a screen goes before all news.
//!
//! What is decided by the kind of a message alone, such as how long it is tried, is in [`kind`].

mod claims;
pub mod kind;
mod overtaken;
pub mod reason;
pub mod schedule;

use chrono::{DateTime, NaiveDate, Utc};
use forecourt_domain::auth_method::Purpose;
use forecourt_domain::channel::SendChannel;
use forecourt_domain::delivery::TextRefusal;
use forecourt_domain::feature::Features;
use forecourt_domain::ids::{InvoiceId, NotificationId, WorkOrderId};
use forecourt_domain::invoice::InvoiceNumber;
use forecourt_domain::money::Money;
use forecourt_domain::work_order::WorkOrderStatus;
use sea_orm::{DbBackend, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use claims::give_credits_back;
pub use claims::{ClaimedNotification, Outcome};
pub use forecourt_domain::delivery::DeliveryState;
pub use kind::{HistoryKind, Kind};
pub use reason::{Problem, Reason};

use crate::db::batch::{Prepared, prepared};
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Tx, now_sql, values};
use crate::{Error, Storage};

/// What there is to do; sealed in the database until it is done.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notification {
    /// Tell a customer their portal link.
    SendPortalLink {
        /// The plain token: nowhere else.
        token: String,
        /// When the link ends.
        expires_at: DateTime<Utc>,
    },
    /// Send a sign-in link, a code, or both.
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
        /// Why a text is not to be sent, whosever number it is: the customer's access history says so.
        #[serde(default)]
        refusal: Option<TextRefusal>,
    },
    /// Invite a person to work at the shop.
    InviteStaff {
        /// The plain token: nowhere else.
        token: String,
        /// When the invitation ends.
        expires_at: DateTime<Utc>,
    },
    /// Send a link and a code for a request at the platform.
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
        /// The new one, masked so that only its owner recognises it.
        masked: String,
    },
}

impl std::fmt::Debug for Notification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind().as_str())
    }
}

impl Notification {
    /// The hash of the link that it carries, where no row of the link's own says what becomes of it.
    fn link_hash(&self) -> Option<Vec<u8>> {
        match self {
            Self::SendJobNews { token, .. } | Self::SendInvoice { token, .. } => Some(hash(token.as_str())),
            Self::SendPortalLink { .. }
            | Self::SignIn { .. }
            | Self::InviteStaff { .. }
            | Self::SendClientLogin { .. }
            | Self::ContactChanged { .. } => None,
        }
    }

    /// Whether a visitor who is not signed in can cause it: then the shop's daily budget for texts bounds it.
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
    job: &Notification,
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

/// Where channel `$3` reaches customer `c`.
pub(crate) const ADDRESS: &str = "CASE $3 WHEN 'sms' THEN c.phone ELSE c.email END";
/// The customer `$2` of shop `$1`, if they can be written to by channel `$3`.
pub(crate) const ADDRESSED: &str =
    "customers c WHERE c.tenant_id = $1 AND c.id = $2 AND CASE $3 WHEN 'sms' THEN c.phone ELSE c.email END IS NOT NULL";

/// Writes a notification in the transaction of what it tells of, to the customer's own address.
pub(crate) static ENQUEUE: Prepared = prepared!("outbox_enqueue", enqueue_sql);

/// The statements of this file, for the test that prepares them all.
#[cfg(test)]
pub(crate) static PREPARED: &[&Prepared] = &[&ENQUEUE];

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
    job: &Notification,
) -> Result<Vec<Value>, Error> {
    let entropy = storage.entropy().as_ref();
    let id = NotificationId::new(storage.clock().now(), entropy).uuid();
    let plain = serde_json::to_vec(job).map_err(|_| Error::Corrupt { what: "job" })?;
    let payload = storage.sealer().seal(&context(id), &plain, entropy);
    Ok([to.as_slice(), &values![id, portal_token_id, job.kind().as_str(), payload]].concat())
}

impl Storage {
    /// Waits until this process has written to the outbox.
    pub async fn outbox_written(&self) {
        self.inner.outbox_wake.notified().await;
    }

    /// Tells workers, here and elsewhere, that there is something to send. After the commit, never before.
    pub(crate) fn outbox_wrote(&self) {
        self.inner.outbox_wake.notify_one();
        if let Some(redis) = self.redis() {
            redis.announce_outbox();
        }
    }
}
