//! Redis: what several servers share. One client for sessions, limits and announcements.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fred::clients::{Pool, SubscriberClient};
use fred::interfaces::{ClientLike, EventInterface, PubsubInterface};
use fred::types::Builder;
use fred::types::config::{Config, ReconnectPolicy};
use tokio::sync::broadcast;
use tower_sessions_redis_store::RedisStore;

use crate::Error;

const TENANT_CHANGES: &str = "forecourt:tenant-changes";
const OUTBOX: &str = "forecourt:outbox";
/// Long enough for a busy Redis, short enough that a page can still say "in a moment".
const PATIENCE: Duration = Duration::from_secs(2);
/// How long announcements of the same thing are gathered.
const GATHERING: Duration = Duration::from_millis(1);

/// The shared memory.
#[derive(Debug, Clone)]
pub struct Redis {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    pool: Pool,
    subscriber: SubscriberClient,
    sessions: RedisStore<Pool>,
    /// Whether an announcement that there is something to send is about to be made.
    announcing: AtomicBool,
}

/// What other servers announce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Announcement {
    /// The shop with this slug is not what it was.
    TenantChanged(String),
    /// There is something to send.
    OutboxWritten,
    /// The connection was lost for a while: announcements may have been missed.
    Gap,
}

impl Redis {
    /// Connects, and keeps reconnecting for as long as the process lives.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the URL makes no sense or nothing answers at first.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        let gone = |e: fred::error::Error| Error::unavailable("Redis", e);
        let config = Config::from_url(url).map_err(gone)?;
        let mut builder = Builder::from_config(config);
        builder
            .with_performance_config(|performance| performance.default_command_timeout = PATIENCE)
            .with_connection_config(|connection| connection.connection_timeout = PATIENCE)
            .set_policy(ReconnectPolicy::new_constant(0, 200));
        let pool = builder.build_pool(4).map_err(gone)?;
        let subscriber = builder.build_subscriber_client().map_err(gone)?;
        tokio::time::timeout(PATIENCE, pool.init()).await.map_err(|e| Error::unavailable("Redis", e))?.map_err(gone)?;
        subscriber.init().await.map_err(gone)?;
        let _resubscribes = subscriber.manage_subscriptions();
        subscriber.subscribe(vec![TENANT_CHANGES, OUTBOX]).await.map_err(gone)?;
        let sessions = RedisStore::new(pool.clone());
        Ok(Self { inner: Arc::new(Inner { pool, subscriber, sessions, announcing: AtomicBool::new(false) }) })
    }

    /// What other servers announce from now on.
    pub fn announcements(&self) -> Announcements {
        Announcements { messages: self.inner.subscriber.message_rx(), reconnects: self.inner.subscriber.reconnect_rx() }
    }

    /// Says that Redis answers.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        Box::pin(self.inner.pool.ping::<()>(None)).await.map_err(|e| Error::unavailable("Redis", e))
    }

    pub(crate) fn sessions(&self) -> &RedisStore<Pool> {
        &self.inner.sessions
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.inner.pool
    }

    pub(crate) async fn publish_tenant_change(&self, slug: &str) {
        self.publish(TENANT_CHANGES, slug).await;
    }

    /// Tells workers elsewhere, soon: of many sends at the same moment they hear once, and nobody who sends waits for it.
    pub(crate) fn announce_outbox(&self) {
        if self.inner.announcing.swap(true, Ordering::AcqRel) {
            return;
        }
        let redis = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(GATHERING).await;
            // Before it is said, so that whoever commits from here on says it again.
            redis.inner.announcing.store(false, Ordering::Release);
            redis.publish(OUTBOX, "").await;
        });
    }

    /// An announcement only hurries others: what it tells of is in the database, and they look there anyway.
    async fn publish(&self, channel: &str, message: &str) {
        if let Err(error) = Box::pin(self.inner.pool.next().publish::<(), _, _>(channel, message)).await {
            tracing::warn!(%error, channel, "could not announce");
        }
    }
}

/// A stream of announcements.
#[derive(Debug)]
pub struct Announcements {
    messages: broadcast::Receiver<fred::types::Message>,
    reconnects: broadcast::Receiver<fred::types::config::Server>,
}

impl Announcements {
    /// The next announcement; none when the client is gone for good.
    pub async fn next(&mut self) -> Option<Announcement> {
        tokio::select! {
            message = self.messages.recv() => match message {
                Ok(message) if message.channel == TENANT_CHANGES => {
                    Some(message.value.as_string().map_or(Announcement::Gap, Announcement::TenantChanged))
                }
                Ok(_) => Some(Announcement::OutboxWritten),
                Err(broadcast::error::RecvError::Lagged(_)) => Some(Announcement::Gap),
                Err(broadcast::error::RecvError::Closed) => None,
            },
            reconnect = self.reconnects.recv() => match reconnect {
                Err(broadcast::error::RecvError::Closed) => None,
                _ => Some(Announcement::Gap),
            },
        }
    }
}
