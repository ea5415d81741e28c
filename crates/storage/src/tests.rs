//! Databases for tests, and the test of all prepared statements.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use forecourt_domain::entropy::SystemEntropy;
use forecourt_domain::ids::PasskeyId;
use sea_orm::ConnectionTrait;

use crate::db::Db;
use crate::db::batch::Prepared;
use crate::{DatabaseSettings, billing, home, links, notifications, scope, sessions};

/// Empty databases with today's schema: SQLite in a new folder and, where the environment names a cluster that may be
/// filled (`tests/run` does), PostgreSQL.
pub(crate) struct Databases {
    pub(crate) each: Vec<DatabaseSettings>,
    /// For other files of the test as well; whoever takes it removes it.
    pub(crate) folder: PathBuf,
}

impl Databases {
    pub(crate) async fn new(purpose: &str) -> Self {
        let id = PasskeyId::new(chrono::DateTime::UNIX_EPOCH, &SystemEntropy).uuid().simple();
        let folder = std::env::temp_dir().join(format!("forecourt-{purpose}-{id}"));
        std::fs::create_dir_all(&folder).unwrap();
        let mut urls = vec![format!("sqlite://{}", folder.join("forecourt.db").display())];
        if let Ok(cluster) = std::env::var("FORECOURT_TEST_POSTGRES_URL") {
            let admin = sea_orm::Database::connect(&cluster).await.unwrap();
            admin.execute_unprepared(&format!("CREATE DATABASE {purpose}_{id}")).await.unwrap();
            urls.push(format!("{}/{purpose}_{id}", cluster.rsplit_once('/').unwrap().0));
        }
        let mut each = Vec::new();
        for url in urls {
            let database = DatabaseSettings { url, owner_url: String::new(), ca_file: None, max_connections: 4 };
            forecourt_migrations::up(database.connect_as_owner().await.unwrap()).await.unwrap();
            each.push(database);
        }
        Self { each, folder }
    }
}

/// Every statement of this crate that is prepared by name.
static STATEMENTS: [&[&Prepared]; 8] = [
    scope::gate::PREPARED,
    scope::staff::PREPARED,
    notifications::outbox::PREPARED,
    links::portal::PREPARED,
    links::portal::open::PREPARED,
    billing::PREPARED,
    home::PREPARED,
    sessions::devices::PREPARED,
];

/// A statement that one of the databases does not take would otherwise show only where a test runs it on that one.
#[tokio::test]
async fn every_prepared_statement_can_be_prepared_on_both_databases() {
    let databases = Databases::new("prepared").await;
    for database in &databases.each {
        let db = Db::connect(database).await.unwrap();
        for statement in STATEMENTS.iter().copied().flatten() {
            if let Err(error) = db.prepare(statement).await {
                panic!("{} on {}: {error:?}", statement.name(), database.url.split(':').next().unwrap());
            }
        }
    }
    drop(std::fs::remove_dir_all(&databases.folder));
}

/// What is written `prepared!("name", …)` in the sources is in the list, once.
#[test]
fn no_prepared_statement_is_left_out_of_the_list() {
    let mut written = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut written);
    let listed = STATEMENTS.iter().copied().flatten().map(|statement| statement.name().to_owned()).collect();
    let names: BTreeSet<String> = written.iter().cloned().collect();
    assert_eq!(names.len(), written.len(), "two statements of one name in {written:?}");
    let left_out: Vec<_> = names.symmetric_difference(&listed).collect();
    assert!(left_out.is_empty(), "not in both the sources and the list `PREPARED` of their file: {left_out:?}");
}

/// The names of the statements that the files of a folder declare.
fn collect(folder: &Path, names: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, names);
        } else if path.file_name().is_some_and(|name| name != "tests.rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            let declared = source.split("prepared!(").skip(1).map(|rest| rest.split('"').nth(1).unwrap().to_owned());
            names.extend(declared);
        }
    }
}
