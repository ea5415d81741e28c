//! The configuration: `config/default.toml`, a file over it, the environment over both.
//!
//! A value that is here is valid: addresses parse, numbers fit. What fits together is `doctor`'s to say.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use figment::Figment;
use forecourt_domain::host::HostName;
use forecourt_storage::redis::Address;
use ipnet::IpNet;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use thiserror::Error as ThisError;
use url::Url;

use crate::layers::{self, LayerError};

/// Everything that can be configured; `config/default.toml` says what each means.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) server: Server,
    pub(crate) platform: Platform,
    pub(crate) database: Database,
    pub(crate) redis: Redis,
    pub(crate) blobs: Blobs,
    pub(crate) secrets: Secrets,
    pub(crate) limits: Limits,
    pub(crate) notifications: Notifications,
    pub(crate) log: Log,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    pub(crate) listen: SocketAddr,
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) header_timeout_seconds: u32,
    pub(crate) body_timeout_seconds: u32,
    pub(crate) shutdown_seconds: u32,
    pub(crate) max_upload_megabytes: u16,
    pub(crate) metrics_token: Hidden,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Platform {
    #[serde(deserialize_with = "host_name")]
    pub(crate) domain: HostName,
    #[serde(deserialize_with = "web_origin")]
    pub(crate) public_url: Url,
    pub(crate) environment: Environment,
    pub(crate) clock_ahead_seconds: i32,
    #[serde(deserialize_with = "dns_server")]
    pub(crate) dns_server: Option<SocketAddr>,
}

/// Whether anything here is real.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Environment {
    Production,
    Development,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    #[serde(deserialize_with = "database_url")]
    pub(crate) url: Hidden,
    #[serde(deserialize_with = "database_url")]
    pub(crate) owner_url: Hidden,
    pub(crate) ca_file: PathBuf,
    pub(crate) max_connections: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Redis {
    #[serde(deserialize_with = "redis_url")]
    pub(crate) url: Hidden,
    pub(crate) ca_file: PathBuf,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Blobs {
    pub(crate) kind: BlobsKind,
    pub(crate) directory: PathBuf,
    pub(crate) endpoint: String,
    pub(crate) public_endpoint: String,
    pub(crate) bucket: String,
    pub(crate) region: String,
    pub(crate) access_key_id: Hidden,
    pub(crate) secret_access_key: Hidden,
    pub(crate) path_style: bool,
}

/// The kind of blob store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BlobsKind {
    Directory,
    S3,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Secrets {
    pub(crate) key: Hidden,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limits {
    pub(crate) scale: NonZeroU32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Notifications {
    pub(crate) sms: SmsBy,
    pub(crate) email: EmailBy,
    pub(crate) lease_seconds: u32,
    pub(crate) retry_base_seconds: u32,
    pub(crate) twilio: Twilio,
    pub(crate) resend: Resend,
    pub(crate) smtp: Smtp,
}

/// The provider of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SmsBy {
    Capture,
    Twilio,
}

/// The provider of emails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EmailBy {
    Capture,
    Resend,
    Smtp,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Twilio {
    pub(crate) base_url: Url,
    pub(crate) account_sid: String,
    pub(crate) auth_token: Hidden,
    pub(crate) from: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resend {
    pub(crate) base_url: Url,
    pub(crate) api_key: Hidden,
    pub(crate) from: String,
    pub(crate) webhook_secret: Hidden,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Smtp {
    pub(crate) url: Hidden,
    pub(crate) from: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Log {
    pub(crate) format: LogFormat,
    pub(crate) level: String,
}

/// The format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// A secret, or a URL that may hold one: `Debug` does not show it.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct Hidden(String);

/// Why the configuration was refused; one sentence, with the key and where it was said.
#[derive(Debug, ThisError)]
pub(crate) enum SettingsError {
    /// A layer that cannot be read, or has invalid contents.
    #[error(transparent)]
    Layer(#[from] LayerError),
    /// A value of the wrong kind.
    #[error("{origin} gives {key} a value that does not fit: {problem}")]
    Value {
        /// The key, with its section.
        key: String,
        /// Which layer.
        origin: String,
        /// What is wrong with the value.
        problem: String,
    },
}

impl Settings {
    /// Reads all layers.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub(crate) fn load(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, SettingsError> {
        let mut figment = Figment::from(layers::built_in()?);
        if let Some(path) = file {
            figment = figment.merge(layers::file(path)?);
        }
        figment.merge(layers::environment(environment)?).extract().map_err(SettingsError::from)
    }

    /// As without a file or an environment.
    ///
    /// # Errors
    /// None: a test reads the built-in file.
    pub(crate) fn built_in() -> Result<Self, SettingsError> {
        Self::load(None, std::iter::empty())
    }

    pub(crate) fn is_development(&self) -> bool {
        self.platform.environment == Environment::Development
    }
}

impl Server {
    pub(crate) fn header_timeout(&self) -> Duration {
        seconds(self.header_timeout_seconds)
    }

    pub(crate) fn body_timeout(&self) -> Duration {
        seconds(self.body_timeout_seconds)
    }

    pub(crate) fn shutdown(&self) -> Duration {
        Duration::from_secs(self.shutdown_seconds.into())
    }

    /// The largest request, in bytes.
    pub(crate) fn max_upload(&self) -> usize {
        usize::from(self.max_upload_megabytes.max(1)) * 1024 * 1024
    }
}

impl Notifications {
    pub(crate) fn lease(&self) -> Duration {
        seconds(self.lease_seconds)
    }

    pub(crate) fn retry_base(&self) -> Duration {
        seconds(self.retry_base_seconds)
    }
}

/// At least one: a timeout of nothing would be no server at all.
fn seconds(number: u32) -> Duration {
    Duration::from_secs(number.max(1).into())
}

impl Hidden {
    pub(crate) fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_empty() { "(none)" } else { "(hidden)" })
    }
}

impl From<figment::Error> for SettingsError {
    fn from(error: figment::Error) -> Self {
        // Only the first error: the next one is reported once this one is fixed.
        Self::Value {
            key: error.path.join("."),
            origin: error
                .metadata
                .as_ref()
                .map_or_else(|| "the configuration".to_owned(), |metadata| metadata.name.to_string()),
            problem: error.kind.to_string(),
        }
    }
}

fn host_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HostName, D::Error> {
    let text = String::deserialize(deserializer)?;
    let refused =
        || D::Error::custom(format!("{text:?} is no domain, such as \"example.com\", without scheme or port"));
    if text.contains(':') { Err(refused()) } else { HostName::parse(&text).map_err(|_| refused()) }
}

/// None: whichever the system asks.
fn dns_server<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SocketAddr>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    let refused = |_| D::Error::custom(format!("{text:?} is no address with a port, such as \"9.9.9.9:53\""));
    text.parse().map(Some).map_err(refused)
}

/// Says nothing of what was written there: a password may be in it.
fn database_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Hidden, D::Error> {
    let url = Hidden::deserialize(deserializer)?;
    let known = url.is_empty()
        || ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.expose().starts_with(scheme));
    if known { Ok(url) } else { Err(D::Error::custom("it is neither \"sqlite://…\" nor \"postgres://…\"")) }
}

/// Says nothing of what was written there but the scheme: a password may be in it.
fn redis_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Hidden, D::Error> {
    let url = Hidden::deserialize(deserializer)?;
    if !url.is_empty() {
        url.expose().parse::<Address>().map_err(D::Error::custom)?;
    }
    Ok(url)
}

fn web_origin<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    let text = String::deserialize(deserializer)?;
    let url = Url::parse(&text).ok().filter(|url| {
        let plain = url.username().is_empty() && url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        matches!(url.scheme(), "http" | "https") && url.has_host() && plain
    });
    url.ok_or_else(|| {
        D::Error::custom(format!("{text:?} is no address such as \"https://example.com\", without a path"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        Settings::load(None, variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn the_built_in_file_is_complete() {
        let settings = Settings::built_in().unwrap();
        assert_eq!(settings.server.listen.port(), 8080);
        assert_eq!(settings.platform.environment, Environment::Production);
        assert!(settings.secrets.key.is_empty());
    }

    #[test]
    fn the_environment_is_read_as_the_key_wants_it() {
        let digits = "1".repeat(64);
        let settings = with(&[
            ("FORECOURT__SECRETS__KEY", &digits),
            ("FORECOURT__NOTIFICATIONS__TWILIO__FROM", "+12025550100"),
            ("FORECOURT__SERVER__TRUSTED_PROXIES", "10.0.0.0/8, ::1/128"),
            ("FORECOURT__BLOBS__PATH_STYLE", "false"),
            ("FORECOURT__DATABASE__MAX_CONNECTIONS", "3"),
            ("HOME", "/root"),
        ])
        .unwrap();
        assert_eq!(settings.secrets.key.expose(), digits);
        assert_eq!(settings.notifications.twilio.from, "+12025550100");
        assert_eq!(settings.server.trusted_proxies.len(), 2);
        assert!(!settings.blobs.path_style);
        assert_eq!(settings.database.max_connections, 3);
    }

    #[test]
    fn a_wrong_value_is_named_with_its_key_and_place() {
        let said = |name, value| with(&[(name, value)]).unwrap_err().to_string();
        let problem = said("FORECOURT__DATABASE__MAX_CONNECTIONS", "many");
        assert!(problem.contains("database.max_connections") && problem.contains("environment"), "{problem}");
        assert!(said("FORECOURT__PLATFORM__PUBLIC_URL", "ftp://example.com").contains("platform.public_url"));
        assert!(said("FORECOURT__PLATFORM__PUBLIC_URL", "https://example.com/path").contains("platform.public_url"));
        assert!(said("FORECOURT__PLATFORM__DOMAIN", "example.com:80").contains("platform.domain"));
        assert!(said("FORECOURT__PLATFORM__DNS_SERVER", "9.9.9.9").contains("platform.dns_server"));
        assert!(said("FORECOURT__DATABASE__URL", "mysql://x:pw@y").contains("neither"));
        assert!(!said("FORECOURT__DATABASE__URL", "mysql://x:pw@y").contains("pw"));
        assert!(said("FORECOURT__PLATFORM__ENVIRONMENT", "staging").contains("production"));
        let problem = said("FORECOURT__REDIS__URL", "http://:hunter2@cache.example.com");
        assert!(problem.contains("redis.url") && problem.contains("the scheme `http` is not known"), "{problem}");
        assert!(problem.contains("rediss://") && !problem.contains("hunter2"), "{problem}");
    }
}
