//! Redis: a look at what lies in it, and one of a test's own that can be stopped.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use fred::clients::Client;
use fred::prelude::ClientLike;
use fred::types::config::Config;
use fred::types::{Builder, CustomCommand};
use tempfile::TempDir;

use crate::eventually;

/// A connection.
pub async fn connect(url: &str) -> Client {
    let client = Builder::from_config(Config::from_url(url).expect("a Redis URL")).build().expect("a client");
    client.init().await.expect("Redis answers");
    client
}

/// Forgets everything in a database.
pub async fn empty(url: &str) {
    let client = connect(url).await;
    client.custom::<(), &str>(CustomCommand::new_static("FLUSHDB", None::<u16>, false), vec![]).await.expect("FLUSHDB");
}

/// Everything in a database: keys and values, as far as they are text or bytes, one after the other.
pub async fn dump(url: &str) -> Vec<u8> {
    let client = connect(url).await;
    let command = |name: &'static str| CustomCommand::new_static(name, None::<u16>, false);
    let keys: Vec<String> = client.custom(command("KEYS"), vec!["*"]).await.expect("keys");
    let mut all = Vec::new();
    for key in keys {
        all.extend_from_slice(key.as_bytes());
        all.push(b'\n');
        // Every kind of value has a DUMP; short strings lie in it uncompressed, and GET shows the long ones.
        let raw: Option<Vec<u8>> = client.custom(command("DUMP"), vec![key.clone()]).await.expect("a dump");
        all.extend(raw.unwrap_or_default());
        if let Ok(Some(value)) = client.custom::<Option<Vec<u8>>, _>(command("GET"), vec![key]).await {
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
    _folder: TempDir,
}

impl OwnRedis {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
        let child = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server: tests/run installs it");
        eventually("Redis listens", || async { tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok() }).await;
        Self { child, port, _folder: folder }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
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
