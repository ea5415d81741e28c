//! Files: photos, logos, documents. In a [`Directory`] on one machine; on many in S3, which `forecourt-s3` speaks.
//!
//! Keys are made by us, never by a caller's file name, and start with the shop: `t/{tenant}/…`.

mod directory;
mod probe;

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use forecourt_domain::ids::{PhotoId, TenantId};
use thiserror::Error as ThisError;

pub use directory::Directory;
pub use probe::{Probe, ProbeError};

/// Where files are kept.
pub type Blobs = Arc<dyn BlobStore>;

/// What can keep files.
#[async_trait]
pub trait BlobStore: Debug + Send + Sync {
    /// Writes a file, whole or not at all.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`], [`BlobError::Refused`].
    async fn put(&self, key: &BlobKey, content_type: &str, bytes: Bytes) -> Result<(), BlobError>;

    /// Reads a file.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Unavailable`], [`BlobError::Refused`].
    async fn get(&self, key: &BlobKey) -> Result<Bytes, BlobError>;

    /// Removes a file; removing one that is not there is fine.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`], [`BlobError::Refused`].
    async fn remove(&self, key: &BlobKey) -> Result<(), BlobError>;

    /// A short-lived address at which a browser can fetch the file itself; none where there is no such thing.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`] when the signing fails.
    async fn presigned(
        &self,
        _key: &BlobKey,
        _shown: Presentation<'_>,
        _lifetime: Duration,
    ) -> Result<Option<String>, BlobError> {
        Ok(None)
    }

    /// The origin that browsers fetch files from, for the content security policy; none when it is our own.
    fn origin(&self) -> Option<&str> {
        None
    }
}

/// Why a file could not be read or written.
#[derive(Debug, ThisError)]
pub enum BlobError {
    /// The store does not answer.
    #[error("the file store does not answer")]
    Unavailable {
        /// What it said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The store answers, and refuses: keys or rights are wrong.
    #[error("the file store refuses")]
    Refused {
        /// What it said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// There is no such file.
    #[error("no such file")]
    Missing,
}

/// A file's name: made of known parts, so that it needs no escaping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobKey(String);

impl BlobKey {
    /// A photo's folder.
    pub fn photo(tenant: TenantId, photo: PhotoId) -> Self {
        Self(format!("t/{tenant}/photos/{photo}"))
    }

    /// A logo. `version` is new for each upload, so that it can be cached for good.
    pub fn logo(tenant: TenantId, version: &str) -> Self {
        Self(format!("t/{tenant}/logo/{}", version.chars().filter(char::is_ascii_alphanumeric).collect::<String>()))
    }

    /// A file to try the store with. It lies where shops' files do: rights may end there.
    fn probe(name: &str) -> Self {
        Self(format!("t/probes/{name}"))
    }

    /// The key as stored in a row.
    pub fn stored(key: &str) -> Self {
        Self(key.to_owned())
    }

    /// A file in this folder.
    pub fn file(&self, name: &'static str) -> Self {
        Self(format!("{}/{name}", self.0))
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How a file is to be shown when the browser fetches it from the store itself.
#[derive(Debug, Clone, Copy)]
pub struct Presentation<'a> {
    /// The media type.
    pub content_type: &'a str,
    /// `inline`, or `attachment; filename="…"`.
    pub disposition: &'a str,
}
