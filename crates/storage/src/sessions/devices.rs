//! The devices a person is signed in on: a row for each session, beside the store that keeps it.
//!
//! The line never says what opens the session, only where the store has it. It is refreshed every few minutes, not on
//! every page.

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::auth_method::AuthMethod;
use forecourt_domain::ids::{CustomerId, SessionId, StaffMemberId, TenantId};
use forecourt_domain::token::LinkToken;
use sea_orm::{DbBackend, QueryResult, Value};
use uuid::Uuid;

use super::{STAFF_SESSION, Sessions, Subject};
use crate::db::batch::{Prepared, prepared};
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Reach, Tx, now_sql, values};
use crate::links::portal::living_sql;
use crate::scope::{CustomerScope, TenantScope};
use crate::{Error, Storage};

/// As many as anybody reads; the oldest beyond are still ended by "all".
const SHOWN: u32 = 50;

/// A signed-in device.
#[derive(Debug, Clone)]
pub struct Device {
    /// Its session's line.
    pub id: SessionId,
    /// How it was signed in: [`forecourt_domain::auth_method::AuthMethod::as_str`].
    pub way: String,
    /// What it calls itself: "Chrome on Android"; empty when it does not say.
    pub name: String,
    /// Since when.
    pub started_at: DateTime<Utc>,
    /// When it was last here, to within a few minutes.
    pub seen_at: DateTime<Utc>,
}

/// Whose devices.
#[derive(Debug, Clone, Copy)]
enum Owner {
    Customer(CustomerId),
    Staff(StaffMemberId),
}

impl CustomerScope {
    /// Where the customer is signed in, those seen last first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn devices(&self) -> Result<Vec<Device>, Error> {
        list(&self.read().await?, self.grant.tenant_id, Owner::Customer(self.grant.customer_id)).await
    }

    /// Notes that the customer is here, in that session. Called now and then, not on every page.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn seen(&self, session: SessionId) -> Result<(), Error> {
        let tx = self.write().await?;
        let sql = format!("UPDATE customers SET last_seen_at = {} WHERE tenant_id = $1 AND id = $2", tx.now_sql());
        tx.run(&sql, self.key()).await?;
        seen(&tx, self.grant.tenant_id, session).await?;
        tx.commit().await
    }

    /// Signs one device out; answers whether it was the customer's.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database or the session store does not answer.
    pub async fn end_device(&self, id: SessionId) -> Result<bool, Error> {
        let tx = self.read().await?;
        end(&self.storage, tx, self.grant.tenant_id, Owner::Customer(self.grant.customer_id), Some(id), None).await
    }
}

impl TenantScope {
    /// Where a customer is signed in.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn customers_devices(&self, customer: CustomerId) -> Result<Vec<Device>, Error> {
        list(&self.read().await?, self.tenant_id, Owner::Customer(customer)).await
    }

    /// Signs a customer's device out; answers whether there was one.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database or the session store does not answer.
    pub async fn end_customers_device(&self, customer: CustomerId, id: SessionId) -> Result<bool, Error> {
        let tx = self.write().await?;
        let sessions = stored(&tx, self.tenant_id, Owner::Customer(customer), Some(id), None).await?;
        let [session] = sessions[..] else { return Ok(false) };
        self.log_customer(&tx, crate::audit::Action::DeviceEnded, customer).await?;
        self.storage.sessions().end_in(&tx, self.tenant_id, session).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Where the signed-in member has sessions.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn own_devices(&self) -> Result<Vec<Device>, Error> {
        list(&self.read().await?, self.tenant_id, Owner::Staff(self.member().id)).await
    }

    /// Signs one of one's own devices out; answers whether it was.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database or the session store does not answer.
    pub async fn end_own_device(&self, id: SessionId) -> Result<bool, Error> {
        let tx = self.read().await?;
        end(&self.storage, tx, self.tenant_id, Owner::Staff(self.member().id), Some(id), None).await
    }

    /// Signs a staff member out everywhere but here.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database or the session store does not answer.
    pub async fn end_staffs_devices(&self, member: StaffMemberId, but: Option<SessionId>) -> Result<(), Error> {
        let tx = self.read().await?;
        end(&self.storage, tx, self.tenant_id, Owner::Staff(member), None, but).await.map(drop)
    }
}

impl Sessions<'_> {
    /// Signs a customer out everywhere but here: in the store, beside the moment in the customer's row that ends what a
    /// store has forgotten to delete.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database or the session store does not answer.
    pub(crate) async fn end_customers(
        storage: &Storage,
        tenant_id: TenantId,
        customer: CustomerId,
        but: Option<SessionId>,
    ) -> Result<(), Error> {
        let tx = storage.db().read(Reach::Tenant(tenant_id)).await?;
        end(storage, tx, tenant_id, Owner::Customer(customer), None, but).await.map(drop)
    }

    /// Records that the session is in use. Called now and then, not on every page.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn note_seen(&self, tenant_id: TenantId, id: SessionId) -> Result<(), Error> {
        let tx = self.storage().db().write(Reach::Tenant(tenant_id)).await?;
        seen(&tx, tenant_id, id).await?;
        tx.commit().await
    }
}

/// The statements of this file, for the test that prepares them all.
#[cfg(test)]
pub(crate) static PREPARED: &[&Prepared] = &[&STARTED, &STARTED_BY_LINK];

/// Writes the line of a session that begins, and answers when that is.
pub(crate) static STARTED: Prepared = prepared!("session_started", started_sql);

fn started_sql(backend: DbBackend) -> String {
    format!(
        "INSERT INTO sessions_seen (id, tenant_id, customer_id, staff_member_id, store_id, way, device, portal_token_id,
           action_link_epoch, action_link_ends_at, started_at, seen_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, {now}, {now}) RETURNING started_at",
        now = now_sql(backend)
    )
}

/// The same for one that begins by a portal link, if it opens: `$1` and `$2` are shop and hash.
pub(crate) static STARTED_BY_LINK: Prepared = prepared!("session_started_by_link", started_by_link_sql);

fn started_by_link_sql(backend: DbBackend) -> String {
    format!(
        "INSERT INTO sessions_seen (id, tenant_id, customer_id, store_id, way, device, portal_token_id, started_at, seen_at)
         SELECT $3, k.tenant_id, k.customer_id, $4, 'portal_link', $5, k.id, {now}, {now} FROM customer_portal_tokens k WHERE {living}",
        now = now_sql(backend),
        living = living_sql(backend),
    )
}

/// The values for [`STARTED_BY_LINK`].
pub(crate) fn line_by_link(
    tenant_id: TenantId,
    token: &LinkToken,
    id: SessionId,
    store_id: i128,
    device: &str,
) -> [Value; 5] {
    values![tenant_id.uuid(), hash(token), id.uuid(), store_id.to_be_bytes().to_vec(), cut(device)]
}

/// The values for [`STARTED`]. `store_id`: what the store has the session under; `device`: what it calls itself.
pub(crate) fn line(
    tenant_id: TenantId,
    id: SessionId,
    subject: &Subject,
    store_id: i128,
    way: &str,
    device: &str,
) -> [Value; 10] {
    let (customer, staff, came) = match subject {
        Subject::Customer { customer_id, way, .. } => (Some(*customer_id), None, Some(*way)),
        Subject::Staff { staff_member_id, .. } => (None, Some(*staff_member_id), None),
    };
    let portal_link = match came {
        Some(AuthMethod::PortalLink(link)) => Some(link.uuid()),
        _ => None,
    };
    let (epoch, ends_at) = match came {
        Some(AuthMethod::ActionLink { epoch, expires_at, .. }) => (i32::try_from(epoch).ok(), Some(expires_at)),
        _ => (None, None),
    };
    let store_id = store_id.to_be_bytes().to_vec();
    values![id.uuid(), tenant_id.uuid(), customer, staff, store_id, way, cut(device), portal_link, epoch, ends_at]
}

fn cut(device: &str) -> String {
    device.chars().take(100).collect()
}

pub(crate) async fn seen(tx: &Tx, tenant_id: TenantId, id: SessionId) -> Result<(), Error> {
    let sql = format!(
        "UPDATE sessions_seen SET seen_at = {} WHERE tenant_id = $1 AND id = $2 AND ended_at IS NULL",
        tx.now_sql()
    );
    tx.run(&sql, values![tenant_id.uuid(), id.uuid()]).await.map(drop)
}

pub(crate) async fn ended(tx: &Tx, tenant_id: TenantId, store_id: i128) -> Result<(), Error> {
    let sql = format!(
        "UPDATE sessions_seen SET ended_at = {} WHERE tenant_id = $1 AND store_id = $2 AND ended_at IS NULL",
        tx.now_sql()
    );
    tx.run(&sql, values![tenant_id.uuid(), store_id.to_be_bytes().to_vec()]).await.map(drop)
}

impl Owner {
    fn column(self) -> (&'static str, Uuid) {
        match self {
            Self::Customer(id) => ("customer_id", id.uuid()),
            Self::Staff(id) => ("staff_member_id", id.uuid()),
        }
    }
}

async fn list(tx: &Tx, tenant_id: TenantId, owner: Owner) -> Result<Vec<Device>, Error> {
    let (column, id) = owner.column();
    let (people, stands) = match owner {
        // A session slides, and its line is noted whenever it does. One from a link ends with the link.
        Owner::Customer(_) => (
            "customers",
            format!(
                "d.seen_at > {began} AND (d.action_link_epoch = p.action_link_epoch OR d.action_link_epoch IS NULL)
                 AND (d.action_link_ends_at > {now} OR d.action_link_ends_at IS NULL)
                 AND (d.portal_token_id IS NULL OR EXISTS (
                   SELECT 1 FROM customer_portal_tokens k WHERE k.tenant_id = d.tenant_id AND k.customer_id = d.customer_id
                     AND k.id = d.portal_token_id AND k.retired_at IS NULL AND k.expires_at > {now}))",
                began = tx.earlier_sql(lifetime(tx, tenant_id).await?),
                now = tx.now_sql()
            ),
        ),
        Owner::Staff(_) => (
            "staff_members",
            format!(
                "d.started_at > {} AND (p.password_set_at IS NULL OR p.password_set_at <= d.started_at)",
                tx.earlier_sql(STAFF_SESSION)
            ),
        ),
    };
    // Much ends sessions without their lines: what the gate turns away is not listed either.
    let sql = format!(
        "SELECT d.id, d.way, d.device, d.started_at, d.seen_at
         FROM sessions_seen d JOIN {people} p ON p.tenant_id = d.tenant_id AND p.id = d.{column}
         WHERE d.tenant_id = $1 AND d.{column} = $2 AND d.ended_at IS NULL AND {stands}
           AND (p.sessions_valid_from IS NULL OR p.sessions_valid_from <= d.started_at)
         ORDER BY d.seen_at DESC LIMIT {SHOWN}"
    );
    tx.all(&sql, values![tenant_id.uuid(), id]).await?.iter().map(Device::from_row).collect()
}

/// How long the shop lets customers' sessions last.
async fn lifetime(tx: &Tx, tenant_id: TenantId) -> Result<TimeDelta, Error> {
    let row = tx.one("SELECT session_days FROM tenants WHERE id = $1", values![tenant_id.uuid()]).await?;
    let days: i32 = row.ok_or(Error::Corrupt { what: "shop" })?.read("session_days")?;
    Ok(TimeDelta::days(days.into()))
}

/// Ends one session, or all but one; answers whether there was any.
async fn end(
    storage: &Storage,
    tx: Tx,
    tenant_id: TenantId,
    owner: Owner,
    only: Option<SessionId>,
    but: Option<SessionId>,
) -> Result<bool, Error> {
    let sessions = stored(&tx, tenant_id, owner, only, but).await?;
    // Given back first: a pool of one must not wait for itself.
    drop(tx);
    for session in &sessions {
        storage.sessions().end_stored(tenant_id, *session).await?;
    }
    Ok(!sessions.is_empty())
}

/// Where the store has one session, or all but one.
async fn stored(
    tx: &Tx,
    tenant_id: TenantId,
    owner: Owner,
    only: Option<SessionId>,
    but: Option<SessionId>,
) -> Result<Vec<i128>, Error> {
    let (column, owner) = owner.column();
    let sql = format!(
        "SELECT store_id FROM sessions_seen
         WHERE tenant_id = $1 AND {column} = $2 AND ended_at IS NULL AND id = coalesce($3, id) AND ($4 IS NULL OR id <> $4)"
    );
    let key = values![tenant_id.uuid(), owner, only.map(SessionId::uuid), but.map(SessionId::uuid)];
    tx.all(&sql, key).await?.iter().map(|row| store_id(row.read("store_id")?)).collect()
}

/// Where the store has a session, as a row says it.
pub(crate) fn store_id(bytes: Vec<u8>) -> Result<i128, Error> {
    bytes.try_into().map(i128::from_be_bytes).map_err(|_| Error::Corrupt { what: "session" })
}

impl Device {
    fn from_row(row: &QueryResult) -> Result<Self, Error> {
        Ok(Self {
            id: row.read::<Uuid>("id")?.into(),
            way: row.read("way")?,
            name: row.read("device")?,
            started_at: row.read("started_at")?,
            seen_at: row.read("seen_at")?,
        })
    }
}
