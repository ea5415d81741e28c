//! The ways in as each kind of shop offers them, and what customers keep to sign in with.

use chrono::TimeDelta;
use forecourt_tests::shops::{PASSWORD, accept_invitation, create_tenant, invitation};
use forecourt_tests::ways::{FormOnPage, WayIn};
use forecourt_tests::{Backend, Channel, Client, Customer, Shop, TwoShops, both, html};

#[derive(Debug)]
struct Known {
    shops: TwoShops,
    alex: Customer,
}

impl Known {
    async fn start(backend: Backend) -> Self {
        let shops = TwoShops::start(backend).await;
        let alex = shops.torque.add_customer("Alex Morgan").await;
        Self { shops, alex }
    }

    fn torque(&self) -> &Shop {
        &self.shops.torque
    }

    /// Alex, signed in by link on a browser of their own.
    async fn signed_in(&self) -> Client {
        let browser = self.torque().visitor();
        let way_in = self.torque().ask_and_read(&browser, &self.alex.email).await;
        browser.get(&way_in.link).await.expect(303);
        browser
    }
}

both! {
    async fn the_login_page_has_the_garages_words(known: Known) {
        let browser = known.torque().visitor();
        let page = browser.get("/login").await.expect(200);
        for words in ["Sign in to your portal", "Enter your email to receive a sign-in link", "Email link", "Password", "Email address", "Send sign-in link"] {
            let _ = page.clone().saying(words);
        }
        let page = browser.get("/login?with=password").await.expect(200).saying("Forgot your password?");
        let form = FormOnPage::to(&page, "/login/password");
        assert!(form.has("username") && form.has("current-password"), "password managers know what to fill in");
        browser.get("/user/register").await.expect(404).saying("Accounts are made for you here").saying("Forgot your password?");
    }

    async fn every_preset_offers_its_own_ways(known: Known) {
        let server = &known.shops.server;
        for (slug, preset, first, others) in [
            ("mower", "home-services", "Email or mobile number", vec![]),
            ("scissors", "salon", "Enter your email and password", vec!["Phone code", "Create an account"]),
            ("easel", "studio", "Enter your email and password", vec!["Email link"]),
        ] {
            create_tenant(server, slug, "A shop", preset);
            let page = server.shop(slug).get("/login").await.expect(200).saying(first);
            for words in others {
                let _ = page.clone().saying(words);
            }
        }
        // Detailers' customers come by portal link, or by code.
        known.shops.sample.visitor().get("/login").await.expect(200).saying("Send code");
    }

    async fn a_shop_without_credits_offers_no_codes(known: Known) {
        known.shops.server.database.run("UPDATE tenants SET sms_credits = 0").await;
        // A command that changes a shop is heard by the server.
        known.shops.server.cli(&["tenant", "suspend", "--slug", "sample-shop"]).success();
        known.shops.server.cli(&["tenant", "resume", "--slug", "sample-shop"]).success();
        forecourt_tests::eventually("the shop without codes", || async {
            let page = known.shops.sample.visitor().get("/login").await;
            (page.status == 200 && !page.text().contains("Send code")).then_some(())
        }).await;
    }

    async fn a_link_by_either_channel_goes_to_the_matching_one(known: Known) {
        let server = &known.shops.server;
        let said = create_tenant(server, "mower", "Mower & Sons", "home-services");
        accept_invitation(&server.shop("mower"), &invitation(&said.out), "Olivia Owner", PASSWORD).await.expect(303);
        let owner = server.shop("mower");
        forecourt_tests::shops::sign_in(&owner, "owner@mower.example", PASSWORD).await.expect(303);
        let fields = [("name", "Dana Whitfield"), ("salutation", ""), ("email", "dana@example.com"), ("phone", "+12025550133")];
        owner.submit("/staff/customers/new", "/staff/customers/new", &fields).await.expect(303);
        for (contact, to) in [("(202) 555-0133", "+12025550133"), ("Dana@Example.com", "dana@example.com")] {
            let browser = server.shop("mower");
            let before = messages(server, "mower").await.len();
            let page = browser.get("/login").await.expect(200);
            FormOnPage::to(&page, "/login/link").fill("contact", contact).send(&browser).await.expect(303);
            let way_in = forecourt_tests::eventually("the message", || async {
                let all = messages(server, "mower").await;
                (all.len() > before).then(|| WayIn::of(&all[0]))
            }).await;
            assert_eq!(way_in.to, to);
            browser.get(&way_in.link).await.expect(303);
            browser.get("/").await.expect(200).saying("Dana Whitfield");
        }
    }

    async fn a_code_by_text_signs_in_and_phones_can_fill_it_in(known: Known) {
        let shop = &known.shops.sample;
        let sarah = shop.add_customer("Sarah Chen").await;
        let browser = shop.visitor();
        let way_in = shop.ask_and_read(&browser, &sarah.phone).await;
        assert_eq!(way_in.link, "", "a code alone");
        assert!(way_in.text.ends_with(&format!("@sample-shop.localhost #{}", way_in.code)), "{}", way_in.text);
        let page = browser.get("/login/sent").await.expect(200);
        assert!(FormOnPage::to(&page, "/login/code").has("one-time-code"));
        shop.tell_code(&browser, &way_in.code).await.expect(303);
        browser.get("/").await.expect(200).saying("Sarah Chen");
        browser.post("/login/again").form(&[]).await.expect(303);
    }

    async fn the_same_can_be_asked_for_again_after_half_a_minute(known: Known) {
        let browser = known.torque().visitor();
        known.torque().ask_and_read(&browser, &known.alex.email).await;
        let answer = browser.post("/login/again").form(&[]).await.expect(303);
        assert!(answer.location().ends_with("notice=sign-in-wait-failed"), "{answer}");
        let database = &known.shops.server.database;
        database.run(&format!("UPDATE sign_in_requests SET created_at = {}", database.time(TimeDelta::seconds(-40)))).await;
        let before = known.torque().messages().await.len();
        let answer = browser.post("/login/again").form(&[]).await.expect(303);
        assert!(answer.location().ends_with("notice=sign-in-sent-again"), "{answer}");
        let way_in = known.torque().next_way_in(before).await;
        browser.get(&way_in.link).await.expect(303);
    }

    async fn a_forgotten_password_is_set_anew_and_the_old_one_ends(known: Known) {
        let browser = known.signed_in().await;
        known.torque().set_password(&browser, "seven blue birds").await.expect(303);
        let elsewhere = known.torque().visitor();
        let page = elsewhere.get("/login/forgot").await.expect(200);
        let before = known.torque().messages().await.len();
        FormOnPage::to(&page, "/login/forgot").fill("contact", &known.alex.email).send(&elsewhere).await.expect(303);
        let way_in = known.torque().next_way_in(before).await;
        let answer = elsewhere.get(&way_in.link).await.expect(303);
        assert_eq!(answer.location(), "/account/password");
        known.torque().set_password(&elsewhere, "eight green fish").await.expect(303);
        assert_eq!(browser.get("/jobs").by_script().await.status, 401, "every other session has ended");
        let fresh = known.torque().visitor();
        known.torque().tell_password(&fresh, &known.alex.email, "seven blue birds").await.expect(422);
        known.torque().tell_password(&fresh, &known.alex.email.to_uppercase(), "eight green fish").await.expect(303);
        fresh.get("/").await.expect(200).saying("Alex Morgan").without("Want to sign in faster?");
    }

    async fn the_home_page_offers_a_password_until_there_is_one(known: Known) {
        let browser = known.signed_in().await;
        let home = browser.get("/").await.expect(200).saying("Want to sign in faster?").saying("Set a password to sign in directly without waiting for an email link.");
        let form = FormOnPage::to(&home, "/account/password").fill("new-password", "seven blue birds");
        form.send(&browser).await.expect(303);
        browser.get("/").await.expect(200).without("Want to sign in faster?");
    }

    async fn a_forwarded_link_changes_nothing_of_the_account(known: Known) {
        let link = known.torque().send_link(&known.alex, Channel::Email).await;
        let bearer = known.torque().open(&link).await;
        let account = bearer.get("/account").await.expect(200);
        let csrf = html::field(&account.text(), "csrf").unwrap();
        let new = [("csrf", csrf.as_str()), ("password", "mine from now on"), ("confirm", "mine from now on"), ("next", "")];
        for (path, fields) in [("/account/password", &new[..]), ("/account/sign-out-everywhere", &new[..1])] {
            let answer = bearer.post(path).form(fields).await.expect(303);
            assert!(answer.location().starts_with("/account/confirm"), "{answer}");
        }
        let answer = bearer.post("/account/passkeys/start").by_script().form(&new[..1]).await.expect(200);
        assert!(answer.json()["to"].as_str().is_some_and(|to| to.starts_with("/account/confirm")), "{answer}");
        bearer.post("/account/passkeys").by_script().form(&[("csrf", csrf.as_str()), ("answer", "{}")]).await.expect(403);
        let database = &known.shops.server.database;
        assert_eq!(database.count("customers", "password_hash IS NOT NULL").await, 0);
    }

    async fn a_code_to_an_address_on_file_confirms_who_one_is(known: Known) {
        let link = known.torque().send_link(&known.alex, Channel::Email).await;
        let bearer = known.torque().open(&link).await;
        let before = bearer.cookies();
        let asked = bearer.get("/account/password").await.expect(303);
        let page = bearer.get(asked.location()).await.expect(200).saying("Send a code to a…@example.com");
        let csrf = html::field(&page.text(), "csrf").unwrap();
        let known_messages = known.torque().messages().await.len();
        let fields = [("csrf", csrf.as_str()), ("channel", "email"), ("next", "/account/password")];
        let sent = bearer.post("/account/confirm/send").form(&fields).await.expect(303);
        let way_in = known.torque().next_way_in(known_messages).await;
        assert_eq!((way_in.link.as_str(), way_in.to.as_str()), ("", known.alex.email.as_str()));
        let page = bearer.get(sent.location()).await.expect(200);
        let wrong = if way_in.code == "000000" { "000001" } else { "000000" };
        FormOnPage::to(&page, "/account/confirm").fill("one-time-code", wrong).send(&bearer).await.expect(422);
        let answer = FormOnPage::to(&page, "/account/confirm").fill("one-time-code", &way_in.code).send(&bearer).await.expect(303);
        assert_eq!(answer.location(), "/account/password");
        assert_ne!(bearer.cookies(), before, "in a session under another id");
        known.torque().set_password(&bearer, "seven blue birds").await.expect(303);
    }

    async fn a_proof_is_good_for_an_hour(known: Known) {
        let browser = known.signed_in().await;
        let server = &known.shops.server;
        server.move_sessions_back(&["proved_at"], TimeDelta::minutes(59)).await;
        let form = FormOnPage::to(&browser.get("/account/password").await.expect(200), "/account/password");
        server.move_sessions_back(&["proved_at"], TimeDelta::minutes(2)).await;
        // Nor does the page help that is still open.
        let late = form.fill("new-password", "seven blue birds").send(&browser).await.expect(303);
        for refused in [late, browser.get("/account/password").await.expect(303)] {
            assert_eq!(refused.location(), "/account/confirm?next=%2Faccount%2Fpassword");
        }
        assert_eq!(server.database.count("customers", "password_hash IS NOT NULL").await, 0);
        browser.get("/").await.expect(200).saying("Alex Morgan");
        // Who comes anew can.
        let browser = known.signed_in().await;
        known.torque().set_password(&browser, "seven blue birds").await.expect(303);
        // The password confirms it too, on the page that asks.
        let link = known.torque().send_link(&known.alex, Channel::Email).await;
        let bearer = known.torque().open(&link).await;
        let page = bearer.get("/account/confirm?next=%2Faccount%2Fpassword").await.expect(200);
        let form = FormOnPage::to(&page, "/account/confirm");
        form.clone().fill("current-password", "a wrong password").send(&bearer).await.expect(422);
        let answer = form.fill("current-password", "seven blue birds").send(&bearer).await.expect(303);
        assert_eq!(answer.location(), "/account/password");
        bearer.get("/account/password").await.expect(200);
    }

    async fn devices_are_listed_and_ended(known: Known) {
        let here = known.signed_in().await;
        let there = known.signed_in().await;
        let page = here.get("/account").await.expect(200).saying("Signed-in devices").saying("Chrome on Android").saying("This device");
        let ends: Vec<_> = FormOnPage::all(&page.text()).into_iter().filter(|form| form.action.ends_with("/end")).collect();
        assert_eq!(ends.len(), 1, "every device but this one");
        // Another customer cannot, though they know the id.
        let priya = known.torque().add_customer("Priya Natarajan").await;
        let priyas = known.torque().visitor();
        let way_in = known.torque().ask_and_read(&priyas, &priya.email).await;
        priyas.get(&way_in.link).await.expect(303);
        let csrf = priyas.csrf("/account").await;
        priyas.post(&ends[0].action).form(&[("csrf", csrf.as_str())]).await.expect(404);
        there.get("/jobs").await.expect(200);
        let csrf = here.csrf("/account").await;
        here.post(&ends[0].action).form(&[("csrf", csrf.as_str())]).await.expect(303);
        assert_eq!(there.get("/jobs").by_script().await.status, 401);
        here.get("/jobs").await.expect(200);
    }

    async fn signing_out_everywhere_ends_every_session(known: Known) {
        let here = known.signed_in().await;
        let there = known.signed_in().await;
        let link = known.torque().send_link(&known.alex, Channel::Email).await;
        let by_link = known.torque().open(&link).await;
        let csrf = here.csrf("/account").await;
        here.post("/account/sign-out-everywhere").form(&[("csrf", csrf.as_str())]).await.expect(303);
        for browser in [&here, &there, &by_link] {
            assert_eq!(browser.get("/jobs").by_script().await.status, 401);
        }
    }

    async fn a_session_slides_while_it_is_used(known: Known) {
        let browser = known.signed_in().await;
        let answer = browser.get("/jobs").await.expect(200);
        assert!(answer.set_cookies().is_empty(), "no write, and no cookie, on every request");
        // What has ended leads to the login page, and back.
        browser.forget("customer");
        let answer = browser.get("/photos").await.expect(303);
        assert_eq!(answer.location(), "/login?next=%2Fphotos");
        let login = browser.get(answer.location()).await.expect(200);
        let before = known.torque().messages().await.len();
        FormOnPage::to(&login, "/login/link").fill("contact", &known.alex.email).send(&browser).await.expect(303);
        let way_in = known.torque().next_way_in(before).await;
        assert_eq!(browser.get(&way_in.link).await.expect(303).location(), "/photos");
    }

    async fn a_new_address_ends_what_the_old_one_opened(known: Known) {
        let browser = known.signed_in().await;
        known.torque().set_password(&browser, "seven blue birds").await.expect(303);
        let edit = format!("/staff/customers/{}/edit", known.alex.id);
        let fields = [("name", "Alex Morgan"), ("salutation", ""), ("email", "new@example.com"), ("phone", known.alex.phone.as_str())];
        known.torque().owner.submit(&edit, &edit, &fields).await.expect(303);
        assert_eq!(browser.get("/jobs").by_script().await.status, 401);
        // Nor does what its holder had set.
        let fresh = known.torque().visitor();
        known.torque().tell_password(&fresh, &known.alex.email, "seven blue birds").await.expect(422);
        known.torque().tell_password(&fresh, "new@example.com", "seven blue birds").await.expect(422);
    }

    async fn a_dead_link_tells_nobody_where_it_went(known: Known) {
        let limit_key = known.torque().visitor();
        let way_in = known.torque().ask_and_read(&limit_key, &known.alex.email).await;
        limit_key.get(&way_in.link).await.expect(303);
        let finder = known.torque().visitor();
        let page = finder.get(&way_in.link).await.expect(410).saying("That link is no longer valid. Request a new one below.");
        let before = known.torque().messages().await.len();
        FormOnPage::to(&page, &format!("{}/renew", way_in.link)).send(&finder).await.expect(200).without(&known.alex.email);
        let renewed = known.torque().next_way_in(before).await;
        assert_eq!(renewed.to, known.alex.email, "to the original address");
        finder.get("/login/sent").await.expect(200).without(&known.alex.email);
        let again = finder.post("/login/again").form(&[]).await.expect(303);
        assert!(!again.location().contains("sent-again"), "{again}");
    }

    async fn an_invitation_offers_to_set_a_password(known: Known) {
        let before = known.torque().messages().await.len();
        let record = format!("/staff/customers/{}", known.alex.id);
        let page = known.torque().owner.get(&record).await.expect(200);
        let form = FormOnPage::all(&page.text()).into_iter().find(|form| form.action.contains("invit"));
        let form = form.unwrap_or_else(|| panic!("no way to invite: {page}"));
        form.send(&known.torque().owner).await.expect(303);
        let way_in = known.torque().next_way_in(before).await;
        let phone = known.torque().visitor();
        phone.get(&way_in.link).await.expect(200).saying("Continue");
        let answer = known.torque().press_continue(&phone, &way_in.link).await.expect(303);
        assert_eq!(answer.location(), "/account/password");
        known.torque().set_password(&phone, "seven blue birds").await.expect(303);
        phone.get(&way_in.link).await.expect(303);
        known.torque().visitor().get(&way_in.link).await.expect(410);
    }
}

async fn messages(server: &forecourt_tests::Server, slug: &str) -> Vec<serde_json::Value> {
    let all = server.platform().get("/dev/outbox.json").await.expect(200).json();
    all.as_array().unwrap().iter().filter(|message| message["tenant"] == slug).cloned().collect()
}
