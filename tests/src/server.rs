//! A server process with everything of its own, and the command line that goes with it.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, RwLock, mpsc};

use tempfile::TempDir;

use crate::backend::{self, Backend};
use crate::{Client, Database, PATIENCE};

/// The port that links and hosts name; as behind a proxy, it is not the one the process listens on.
pub const PUBLIC_PORT: u16 = 8080;
/// The key that seals what must not lie in the database in the clear.
pub const SEALING_KEY: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// The configuration file, to be changed before the start.
pub type Settings = toml::Table;

/// Sets `section.key` to a value.
pub fn set(settings: &mut Settings, key: &str, value: impl Into<toml::Value>) {
    let (section, key) = key.rsplit_once('.').expect("section.key");
    let mut table = settings;
    for name in section.split('.') {
        table =
            table.entry(name).or_insert_with(|| toml::Value::Table(Settings::new())).as_table_mut().expect("a table");
    }
    table.insert(key.to_owned(), value.into());
}

/// A running server; it ends with the test.
#[derive(Debug)]
pub struct Server {
    /// What it runs on.
    pub backend: Backend,
    /// Its database, as the owner.
    pub database: Database,
    /// Its Redis, if it has one.
    pub redis_url: Option<String>,
    folder: TempDir,
    process: Mutex<Option<Process>>,
    address: Arc<RwLock<SocketAddr>>,
    postgres_name: Option<String>,
}

/// What a command of the binary said.
#[derive(Debug, Clone)]
pub struct Said {
    /// Its exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

/// A `forecourt serve` process.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

/// The data of a server that has been stopped, to begin others with.
#[derive(Debug)]
pub struct Template {
    folder: TempDir,
    postgres_name: Option<String>,
}

impl Server {
    /// A server on an empty, migrated database.
    pub async fn start(backend: Backend) -> Self {
        Self::start_with(backend, |_| {}).await
    }

    /// As [`Server::start`], with other settings.
    pub async fn start_with(backend: Backend, change: impl FnOnce(&mut Settings)) -> Self {
        let server = Self::prepare(backend, None, change).await;
        server.cli(&["migrate"]).success();
        server.let_login_in().await;
        server.resume().await;
        server
    }

    /// A server on a copy of a template's data.
    pub async fn start_from(backend: Backend, template: &Template, change: impl FnOnce(&mut Settings)) -> Self {
        let server = Self::prepare(backend, Some(template), change).await;
        server.resume().await;
        server
    }

    /// Everything but the process: an empty database, or a template's.
    pub async fn prepare(backend: Backend, template: Option<&Template>, change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::Builder::new().prefix("forecourt-test-").tempdir().expect("a folder");
        let mut settings = Settings::new();
        set(&mut settings, "server.listen", "127.0.0.1:0");
        set(&mut settings, "server.shutdown_seconds", 5);
        set(&mut settings, "platform.domain", "localhost");
        set(&mut settings, "platform.public_url", format!("http://localhost:{PUBLIC_PORT}"));
        set(&mut settings, "platform.environment", "development");
        set(&mut settings, "secrets.key", SEALING_KEY);
        set(&mut settings, "database.max_connections", 4);
        set(&mut settings, "log.level", "debug");
        let (mut redis_url, mut postgres_name) = (None, None);
        let owner_url = match backend {
            Backend::Embedded => {
                let file = folder.path().join("forecourt.db");
                if let Some(template) = template {
                    copy_database(template.folder.path(), folder.path());
                }
                set(&mut settings, "database.url", format!("sqlite://{}", file.display()));
                set(&mut settings, "blobs.kind", "directory");
                set(&mut settings, "blobs.directory", folder.path().join("blobs").display().to_string());
                format!("sqlite://{}?mode=rwc", file.display())
            }
            Backend::Many => {
                let name = backend::create_postgres(template.and_then(|t| t.postgres_name.as_deref())).await;
                let owner_url = backend::postgres_url(&name);
                set(&mut settings, "database.url", backend::login_url(&name));
                set(&mut settings, "database.owner_url", owner_url.clone());
                let url = backend::fresh_redis().await;
                set(&mut settings, "redis.url", url.clone());
                redis_url = Some(url);
                postgres_name = Some(name);
                set(&mut settings, "blobs.kind", "s3");
                set(&mut settings, "blobs.region", "us-east-1");
                set(&mut settings, "blobs.endpoint", backend::from_run("FORECOURT_TEST_S3_ENDPOINT"));
                set(&mut settings, "blobs.bucket", backend::from_run("FORECOURT_TEST_S3_BUCKET"));
                set(&mut settings, "blobs.access_key_id", backend::from_run("FORECOURT_TEST_S3_KEY"));
                set(&mut settings, "blobs.secret_access_key", backend::from_run("FORECOURT_TEST_S3_SECRET"));
                owner_url
            }
        };
        change(&mut settings);
        if let Some(url) = settings.get("redis").and_then(|r| r["url"].as_str()) {
            redis_url = Some(url.to_owned());
        }
        fs::write(folder.path().join("config.toml"), toml::to_string(&settings).expect("TOML")).expect("written");
        Self {
            backend,
            database: Database::connect(&owner_url).await,
            redis_url,
            folder,
            process: Mutex::new(None),
            address: Arc::new(RwLock::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 1)))),
            postgres_name,
        }
    }

    /// Lets the server's login in to a freshly migrated database.
    pub async fn let_login_in(&self) {
        if self.postgres_name.is_some() {
            backend::allow_login(&self.database).await;
        }
    }

    /// Starts the process (again).
    pub async fn resume(&self) {
        let process = self.another().await;
        *self.address.write().unwrap() = process.address;
        *self.process.lock().unwrap() = Some(process);
    }

    /// One more process on the same data; it ends when dropped.
    pub async fn another(&self) -> Process {
        self.another_with(&[]).await
    }

    /// As [`Server::another`], with settings of its own, as environment variables.
    pub async fn another_with(&self, variables: &[(&str, &str)]) -> Process {
        let mut command = self.command(&["serve"]);
        command.envs(variables.iter().copied());
        let log = self.log_file();
        let started = tokio::task::spawn_blocking(move || Process::start(&mut command, log)).await.expect("no panic");
        started.unwrap_or_else(|problem| panic!("the server did not start: {problem}\n{}", self.log()))
    }

    /// Asks the process to end, and waits until it has.
    pub async fn stop(&self) -> Option<i32> {
        let process = self.process.lock().unwrap().take();
        let mut process = process.expect("a process");
        signal(process.child.id(), "TERM");
        tokio::task::spawn_blocking(move || process.child.wait().expect("an end").code()).await.expect("ended")
    }

    /// Ends the process without asking.
    pub fn kill(&self) {
        drop(self.process.lock().unwrap().take());
    }

    /// The process's id.
    pub fn pid(&self) -> u32 {
        self.process.lock().unwrap().as_ref().expect("a process").child.id()
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        *self.address.read().unwrap()
    }

    /// A browser on a host of this server.
    pub fn client(&self, host: impl Into<String>) -> Client {
        Client::new(self.address.clone(), host)
    }

    /// A browser on the platform's own host.
    pub fn platform(&self) -> Client {
        self.client(format!("localhost:{PUBLIC_PORT}"))
    }

    /// A browser on a shop's host.
    pub fn shop(&self, slug: &str) -> Client {
        self.client(format!("{slug}.localhost:{PUBLIC_PORT}"))
    }

    /// Runs a command of the binary with this server's configuration.
    pub fn cli(&self, arguments: &[&str]) -> Said {
        self.cli_with(arguments, &[])
    }

    /// As [`Server::cli`], with settings of its own, as environment variables.
    pub fn cli_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
        let mut command = self.command(arguments);
        let output = command.envs(variables.iter().copied()).output().expect("the binary runs");
        let mut log = self.log_file();
        let _ = log.write_all(&output.stderr);
        Said {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Everything it has logged and printed.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// Its folder: the configuration, the log, and, embedded, the data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Stops, and keeps the data for others to begin with.
    pub async fn into_template(mut self) -> Template {
        self.stop().await;
        // PostgreSQL copies only databases without connections.
        self.database.connection().clone().close().await.expect("closed");
        let postgres_name = self.postgres_name.take();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().expect("a folder"));
        Template { folder, postgres_name }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.args(arguments).arg("--config").arg(self.folder.path().join("config.toml"));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        for (name, _) in env::vars().filter(|(name, _)| name.starts_with("FORECOURT_")) {
            command.env_remove(name);
        }
        command
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    fn log_file(&self) -> File {
        OpenOptions::new().create(true).append(true).open(self.log_path()).expect("a log")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.lock().unwrap().take());
        let log = self.log();
        if let Some(name) = self.postgres_name.take() {
            drop_postgres(name);
        }
        if std::thread::panicking() {
            let lines: Vec<_> = log.lines().collect();
            let last = lines[lines.len().saturating_sub(40)..].join("\n");
            let _ = writeln!(std::io::stderr(), "--- the server's last words ---\n{last}");
        } else {
            assert!(!log.contains("panicked at"), "the server panicked:\n{log}");
        }
    }
}

impl Said {
    /// This, which must have succeeded.
    ///
    /// # Panics
    /// With what it said.
    #[track_caller]
    pub fn success(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }

    /// This, which must have been refused in one sentence on standard error, that holds `words`.
    ///
    /// # Panics
    /// With what it said.
    #[track_caller]
    pub fn refused(self, words: &str) -> Self {
        assert_eq!(self.code, Some(2), "{self:?}");
        assert_eq!(self.err.trim().lines().count(), 1, "one sentence: {self:?}");
        assert!(self.err.to_lowercase().contains(&words.to_lowercase()), "not {words:?}: {self:?}");
        assert!(self.out.is_empty(), "{self:?}");
        self
    }

    /// The first word that starts with `prefix`.
    ///
    /// # Panics
    /// When there is none.
    #[track_caller]
    pub fn word(&self, prefix: &str) -> String {
        self.out
            .split_whitespace()
            .find(|word| word.starts_with(prefix))
            .unwrap_or_else(|| panic!("no {prefix}…: {self:?}"))
            .to_owned()
    }
}

impl Process {
    fn start(command: &mut Command, log: File) -> Result<Self, String> {
        let errors = log.try_clone().expect("a log");
        let mut child = command.stdout(Stdio::piped()).stderr(errors).spawn().expect("the binary runs");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let (sender, receiver) = mpsc::channel();
        let mut log = log;
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = writeln!(log, "{line}");
                if let Some(address) = line.trim().strip_prefix("listening on http://") {
                    let _ = sender.send(address.parse().expect("an address"));
                }
            }
        });
        match receiver.recv_timeout(PATIENCE) {
            Ok(address) => Ok(Self { child, address }),
            Err(error) => {
                let _ = child.kill();
                Err(format!("{error}, {:?}", child.wait()))
            }
        }
    }

    /// Its id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Template {
    fn drop(&mut self) {
        if let Some(name) = self.postgres_name.take() {
            drop_postgres(name);
        }
    }
}

/// Where `tests/run` built the server, or where cargo puts it beside this test.
fn binary() -> PathBuf {
    if let Some(path) = env::var_os("FORECOURT_TEST_BINARY") {
        return path.into();
    }
    let beside = env::current_exe().ok().and_then(|test| Some(test.parent()?.parent()?.join("forecourt")));
    beside
        .filter(|path| path.exists())
        .expect("the binary is not built: run `cargo build --workspace --bins`, or tests/run")
}

/// Sends a signal to a process that a test started.
pub fn signal(pid: u32, name: &str) {
    let status = Command::new("kill").args([format!("-{name}"), pid.to_string()]).status().expect("kill");
    assert!(status.success(), "kill -{name} {pid}");
}

fn copy_database(from: &Path, to: &Path) {
    for name in ["forecourt.db", "forecourt.db-wal"] {
        if from.join(name).exists() {
            fs::copy(from.join(name), to.join(name)).expect("copied");
        }
    }
}

/// Hundreds of copies would fill a small disk.
fn drop_postgres(name: String) {
    let dropped = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let cluster = Database::connect(&backend::postgres_url("postgres")).await;
            cluster.run(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        });
    });
    let _ = dropped.join();
}
