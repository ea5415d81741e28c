//! PostgreSQL that takes only TLS, and PgBouncer in front of PostgreSQL: both of a test's own.

use std::fs::{self, File, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;

use crate::backend::{LOGIN_PASSWORD, LOGIN_ROLE, from_run};
use crate::{Database, eventually};

/// A cluster that takes connections over the network only by TLS. Its certificate is for `localhost`, and for no address.
#[derive(Debug)]
pub struct TlsPostgres {
    process: Process,
    port: u16,
}

impl TlsPostgres {
    /// Starts one, with certificate authorities of its own.
    pub async fn start() -> Self {
        let user = User::unprivileged();
        let folder = user.folder();
        let path = |name: &str| folder.path().join(name);
        let (ours, other) = (authority("Ours"), authority("Another"));
        let key = KeyPair::generate().expect("a key");
        let certificate = CertificateParams::new(["localhost".to_owned()]).expect("a host");
        let certificate = certificate.signed_by(&key, &ours).expect("signed");
        user.write(&path("ca.pem"), &ours.pem(), 0o644);
        user.write(&path("other.pem"), &other.pem(), 0o644);
        user.write(&path("server.pem"), &certificate.pem(), 0o644);
        user.write(&path("server.key"), &key.serialize_pem(), 0o600);

        let data = path("data");
        let mut initdb = user.command(&installed("initdb"), folder.path());
        initdb.args(["-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "--no-sync", "-D"]).arg(&data);
        assert!(initdb.stdout(Stdio::null()).status().expect("initdb").success(), "initdb");
        user.write(
            &data.join("pg_hba.conf"),
            "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\nhostssl all all ::1/128 scram-sha-256\n",
            0o600,
        );
        let port = free_port();
        let mut postgres = user.command(&installed("postgres"), folder.path());
        postgres.arg("-D").arg(&data);
        for (name, value) in [
            ("port", port.to_string()),
            ("listen_addresses", "localhost".to_owned()),
            ("unix_socket_directories", folder.path().display().to_string()),
            ("ssl", "on".to_owned()),
            ("ssl_cert_file", path("server.pem").display().to_string()),
            ("ssl_key_file", path("server.key").display().to_string()),
            ("shared_buffers", "16MB".to_owned()),
            ("fsync", "off".to_owned()),
        ] {
            postgres.arg("-c").arg(format!("{name}={value}"));
        }
        let process = Process::start(postgres, folder, "ready to accept connections").await;
        let cluster = Self { process, port };
        let database = cluster.database().await;
        database.run(&format!("CREATE ROLE {LOGIN_ROLE} LOGIN SUPERUSER NOINHERIT PASSWORD '{LOGIN_PASSWORD}'")).await;
        cluster
    }

    /// As its superuser, by the socket, which is not encrypted.
    pub async fn database(&self) -> Database {
        let socket = self.process.folder.path().display().to_string().replace('/', "%2F");
        Database::connect(&format!("postgres://postgres@{socket}:{}/postgres", self.port)).await
    }

    /// Its address at a name of this machine.
    pub fn url(&self, host: &str, query: &str) -> String {
        format!("postgres://{LOGIN_ROLE}:{LOGIN_PASSWORD}@{host}:{}/postgres{query}", self.port)
    }

    /// The certificate authority that its certificate is from.
    pub fn ca(&self) -> String {
        self.process.folder.path().join("ca.pem").display().to_string()
    }

    /// Another one.
    pub fn other_ca(&self) -> String {
        self.process.folder.path().join("other.pem").display().to_string()
    }
}

/// PgBouncer in front of the tests' cluster.
#[derive(Debug)]
pub struct PgBouncer {
    _process: Process,
    port: u16,
}

impl PgBouncer {
    /// Starts one in a pool mode.
    pub async fn start(mode: &str) -> Self {
        let user = User::unprivileged();
        let folder = user.folder();
        let cluster = from_run("FORECOURT_TEST_POSTGRES_URL");
        let (who, place) = cluster.trim_start_matches("postgres://").split_once('@').expect("a user");
        let (owner, password) = who.split_once(':').expect("a password");
        let (host, port) = place.split_once('/').expect("a database").0.split_once(':').expect("a port");
        let users = format!("\"{owner}\" \"{password}\"\n\"{LOGIN_ROLE}\" \"{LOGIN_PASSWORD}\"\n");
        user.write(&folder.path().join("users.txt"), &users, 0o600);
        let listen = free_port();
        let settings = format!(
            "[databases]\n* = host={host} port={port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {listen}\n\
             unix_socket_dir =\nauth_type = scram-sha-256\nauth_file = users.txt\npool_mode = {mode}\n"
        );
        let file = folder.path().join("pgbouncer.ini");
        user.write(&file, &settings, 0o600);
        let mut pgbouncer = user.command(&installed("pgbouncer"), folder.path());
        pgbouncer.arg(file);
        Self { _process: Process::start(pgbouncer, folder, "process up").await, port: listen }
    }

    /// The same address, by way of this.
    pub fn before(&self, url: &str) -> String {
        let (who, place) = url.rsplit_once('@').expect("a user");
        let (_, database) = place.split_once('/').expect("a database");
        format!("{who}@127.0.0.1:{}/{database}", self.port)
    }
}

fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("signed")
}

/// A program that Debian keeps out of some users' paths.
fn installed(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut places: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    places.sort();
    places.extend(["/usr/sbin", "/usr/bin", "/usr/local/bin"].map(PathBuf::from));
    let found = places.iter().rev().map(|place| place.join(name)).find(|path| path.exists());
    found.unwrap_or_else(|| panic!("{name}: tests/run installs it"))
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

/// Who runs what refuses to run as root: ourselves, or, as root, the user that PostgreSQL's package has made.
#[derive(Debug, Clone, Copy)]
struct User(Option<(u32, u32)>);

impl User {
    fn unprivileged() -> Self {
        let id = |arguments: &[&str]| {
            let output = Command::new("id").args(arguments).output().expect("id");
            String::from_utf8_lossy(&output.stdout).trim().parse::<u32>().expect("a number")
        };
        Self((id(&["-u"]) == 0).then(|| (id(&["-u", "postgres"]), id(&["-g", "postgres"]))))
    }

    fn folder(self) -> TempDir {
        let folder = tempfile::Builder::new().prefix("forecourt-pg-").tempdir().expect("a folder");
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).expect("opened");
        self.own(folder.path());
        folder
    }

    fn write(self, path: &Path, text: &str, mode: u32) {
        fs::write(path, text).expect("written");
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("set");
        self.own(path);
    }

    fn own(self, path: &Path) {
        if let Self(Some((user, group))) = self {
            chown(path, Some(user), Some(group)).expect("given away");
        }
    }

    fn command(self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder).stdin(Stdio::null());
        if let Self(Some((user, group))) = self {
            command.uid(user).gid(group);
        }
        command
    }
}

/// A program that runs in a folder of its own until the test ends.
#[derive(Debug)]
struct Process {
    child: Child,
    folder: TempDir,
}

impl Process {
    /// Starts it, and waits until it says that it is there.
    async fn start(mut command: Command, folder: TempDir, ready: &str) -> Self {
        let log = folder.path().join("log");
        let file = File::create(&log).expect("a log");
        command.stdout(file.try_clone().expect("a log")).stderr(file);
        let process = Self { child: command.spawn().expect("started"), folder };
        eventually(ready, || async { fs::read_to_string(&log).ok().filter(|said| said.contains(ready)) }).await;
        process
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // An interrupt ends PostgreSQL, with all its processes, without waiting for clients.
        crate::server::signal(self.child.id(), "INT");
        let _ = self.child.wait();
    }
}
