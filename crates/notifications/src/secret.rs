//! Credentials, kept out of `Debug`, logs and freed memory.

use std::fmt;

use zeroize::Zeroizing;

/// A credential of a provider: an auth token, an API key, a URL with a password in it.
///
/// `Debug` shows that there is one, never which; the memory is overwritten when it is dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The credential itself. Only for the call that needs it; never for a message a person or a log reads.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<S: Into<String>> From<S> for Secret {
    fn from(value: S) -> Self {
        Self(Zeroizing::new(value.into()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// A provider or a webhook cannot be set up as configured. Names the setting, never its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{setting} {problem}")]
pub struct SettingsError {
    /// The key below `[notifications]` in the configuration, for example `twilio.auth_token`.
    pub setting: &'static str,
    /// What is wrong with it, in words that follow the name: "is empty".
    pub problem: &'static str,
}

impl SettingsError {
    pub(crate) fn new(setting: &'static str, problem: &'static str) -> Self {
        Self { setting, problem }
    }
}
