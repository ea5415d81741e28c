//! Portal links: one table, 64 hex characters, only the SHA-256 stored, 30 days (docs/product.md, section 4).

pub(crate) mod open;
mod summary;

use chrono::TimeDelta;
use forecourt_domain::channel::SendChannel;
use forecourt_domain::ids::{CustomerId, PortalLinkId};
use forecourt_domain::token::LinkToken;
use sea_orm::{DbBackend, QueryResult, Value};
use uuid::Uuid;

use crate::db::batch::{Call, Prepared, prepared};
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Reach, Tx, for_update_sql, later_sql, now_sql, values};
use crate::notifications::outbox::{ADDRESS, ADDRESSED, ENQUEUE, Notification, enqueueing};
use crate::scope::{CustomerGrant, TenantScope};
use crate::shops::Tenant;
use crate::{Error, Storage};

pub(crate) use open::{ARRIVE, OPEN, bearer, living_sql, opened};
use open::{LinkRow, look_up};
pub use summary::LinkSummary;

/// How long a portal link lives.
const PORTAL_LINK_LIFETIME: TimeDelta = TimeDelta::days(30);

/// Why no link was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendProblem {
    /// There is no such customer.
    NoSuchCustomer,
    /// The customer has no address of that kind.
    NoAddress,
}

/// Who opens a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visitor {
    /// A person, with the session their browser had, if any: with one from this very link they are in the middle of a
    /// visit (a reload, or the link tapped again), otherwise they begin one.
    Person(Option<CustomerGrant>),
    /// A preview or a scanner.
    Bot,
}

/// A link that opened.
#[derive(Debug, Clone, Copy)]
pub struct OpenedLink {
    /// What it lets its bearer do.
    pub grant: CustomerGrant,
}

impl TenantScope {
    /// Makes a link, retires the old one and enqueues its message: one transaction, so all of it or nothing.
    ///
    /// # Errors
    /// [`SendProblem`]; [`Error::Unavailable`] when the database does not answer: then nothing was sent.
    pub async fn send_portal_link(
        &self,
        customer_id: CustomerId,
        channel: SendChannel,
    ) -> Result<Result<(), SendProblem>, Error> {
        mint(&self.storage, self.tenant_id.uuid(), customer_id, channel, Some(self.member().id.uuid())).await
    }

    /// Ends a customer's link; answers whether there was one.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn revoke_portal_link(&self, customer_id: CustomerId) -> Result<bool, Error> {
        let tx = self.write().await?;
        let ended = retire_all(&tx, self.tenant_id.uuid(), customer_id.uuid(), "revoked").await?;
        tx.commit().await?;
        Ok(ended > 0)
    }
}

impl Storage {
    /// Sends a fresh link to where an expired one went. Any other token does nothing, and looks the same from outside.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn renew_portal_link(&self, tenant: &Tenant, token: &LinkToken) -> Result<bool, Error> {
        let reach = Reach::Tenant(tenant.id);
        let gone = |row: &LinkRow| row.retired || !row.expired;
        // Made-up tokens end here, and so do most that are not made up: with a look, and no lock.
        let tx = self.db().read(reach).await?;
        let Ok(row) = look_up(&tx, tenant, token, "kind = 'link'").await? else { return Ok(false) };
        drop(tx);
        if gone(&row) {
            return Ok(false);
        }
        let new = NewLink::new(self, tenant.id.uuid(), row.grant.customer_id, row.channel, None)?;
        let tx = self.db().write(reach).await?;
        let [locked] = tx.batch([(&LOCK, &new.to)]).await?;
        // Of two taps, the second waited for the first: the link is looked at again, under the lock.
        let still = look_up(&tx, tenant, token, "kind = 'link'").await?;
        if is_addressed(&locked)?.is_err() || still.map_or(true, |row| gone(&row)) {
            return Ok(false);
        }
        tx.batch(new.writes()).await?;
        tx.commit().await?;
        self.outbox_wrote();
        Ok(true)
    }
}

/// Locks the customer, so that two sends at once become one after the other, and the later link lives; answers
/// whether there is an address (`$3`: the channel).
static LOCK: Prepared = prepared!("portal_link_lock", lock_sql);
/// Retires what is alive, if there is where to send the next.
static RETIRE: Prepared = prepared!("portal_link_retire", retire_sql);
/// The new link: id, hash, issuer.
static INSERT: Prepared = prepared!("portal_link_insert", insert_sql);

/// The statements of this file, for the test that prepares them all.
#[cfg(test)]
pub(crate) static PREPARED: &[&Prepared] = &[&LOCK, &RETIRE, &INSERT];

fn lock_sql(backend: DbBackend) -> String {
    let lock = for_update_sql(backend);
    format!("SELECT {ADDRESS} IS NOT NULL AS addressed FROM customers c WHERE c.tenant_id = $1 AND c.id = $2 {lock}")
}

fn retire_sql(backend: DbBackend) -> String {
    format!(
        "UPDATE customer_portal_tokens SET retired_at = {}, retired_because = 'resent'
         WHERE tenant_id = $1 AND customer_id = $2 AND kind = 'link' AND retired_at IS NULL AND EXISTS (SELECT 1 FROM {ADDRESSED})",
        now_sql(backend)
    )
}

fn insert_sql(backend: DbBackend) -> String {
    format!(
        "INSERT INTO customer_portal_tokens (id, tenant_id, customer_id, token_hash, channel, issued_by, created_at, expires_at)
         SELECT $4, c.tenant_id, c.id, $5, $3, $6, {made}, {ends} FROM {ADDRESSED}",
        made = now_sql(backend),
        ends = later_sql(backend, PORTAL_LINK_LIFETIME),
    )
}

/// What a new link is written with.
struct NewLink {
    to: [Value; 3],
    link: Vec<Value>,
    message: Vec<Value>,
}

impl NewLink {
    fn new(
        storage: &Storage,
        tenant_id: Uuid,
        customer_id: CustomerId,
        channel: SendChannel,
        issued_by: Option<Uuid>,
    ) -> Result<Self, Error> {
        let (now, entropy) = (storage.clock().now(), storage.entropy().as_ref());
        let token = LinkToken::new(entropy);
        let id = PortalLinkId::new(now, entropy);
        let expires_at = now + PORTAL_LINK_LIFETIME;
        let job = Notification::SendPortalLink { token: token.reveal(), expires_at };
        let to = values![tenant_id, customer_id.uuid(), channel.as_str()];
        let link = [to.as_slice(), &values![id.uuid(), hash(&token), issued_by]].concat();
        let message = enqueueing(storage, &to, id.uuid(), &job)?;
        Ok(Self { to, link, message })
    }

    /// Retires the old link, makes the new one and enqueues its message, under the lock.
    fn writes(&self) -> [Call<'_>; 3] {
        [(&RETIRE, &self.to), (&INSERT, &self.link), (&ENQUEUE, &self.message)]
    }
}

/// Makes a link: one transaction, one round trip.
async fn mint(
    storage: &Storage,
    tenant_id: Uuid,
    customer_id: CustomerId,
    channel: SendChannel,
    issued_by: Option<Uuid>,
) -> Result<Result<(), SendProblem>, Error> {
    let new = NewLink::new(storage, tenant_id, customer_id, channel, issued_by)?;
    let [retire, insert, enqueue] = new.writes();
    let calls = [(&LOCK, new.to.as_slice()), retire, insert, enqueue];
    let [locked, ..] = storage.db().write_batch(Reach::Tenant(tenant_id.into()), calls).await?;
    let addressed = is_addressed(&locked)?;
    if addressed.is_ok() {
        storage.outbox_wrote();
    }
    Ok(addressed)
}

/// What [`LOCK`] found.
fn is_addressed(locked: &[QueryResult]) -> Result<Result<(), SendProblem>, Error> {
    let Some(row) = locked.first() else { return Ok(Err(SendProblem::NoSuchCustomer)) };
    Ok(if row.read("addressed")? { Ok(()) } else { Err(SendProblem::NoAddress) })
}

/// Ends whatever links of the customer are alive; answers how many.
pub(crate) async fn retire_all(tx: &Tx, tenant_id: Uuid, customer_id: Uuid, because: &str) -> Result<u64, Error> {
    let sql = format!(
        "UPDATE customer_portal_tokens SET retired_at = {}, retired_because = $3
         WHERE tenant_id = $1 AND customer_id = $2 AND retired_at IS NULL AND (kind = 'link' OR $4)",
        tx.now_sql()
    );
    // What staff revoke is the link they sent; anything else ends the app's tokens, too.
    let apps_too = because != "revoked";
    tx.run(&sql, values![tenant_id, customer_id, because, apps_too]).await
}

fn channel(word: &str) -> Result<SendChannel, Error> {
    word.parse().map_err(|()| Error::Corrupt { what: "channel" })
}
