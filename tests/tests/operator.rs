//! The operator's command line, and that running servers hear of it.

use forecourt_tests::shops::{create_tenant, invitation};
use forecourt_tests::{Backend, Server, TwoShops, both, eventually};

both! {
    async fn one_command_makes_a_shop(server: Server) {
        let said = create_tenant(&server, "shear-bliss", "Shear Bliss", "salon");
        assert!(said.out.contains("http://shear-bliss.localhost:8080"), "{said:?}");
        let path = invitation(&said.out);
        // At once, without a restart: the running server has never heard of it.
        server.shop("shear-bliss").get("/").await.expect(200).saying("Shear Bliss");
        server.shop("shear-bliss").get(&path).await.expect(200).saying("owner@shear-bliss.example");
        let listed = server.cli(&["tenant", "list"]).success();
        assert!(listed.out.contains("shear-bliss") && listed.out.contains("Shear Bliss"), "{listed:?}");
        let shown = server.cli(&["tenant", "show", "shear-bliss"]).success();
        assert!(shown.out.contains("salon") && shown.out.contains("http://shear-bliss.localhost:8080"), "{shown:?}");
    }

    async fn a_name_asked_for_too_early_is_found_once_it_exists(server: Server) {
        let visitor = server.shop("late-shop");
        visitor.get("/").await.expect(404);
        visitor.get("/").await.expect(404);
        create_tenant(&server, "late-shop", "Late Shop", "garage");
        seen(&visitor, 200, "Late Shop").await;
    }

    async fn every_preset_can_be_chosen(server: Server) {
        for preset in ["garage", "detailing", "home-services", "salon", "studio"] {
            create_tenant(&server, &format!("a-{preset}"), "A Shop", preset);
            server.shop(&format!("a-{preset}")).get("/").await.expect(200).saying("A Shop");
        }
    }

    async fn a_shop_with_its_own_place_on_earth(server: Server) {
        let arguments = ["tenant", "create", "--slug", "berlin", "--name", "Werkstatt Süd", "--preset", "garage", "--owner-email", "chef@werkstatt.example"];
        let place = ["--timezone", "Europe/Berlin", "--locale", "de-DE", "--currency", "EUR"];
        server.cli(&[&arguments[..], &place[..]].concat()).success();
        let page = server.shop("berlin").get("/").await.expect(200).saying("Werkstatt Süd");
        assert!(page.text().contains("lang=\"de"), "{page}");
    }

    async fn what_cannot_be_is_refused_in_one_sentence(server: Server) {
        create_tenant(&server, "torque", "Torque Garage", "garage");
        let create = |slug: &str, preset: &str, email: &str, more: &[&str]| {
            let arguments = ["tenant", "create", "--slug", slug, "--name", "X", "--preset", preset, "--owner-email", email];
            server.cli(&[&arguments[..], more].concat())
        };
        let good = "owner@x.example";
        create("torque", "garage", good, &[]).refused("torque");
        create("Torque", "garage", good, &[]).refused("slug");
        create("to", "garage", good, &[]).refused("slug");
        create("a--b", "garage", good, &[]).refused("slug");
        create("tor_que", "garage", good, &[]).refused("slug");
        create("xn--a", "garage", good, &[]).refused("slug");
        create(&"x".repeat(41), "garage", good, &[]).refused("slug");
        create("admin", "garage", good, &[]).refused("reserved");
        create("ops", "garage", good, &[]).refused("");
        create("new-shop", "bakery", good, &[]).refused("bakery");
        create("new-shop", "../garage", good, &[]).refused("preset");
        create("new-shop", "garage", "nobody", &[]).refused("email");
        create("new-shop", "garage", good, &["--timezone", "Mars/Olympus"]).refused("Mars/Olympus");
        create("new-shop", "garage", good, &["--locale", "klingon!"]).refused("klingon!");
        create("new-shop", "garage", good, &["--currency", "DOUBLOON"]).refused("DOUBLOON");
        assert_eq!(server.database.count("tenants", "1 = 1").await, 1, "nothing half made");
        assert_eq!(server.database.count("staff_members", "1 = 1").await, 1);
        assert_eq!(server.database.count("staff_invitations", "1 = 1").await, 1);
        for command in ["show", "suspend", "resume"] {
            server.cli(&["tenant", command, "nobody"]).refused("nobody");
        }
        server.cli(&["staff", "invite", "--slug", "nobody", "--email", good, "--role", "owner"]).refused("nobody");
        server.cli(&["staff", "invite", "--slug", "torque", "--email", good, "--role", "king"]).refused("king");
    }

    async fn a_suspended_shop_is_a_plain_page_and_nothing_else(shops: TwoShops) {
        let (alex, job, _) = shops.customer_with_job().await;
        let link = shops.torque.send_link(&alex, forecourt_tests::Channel::Sms).await;
        let phone = shops.torque.open(&link).await;
        shops.server.cli(&["tenant", "suspend", "torque"]).success();
        // The running server was warm: it hears of it, without a restart.
        seen(&phone, 503, "paused").await;
        for path in ["/", &format!("/jobs/{job}"), "/photos", "/staff/login", "/staff/customers", "/logo", &link.path, "/sign-out"] {
            for browser in [&phone, &shops.torque.owner, &shops.torque.visitor()] {
                let page = browser.get(path).await;
                assert_ne!(page.status, 200, "{page}");
                page.without("Alex").without("Golf");
            }
        }
        shops.sample.owner.get("/staff/customers").await.expect(200);
        shops.server.cli(&["tenant", "resume", "torque"]).success();
        eventually("the shop is back", || async { (phone.get("/").await.status == 200).then_some(()) }).await;
    }

    async fn every_running_server_hears_of_a_change(shops: TwoShops) {
        let second = shops.server.another().await;
        let other = forecourt_tests::Client::new(std::sync::Arc::new(std::sync::RwLock::new(second.address)), shops.torque.owner.host());
        other.get("/").await.expect(200).saying("Torque Garage");
        shops.server.cli(&["tenant", "suspend", "torque"]).success();
        seen(&other, 503, "paused").await;
        shops.server.cli(&["tenant", "resume", "torque"]).success();
        seen(&other, 200, "Torque Garage").await;
        forecourt_tests::shops::set_branding(&shops.torque.owner, &[("name", "Torque & Sons")]).await.expect(303);
        seen(&other, 200, "Torque & Sons").await;
    }

    async fn an_invitation_works_for_a_week_and_once(shops: TwoShops) {
        let said = shops.server.cli(&["staff", "invite", "--slug", "torque", "--email", "new@torque.example", "--role", "advisor"]).success();
        let first = invitation(&said.out);
        shops.torque.visitor().get(&first).await.expect(200);
        let said = shops.server.cli(&["staff", "invite", "--slug", "torque", "--email", "new@torque.example", "--role", "advisor"]).success();
        assert!((400..500).contains(&shops.torque.visitor().get(&first).await.status), "a newer one replaces it");
        let second = invitation(&said.out);
        let past = shops.server.database.time(chrono::TimeDelta::hours(-1));
        shops.server.database.run(&format!("UPDATE staff_invitations SET expires_at = {past} WHERE used_at IS NULL")).await;
        let late = shops.torque.visitor().get(&second).await;
        assert!((400..500).contains(&late.status), "{late}");
    }
}

#[tokio::test]
async fn without_a_database_there_is_one_sentence() {
    for backend in [Backend::Embedded, Backend::Many] {
        let nowhere = match backend {
            Backend::Embedded => "sqlite:///nowhere/at/all/forecourt.db",
            Backend::Many => "postgres://nobody:hunter2@127.0.0.1:1/nothing",
        };
        let server = Server::prepare(backend, None, |settings| {
            forecourt_tests::server::set(settings, "database.url", nowhere);
            forecourt_tests::server::set(settings, "database.owner_url", "");
        });
        let server = server.await;
        let create = [
            "tenant",
            "create",
            "--slug",
            "torque",
            "--name",
            "X",
            "--preset",
            "garage",
            "--owner-email",
            "a@b.example",
        ];
        let said = server.cli(&create).refused("database");
        assert!(!said.err.contains("hunter2"), "no password in it: {said:?}");
        server.cli(&["tenant", "list"]).refused("database");
    }
}

#[tokio::test]
async fn a_database_that_was_never_migrated_says_what_to_do() {
    for backend in [Backend::Embedded, Backend::Many] {
        let server = Server::prepare(backend, None, |_| {}).await;
        if backend == Backend::Embedded {
            // An empty file is a database too.
            std::fs::write(server.folder().join("forecourt.db"), b"").unwrap();
        } else {
            forecourt_tests::backend::create_roles(&server.database).await;
        }
        server.cli(&["tenant", "list"]).refused("migrate");
    }
}

#[tokio::test]
async fn settings_are_checked_before_anything_starts() {
    let server = Server::prepare(Backend::Embedded, None, |settings| {
        forecourt_tests::server::set(settings, "server.lisen", "127.0.0.1:0");
    });
    server.await.cli(&["serve"]).refused("lisen");
    let server = Server::prepare(Backend::Embedded, None, |settings| {
        forecourt_tests::server::set(settings, "secrets.key", "too short");
    });
    server.await.cli(&["serve"]).refused("secrets.key");
}

async fn seen(browser: &forecourt_tests::Client, status: u16, words: &str) {
    eventually(&format!("{status} {words}"), || async {
        let page = browser.get("/").await;
        (page.status == status && page.words().contains(words)).then_some(())
    })
    .await;
}
