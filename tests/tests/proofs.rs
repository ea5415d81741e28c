//! A proof from before "sign out everywhere" opens nothing afterwards, wherever it waits: at the platform, on the way
//! to the shop, or before a choice.

use forecourt_tests::ways::is_signed_in;
use forecourt_tests::{Answer, Client, Customer, Shop, TwoShops, both, html};
use reqwest::Method;
use serde_json::{Value, json};

const NAME: &str = "Dana Whitfield";
const INBOX: &str = "dana.whitfield@example.com";
const PHONE: &str = "+12025550133";

/// What ends all that was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    SignedOutEverywhere,
    NewPassword,
    OtherAddress,
}

impl End {
    const ALL: [Self; 3] = [Self::SignedOutEverywhere, Self::NewPassword, Self::OtherAddress];

    /// Has it happen to a customer of that shop.
    async fn all(self, shop: &Shop, dana: &Customer) {
        if self == Self::OtherAddress {
            // What was proved is still theirs; something else changes.
            let edit = format!("/staff/customers/{}/edit", dana.id);
            let spare = format!("spare{}@example.com", forecourt_tests::backend::unique("mail"));
            let (email, phone) = if shop.slug == "torque" {
                (dana.email.clone(), "+12025550134".to_owned())
            } else {
                (spare, dana.phone.clone())
            };
            let fields = [("name", NAME), ("salutation", ""), ("email", &email), ("phone", &phone)];
            shop.owner.submit(&edit, &edit, &fields).await.expect(303);
            return;
        }
        let browser = shop.visitor();
        let way_in = shop.ask_and_read(&browser, if shop.slug == "torque" { INBOX } else { PHONE }).await;
        let mut entered = shop.tell_code(&browser, &way_in.code).await.expect(303);
        if entered.location() == "/login/record" {
            entered = browser.post("/login/record").form(&[("record", &dana.id)]).await.expect(303);
        }
        assert_eq!(entered.location(), "/");
        match self {
            Self::SignedOutEverywhere => browser.submit("/account", "/account/sign-out-everywhere", &[]).await,
            _ => shop.set_password(&browser, "a phrase that Dana keeps").await,
        }
        .expect(303);
    }
}

/// A browser that has shown at the platform that the inbox is hers, with the answer to the code.
async fn proved(shops: &TwoShops) -> (Client, Answer) {
    crate::not_offered::proved(shops, INBOX).await
}

/// The path at Torque that an answer hands over to.
fn handed_to_torque(answer: &Answer) -> String {
    let path = answer.location().strip_prefix("http://torque.localhost:8080");
    path.unwrap_or_else(|| panic!("not to Torque: {answer}")).to_owned()
}

async fn choose(browser: &Client, shop: &Shop) -> Answer {
    browser.post("/client-login/shops").form(&[("shop", shop.slug)]).await
}

both! {
    async fn a_hand_over_from_before_lets_nobody_in(shops: TwoShops) {
        let torque = &shops.torque;
        let dana = torque.add_customer_at(NAME, INBOX, PHONE).await;
        for end in End::ALL {
            let (_, answer) = proved(&shops).await;
            let path = handed_to_torque(&answer);
            end.all(torque, &dana).await;
            let browser = torque.visitor();
            let over = browser.get(&path).await.expect(303);
            assert!(over.location().starts_with("/login?notice=handoff-over"), "{end:?}: {over}");
            assert!(!is_signed_in(&browser, NAME).await, "{end:?}");
        }
        // What is proved afterwards opens as ever.
        let (_, answer) = proved(&shops).await;
        let browser = torque.visitor();
        browser.get(handed_to_torque(&answer)).await.expect(303);
        assert!(is_signed_in(&browser, NAME).await);
    }

    async fn a_proof_from_before_is_handed_over_to_no_shop_that_ended_it(shops: TwoShops) {
        let (torque, sample) = (&shops.torque, &shops.sample);
        sample.offer(&["email_link"], false).await;
        let dana = torque.add_customer_at(NAME, INBOX, PHONE).await;
        sample.add_customer_at(NAME, INBOX, PHONE).await;
        for end in End::ALL {
            let (browser, _) = proved(&shops).await;
            end.all(torque, &dana).await;
            // The shop is listed, with its own page as the way on; a picker that is open still leads to one that says so.
            assert_eq!(choose(&browser, torque).await.expect(303).location(), "/client-login/shops", "{end:?}");
            let picker = browser.get("/client-login/shops").await.expect(200).saying("Sign in on its own page");
            let links = html::attributes(&picker.text(), "href");
            assert!(links.contains(&"http://torque.localhost:8080/login".to_owned()), "{end:?}: {picker}");
            assert!(!picker.text().contains("value=\"torque\""), "{end:?}: {picker}");
            // Nothing was used up: it is as good as ever at the other shop.
            let there = choose(&browser, sample).await.expect(303);
            let path = there.location().strip_prefix("http://sample-shop.localhost:8080").expect("there").to_owned();
            let phone = sample.visitor();
            assert_eq!(phone.get(&path).await.expect(303).location(), "/", "{end:?}");
        }
    }

    async fn a_choice_after_a_hand_over_is_as_old_as_the_proof(shops: TwoShops) {
        let torque = &shops.torque;
        let dana = torque.add_customer_at(NAME, INBOX, PHONE).await;
        let sam = torque.add_customer_at("Sam Whitfield", INBOX, PHONE).await;
        let (_, answer) = proved(&shops).await;
        End::SignedOutEverywhere.all(torque, &dana).await;
        let browser = torque.visitor();
        assert_eq!(browser.get(handed_to_torque(&answer)).await.expect(303).location(), "/login/record");
        for record in [&dana, &sam] {
            let over = browser.forked().post("/login/record").form(&[("record", &record.id)]).await.expect(303);
            assert!(over.location().starts_with("/login?notice=record-over"), "{over}");
        }
        // One that was proved afterwards is good, and its hour for changes of the account counts from the proof.
        let (_, answer) = proved(&shops).await;
        browser.get(handed_to_torque(&answer)).await.expect(303);
        let database = &shops.server.database;
        let before = database.time(chrono::TimeDelta::minutes(-61));
        let aged = format!("UPDATE record_choices SET proved_at = {before} WHERE used_at IS NULL");
        assert!(database.run(&aged).await > 0);
        database.run("UPDATE customers SET sessions_valid_from = NULL").await;
        assert_eq!(browser.post("/login/record").form(&[("record", &sam.id)]).await.expect(303).location(), "/");
        assert!(browser.get("/account/password").await.expect(303).location().starts_with("/account/confirm"));
    }

    async fn a_choice_in_the_app_from_before_makes_no_token(shops: TwoShops) {
        let sample = &shops.sample;
        let dana = sample.add_customer_at(NAME, INBOX, PHONE).await;
        let sam = sample.add_customer_at("Sam Whitfield", "sam@example.com", PHONE).await;
        for end in [End::SignedOutEverywhere, End::OtherAddress] {
            let choice = app_choice(sample).await;
            end.all(sample, &dana).await;
            for record in [&dana, &sam] {
                take(sample, &choice, record).await.expect(401);
            }
            assert_eq!(shops.server.database.count("customer_portal_tokens", "kind = 'app'").await, 0, "{end:?}");
        }
        let choice = app_choice(sample).await;
        take(sample, &choice, &sam).await.expect(200);
    }

    async fn a_choice_at_the_shop_from_before_is_over(shops: TwoShops) {
        let torque = &shops.torque;
        let dana = torque.add_customer_at(NAME, INBOX, PHONE).await;
        torque.add_customer_at("Sam Whitfield", INBOX, PHONE).await;
        for end in End::ALL {
            let browser = torque.visitor();
            let way_in = torque.ask_and_read(&browser, INBOX).await;
            assert_eq!(torque.tell_code(&browser, &way_in.code).await.expect(303).location(), "/login/record");
            end.all(torque, &dana).await;
            let over = browser.post("/login/record").form(&[("record", &dana.id)]).await.expect(303);
            assert!(over.location().starts_with("/login?notice=record-over"), "{end:?}: {over}");
            assert!(!is_signed_in(&browser, NAME).await, "{end:?}");
        }
    }
}

/// A phone that is proved in the app and fits several records: the choice that waits.
async fn app_choice(shop: &Shop) -> String {
    let before = shop.messages().await.len();
    let asked = json!({ "name": NAME, "phone": PHONE });
    let request = api(shop, "request-code", asked).await.expect(202).json()["request"].clone();
    let code = shop.next_way_in(before).await.code;
    let told = json!({ "request": request, "phone": PHONE, "code": code });
    let answer = api(shop, "verify-code", told).await.expect(200).json();
    answer["choice"].as_str().expect("a choice").to_owned()
}

async fn take(shop: &Shop, choice: &str, record: &Customer) -> Answer {
    api(shop, "choose", json!({ "choice": choice, "customer_id": record.id })).await
}

async fn api(shop: &Shop, path: &str, body: Value) -> Answer {
    let path = format!("/api/v1/auth/{path}");
    shop.visitor().bare(Method::POST, &path).body("application/json", body.to_string()).await
}
