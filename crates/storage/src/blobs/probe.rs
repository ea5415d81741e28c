//! Trying a store by what the product does with it: a small file of no shop is written, read and removed.
//!
//! Keys that may do this may do all that is needed. No other right is asked for, such as to list a bucket.

use bytes::Bytes;
use forecourt_domain::entropy::Entropy;
use thiserror::Error as ThisError;

use super::{BlobError, BlobKey, BlobStore};

/// What is written.
const CONTENT: &[u8] = b"Forecourt tries whether files can be kept here.";

/// A file to try stores with. Its name is its own, so that several servers do not take each other's away; a trial that
/// is given up half-way leaves one file at most, which the next one takes away.
#[derive(Debug)]
pub struct Probe {
    key: BlobKey,
}

/// What a store does not do.
#[derive(Debug, ThisError)]
pub enum ProbeError {
    /// Write.
    #[error("it cannot be written to")]
    Write(#[source] BlobError),
    /// Read.
    #[error("it can be written to, but not read from")]
    Read(#[source] BlobError),
    /// Give back what was written.
    #[error("it gives back another file than was written")]
    Different,
    /// Remove.
    #[error("it can be written to and read from, but nothing can be removed")]
    Remove(#[source] BlobError),
}

impl Probe {
    /// A file with a random name.
    pub fn new(entropy: &dyn Entropy) -> Self {
        let mut number = [0u8; 16];
        entropy.fill(&mut number);
        Self { key: BlobKey::probe(&hex::encode(number)) }
    }

    /// Tries a store; not twice at once.
    ///
    /// # Errors
    /// [`ProbeError`]: the first thing it does not do.
    pub async fn run(&self, store: &dyn BlobStore) -> Result<(), ProbeError> {
        store.put(&self.key, "text/plain", Bytes::from_static(CONTENT)).await.map_err(ProbeError::Write)?;
        let read = store.get(&self.key).await;
        let removed = store.remove(&self.key).await;
        if read.map_err(ProbeError::Read)? != CONTENT {
            return Err(ProbeError::Different);
        }
        removed.map_err(ProbeError::Remove)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use async_trait::async_trait;
    use forecourt_domain::entropy::SystemEntropy;

    use super::*;

    /// Holds one file, and does not do one thing.
    #[derive(Debug, Default)]
    struct Refusing {
        not: &'static str,
        kept: Mutex<Option<Bytes>>,
    }

    impl Refusing {
        fn asked(&self, what: &str) -> Result<(), BlobError> {
            if self.not == what { Err(BlobError::Refused { source: "AccessDenied".into() }) } else { Ok(()) }
        }
    }

    #[async_trait]
    impl BlobStore for Refusing {
        async fn put(&self, _key: &BlobKey, _content_type: &str, bytes: Bytes) -> Result<(), BlobError> {
            self.asked("put")?;
            *self.kept.lock().unwrap() = Some(if self.not == "keep" { Bytes::new() } else { bytes });
            Ok(())
        }

        async fn get(&self, _key: &BlobKey) -> Result<Bytes, BlobError> {
            self.asked("get")?;
            self.kept.lock().unwrap().clone().ok_or(BlobError::Missing)
        }

        async fn remove(&self, _key: &BlobKey) -> Result<(), BlobError> {
            self.asked("remove")?;
            *self.kept.lock().unwrap() = None;
            Ok(())
        }
    }

    #[tokio::test]
    async fn what_a_store_does_not_do_is_named_and_nothing_stays() {
        let probe = Probe::new(&SystemEntropy);
        for (not, said) in [("put", "written"), ("get", "read"), ("keep", "another file"), ("remove", "removed")] {
            let store = Refusing { not, ..Refusing::default() };
            let error = probe.run(&store).await.unwrap_err().to_string();
            assert!(error.contains(said), "{not}: {error}");
            assert_eq!(store.kept.lock().unwrap().is_some(), not == "remove", "{not}");
        }
        let sound = Refusing::default();
        probe.run(&sound).await.unwrap();
        assert!(sound.kept.lock().unwrap().is_none());
    }
}
