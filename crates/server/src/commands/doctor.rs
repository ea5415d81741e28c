//! `forecourt doctor`: tries every configured part, and says what is wrong and what to do.

use std::process::ExitCode;

use forecourt_domain::entropy::SystemEntropy;
use forecourt_notifications::SettingsError;
use forecourt_storage::blobs::Probe;
use forecourt_storage::monitoring::Posture;
use forecourt_storage::{Checked, DatabaseSettings, Error, Storage, Tls};

use crate::failure::{Failure, chain};
use crate::settings::{BlobsKind, EmailBy, Settings, SmsBy};
use crate::wiring::{self, RedisIs};
use crate::{presets, say, schema};

/// The result of a check: what is there, or what is wrong and what to do.
type Finding = Result<String, String>;

/// Checks everything, one line each; exit code 1 when anything is wrong.
///
/// # Errors
/// None: a configuration that cannot be read is a finding, too.
pub(crate) async fn run(settings: Result<Settings, Failure>) -> Result<ExitCode, Failure> {
    let settings = match settings {
        Ok(settings) => settings,
        Err(failure) => {
            tell("configuration", &Err(failure.sentence().to_owned()));
            return Ok(ExitCode::FAILURE);
        }
    };
    let findings = [
        ("configuration", configuration()),
        ("addresses", addresses(&settings)),
        ("secrets", secrets(&settings)),
        ("database", database(&settings).await),
        ("redis", redis(&settings).await),
        ("blobs", blobs(&settings).await),
        ("sms", sms(&settings)),
        ("email", email(&settings)),
    ];
    for (part, finding) in &findings {
        tell(part, finding);
    }
    let sound = findings.iter().all(|(_, finding)| finding.is_ok());
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(part: &str, finding: &Finding) {
    match finding {
        Ok(word) => say::out(format_args!("ok    {part:14} {word}")),
        Err(word) => say::out(format_args!("FAIL  {part:14} {word}")),
    }
}

fn configuration() -> Finding {
    let presets = presets::all().map_err(|error| chain(&error))?;
    Ok(format!("every key is known; {} presets", presets.len()))
}

fn addresses(settings: &Settings) -> Finding {
    let platform = &settings.platform;
    let (domain, url) = (platform.domain.as_str(), &platform.public_url);
    if url.host_str() != Some(domain) {
        return Err(format!(
            "platform.public_url is on {}, and platform.domain is {domain}: make them the same",
            url.host_str().unwrap_or("no host")
        ));
    }
    if settings.is_development() {
        return Ok(format!(
            "shops at {{slug}}.{domain}, links to {url}; development: /dev/outbox is open to everybody"
        ));
    }
    if url.scheme() != "https" {
        return Err(format!(
            "platform.public_url is {url}: sessions would travel in the clear; serve https, or set platform.environment"
        ));
    }
    Ok(format!("shops at {{slug}}.{domain}, links to {url}"))
}

fn secrets(settings: &Settings) -> Finding {
    match wiring::sealer(settings) {
        Ok(_) if settings.secrets.key.is_empty() => {
            Ok("secrets.key is made and kept beside the database (development)".to_owned())
        }
        Ok(_) => Ok("secrets.key is there".to_owned()),
        Err(failure) => Err(failure.sentence().to_owned()),
    }
}

async fn database(settings: &Settings) -> Finding {
    let database = wiring::database(settings);
    if let Some(file) = wiring::sqlite_file(settings).filter(|file| !file.exists()) {
        return Err(format!(
            "there is no {} yet: `forecourt tenant create` or `forecourt serve` makes it",
            file.display()
        ));
    }
    let pending =
        schema::reached(settings, schema::pending(&database)).await.map_err(|failure| failure.sentence().to_owned())?;
    if let Err(error @ Error::Setting { .. }) = &pending {
        return Err(chain(error));
    }
    let storage = wiring::storage(settings, RedisIs::Handy)
        .await
        .map_err(|failure| format!("{}: check database.url", failure.sentence()))?;
    let behind = "the schema is behind: run `forecourt migrate`";
    let told = match (pending, storage.tenant_changes_now().await) {
        (Ok(0), Ok(_)) => "the schema is up to date".to_owned(),
        (Ok(0), Err(error)) => return Err(format!("{}: see the role and its grants", chain(&error))),
        (Err(_), Ok(_)) => "the schema is there (this login may not see whether it is the newest)".to_owned(),
        (Ok(_) | Err(_), _) => return Err(behind.to_owned()),
    };
    posture(&storage, &database).await.map(|word| format!("{word}; {told}"))
}

async fn posture(storage: &Storage, database: &DatabaseSettings) -> Finding {
    match storage.posture().await.map_err(|error| chain(&error))? {
        Posture::Embedded => Ok(format!("SQLite at {}", database.url.trim_start_matches("sqlite://"))),
        Posture::Role { role, bypasses: true, .. } => Err(format!(
            "the server works as {role}, which sees all shops' rows: let it be a member of forecourt_app, no superuser"
        )),
        Posture::Role { unprotected, .. } if !unprotected.is_empty() => {
            Err(format!("no forced row-level security on {}: run `forecourt migrate`", unprotected.join(", ")))
        }
        Posture::Role { role, tls, .. } => Ok(format!(
            "PostgreSQL as {role}, {}; row-level security is forced on every shop's table",
            encryption(tls.as_ref())
        )),
    }
}

fn encryption(tls: Option<&Tls>) -> String {
    let Some(Tls { version, checked }) = tls else { return "not encrypted".to_owned() };
    let checked = match checked {
        Checked::HostAndIssuer => "certificate checked",
        Checked::Issuer => "certificate checked, but not for which host it is",
        Checked::Nothing => "certificate not checked (sslmode=verify-full does)",
    };
    format!("over {version}, {checked}")
}

async fn redis(settings: &Settings) -> Finding {
    match wiring::redis(settings).await {
        Ok(Some(redis)) => match redis.takes_writes().await {
            Ok(()) if redis.is_encrypted() => Ok("answers over TLS and takes writes".to_owned()),
            Ok(()) => Ok("answers, not encrypted, and takes writes".to_owned()),
            Err(error) => Err(format!("{}: check redis.url", chain(&error))),
        },
        Ok(None) => Ok("not configured: one server, which remembers by itself".to_owned()),
        Err(failure) => Err(format!("{}: check redis.url", failure.sentence())),
    }
}

/// Writes, reads and removes a file.
async fn blobs(settings: &Settings) -> Finding {
    let store = wiring::blobs(settings);
    let place = match settings.blobs.kind {
        BlobsKind::Directory => format!("the folder {}", settings.blobs.directory.display()),
        BlobsKind::S3 => format!("the bucket {} at {}", settings.blobs.bucket, settings.blobs.endpoint),
    };
    match Probe::new(&SystemEntropy).run(store.as_ref()).await {
        Ok(()) => Ok(format!("{place} can be written to, read and removed from")),
        Err(error) => Err(format!("{place}: {}: check [blobs]", chain(&error))),
    }
}

fn sms(settings: &Settings) -> Finding {
    let checked = wiring::sms_provider(settings).map(drop);
    match settings.notifications.sms {
        SmsBy::Capture => captured(settings),
        SmsBy::Twilio => provided(checked, "Twilio"),
    }
}

fn email(settings: &Settings) -> Finding {
    let notifications = &settings.notifications;
    let checked = wiring::email_provider(settings).and_then(|_| wiring::resend_webhooks(settings).map(drop));
    match notifications.email {
        EmailBy::Capture => captured(settings),
        EmailBy::Resend if notifications.resend.webhook_secret.is_empty() => {
            provided(checked, "Resend; without resend.webhook_secret nothing is heard of deliveries")
        }
        EmailBy::Resend => provided(checked, "Resend"),
        EmailBy::Smtp => provided(checked, "SMTP"),
    }
}

fn provided(checked: Result<(), SettingsError>, told: &str) -> Finding {
    checked.map(|()| told.to_owned()).map_err(|error| format!("notifications.{error}"))
}

fn captured(settings: &Settings) -> Finding {
    if settings.is_development() {
        return Ok("captured and shown at /dev/outbox, never sent".to_owned());
    }
    Err("captured, never sent: nobody receives anything; choose a provider in [notifications]".to_owned())
}
