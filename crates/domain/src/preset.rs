//! Presets: how a kind of shop starts out, as data (docs/product.md, section 3).

use serde::Deserialize;
use thiserror::Error;

use crate::feature::Feature;
pub use crate::sign_in::{SignInMethod, SignInMethods};
use crate::tenant::SessionDays;

/// One file of `config/presets/`. The words it says differently ("job" → "visit") lie beside it, one Fluent file a
/// language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// What operators call it, such as `garage`; the file's name.
    #[serde(skip)]
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Features that start on.
    pub features: Vec<Feature>,
    /// How long a session lasts at first, in days.
    pub session_days: SessionDays,
    /// The ways to sign in, the default first.
    pub sign_in: SignInMethods,
    /// Whether anybody may open an account.
    #[serde(default)]
    pub self_registration: bool,
}

/// A preset file that cannot be used.
#[derive(Debug, Error)]
#[error("preset {key}: {source}")]
pub struct PresetError {
    key: String,
    source: toml::de::Error,
}

impl Preset {
    /// Reads one file; `key` is its name without `.toml`.
    ///
    /// # Errors
    /// [`PresetError`] when the file has an unknown key or value.
    pub fn parse(key: &str, text: &str) -> Result<Self, PresetError> {
        let mut preset: Self = toml::from_str(text).map_err(|source| PresetError { key: key.to_owned(), source })?;
        preset.key = key.to_owned();
        Ok(preset)
    }
}
