//! How a command fails: its message and its exit code.

use std::fmt::Display;
use std::process::ExitCode;

use forecourt_domain::preset::PresetError;
use forecourt_notifications::SettingsError as ProviderSettingsError;
use forecourt_storage::{DomainError, Error as StorageError, ProvisionError, SealerKeyError};
use forecourt_web::theme::ThemeError;

use crate::settings::SettingsError;

/// Why a command ended. One sentence each, for standard error.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It could not be begun as asked; nothing has happened. Exit code 2.
    Refused(String),
    /// It went wrong on the way. Exit code 1.
    Broken(String),
}

impl Failure {
    pub(crate) fn refused(sentence: impl Display) -> Self {
        Self::Refused(one_line(&sentence.to_string()))
    }

    pub(crate) fn broken(sentence: impl Display) -> Self {
        Self::Broken(one_line(&sentence.to_string()))
    }

    /// The sentence.
    pub(crate) fn sentence(&self) -> &str {
        match self {
            Self::Refused(sentence) | Self::Broken(sentence) => sentence,
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Refused(_) => ExitCode::from(2),
            Self::Broken(_) => ExitCode::from(1),
        }
    }
}

/// An error with its causes, the way people read: "the database does not answer: connection refused".
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        // Wrappers like to repeat what they wrap.
        let said = cause.to_string();
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        source = cause.source();
    }
    one_line(&text)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        Self::refused(error)
    }
}

impl From<SealerKeyError> for Failure {
    fn from(error: SealerKeyError) -> Self {
        Self::refused(error)
    }
}

impl From<ProviderSettingsError> for Failure {
    fn from(error: ProviderSettingsError) -> Self {
        Self::refused(format_args!("notifications.{error}"))
    }
}

impl From<ThemeError> for Failure {
    fn from(error: ThemeError) -> Self {
        Self::refused(format_args!("the theme cannot be used: {}", chain(&error)))
    }
}

impl From<PresetError> for Failure {
    fn from(error: PresetError) -> Self {
        Self::refused(chain(&error))
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        let sentence = chain(&error);
        let refused = error.is_unavailable() || matches!(error, StorageError::Setting { .. });
        if refused { Self::refused(sentence) } else { Self::broken(sentence) }
    }
}

impl From<DomainError> for Failure {
    fn from(error: DomainError) -> Self {
        match error {
            DomainError::Storage(error) => error.into(),
            refused => Self::refused(refused),
        }
    }
}

impl From<ProvisionError> for Failure {
    fn from(error: ProvisionError) -> Self {
        match error {
            ProvisionError::Storage(error) => error.into(),
            refused => Self::refused(refused),
        }
    }
}
