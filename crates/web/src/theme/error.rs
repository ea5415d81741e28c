//! A theme that cannot be used.

use minijinja::Error as TemplateError;
use thiserror::Error as ThisError;

use super::words::WordsError;

/// A theme that cannot be used.
#[derive(Debug, ThisError)]
pub enum ThemeError {
    /// A template does not parse.
    #[error("template {name}")]
    Template {
        /// Which.
        name: String,
        /// The template engine's error.
        #[source]
        source: TemplateError,
    },
    /// A catalogue does not parse.
    #[error(transparent)]
    Words(#[from] WordsError),
}
