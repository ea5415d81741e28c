//! Files in a folder.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::fs;

use super::{BlobError, BlobKey, BlobStore};

/// A folder.
#[derive(Debug)]
pub struct Directory {
    root: PathBuf,
}

/// Makes names of half-written files distinct within this process.
static WRITES: AtomicU64 = AtomicU64::new(0);

impl Directory {
    /// A folder, made when it is first written to.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn path(&self, key: &BlobKey) -> PathBuf {
        // Keys hold no "..", being made of ids and constants; a stored one that was tampered with stays inside anyway.
        key.as_str()
            .split('/')
            .filter(|part| !part.is_empty() && *part != "." && *part != "..")
            .fold(self.root.clone(), |path, part| path.join(part))
    }
}

#[async_trait]
impl BlobStore for Directory {
    async fn put(&self, key: &BlobKey, _content_type: &str, bytes: Bytes) -> Result<(), BlobError> {
        let path = self.path(key);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).await.map_err(unavailable)?;
        }
        // Renaming is what makes it whole or not at all.
        let unique = format!("{}-{}", std::process::id(), WRITES.fetch_add(1, Ordering::Relaxed));
        let half = path.with_extension(format!("half-{unique}"));
        fs::write(&half, bytes).await.map_err(unavailable)?;
        fs::rename(&half, &path).await.map_err(unavailable)
    }

    async fn get(&self, key: &BlobKey) -> Result<Bytes, BlobError> {
        match fs::read(self.path(key)).await {
            Ok(bytes) => Ok(bytes.into()),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(BlobError::Missing),
            Err(error) => Err(unavailable(error)),
        }
    }

    async fn remove(&self, key: &BlobKey) -> Result<(), BlobError> {
        match fs::remove_file(self.path(key)).await {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(unavailable(error)),
            _ => Ok(()),
        }
    }
}

fn unavailable(error: std::io::Error) -> BlobError {
    BlobError::Unavailable { source: error.into() }
}
