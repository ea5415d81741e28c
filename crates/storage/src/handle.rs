//! The handle that all of storage is reached by: connections, and what one process remembers.

use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

use forecourt_domain::action_link::SigningKey;
use forecourt_domain::clock::SharedClock;
use forecourt_domain::entropy::SharedEntropy;
use tokio::sync::{Mutex, Notify};
use tokio::time::Instant;

use crate::blobs::Blobs;
use crate::db::sealer::Sealer;
use crate::db::{DatabaseSettings, Db};
use crate::error::Error;
use crate::shared::limits::{LimitedAction, Limits, RateLimitKey, RateLimited};
use crate::shared::redis::Redis;

/// Everything that is kept: one handle, cheap to clone.
#[derive(Clone, Debug)]
pub struct Storage {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    db: Db,
    blobs: Blobs,
    redis: Option<Redis>,
    pub(crate) limits: Limits,
    sealer: Sealer,
    clock: SharedClock,
    entropy: SharedEntropy,
    keys: KeyRing,
    pub(crate) outbox_wake: Notify,
    pub(crate) tenant_changed: OnceLock<TenantListener>,
}

pub(crate) type TenantListener = Box<dyn Fn(&str) + Send + Sync>;

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Storage({:?}, {:?})", self.db, self.blobs)
    }
}

/// What [`Storage::open`] needs.
#[derive(Debug)]
pub struct Parts {
    /// Where the database is.
    pub database: DatabaseSettings,
    /// Where files are.
    pub blobs: Blobs,
    /// The shared memory of several servers; none when there is one.
    pub redis: Option<Redis>,
    /// How many times the usual number a shop and the platform let through of what strangers do.
    pub limits_scale: NonZeroU32,
    /// Seals what must not lie in the database in the clear.
    pub sealer: Sealer,
    /// Tells the time.
    pub clock: SharedClock,
    /// Draws secrets.
    pub entropy: SharedEntropy,
}

impl Storage {
    /// Connects to the database as the server's role.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn open(parts: Parts) -> Result<Self, Error> {
        let db = Db::connect(&parts.database).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                db,
                blobs: parts.blobs,
                redis: parts.redis,
                limits: Limits::new(parts.limits_scale),
                sealer: parts.sealer,
                clock: parts.clock,
                entropy: parts.entropy,
                keys: KeyRing::default(),
                outbox_wake: Notify::new(),
                tenant_changed: OnceLock::new(),
            }),
        })
    }

    /// Calls `hear` whenever this process changes a shop, before the change's request is answered.
    pub fn on_tenant_change(&self, hear: impl Fn(&str) + Send + Sync + 'static) {
        // A second listener would be a second resolver, and there is one to a process.
        drop(self.inner.tenant_changed.set(Box::new(hear)));
    }

    /// Where files are kept.
    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    /// The shared memory, when several servers work together.
    pub fn redis(&self) -> Option<&Redis> {
        self.inner.redis.as_ref()
    }

    pub(crate) fn db(&self) -> &Db {
        &self.inner.db
    }

    pub(crate) fn sealer(&self) -> &Sealer {
        &self.inner.sealer
    }

    pub(crate) fn keys(&self) -> &KeyRing {
        &self.inner.keys
    }

    /// The clock that everything kept here goes by.
    pub fn clock(&self) -> &SharedClock {
        &self.inner.clock
    }

    /// The source of secrets.
    pub fn entropy(&self) -> &SharedEntropy {
        &self.inner.entropy
    }

    /// Counts one `act`, before any work is done for it. Nothing tells a known person from an unknown one here: both
    /// are counted alike.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the shared memory does not answer: the door stays shut then.
    pub async fn check_rate_limit(
        &self,
        act: LimitedAction,
        limit_key: RateLimitKey<'_>,
    ) -> Result<Result<(), RateLimited>, Error> {
        self.inner.limits.check_rate_limit(self.redis(), act, limit_key).await
    }

    /// Says that the database answers.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        self.db().ping().await
    }
}

/// The keys that sign action links, as this process has read them, newest first.
#[derive(Debug, Default)]
pub(crate) struct KeyRing(pub(crate) Mutex<Option<(Arc<[SigningKey]>, Instant)>>);
