//! Signing in without knowing one's shop's address (SECURITY.md, row 12): nothing is told before proof, and a hand-over
//! works once, soon, and at one host.

use chrono::TimeDelta;
use forecourt_tests::ways::WayIn;
use forecourt_tests::{Answer, Client, Customer, TwoShops, both, eventually};
use futures_util::future::join_all;

const DANA: &str = "dana.whitfield@example.com";
const DANAS_PHONE: &str = "+12025550133";

/// The same person at two shops, which do not know of each other and accept sign-in by email and phone.
async fn dana_at_both(shops: &TwoShops) -> (Customer, Customer) {
    for shop in [&shops.torque, &shops.sample] {
        shop.offer(&["email_or_phone_link"], false).await;
    }
    let lawn = shops.torque.add_customer_at("Dana Whitfield", DANA, DANAS_PHONE).await;
    let pool = shops.sample.add_customer_at("Dana W.", "Dana.Whitfield@Example.com", DANAS_PHONE).await;
    (lawn, pool)
}

async fn ask(browser: &Client, address: &str) -> Answer {
    browser.post("/client-login/send").form(&[("address", address)]).await
}

async fn message(shops: &TwoShops) -> WayIn {
    message_after(shops, 0).await
}

async fn message_after(shops: &TwoShops, before: usize) -> WayIn {
    let newest = eventually("the message in the outbox", || async {
        let all = messages(shops).await;
        (all.len() > before).then(|| all[0].clone())
    })
    .await;
    WayIn::of(&newest)
}

async fn message_to(shops: &TwoShops, address: &str) -> WayIn {
    let newest = eventually("the message in the outbox", || async {
        messages(shops)
            .await
            .into_iter()
            .find(|message| message["to"].as_str().map(str::to_lowercase).as_deref() == Some(address))
    })
    .await;
    WayIn::of(&newest)
}

async fn messages(shops: &TwoShops) -> Vec<serde_json::Value> {
    shops.server.platform().get("/dev/outbox.json").await.expect(200).json().as_array().cloned().unwrap_or_default()
}

async fn tell(browser: &Client, code: &str) -> Answer {
    browser.post("/client-login/code").form(&[("code", code)]).await
}

/// The path of an address on a shop's host, which the answer leads to.
fn handed_to(answer: &Answer, slug: &str) -> String {
    let host = format!("http://{slug}.localhost:8080");
    let path = answer.location().strip_prefix(&host);
    path.unwrap_or_else(|| panic!("not to {slug}: {answer}")).to_owned()
}

async fn choose(browser: &Client, slug: &str) -> Answer {
    browser.post("/client-login/shops").form(&[("shop", slug)]).await
}

fn record(customer: &Customer) -> String {
    format!("/staff/customers/{}", customer.id)
}

/// Dana, having shown that the inbox is hers, on the way to the picker.
async fn proven(shops: &TwoShops) -> Client {
    let browser = shops.server.platform();
    let before = messages(shops).await.len();
    ask(&browser, DANA).await.expect(200);
    let way_in = message_after(shops, before).await;
    assert_eq!(tell(&browser, &way_in.code).await.expect(303).location(), "/client-login/shops");
    browser
}

both! {
    async fn shops_are_named_after_proof_and_not_before(shops: TwoShops) {
        dana_at_both(&shops).await;
        let browser = shops.server.platform();
        browser.get("/client-login").await.expect(200).saying("Find your portal");
        let known = ask(&browser, DANA).await.expect(200);
        let unknown = ask(&shops.server.platform(), "nobody.whitfield@example.com").await.expect(200);
        let alike = |answer: &Answer| answer.words().replace("n…@", "d…@");
        assert_eq!(alike(&known), alike(&unknown), "the same words for everybody");
        for shop in ["Torque", "Sample Shop"] {
            assert!(!known.text().contains(shop), "{shop} is named before proof");
        }
        let way_in = message_to(&shops, DANA).await;
        assert!(!way_in.text.contains("Torque") && !way_in.text.contains("Sample Shop"), "{}", way_in.text);
        browser.get("/client-login/shops").await.expect(303);

        assert_eq!(tell(&browser, &way_in.code).await.expect(303).location(), "/client-login/shops");
        browser.get("/client-login/shops").await.expect(200).saying("Torque Garage").saying("Sample Shop LLC");
        let path = handed_to(&choose(&browser, "torque").await.expect(303), "torque");
        let phone = shops.torque.visitor();
        assert_eq!(phone.get(&path).await.expect(303).location(), "/");
        phone.get("/").await.expect(200).saying("Dana Whitfield");
        // Tenant-scoped: the other shop takes a new link.
        browser.get("/client-login/shops").await.expect(303);
        assert!(!shops.sample.visitor().get("/").await.text().contains("Dana"));
    }

    async fn one_shop_is_entered_at_once_by_the_link_too(shops: TwoShops) {
        shops.torque.offer(&["email_link", "sms_code"], false).await;
        shops.torque.add_customer_at("Dana Whitfield", DANA, DANAS_PHONE).await;
        let browser = shops.server.platform();
        ask(&browser, DANAS_PHONE).await.expect(200);
        let way_in = message(&shops).await;
        assert!(way_in.text.ends_with(&format!("@localhost #{}", way_in.code)), "phones fill it in: {}", way_in.text);
        let path = handed_to(&browser.get(&way_in.link).await.expect(303), "torque");
        let phone = shops.torque.visitor();
        phone.get(&path).await.expect(303);
        phone.get("/").await.expect(200).saying("Dana Whitfield");
        shops.server.platform().get(&way_in.link).await.expect(410).saying("no longer valid");
    }

    async fn elsewhere_a_link_asks_first_and_machines_use_nothing_up(shops: TwoShops) {
        shops.torque.add_customer_at("Dana Whitfield", DANA, DANAS_PHONE).await;
        ask(&shops.server.platform(), DANA).await.expect(200);
        let way_in = message(&shops).await;
        let scanner = shops.server.platform();
        for _ in 0..3 {
            scanner.get(&way_in.link).await.expect(200).saying("d…@example.com");
        }
        scanner.request(reqwest::Method::HEAD, &way_in.link).await.expect(200);
        let taps = (0..30).map(|_| {
            let browser = shops.server.platform();
            let link = way_in.link.clone();
            async move { browser.post(link).form(&[]).await }
        });
        let answers = join_all(taps).await;
        let (let_in, others): (Vec<&Answer>, Vec<_>) = answers.iter().partition(|answer| answer.status == 303);
        assert_eq!(let_in.len(), 1, "of many taps one gets in");
        assert!(others.iter().all(|answer| answer.status == 410), "{others:?}");
        handed_to(let_in[0], "torque");
    }

    async fn a_machine_that_presses_the_button_leaves_the_code_to_whoever_asked(shops: TwoShops) {
        shops.torque.add_customer_at("Dana Whitfield", DANA, DANAS_PHONE).await;
        let browser = shops.server.platform();
        ask(&browser, DANA).await.expect(200);
        let way_in = message(&shops).await;
        shops.server.platform().post(&way_in.link).form(&[]).await.expect(303);
        let path = handed_to(&tell(&browser, &way_in.code).await.expect(303), "torque");
        shops.torque.visitor().get(&path).await.expect(303);
        tell(&browser, &way_in.code).await.expect(410);
    }

    async fn a_hand_over_works_once_soon_and_at_its_own_host(shops: TwoShops) {
        dana_at_both(&shops).await;
        let path = handed_to(&choose(&proven(&shops).await, "torque").await.expect(303), "torque");
        let elsewhere = shops.sample.visitor();
        assert!(elsewhere.get(&path).await.expect(303).location().starts_with("/login"));
        assert!(elsewhere.cookies().is_empty(), "{:?}", elsewhere.cookies());
        let browsers: Vec<Client> = (0..20).map(|_| shops.torque.visitor()).collect();
        let taps = join_all(browsers.iter().map(|browser| {
            let path = path.clone();
            async move { browser.get(path).await }
        })).await;
        assert_eq!(taps.iter().filter(|answer| answer.status == 303 && answer.location() == "/").count(), 1, "once");
        assert!(shops.torque.visitor().get(&path).await.expect(303).location().starts_with("/login"), "replayed");

        let late = handed_to(&choose(&proven(&shops).await, "sample-shop").await.expect(303), "sample-shop");
        let database = &shops.server.database;
        database.run(&format!("UPDATE handoffs SET expires_at = {}", database.time(TimeDelta::seconds(-1)))).await;
        assert!(shops.sample.visitor().get(&late).await.expect(303).location().starts_with("/login"), "too late");
    }

    async fn a_proof_chooses_only_what_it_proved_and_only_once(shops: TwoShops) {
        dana_at_both(&shops).await;
        choose(&shops.server.platform(), "torque").await.expect(410);
        choose(&proven(&shops).await, "nobody-here").await.expect(410);
        let browser = proven(&shops).await;
        let copy = browser.forked();
        choose(&browser, "torque").await.expect(303);
        choose(&copy, "torque").await.expect(410);
    }

    async fn five_wrong_codes_and_the_right_one_is_refused(shops: TwoShops) {
        shops.torque.add_customer_at("Dana Whitfield", DANA, DANAS_PHONE).await;
        let browser = shops.server.platform();
        ask(&browser, DANA).await.expect(200);
        let way_in = message(&shops).await;
        let wrong = if way_in.code == "000000" { "000001" } else { "000000" };
        // What is no code is no try.
        for typed in ["", "12", "twelve"] {
            tell(&browser, typed).await.expect(422).saying("The code has six digits").without("tries");
        }
        // Another browser's tries are not this one's.
        tell(&shops.server.platform(), &way_in.code).await.expect(410);
        let tries = join_all((0..12).map(|_| tell(&browser, wrong))).await;
        assert!(tries.iter().all(|answer| answer.status == 422), "{tries:?}");
        tell(&browser, &way_in.code).await.expect(422).saying("no longer valid");
    }

    async fn an_address_no_shop_knows_any_more_is_told_so_kindly(shops: TwoShops) {
        let dana = shops.torque.add_customer_at("Dana Whitfield", DANA, DANAS_PHONE).await;
        let browser = shops.server.platform();
        ask(&browser, DANA).await.expect(200);
        let way_in = message(&shops).await;
        let database = &shops.server.database;
        database.run(&format!("UPDATE customers SET email_key = NULL, email = NULL WHERE id = {}", database.id(&dana.id))).await;
        tell(&browser, &way_in.code).await.expect(200).saying("We couldn’t find a shop for this address");
    }

    async fn the_shop_reads_of_it_in_the_customers_story(shops: TwoShops) {
        let (lawn, pool) = dana_at_both(&shops).await;
        let path = handed_to(&choose(&proven(&shops).await, "torque").await.expect(303), "torque");
        shops.torque.owner.get(record(&lawn)).await.expect(200).without("through the platform");
        shops.torque.visitor().get(&path).await.expect(303);
        let page = shops.torque.owner.get(record(&lawn)).await.expect(200);
        page.saying("Sign-in through the platform’s page").saying("d…@example.com").saying("Signed in with the code").saying("Used");
        shops.sample.owner.get(record(&pool)).await.expect(200).without("through the platform");

        let browser = shops.server.platform();
        let before = messages(&shops).await.len();
        ask(&browser, DANAS_PHONE).await.expect(200);
        let way_in = message_after(&shops, before).await;
        assert_eq!(browser.get(&way_in.link).await.expect(303).location(), "/client-login/shops");
        let path = handed_to(&choose(&browser, "sample-shop").await.expect(303), "sample-shop");
        shops.sample.visitor().get(&path).await.expect(303);
        shops.sample.owner.get(record(&pool)).await.expect(200).saying("Signed in with the link");
    }

    async fn a_text_that_no_budget_is_left_for_is_told_to_the_shop(shops: TwoShops) {
        let dana = shops.torque.add_customer_at("Dana Whitfield", DANA, DANAS_PHONE).await;
        let database = &shops.server.database;
        database.run(&format!("UPDATE tenants SET sms_paused_until = {}", database.time(TimeDelta::hours(3)))).await;
        ask(&shops.server.platform(), DANAS_PHONE).await.expect(200);
        ask(&shops.server.platform(), "+12025550177").await.expect(200);
        let page = eventually("the line", || async {
            let page = shops.torque.owner.get(record(&dana)).await.expect(200);
            page.text().contains("through the platform").then_some(page)
        })
        .await;
        page.saying("Refused: the day’s budget for texts was used up");
        assert_eq!(database.count("sign_in_requests", "1 = 1").await, 1, "of a number that no shop knows nothing");
        assert_eq!(messages(&shops).await.len(), 0);
    }

    async fn addresses_of_other_products_lead_to_the_shop(shops: TwoShops) {
        let platform = shops.server.platform();
        for (from, to) in [
            ("/portal/torque", "http://torque.localhost:8080/"),
            ("/portal/torque/login", "http://torque.localhost:8080/login"),
            ("/portal/torque/jobs/WO-TANGO-1234?a=b", "http://torque.localhost:8080/jobs/WO-TANGO-1234?a=b"),
            ("/login", "/client-login"),
            ("/user/login", "/client-login"),
        ] {
            assert_eq!(platform.get(from).await.expect(303).location(), to, "{from}");
        }
        for nowhere in ["/portal/nobody-here/jobs", "/portal/..%2fevil/jobs", "/portal/torque.evil.example/x"] {
            platform.get(nowhere).await.expect(404);
        }
        for shop in [&shops.torque, &shops.sample] {
            for from in ["/client-login", "/user/login", &format!("/portal/{}/login", shop.slug)] {
                assert_eq!(shop.visitor().get(from).await.expect(303).location(), "/login", "{from}");
            }
        }
        shops.torque.visitor().get("/portal/sample-shop/login").await.expect(404);
    }
}
