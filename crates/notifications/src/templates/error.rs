//! The error of a message that cannot be put into words.

/// A job that cannot be put into words: a defect of the theme or of the row.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Speechless(pub(crate) String);
