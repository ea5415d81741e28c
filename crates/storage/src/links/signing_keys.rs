//! The keys that sign action links: sealed in the database, the newest signs, those before it still check.
//!
//! A link lives 90 days at most, so a key that has been replaced is of use for as long, and is swept out after that.
//! Every process keeps the ring in memory for some seconds: that is how long a change takes to be seen everywhere.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::action_link::{SigningKey, SigningKeyId};
use tokio::time::Instant;

use crate::db::row::Row;
use crate::db::{Reach, Tx, values};
use crate::scope::PlatformScope;
use crate::{Error, Storage};

/// The longest that any action link lives.
pub(crate) const ACTION_LINK_LIFETIME: TimeDelta = TimeDelta::days(90);
/// How long the ring is believed without being read again.
const FRESH: Duration = Duration::from_secs(10);
/// How often a link with an unknown key may make us look.
const ASKED_AGAIN: Duration = Duration::from_secs(1);

/// A key, as operators see it: never its secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SigningKeySummary {
    /// Its name in links.
    pub id: SigningKeyId,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Until when links signed with it can be alive; none for the one that signs now.
    pub checks_until: Option<DateTime<Utc>>,
}

impl Storage {
    /// The key that signs now; the first one is made when it is first asked for. Not within a transaction.
    pub(crate) async fn signing_key(&self) -> Result<SigningKey, Error> {
        if let Some(key) = self.ring(FRESH).await?.first() {
            return Ok(key.clone());
        }
        // Two servers may each make a first key: both are on the ring then, and nothing is lost.
        let tx = self.db().write(Reach::Platform).await?;
        let key = insert(self, &tx).await?;
        tx.commit().await?;
        self.forget_ring().await;
        Ok(key)
    }

    /// The key of this name, if links signed with it may still be alive.
    pub(crate) async fn signing_key_named(&self, id: SigningKeyId) -> Result<Option<SigningKey>, Error> {
        let find = |ring: &[SigningKey]| ring.iter().find(|key| key.id == id).cloned();
        if let Some(key) = find(&self.ring(FRESH).await?) {
            return Ok(Some(key));
        }
        // Another server may have made it a moment ago.
        Ok(find(&self.ring(ASKED_AGAIN).await?))
    }

    async fn ring(&self, fresh: Duration) -> Result<Arc<[SigningKey]>, Error> {
        let mut cached = self.keys().0.lock().await;
        if let Some((ring, read_at)) = &*cached
            && read_at.elapsed() < fresh
        {
            return Ok(ring.clone());
        }
        let tx = self.db().read(Reach::Platform).await?;
        let rows = tx.all("SELECT id, sealed FROM signing_keys ORDER BY created_at DESC, id DESC", []).await?;
        let mut ring = Vec::with_capacity(rows.len());
        for row in rows {
            let id = key_id(row.read("id")?)?;
            let secret = self.sealer().open(&context(id), &row.read::<Vec<u8>>("sealed")?)?;
            let secret = secret.try_into().map_err(|_| Error::Corrupt { what: "signing key" })?;
            ring.push(SigningKey::from_parts(id, secret));
        }
        let ring: Arc<[SigningKey]> = ring.into();
        *cached = Some((ring.clone(), Instant::now()));
        Ok(ring)
    }

    async fn forget_ring(&self) {
        *self.keys().0.lock().await = None;
    }

    /// Sweeps out keys that were replaced so long ago that no link of theirs can be alive.
    pub(crate) async fn sweep_signing_keys(&self, tx: &Tx) -> Result<u64, Error> {
        let sql = "DELETE FROM signing_keys WHERE EXISTS
                     (SELECT 1 FROM signing_keys n WHERE n.created_at > signing_keys.created_at AND n.created_at < $1)";
        tx.run(sql, values![self.clock().now() - ACTION_LINK_LIFETIME]).await
    }
}

impl PlatformScope {
    /// Makes a new key, which signs from now on. With `end_old` the others are gone, and every link that they signed
    /// with them: for the day a key has become known.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn rotate_signing_key(&self, end_old: bool) -> Result<SigningKeyId, Error> {
        let storage = self.storage();
        let tx = storage.db().write(Reach::Platform).await?;
        if end_old {
            tx.run("DELETE FROM signing_keys", []).await?;
        }
        let key = insert(storage, &tx).await?;
        let subject = crate::audit::Subject::none();
        crate::audit::write(storage, &tx, None, self.actor(), crate::audit::Action::KeysRotated, &subject).await?;
        tx.commit().await?;
        storage.forget_ring().await;
        Ok(key.id)
    }

    /// All keys, the one that signs first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn signing_keys(&self) -> Result<Vec<SigningKeySummary>, Error> {
        let tx = self.storage().db().read(Reach::Platform).await?;
        let rows = tx.all("SELECT id, created_at FROM signing_keys ORDER BY created_at DESC, id DESC", []).await?;
        let mut replaced_at: Option<DateTime<Utc>> = None;
        let mut keys = Vec::with_capacity(rows.len());
        for row in rows {
            let created_at: DateTime<Utc> = row.read("created_at")?;
            let checks_until = replaced_at.map(|at| at + ACTION_LINK_LIFETIME);
            keys.push(SigningKeySummary { id: key_id(row.read("id")?)?, created_at, checks_until });
            replaced_at = Some(created_at);
        }
        Ok(keys)
    }
}

async fn insert(storage: &Storage, tx: &Tx) -> Result<SigningKey, Error> {
    let entropy = storage.entropy().as_ref();
    let key = SigningKey::new(entropy);
    let sealed = storage.sealer().seal(&context(key.id), key.reveal(), entropy);
    let sql = "INSERT INTO signing_keys (id, sealed, created_at) VALUES ($1, $2, $3)";
    tx.run(sql, values![i64::from(key.id.0), sealed, storage.clock().now()]).await?;
    Ok(key)
}

fn context(id: SigningKeyId) -> Vec<u8> {
    [&b"signing key:"[..], &id.0.to_be_bytes()].concat()
}

fn key_id(stored: i64) -> Result<SigningKeyId, Error> {
    u32::try_from(stored).map(SigningKeyId).map_err(|_| Error::Corrupt { what: "signing key's name" })
}
