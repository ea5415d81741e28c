//! Redis: what several servers share. One address for sessions, limits and announcements.
//!
//! Two clients speak to it: `connection` is ours, and tower-sessions' store brings its own (`session_client`).

mod address;
mod announcements;
mod connection;
mod session_client;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ::redis::{AsyncCommands, RedisResult};
use fred::clients::Pool;
use fred::interfaces::KeysInterface;
use fred::types::Expiration;
use tower_sessions_redis_store::RedisStore;

use crate::Error;
pub use address::{Address, AddressError};
pub use announcements::{Announcement, Announcements};
use announcements::{OUTBOX, Subscriber, TENANT_CHANGES};
pub(crate) use connection::SharedConnection;

/// Long enough for a busy Redis, short enough that a page can still say "in a moment".
const PATIENCE: Duration = Duration::from_secs(2);
/// How long announcements of the same thing are gathered.
const GATHERING: Duration = Duration::from_millis(1);
/// What is written to see whether something can be, and for how many seconds it stays.
const WRITTEN: &str = "forecourt:written";
const WRITTEN_FOR: u64 = 10;

/// The shared memory.
#[derive(Debug, Clone)]
pub struct Redis {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    connection: SharedConnection,
    subscriber: Subscriber,
    session_pool: Pool,
    sessions: RedisStore<Pool>,
    is_encrypted: bool,
    /// Whether an announcement that there is something to send is about to be made.
    announcing: AtomicBool,
}

impl Redis {
    /// Connects, and keeps reconnecting for as long as the process lives.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when nothing answers at first, or not in the way that the address asks for.
    pub async fn connect(address: &Address) -> Result<Self, Error> {
        let connection = SharedConnection::new(address).map_err(gone)?;
        let subscriber = Subscriber::open(&connection).await.map_err(gone)?;
        let session_pool = session_client::connect(address).await.map_err(gone)?;
        let sessions = RedisStore::new(session_pool.clone());
        let (is_encrypted, announcing) = (address.is_encrypted(), AtomicBool::new(false));
        Ok(Self { inner: Arc::new(Inner { connection, subscriber, session_pool, sessions, is_encrypted, announcing }) })
    }

    /// What other servers announce from now on.
    pub fn announcements(&self) -> Announcements {
        self.inner.subscriber.announcements()
    }

    /// Whether every connection is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.inner.is_encrypted
    }

    /// Says that Redis takes what is written: a replica answers, too, and is of no use.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it does not, over either client.
    pub async fn takes_writes(&self) -> Result<(), Error> {
        let mut connection = self.connection();
        let ours = async { connection.set_ex(WRITTEN, 1, WRITTEN_FOR).await.map_err(gone) };
        tokio::try_join!(ours, self.takes_sessions()).map(|((), ())| ())
    }

    /// The same of the sessions' client alone.
    pub(crate) async fn takes_sessions(&self) -> Result<(), Error> {
        let expires = Some(Expiration::EX(i64::try_from(WRITTEN_FOR).unwrap_or(1)));
        Box::pin(self.inner.session_pool.set(WRITTEN, 1, expires, None, false)).await.map_err(gone)
    }

    pub(crate) fn sessions(&self) -> &RedisStore<Pool> {
        &self.inner.sessions
    }

    /// The connection for everything else.
    pub(crate) fn connection(&self) -> SharedConnection {
        self.inner.connection.clone()
    }

    pub(crate) async fn publish_tenant_change(&self, slug: &str) {
        self.publish(TENANT_CHANGES, slug).await;
    }

    /// Announces new messages to workers elsewhere, soon: of many sends at the same moment they hear once, and no
    /// sender waits for it.
    pub(crate) fn announce_outbox(&self) {
        if self.inner.announcing.swap(true, Ordering::AcqRel) {
            return;
        }
        let redis = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(GATHERING).await;
            // Before it is announced, so that a commit from here on announces again.
            redis.inner.announcing.store(false, Ordering::Release);
            redis.publish(OUTBOX, "").await;
        });
    }

    /// An announcement only hurries others: what it tells of is in the database, and they look there anyway.
    async fn publish(&self, channel: &str, message: &str) {
        let mut connection = self.connection();
        let published: RedisResult<()> = connection.publish(channel, message).await;
        if let Err(error) = published {
            tracing::warn!(%error, channel, "could not announce");
        }
    }
}

fn gone(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::unavailable("Redis", error)
}
