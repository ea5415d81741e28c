//! Files: photos, logos, documents. In a folder on one machine, in S3 on many.
//!
//! Keys are made by us, never by a caller's file name, and start with the shop: `t/{tenant}/…`.

mod directory;
mod s3;

use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use forecourt_domain::ids::{PhotoId, TenantId};
use thiserror::Error as ThisError;

pub use s3::S3Settings;

/// Where files are kept.
#[derive(Debug, Clone)]
pub enum Blobs {
    /// A folder.
    Directory(directory::Directory),
    /// A bucket.
    S3(Box<s3::S3>),
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

impl Blobs {
    /// A folder, made when it is first written to.
    pub fn directory(root: impl Into<PathBuf>) -> Self {
        Self::Directory(directory::Directory::new(root.into()))
    }

    /// A bucket.
    pub fn s3(settings: &S3Settings) -> Self {
        Self::S3(Box::new(s3::S3::new(settings)))
    }

    /// Writes a file, whole or not at all.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn put(&self, key: &BlobKey, content_type: &str, bytes: Bytes) -> Result<(), BlobError> {
        match self {
            Self::Directory(directory) => directory.put(key, bytes).await,
            Self::S3(s3) => s3.put(key, content_type, bytes).await,
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Unavailable`].
    pub async fn get(&self, key: &BlobKey) -> Result<Bytes, BlobError> {
        match self {
            Self::Directory(directory) => directory.get(key).await,
            Self::S3(s3) => s3.get(key).await,
        }
    }

    /// Removes a file; removing one that is not there is fine.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn remove(&self, key: &BlobKey) -> Result<(), BlobError> {
        match self {
            Self::Directory(directory) => directory.remove(key).await,
            Self::S3(s3) => s3.remove(key).await,
        }
    }

    /// A short-lived address at which a browser can fetch the file itself; none where there is no such thing.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`] when the signing fails.
    pub async fn presigned(
        &self,
        key: &BlobKey,
        shown: Presentation<'_>,
        lifetime: Duration,
    ) -> Result<Option<String>, BlobError> {
        match self {
            Self::Directory(_) => Ok(None),
            Self::S3(s3) => s3.presigned(key, shown, lifetime).await.map(Some),
        }
    }

    /// The origin that browsers fetch files from, for the content security policy; none when it is our own.
    pub fn origin(&self) -> Option<&str> {
        match self {
            Self::Directory(_) => None,
            Self::S3(s3) => Some(s3.origin()),
        }
    }

    /// Says that the store answers.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<(), BlobError> {
        match self {
            Self::Directory(directory) => directory.ping().await,
            Self::S3(s3) => s3.ping().await,
        }
    }
}
