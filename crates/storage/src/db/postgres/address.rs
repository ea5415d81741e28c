//! From `database.url` to the driver's options: what hosted databases print is understood, or ignored by name.
//!
//! The driver knows fewer parameters than libpq, and logs an unknown one with its value, which may be a secret. It
//! also takes `sslmode` more lightly: with a certificate authority, libpq's `require` checks the certificate.

use std::path::Path;

use sea_orm::sqlx::ConnectOptions;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgSslMode};
use url::Url;

use crate::Error;
use crate::db::DatabaseSettings;

/// Parameters that the driver understands, beside those about TLS that are read here.
const UNDERSTOOD: [&str; 13] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-cert",
    "ssl-key",
    "sslcert",
    "sslkey",
    "statement-cache-capacity",
    "user",
];

/// What connections are called in `pg_stat_activity`, unless the URL says otherwise.
const APPLICATION: &str = "forecourt";

/// Which of the two addresses is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Address {
    /// The server's own.
    Server,
    /// The owner's, for migrations; the server's where there is no other.
    Owner,
}

/// A database's address, read.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// Where and how to connect.
    pub(crate) options: PgConnectOptions,
    /// The key of the configuration that says so, for what is told of it.
    pub(crate) setting: &'static str,
}

/// Reads an address.
///
/// # Errors
/// [`Error::Setting`], without what was written there: a password may be in it.
pub(crate) fn target(settings: &DatabaseSettings, address: Address) -> Result<Target, Error> {
    let (setting, text) = match address {
        Address::Owner if !settings.owner_url.is_empty() => ("database.owner_url", &settings.owner_url),
        Address::Owner | Address::Server => ("database.url", &settings.url),
    };
    let refused = |problem: String| Error::Setting { setting, problem };
    let mut url = Url::parse(text).map_err(|error| refused(format!("is no address: {error}")))?;
    let asked = PendingRequest::take_from(&mut url);
    for name in &asked.ignored {
        tracing::warn!(setting, parameter = name, "a parameter of the database's address is ignored");
    }
    let options = url.as_str().parse::<PgConnectOptions>();
    let options = options.map_err(|error| refused(format!("cannot be used: {error}")))?;
    let mode = match &asked.mode {
        Some(mode) => {
            mode.parse::<PgSslMode>().map_err(|_| refused(format!("asks for sslmode={mode}, which does not exist")))?
        }
        None => options.get_ssl_mode(),
    };
    let said = asked.mode.is_some();
    // Each connection would read the file again: what is wrong with it is said once, here.
    let (mode, roots) = match (asked.roots.as_deref(), &settings.ca_file) {
        (Some("system"), _) => (PgSslMode::VerifyFull, None),
        (Some(inline), _) if inline.trim_start().starts_with("-----BEGIN") => {
            (checked(mode, said), Some(inline.as_bytes().to_owned()))
        }
        (Some(file), _) => (checked(mode, said), Some(certificates(setting, Path::new(file))?)),
        (None, Some(file)) => (checked(mode, said), Some(certificates("database.ca_file", file)?)),
        (None, None) => (mode, None),
    };
    // The driver's `allow` never encrypts. Encrypting where it can be done is what `allow` and `prefer` come to.
    let mode = if matches!(mode, PgSslMode::Allow) { PgSslMode::Prefer } else { mode };
    let mut options = options
        .ssl_mode(mode)
        // PgBouncer refuses a connection that begins by setting it, and PostgreSQL writes numbers whole without it.
        .extra_float_digits(None)
        // The driver would log a slow statement as it stands, and a batch carries hashes and sealed messages in its text.
        .disable_statement_logging();
    if let Some(roots) = roots {
        options = options.ssl_root_cert_from_pem(roots);
    }
    if options.get_application_name().is_none() {
        options = options.application_name(APPLICATION);
    }
    Ok(Target { options, setting })
}

/// What an address asks for that the driver is not to read itself.
#[derive(Debug, Default)]
struct PendingRequest {
    mode: Option<String>,
    roots: Option<String>,
    ignored: Vec<String>,
}

impl PendingRequest {
    /// Leaves only what the driver understands.
    fn take_from(url: &mut Url) -> Self {
        let mut asked = Self::default();
        let mut kept = Vec::new();
        for (name, value) in url.query_pairs().into_owned() {
            match name.as_str() {
                "sslmode" | "ssl-mode" => asked.mode = Some(value),
                "sslrootcert" | "ssl-root-cert" | "ssl-ca" => asked.roots = Some(value),
                understood if UNDERSTOOD.contains(&understood) || understood.starts_with("options[") => {
                    kept.push((name, value));
                }
                _ => asked.ignored.push(name),
            }
        }
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
        asked
    }
}

/// How much is checked when there is a certificate authority: everything, unless less was said. libpq's `require` is
/// `verify-ca` then, too.
fn checked(mode: PgSslMode, said: bool) -> PgSslMode {
    match mode {
        _ if !said => PgSslMode::VerifyFull,
        PgSslMode::Require => PgSslMode::VerifyCa,
        mode => mode,
    }
}

fn certificates(setting: &'static str, file: &Path) -> Result<Vec<u8>, Error> {
    let refused = |problem: String| Error::Setting { setting, problem };
    let name = file.display();
    let pem = std::fs::read(file).map_err(|error| refused(format!("names {name}, which cannot be read: {error}")))?;
    if String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE-----") {
        Ok(pem)
    } else {
        Err(refused(format!("names {name}, in which there is no certificate (PEM)")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str, ca_file: Option<&Path>) -> Result<PgConnectOptions, Error> {
        let settings = DatabaseSettings {
            url: url.to_owned(),
            owner_url: String::new(),
            ca_file: ca_file.map(Path::to_owned),
            max_connections: 1,
        };
        target(&settings, Address::Server).map(|target| target.options)
    }

    fn mode(url: &str, ca_file: Option<&Path>) -> PgSslMode {
        read(url, ca_file).unwrap().get_ssl_mode()
    }

    #[test]
    fn what_hosts_print_is_understood() {
        for url in [
            // Neon
            "postgresql://shop:pw@ep-x-pooler.example.com/shop?sslmode=require&channel_binding=require",
            // Prisma's, as Supabase prints it
            "postgres://shop.ref:pw@aws-0.example.com:6543/postgres?pgbouncer=true&connection_limit=1&sslmode=require",
            // Render and Amazon's, with what libpq would do
            "postgres://shop:pw@db.example.com/shop?ssl=true&sslmode=require&connect_timeout=10&target_session_attrs=read-write",
        ] {
            let options = read(url, None).unwrap();
            assert!(matches!(options.get_ssl_mode(), PgSslMode::Require), "{url}");
            assert!(options.get_host().ends_with("example.com") && options.get_username().starts_with("shop"), "{url}");
            assert_eq!(options.get_application_name(), Some("forecourt"));
        }
        // Heroku
        assert!(matches!(mode("postgres://u:pw@ec2.example.com:5432/d", None), PgSslMode::Prefer));
        let options = read("postgres://u:pw@h/d?options=endpoint%3Dep-x&application_name=shop", None).unwrap();
        assert_eq!((options.get_options(), options.get_application_name()), (Some("endpoint=ep-x"), Some("shop")));
    }

    #[test]
    fn what_means_nothing_here_is_taken_out_and_named() {
        let text =
            "postgres://u@h/d?sslcert=me.pem&sslkey=me.key&sslpassword=pw&channel_binding=require&sslmode=require";
        let mut url = Url::parse(text).unwrap();
        let asked = PendingRequest::take_from(&mut url);
        assert_eq!(asked.ignored, ["sslpassword", "channel_binding"]);
        assert_eq!(asked.mode.as_deref(), Some("require"));
        assert_eq!(url.query(), Some("sslcert=me.pem&sslkey=me.key"));
    }

    #[test]
    fn a_certificate_authority_is_for_checking() {
        let folder = std::env::temp_dir().join(format!("forecourt-address-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (file, empty) = (folder.join("ca.pem"), folder.join("empty.pem"));
        std::fs::write(&file, "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n").unwrap();
        std::fs::write(&empty, "no certificate").unwrap();
        assert!(matches!(mode("postgres://u@h/d", Some(&file)), PgSslMode::VerifyFull));
        assert!(matches!(mode("postgres://u@h/d?sslmode=require", Some(&file)), PgSslMode::VerifyCa));
        assert!(matches!(mode("postgres://u@h/d?sslmode=verify-full", Some(&file)), PgSslMode::VerifyFull));
        assert!(matches!(mode("postgres://u@h/d?sslmode=disable", Some(&file)), PgSslMode::Disable));
        let in_the_url = format!("postgres://u@h/d?sslrootcert={}", file.display());
        assert!(matches!(mode(&in_the_url, None), PgSslMode::VerifyFull));
        assert!(matches!(mode("postgres://u@h/d?sslrootcert=system", None), PgSslMode::VerifyFull));
        let said = |file: &Path| read("postgres://u@h/d", Some(file)).unwrap_err().to_string();
        assert!(said(&folder.join("missing.pem")).contains("database.ca_file"));
        assert!(said(&empty).contains("no certificate"));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn without_one_encrypting_is_all_there_is() {
        assert!(matches!(mode("postgres://u@h/d", None), PgSslMode::Prefer));
        assert!(matches!(mode("postgres://u@h/d?sslmode=allow", None), PgSslMode::Prefer));
        assert!(matches!(mode("postgres://u@h/d?sslmode=verify-full", None), PgSslMode::VerifyFull));
    }

    #[test]
    fn what_cannot_be_read_is_named_without_the_password() {
        for url in ["postgres://u:pw@h/d?sslmode=maybe", "postgres://u:pw@h:port/d", "postgres://u:pw@h/d?port=x"] {
            let said = read(url, None).unwrap_err().to_string();
            assert!(said.starts_with("database.url ") && !said.contains("pw"), "{url}: {said}");
        }
    }
}
