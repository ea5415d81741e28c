//! Redis: a look at what lies in it, and servers of a test's own: alone, encrypted, as replicas, in a cluster, watched by
//! sentinels.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use ::redis::aio::MultiplexedConnection;
use ::redis::{AsyncConnectionConfig, Client, FromRedisValue};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;

use crate::{PATIENCE, eventually};

/// The password of servers that have one.
pub const REDIS_PASSWORD: &str = "the-password-of-redis";
/// That of sentinels.
pub const SENTINEL_PASSWORD: &str = "the-password-of-sentinels";

/// A connection.
pub async fn connect(url: &str) -> MultiplexedConnection {
    let config =
        AsyncConnectionConfig::new().set_connection_timeout(Some(PATIENCE)).set_response_timeout(Some(PATIENCE));
    let client = Client::open(url).expect("a Redis URL");
    client.get_multiplexed_async_connection_with_config(&config).await.expect("Redis answers")
}

/// The answer to one command.
pub async fn ask<T: FromRedisValue>(connection: &mut MultiplexedConnection, words: &[&str]) -> T {
    let answer = try_to_ask(connection, words).await;
    answer.unwrap_or_else(|problem| panic!("{words:?}: {problem}"))
}

/// The answer to one command, which may be refused.
///
/// # Errors
/// What Redis says instead.
pub async fn try_to_ask<T: FromRedisValue>(
    connection: &mut MultiplexedConnection,
    words: &[&str],
) -> ::redis::RedisResult<T> {
    let mut command = ::redis::cmd(words[0]);
    command.arg(&words[1..]).query_async(connection).await
}

/// Forgets everything in a database.
pub async fn empty(url: &str) {
    ask::<()>(&mut connect(url).await, &["FLUSHDB"]).await;
}

/// Everything in a database: keys and values, as far as they are text or bytes, one after the other.
pub async fn dump(url: &str) -> Vec<u8> {
    let mut connection = connect(url).await;
    let keys: Vec<String> = ask(&mut connection, &["KEYS", "*"]).await;
    let mut all = Vec::new();
    for key in keys {
        all.extend_from_slice(key.as_bytes());
        all.push(b'\n');
        // Every kind of value has a DUMP; short strings lie in it uncompressed, and GET shows the long ones.
        let raw: Option<Vec<u8>> = ask(&mut connection, &["DUMP", &key]).await;
        all.extend(raw.unwrap_or_default());
        if let Ok(Some(value)) = try_to_ask::<Option<Vec<u8>>>(&mut connection, &["GET", &key]).await {
            all.extend(value);
        }
        all.push(b'\n');
    }
    all
}

/// A Redis process of one's own: stopped and woken by signals.
#[derive(Debug)]
pub struct OwnRedis {
    child: Child,
    port: u16,
    login: String,
    encrypted: bool,
    folder: TempDir,
}

impl OwnRedis {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// As [`OwnRedis::start`], with further settings.
    pub async fn with(settings: &[&str]) -> Self {
        let port = free_port();
        let mut all = vec!["--port".to_owned(), port.to_string()];
        all.extend(settings.iter().map(|&word| word.to_owned()));
        let login = if settings.contains(&"--requirepass") { format!(":{REDIS_PASSWORD}@") } else { String::new() };
        Self::run(port, login, false, tempfile::tempdir().expect("a folder"), &all).await
    }

    /// One that is spoken to with TLS and a password. Its certificate is from a CA of its own.
    pub async fn encrypted() -> Self {
        let (port, folder) = (free_port(), tempfile::tempdir().expect("a folder"));
        write_certificates(folder.path());
        let path = |name: &str| folder.path().join(name).display().to_string();
        let settings = [
            ("--port", "0".to_owned()),
            ("--tls-port", port.to_string()),
            ("--tls-cert-file", path("redis.pem")),
            ("--tls-key-file", path("redis.key")),
            ("--tls-ca-cert-file", path("ca.pem")),
            ("--tls-auth-clients", "no".to_owned()),
            ("--requirepass", REDIS_PASSWORD.to_owned()),
        ];
        let settings: Vec<String> = settings.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect();
        Self::run(port, format!(":{REDIS_PASSWORD}@"), true, folder, &settings).await
    }

    /// A replica of this one.
    pub async fn replica(&self) -> Self {
        let port = self.port.to_string();
        let login = ["--requirepass", REDIS_PASSWORD, "--masterauth", REDIS_PASSWORD];
        let mut settings = vec!["--replicaof", "127.0.0.1", &port];
        settings.extend(login.iter().filter(|_| !self.login.is_empty()));
        let replica = Self::with(&settings).await;
        let link = "master_link_status:up";
        eventually("a replica", || async {
            replica.ask::<String>(&["INFO", "replication"]).await.contains(link).then_some(())
        })
        .await;
        replica
    }

    /// A sentinel that watches over this one, as `main`.
    pub async fn sentinel(&self) -> Self {
        let (port, folder) = (free_port(), tempfile::tempdir().expect("a folder"));
        let settings = format!(
            "port {port}\nbind 127.0.0.1\nrequirepass {SENTINEL_PASSWORD}\nsentinel monitor main 127.0.0.1 {} 1\n\
             sentinel auth-pass main {REDIS_PASSWORD}\nsentinel failover-timeout main 3000\n",
            self.port
        );
        let file = folder.path().join("sentinel.conf");
        fs::write(&file, settings).expect("written");
        let mut command = Command::new("redis-server");
        command.arg(file).arg("--sentinel");
        Self::listening(port, format!(":{SENTINEL_PASSWORD}@"), false, folder, command).await
    }

    async fn run(port: u16, login: String, encrypted: bool, folder: TempDir, settings: &[String]) -> Self {
        let mut command = Command::new("redis-server");
        command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"]);
        command.arg("--dir").arg(folder.path()).args(settings);
        Self::listening(port, login, encrypted, folder, command).await
    }

    async fn listening(port: u16, login: String, encrypted: bool, folder: TempDir, mut command: Command) -> Self {
        let child = command.stdout(Stdio::null()).spawn().expect("redis-server: tests/run installs it");
        eventually("Redis listens", || async { tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok() }).await;
        Self { child, port, login, encrypted, folder }
    }

    /// Its address.
    pub fn url(&self) -> String {
        self.url_at(self.port)
    }

    /// Its address behind another port.
    pub fn url_at(&self, port: u16) -> String {
        let scheme = if self.encrypted { "rediss" } else { "redis" };
        format!("{scheme}://{}127.0.0.1:{port}/0", self.login)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A file of its folder: `ca.pem`, which its certificate is from, or `other.pem`, which it is not.
    pub fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// The answer to one command.
    pub async fn ask<T: FromRedisValue>(&self, words: &[&str]) -> T {
        ask(&mut connect(&self.url()).await, words).await
    }

    /// The answer to one command, if it is not refused.
    pub async fn try_to_ask<T: FromRedisValue>(&self, words: &[&str]) -> Option<T> {
        try_to_ask(&mut connect(&self.url()).await, words).await.ok()
    }

    /// Makes it a replica of another.
    pub async fn follow(&self, primary: &Self) {
        self.ask::<()>(&["REPLICAOF", "127.0.0.1", &primary.port.to_string()]).await;
    }

    /// Makes it a primary.
    pub async fn lead(&self) {
        self.ask::<()>(&["REPLICAOF", "NO", "ONE"]).await;
    }

    /// Takes its breath: connections stay open and nothing is answered.
    pub fn freeze(&self) {
        self.signal("STOP");
    }

    /// Gives it back.
    pub fn thaw(&self) {
        self.signal("CONT");
    }

    /// Forgets everything.
    pub async fn empty(&self) {
        empty(&self.url()).await;
    }

    fn signal(&self, name: &str) {
        crate::server::signal(self.child.id(), name);
    }
}

impl Drop for OwnRedis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Two nodes that share a cluster's keys between them.
pub async fn cluster() -> [OwnRedis; 2] {
    let node = || async {
        let bus = free_port().to_string();
        let settings = ["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1", "--cluster-port", &bus];
        (OwnRedis::with(&settings).await, bus)
    };
    let ((one, _), (other, bus)) = (node().await, node().await);
    one.ask::<()>(&["CLUSTER", "ADDSLOTSRANGE", "0", "8191"]).await;
    other.ask::<()>(&["CLUSTER", "ADDSLOTSRANGE", "8192", "16383"]).await;
    one.ask::<()>(&["CLUSTER", "MEET", "127.0.0.1", &other.port.to_string(), &bus]).await;
    for node in [&one, &other] {
        eventually("a cluster", || async {
            let info: String = node.ask(&["CLUSTER", "INFO"]).await;
            (info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:2")).then_some(())
        })
        .await;
    }
    [one, other]
}

/// A port that leads to a Redis, and from some moment on to another one: as a name does after a failover. Connections
/// that are there stay where they are.
#[derive(Debug)]
pub struct Switch {
    port: u16,
    target: Arc<AtomicU16>,
    task: tokio::task::JoinHandle<()>,
}

impl Switch {
    /// Leads to `redis` at first.
    pub async fn to(redis: &OwnRedis) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let target = Arc::new(AtomicU16::new(redis.port));
        let leads_to = Arc::clone(&target);
        let task = tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let port = leads_to.load(Ordering::SeqCst);
                tokio::spawn(async move {
                    if let Ok(mut redis) = tokio::net::TcpStream::connect(("127.0.0.1", port)).await {
                        let _ = tokio::io::copy_bidirectional(&mut client, &mut redis).await;
                    }
                });
            }
        });
        Self { port, target, task }
    }

    /// Leads to `redis` from now on.
    pub fn turn_to(&self, redis: &OwnRedis) {
        self.target.store(redis.port, Ordering::SeqCst);
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Switch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port()
}

fn write_certificates(folder: &Path) {
    let authority = |name: &str| {
        let mut parameters = CertificateParams::new(Vec::new()).expect("a CA");
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(parameters, KeyPair::generate().expect("a key")).expect("a CA")
    };
    let (ours, other) = (authority("Ours"), authority("Another"));
    let key = KeyPair::generate().expect("a key");
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let certificate = CertificateParams::new(names).expect("names").signed_by(&key, &ours).expect("signed");
    for (name, pem) in [
        ("ca.pem", ours.pem()),
        ("other.pem", other.pem()),
        ("redis.pem", certificate.pem()),
        ("redis.key", key.serialize_pem()),
    ] {
        fs::write(folder.join(name), pem).expect("written");
    }
}
