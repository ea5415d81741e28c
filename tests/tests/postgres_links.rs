//! The way to PostgreSQL: encrypted as its address says, and no pooler that gives sessions to others.

use forecourt_tests::backend::{LOGIN_ROLE, login_url, postgres_url};
use forecourt_tests::postgres::{PgBouncer, TlsPostgres};
use forecourt_tests::server::set;
use forecourt_tests::{Backend, Channel, Server, TwoShops};

const URL: &str = "FORECOURT__DATABASE__URL";
const OWNER_URL: &str = "FORECOURT__DATABASE__OWNER_URL";
const CA_FILE: &str = "FORECOURT__DATABASE__CA_FILE";

#[tokio::test]
async fn a_database_that_takes_only_tls_is_reached_by_it_and_doctor_says_so() {
    let postgres = TlsPostgres::start().await;
    let server = Server::prepare(Backend::Embedded, None, |_| {}).await;
    let (url, ca) = (postgres.url("localhost", "?sslmode=require"), postgres.ca());
    server.cli_with(&["migrate"], &[(URL, &url)]).success();
    let scheme = postgres.url("localhost", "").replace("postgres://", "postgresql://");
    server.cli_with(&["migrate"], &[(URL, &scheme), (CA_FILE, &ca)]).success();
    postgres.database().await.run(&format!("ALTER ROLE {LOGIN_ROLE} NOSUPERUSER")).await;
    postgres.database().await.run(&format!("GRANT forecourt_app TO {LOGIN_ROLE}")).await;
    let doctor = |url: &str, ca: &str| server.cli_with(&["doctor"], &[(URL, url), (CA_FILE, ca)]);
    for (query, ca, words) in [
        ("", "", "over TLS 1.3, certificate not checked"),
        ("?sslmode=require", "", "over TLS 1.3, certificate not checked"),
        ("?sslmode=require&channel_binding=require&connect_timeout=10", "", "over TLS 1.3"),
        ("?sslmode=require", ca.as_str(), "over TLS 1.3, certificate checked, but not for which host it is"),
        ("?sslmode=verify-full", &ca, "over TLS 1.3, certificate checked;"),
        ("", &ca, "over TLS 1.3, certificate checked;"),
        (&format!("?sslmode=verify-full&sslrootcert={ca}"), "", "over TLS 1.3, certificate checked;"),
    ] {
        let said = doctor(&postgres.url("localhost", query), ca);
        let line = said.out.lines().find(|line| line.contains(" database ")).unwrap_or_else(|| panic!("{said:?}"));
        assert!(line.starts_with("ok") && line.contains(words), "{query} {ca}: not {words:?}: {line}");
    }
    let process = server.another_with(&[(URL, &postgres.url("localhost", "")), (CA_FILE, &ca)]).await;
    let ready = server.client("127.0.0.1").answered_by(process.address).get("/readyz").await.expect(200);
    assert!(ready.text().contains("\"database\":\"ok\""), "{ready}");
    let encrypted = "SELECT bool_and(ssl)::text FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'forecourt'";
    assert_eq!(postgres.database().await.text(encrypted).await, "true");
}

#[tokio::test]
async fn a_database_that_cannot_be_trusted_is_refused_by_name() {
    let postgres = TlsPostgres::start().await;
    let server = Server::prepare(Backend::Embedded, None, |_| {}).await;
    let (ca, other) = (postgres.ca(), postgres.other_ca());
    let local = |query: &str| postgres.url("localhost", query);
    for (url, ca, words) in [
        (local(""), other.as_str(), "over TLS: invalid peer certificate: UnknownIssuer"),
        (local("?sslmode=require"), &other, "over TLS: invalid peer certificate: UnknownIssuer"),
        (local("?sslmode=verify-full"), "", "over TLS: invalid peer certificate: UnknownIssuer"),
        (
            postgres.url("127.0.0.1", "?sslmode=verify-full"),
            &ca,
            "over TLS: invalid peer certificate: certificate not valid for name",
        ),
        (local("?sslmode=disable"), "", "without TLS, as sslmode=disable in database.url"),
        (local("?sslmode=sometimes"), "", "sslmode=sometimes, which does not exist"),
        (local(""), "nowhere.pem", "database.ca_file names nowhere.pem, which cannot be read"),
    ] {
        let said = server.cli_with(&["migrate"], &[(URL, &url), (CA_FILE, ca)]).refused(words);
        assert!(!said.err.contains("login-of-the-tests"), "a password: {said:?}");
        server.cli_with(&["serve"], &[(URL, &url), (CA_FILE, ca)]).refused(words);
        let said = server.cli_with(&["doctor"], &[(URL, &url), (CA_FILE, ca)]);
        assert!(said.code == Some(1) && said.out.contains(words), "not {words:?}: {said:?}");
    }
}

#[tokio::test]
async fn a_database_without_tls_is_used_unless_the_address_insists() {
    let server = Server::prepare(Backend::Many, None, |_| {}).await;
    server.cli(&["migrate"]).success();
    server.let_login_in().await;
    let said = server.cli(&["doctor"]);
    assert!(said.out.contains("PostgreSQL as forecourt_app, not encrypted"), "{said:?}");
    let name = server.database.url().rsplit('/').next().unwrap().to_owned();
    let insisting = format!("{}?sslmode=require", login_url(&name));
    for command in ["serve", "doctor"] {
        let variables = [(URL, insisting.as_str()), (OWNER_URL, "")];
        let said = server.cli_with(&[command], &variables);
        assert_ne!(said.code, Some(0), "{said:?}");
        let words = "no connection over TLS: server does not support TLS (see sslmode in database.url";
        assert!(said.out.contains(words) || said.err.contains(words), "{said:?}");
    }
}

#[tokio::test]
async fn pgbouncer_in_session_mode_is_as_good_as_none() {
    let bouncer = PgBouncer::start("session").await;
    let shops = TwoShops::start_with(Backend::Many, |settings| {
        for key in ["url", "owner_url"] {
            let url = settings["database"][key].as_str().unwrap().to_owned();
            set(settings, &format!("database.{key}"), bouncer.before(&url));
        }
    })
    .await;
    shops.server.cli(&["migrate"]).success();
    let said = shops.server.cli(&["doctor"]);
    assert!(said.out.contains("ok    database       PostgreSQL as forecourt_app"), "{said:?}");
    let (alex, job, phone) = shops.customer_with_job().await;
    phone.get(format!("/jobs/{job}")).await.expect(200);
    let link = shops.torque.send_link(&alex, Channel::Sms).await;
    shops.torque.open(&link).await.get("/").await.expect(200).saying("Alex Morgan");
}

#[tokio::test]
async fn pgbouncer_in_other_modes_is_refused_by_name() {
    let server = Server::prepare(Backend::Many, None, |_| {}).await;
    server.cli(&["migrate"]).success();
    server.let_login_in().await;
    let name = server.database.url().rsplit('/').next().unwrap().to_owned();
    let words = |key: &str| {
        format!(
            "{key} leads to PgBouncer (or another pooler) in transaction mode, where clients share sessions: \
             use session mode, or connect to PostgreSQL directly"
        )
    };
    for mode in ["transaction", "statement"] {
        let bouncer = PgBouncer::start(mode).await;
        let (url, owner_url) = (bouncer.before(&login_url(&name)), bouncer.before(&postgres_url(&name)));
        server.cli_with(&["migrate"], &[(OWNER_URL, &owner_url)]).refused(&words("database.owner_url"));
        server.cli_with(&["migrate"], &[(URL, &owner_url), (OWNER_URL, "")]).refused(&words("database.url"));
        // The owner's address is direct here, as where migrations were seen to.
        server.cli_with(&["serve"], &[(URL, &url)]).refused(&words("database.url"));
        server.cli_with(&["serve"], &[(URL, &url), (OWNER_URL, "")]).refused(&words("database.url"));
        for (key, variables) in [("database.url", [(URL, &url)]), ("database.owner_url", [(OWNER_URL, &owner_url)])] {
            let said = server.cli_with(&["doctor"], &variables.map(|(name, value)| (name, value.as_str())));
            assert!(said.code == Some(1) && said.out.contains(&words(key)), "{said:?}");
        }
    }
}
