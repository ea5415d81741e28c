//! Sessions: in Redis when several servers share them, in the database when there is one.
//!
//! The store never sees what is in the cookie: it is asked for the first half of SHA-256 over shop and secret, so a
//! session of one shop is not found from another's host, and a dump of the store opens nothing. A session on a host of the
//! shop's own is bound to that host as well: whoever has the host after the shop gets cookies that are good nowhere. Beside
//! the store there is a line in the database for each session (`ways_in::devices`), by which people see where they are
//! signed in.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::entropy::Entropy;
use forecourt_domain::host::HostName;
use forecourt_domain::ids::{SessionId, SignInRequestId, TenantId};
use forecourt_domain::token::LinkToken;
use forecourt_domain::way::Way;
use sea_orm::QueryResult;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use tower_sessions_core::SessionStore;
use tower_sessions_core::session::{Id, Record};
use uuid::Uuid;

use crate::db::{Reach, Tx, values};
use crate::scope::{CustomerGrant, Row, StaffGrant};
use crate::ways_in::{devices, elsewhere};
use crate::{Error, Storage, Tenant};

/// How long a staff session lasts: a working fortnight. The desk's computer stays signed in, a lost one does not for long.
pub const STAFF_SESSION: TimeDelta = TimeDelta::days(14);

/// The store of the shop's sessions of one carrier.
#[derive(Debug)]
pub struct Sessions<'a> {
    storage: &'a Storage,
    own_host: Option<&'a HostName>,
    carrier: Carrier,
}

/// Who shows a session's secret. A browser sends its cookie wherever it goes, and scripts cannot read it; a program
/// keeps its own, and no page asks it for a form token: what one holds opens nothing for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Carrier {
    /// A browser, in a cookie.
    Cookie,
    /// A program, in `Authorization: Bearer`.
    Bearer,
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

/// A grant that a session can carry.
pub trait SessionGrant: Copy + Send + Sync + private::Stored {
    /// The cookie that such sessions use.
    const AUDIENCE: &'static str;
}

mod private {
    use super::{DateTime, SignInRequestId, Subject, TenantId, Utc};

    pub trait Stored: Sized {
        fn tenant_id(&self) -> TenantId;
        fn to_subject(self) -> Subject;
        /// When its credential was checked.
        fn since(&self) -> DateTime<Utc>;
        /// The word for how it was opened.
        fn way(&self) -> &'static str;
        /// The request whose code ends it, once it is used.
        fn until_code_of(&self) -> Option<SignInRequestId> {
            None
        }
        fn from_subject(tenant_id: TenantId, subject: Subject, started_at: DateTime<Utc>) -> Option<Self>;
    }
}
use private::Stored;

/// Whose session a stored one is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A customer's, with how it was opened.
    Customer {
        /// Whose.
        customer_id: Uuid,
        /// How they got in.
        way: Way,
        /// When they last showed that an inbox, a phone or a secret is theirs.
        proved_at: Option<DateTime<Utc>>,
    },
    /// A staff member's.
    Staff {
        /// Whose.
        staff_member_id: Uuid,
    },
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StoredSession {
    pub(crate) tenant_id: Uuid,
    pub(crate) subject: Subject,
    carrier: Carrier,
    csrf: String,
    pub(crate) started_at: DateTime<Utc>,
    /// When its credential was checked: a password set between that and the beginning ends it.
    since: DateTime<Utc>,
    renewed_at: DateTime<Utc>,
    pub(crate) id: Uuid,
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

    /// Begins a session on a device of that name; the answer is what goes into the cookie, or to the program.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the store does not answer, and [`Error::SignedOut`] when what it was to begin by has
    /// ended: then there is no session.
    pub async fn start<G: SessionGrant>(
        &self,
        grant: G,
        expires_at: DateTime<Utc>,
        device: &str,
    ) -> Result<(LinkToken, Session<G>), Error> {
        let entropy = self.storage.entropy().as_ref();
        let secret = LinkToken::new(entropy);
        let csrf = csrf_token(entropy);
        let session_id = SessionId::new(self.storage.clock().now(), entropy);
        let id = self.store_id(grant.tenant_id(), &secret);
        // Its line first: a session that nobody could see and end must not be. It also says when that is, by the clock
        // that everything which ends sessions is written by.
        let (tenant_id, subject) = (grant.tenant_id(), grant.to_subject());
        let line = devices::line(tenant_id, session_id, &subject, id, grant.way(), device);
        let reach = Reach::Tenant(tenant_id);
        let stored = |written: &[QueryResult]| {
            let started_at = written.first().ok_or(Error::Corrupt { what: "session" })?.read("started_at")?;
            let (csrf, since) = (csrf.clone(), grant.since());
            let (tenant_id, id, renewed_at) = (tenant_id.uuid(), session_id.uuid(), started_at);
            let carrier = self.carrier;
            let stored = StoredSession { tenant_id, subject, carrier, csrf, started_at, since, renewed_at, id };
            Ok::<_, Error>((started_at, written_down(&stored)?))
        };
        let started_at = match (self.storage.redis(), grant.until_code_of()) {
            (Some(redis), None) => {
                let [written] = self.storage.db().write_batch(reach, [(&devices::STARTED, &line)]).await?;
                let (started_at, text) = stored(&written)?;
                let mut record = record(id, text, expires_at)?;
                if let Err(error) = redis.sessions().create(&mut record).await {
                    // Nobody is signed in there after all.
                    let tx = self.storage.db().write(reach).await?;
                    devices::ended(&tx, tenant_id, id).await?;
                    tx.commit().await?;
                    return Err(Error::unavailable("the session store", error));
                }
                started_at
            }
            (redis, until_code_of) => {
                let tx = self.storage.db().write(reach).await?;
                if let Some(request) = until_code_of {
                    elsewhere::begin(&tx, tenant_id, request, id).await?;
                }
                let [written] = tx.batch([(&devices::STARTED, &line)]).await?;
                let (started_at, text) = stored(&written)?;
                if let Some(redis) = redis {
                    // A code that is used at this moment waits for the transaction's end, and is to find it in the store.
                    let mut record = record(id, text, expires_at)?;
                    let created = redis.sessions().create(&mut record).await;
                    created.map_err(|error| Error::unavailable("the session store", error))?;
                } else {
                    let sql = "INSERT INTO sessions (tenant_id, id_hash, record, expires_at) VALUES ($1, $2, $3, $4)";
                    let key = id.to_be_bytes().to_vec();
                    tx.run(sql, values![tenant_id.uuid(), key, text.into_bytes(), expires_at]).await?;
                }
                tx.commit().await?;
                started_at
            }
        };
        Ok((secret, Session { grant, csrf, started_at, renewed_at: started_at, id: session_id }))
    }

    /// Gives a session its whole lifetime again, until `expires_at`, and notes it in its line. Called now and then, not on every request.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the store does not answer: it goes on as it was.
    pub async fn renew(&self, tenant: &Tenant, secret: &LinkToken, expires_at: DateTime<Utc>) -> Result<(), Error> {
        let Some(mut stored) = self.load(tenant.id, secret).await? else { return Ok(()) };
        stored.renewed_at = self.storage.clock().now();
        let text = written_down(&stored)?;
        let id = self.store_id(tenant.id, secret);
        match self.storage.redis() {
            Some(redis) => {
                let record = record(id, text, expires_at)?;
                redis.sessions().save(&record).await.map_err(|e| Error::unavailable("the session store", e))?;
                self.note_seen(tenant.id, stored.id.into()).await
            }
            None => {
                let tx = self.storage.db().write(Reach::Tenant(tenant.id)).await?;
                let sql = "UPDATE sessions SET record = $3, expires_at = $4 WHERE tenant_id = $1 AND id_hash = $2";
                let key = id.to_be_bytes().to_vec();
                tx.run(sql, values![tenant.id.uuid(), key, text.into_bytes(), expires_at]).await?;
                devices::seen(&tx, tenant.id, stored.id.into()).await?;
                tx.commit().await
            }
        }
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
            Some(redis) => redis.ping().await,
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
            Some(redis) => {
                redis.sessions().delete(&Id(id)).await.map_err(|e| Error::unavailable("the session store", e))
            }
            None => {
                let sql = "DELETE FROM sessions WHERE tenant_id = $1 AND id_hash = $2";
                tx.run(sql, values![tenant_id.uuid(), id.to_be_bytes().to_vec()]).await.map(drop)
            }
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
            Some(redis) => {
                let record =
                    redis.sessions().load(&Id(id)).await.map_err(|e| Error::unavailable("the session store", e))?;
                let Some(value) = record.and_then(|mut r| r.data.remove("session")) else { return Ok(None) };
                Ok(readable(serde_json::from_str(value.as_str().unwrap_or_default())))
            }
            None => {
                let tx = self.storage.db().read(Reach::Tenant(tenant_id)).await?;
                let sql = format!(
                    "SELECT record FROM sessions WHERE tenant_id = $1 AND id_hash = $2 AND expires_at > {}",
                    tx.now_sql()
                );
                let Some(row) = tx.one(&sql, values![tenant_id.uuid(), id.to_be_bytes().to_vec()]).await? else {
                    return Ok(None);
                };
                Ok(readable(serde_json::from_slice(&row.read::<Vec<u8>>("record")?)))
            }
        }
    }
}

/// What another version has written is no session, and no reason to fail: its browser signs in again.
fn readable(stored: serde_json::Result<StoredSession>) -> Option<StoredSession> {
    stored.inspect_err(|error| tracing::warn!(%error, "a stored session cannot be read")).ok()
}

fn written_down(stored: &StoredSession) -> Result<String, Error> {
    serde_json::to_string(stored).map_err(|_| Error::Corrupt { what: "session" })
}

/// What the shared store keeps. As one text: every page of somebody who is signed in reads it, and field by field the
/// store would take it apart twice.
fn record(id: i128, text: String, expires_at: DateTime<Utc>) -> Result<Record, Error> {
    Ok(Record {
        id: Id(id),
        data: HashMap::from([("session".to_owned(), text.into())]),
        expiry_date: OffsetDateTime::from_unix_timestamp(expires_at.timestamp())
            .map_err(|_| Error::Corrupt { what: "session expiry" })?,
    })
}

fn csrf_token(entropy: &dyn Entropy) -> String {
    let mut bytes = [0u8; 16];
    entropy.fill(&mut bytes);
    hex::encode(bytes)
}

impl SessionGrant for CustomerGrant {
    const AUDIENCE: &'static str = "customer";
}

impl SessionGrant for StaffGrant {
    const AUDIENCE: &'static str = "staff";
}

impl Stored for CustomerGrant {
    fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    fn to_subject(self) -> Subject {
        Subject::Customer { customer_id: self.customer_id.uuid(), way: self.way, proved_at: self.proved_at }
    }

    fn since(&self) -> DateTime<Utc> {
        self.since
    }

    fn way(&self) -> &'static str {
        self.way.as_str()
    }

    fn until_code_of(&self) -> Option<SignInRequestId> {
        self.until_code_of
    }

    fn from_subject(tenant_id: TenantId, subject: Subject, since: DateTime<Utc>) -> Option<Self> {
        match subject {
            Subject::Customer { customer_id, way, proved_at } => {
                let customer_id = customer_id.into();
                Some(Self { tenant_id, customer_id, way, proved_at, since, until_code_of: None })
            }
            Subject::Staff { .. } => None,
        }
    }
}

impl Stored for StaffGrant {
    fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    fn to_subject(self) -> Subject {
        Subject::Staff { staff_member_id: self.staff_member_id.uuid() }
    }

    fn since(&self) -> DateTime<Utc> {
        self.since
    }

    fn way(&self) -> &'static str {
        Way::Password.as_str()
    }

    fn from_subject(tenant_id: TenantId, subject: Subject, started_at: DateTime<Utc>) -> Option<Self> {
        match subject {
            Subject::Staff { staff_member_id } => {
                Some(Self { tenant_id, staff_member_id: staff_member_id.into(), since: started_at })
            }
            Subject::Customer { .. } => None,
        }
    }
}
