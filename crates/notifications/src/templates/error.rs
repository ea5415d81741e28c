//! The error of a message that cannot be put into words.

/// The message could not be rendered: template, translation or payload is broken.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Speechless(pub(crate) String);
