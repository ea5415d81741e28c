//! The schema goes up and down on both databases, and is what the entities say.

use forecourt_migrations::{Migrator, MigratorTrait};
use forecourt_tests::{Backend, Database, Server};

#[tokio::test]
async fn every_step_goes_down_and_up_again() {
    for backend in [Backend::Embedded, Backend::Many] {
        let server = Server::prepare(backend, None, |_| {}).await;
        let database = &server.database;
        let steps = u32::try_from(Migrator::migrations().len()).unwrap();
        let mut shapes = vec![shape(database).await];
        for _ in 0..steps {
            Migrator::up(database.connection(), Some(1)).await.unwrap();
            shapes.push(shape(database).await);
        }
        assert!(shapes.windows(2).all(|pair| pair[0] != pair[1]), "every step changes something");
        for step in (0..steps as usize).rev() {
            Migrator::down(database.connection(), Some(1)).await.unwrap();
            assert_eq!(shape(database).await, shapes[step], "{backend:?}: down to {step}");
        }
        Migrator::up(database.connection(), None).await.unwrap();
        assert_eq!(shape(database).await, shapes[steps as usize], "{backend:?}: and up again");
    }
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let mut shapes = Vec::new();
    for backend in [Backend::Embedded, Backend::Many] {
        let server = Server::prepare(backend, None, |_| {}).await;
        Migrator::up(server.database.connection(), None).await.unwrap();
        let mut shape = Vec::new();
        for table in server.database.tables().await {
            let columns = server.database.columns(&table).await;
            shape.push((table, columns));
        }
        shapes.push(shape);
    }
    assert_eq!(shapes[0], shapes[1]);
}

#[tokio::test]
async fn migrating_again_changes_nothing() {
    for backend in [Backend::Embedded, Backend::Many] {
        let server = Server::prepare(backend, None, |_| {}).await;
        server.cli(&["migrate"]).success();
        let before = shape(&server.database).await;
        server.cli(&["migrate"]).success();
        assert_eq!(shape(&server.database).await, before);
    }
}

/// Forced row-level security binds the owner of the tables as well, unless they are a superuser: a step that changes
/// rows has to say that it means all shops.
#[tokio::test]
async fn shops_from_before_show_invoices() {
    const BEFORE: u32 = 18;
    for backend in [Backend::Embedded, Backend::Many] {
        let server = Server::prepare(backend, None, |_| {}).await;
        let database = &server.database;
        let owner = if database.is_postgres() { owned_by_nobody_special(database).await } else { database.clone() };
        Migrator::up(owner.connection(), Some(BEFORE)).await.unwrap();
        let id = database.id("01900000-0000-7000-8000-000000000001");
        let now = database.time(chrono::TimeDelta::zero());
        let sql = format!(
            "INSERT INTO tenants (id, slug, name, preset, state, locale, time_zone, currency, country, brand_color, hours, features,
               session_days, sms_credits, created_at, updated_at)
             VALUES ({id}, 'torque', 'Torque', 'garage', 'active', 'en-US', 'UTC', 'USD', 'US', '#112233', '{{}}', 'jobs photos',
               30, 0, {now}, {now})"
        );
        assert_eq!(database.run(&sql).await, 1);
        let features = async || database.text("SELECT features FROM tenants").await;
        Migrator::up(owner.connection(), Some(1)).await.unwrap();
        assert_eq!(features().await, "jobs photos invoices", "{backend:?}");
        Migrator::down(owner.connection(), Some(1)).await.unwrap();
        assert_eq!(features().await, "jobs photos", "{backend:?}");
    }
}

/// The database, owned by a role that may create roles and nothing more.
async fn owned_by_nobody_special(database: &Database) -> Database {
    let role = forecourt_tests::backend::unique("owner");
    let name = database.text("SELECT current_database()::text").await;
    database
        .run("DO $$ BEGIN CREATE ROLE forecourt_app NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
        .await;
    for sql in [
        format!("CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS CREATEROLE PASSWORD 'owner'"),
        format!("GRANT forecourt_app TO {role}"),
        format!("ALTER DATABASE {name} OWNER TO {role}"),
        format!("ALTER SCHEMA public OWNER TO {role}"),
    ] {
        database.run(&sql).await;
    }
    let (_, place) = database.url().rsplit_once('@').expect("a URL with a user");
    Database::connect(&format!("postgres://{role}:owner@{place}")).await
}

/// Tables, columns with types, keys, indexes and policies, as the database itself tells them.
async fn shape(database: &Database) -> Vec<String> {
    if !database.is_postgres() {
        let sql = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND tbl_name <> 'seaql_migrations' ORDER BY 1";
        return database.texts(sql).await;
    }
    let mut shape = Vec::new();
    for sql in [
        "SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'seaql_migrations' ORDER BY 1",
        "SELECT concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'seaql_migrations' ORDER BY 1",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'seaql_migrations' ORDER BY 1",
        "SELECT concat_ws(' ', tablename, policyname, qual, with_check) FROM pg_policies ORDER BY 1",
        "SELECT concat_ws(' ', grantee, table_name, privilege_type) FROM information_schema.role_table_grants WHERE grantee = 'forecourt_app' ORDER BY 1",
    ] {
        shape.extend(database.texts(sql).await);
    }
    shape
}
