//! From settings to running parts.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use forecourt_domain::clock::{SharedClock, SystemClock, WrongClock};
use forecourt_domain::entropy::SystemEntropy;
use forecourt_notifications::provider::capture::Capture;
use forecourt_notifications::provider::http;
use forecourt_notifications::provider::resend::{Resend, ResendSettings};
use forecourt_notifications::provider::smtp::{Smtp, SmtpSettings};
use forecourt_notifications::provider::twilio::{Twilio, TwilioSettings};
use forecourt_notifications::webhooks::resend::ResendWebhooks;
use forecourt_notifications::webhooks::routes::CallbackSettings;
use forecourt_notifications::webhooks::twilio::TwilioWebhooks;
use forecourt_notifications::{Provider, Providers, Secret, SettingsError, Worker, WorkerSettings};
use forecourt_pictures::Pictures;
use forecourt_s3::{S3, S3Settings};
use forecourt_storage::blobs::{Blobs, Directory};
use forecourt_storage::redis::Address;
use forecourt_storage::{DatabaseSettings, Parts, Redis, Sealer, Storage};
use forecourt_web::files::Files;
use forecourt_web::site::SharedSite;
use forecourt_web::theme::Theme;
use forecourt_web::{Settings as SiteSettings, Site};

use crate::failure::Failure;
use crate::settings::{BlobsKind, EmailBy, Hidden, Redis as RedisSettings, Settings, SmsBy};
use crate::{keys, presets};

/// Whether a command needs Redis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RedisIs {
    /// It keeps sessions there: without it there is no server.
    Needed,
    /// For announcements at once: the log of changes in the database is read within a second anyway.
    Handy,
}

/// The settings of the database connection.
pub(crate) fn database(settings: &Settings) -> DatabaseSettings {
    let database = &settings.database;
    DatabaseSettings {
        url: database.url.expose().to_owned(),
        owner_url: database.owner_url.expose().to_owned(),
        ca_file: (!database.ca_file.as_os_str().is_empty()).then(|| database.ca_file.clone()),
        max_connections: match database.max_connections {
            0 => connections(std::thread::available_parallelism().map_or(1, usize::from)),
            some => some,
        },
    }
}

/// The number of connections for so many processors.
fn connections(processors: usize) -> u32 {
    u32::try_from(processors * 2).unwrap_or(u32::MAX).max(4)
}

/// The blob store.
pub(crate) fn blobs(settings: &Settings) -> Blobs {
    let blobs = &settings.blobs;
    match blobs.kind {
        BlobsKind::Directory => Arc::new(Directory::new(&blobs.directory)),
        BlobsKind::S3 => Arc::new(S3::new(&S3Settings {
            endpoint: blobs.endpoint.clone(),
            public_endpoint: blobs.public_endpoint.clone(),
            bucket: blobs.bucket.clone(),
            region: blobs.region.clone(),
            access_key_id: blobs.access_key_id.expose().to_owned(),
            secret_access_key: blobs.secret_access_key.expose().to_owned(),
            path_style: blobs.path_style,
        })),
    }
}

/// Redis, if it is configured.
///
/// # Errors
/// [`Failure::Refused`] when it does not answer, or its CA file is of no use.
pub(crate) async fn redis(settings: &Settings) -> Result<Option<Redis>, Failure> {
    match redis_address(settings)? {
        None => Ok(None),
        Some(address) => Ok(Some(Redis::connect(&address).await?)),
    }
}

fn redis_address(settings: &Settings) -> Result<Option<Address>, Failure> {
    let RedisSettings { url, ca_file } = &settings.redis;
    if url.is_empty() {
        return Ok(None);
    }
    let refused = |error| Failure::refused(format_args!("redis.url: {error}"));
    let address: Address = url.expose().parse().map_err(refused)?;
    if ca_file.as_os_str().is_empty() {
        return Ok(Some(address));
    }
    let pem = std::fs::read(ca_file).map_err(|error| {
        Failure::refused(format_args!("redis.ca_file is {}, which cannot be read: {error}", ca_file.display()))
    })?;
    address.with_ca(pem).map(Some).map_err(refused)
}

/// The sealing key; in development it is generated if it is missing.
///
/// # Errors
/// [`Failure::Refused`] without a key.
pub(crate) fn sealer(settings: &Settings) -> Result<Sealer, Failure> {
    let key = match settings.secrets.key.expose() {
        "" if settings.is_development() => {
            let folder = sqlite_file(settings).and_then(|file| file.parent().map(Path::to_owned)).unwrap_or_default();
            let kept = keys::kept_in(&folder, &SystemEntropy);
            kept.map_err(|error| {
                Failure::refused(format_args!(
                    "secrets.key is not set, and none can be kept in {}: {error}",
                    folder.display()
                ))
            })?
        }
        "" => return Err(Failure::refused(NO_KEY)),
        key => key.to_owned(),
    };
    Ok(Sealer::from_hex(&key)?)
}

const NO_KEY: &str = "secrets.key is not set: put 64 hexadecimal digits there (`openssl rand -hex 32` makes some), \
    as FORECOURT__SECRETS__KEY or in a file that secrets.key_file names";

/// Everything that is kept. The schema is expected to be there.
///
/// # Errors
/// [`Failure::Refused`] when a part does not answer or a setting is missing.
pub(crate) async fn storage(settings: &Settings, redis_is: RedisIs) -> Result<Storage, Failure> {
    let redis = match (redis(settings).await, redis_is) {
        (Err(failure), RedisIs::Handy) => {
            crate::say::err(format_args!("{}; running servers will notice within a second", failure.sentence()));
            None
        }
        (redis, _) => redis?,
    };
    let parts = Parts {
        database: database(settings),
        blobs: blobs(settings),
        redis,
        limits_scale: settings.limits.scale,
        sealer: sealer(settings)?,
        clock: clock(settings)?,
        entropy: Arc::new(SystemEntropy),
    };
    Ok(Storage::open(parts).await?)
}

/// This machine's clock; in development it may be made wrong.
///
/// # Errors
/// [`Failure::Refused`] when it is to be wrong in production.
fn clock(settings: &Settings) -> Result<SharedClock, Failure> {
    match settings.platform.clock_ahead_seconds {
        0 => Ok(Arc::new(SystemClock)),
        ahead if settings.is_development() => Ok(Arc::new(WrongClock { ahead: TimeDelta::seconds(ahead.into()) })),
        _ => Err(Failure::refused("platform.clock_ahead_seconds is for development: leave it at 0")),
    }
}

/// The state that all routers share.
///
/// # Errors
/// [`Failure::Refused`] when the theme or a preset cannot be used.
pub(crate) fn site(settings: &Settings, storage: Storage) -> Result<SharedSite, Failure> {
    let presets = presets::all()?;
    let keys: Vec<String> = presets.keys().cloned().collect();
    Ok(Arc::new(Site {
        storage,
        theme: Theme::load(&Files::default(), &keys)?,
        settings: addresses(settings),
        presets,
        pictures: Pictures::default(),
    }))
}

/// The settings that pages and links need.
pub(crate) fn addresses(settings: &Settings) -> SiteSettings {
    SiteSettings {
        domain: settings.platform.domain.clone(),
        public_url: settings.platform.public_url.clone(),
        development: settings.is_development(),
        max_upload: settings.server.max_upload(),
    }
}

/// The providers of all channels.
///
/// # Errors
/// [`SettingsError`], naming the setting.
pub(crate) fn providers(settings: &Settings) -> Result<Providers, SettingsError> {
    Ok(Providers { sms: sms_provider(settings)?, email: email_provider(settings)? })
}

/// The provider of texts.
///
/// # Errors
/// [`SettingsError`], naming the setting.
pub(crate) fn sms_provider(settings: &Settings) -> Result<Arc<dyn Provider>, SettingsError> {
    let twilio = &settings.notifications.twilio;
    Ok(match settings.notifications.sms {
        SmsBy::Capture => Arc::new(Capture),
        SmsBy::Twilio => {
            let twilio = TwilioSettings {
                base_url: twilio.base_url.clone(),
                account_sid: twilio.account_sid.clone(),
                auth_token: secret(&twilio.auth_token),
                from: twilio.from.clone(),
            };
            Arc::new(Twilio::new(twilio, http::client(attempt_limit(settings))?)?)
        }
    })
}

/// The provider of emails.
///
/// # Errors
/// [`SettingsError`], naming the setting.
pub(crate) fn email_provider(settings: &Settings) -> Result<Arc<dyn Provider>, SettingsError> {
    let (resend, smtp) = (&settings.notifications.resend, &settings.notifications.smtp);
    let limit = attempt_limit(settings);
    Ok(match settings.notifications.email {
        EmailBy::Capture => Arc::new(Capture),
        EmailBy::Resend => {
            let resend = ResendSettings {
                base_url: resend.base_url.clone(),
                api_key: secret(&resend.api_key),
                from: resend.from.clone(),
            };
            Arc::new(Resend::new(resend, http::client(limit)?)?)
        }
        EmailBy::Smtp => Arc::new(Smtp::new(&SmtpSettings { url: secret(&smtp.url), from: smtp.from.clone() }, limit)?),
    })
}

/// How long one request to a provider may take. A worker may ask before it sends: two of them have to fit into the
/// lease, with room to spare.
fn attempt_limit(settings: &Settings) -> Duration {
    (settings.notifications.lease() / 3).clamp(Duration::from_millis(500), Duration::from_secs(15))
}

/// Whose news of messages are taken.
///
/// # Errors
/// [`SettingsError`], naming the setting.
pub(crate) fn callbacks(settings: &Settings) -> Result<CallbackSettings, SettingsError> {
    let notifications = &settings.notifications;
    let twilio = match notifications.sms {
        SmsBy::Twilio => Some(TwilioWebhooks::new(secret(&notifications.twilio.auth_token))?),
        SmsBy::Capture => None,
    };
    Ok(CallbackSettings { twilio, resend: resend_webhooks(settings)? })
}

/// Resend's news, where its secret is known.
///
/// # Errors
/// [`SettingsError`] when it is no such secret.
pub(crate) fn resend_webhooks(settings: &Settings) -> Result<Option<ResendWebhooks>, SettingsError> {
    let webhook_secret = &settings.notifications.resend.webhook_secret;
    match settings.notifications.email {
        EmailBy::Resend if !webhook_secret.is_empty() => ResendWebhooks::new(&secret(webhook_secret)).map(Some),
        _ => Ok(None),
    }
}

/// The one that empties the outbox.
///
/// # Errors
/// [`Failure::Refused`], naming the provider's setting.
pub(crate) fn worker(settings: &Settings, site: SharedSite) -> Result<Worker, Failure> {
    let notifications = &settings.notifications;
    let how = WorkerSettings {
        lease: TimeDelta::seconds(notifications.lease_seconds.max(1).into()),
        retry_base: notifications.retry_base(),
        ..WorkerSettings::default()
    };
    Ok(Worker::new(site, providers(settings)?, how))
}

/// The embedded database's file; none on PostgreSQL.
pub(crate) fn sqlite_file(settings: &Settings) -> Option<std::path::PathBuf> {
    let path = settings.database.url.expose().strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    (!path.is_empty() && path != ":memory:").then(|| path.into())
}

fn secret(hidden: &Hidden) -> Secret {
    Secret::from(hidden.expose())
}
