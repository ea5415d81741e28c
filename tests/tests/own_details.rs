//! Customers change their own name and addresses (docs/product.md, sections 4 and 5): a new address counts once a code
//! that went there has come back; then what went to the old one ends, and the old one is told.

use forecourt_tests::ways::{FormOnPage, WayIn, is_signed_in};
use forecourt_tests::{Answer, Backend, Channel, Client, Customer, TwoShops, both, eventually, html};

#[derive(Debug)]
struct Known {
    shops: TwoShops,
    alex: Customer,
}

const NAME: &str = "Alex Morgan";
const NEW: &str = "alex.new@example.net";

impl Known {
    async fn start(backend: Backend) -> Self {
        let shops = TwoShops::start(backend).await;
        let alex = shops.torque.add_customer(NAME).await;
        Self { shops, alex }
    }

    /// Alex, who has just shown who they are.
    async fn signed_in(&self) -> Client {
        let browser = self.shops.torque.visitor();
        let way_in = self.shops.torque.ask_and_read(&browser, &self.alex.email).await;
        browser.get(&way_in.link).await.expect(303);
        browser
    }

    /// Types a new address; answers what comes of it.
    async fn ask(&self, browser: &Client, kind: &str, contact: &str) -> Answer {
        let page = browser.get("/account/details").await.expect(200).text();
        let autocomplete = if kind == "email" { "email" } else { "tel" };
        let form =
            FormOnPage::all(&page).into_iter().find(|form| form.action == "/account/contact" && form.has(autocomplete));
        form.expect("a form for it").fill(autocomplete, contact).send(browser).await
    }

    /// Types a new address and reads the code that went there.
    async fn code(&self, browser: &Client, kind: &str, contact: &str) -> WayIn {
        let before = self.shops.torque.messages().await.len();
        assert_eq!(self.ask(browser, kind, contact).await.expect(303).location(), "/account/contact");
        let way_in = self.shops.torque.next_way_in(before).await;
        assert_eq!(way_in.link, "", "a code alone: {}", way_in.text);
        way_in
    }

    /// From here on the customer is signed out everywhere after the gate of the request that tells a code, and before its
    /// change: that is when the try is counted.
    async fn sign_out_when_a_try_is_counted(&self) {
        let database = &self.shops.server.database;
        let (begin, end, now) = if database.is_postgres() {
            let begin = "CREATE FUNCTION sign_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN";
            let end = "RETURN NULL; END $$;
                CREATE TRIGGER sign_out AFTER UPDATE OF tries ON sign_in_requests FOR EACH ROW EXECUTE FUNCTION sign_out()";
            (begin, end, "now()")
        } else {
            let begin = "CREATE TRIGGER sign_out AFTER UPDATE OF tries ON sign_in_requests BEGIN";
            (begin, "END", "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')")
        };
        let sign_out = format!("UPDATE customers SET sessions_valid_from = {now} WHERE id = NEW.customer_id;");
        database.run(&format!("{begin} {sign_out} {end}")).await;
    }

    async fn tell(&self, browser: &Client, code: &str) -> Answer {
        let page = browser.get("/account/contact").await.expect(200);
        FormOnPage::to(&page, "/account/contact/code").fill("one-time-code", code).send(browser).await
    }

    /// Alex's address and number, as the shop has them.
    async fn on_file(&self) -> String {
        self.shops
            .server
            .database
            .text("SELECT coalesce(email, '-') || ' ' || coalesce(phone, '-') FROM customers WHERE name LIKE 'Alex%'")
            .await
    }

    fn unchanged(&self) -> String {
        format!("{} {}", self.alex.email, self.alex.phone)
    }

    async fn record(&self) -> Answer {
        self.shops.torque.owner.get(format!("/staff/customers/{}", self.alex.id)).await.expect(200)
    }
}

both! {
    async fn a_new_address_counts_once_its_code_has_come_back(known: Known) {
        let torque = &known.shops.torque;
        let link = torque.send_link(&known.alex, Channel::Email).await;
        let phone = torque.open(&link).await;
        let browser = known.signed_in().await;
        let old = browser.forked();
        let way_in = known.code(&browser, "email", NEW).await;
        assert_eq!(way_in.to, NEW);
        browser.get("/account/contact").await.expect(200).saying(NEW);
        // Nothing has happened yet.
        assert_eq!(known.on_file().await, known.unchanged());
        assert!(is_signed_in(&phone, NAME).await && is_signed_in(&browser, NAME).await);
        let before = torque.messages().await.len();
        let told = known.tell(&browser, &way_in.code).await.expect(303);
        assert_eq!(told.location(), "/account?notice=contact-changed");
        browser.get(told.location()).await.expect(200).saying(NEW).without(&known.alex.email);
        assert_eq!(known.on_file().await, format!("{NEW} {}", known.alex.phone));
        // All that went to the old address, and every session that began with it, has ended.
        assert!(!is_signed_in(&phone, NAME).await && !is_signed_in(&old, NAME).await);
        torque.visitor().get(&link.path).await.expect(410);
        // The old address hears of it, without anything to tap and without the whole new one.
        let word = eventually("the word to the old address", || async {
            let all = torque.messages().await;
            (all.len() > before).then(|| all[0].clone())
        }).await;
        let text = word["text"].as_str().unwrap();
        assert_eq!(word["to"], known.alex.email.as_str());
        assert!(text.contains("If it wasn’t, please tell") && !text.contains(NEW) && !text.contains("http"), "{text}");
        // The shop sees all of it.
        known.record().await.saying(NEW).saying("Code for a new address").saying("Old address told of the change");
        torque.owner.get("/staff/settings/audit").await.expect(200).saying("Contact details changed by the customer").saying(NAME);
        // And the new address is the way in.
        let fresh = torque.visitor();
        let way_in = torque.ask_and_read(&fresh, NEW).await;
        fresh.get(&way_in.link).await.expect(303);
        assert!(is_signed_in(&fresh, NAME).await);
        let before = torque.messages().await.len();
        torque.ask(&torque.visitor(), &known.alex.email).await.expect(200);
        torque.ask_and_read(&torque.visitor(), NEW).await;
        assert_eq!(torque.messages().await.len(), before + 1, "nobody reads the old one any more");
    }

    async fn a_new_number_is_proved_by_text_and_a_password_stays(known: Known) {
        let torque = &known.shops.torque;
        let browser = known.signed_in().await;
        torque.set_password(&browser, "a tuned exhaust").await.expect(303);
        let way_in = known.code(&browser, "phone", "(202) 555-0163").await;
        assert_eq!(way_in.to, "+12025550163");
        assert!(way_in.text.ends_with(&format!("@torque.localhost #{}", way_in.code)), "phones fill it in: {}", way_in.text);
        let before = torque.messages().await.len();
        known.tell(&browser, &way_in.code).await.expect(303);
        assert_eq!(known.on_file().await, format!("{} +12025550163", known.alex.email));
        let word = eventually("the word to the old number", || async {
            let all = torque.messages().await;
            (all.len() > before).then(|| all[0].clone())
        }).await;
        assert_eq!(word["to"], known.alex.phone.as_str());
        let fresh = torque.visitor();
        torque.tell_password(&fresh, &known.alex.email, "a tuned exhaust").await.expect(303);
    }

    async fn whoever_is_signed_out_while_the_code_is_tried_changes_nothing(known: Known) {
        let browser = known.signed_in().await;
        let way_in = known.code(&browser, "email", NEW).await;
        known.sign_out_when_a_try_is_counted().await;
        let told = known.tell(&browser, &way_in.code).await.expect(303);
        assert_eq!(told.location(), "/login");
        assert_eq!(known.on_file().await, known.unchanged());
        assert!(!is_signed_in(&browser, NAME).await);
    }

    async fn a_code_that_is_not_right_changes_nothing(known: Known) {
        let torque = &known.shops.torque;
        let browser = known.signed_in().await;
        let way_in = known.code(&browser, "email", NEW).await;
        let right: u32 = way_in.code.parse().unwrap();
        // The code does not sign in, and no other page asks for it.
        assert_eq!(browser.get("/login/sent").await.expect(303).location(), "/account/contact");
        let out = browser.forked();
        out.forget("customer");
        out.post("/login/code").form(&[("code", &way_in.code)]).await;
        assert!(!is_signed_in(&out, NAME).await);
        let elsewhere = known.signed_in().await;
        elsewhere.get("/account/contact").await.expect(303);
        for n in 1..=5 {
            let wrong = format!("{:06}", (right + n) % 1_000_000);
            known.tell(&browser, &wrong).await.expect(422).saying("That code isn’t right").saying(NEW);
        }
        known.tell(&browser, &way_in.code).await.expect(422);
        assert_eq!(known.on_file().await, known.unchanged());
        // Nor one whose time is over.
        let way_in = known.code(&browser, "email", "alex.other@example.net").await;
        torque.expire_requests(&known.shops.server.database).await;
        assert_eq!(browser.get("/account/contact").await.expect(303).location(), "/account/details");
        let csrf = browser.csrf("/account/details").await;
        browser.post("/account/contact/code").form(&[("csrf", csrf.as_str()), ("code", &way_in.code)]).await.expect(303);
        assert_eq!(known.on_file().await, known.unchanged());
    }

    async fn a_forwarded_link_confirms_first(known: Known) {
        let torque = &known.shops.torque;
        let link = torque.send_link(&known.alex, Channel::Sms).await;
        let stranger = torque.open(&link).await;
        let csrf = stranger.csrf("/").await;
        let before = torque.messages().await.len();
        let fields = [("csrf", csrf.as_str()), ("kind", "email"), ("email", NEW), ("name", "Somebody Else"), ("code", "123456")];
        for path in ["/account/details", "/account/contact"] {
            assert!(stranger.get(path).await.expect(303).location().starts_with("/account/confirm"), "{path}");
            assert!(stranger.post(path).form(&fields).await.expect(303).location().starts_with("/account/confirm"), "{path}");
        }
        assert!(stranger.post("/account/contact/code").form(&fields).await.expect(303).location().starts_with("/account/confirm"));
        assert_eq!((known.on_file().await, torque.messages().await.len()), (known.unchanged(), before));
    }

    async fn an_address_of_another_record_is_refused_once_proved(known: Known) {
        let torque = &known.shops.torque;
        torque.add_customer_at("Sam Morgan", NEW, "").await;
        let browser = known.signed_in().await;
        // Before the proof it sounds like any other.
        let way_in = known.code(&browser, "email", "Alex.New@example.net").await;
        let page = known.tell(&browser, &way_in.code).await.expect(422);
        let page = page.saying("Another record at Torque Garage has this already").without("Sam Morgan");
        assert_eq!(html::field(&page.text(), "email").as_deref(), Some("Alex.New@example.net"), "what was typed stays");
        assert_eq!(known.on_file().await, known.unchanged());
        assert!(is_signed_in(&browser, NAME).await);
        known.record().await.saying("Refused: another record has this address");
        // An address that only another shop has on file can be used here.
        known.shops.sample.add_customer_at("Pat Morgan", "pat@example.net", "").await;
        let way_in = known.code(&browser, "email", "pat@example.net").await;
        known.tell(&browser, &way_in.code).await.expect(303);
    }

    async fn what_does_not_fit_is_said_beside_the_field(known: Known) {
        let browser = known.signed_in().await;
        let before = known.shops.torque.messages().await.len();
        for (kind, typed, said) in [
            ("email", "alex", "doesn’t look like an email address"),
            ("email", "", "doesn’t look like an email address"),
            ("email", "ALEX.MORGAN@example.com", "That’s the one we have already"),
            ("phone", "call me", "phone number"),
            ("phone", "+44 7700 900123", "We can’t send texts to this number"),
        ] {
            let page = known.ask(&browser, kind, typed).await.expect(422).saying(said).saying(NAME);
            assert_eq!(html::field(&page.text(), kind).as_deref(), Some(typed), "what was typed stays");
        }
        let csrf = browser.csrf("/account/details").await;
        browser.post("/account/contact").form(&[("csrf", csrf.as_str()), ("kind", "pigeon"), ("pigeon", "x")]).await.expect(404);
        assert_eq!((known.on_file().await, known.shops.torque.messages().await.len()), (known.unchanged(), before));
    }

    async fn a_shop_without_texts_says_so(known: Known) {
        let browser = known.signed_in().await;
        let csrf = browser.csrf("/account/details").await;
        known.shops.server.stop().await;
        known.shops.server.database.run("UPDATE tenants SET sms_credits = 0").await;
        known.shops.server.resume().await;
        let page = browser.get("/account/details").await.expect(200).saying("We can’t send texts at the moment");
        assert!(!page.text().contains("name=\"phone\""), "{page}");
        let fields = [("csrf", csrf.as_str()), ("kind", "phone"), ("phone", "+12025550163")];
        browser.post("/account/contact").form(&fields).await.expect(422);
        // A mail goes as ever, and whom no text reaches is told by the way there is.
        let way_in = known.code(&browser, "email", NEW).await;
        known.tell(&browser, &way_in.code).await.expect(303);
    }

    async fn two_taps_are_one_code_and_many_are_too_many(known: Known) {
        let browser = known.signed_in().await;
        known.ask(&browser, "email", NEW).await.expect(303);
        let again = known.ask(&browser, "email", NEW).await.expect(303);
        assert_eq!(again.location(), "/account/contact?notice=sign-in-wait-failed");
        assert_eq!(known.shops.server.database.count("sign_in_requests", "purpose = 'new_contact'").await, 1);
        for n in 0.. {
            let contact = format!("alex{n}@example.net");
            let answer = known.ask(&browser, "email", &contact).await;
            if answer.status == 429 {
                assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0), "{answer}");
                assert_eq!(html::field(&answer.text(), "email"), Some(contact));
                break;
            }
            assert!(n < 10, "one customer writes to half a town");
        }
    }

    async fn a_name_changes_at_once(known: Known) {
        let browser = known.signed_in().await;
        let page = browser.get("/account/details").await.expect(200);
        let form = FormOnPage::to(&page, "/account/details").fill("name", "Alex <Morgan-Reyes>").fill("nickname", "Dr Reyes");
        form.send(&browser).await.expect(303);
        browser.get("/").await.expect(200).saying("Dr Reyes");
        known.record().await.saying("Alex <Morgan-Reyes>");
        known.shops.torque.owner.get("/staff/customers?q=reyes").await.expect(200).saying("Morgan-Reyes");
        known.shops.torque.owner.get("/staff/settings/audit").await.expect(200).saying("Name changed by the customer");
        let form = FormOnPage::to(&page, "/account/details").fill("name", " ").fill("nickname", "Kept");
        let page = form.send(&browser).await.expect(422);
        assert_eq!(html::field(&page.text(), "salutation").as_deref(), Some("Kept"));
        assert_eq!(html::field(&page.text(), "email"), Some(known.alex.email.clone()), "the other fields show what is on file");
    }

    async fn of_two_who_want_one_address_one_gets_it(known: Known) {
        let torque = &known.shops.torque;
        let sam = torque.add_customer_at("Sam Morgan", "sam@example.com", "").await;
        let alexs = known.signed_in().await;
        let sams = torque.visitor();
        let way_in = torque.ask_and_read(&sams, &sam.email).await;
        sams.get(&way_in.link).await.expect(303);
        let first = known.code(&alexs, "email", NEW).await;
        known.tell(&alexs, &first.code).await.expect(303);
        let second = known.code(&sams, "email", NEW).await;
        known.tell(&sams, &second.code).await.expect(422);
        assert_eq!(known.shops.server.database.count("customers", &format!("email_key = '{NEW}'")).await, 1);
    }
}
