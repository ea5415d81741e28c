//! What the platform sends in its own name: the same is written for everybody who asks at its sign-in, and nothing that
//! was promised is lost.

use forecourt_tests::providers::{Providers, Reply};
use forecourt_tests::ways::WayIn;
use forecourt_tests::{Answer, Backend, Client, TwoShops, both, eventually};

const DANA: &str = "dana.whitfield@example.com";
const DANAS_PHONE: &str = "+12025550133";
const NOBODY: &str = "nobody.whitfield@example.com";
const NOBODYS_PHONE: &str = "+12025550177";

/// Two shops that send through a stand-in for Twilio and Resend.
#[derive(Debug)]
struct Sending {
    shops: TwoShops,
    providers: Providers,
}

impl Sending {
    async fn start(backend: Backend) -> Self {
        let providers = Providers::start().await;
        let shops = TwoShops::start_with(backend, |settings| providers.configure(settings)).await;
        Self { shops, providers }
    }
}

async fn ask(browser: &Client, address: &str) -> Answer {
    browser.post("/client-login/send").form(&[("address", address)]).await.expect(200)
}

async fn tell(browser: &Client, code: &str) -> Answer {
    browser.post("/client-login/code").form(&[("code", code)]).await
}

async fn messages(shops: &TwoShops) -> Vec<serde_json::Value> {
    shops.server.platform().get("/dev/outbox.json").await.expect(200).json().as_array().cloned().unwrap_or_default()
}

/// The newest message, once there are so many.
async fn newest_of(shops: &TwoShops, count: usize) -> serde_json::Value {
    eventually("the message in the outbox", || async {
        let all = messages(shops).await;
        (all.len() == count).then(|| all[0].clone())
    })
    .await
}

both! {
    async fn an_address_no_shop_knows_gets_its_mail_and_the_kind_page(shops: TwoShops) {
        shops.torque.add_customer_at("Dana Whitfield", DANA, DANAS_PHONE).await;
        for by_link in [true, false] {
            let browser = shops.server.platform();
            let before = messages(&shops).await.len();
            ask(&browser, NOBODY).await;
            let message = newest_of(&shops, before + 1).await;
            assert!(message["tenant"].is_null() && message["to"] == NOBODY, "the platform's own: {message}");
            let html = message["html"].as_str().expect("a mail");
            assert!(html.contains("Forecourt") && !html.contains("Torque"), "{html}");
            let way_in = WayIn::of(&message);
            let page = if by_link { browser.get(&way_in.link).await } else { tell(&browser, &way_in.code).await };
            page.expect(200).saying("We couldn’t find a shop for this address").saying("Try another address");
            assert!(browser.cookies().is_empty(), "{:?}", browser.cookies());
        }
        // What is the platform's, no shop reads.
        for owner in [&shops.torque.owner, &shops.sample.owner] {
            owner.get("/staff/messages").await.expect(200).without(NOBODY);
        }
    }

    async fn a_number_no_shop_knows_gets_no_text(shops: TwoShops) {
        shops.torque.add_customer_at("Dana Whitfield", DANA, DANAS_PHONE).await;
        let database = &shops.server.database;
        let credits = || database.text("SELECT CAST(sum(sms_credits) AS TEXT) FROM tenants");
        let before = credits().await;
        let unknown = ask(&shops.server.platform(), NOBODYS_PHONE).await;
        assert_eq!(database.count("client_logins", "1 = 1").await, 1, "the request is written down as any other");
        eventually("the worker finds out", || async { (database.count("notifications", "1 = 1").await == 0).then_some(()) }).await;
        assert_eq!((messages(&shops).await.len(), credits().await), (0, before));

        let known = ask(&shops.server.platform(), DANAS_PHONE).await;
        assert_eq!(known.words().replace("33", "77"), unknown.words(), "the same words for everybody");
        let message = newest_of(&shops, 1).await;
        assert_eq!((&message["tenant"], &message["to"]), (&"torque".into(), &DANAS_PHONE.into()), "paid for by the shop that knows it");
    }

    async fn asking_writes_the_same_before_it_answers(sending: Sending) {
        let Sending { shops, providers } = &sending;
        shops.torque.add_customer_at("Dana Whitfield", DANA, DANAS_PHONE).await;
        // No worker takes anything meanwhile, so that the written rows can be read.
        providers.reply(&[Reply::Status(503); 12]);
        let database = &shops.server.database;
        for (times, address) in [(1, DANA), (2, NOBODY)] {
            ask(&shops.server.platform(), address).await;
            assert_eq!(database.count("client_logins", "1 = 1").await, times, "{address}");
            let waiting = "kind = 'send_client_login' AND channel = 'email' AND tenant_id IS NULL AND customer_id IS NULL AND payload IS NOT NULL";
            assert_eq!(database.count("notifications", waiting).await, times, "{address}");
        }
        assert_eq!(database.count("notifications", "1 = 1").await, 2);
        assert_eq!(database.count("sign_in_requests", "1 = 1").await, 0, "nothing of it is any shop's");
    }

    async fn what_was_said_to_be_sent_survives_the_process(sending: Sending) {
        let Sending { shops, providers } = &sending;
        providers.reply(&[Reply::Status(503); 12]);
        for address in [NOBODY, DANA] {
            ask(&shops.server.platform(), address).await;
        }
        shops.server.kill();
        providers.reply(&[]);
        shops.server.resume().await;
        let sent = providers.taken_times(2).await;
        for address in [NOBODY, DANA] {
            assert!(sent.iter().any(|one| one.to == address && one.text.contains("/client-login/")), "{address}: {sent:?}");
        }
    }

    async fn a_newer_request_ends_the_code_of_an_older_one(shops: TwoShops) {
        shops.torque.add_customer_at("Dana Whitfield", DANA, DANAS_PHONE).await;
        let (earlier, later) = (shops.server.platform(), shops.server.platform());
        ask(&earlier, DANA).await;
        let first = WayIn::of(&newest_of(&shops, 1).await);
        // Spelled otherwise, it is the same inbox.
        ask(&later, "Dana.Whitfield@Example.com").await;
        let second = WayIn::of(&newest_of(&shops, 2).await);
        tell(&earlier, &first.code).await.expect(422).saying("no longer valid");
        assert!(tell(&later, &second.code).await.expect(303).location().contains("//torque."));
        assert!(earlier.get(&first.link).await.expect(303).location().contains("//torque."), "its link stays good");
    }

    async fn strangers_get_no_more_than_the_days_mails(shops: TwoShops) {
        shops.torque.add_customer_at("Dana Whitfield", DANA, DANAS_PHONE).await;
        let database = &shops.server.database;
        let today = if database.is_postgres() { "to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD')" } else { "strftime('%Y-%m-%d', 'now')" };
        database.run(&format!("INSERT INTO stranger_mail_days (day, mails) VALUES ({today}, 997)")).await;
        let ask_all = async |from: u32| {
            for n in from..from + 8 {
                ask(&shops.server.platform(), &format!("stranger{n}@example.com")).await;
            }
            ask(&shops.server.platform(), DANA).await;
            eventually("everything is decided", || async {
                (database.count("notifications", "state IN ('queued', 'sending')").await == 0).then_some(())
            })
            .await;
        };
        ask_all(0).await;
        let sent: Vec<String> = messages(&shops).await.iter().map(|message| message["to"].as_str().unwrap_or_default().to_owned()).collect();
        assert_eq!(sent.iter().filter(|to| to.starts_with("stranger")).count(), 3, "{sent:?}");
        assert_eq!(sent.iter().filter(|to| *to == DANA).count(), 1, "{sent:?}");
        assert_eq!(database.text("SELECT CAST(mails AS TEXT) FROM stranger_mail_days").await, "1000");
        assert_eq!(shops.server.log().matches("mails to addresses that no shop knows are used up").count(), 1);
        // Another day.
        database.run("UPDATE stranger_mail_days SET day = '2020-02-02'").await;
        ask_all(8).await;
        assert_eq!(messages(&shops).await.len(), sent.len() + 9);
    }

    async fn tries_of_a_code_are_counted_by_the_request_and_not_by_the_form(shops: TwoShops) {
        let browser = shops.server.platform();
        ask(&browser, NOBODY).await;
        let mut answers = Vec::new();
        for n in 0..31 {
            let form = [("address", format!("somebody{n}@example.com")), ("code", "no code".to_owned())];
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            answers.push(browser.post("/client-login/code").form(&form).await.status);
        }
        assert_eq!((answers[0], answers[30]), (422, 429), "{answers:?}");
        // Another person who requests a code for that address has tries of their own.
        let other = shops.server.platform();
        ask(&other, NOBODY).await;
        tell(&other, "no code").await.expect(422);
    }
}
