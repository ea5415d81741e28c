//! Where Redis is: `redis.url` and `redis.ca_file`, read once and given to both clients, ours and the session store's.

use std::fmt;
use std::str::FromStr;

use ::redis::io::tcp::TcpSettings;
use ::redis::{ConnectionInfo, IntoConnectionInfo, RedisConnectionInfo, TlsCertificates, TlsMode};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use thiserror::Error as ThisError;

/// The ways to write an address: the scheme, what stands behind it, and whether TLS is spoken.
const SCHEMES: [(&str, Kind, bool); 7] = [
    ("redis", Kind::One, false),
    ("rediss", Kind::One, true),
    ("redis+unix", Kind::Socket, false),
    ("redis-cluster", Kind::Cluster, false),
    ("rediss-cluster", Kind::Cluster, true),
    ("redis+sentinel", Kind::Sentinel, false),
    ("rediss+sentinel", Kind::Sentinel, true),
];
const SENTINEL_PORT: u16 = 26_379;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    One,
    Socket,
    Cluster,
    Sentinel,
}

/// The address of a Redis, a Redis Cluster, or the sentinels that watch over a Redis. `Debug` shows no password.
#[derive(Debug, Clone)]
pub struct Address {
    pub(super) servers: Servers,
    /// Whether every connection is encrypted.
    tls: bool,
    /// The certificates that are trusted, as PEM; none: the system's.
    ca: Option<Vec<u8>>,
}

#[derive(Debug, Clone)]
pub(super) enum Servers {
    /// One server, or a name behind which a failover puts another one.
    One(ConnectionInfo),
    /// Nodes of a cluster; the others are found through them.
    Cluster(Vec<ConnectionInfo>),
    /// Sentinels, which say where the primary is.
    Sentinel { sentinels: Vec<ConnectionInfo>, primary: String, login: RedisConnectionInfo },
}

/// Why an address was refused. Says nothing of a password that may be in it.
#[derive(Debug, ThisError)]
pub enum AddressError {
    /// It does not begin with a scheme.
    #[error("it is no address such as redis://host:6379/0")]
    NoScheme,
    /// A scheme that is none of Redis.
    #[error("the scheme `{0}` is not known: use {known}", known = KnownSchemes)]
    UnknownScheme(String),
    /// A part of it makes no sense.
    #[error("it cannot be read: {0}")]
    Unreadable(::redis::RedisError),
    /// `redis://` and `rediss://` with several hosts.
    #[error("{0}:// names one server: use redis-cluster:// or redis+sentinel:// for several")]
    SeveralServers(&'static str),
    /// A sentinel address without the name of what they watch.
    #[error("it names no primary: {0}://host:26379/NAME, with the name that the sentinels know it by")]
    NoPrimary(&'static str),
    /// A database that is not there.
    #[error("the database is a number up to 255, and a cluster has only database 0")]
    Database,
    /// Something behind `?` or `#` that nobody reads.
    #[error("what stands behind `?` or `#` is not known")]
    UnknownParameter,
    /// A CA for an address that speaks no TLS.
    #[error("it is not encrypted, so that the certificates of redis.ca_file would never be asked for: use rediss://")]
    CaWithoutTls,
    /// A CA file without a certificate.
    #[error("redis.ca_file holds no certificate in PEM form")]
    NoCertificate,
}

struct KnownSchemes;

impl fmt::Display for KnownSchemes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<String> = SCHEMES.iter().map(|(scheme, ..)| format!("{scheme}://")).collect();
        f.write_str(&known.join(", "))
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let (scheme, rest) = text.split_once("://").ok_or(AddressError::NoScheme)?;
        let Some(&(scheme, kind, tls)) = SCHEMES.iter().find(|(known, ..)| *known == scheme) else {
            let word = scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
            return Err(if word { AddressError::UnknownScheme(scheme.to_owned()) } else { AddressError::NoScheme });
        };
        let servers = match kind {
            Kind::Socket => Servers::One(readable(text)?),
            Kind::One => match nodes(&Parts::of(rest), tls)?.as_slice() {
                [one] => Servers::One(one.clone()),
                _ => return Err(AddressError::SeveralServers(scheme)),
            },
            Kind::Cluster => Servers::Cluster(nodes(&Parts::of(rest), tls)?),
            Kind::Sentinel => sentinels(scheme, &Parts::of(rest), tls)?,
        };
        let fits = match &servers {
            Servers::One(one) => u8::try_from(one.redis_settings().db()).is_ok(),
            Servers::Cluster(nodes) => nodes.iter().all(|node| node.redis_settings().db() == 0),
            Servers::Sentinel { login, .. } => u8::try_from(login.db()).is_ok(),
        };
        if !fits {
            return Err(AddressError::Database);
        }
        Ok(Self { servers, tls, ca: None })
    }
}

impl Address {
    /// The same address, trusting the certificates in `pem` instead of the system's.
    ///
    /// # Errors
    /// [`AddressError::CaWithoutTls`] and [`AddressError::NoCertificate`].
    pub fn with_ca(self, pem: Vec<u8>) -> Result<Self, AddressError> {
        if !self.tls {
            return Err(AddressError::CaWithoutTls);
        }
        roots(&pem)?;
        Ok(Self { ca: Some(pem), ..self })
    }

    /// Whether every connection is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.tls
    }

    pub(super) fn tls_mode(&self) -> Option<TlsMode> {
        self.tls.then_some(TlsMode::Secure)
    }

    /// The configured CA, as our client takes it.
    pub(super) fn certificates(&self) -> Option<TlsCertificates> {
        let ca = self.ca.clone()?;
        Some(TlsCertificates { client_tls: None, root_cert: Some(ca) })
    }

    /// The configured CA, as the session store's client takes it.
    pub(super) fn roots(&self) -> Result<Option<RootCertStore>, AddressError> {
        self.ca.as_deref().map(roots).transpose()
    }
}

fn roots(pem: &[u8]) -> Result<RootCertStore, AddressError> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let added = certificate.ok().and_then(|certificate| roots.add(certificate).ok());
        added.ok_or(AddressError::NoCertificate)?;
    }
    if roots.is_empty() { Err(AddressError::NoCertificate) } else { Ok(roots) }
}

/// `user:password@host:port,host:port/path?query`, taken apart no further than several hosts ask for: each is then read as
/// the address of one server.
struct Parts<'a> {
    login: &'a str,
    hosts: &'a str,
    path: &'a str,
    query: &'a str,
}

impl<'a> Parts<'a> {
    fn of(rest: &'a str) -> Self {
        let (rest, query) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, hosts) = authority.split_at(authority.rfind('@').map_or(0, |at| at + 1));
        Self { login, hosts, path, query }
    }
}

/// One server or several of a cluster, where the path is a database's number.
fn nodes(parts: &Parts<'_>, tls: bool) -> Result<Vec<ConnectionInfo>, AddressError> {
    let &Parts { login, hosts, path, query } = parts;
    if !query.is_empty() {
        return Err(AddressError::UnknownParameter);
    }
    hosts.split(',').map(|host| server(tls, &format!("{login}{host}/{path}"))).collect()
}

/// Sentinels, where the path is `NAME` or `NAME/DATABASE`. The login is the primary's; theirs is said behind `?`.
fn sentinels(scheme: &'static str, parts: &Parts<'_>, tls: bool) -> Result<Servers, AddressError> {
    let &Parts { login, hosts, path, query } = parts;
    let (primary, database) = path.split_once('/').unwrap_or((path, ""));
    if primary.is_empty() {
        return Err(AddressError::NoPrimary(scheme));
    }
    let own_login = sentinels_login(query)?;
    let sentinels = hosts.split(',').map(|host| {
        let has_port = host.rsplit(']').next().is_some_and(|end| end.contains(':'));
        let host = if has_port { host.to_owned() } else { format!("{host}:{SENTINEL_PORT}") };
        Ok(server(tls, &host)?.set_redis_settings(own_login.clone()))
    });
    let sentinels = sentinels.collect::<Result<_, AddressError>>()?;
    let login = server(tls, &format!("{login}primary/{database}"))?.redis_settings().clone();
    Ok(Servers::Sentinel { sentinels, primary: primary.to_owned(), login })
}

fn sentinels_login(query: &str) -> Result<RedisConnectionInfo, AddressError> {
    let query = query.strip_prefix('?').unwrap_or(query);
    let mut login = RedisConnectionInfo::default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        login = match name.as_ref() {
            "sentinel_username" => login.set_username(value),
            "sentinel_password" => login.set_password(value),
            _ => return Err(AddressError::UnknownParameter),
        };
    }
    Ok(login)
}

fn server(tls: bool, rest: &str) -> Result<ConnectionInfo, AddressError> {
    readable(&format!("{}://{rest}", if tls { "rediss" } else { "redis" }))
}

fn readable(address: &str) -> Result<ConnectionInfo, AddressError> {
    let info = address.into_connection_info().map_err(AddressError::Unreadable)?;
    // A command waits for its answer: it must not wait for a packet to fill as well.
    Ok(info.set_tcp_settings(TcpSettings::default().set_nodelay(true)))
}

#[cfg(test)]
mod tests {
    use ::redis::ConnectionAddr;

    use super::*;

    fn refused(text: &str) -> String {
        text.parse::<Address>().unwrap_err().to_string()
    }

    #[test]
    fn every_scheme_is_read() {
        for (address, encrypted) in [
            ("redis://cache.example.com", false),
            ("rediss://:p%40ss@cache.example.com:6380/3", true),
            ("redis+unix:///run/redis.sock", false),
            ("redis-cluster://user:pass@a.example.com:7000,b.example.com:7001", false),
            ("rediss-cluster://[2001:db8::1]:7000,192.0.2.1", true),
            ("redis+sentinel://:pass@a.example.com,b.example.com:26380/main/2?sentinel_password=s", false),
            ("rediss+sentinel://a.example.com/main", true),
        ] {
            assert_eq!(address.parse::<Address>().unwrap().is_encrypted(), encrypted, "{address}");
        }
    }

    #[test]
    fn sentinels_have_a_port_and_a_login_of_their_own() {
        let text =
            "redis+sentinel://app:pass@a.example.com,[2001:db8::1],b.example.com:7/main/2?sentinel_password=s%26";
        let address: Address = text.parse().unwrap();
        let Servers::Sentinel { sentinels, primary, login } = address.servers else { panic!("{address:?}") };
        let places: Vec<String> = sentinels.iter().map(|sentinel| sentinel.addr().to_string()).collect();
        assert_eq!(places, ["a.example.com:26379", "2001:db8::1:26379", "b.example.com:7"]);
        assert_eq!((primary.as_str(), login.username(), login.password()), ("main", Some("app"), Some("pass")));
        assert_eq!(login.db(), 2);
        assert!(sentinels.iter().all(|sentinel| sentinel.redis_settings().password() == Some("s&")));
    }

    #[test]
    fn a_cluster_gives_each_node_the_login() {
        let address: Address = "rediss-cluster://:pass@a.example.com:7000,b.example.com".parse().unwrap();
        let Servers::Cluster(nodes) = address.servers else { panic!("{address:?}") };
        assert_eq!(nodes.len(), 2);
        for node in &nodes {
            assert_eq!(node.redis_settings().password(), Some("pass"));
            assert!(matches!(node.addr(), ConnectionAddr::TcpTls { insecure: false, .. }));
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        assert!(refused("http://:hunter2@x").starts_with("the scheme `http` is not known: use redis://, rediss://, "));
        assert_eq!(refused(":hunter2@cache:6379"), AddressError::NoScheme.to_string());
        assert!(refused("redis://:hunter2@a,b").contains("redis-cluster://"));
        assert!(refused("rediss+sentinel://:hunter2@a").contains("rediss+sentinel://host:26379/NAME"));
        for database in
            ["redis://:hunter2@a/256", "redis-cluster://:hunter2@a/1", "redis+sentinel://:hunter2@a/main/-1"]
        {
            assert_eq!(refused(database), AddressError::Database.to_string());
        }
        for parameter in ["rediss://:hunter2@a/#insecure", "redis://a?db=1", "redis+sentinel://a/main?password=hunter2"]
        {
            assert_eq!(refused(parameter), AddressError::UnknownParameter.to_string());
        }
        for unreadable in ["redis://:hunter2@", "redis://:hunter2@a:port", "redis://:hunter2@a/first"] {
            assert!(!refused(unreadable).contains("hunter2"), "{}", refused(unreadable));
        }
        let shown = format!("{:?}", "redis+sentinel://:hunter2@a/m?sentinel_password=hunter2".parse::<Address>());
        assert!(!shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn a_ca_is_for_encrypted_addresses_and_holds_certificates() {
        let with_ca = |address: &str, pem: &str| address.parse::<Address>().unwrap().with_ca(pem.into()).unwrap_err();
        assert!(matches!(with_ca("redis://a", ""), AddressError::CaWithoutTls));
        for pem in ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert!(matches!(with_ca("rediss://a", pem), AddressError::NoCertificate), "{pem}");
        }
    }
}
