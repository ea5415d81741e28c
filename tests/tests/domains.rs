//! Shops' own hosts: whose they are, what leads there, and what is left once they are given up.

use std::net::Ipv4Addr;
use std::sync::{Arc, RwLock};

use forecourt_tests::server::set;
use forecourt_tests::ways::WayIn;
use forecourt_tests::{Answer, Backend, Channel, Client, NamedShops, Server, both, eventually};

const HOST: &str = "portal.torque-garage.example";
const PROOF: &str = "_forecourt.portal.torque-garage.example";
const DANA: &str = "dana.whitfield@example.com";

fn at(named: &NamedShops, host: &str) -> Client {
    named.shops.server.client(format!("{host}:8080"))
}

fn here(path: &str) -> String {
    format!("http://{HOST}:8080{path}")
}

/// The newest message, once there are more than `before`.
async fn message(named: &NamedShops, before: usize) -> WayIn {
    let newest = eventually("the message in the outbox", || async {
        let all = messages(named).await;
        (all.len() > before).then(|| all[0].clone())
    })
    .await;
    WayIn::of(&newest)
}

async fn messages(named: &NamedShops) -> Vec<serde_json::Value> {
    let all = named.shops.server.platform().get("/dev/outbox.json").await.expect(200).json();
    all.as_array().cloned().unwrap_or_default()
}

/// Dana asks at the platform, and tells the code.
async fn proven(named: &NamedShops) -> (Client, Answer) {
    let browser = named.shops.server.platform();
    let before = messages(named).await.len();
    browser.post("/client-login/send").form(&[("address", DANA)]).await.expect(200);
    let way_in = message(named, before).await;
    let told = browser.post("/client-login/code").form(&[("address", DANA), ("code", &way_in.code)]).await;
    (browser, told)
}

/// Where the page leads by itself.
fn refreshed(page: &Answer) -> String {
    page.header("refresh").strip_prefix("0; url=").unwrap_or_else(|| panic!("leads nowhere: {page}")).to_owned()
}

both! {
    async fn a_host_is_the_shops_once_its_records_are_right(named: NamedShops) {
        let visitor = at(&named, HOST);
        let second = named.shops.server.another().await;
        let elsewhere = Client::new(Arc::new(RwLock::new(second.address)), HOST);
        for browser in [&visitor, &visitor, &elsewhere] {
            browser.get("/").await.expect(404).saying("Unable to find your garage. Please check the URL.");
        }
        let said = named.claim("torque", HOST).success();
        let proof = said.word("forecourt=");
        assert!(said.out.contains(PROOF) && said.out.contains("torque.localhost"), "{said:?}");
        assert_eq!(named.claim("torque", "Portal.Torque-Garage.example.").success().word("forecourt="), proof, "one claim");
        let waits = |said: forecourt_tests::Said, words: &[&str]| words.iter().fold(said, |said, words| said.refused(words));
        waits(named.verify("torque", HOST), &["no TXT record", PROOF, &proof, "no CNAME record", "torque.localhost"]);
        named.dns.text(PROOF, "forecourt=00000000000000000000000000000000");
        waits(named.verify("torque", HOST), &["TXT record", "says \"forecourt=0000", &proof]);
        named.dns.text(PROOF, &proof);
        waits(named.verify("torque", HOST), &["no CNAME record"]);
        named.dns.alias(HOST, "elsewhere.example");
        waits(named.verify("torque", HOST), &["leads to elsewhere.example", "torque.localhost"]);
        assert!(named.shops.server.cli(&["domain", "list", "torque"]).success().out.contains("waiting"));
        visitor.get("/").await.expect(404);

        named.dns.clear(HOST);
        named.dns.alias(HOST, "TORQUE.localhost");
        assert!(named.verify("torque", HOST).success().out.contains(&here("/")));
        for browser in [&visitor, &elsewhere] {
            eventually("the shop", || async { (browser.get("/").await.status == 200).then_some(()) }).await;
            browser.get("/").await.expect(200).saying("Torque Garage");
        }
        assert!(named.shops.server.cli(&["domain", "list", "torque"]).success().out.contains("active"));
        assert!(named.shops.server.cli(&["tenant", "show", "torque"]).success().out.contains(&here("/")));
        named.shops.torque.visitor().get("/").await.expect(200).saying("Torque Garage");
        named.shops.sample.visitor().get("/").await.expect(200).without("Torque");
        let log = named.shops.torque.owner.get("/staff/settings/audit").await.expect(200);
        log.saying("A host of its own claimed").saying("A host of its own proven").saying(HOST);
    }

    async fn the_top_of_a_zone_leads_there_by_its_addresses(named: NamedShops) {
        // Whatever is below localhost is this machine, for all of DNS (RFC 6761, section 6.3).
        let (apex, front) = ("torque-garage.example", Ipv4Addr::LOCALHOST);
        let said = named.claim("torque", apex).success();
        named.dns.text("_forecourt.torque-garage.example", &said.word("forecourt="));
        named.dns.address(apex, Ipv4Addr::new(203, 0, 113, 8));
        named.verify("torque", apex).refused("leads to 203.0.113.8");
        named.dns.address(apex, front);
        named.verify("torque", apex).success();
        named.answers(apex, 200, "Torque Garage").await;
        // Behind an unknown network, only the operators can tell whether it leads here.
        let said = named.claim("sample-shop", "sample.example").success();
        named.dns.text("_forecourt.sample.example", &said.word("forecourt="));
        named.verify("sample-shop", "sample.example").refused("CNAME");
        named.shops.server.cli(&["domain", "verify", "sample-shop", "sample.example", "--without-cname"]).success();
        named.answers("sample.example", 200, "Sample Shop").await;
    }

    async fn what_cannot_be_is_refused_in_one_sentence(named: NamedShops) {
        for bad in ["torque", "https://a.example", "a.example:443", "a_b.example", "127.0.0.1", "a..example", ""] {
            named.claim("torque", bad).refused("host name");
        }
        for ours in ["localhost", "torque.localhost", "ops.localhost", "a.b.localhost"] {
            named.claim("torque", ours).refused("");
        }
        for command in ["add", "verify", "remove"] {
            named.shops.server.cli(&["domain", command, "nobody", HOST]).refused("nobody");
            named.shops.server.cli(&["domain", command, "Nobody!", HOST]).refused("slug");
        }
        for command in ["verify", "remove"] {
            named.shops.server.cli(&["domain", command, "torque", HOST]).refused("add it first");
        }
        named.shops.server.cli(&["domain", "list", "nobody"]).refused("nobody");
        named.shops.server.cli(&["domain", "add", "torque"]).refused("HOST");
        assert_eq!(named.shops.server.database.count("tenant_domains", "1 = 1").await, 0, "nothing half made");
        assert_eq!(named.shops.server.database.count("tenants", "host IS NOT NULL").await, 0);
    }

    async fn a_claim_blocks_nobody_and_a_proof_is_one_shops(named: NamedShops) {
        named.claim("torque", HOST).success();
        named.own("sample-shop", HOST).await;
        at(&named, HOST).get("/").await.expect(200).saying("Sample Shop").without("Torque");
        named.claim("torque", HOST).refused("another shop");
        let taken = named.verify("torque", HOST);
        // The records say that it is the other's.
        taken.refused("TXT record");
        named.shops.server.cli(&["domain", "remove", "torque", HOST]).success();
        at(&named, HOST).get("/").await.expect(200).saying("Sample Shop");

        named.give_up("sample-shop", HOST).await;
        named.dns.clear(HOST);
        named.dns.clear(PROOF);
        named.own("torque", HOST).await;
        at(&named, HOST).get("/").await.expect(200).saying("Torque Garage").without("Sample");
        // Even with both shops' records there, the second is refused.
        let database = &named.shops.server.database;
        let now = database.time(chrono::TimeDelta::zero());
        let claim = format!("INSERT INTO tenant_domains (tenant_id, host, token, added_at) SELECT id, '{HOST}', 'aa', {now} FROM tenants WHERE slug = 'sample-shop'");
        database.run(&claim).await;
        named.dns.text(PROOF, "forecourt=aa");
        named.shops.server.cli(&["domain", "verify", "sample-shop", HOST, "--without-cname"]).refused("another shop");
        assert_eq!(database.count("tenants", &format!("host = '{HOST}'")).await, 1);
        at(&named, HOST).get("/").await.expect(200).saying("Torque Garage");
    }

    async fn links_mails_and_texts_lead_to_the_shops_own_host(named: NamedShops) {
        named.own("torque", HOST).await;
        let shop = &named.shops.torque;
        let dana = shop.add_customer_at("Dana Whitfield", DANA, "+12025550133").await;
        for channel in [Channel::Sms, Channel::Email] {
            let link = shop.send_link(&dana, channel).await;
            assert!(link.url.starts_with(&here("/portal/")), "{link:?}");
        }
        let before = messages(&named).await.len();
        let portal = at(&named, HOST);
        portal.post("/login/link").form(&[("with", "email_link"), ("contact", DANA)]).await.expect(303);
        let way_in = message(&named, before).await;
        assert!(way_in.text.contains(&here("/sign-in/")), "{}", way_in.text);
        // One tap where it was asked.
        assert_eq!(portal.get(&way_in.link).await.expect(303).location(), "/");
        portal.get("/").await.expect(200).saying("Dana Whitfield");
        let said = named.shops.server.cli(&["staff", "invite", "--slug", "torque", "--email", "new@torque.example", "--role", "advisor"]).success();
        assert!(said.out.contains(&here("/staff/invitations/")), "{said:?}");
        let said = named.shops.server.cli(&["recovery-link", "--tenant", "torque", "--customer", DANA]).success();
        assert!(said.out.contains(&here("/sign-in/")), "{said:?}");
        // The other shop's stay where they are.
        let sarah = named.shops.sample.add_customer("Sarah Chen").await;
        let link = named.shops.sample.send_link(&sarah, Channel::Sms).await;
        assert!(link.url.starts_with("http://sample-shop.localhost:8080/portal/"), "{link:?}");
    }

    async fn a_code_is_filled_in_on_the_host_of_its_page(named: NamedShops) {
        named.own("torque", HOST).await;
        let dana = named.shops.torque.add_customer_at("Dana Whitfield", DANA, "+12025550133").await;
        let link = named.shops.torque.send_link(&dana, Channel::Sms).await;
        for host in [HOST, "torque.localhost"] {
            let browser = at(&named, host);
            browser.get(&link.path).await.expect(200);
            let before = messages(&named).await.len();
            browser.submit("/account/confirm", "/account/confirm/send", &[("channel", "sms")]).await.expect(303);
            let way_in = message(&named, before).await;
            assert!(way_in.text.ends_with(&format!("@{host} #{}", way_in.code)), "{}", way_in.text);
        }
    }

    async fn the_old_host_keeps_links_and_sessions_and_leads_sign_ins_on(named: NamedShops) {
        let shop = &named.shops.torque;
        let dana = shop.add_customer_at("Dana Whitfield", DANA, "+12025550133").await;
        let old = shop.open(&shop.send_link(&dana, Channel::Sms).await).await;
        named.own("torque", HOST).await;
        // Customers who were signed in stay signed in on the host where they are.
        old.get("/account").await.expect(200).saying("Dana");
        shop.owner.get("/staff/customers").await.expect(200);
        // A link is answered on the host that it is opened on, and its secret goes to no other.
        let link = shop.send_link(&dana, Channel::Sms).await;
        for host in [HOST, "torque.localhost"] {
            let browser = at(&named, host);
            let page = browser.get(&link.path).await.expect(200).saying("Dana Whitfield");
            assert_eq!(page.header("referrer-policy"), "strict-origin");
            let moved = browser.moved_to(if host == HOST { "torque.localhost:8080" } else { HOST });
            assert!(moved.get("/jobs").await.expect(303).location().starts_with("/login"), "a session is of one host");
        }
        let visitor = shop.visitor();
        let secret = "ab".repeat(32);
        for path in [format!("/portal/{secret}"), format!("/handoff/{secret}"), format!("/sign-in/{}", &secret[..48]), format!("/a/{secret}"), format!("/staff/invitations/{secret}")] {
            let answer = visitor.get(&path).await;
            assert!(!answer.location().contains("://"), "{answer}");
        }
        for (path, there) in [("/login?next=%2Fjobs", "/login?next=%2Fjobs"), ("/staff/login", "/staff/login"), ("/login/forgot", "/login/forgot"), ("/user/register", "/user/register")] {
            assert_eq!(visitor.get(path).await.expect(303).location(), here(there), "{path}");
            assert!(at(&named, HOST).get(path).await.location().is_empty(), "{path} is there");
        }
        // Signing out ends on a sign-in page: the form's policy lets it.
        let page = shop.owner.get("/staff/customers").await.expect(200);
        assert!(page.header("content-security-policy").contains(&format!("form-action 'self' {};", here(""))), "{page}");
        let page = at(&named, HOST).get("/login").await.expect(200);
        assert!(page.header("content-security-policy").contains("form-action 'self' ;"), "{page}");
    }

    async fn writes_come_from_the_pages_own_host(named: NamedShops) {
        named.own("torque", HOST).await;
        let (own, old) = (here(""), "http://torque.localhost:8080".to_owned());
        for (host, mine, other) in [(HOST, &own, &old), ("torque.localhost", &old, &own)] {
            let ask = || at(&named, host).bare(reqwest::Method::POST, "/login/link").form(&[("with", "email_link"), ("contact", DANA)]);
            ask().header("origin", mine).await.expect(303);
            ask().header("origin", other).await.expect(403);
            ask().header("origin", mine).header("sec-fetch-site", "same-site").await.expect(403);
            ask().header("origin", mine).header("sec-fetch-site", "cross-site").await.expect(403);
        }
    }

    async fn passkeys_belong_to_the_pages_host(named: NamedShops) {
        named.own("torque", HOST).await;
        for host in [HOST, "torque.localhost"] {
            let begun = at(&named, host).post("/login/passkey/start").by_script().form(&[]).await.expect(200).json();
            assert!(begun.to_string().contains(&format!("\"rpId\":\"{host}\"")), "{begun}");
        }
    }

    async fn a_hand_over_goes_to_the_host_of_the_links(named: NamedShops) {
        named.own("torque", HOST).await;
        named.own("sample-shop", "my.sample.example").await;
        named.shops.torque.add_customer_at("Dana Whitfield", DANA, "+12025550133").await;
        let (browser, told) = proven(&named).await;
        // The page before the proof must not name the shop, so no redirect leads there: the next page does.
        let path = refreshed(&told.expect(200).saying("Torque Garage")).strip_prefix(&here("")).expect("there").to_owned();
        assert!(path.starts_with("/handoff/"), "{path}");
        for host in ["torque.localhost", "sample-shop.localhost", "my.sample.example"] {
            let thief = at(&named, host);
            assert!(thief.get(&path).await.expect(303).location().contains("/login"), "{host}");
            assert!(thief.cookies().is_empty(), "{host}");
        }
        let phone = at(&named, HOST);
        assert_eq!(phone.get(&path).await.expect(303).location(), "/");
        phone.get("/").await.expect(200).saying("Dana Whitfield");
        assert!(at(&named, HOST).get(&path).await.expect(303).location().starts_with("/login"), "replayed");
        assert_eq!(browser.get("/client-login/shops").await.expect(303).location(), "/client-login", "nothing is left of it");

        named.shops.sample.offer(&["email_link"], false).await;
        let pool = named.shops.sample.add_customer_at("Dana W.", DANA, "+12025550133").await;
        let (browser, told) = proven(&named).await;
        assert_eq!(told.expect(303).location(), "/client-login/shops");
        let picker = browser.get("/client-login/shops").await.expect(200);
        for host in ["http://*.localhost:8080", &here(""), "http://my.sample.example:8080"] {
            assert!(picker.header("content-security-policy").contains(host), "{picker}");
        }
        let chosen = browser.post("/client-login/shops").form(&[("shop", "sample-shop")]).await;
        assert!(chosen.expect(303).location().starts_with("http://my.sample.example:8080/handoff/"));
        let (browser, _) = proven(&named).await;
        let chosen = browser.post("/client-login/shops").form(&[("shop", "torque")]).await;
        let late = chosen.expect(303).location().strip_prefix(&here("")).expect("there").to_owned();
        let database = &named.shops.server.database;
        database.run(&format!("UPDATE handoffs SET expires_at = {}", database.time(chrono::TimeDelta::seconds(-1)))).await;
        assert!(at(&named, HOST).get(&late).await.expect(303).location().starts_with("/login"), "too late");
        // By a link, a redirect leads there.
        let before = messages(&named).await.len();
        named.shops.server.cli(&["domain", "remove", "sample-shop", "my.sample.example"]).success();
        database.run(&format!("DELETE FROM customers WHERE id = {}", database.id(&pool.id))).await;
        let browser = named.shops.server.platform();
        browser.post("/client-login/send").form(&[("address", DANA)]).await.expect(200);
        let way_in = message(&named, before).await;
        assert!(browser.get(&way_in.link).await.expect(303).location().starts_with(&here("/handoff/")));
        for (from, to) in [("/portal/torque", "/"), ("/portal/torque/jobs/WO-TANGO-1234?a=b", "/jobs/WO-TANGO-1234?a=b")] {
            assert_eq!(browser.get(from).await.expect(303).location(), here(to), "{from}");
        }
    }

    async fn a_host_given_up_is_unknown_at_once_and_its_sessions_are_dead(named: NamedShops) {
        named.own("torque", HOST).await;
        let shop = &named.shops.torque;
        let dana = shop.add_customer_at("Dana Whitfield", DANA, "+12025550133").await;
        let phone = at(&named, HOST);
        phone.get(&shop.send_link(&dana, Channel::Sms).await.path).await.expect(200).saying("Dana");
        let desk = at(&named, HOST);
        forecourt_tests::shops::sign_in(&desk, &shop.owner_email(), forecourt_tests::shops::PASSWORD).await.expect(303);
        desk.get("/staff/customers").await.expect(200).saying("Dana");
        let (_, told) = proven(&named).await;
        let handoff = refreshed(&told).strip_prefix(&here("")).expect("there").to_owned();

        named.give_up("torque", HOST).await;
        for browser in [&phone, &desk] {
            for path in ["/", "/jobs", "/staff/customers", "/login", handoff.as_str()] {
                browser.get(path).await.expect(404).saying("Unable to find your garage. Please check the URL.").without("Dana");
            }
        }
        // The new owner of the name receives these cookies. They open nothing.
        let stolen = phone.moved_to("torque.localhost:8080");
        stolen.get("/jobs").await.expect(303).without("Dana");
        desk.moved_to("torque.localhost:8080").get("/staff/customers").await.expect(303).without("Dana");
        assert!(at(&named, "torque.localhost").get(&handoff).await.expect(303).location().starts_with("/login"));
        let led = eventually("the links are back", || async {
            let link = shop.send_link(&dana, Channel::Sms).await;
            link.url.starts_with("http://torque.localhost:8080/").then_some(link)
        }).await;
        at(&named, "torque.localhost").get(&led.path).await.expect(200).saying("Dana Whitfield");
        at(&named, "torque.localhost").get("/login").await.expect(200);
        shop.owner.get("/staff/customers").await.expect(200);
    }

    async fn a_paused_shops_own_host_says_so(named: NamedShops) {
        named.own("torque", HOST).await;
        named.shops.server.cli(&["tenant", "suspend", "torque"]).success();
        named.answers(HOST, 503, "paused").await;
        for path in ["/login", "/staff/login", "/logo", "/brand.css", &format!("/handoff/{}", "ab".repeat(32))] {
            at(&named, HOST).get(path).await.expect(503);
        }
        named.shops.server.cli(&["tenant", "resume", "torque"]).success();
        named.answers(HOST, 200, "Torque Garage").await;
    }

    async fn several_hosts_answer_and_one_is_where_links_lead(named: NamedShops) {
        named.own("torque", "old.torque-garage.example").await;
        named.own("torque", HOST).await;
        let alex = named.shops.torque.add_customer("Alex Morgan").await;
        let link = named.shops.torque.send_link(&alex, Channel::Sms).await;
        assert!(link.url.starts_with(&here("/portal/")), "{link:?}");
        at(&named, "old.torque-garage.example").get(&link.path).await.expect(200).saying("Alex Morgan");
        let listed = named.shops.server.cli(&["domain", "list", "torque"]).success().out;
        assert!(listed.contains("proven") && listed.contains("active"), "{listed}");
        named.give_up("torque", HOST).await;
        at(&named, "old.torque-garage.example").get("/").await.expect(200).saying("Torque Garage");
    }

    async fn certificates_are_for_known_hosts_and_the_proxy_that_asks(named: NamedShops) {
        let asked = |host: &str| at(&named, "forecourt.internal").get(format!("/tls/ask?domain={host}"));
        named.claim("torque", HOST).success();
        asked(HOST).await.expect(404);
        named.own("torque", HOST).await;
        for known in [HOST, "torque.localhost", "localhost", "ops.localhost"] {
            asked(known).await.expect(200);
        }
        for unknown in ["evil.example", "a.portal.torque-garage.example", "nobody.localhost", "%2e%2e", ""] {
            asked(unknown).await.expect(404);
        }
        asked(HOST).header("x-forwarded-for", "203.0.113.7").await.expect(404);
        named.give_up("torque", HOST).await;
        asked(HOST).await.expect(404);
    }
}

#[tokio::test]
async fn without_dns_or_a_database_there_is_one_sentence() {
    let server =
        Server::start_with(Backend::Embedded, |settings| set(settings, "platform.dns_server", "127.0.0.1:1")).await;
    forecourt_tests::shops::create_tenant(&server, "torque", "Torque Garage", "garage");
    server.cli(&["domain", "add", "torque", HOST]).success();
    server.cli(&["domain", "verify", "torque", HOST]).refused("DNS does not answer");
    assert_eq!(server.database.count("tenant_domains", "verified_at IS NOT NULL").await, 0);
    let nowhere = Server::prepare(Backend::Embedded, None, |settings| {
        set(settings, "database.url", "sqlite:///nowhere/at/all/forecourt.db");
    });
    let nowhere = nowhere.await;
    for command in
        [&["add", "torque", HOST][..], &["verify", "torque", HOST], &["remove", "torque", HOST], &["list", "torque"]]
    {
        nowhere.cli(&[&["domain"], command].concat()).refused("database");
    }
}
