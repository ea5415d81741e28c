//! Sessions: in Redis when several servers share them, in the database when there is one.
//!
//! The store never sees what is in the cookie: it is asked for the first half of SHA-256 over shop and secret, so a
//! session of one shop is not found from another's host, and a dump of the store opens nothing. A session on a host of the
//! shop's own is bound to that host as well: whoever has the host after the shop gets cookies that are good nowhere. Beside
//! the store there is a line in the database for each session (`devices`), by which people see where they are
//! signed in.

mod begin;
pub(crate) mod cross_browser;
pub(crate) mod devices;
mod store;
mod stored;

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::host::HostName;
use forecourt_domain::ids::{SessionId, TenantId};
use forecourt_domain::token::LinkToken;
use sha2::{Digest, Sha256};

use crate::db::{Reach, Tx, values};
use crate::shops::Tenant;
use crate::{Error, Storage};

pub use begin::Arrived;
use store::{SharedSessions, TableSessions};
use stored::Carrier;
pub(crate) use stored::StoredSession;
pub use stored::{SessionGrant, Subject};

/// How long a staff session lasts: a working fortnight. The desk's computer stays signed in, a lost one does not for long.
pub const STAFF_SESSION: TimeDelta = TimeDelta::days(14);

/// The store of the shop's sessions of one carrier.
#[derive(Debug)]
pub struct Sessions<'a> {
    storage: &'a Storage,
    own_host: Option<&'a HostName>,
    carrier: Carrier,
}

/// A session that was found.
#[derive(Debug, Clone)]
pub struct Session<G> {
    /// What it lets its bearer do.
    pub grant: G,
    /// The token its forms carry.
    pub csrf: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it was last given its whole lifetime again.
    pub renewed_at: DateTime<Utc>,
    /// Its line in the list of devices.
    pub id: SessionId,
}

impl Storage {
    /// Session store of the shop's subdomain. For a custom domain use `sessions_at`.
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions::new(self, None)
    }

    /// As [`Storage::sessions`], of those that live at a host of the shop's own, if there is one.
    pub fn sessions_at<'a>(&'a self, own_host: Option<&'a HostName>) -> Sessions<'a> {
        Sessions::new(self, own_host)
    }
}

impl<'a> Sessions<'a> {
    pub(crate) fn new(storage: &'a Storage, own_host: Option<&'a HostName>) -> Self {
        Self { storage, own_host, carrier: Carrier::Cookie }
    }

    /// Those of programs, which send the secret as a bearer token, instead of those of browsers.
    pub fn of_programs(self) -> Self {
        Self { carrier: Carrier::Bearer, ..self }
    }

    pub(crate) fn storage(&self) -> &Storage {
        self.storage
    }

    /// Gives a session its whole lifetime again, until `expires_at`, and notes it in its line. Called now and then, not on every request.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the store does not answer: it goes on as it was.
    pub async fn renew(&self, tenant: &Tenant, secret: &LinkToken, expires_at: DateTime<Utc>) -> Result<(), Error> {
        let id = self.store_id(tenant.id, secret);
        match self.storage.redis() {
            Some(redis) => {
                let session = store::open(SharedSessions::new(redis), id);
                let Some(line) = self.extend(&session, expires_at).await? else { return Ok(()) };
                self.note_seen(tenant.id, line).await
            }
            None => {
                let tx = self.storage.db().write(Reach::Tenant(tenant.id)).await?;
                let session = store::open(TableSessions::new(&tx, tenant.id), id);
                let Some(line) = self.extend(&session, expires_at).await? else { return Ok(()) };
                drop(session);
                devices::seen(&tx, tenant.id, line).await?;
                tx.commit().await
            }
        }
    }

    /// Answers the session's line; none when it has ended.
    async fn extend(
        &self,
        session: &tower_sessions::Session,
        expires_at: DateTime<Utc>,
    ) -> Result<Option<SessionId>, Error> {
        let Some(mut stored) = store::get(session).await? else { return Ok(None) };
        stored.renewed_at = self.storage.clock().now();
        store::put(session, &stored, expires_at).await?;
        Ok(Some(stored.id.into()))
    }

    /// The session behind a cookie or a program's token, if it is one of this shop, of this carrier, of this kind, and no
    /// older than the shop allows.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the store does not answer, which is not the same as "signed out".
    pub async fn resume<G: SessionGrant>(
        &self,
        tenant: &Tenant,
        secret: &LinkToken,
    ) -> Result<Option<Session<G>>, Error> {
        let Some(stored) = self.load(tenant.id, secret).await? else { return Ok(None) };
        // The store's key already holds the shop; this is the promise, in words.
        if stored.tenant_id != tenant.id.uuid() || stored.carrier != self.carrier {
            return Ok(None);
        }
        let Some(grant) = G::from_subject(tenant.id, stored.subject, stored.since) else { return Ok(None) };
        let StoredSession { csrf, started_at, renewed_at, id, .. } = stored;
        Ok(Some(Session { grant, csrf, started_at, renewed_at, id: id.into() }))
    }

    /// Says that the store answers: asked before something is used up that a session is made of.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it does not.
    pub async fn answer(&self) -> Result<(), Error> {
        match self.storage.redis() {
            Some(redis) => redis.takes_sessions().await,
            None => Ok(()),
        }
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the store does not answer: the session may live on.
    pub async fn end(&self, tenant: &Tenant, secret: &LinkToken) -> Result<(), Error> {
        self.end_stored(tenant.id, self.store_id(tenant.id, secret)).await
    }

    /// Ends what the store has under `id`, and says so in its line.
    pub(crate) async fn end_stored(&self, tenant_id: TenantId, id: i128) -> Result<(), Error> {
        let tx = self.storage.db().write(Reach::Tenant(tenant_id)).await?;
        self.end_in(&tx, tenant_id, id).await?;
        tx.commit().await
    }

    /// The same in a transaction that says more of it: as the last before its end, because Redis takes nothing back.
    pub(crate) async fn end_in(&self, tx: &Tx, tenant_id: TenantId, id: i128) -> Result<(), Error> {
        devices::ended(tx, tenant_id, id).await?;
        match self.storage.redis() {
            Some(redis) => store::end(&store::open(SharedSessions::new(redis), id)).await,
            None => store::end(&store::open(TableSessions::new(tx, tenant_id), id)).await,
        }
    }

    /// Sweeps out sessions that have expired (in Redis they end by themselves).
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn sweep(&self) -> Result<u64, Error> {
        if self.storage.redis().is_some() {
            return Ok(0);
        }
        let tx = self.storage.db().write(Reach::Platform).await?;
        let swept = tx.run(&format!("DELETE FROM sessions WHERE expires_at <= {}", tx.now_sql()), values![]).await?;
        tx.commit().await?;
        Ok(swept)
    }

    fn store_id(&self, tenant_id: TenantId, secret: &LinkToken) -> i128 {
        let host = self.own_host.map_or("", HostName::as_str);
        let digest = Sha256::new()
            .chain_update(tenant_id.uuid().as_bytes())
            .chain_update(secret.reveal())
            .chain_update(host)
            .finalize();
        let mut half = [0u8; 16];
        half.copy_from_slice(&digest[..16]);
        i128::from_be_bytes(half)
    }

    async fn load(&self, tenant_id: TenantId, secret: &LinkToken) -> Result<Option<StoredSession>, Error> {
        let id = self.store_id(tenant_id, secret);
        match self.storage.redis() {
            Some(redis) => store::get(&store::open(SharedSessions::new(redis), id)).await,
            None => {
                let tx = self.storage.db().read(Reach::Tenant(tenant_id)).await?;
                store::get(&store::open(TableSessions::new(&tx, tenant_id), id)).await
            }
        }
    }
}
