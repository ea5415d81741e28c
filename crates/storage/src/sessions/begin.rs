//! Beginning a session: first its row among the devices, because a session must be visible and revocable, then its
//! entry in the store.

use chrono::{DateTime, Utc};
use forecourt_domain::entropy::Entropy;
use forecourt_domain::ids::{SessionId, TenantId};
use forecourt_domain::token::LinkToken;
use sea_orm::{DbBackend, QueryResult};
use tower_sessions::SessionStore;

use super::store::{self, SharedSessions, TableSessions};
use super::stored::{SessionGrant, StoredSession};
use super::{Session, Sessions, cross_browser, devices};
use crate::Error;
use crate::db::batch::Call;
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Reach, values};
use crate::home::{HOME_BY_LINK, Home};
use crate::links::portal::{ARRIVE, OPEN, opened};
use crate::scope::{CustomerGate, CustomerGrant, CustomerScope, PortalLinkProblem};
use crate::shared::redis::Redis;
use crate::shops::Tenant;

/// A customer who came by a portal link.
#[derive(Debug)]
pub struct Arrived {
    /// What goes into their cookie.
    pub secret: LinkToken,
    /// Their session.
    pub session: Session<CustomerGrant>,
    /// What they can reach.
    pub scope: CustomerScope,
    /// What they see first.
    pub home: Home,
}

impl Sessions<'_> {
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
        let beginning = Beginning::new(self, grant.tenant_id(), expires_at);
        let (id, store_id) = (beginning.id, beginning.store_id);
        let line = devices::line(grant.tenant_id(), id, &grant.to_subject(), store_id, grant.way(), device);
        let reach = Reach::Tenant(grant.tenant_id());
        let started_at = match (self.storage.redis(), grant.until_code_of()) {
            (Some(redis), None) => {
                let [written] = self.storage.db().write_batch(reach, [(&devices::STARTED, &line)]).await?;
                let started_at = started(&written)?;
                beginning.keep_after(redis, grant, started_at).await?;
                started_at
            }
            (redis, until_code_of) => {
                let tx = self.storage.db().write(reach).await?;
                if let Some(request) = until_code_of {
                    cross_browser::begin(&tx, grant.tenant_id(), request, store_id).await?;
                }
                let [written] = tx.batch([(&devices::STARTED, &line)]).await?;
                let started_at = started(&written)?;
                match redis {
                    // A code that is used at this moment waits for the transaction's end, and is to find it in the store.
                    Some(redis) => beginning.keep(SharedSessions::new(redis), grant, started_at).await?,
                    None => beginning.keep(TableSessions::new(&tx, grant.tenant_id()), grant, started_at).await?,
                }
                tx.commit().await?;
                started_at
            }
        };
        Ok(beginning.begun(grant, started_at))
    }

    /// Opens a portal link for a person whose browser has no session, begins one by it and reads their home: one
    /// transaction, and on PostgreSQL with Redis one message, for what a customer's first tap waits for.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database or the store does not answer: the link still works afterwards.
    pub async fn start_by_portal_link(
        &self,
        tenant: &Tenant,
        token: &LinkToken,
        expires_at: DateTime<Utc>,
        device: &str,
    ) -> Result<Result<Arrived, PortalLinkProblem>, Error> {
        // SQLite has one writer: a client that tries tokens must not get it.
        if self.storage.db().backend() == DbBackend::Sqlite
            && let Err(problem) = self.storage.look_at_portal_link(tenant, token).await?
        {
            return Ok(Err(problem));
        }
        let beginning = Beginning::new(self, tenant.id, expires_at);
        let key = values![tenant.id.uuid(), hash(token)];
        let arriving = values![tenant.id.uuid(), hash(token), Option::<uuid::Uuid>::None];
        let line = devices::line_by_link(tenant.id, token, beginning.id, beginning.store_id, device);
        let calls: [Call<'_>; 4] =
            [(&ARRIVE, &arriving), (&OPEN, &key), (&devices::STARTED_BY_LINK, &line), (&HOME_BY_LINK, &key)];
        let reach = Reach::Tenant(tenant.id);
        let (grant, home) = match self.storage.redis() {
            Some(redis) => {
                let [_, link, _, home] = self.storage.db().write_batch(reach, calls).await?;
                let Some(grant) = opened(tenant, &link)?.filter(|_| !home.is_empty()) else {
                    return self.ended(tenant, token).await;
                };
                beginning.keep_after(redis, grant, grant.since).await?;
                (grant, home)
            }
            None => {
                let tx = self.storage.db().write(reach).await?;
                let [_, link, _, home] = tx.batch(calls).await?;
                let Some(grant) = opened(tenant, &link)?.filter(|_| !home.is_empty()) else {
                    drop(tx);
                    return self.ended(tenant, token).await;
                };
                beginning.keep(TableSessions::new(&tx, tenant.id), grant, grant.since).await?;
                tx.commit().await?;
                (grant, home)
            }
        };
        match CustomerScope::at_home(self.storage, grant, home.first()).await? {
            CustomerGate::Open((scope, home)) => {
                let (secret, session) = beginning.begun(grant, grant.since);
                Ok(Ok(Arrived { secret, session, scope, home }))
            }
            CustomerGate::LinkEnded(problem) => Ok(Err(problem)),
            CustomerGate::Gone => Ok(Err(PortalLinkProblem::Invalid)),
        }
    }

    /// Why a link did not open.
    async fn ended(&self, tenant: &Tenant, token: &LinkToken) -> Result<Result<Arrived, PortalLinkProblem>, Error> {
        // Between the two looks it cannot have come back to life.
        let problem = self.storage.look_at_portal_link(tenant, token).await?.err();
        Ok(Err(problem.unwrap_or(PortalLinkProblem::Invalid)))
    }
}

/// A session that is about to begin: all that is made up for it, before anything is written.
struct Beginning<'a> {
    sessions: &'a Sessions<'a>,
    tenant_id: TenantId,
    secret: LinkToken,
    csrf: String,
    id: SessionId,
    store_id: i128,
    expires_at: DateTime<Utc>,
}

impl<'a> Beginning<'a> {
    fn new(sessions: &'a Sessions<'a>, tenant_id: TenantId, expires_at: DateTime<Utc>) -> Self {
        let entropy = sessions.storage.entropy().as_ref();
        let secret = LinkToken::new(entropy);
        Self {
            sessions,
            tenant_id,
            csrf: csrf_token(entropy),
            id: SessionId::new(sessions.storage.clock().now(), entropy),
            store_id: sessions.store_id(tenant_id, &secret),
            secret,
            expires_at,
        }
    }

    /// Puts the session into Redis once its line is committed.
    async fn keep_after<G: SessionGrant>(
        &self,
        redis: &Redis,
        grant: G,
        started_at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let kept = self.keep(SharedSessions::new(redis), grant, started_at).await;
        if kept.is_err() {
            // The session is not stored after all.
            let tx = self.sessions.storage.db().write(Reach::Tenant(self.tenant_id)).await?;
            devices::ended(&tx, self.tenant_id, self.store_id).await?;
            tx.commit().await?;
        }
        kept
    }

    async fn keep<G: SessionGrant>(
        &self,
        store: impl SessionStore,
        grant: G,
        started_at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let stored = self.stored(grant, started_at);
        store::put(&store::begin(store, self.store_id), &stored, self.expires_at).await
    }

    /// What the store keeps. When it began is said by the clock that everything which ends sessions is written by.
    fn stored<G: SessionGrant>(&self, grant: G, started_at: DateTime<Utc>) -> StoredSession {
        StoredSession {
            tenant_id: self.tenant_id.uuid(),
            subject: grant.to_subject(),
            carrier: self.sessions.carrier,
            csrf: self.csrf.clone(),
            started_at,
            since: grant.since(),
            renewed_at: started_at,
            id: self.id.uuid(),
        }
    }

    fn begun<G>(self, grant: G, started_at: DateTime<Utc>) -> (LinkToken, Session<G>) {
        let session = Session { grant, csrf: self.csrf, started_at, renewed_at: started_at, id: self.id };
        (self.secret, session)
    }
}

/// When [`devices::STARTED`] says that a session began.
fn started(written: &[QueryResult]) -> Result<DateTime<Utc>, Error> {
    written.first().ok_or(Error::Corrupt { what: "session" })?.read("started_at")
}

fn csrf_token(entropy: &dyn Entropy) -> String {
    let mut bytes = [0u8; 16];
    entropy.fill(&mut bytes);
    hex::encode(bytes)
}
