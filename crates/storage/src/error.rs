//! Errors of the storage layer.

use sea_orm::{DbErr, RuntimeErr, sqlx};
use thiserror::Error as ThisError;

use crate::blobs::BlobError;

/// Why something could not be read or written.
#[derive(Debug, ThisError)]
pub enum Error {
    /// The database, Redis or S3 does not answer; the same request may work in a moment.
    #[error("{part} does not answer")]
    Unavailable {
        /// Which part.
        part: &'static str,
        /// What it said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The database refused; a defect of ours.
    #[error("the database refused")]
    Database(#[source] DbErr),
    /// A stored value cannot be read: a defect of ours, or a row that was edited by hand.
    #[error("a stored {what} cannot be read")]
    Corrupt {
        /// Which value.
        what: &'static str,
    },
    /// A setting that cannot work, whenever it is tried again.
    #[error("{setting} {problem}")]
    Setting {
        /// Its key in the configuration.
        setting: &'static str,
        /// What is wrong with it, and what to do.
        problem: String,
    },
    /// The session has ended since the request began: nothing was written.
    #[error("signed out meanwhile")]
    SignedOut,
    /// Files.
    #[error(transparent)]
    Blob(#[from] BlobError),
}

impl Error {
    pub(crate) fn unavailable(part: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unavailable { part, source: source.into() }
    }

    /// Whether trying again in a moment may help.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::Blob(BlobError::Unavailable { .. } | BlobError::Refused { .. }))
    }

    pub(crate) fn is_unique_violation(&self) -> bool {
        match self {
            Self::Database(error) => matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))),
            _ => false,
        }
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        let gone = match &error {
            DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => true,
            DbErr::Exec(RuntimeErr::SqlxError(e)) | DbErr::Query(RuntimeErr::SqlxError(e)) => is_connection_loss(e),
            _ => false,
        };
        if gone { Self::unavailable("the database", error) } else { Self::Database(error) }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if is_connection_loss(&error) {
            Self::unavailable("the database", error)
        } else {
            Self::Database(DbErr::Query(RuntimeErr::SqlxError(error.into())))
        }
    }
}

fn is_connection_loss(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => true,
        // 08: connection exception; 57P: shutdown, crash, cannot connect now; 53300: too many connections;
        // 25006: a replica that was the primary a moment ago; 40001 and 40P01: two transactions in each other's way, of
        // which one was undone whole. 5 and 6 are SQLite's BUSY and LOCKED.
        sqlx::Error::Database(e) => e.code().is_some_and(|code| {
            code.starts_with("08")
                || code.starts_with("57P")
                || ["53300", "25006", "40001", "40P01", "5", "6"].contains(&code.as_ref())
        }),
        _ => false,
    }
}
