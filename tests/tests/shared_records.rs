//! A family shares an inbox: several records of a shop have one address, and the person who proves it chooses one of
//! them, once, within minutes, and at this shop only.

use chrono::TimeDelta;
use forecourt_tests::ways::{FormOnPage, WayIn, is_signed_in};
use forecourt_tests::{Answer, Backend, Client, Customer, TwoShops, both, eventually};

const INBOX: &str = "whitfield@example.com";
const PHONE: &str = "+12025550133";

/// Dana and Sam at Torque, with one inbox and one phone; Dana is a customer of the other shop as well.
#[derive(Debug)]
struct Family {
    shops: TwoShops,
    dana: Customer,
    sam: Customer,
}

impl Family {
    async fn start(backend: Backend) -> Self {
        let shops = TwoShops::start(backend).await;
        let dana = shops.torque.add_customer_at("Dana Whitfield", INBOX, PHONE).await;
        let sam = shops.torque.add_customer_at("Sam Whitfield", "Whitfield@Example.com", PHONE).await;
        shops.torque.add_vehicle(&sam, "Volkswagen", "Golf GTI").await;
        Self { shops, dana, sam }
    }

    /// A browser that has proved the inbox by the link.
    async fn proven(&self) -> Client {
        let browser = self.shops.torque.visitor();
        let way = self.shops.torque.ask_and_read(&browser, INBOX).await;
        assert_eq!(browser.get(&way.link).await.expect(303).location(), "/login/record");
        browser
    }

    async fn story(&self, customer: &Customer) -> Answer {
        self.shops.torque.owner.get(format!("/staff/customers/{}", customer.id)).await.expect(200)
    }
}

async fn choose(browser: &Client, customer: &Customer) -> Answer {
    browser.post("/login/record").form(&[("record", &customer.id)]).await
}

/// Sent back to the login page, with nothing in hand.
fn refused(answer: &Answer) {
    assert!(answer.status == 303 && answer.location().starts_with("/login?notice=record-over"), "{answer}");
}

both! {
    async fn the_link_leads_to_a_choice_of_this_shops_records(family: Family) {
        family.shops.sample.add_customer_at("Dana Elsewhere", INBOX, PHONE).await;
        let browser = family.proven().await;
        browser.get("/jobs").await.expect(303);
        let page = browser.get("/login/record").await.expect(200);
        page.saying("Dana Whitfield").saying("Sam Whitfield").saying("Volkswagen Golf GTI").without("Elsewhere");
        assert_eq!(choose(&browser, &family.sam).await.expect(303).location(), "/");
        assert!(is_signed_in(&browser, "Sam Whitfield").await);
        // The inbox was proven a moment ago: no need to do so again before a change.
        browser.get("/account/password").await.expect(200);
    }

    async fn the_code_does_and_leads_on_to_where_they_wanted_to_go(family: Family) {
        let browser = family.shops.torque.visitor();
        let before = family.shops.torque.messages().await.len();
        let page = browser.get("/login?next=%2Fvehicles").await.expect(200);
        FormOnPage::to(&page, "/login/link").fill("contact", INBOX).send(&browser).await.expect(303);
        let way = family.shops.torque.next_way_in(before).await;
        assert_eq!(family.shops.torque.tell_code(&browser, &way.code).await.expect(303).location(), "/login/record");
        assert_eq!(choose(&browser, &family.dana).await.expect(303).location(), "/vehicles");
        assert!(is_signed_in(&browser, "Dana Whitfield").await);
    }

    async fn a_hand_over_does_and_the_platform_names_no_record(family: Family) {
        let shops = &family.shops;
        shops.torque.offer(&["email_link", "sms_code"], false).await;
        let browser = shops.server.platform();
        browser.post("/client-login/send").form(&[("address", PHONE)]).await.expect(200);
        let message = eventually("the text", || async { shops.torque.messages().await.first().cloned() }).await;
        let handed = browser.get(&WayIn::of(&message).link).await.expect(303);
        let path = handed.location().strip_prefix("http://torque.localhost:8080").expect("one shop: straight there").to_owned();
        let phone = shops.torque.visitor();
        assert_eq!(phone.get(&path).await.expect(303).location(), "/login/record");
        assert_eq!(choose(&phone, &family.sam).await.expect(303).location(), "/");
        assert!(is_signed_in(&phone, "Sam Whitfield").await);
        let page = family.story(&family.sam).await;
        page.saying("Sign-in through the platform’s page").saying("Chose this record among those with the same address");
        family.story(&family.dana).await.without("Chose this record");
    }

    async fn a_forgotten_password_is_set_for_the_record_that_was_chosen(family: Family) {
        let torque = &family.shops.torque;
        let browser = torque.visitor();
        let page = browser.get("/login/forgot").await.expect(200);
        FormOnPage::to(&page, "/login/forgot").fill("contact", INBOX).send(&browser).await.expect(303);
        let way = torque.next_way_in(0).await;
        browser.get(&way.link).await.expect(303);
        assert!(choose(&browser, &family.sam).await.expect(303).location().starts_with("/account/password"));
        torque.set_password(&browser, "Sam's own secret phrase").await.expect(303);
        let database = &family.shops.server.database;
        let with_password = database.texts("SELECT name FROM customers WHERE password_hash IS NOT NULL").await;
        assert_eq!(with_password, ["Sam Whitfield"]);
    }

    async fn a_choice_is_made_once(family: Family) {
        let browser = family.proven().await;
        let copy = browser.forked();
        choose(&browser, &family.dana).await.expect(303);
        refused(&choose(&copy, &family.sam).await);
        assert!(!is_signed_in(&copy, "Sam Whitfield").await);
        let again = family.proven().await;
        let copies: Vec<Client> = (0..20).map(|_| again.forked()).collect();
        let taps = futures_util::future::join_all(copies.iter().map(|copy| choose(copy, &family.sam))).await;
        assert_eq!(taps.iter().filter(|answer| answer.location() == "/").count(), 1, "{taps:?}");
    }

    async fn only_what_was_proven_can_be_chosen_and_only_here(family: Family) {
        let stranger = family.shops.torque.add_customer("Alex Morgan").await;
        let elsewhere = family.shops.sample.add_customer_at("Dana Elsewhere", INBOX, PHONE).await;
        refused(&choose(&family.shops.torque.visitor(), &family.dana).await);
        for other in [&stranger, &elsewhere] {
            let browser = family.proven().await;
            refused(&choose(&browser, other).await);
            assert!(!is_signed_in(&browser, &other.name).await);
        }
        // The other shop knows nothing of a choice made here.
        let browser = family.proven().await;
        let secret = browser.cookies()["record"].clone();
        let there = family.shops.sample.visitor();
        there.set_cookie("record", &secret);
        refused(&choose(&there, &elsewhere).await);
        // An address that is no longer theirs is not proven either.
        let database = &family.shops.server.database;
        database.run(&format!("UPDATE customers SET email = NULL, email_key = NULL WHERE id = {}", database.id(&family.sam.id))).await;
        refused(&choose(&browser, &family.sam).await);
    }

    async fn a_choice_ends_after_minutes_and_when_somebody_signs_out_everywhere(family: Family) {
        let browser = family.proven().await;
        let database = &family.shops.server.database;
        database.run(&format!("UPDATE record_choices SET expires_at = {}", database.time(TimeDelta::seconds(-1)))).await;
        refused(&browser.get("/login/record").await);
        let browser = family.proven().await;
        refused_late(&family, browser).await;
    }

    async fn what_was_planted_before_the_proof_is_removed_from_the_chosen_record(family: Family) {
        let database = &family.shops.server.database;
        let planted = format!("UPDATE customers SET password_hash = 'planted', password_set_at = {}", database.time(TimeDelta::hours(-1)));
        database.run(&planted).await;
        let browser = family.proven().await;
        assert_eq!(database.count("customers", "password_hash = 'planted'").await, 2, "nothing is proven for anybody yet");
        choose(&browser, &family.sam).await.expect(303);
        assert_eq!(database.texts("SELECT name FROM customers WHERE password_hash = 'planted'").await, ["Dana Whitfield"]);
    }

    async fn staff_read_which_record_was_entered(family: Family) {
        let browser = family.proven().await;
        let (asked_for, other) = if family.story(&family.dana).await.words().contains("none chosen yet") { (&family.dana, &family.sam) } else { (&family.sam, &family.dana) };
        family.story(asked_for).await.saying("Several records have this address: none chosen yet").saying("Proved the address");
        choose(&browser, other).await.expect(303);
        family.story(asked_for).await.saying(&format!("Chose the record of {}, which has the same address", other.name));
        family.story(other).await.saying("Chose this record among those with the same address").saying("Signed in with the link");
    }
}

/// Signed out everywhere, a choice that waits in another browser is over.
async fn refused_late(family: &Family, waiting: Client) {
    let browser = family.proven().await;
    choose(&browser, &family.dana).await.expect(303);
    browser.submit("/account", "/account/sign-out-everywhere", &[]).await.expect(303);
    refused(&choose(&waiting, &family.sam).await);
}
