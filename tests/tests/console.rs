//! The operators' console: who gets in, and what they do there.

use forecourt_tests::authenticator::{App, recovery_codes};
use forecourt_tests::html::attributes;
use forecourt_tests::passkey::Passkey;
use forecourt_tests::{Answer, Client, Server, TwoShops, both};

pub(crate) const EMAIL: &str = "robin@example.com";
pub(crate) const PASSWORD: &str = "an operator's long password";

pub(crate) fn console(server: &Server) -> Client {
    server.client("ops.localhost:8080")
}

/// The path of the invitation in what the command printed.
fn invitation(said: &str) -> String {
    let url = said.split_whitespace().find(|word| word.contains("/console/invitations/")).expect("an invitation");
    assert!(url.starts_with("http://ops.localhost:8080/"), "{url}");
    url[url.find("/console").unwrap()..].to_owned()
}

fn invite(server: &Server) -> String {
    let said = server.cli(&["operator", "create", "--email", EMAIL, "--name", "Robin Ops"]).success();
    invitation(&said.out)
}

async fn accept(browser: &Client, path: &str) -> Answer {
    browser.submit(path, path, &[("name", "Robin Ops"), ("password", PASSWORD), ("confirm", PASSWORD)]).await
}

async fn sign_in(browser: &Client, password: &str) -> Answer {
    browser.post("/console/login").form(&[("email", EMAIL), ("password", password)]).await
}

/// An operator, signed in, with their app and recovery codes.
pub(crate) async fn operator(server: &Server) -> (Client, App, Vec<String>) {
    let browser = console(server);
    let set_up = accept(&browser, &invite(server)).await.expect(303);
    assert_eq!(set_up.location(), "/console/login/set-up");
    let page = browser.get("/console/login/set-up").await.expect(200).text();
    let app = App::set_up(&page);
    let sheet =
        browser.submit("/console/login/set-up", "/console/login/set-up", &[("code", &app.first())]).await.expect(200);
    (browser, app, recovery_codes(&sheet.text()))
}

/// What the console answers, as the binary lists it.
fn routes(server: &Server) -> Vec<(String, String)> {
    let said = server.cli(&["routes"]).success();
    let lines = said.out.lines().filter(|line| line.ends_with(" console"));
    lines
        .map(|line| {
            let mut words = line.split_whitespace();
            (words.next().unwrap().to_owned(), words.next().unwrap().to_owned())
        })
        .collect()
}

/// Paths that need no sign-in.
const DOOR: [&str; 5] =
    ["/", "/console/login", "/console/login/passkey", "/console/login/passkey/start", "/console/invitations/{token}"];
pub(crate) const ACCOUNT: &str = "/console/account";
pub(crate) const PASSKEYS: &str = "/console/account/passkeys";
pub(crate) const PASSKEY_IN: &str = "/console/login/passkey";

/// Makes a passkey for an operator who is signed in.
pub(crate) async fn passkey(operator: &Client) -> Passkey {
    let (passkey, kept) = Passkey::make(operator, ACCOUNT, PASSKEYS, PASSWORD).await;
    assert_eq!(kept.expect(200).json()["to"], "/console/account?notice=passkey-added");
    passkey.expect("a passkey")
}

/// Where the account page's passkeys are removed.
async fn removals(operator: &Client) -> Vec<String> {
    let page = operator.get(ACCOUNT).await.expect(200).text();
    attributes(&page, "action").into_iter().filter(|action| action.ends_with("/remove")).collect()
}

both! {
    async fn an_operator_always_has_a_second_factor(server: Server) {
        let path = invite(&server);
        let browser = console(&server);
        accept(&browser, &path).await.expect(303);
        // The password is set, the second factor is not: nothing opens but its page.
        for path in ["/console", "/console/audit", "/console/account", "/console/login/code"] {
            assert_eq!(browser.get(path).await.expect(303).location(), "/console/login/set-up");
        }
        let late = console(&server);
        late.get(&path).await.expect(410);
        let (browser, app, codes) = operator(&server).await;
        browser.get("/console").await.expect(200).saying("Shops");
        assert_eq!(codes.len(), 10);
        let again = console(&server);
        assert_eq!(sign_in(&again, PASSWORD).await.expect(303).location(), "/console/login/code");
        assert_eq!(again.get("/console").await.expect(303).location(), "/console/login/code");
        let answer = |code: String| { let again = again.clone(); async move {
            again.submit("/console/login/code", "/console/login/code", &[("code", &code), ("recovery", "")]).await
        } };
        answer(app.wrong()).await.expect(422);
        answer(app.first()).await.expect(422).saying("used already");
        let before = again.cookies();
        assert_eq!(answer(app.next()).await.expect(303).location(), "/console");
        assert_ne!(again.cookies(), before, "a new session");
        again.get("/console").await.expect(200);
        let recovered = console(&server);
        sign_in(&recovered, PASSWORD).await.expect(303);
        let page = "/console/login/code";
        assert_eq!(recovered.submit(page, page, &[("code", ""), ("recovery", &codes[3])]).await.expect(303).location(), "/console");
    }

    async fn wrong_passwords_are_answered_alike(server: Server) {
        let _ = operator(&server).await;
        let wrong = sign_in(&console(&server), "not this one").await.expect(422);
        let nobody = console(&server).post("/console/login").form(&[("email", "nobody@example.com"), ("password", "x")]).await.expect(422);
        assert_eq!(wrong.words().replace(EMAIL, ""), nobody.words().replace("nobody@example.com", ""));
        let mut last = 0;
        for _ in 0..20 {
            last = sign_in(&console(&server), "guess").await.status;
        }
        assert_eq!(last, 429);
    }

    async fn nobody_else_gets_in(shops: TwoShops) {
        let server = &shops.server;
        let half = console(server);
        accept(&half, &invite(server)).await.expect(303);
        let anonymous = console(server);
        let owner = shops.torque.owner.moved_to("ops.localhost:8080");
        let there = routes(server);
        assert!(there.len() > 15, "{there:?}");
        for (method, route) in there.iter().filter(|(_, route)| !DOOR.contains(&route.as_str())) {
            let path = route.replace("{slug}", "torque").replace("{id}", &"0".repeat(32));
            for (who, browser) in [("anonymous", &anonymous), ("an owner", &owner), ("a password", &half)] {
                let own = path.starts_with("/console/login/") && who == "a password";
                if own || path == "/console/sign-out" {
                    continue;
                }
                let call = if method == "GET" { browser.get(&path) } else { browser.post(&path).form(&[("csrf", "0")]) };
                let answer = call.await;
                let turned_away = answer.status == 303 && answer.location().starts_with("/console/login") || answer.status == 403;
                assert!(turned_away, "{method} {route} by {who}: {answer}");
                answer.without("Torque Garage");
            }
        }
        assert_eq!(server.database.count("tenants", "state = 'active'").await, 2);
        // And nowhere but on its host.
        let (operator, ..) = operator(server).await;
        for host in ["localhost:8080", "torque.localhost:8080"] {
            let moved = operator.moved_to(host);
            moved.get("/console").await.expect(404);
            moved.post("/console/shops/torque/suspend").form(&[]).await.expect(404);
        }
    }

    async fn an_operator_pauses_and_opens_a_shop(shops: TwoShops) {
        let (operator, ..) = operator(&shops.server).await;
        operator.get("/console?q=torq").await.expect(200).saying("Torque Garage").without("Sample Shop");
        operator.get("/console?q=nothing-like-it").await.expect(200).saying("No shop matches");
        let shop = "/console/shops/torque";
        operator.get(shop).await.expect(200).saying("Torque Garage");
        operator.get("/console/shops/nobody").await.expect(404);
        // From another site, or without the session's token: refused.
        operator.post(format!("{shop}/suspend")).form(&[("csrf", "0")]).await.expect(403);
        let csrf = operator.csrf(shop).await;
        operator.post(format!("{shop}/suspend")).header("sec-fetch-site", "same-site").form(&[("csrf", &csrf)]).await.expect(403);
        operator.submit(shop, &format!("{shop}/suspend"), &[]).await.expect(303);
        shops.torque.visitor().get("/").await.expect(503).saying("paused");
        operator.get(shop).await.expect(200).saying("Paused");
        operator.submit(shop, &format!("{shop}/resume"), &[]).await.expect(303);
        shops.torque.visitor().get("/").await.expect(200);
        operator.get("/console/audit").await.expect(200).saying("Shop paused: torque").saying("Robin Ops").saying("Shop opened again");
        // The shop reads that it was the platform, and not who.
        shops.torque.owner.get("/staff/settings/audit").await.expect(200).saying("Shop paused").saying("Platform operator").without("Robin");
    }

    async fn a_recovery_link_is_shown_once_and_written_down(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let (operator, ..) = operator(&shops.server).await;
        let shop = "/console/shops/torque";
        operator.get(shop).await.expect(200).without("Alex Morgan");
        let found = operator.get(format!("{shop}?q=alex")).await.expect(200).saying("Alex Morgan");
        found.without("/sign-in/");
        let action = format!("{shop}/customers/{}/recovery-link", alex.id);
        operator.submit("/console/shops/sample-shop", &format!("/console/shops/sample-shop/customers/{}/recovery-link", alex.id), &[]).await.expect(404);
        let page = operator.submit(shop, &action, &[]).await.expect(200);
        let link = forecourt_tests::html::attributes(&page.text(), "value").into_iter().find(|value| value.contains("/sign-in/")).expect("the link");
        assert!(link.starts_with("http://torque.localhost:8080/sign-in/"), "{link}");
        for path in [shop, "/console/audit", "/console"] {
            operator.get(path).await.expect(200).without("/sign-in/");
        }
        operator.get("/console/audit").await.expect(200).saying("Recovery link made for a customer: Alex Morgan");
        let record = shops.torque.owner.get(format!("/staff/customers/{}", alex.id)).await.expect(200);
        record.saying("Recovery link from the platform");
        // Elsewhere than where it was made: a button, and in, once.
        let phone = shops.torque.visitor();
        let path = link[link.find("/sign-in").unwrap()..].to_owned();
        phone.get(&path).await.expect(200);
        let opened = phone.post(&path).form(&[]).await.expect(303);
        assert!(opened.location().starts_with('/'), "{opened}");
        phone.get("/jobs").await.expect(200);
        let second = shops.torque.visitor().post(&path).form(&[]).await;
        assert_ne!(second.status, 303, "{second}");
        assert!(!shops.server.database.dump().await.contains(&path["/sign-in/".len()..]));
        assert!(!shops.server.log().contains(&path["/sign-in/".len()..]));
    }

    async fn whoever_is_let_go_is_out(server: Server) {
        let (operator, ..) = operator(&server).await;
        let listed = server.cli(&["operator", "list"]).success();
        assert!(listed.out.contains(EMAIL) && listed.out.contains("active"), "{listed:?}");
        server.cli(&["operator", "remove", "--email", "nobody@example.com"]).refused("nobody@example.com");
        server.cli(&["operator", "remove", "--email", EMAIL]).success();
        operator.get("/console").await.expect(303);
        sign_in(&console(&server), PASSWORD).await.expect(422);
        server.cli(&["operator", "create", "--email", "nobody", "--name", "X"]).refused("email");
    }

    async fn a_new_invitation_begins_anew(server: Server) {
        let (operator, app, codes) = operator(&server).await;
        let path = invite(&server);
        // Until it is accepted nothing changes.
        operator.get("/console").await.expect(200);
        let browser = console(&server);
        assert_eq!(accept(&browser, &path).await.expect(303).location(), "/console/login/set-up");
        operator.get("/console").await.expect(303);
        let fresh = App::set_up(&browser.get("/console/login/set-up").await.expect(200).text());
        assert_ne!(fresh.seed(), app.seed());
        let page = "/console/login/set-up";
        browser.submit(page, page, &[("code", &codes[0])]).await.expect(422);
        browser.submit(page, page, &[("code", &fresh.first())]).await.expect(200);
    }

    async fn a_passkey_is_both_factors(server: Server) {
        let (operator, ..) = operator(&server).await;
        let (none, refused) = Passkey::make(&operator, ACCOUNT, PASSKEYS, "not this one").await;
        refused.expect(422).saying("password");
        assert!(none.is_none());
        assert_eq!(server.database.count("operator_passkeys", "1 = 1").await, 0);
        let key = passkey(&operator).await;
        operator.get(ACCOUNT).await.expect(200).saying("Chrome on Android").without("last used");
        let late = console(&server);
        assert_eq!(key.sign_in(&late, PASSKEY_IN).await.expect(200).json()["to"], "/console");
        late.get("/console").await.expect(200).saying("Shops");
        late.get(ACCOUNT).await.expect(200).saying("last used");
        let log = late.get("/console/audit").await.expect(200).saying("Passkey added").words();
        assert_eq!(log.matches("Operator signed in").count(), 2, "{log}");
        // It was not asked for a finger, a face or a PIN: then it is one factor.
        let mut touched = key.clone();
        touched.verified = false;
        touched.sign_in(&console(&server), PASSKEY_IN).await.expect(400);
        // Of what was begun once, one thing comes.
        let browser = console(&server);
        let begun = browser.post("/console/login/passkey/start").by_script().form(&[]).await.expect(200);
        let answer = key.signed(&begun, &browser);
        browser.post(PASSKEY_IN).by_script().form(&[("answer", &answer)]).await.expect(200);
        browser.post(PASSKEY_IN).by_script().form(&[("answer", &answer)]).await.expect(400);
    }

    async fn a_removed_passkey_opens_nothing(server: Server) {
        let (operator, ..) = operator(&server).await;
        let (lost, kept) = (passkey(&operator).await, passkey(&operator).await);
        let [first, second] = removals(&operator).await.try_into().expect("two");
        operator.submit(ACCOUNT, &first, &[("password", "not this one")]).await.expect(422).saying("password");
        lost.sign_in(&console(&server), PASSKEY_IN).await.expect(200);
        let removed = operator.submit(ACCOUNT, &first, &[("password", PASSWORD)]).await.expect(303);
        assert_eq!(removed.location(), "/console/account?notice=passkey-removed");
        operator.submit(ACCOUNT, &first, &[("password", PASSWORD)]).await.expect(404);
        lost.sign_in(&console(&server), PASSKEY_IN).await.expect(400);
        kept.sign_in(&console(&server), PASSKEY_IN).await.expect(200);
        assert_eq!(removals(&operator).await, std::slice::from_ref(&second));
        operator.get("/console/audit").await.expect(200).saying("Passkey removed");
        // Nor can another operator remove it.
        let other = console(&server);
        let said = server.cli(&["operator", "create", "--email", "kim@example.com", "--name", "Kim Ops"]).success();
        let path = invitation(&said.out);
        let fields = [("name", "Kim Ops"), ("password", PASSWORD), ("confirm", PASSWORD)];
        other.submit(&path, &path, &fields).await.expect(303);
        let page = "/console/login/set-up";
        let app = App::set_up(&other.get(page).await.expect(200).text());
        other.submit(page, page, &[("code", &app.first())]).await.expect(200);
        other.get(ACCOUNT).await.expect(200).without("Chrome on Android");
        other.submit(ACCOUNT, &second, &[("password", PASSWORD)]).await.expect(404);
        kept.sign_in(&console(&server), PASSKEY_IN).await.expect(200);
    }

    async fn passkeys_of_shops_and_of_the_console_are_strangers(shops: TwoShops) {
        let server = &shops.server;
        let (operator, ..) = operator(server).await;
        let operators = passkey(&operator).await;
        let torque = &shops.torque;
        let staff = forecourt_tests::shops::PASSWORD;
        let (staffs, _) = Passkey::make(&torque.owner, "/staff/account", "/staff/account/passkeys", staff).await;
        let staffs = staffs.expect("a passkey");
        staffs.sign_in(&torque.visitor(), "/staff/login/passkey").await.expect(200);
        operators.sign_in(&console(server), PASSKEY_IN).await.expect(200);
        staffs.sign_in(&console(server), PASSKEY_IN).await.expect(400);
        for place in ["/staff/login/passkey", "/login/passkey"] {
            operators.sign_in(&torque.visitor(), place).await.expect(400);
        }
        staffs.sign_in(&shops.sample.visitor(), "/staff/login/passkey").await.expect(400);
        staffs.sign_in(&torque.visitor(), "/login/passkey").await.expect(400);
        // Bound to the host, and not to its rows alone: signed on a shop's page it is refused by the console.
        let browser = console(server);
        let begun = browser.post("/console/login/passkey/start").by_script().form(&[]).await.expect(200);
        let answer = operators.signed(&begun, &torque.visitor());
        browser.post(PASSKEY_IN).by_script().form(&[("answer", &answer)]).await.expect(400);
        let options = begun.json();
        assert_eq!(options["options"]["publicKey"]["rpId"].as_str().or(options["options"]["rpId"].as_str()), Some("ops.localhost"));
    }

    async fn what_ends_an_operators_sign_in_ends_their_passkeys(server: Server) {
        let (operator, ..) = operator(&server).await;
        let key = passkey(&operator).await;
        let (late, path) = (console(&server), invite(&server));
        key.sign_in(&late, PASSKEY_IN).await.expect(200);
        // Phone and codes are lost: an operator invites them again at the command line.
        accept(&console(&server), &path).await.expect(303);
        late.get("/console").await.expect(303);
        key.sign_in(&late, PASSKEY_IN).await.expect(400);
        assert_eq!(server.database.count("operator_passkeys", "1 = 1").await, 0);
        for action in ["operator-invited", "operator-joined"] {
            assert_eq!(server.database.count("audit_events", &format!("action = '{action}'")).await, 2, "{action}");
        }
    }
}
