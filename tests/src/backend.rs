//! The two configurations that everything runs on.

use std::env;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::{Database, redis};

/// One machine, or many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// SQLite, a folder, and the process's own memory.
    Embedded,
    /// PostgreSQL with row-level security, Redis and S3.
    Many,
}

/// The server's login role on PostgreSQL. It can do nothing but become the role `forecourt_app`.
pub const LOGIN_ROLE: &str = "forecourt_login";
/// Their password; the cluster lives as long as the tests.
pub const LOGIN_PASSWORD: &str = "login-of-the-tests";

/// A value that `tests/run` sets.
///
/// # Panics
/// Without it: a test that is not run must not look as if it had passed.
pub fn from_run(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| {
        panic!("{name} is not set: `tests/run` starts PostgreSQL, Redis and S3 and says where they are; run the tests through it")
    })
}

/// The cluster's address as its superuser, for the database `name`.
pub fn postgres_url(name: &str) -> String {
    let url = from_run("FORECOURT_TEST_POSTGRES_URL");
    let (server, _) = url.rsplit_once('/').expect("a URL with a database");
    format!("{server}/{name}")
}

/// The same database as the server signs in to it.
pub fn login_url(name: &str) -> String {
    let url = postgres_url(name);
    let (_, place) = url.rsplit_once('@').expect("a URL with a user");
    format!("postgres://{LOGIN_ROLE}:{LOGIN_PASSWORD}@{place}")
}

/// A name that no other database of this run has.
pub fn unique(prefix: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{prefix}_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Makes a PostgreSQL database, empty or as a copy; answers its name.
pub async fn create_postgres(template: Option<&str>) -> String {
    let name = unique("forecourt_test");
    let like = template.map(|template| format!(" TEMPLATE {template}")).unwrap_or_default();
    let cluster = Database::connect(&postgres_url("postgres")).await;
    cluster.run(&format!("CREATE DATABASE {name}{like}")).await;
    name
}

/// Lets the server's login become the server's role, as an operator does once in a cluster.
pub async fn allow_login(database: &Database) {
    database
        .run(&format!(
            "DO $$ BEGIN
               CREATE ROLE {LOGIN_ROLE} LOGIN NOINHERIT PASSWORD '{LOGIN_PASSWORD}';
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
             END $$"
        ))
        .await;
    database.run(&format!("GRANT forecourt_app TO {LOGIN_ROLE}")).await;
}

/// A Redis database of one's own, by its URL.
pub async fn fresh_redis() -> String {
    let url = from_run("FORECOURT_TEST_REDIS_URL");
    let mut counter = redis::connect(&format!("{url}/0")).await;
    let number: u32 = redis::ask(&mut counter, &["INCR", "forecourt-tests:databases"]).await;
    // The server's client knows 256 databases: the oldest is used again, whose test has long ended.
    let url = format!("{url}/{}", number % 250 + 1);
    redis::empty(&url).await;
    url
}

/// The roles, before anything is migrated: then the server can sign in and finds nothing.
pub async fn create_roles(database: &Database) {
    database
        .run(
            "DO $$ BEGIN
               CREATE ROLE forecourt_app NOLOGIN;
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
             END $$",
        )
        .await;
    allow_login(database).await;
}
