//! The third net: what PostgreSQL itself refuses (SECURITY.md, row 2), and what composite keys refuse on both
//! databases.

use forecourt_migrations::dialect::{APP_ROLE, PLATFORM_SETTING, TENANT_SETTING};
use forecourt_tests::{Backend, Database, TwoShops, both};

/// Tables of the platform's own, which no shop's transaction sees.
const PLATFORM: [&str; 9] = [
    "operators",
    "operator_invitations",
    "operator_recovery_codes",
    "operator_passkeys",
    "operator_passkey_ceremonies",
    "operator_sessions",
    "signing_keys",
    "client_logins",
    "stranger_mail_days",
];

/// Tables without a shop's rows, and why each may be.
const PLAIN: [(&str, &str); 2] = [
    ("tenant_changes", "slugs and times: what tells servers that a shop changed"),
    ("webhook_receipts", "providers' event ids"),
];

#[tokio::test]
async fn every_table_forces_row_security() {
    let shops = TwoShops::start(Backend::Many).await;
    let database = &shops.server.database;
    for table in database.tables().await {
        let has_tenant = database.columns(&table).await.contains(&"tenant_id".to_owned()) || table == "tenants";
        let sql = format!(
            "SELECT concat(relrowsecurity, ' ', relforcerowsecurity, ' ', (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid AND polqual IS NOT NULL AND polwithcheck IS NOT NULL))
             FROM pg_class c WHERE relname = '{table}' AND relnamespace = 'public'::regnamespace"
        );
        let state = database.text(&sql).await;
        match PLAIN.iter().find(|(plain, _)| *plain == table) {
            Some(_) => assert!(!has_tenant, "{table} holds shops' rows now"),
            None => {
                let shops = !PLATFORM.contains(&table.as_str());
                assert_eq!((has_tenant, state.as_str()), (shops, "t t 1"), "{table}");
            }
        }
    }
}

#[tokio::test]
async fn the_servers_role_owns_nothing_and_bypasses_nothing() {
    let shops = TwoShops::start(Backend::Many).await;
    let database = &shops.server.database;
    let role = format!(
        "SELECT concat(rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin) FROM pg_roles WHERE rolname = '{APP_ROLE}'"
    );
    assert_eq!(database.text(&role).await, "fffff");
    for (what, sql) in [
        ("owns", format!("SELECT relname::text FROM pg_class WHERE relowner = '{APP_ROLE}'::regrole")),
        (
            "is a member of",
            format!("SELECT roleid::regrole::text FROM pg_auth_members WHERE member = '{APP_ROLE}'::regrole"),
        ),
        (
            "may change the shape of",
            format!(
                "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND has_table_privilege('{APP_ROLE}', oid, 'TRUNCATE, REFERENCES, TRIGGER')"
            ),
        ),
        (
            "may create in",
            format!(
                "SELECT nspname::text FROM pg_namespace WHERE nspname = 'public' AND has_schema_privilege('{APP_ROLE}', nspname, 'CREATE')"
            ),
        ),
        (
            "may write the migrations",
            "SELECT 'yes' WHERE has_table_privilege('forecourt_app', 'seaql_migrations', 'INSERT, UPDATE, DELETE')"
                .to_owned(),
        ),
    ] {
        assert_eq!(database.texts(&sql).await, Vec::<String>::new(), "{APP_ROLE} {what} these");
    }
}

#[tokio::test]
async fn without_a_shop_there_are_no_rows() {
    let shops = TwoShops::start(Backend::Many).await;
    shops.customer_with_job().await;
    let database = &shops.server.database;
    let tables = shop_tables(database).await;
    database.run(&format!("SET ROLE {APP_ROLE}")).await;
    for table in &tables {
        assert_eq!(database.count(table, "1 = 1").await, 0, "{table}");
    }
    for context in ["''", "'00000000-0000-0000-0000-000000000000'"] {
        database.run(&format!("SET {TENANT_SETTING} = {context}")).await;
        for table in &tables {
            assert_eq!(database.count(table, "1 = 1").await, 0, "{table} for {context}");
        }
    }
}

#[tokio::test]
async fn one_connection_serves_one_shop_at_a_time() {
    let shops = TwoShops::start_with(Backend::Many, |settings| {
        forecourt_tests::server::set(settings, "database.max_connections", 1)
    })
    .await;
    let alex = shops.torque.add_customer("Alex Morgan").await;
    let sarah = shops.sample.add_customer("Sarah Chen").await;
    let requests = (0..60).map(|n| {
        let shops = &shops;
        let (alex, sarah) = (&alex, &sarah);
        async move {
            let (shop, own, other) =
                if n % 2 == 0 { (&shops.torque, alex, sarah) } else { (&shops.sample, sarah, alex) };
            let list = shop.owner.get("/staff/customers").await.expect(200);
            assert!(list.words().contains(&own.name) && !list.words().contains(&other.name), "{list}");
            shop.owner.get(format!("/staff/customers/{}", other.id)).await.expect(404);
            shops.server.shop("nobody").get("/").await.expect(404);
        }
    });
    futures_util::future::join_all(requests).await;
}

#[tokio::test]
async fn a_shops_transaction_cannot_write_into_another() {
    let shops = TwoShops::start(Backend::Many).await;
    let alex = shops.torque.add_customer("Alex Morgan").await;
    let sarah = shops.sample.add_customer("Sarah Chen").await;
    let database = &shops.server.database;
    let sample = database.text("SELECT id::text FROM tenants WHERE slug = 'sample-shop'").await;
    let torque = database.text("SELECT id::text FROM tenants WHERE slug = 'torque'").await;
    database.run(&format!("SET ROLE {APP_ROLE}")).await;
    database.run(&format!("SET {TENANT_SETTING} = '{torque}'")).await;
    assert_eq!(database.count("customers", "1 = 1").await, 1, "one's own");
    assert_eq!(database.run(&format!("UPDATE customers SET name = 'x' WHERE id = '{}'", sarah.id)).await, 0);
    assert_eq!(database.run(&format!("DELETE FROM customers WHERE id = '{}'", sarah.id)).await, 0);
    let insert = format!(
        "INSERT INTO customers (id, tenant_id, name, search_text, created_at, updated_at) VALUES (gen_random_uuid(), '{sample}', 'x', 'x', now(), now())"
    );
    assert!(database.try_run(&insert).await.unwrap_err().contains("row-level security"));
    let moved = format!("UPDATE customers SET tenant_id = '{sample}' WHERE id = '{}'", alex.id);
    assert!(database.try_run(&moved).await.unwrap_err().contains("row-level security"));
    for forbidden in [
        "TRUNCATE customers",
        "ALTER TABLE customers DISABLE ROW LEVEL SECURITY",
        "DROP POLICY one_shop ON customers",
        "CREATE TABLE mine (id int)",
    ] {
        assert!(database.try_run(forbidden).await.is_err(), "{forbidden}");
    }
}

#[tokio::test]
async fn what_is_the_platforms_is_no_shops() {
    let shops = TwoShops::start(Backend::Many).await;
    let asked = [("address", "nobody.whitfield@example.com")];
    shops.server.platform().post("/client-login/send").form(&asked).await.expect(200);
    let database = &shops.server.database;
    forecourt_tests::eventually("the mail", || async {
        (database.count("captured_messages", "1 = 1").await == 1).then_some(())
    })
    .await;
    let torque = database.text("SELECT id::text FROM tenants WHERE slug = 'torque'").await;
    database.run(&format!("SET ROLE {APP_ROLE}")).await;
    database.run(&format!("SET {TENANT_SETTING} = '{torque}'")).await;
    for table in ["notifications", "captured_messages", "client_logins"] {
        assert_eq!(database.count(table, "1 = 1").await, 0, "{table}");
        assert_eq!(database.run(&format!("DELETE FROM {table}")).await, 0, "{table}");
    }
    let insert = "INSERT INTO notifications (id, tenant_id, kind, channel, recipient, state, attempts, due_at, uncertain, created_at)
                  VALUES (gen_random_uuid(), NULL, 'x', 'email', 'x', 'queued', 0, now(), false, now())";
    assert!(database.try_run(insert).await.unwrap_err().contains("row-level security"));
    database.run(&format!("SET {PLATFORM_SETTING} = 'on'")).await;
    assert_eq!(database.count("notifications", "tenant_id IS NULL").await, 1);
}

both! {
    async fn a_message_to_a_customer_has_a_shop(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        shops.torque.send_link(&alex, forecourt_tests::Channel::Email).await;
        let refusal = shops.server.database.try_run("UPDATE notifications SET tenant_id = NULL").await.unwrap_err();
        assert!(refusal.to_lowercase().contains("check constraint"), "{refusal}");
    }

    async fn the_database_refuses_a_row_of_two_shops(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let sarah = shops.sample.add_customer("Sarah Chen").await;
        let tesla = shops.sample.add_vehicle(&sarah, "Tesla", "Model Y").await;
        let vehicle = shops.torque.add_vehicle(&alex, "Volkswagen", "Golf GTI").await;
        let job = shops.torque.add_job(&alex, &vehicle, "Brakes").await;
        let database = &shops.server.database;
        let crooked = [
            format!("UPDATE work_orders SET vehicle_id = {} WHERE reference = '{job}'", database.id(&tesla)),
            format!("UPDATE work_orders SET customer_id = {} WHERE reference = '{job}'", database.id(&sarah.id)),
            format!("UPDATE vehicles SET tenant_id = (SELECT id FROM tenants WHERE slug = 'sample-shop') WHERE id = {}", database.id(&vehicle)),
            format!("UPDATE customers SET tenant_id = (SELECT id FROM tenants WHERE slug = 'sample-shop') WHERE id = {}", database.id(&alex.id)),
        ];
        if !database.is_postgres() {
            database.run("PRAGMA foreign_keys = ON").await;
        }
        for sql in crooked {
            let refusal = database.try_run(&sql).await.expect_err(&sql).to_lowercase();
            assert!(refusal.contains("foreign key"), "{sql}: {refusal}");
        }
    }
}

async fn shop_tables(database: &Database) -> Vec<String> {
    let all = database.tables().await;
    all.into_iter().filter(|table| PLAIN.iter().all(|(plain, _)| plain != table)).collect()
}
