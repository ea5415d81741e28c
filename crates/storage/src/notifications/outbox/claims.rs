//! Workers' side of the outbox: claiming messages and recording the outcome.

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::channel::SendChannel;
use forecourt_domain::ids::{CustomerId, NotificationId};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryResult};
use uuid::Uuid;

use super::overtaken::{is_off, is_over};
use super::{Kind, Notification, Problem, Reason, context};
use crate::db::entities::tenant;
use crate::db::row::Row;
use crate::db::{Reach, Tx, values};
use crate::notifications::captured::CapturedBody;
use crate::shops::Tenant;
use crate::{Error, Storage};

/// A notification that this worker may send until its lease is over.
#[derive(Debug)]
pub struct ClaimedNotification {
    /// Its id, which is also its idempotency key.
    pub id: NotificationId,
    /// The shop that sends it; none: the platform.
    pub tenant: Option<Tenant>,
    /// The language of a message of the platform's own, where a shop knows whom it goes to.
    pub locale: Option<String>,
    /// Whom it is about.
    pub customer_id: Option<CustomerId>,
    /// The customer's name, as they like to be addressed.
    pub customer_name: String,
    /// The way it travels.
    pub channel: SendChannel,
    /// Where to.
    pub recipient: String,
    /// What to tell.
    pub notification: Notification,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// Whether an earlier attempt may have got through without our hearing of it.
    pub uncertain: bool,
    /// Whether its SMS credits have been taken.
    pub charged: bool,
    /// How often a worker had it and was not heard of again.
    pub lost_leases: u32,
    /// How much is left, by the database's clock when it was claimed, of the time in which it is tried; nothing, or less,
    /// once that is over.
    pub left: TimeDelta,
    /// Why it is not worth sending any more; none while it is.
    pub ended: Option<Reason>,
}

/// What came of an attempt.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The provider has it, under this id.
    Sent {
        /// Which provider.
        provider: &'static str,
        /// Its id there.
        provider_message_id: String,
        /// Whether having it means that it has arrived (capture).
        arrived: bool,
    },
    /// Try again then.
    Later {
        /// How long from now, by the database's clock, which also decides when it is due.
        wait: TimeDelta,
        /// What happened, for staff.
        problem: Problem,
        /// Whether it may have got through.
        uncertain: bool,
    },
    /// Never.
    Failed {
        /// What happened, for staff.
        problem: Problem,
        /// Whether it may have got through. If it surely has not, its SMS credits go back to the shop.
        uncertain: bool,
    },
}

impl Storage {
    /// Claims up to `limit` due notifications of these channels for `lease`: first what people wait for, then news; of
    /// each, one of every shop before a second of any.
    ///
    /// What waits for a later attempt costs nothing here: the index leads to what is due. A job that is being sent was due
    /// when it was claimed, so that its lost lease is found by the same range.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn claim_notifications(
        &self,
        channels: &[SendChannel],
        limit: u32,
        lease: TimeDelta,
    ) -> Result<Vec<ClaimedNotification>, Error> {
        if channels.is_empty() {
            return Ok(Vec::new());
        }
        let tx = self.db().write(Reach::Platform).await?;
        let now = tx.now_sql();
        let lease_end = tx.later_sql(lease);
        let skip_locked =
            if tx.get_database_backend() == DbBackend::Postgres { "FOR UPDATE OF n SKIP LOCKED" } else { "" };
        let channels: Vec<_> = channels.iter().map(|channel| format!("'{}'", channel.as_str())).collect();
        let due = |n: &str| {
            format!(
                "{n}.state IN ('queued', 'sending') AND {n}.due_at <= {now} AND ({n}.state = 'queued' OR {n}.lease_until <= {now})"
            )
        };
        // Materialized: PostgreSQL may run a subquery in the UPDATE once for each row it compares, and each run would skip
        // what the statement has already claimed and take as many more.
        let sql = format!(
            "WITH picked AS MATERIALIZED (
               SELECT n.id FROM notifications n
               JOIN (SELECT w.id, w.kind IN ({awaited}) AS awaited,
                       row_number() OVER (PARTITION BY w.tenant_id, w.kind IN ({awaited}) ORDER BY w.due_at, w.id) AS turn
                     FROM notifications w WHERE {due_w} AND w.channel IN ({channels})) d ON d.id = n.id
               WHERE {due_n}
               ORDER BY d.awaited DESC, d.turn, n.due_at, n.id LIMIT {limit} {skip_locked})
             UPDATE notifications SET uncertain = (uncertain OR state = 'sending'),
               lost_leases = CASE WHEN state = 'sending' THEN coalesce(lost_leases, 0) + 1 ELSE lost_leases END,
               state = 'sending', attempts = attempts + 1, lease_until = {lease_end}
             WHERE id IN (SELECT id FROM picked)
             RETURNING id, tenant_id, customer_id, portal_token_id, channel, recipient, payload, attempts, uncertain, segments, lost_leases,
               created_at, coalesce(tried_since, created_at) AS tried_since, {now} AS now",
            awaited = Kind::sql_list(Kind::is_awaited),
            channels = channels.join(", "),
            due_w = due("w"),
            due_n = due("n"),
        );
        let rows = tx.all(&sql, values![]).await?;
        let mut claimed = Vec::with_capacity(rows.len());
        for row in &rows {
            claimed.push(self.claimed(&tx, row).await);
        }
        tx.commit().await?;
        // A payload that cannot be opened (another key) is not the other jobs' fault: it fails visibly, on its own.
        let mut readable = Vec::with_capacity(claimed.len());
        for (row, claimed) in rows.iter().zip(claimed) {
            match claimed {
                Ok(claimed) => readable.push(claimed),
                Err(error) => {
                    let id: Uuid = row.read("id")?;
                    tracing::error!(notification = %id, %error, "a claimed notification cannot be read");
                    let outcome = Outcome::Failed { problem: Reason::Unreadable.into(), uncertain: true };
                    self.finish(id, row.read("attempts")?, outcome, None).await?;
                }
            }
        }
        Ok(readable)
    }

    async fn claimed(&self, tx: &Tx, row: &QueryResult) -> Result<ClaimedNotification, Error> {
        let corrupt = |what| Error::Corrupt { what };
        let id: Uuid = row.read("id")?;
        let payload: Option<Vec<u8>> = row.read("payload")?;
        let plain = self.sealer().open(&context(id), &payload.ok_or(corrupt("payload"))?)?;
        let notification: Notification = serde_json::from_slice(&plain).map_err(|_| corrupt("job"))?;
        let tenant_id: Option<Uuid> = row.read("tenant_id")?;
        let tenant = match tenant_id {
            Some(id) => tenant::Entity::find_by_id(id).one(tx).await?.ok_or(corrupt("shop"))?.try_into().map(Some)?,
            None => None,
        };
        let customer_id: Option<Uuid> = row.read("customer_id")?;
        let sql = format!(
            "SELECT coalesce(c.salutation, c.name) AS name, CASE $4 WHEN 'sms' THEN c.phone ELSE c.email END AS address, c.action_link_epoch AS epoch,
                    coalesce(k.retired_at IS NOT NULL OR k.expires_at <= {}, false) AS retired
             FROM customers c
             LEFT JOIN customer_portal_tokens k ON k.tenant_id = c.tenant_id AND k.customer_id = c.id AND k.id = $3
             WHERE c.tenant_id = $1 AND c.id = $2",
            tx.now_sql()
        );
        let portal_token_id: Option<Uuid> = row.read("portal_token_id")?;
        let (channel, recipient): (String, String) = (row.read("channel")?, row.read("recipient")?);
        let key = values![tenant_id, customer_id, portal_token_id, channel.as_str()];
        let customer = tx.one(&sql, key).await?;
        let said = |column| customer.as_ref().map_or(Ok(None), |row| row.read::<Option<String>>(column));
        let retired = customer.as_ref().map_or(Ok(false), |row| row.read("retired"))?;
        let epoch: Option<i32> = customer.as_ref().map(|row| row.read("epoch")).transpose()?;
        let revoked = notification.link_epoch().is_some_and(|made| Some(made) != epoch);
        let ended = if is_off(&notification, tenant.as_ref()) {
            Some(Reason::SwitchedOff)
        } else if notification.kind().follows_address() && said("address")?.as_ref() != Some(&recipient) {
            Some(Reason::AddressChanged)
        } else if retired || revoked || is_over(tx, (tenant_id, id), &notification).await? {
            Some(Reason::Overtaken)
        } else {
            None
        };
        let channel: SendChannel = channel.parse().map_err(|()| corrupt("channel"))?;
        let (written, tried_since): (DateTime<Utc>, DateTime<Utc>) =
            (row.read("created_at")?, row.read("tried_since")?);
        Ok(ClaimedNotification {
            id: id.into(),
            tenant,
            locale: None,
            customer_id: customer_id.map(Into::into),
            customer_name: said("name")?.unwrap_or_default(),
            channel,
            recipient,
            attempt: u32::try_from(row.read::<i32>("attempts")?).unwrap_or(1),
            uncertain: row.read("uncertain")?,
            charged: row.read::<Option<i32>>("segments")?.is_some(),
            lost_leases: u32::try_from(row.read::<Option<i32>>("lost_leases")?.unwrap_or(0)).unwrap_or(0),
            left: notification.schedule(channel).left(written, tried_since, row.read("now")?),
            ended,
            notification,
        })
    }

    /// Whether another notification than this one is what the provider knows under that id.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn recorded_elsewhere(
        &self,
        claimed: &ClaimedNotification,
        provider: &str,
        provider_message_id: &str,
    ) -> Result<bool, Error> {
        let tx = self.db().read(Reach::Platform).await?;
        let sql = "SELECT 1 AS one FROM notifications WHERE provider = $1 AND provider_message_id = $2 AND id <> $3";
        Ok(tx.one(sql, values![provider, provider_message_id, claimed.id.uuid()]).await?.is_some())
    }

    /// Records the outcome of an attempt; with `captured`, the captured message, in the same transaction. A worker that
    /// has lost the lease meanwhile changes nothing.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer: the lease will end and the job be tried again.
    pub async fn record_outcome(
        &self,
        claimed: &ClaimedNotification,
        outcome: Outcome,
        captured: Option<&CapturedBody>,
    ) -> Result<(), Error> {
        let captured = captured.map(|body| (claimed, body));
        self.finish(claimed.id.uuid(), i32::try_from(claimed.attempt).unwrap_or(i32::MAX), outcome, captured).await
    }

    async fn finish(
        &self,
        id: Uuid,
        attempt: i32,
        outcome: Outcome,
        captured: Option<(&ClaimedNotification, &CapturedBody)>,
    ) -> Result<(), Error> {
        let tx = self.db().write(Reach::Platform).await?;
        let now = tx.now_sql();
        const MINE: &str = "id = $1 AND attempts = $2 AND state = 'sending'";
        let changed = match outcome {
            Outcome::Sent { provider, provider_message_id, arrived } => {
                let (state, delivered_at) = if arrived { ("delivered", now) } else { ("sent", "NULL") };
                let sql = format!(
                    "UPDATE notifications SET state = '{state}', payload = NULL, lease_until = NULL, uncertain = false, reason = NULL, problem = NULL,
                       provider = $3, provider_message_id = $4, sent_at = {now}, delivered_at = {delivered_at} WHERE {MINE}"
                );
                tx.run(&sql, values![id, attempt, provider, provider_message_id]).await?
            }
            Outcome::Later { wait, problem, uncertain } => {
                let sql = format!(
                    "UPDATE notifications SET state = 'queued', lease_until = NULL, due_at = {due_at}, reason = $3, problem = $4, uncertain = (uncertain OR $5) WHERE {MINE}",
                    due_at = tx.later_sql(wait)
                );
                tx.run(&sql, values![id, attempt, problem.reason.as_str(), problem.said, uncertain]).await?
            }
            Outcome::Failed { problem, uncertain } => {
                let sql = format!(
                    "UPDATE notifications SET state = 'failed', lease_until = NULL, reason = $3, problem = $4, uncertain = (uncertain OR $5) WHERE {MINE}"
                );
                let values = values![id, attempt, problem.reason.as_str(), problem.said, uncertain];
                let changed = tx.run(&sql, values).await?;
                if changed > 0 {
                    give_credits_back(&tx, id).await?;
                }
                changed
            }
        };
        if let (Some((claimed, body)), true) = (captured, changed > 0) {
            let plain = serde_json::to_vec(body).map_err(|_| Error::Corrupt { what: "captured message" })?;
            let sealed = self.sealer().seal(&context(id), &plain, self.entropy().as_ref());
            let sql = format!(
                "INSERT INTO captured_messages (notification_id, tenant_id, channel, recipient, body, created_at) VALUES ($1, $2, $3, $4, $5, {now})"
            );
            let tenant = claimed.tenant.as_ref().map(|tenant| tenant.id.uuid());
            let (channel, recipient) = (claimed.channel.as_str(), claimed.recipient.as_str());
            tx.run(&sql, values![id, tenant, channel, recipient, sealed]).await?;
        }
        tx.commit().await
    }
}

/// What surely was not sent was not paid for.
pub(crate) async fn give_credits_back(tx: &Tx, id: Uuid) -> Result<(), Error> {
    let sql = "SELECT tenant_id, segments FROM notifications WHERE id = $1 AND segments IS NOT NULL AND NOT uncertain";
    let Some(row) = tx.one(sql, values![id]).await? else { return Ok(()) };
    let (tenant, segments): (Uuid, i32) = (row.read("tenant_id")?, row.read("segments")?);
    tx.run("UPDATE tenants SET sms_credits = sms_credits + $2 WHERE id = $1", values![tenant, segments]).await?;
    tx.run("UPDATE notifications SET segments = NULL WHERE id = $1", values![id]).await.map(drop)
}
