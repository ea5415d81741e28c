//! A server whose clock is ten minutes wrong changes nothing: the database's clock decides (docs/product.md,
//! section 12).

use forecourt_tests::authenticator::set_up;
use forecourt_tests::server::Process;
use forecourt_tests::shops::{PASSWORD, sign_in};
use forecourt_tests::ways::is_signed_in;
use forecourt_tests::{Backend, Channel, Client, Customer, TwoShops, both};

/// One server whose clock is right, and two whose clocks are not.
#[derive(Debug)]
struct Clocks {
    shops: TwoShops,
    fast: Process,
    slow: Process,
}

const NAME: &str = "Alex Morgan";
const AHEAD: &str = "FORECOURT__PLATFORM__CLOCK_AHEAD_SECONDS";

impl Clocks {
    async fn start(backend: Backend) -> Self {
        let shops = TwoShops::start(backend).await;
        let fast = shops.server.another_with(&[(AHEAD, "600")]).await;
        let slow = shops.server.another_with(&[(AHEAD, "-600")]).await;
        Self { shops, fast, slow }
    }

    /// A browser as each of the servers answers it: right, fast, slow.
    fn three(&self, browser: &Client) -> [Client; 3] {
        let right = self.shops.server.address();
        [right, self.fast.address, self.slow.address].map(|address| browser.answered_by(address))
    }

    /// A fresh customer of that name: one person may not request more than six times in a short time.
    async fn alex(&self, n: usize) -> Customer {
        self.shops.torque.add_customer_at(NAME, &format!("alex{n}@example.com"), "").await
    }

    /// Asks for a link at one server and taps it at another.
    async fn sign_in(&self, alex: &Customer, asked_at: usize, tapped_at: usize) -> Client {
        let browser = self.shops.torque.visitor();
        let servers = self.three(&browser);
        let way_in = self.shops.torque.ask_and_read(&servers[asked_at], &alex.email).await;
        servers[tapped_at].get(&way_in.link).await.expect(303);
        browser
    }
}

both! {
    async fn links_and_codes_live_as_long_at_every_server(clocks: Clocks) {
        let torque = &clocks.shops.torque;
        for asked_at in 0..3 {
            let alex = clocks.alex(asked_at).await;
            for told_at in 0..3 {
                let browser = clocks.sign_in(&alex, asked_at, told_at).await;
                for server in clocks.three(&browser) {
                    assert!(is_signed_in(&server, NAME).await, "asked at {asked_at}, tapped at {told_at}");
                }
            }
            let browser = torque.visitor();
            let servers = clocks.three(&browser);
            let way_in = torque.ask_and_read(&servers[asked_at], &alex.email).await;
            let soon = servers[2].post("/login/again").form(&[]).await.expect(303);
            assert!(soon.location().ends_with("notice=sign-in-wait-failed"), "{soon}");
            torque.tell_code(&servers[(asked_at + 1) % 3], &way_in.code).await.expect(303);
            assert!(is_signed_in(&browser, NAME).await);
        }
        // Ten minutes and thirty, whichever server wrote them down.
        let database = &clocks.shops.server.database;
        let lives = if database.is_postgres() {
            "SELECT DISTINCT CAST(round(extract(epoch FROM code_expires_at - created_at)) AS TEXT) || ' ' || CAST(round(extract(epoch FROM expires_at - created_at)) AS TEXT)
             FROM sign_in_requests WHERE code_expires_at IS NOT NULL AND created_at BETWEEN now() - interval '5 minutes' AND now()"
        } else {
            "SELECT DISTINCT CAST(CAST(round((julianday(code_expires_at) - julianday(created_at)) * 86400) AS INTEGER) AS TEXT) || ' ' ||
                    CAST(CAST(round((julianday(expires_at) - julianday(created_at)) * 86400) AS INTEGER) AS TEXT)
             FROM sign_in_requests WHERE code_expires_at IS NOT NULL AND julianday(created_at) BETWEEN julianday('now', '-5 minutes') AND julianday('now')"
        };
        assert_eq!(database.text(lives).await, "600 1800");
        assert_eq!(database.count("sign_in_requests", "code_expires_at IS NULL").await, 0);
    }

    async fn signing_out_everywhere_ends_what_began_before_and_nothing_after(clocks: Clocks) {
        for ended_at in 0..3 {
            let alex = clocks.alex(ended_at).await;
            let mut before = Vec::new();
            for at in 0..3 {
                before.push(clocks.sign_in(&alex, at, at).await);
            }
            let server = &clocks.three(&before[ended_at])[ended_at];
            let csrf = server.csrf("/account").await;
            server.post("/account/sign-out-everywhere").form(&[("csrf", csrf.as_str())]).await.expect(303);
            for old in &before {
                assert!(!is_signed_in(old, NAME).await, "ended at {ended_at}");
            }
            for at in 0..3 {
                let after = clocks.sign_in(&alex, at, at).await;
                for server in clocks.three(&after) {
                    assert!(is_signed_in(&server, NAME).await, "ended at {ended_at}, began at {at} after");
                }
            }
        }
    }

    async fn a_new_password_lets_its_owner_in_at_every_server(clocks: Clocks) {
        let torque = &clocks.shops.torque;
        for set_at in 0..3 {
            let alex = clocks.alex(set_at).await;
            let other = clocks.sign_in(&alex, 2, 2).await;
            let browser = clocks.sign_in(&alex, 1, 1).await;
            let servers = clocks.three(&browser);
            let password = format!("a tuned exhaust {set_at}");
            torque.set_password(&servers[set_at], &password).await.expect(303);
            assert!(!is_signed_in(&other, NAME).await);
            for server in &servers {
                assert!(is_signed_in(server, NAME).await, "set at {set_at}");
            }
            for server in clocks.three(&torque.visitor()) {
                let fresh = server.forked();
                torque.tell_password(&fresh, &alex.email, &password).await.expect(303);
                for server in clocks.three(&fresh) {
                    assert!(is_signed_in(&server, NAME).await, "set at {set_at}");
                }
            }
        }
    }

    async fn portal_links_and_staff_are_none_the_worse(clocks: Clocks) {
        let torque = &clocks.shops.torque;
        for at in 0..3 {
            // Staff sign in at one server and work at the others.
            let desk = torque.visitor();
            let servers = clocks.three(&desk);
            sign_in(&servers[at], &torque.owner_email(), PASSWORD).await.expect(303);
            for server in &servers {
                server.get("/staff/customers").await.expect(200);
            }
            let csrf = servers[at].csrf("/staff/account").await;
            servers[at].post("/staff/account/sign-out-everywhere").form(&[("csrf", csrf.as_str())]).await.expect(303);
            for server in &servers {
                server.get("/staff/customers").await.expect(200);
            }
        }
        sign_in(&torque.owner, &torque.owner_email(), PASSWORD).await.expect(303);
        let alex = clocks.alex(0).await;
        let link = torque.send_link(&alex, Channel::Email).await;
        for server in clocks.three(&torque.visitor()) {
            let phone = server.forked();
            phone.get(&link.path).await.expect(200).saying(NAME);
            phone.get("/jobs").await.expect(200);
        }
    }

    async fn an_authenticators_code_fits_at_every_server(clocks: Clocks) {
        let torque = &clocks.shops.torque;
        let (app, _) = set_up(&torque.owner, PASSWORD).await;
        for at in [1, 2] {
            // As if the last code had been used long ago.
            clocks.shops.server.database.run("UPDATE staff_members SET totp_step = 0").await;
            let server = &clocks.three(&torque.visitor())[at];
            sign_in(server, &torque.owner_email(), PASSWORD).await.expect(303);
            let told = [("code", app.next()), ("recovery", String::new()), ("next", String::new())];
            let told: Vec<(&str, &str)> = told.iter().map(|(name, value)| (*name, value.as_str())).collect();
            server.post("/staff/login/code").form(&told).await.expect(303);
            server.get("/staff/customers").await.expect(200);
        }
    }
}

/// A wrong clock cannot be configured in production.
#[tokio::test]
async fn a_wrong_clock_is_for_development() {
    let server = forecourt_tests::Server::start_with(Backend::Embedded, |settings| {
        forecourt_tests::server::set(settings, "platform.environment", "development");
    })
    .await;
    let config = std::fs::read_to_string(server.folder().join("config.toml")).unwrap();
    let config = config.replace("\"development\"", "\"production\"");
    let config = config.replace("[platform]", "[platform]\nclock_ahead_seconds = 600");
    std::fs::write(server.folder().join("config.toml"), config).unwrap();
    server.cli(&["tenant", "list"]).refused("clock_ahead_seconds");
}
