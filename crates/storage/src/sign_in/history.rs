//! The history of a customer's links and codes, for the shop: never the secret. Also events without a link or code of
//! the shop's own: a sign-in that began at the platform, a text that was refused, a message that carried a link.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use forecourt_domain::auth_method::{AuthMethod, Purpose};
use forecourt_domain::channel::SendChannel;
use forecourt_domain::contact::Contact;
use forecourt_domain::delivery::DeliveryState;
use forecourt_domain::delivery::TextRefusal;
use forecourt_domain::ids::{CustomerId, NotificationId, SignInRequestId};
use forecourt_domain::sign_in::CODE_TRIES;
use sea_orm::QueryResult;
use uuid::Uuid;

use crate::credentials::passkeys::sweep_ceremonies;
use crate::db::row::Row;
use crate::db::{Tx, values};
use crate::links::signing_keys::ACTION_LINK_LIFETIME;
use crate::notifications::outbox::{HistoryKind, Kind, Problem, next_attempt_sql};
use crate::scope::TenantScope;
use crate::{Error, Storage};

/// As many as anybody reads.
const SHOWN: usize = 50;

/// What came of something that leaves a line at once and for good.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outcome {
    /// It signed the customer in.
    Used(AuthMethod),
    /// It signed a person in, to a record that they chose among several with the address.
    Chosen(AuthMethod),
    /// It was never sent.
    PassedOver(TextRefusal),
}

/// One link or code, and what became of it.
#[derive(Debug, Clone)]
pub struct HistoryEntry {
    /// What it is about.
    pub told: HistoryKind,
    /// `sms`, `email`, or `shown` (to an operator).
    pub channel: String,
    /// Where it went, masked.
    pub masked: String,
    /// Whether it carried a link, a code, or both.
    pub has_link: bool,
    /// Who of the shop sent it; none: the customer asked.
    pub issued_by: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends, or ended.
    pub expires_at: DateTime<Utc>,
    /// Whether that has happened, by the database's clock.
    pub expired: bool,
    /// The message that carried it.
    pub notification_id: Option<NotificationId>,
    /// How far that got.
    pub delivery: Option<DeliveryState>,
    /// When the provider said it had arrived.
    pub delivered_at: Option<DateTime<Utc>>,
    /// Why it did not.
    pub problem: Option<Problem>,
    /// When the message is tried again; none where it does not wait for that.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// When a machine first fetched it.
    pub fetched_at: Option<DateTime<Utc>>,
    /// When a person first opened it.
    pub opened_at: Option<DateTime<Utc>>,
    /// When the link was used.
    pub link_used_at: Option<DateTime<Utc>>,
    /// When the code was.
    pub code_used_at: Option<DateTime<Utc>>,
    /// How often a code was tried.
    pub tries: i32,
    /// Whether that was too often.
    pub tried_too_often: bool,
    /// When it was last refused.
    pub refused_at: Option<DateTime<Utc>>,
    /// Why: `used`, `expired`, `contact changed`, `password changed`, `signed out everywhere`, `switched off`,
    /// `taken` (an address that another record has), or a
    /// [`TextRefusal`]'s word.
    pub refused_because: Option<String>,
    /// What became of it where several records have the address.
    pub entered: Option<Entered>,
}

/// Which of the records that share an address was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entered {
    /// None, so far.
    NotYet,
    /// This one.
    This,
    /// Another customer's.
    Other {
        /// Whose.
        name: String,
    },
}

impl TenantScope {
    /// Links and codes of a customer, and the news that carried a link, newest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn access_history(&self, customer: CustomerId) -> Result<Vec<HistoryEntry>, Error> {
        let tx = self.read().await?;
        let sql = format!(
            "SELECT r.purpose, r.channel, r.recipient, r.link_hash IS NOT NULL AS has_link, s.name AS issued_by, r.created_at, r.expires_at,
                    r.expires_at <= {now} AS expired, r.notification_id, n.state, n.delivered_at, n.reason, n.problem, {next_attempt} AS next_attempt, r.fetched_at, r.opened_at,
                    r.link_used_at, r.code_used_at, r.tries, r.refused_at, r.refused_because,
                    r.shared_by IS NOT NULL OR r.entered_id IS NOT NULL AS is_shared, coalesce(r.entered_id = $2, false) AS is_this, e.name AS entered
             FROM sign_in_requests r
             LEFT JOIN notifications n ON n.tenant_id = r.tenant_id AND n.id = r.notification_id
             LEFT JOIN staff_members s ON s.tenant_id = r.tenant_id AND s.id = r.issued_by
             LEFT JOIN customers e ON e.tenant_id = r.tenant_id AND e.id = r.entered_id
             WHERE r.tenant_id = $1 AND (r.customer_id = $2 OR r.entered_id = $2) ORDER BY r.created_at DESC, r.id DESC LIMIT {SHOWN}",
            now = tx.now_sql(),
            next_attempt = next_attempt_sql("n"),
        );
        let key = values![self.tenant_id.uuid(), customer.uuid()];
        let requests = tx.all(&sql, key.clone()).await?;
        let sql = format!(
            "SELECT n.id, n.kind, n.channel, n.recipient, n.state, n.created_at, n.delivered_at, n.opened_at, n.reason, n.problem, {next_attempt} AS next_attempt
             FROM notifications n
             WHERE n.tenant_id = $1 AND n.customer_id = $2 AND n.kind IN ({kinds}) ORDER BY n.created_at DESC LIMIT {SHOWN}",
            next_attempt = next_attempt_sql("n"),
            kinds = Kind::sql_list(|kind| kind.history_kind().is_some()),
        );
        let news = tx.all(&sql, key).await?;
        let now = self.storage.clock().now();
        let news = news.iter().map(|row| HistoryEntry::from_notification(row, now));
        let mut issued: Vec<_> = requests.iter().map(HistoryEntry::from_row).chain(news).collect::<Result<_, _>>()?;
        issued.sort_by_key(|issued| std::cmp::Reverse(issued.created_at));
        issued.truncate(SHOWN);
        Ok(issued)
    }
}

impl Storage {
    /// Deletes requests that no customer's history needs: strangers' after a day, customers' after half a year, and the
    /// rows of sessions that are over.
    pub(crate) async fn sweep_ways_in(&self, tx: &Tx, ago: impl Fn(u32) -> String) -> Result<u64, Error> {
        let sql = format!(
            "DELETE FROM sign_in_requests WHERE created_at < {} AND (customer_id IS NULL OR created_at < {})",
            ago(1),
            ago(180)
        );
        let requests = tx.run(&sql, []).await?;
        let sql = format!("DELETE FROM sessions_seen WHERE seen_at < {}", ago(100));
        let lines = tx.run(&sql, []).await?;
        Ok(requests + lines + sweep_ceremonies(tx, &ago(1)).await?)
    }
}

/// Writes down what has no link or code that could still be used. Answers the line's id.
pub(crate) async fn write_line(
    storage: &Storage,
    tx: &Tx,
    tenant_id: Uuid,
    (customer_id, recipient): (Option<Uuid>, &str),
    purpose: Purpose,
    contact: &Contact,
    outcome: Outcome,
) -> Result<SignInRequestId, Error> {
    let now = tx.now_sql();
    let (by_link, by_code, refused, because) = match outcome {
        Outcome::Used(AuthMethod::Code) | Outcome::Chosen(AuthMethod::Code) => ("NULL", now, "NULL", None),
        Outcome::Used(_) | Outcome::Chosen(_) => (now, "NULL", "NULL", None),
        Outcome::PassedOver(refusal) => ("NULL", "NULL", now, Some(refusal.as_str())),
    };
    let sql = format!(
        "INSERT INTO sign_in_requests
           (id, tenant_id, customer_id, purpose, channel, recipient, recipient_key, typed, tries, return_path, created_at, expires_at,
            link_used_at, code_used_at, refused_at, refused_because, entered_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, false, 0, '', {now}, {now}, {by_link}, {by_code}, {refused}, $8, $9)"
    );
    let id = SignInRequestId::new(storage.clock().now(), storage.entropy().as_ref());
    let channel = SendChannel::to(contact);
    let row = values![
        id.uuid(),
        tenant_id,
        customer_id,
        purpose.as_str(),
        channel.as_str(),
        recipient,
        contact.key(),
        because,
        customer_id.filter(|_| matches!(outcome, Outcome::Chosen(_)))
    ];
    tx.run(&sql, row).await?;
    Ok(id)
}

impl HistoryEntry {
    /// Whether it was refused before anything was sent.
    pub fn is_passed_over(&self) -> bool {
        self.refused_at.is_some() && self.notification_id.is_none() && !self.has_link
    }

    /// A message that the customer did not request. The link in it has no row of its own: what is known of it is when a
    /// person first opened it.
    fn from_notification(row: &QueryResult, now: DateTime<Utc>) -> Result<Self, Error> {
        let recipient: String = row.read("recipient")?;
        let created_at: DateTime<Utc> = row.read("created_at")?;
        let expires_at = created_at + ACTION_LINK_LIFETIME;
        let kind: Option<Kind> = row.read::<String>("kind")?.parse().ok();
        let told = kind.and_then(Kind::history_kind).ok_or(Error::Corrupt { what: "kind of message" })?;
        let has_link = match told {
            HistoryKind::JobNews | HistoryKind::Invoice | HistoryKind::Request(_) => true,
            HistoryKind::ContactChanged => false,
        };
        Ok(Self {
            told,
            channel: row.read("channel")?,
            masked: masked(&recipient),
            has_link,
            issued_by: None,
            created_at,
            expires_at,
            expired: has_link && expires_at <= now,
            notification_id: Some(row.read::<Uuid>("id")?.into()),
            delivery: delivery(row)?,
            delivered_at: row.read("delivered_at")?,
            problem: Problem::from_row(row, "reason", "problem")?,
            next_attempt_at: row.read("next_attempt")?,
            fetched_at: None,
            opened_at: row.read("opened_at")?,
            link_used_at: None,
            code_used_at: None,
            tries: 0,
            tried_too_often: false,
            refused_at: None,
            refused_because: None,
            entered: None,
        })
    }

    fn from_row(row: &QueryResult) -> Result<Self, Error> {
        let purpose = row.read::<String>("purpose")?.parse::<Purpose>();
        let tries: i32 = row.read("tries")?;
        let recipient: String = row.read("recipient")?;
        Ok(Self {
            told: HistoryKind::Request(purpose.map_err(|_| Error::Corrupt { what: "purpose" })?),
            channel: row.read("channel")?,
            masked: masked(&recipient),
            has_link: row.read("has_link")?,
            issued_by: row.read("issued_by")?,
            created_at: row.read("created_at")?,
            expires_at: row.read("expires_at")?,
            expired: row.read("expired")?,
            notification_id: row.read::<Option<Uuid>>("notification_id")?.map(Into::into),
            delivery: delivery(row)?,
            delivered_at: row.read("delivered_at")?,
            problem: Problem::from_row(row, "reason", "problem")?,
            next_attempt_at: row.read("next_attempt")?,
            fetched_at: row.read("fetched_at")?,
            opened_at: row.read("opened_at")?,
            link_used_at: row.read("link_used_at")?,
            code_used_at: row.read("code_used_at")?,
            tries,
            tried_too_often: tries >= CODE_TRIES,
            refused_at: row.read("refused_at")?,
            refused_because: row.read("refused_because")?,
            entered: entered(row)?,
        })
    }
}

/// Masked so that only its owner recognises it.
fn masked(recipient: &str) -> String {
    recipient.parse::<Contact>().map(|contact| contact.masked()).unwrap_or_default()
}

fn entered(row: &QueryResult) -> Result<Option<Entered>, Error> {
    if !row.read::<bool>("is_shared")? {
        return Ok(None);
    }
    Ok(Some(match (row.read("is_this")?, row.read::<Option<String>>("entered")?) {
        (true, _) => Entered::This,
        (false, Some(name)) => Entered::Other { name },
        (false, None) => Entered::NotYet,
    }))
}

fn delivery(row: &QueryResult) -> Result<Option<DeliveryState>, Error> {
    let state: Option<String> = row.read("state")?;
    let state = state.map(|state| DeliveryState::from_str(&state)).transpose();
    state.map_err(|()| Error::Corrupt { what: "delivery state" })
}
