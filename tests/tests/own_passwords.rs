//! Several people with one inbox, each with a password: whose it is gets in, and who share that as well choose.

use forecourt_tests::ways::is_signed_in;
use forecourt_tests::{Answer, Backend, Client, Customer, Shop, TwoShops, both};

const INBOX: &str = "whitfield@example.com";
const PHONE: &str = "+12025550133";
const DANAS: &str = "seven blue birds";
const SAMS: &str = "eight green fish";

/// Dana, Sam and Alex at Torque, with one inbox and no passwords.
#[derive(Debug)]
struct Family {
    shops: TwoShops,
    dana: Customer,
    sam: Customer,
    alex: Customer,
}

impl Family {
    async fn start(backend: Backend) -> Self {
        let shops = TwoShops::start(backend).await;
        let dana = shops.torque.add_customer_at("Dana Whitfield", INBOX, PHONE).await;
        let sam = shops.torque.add_customer_at("Sam Whitfield", INBOX, PHONE).await;
        let alex = shops.torque.add_customer_at("Alex Whitfield", INBOX, PHONE).await;
        Self { shops, dana, sam, alex }
    }

    fn torque(&self) -> &Shop {
        &self.shops.torque
    }

    /// Has the customer prove the inbox and set a password.
    async fn set(&self, customer: &Customer, password: &str) {
        let browser = self.torque().visitor();
        let way = self.torque().ask_and_read(&browser, INBOX).await;
        assert_eq!(browser.get(&way.link).await.expect(303).location(), "/login/record");
        choose(&browser, customer).await.expect(303);
        self.torque().set_password(&browser, password).await.expect(303);
    }

    /// A browser that has told a password of several records.
    async fn choosing(&self, password: &str) -> Client {
        let browser = self.torque().visitor();
        let told = self.torque().tell_password(&browser, INBOX, password).await.expect(303);
        assert_eq!(told.location(), "/login/record");
        assert_eq!(browser.get("/jobs").await.status, 303, "nobody is in before the choice");
        browser
    }

    async fn change(&self, customer: &Customer, set: &str) {
        let database = &self.shops.server.database;
        database.run(&format!("UPDATE customers SET {set} WHERE id = {}", database.id(&customer.id))).await;
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
    async fn each_gets_in_with_their_own(family: Family) {
        family.set(&family.dana, DANAS).await;
        family.set(&family.sam, SAMS).await;
        for (password, name) in [(DANAS, "Dana Whitfield"), (SAMS, "Sam Whitfield"), (DANAS, "Dana Whitfield")] {
            let browser = family.torque().visitor();
            let told = family.torque().tell_password(&browser, "Whitfield@Example.com", password).await;
            assert_eq!(told.expect(303).location(), "/", "{name}");
            assert!(is_signed_in(&browser, name).await, "{name}");
        }
        let browser = family.torque().visitor();
        family.torque().tell_password(&browser, INBOX, "seven green fish").await.expect(422);
        assert_eq!(browser.get("/jobs").await.status, 303);
    }

    async fn one_password_of_two_leads_to_a_choice_of_these(family: Family) {
        family.set(&family.dana, DANAS).await;
        family.set(&family.sam, DANAS).await;
        family.set(&family.alex, SAMS).await;
        let stranger = family.torque().add_customer("Noor Haddad").await;
        let nobody = family.torque().add_customer_at("Kim Whitfield", INBOX, PHONE).await;
        let browser = family.choosing(DANAS).await;
        let page = browser.get("/login/record").await.expect(200);
        page.saying("Dana Whitfield").saying("Sam Whitfield").without("Alex Whitfield").without("Kim Whitfield");
        for other in [&family.alex, &nobody, &stranger] {
            let copy = browser.forked();
            refused(&choose(&copy, other).await);
            assert!(!is_signed_in(&copy, &other.name).await, "{}", other.name);
        }
        // A password proves no address.
        family.change(&family.sam, "email_proven_at = NULL").await;
        let copy = browser.forked();
        assert_eq!(choose(&browser, &family.sam).await.expect(303).location(), "/");
        assert!(is_signed_in(&browser, "Sam Whitfield").await);
        assert_eq!(family.shops.server.database.count("customers", "name = 'Sam Whitfield' AND email_proven_at IS NULL AND password_hash IS NOT NULL").await, 1);
        // Like any sign-in by password it was a proof of the person a moment ago, and is one line, among the devices.
        browser.get("/account/password").await.expect(200);
        let record = family.torque().owner.get(format!("/staff/customers/{}", family.sam.id)).await.expect(200);
        assert_eq!(record.words().matches("Chose this record among those with the same address").count(), 1, "by the link: {record}");
        refused(&choose(&copy, &family.dana).await);
    }

    async fn a_choice_leads_on_to_where_they_wanted_to_go(family: Family) {
        family.set(&family.dana, DANAS).await;
        family.set(&family.sam, DANAS).await;
        let browser = family.torque().visitor();
        let fields = [("contact", INBOX), ("password", DANAS), ("next", "/vehicles")];
        assert_eq!(browser.post("/login/password").form(&fields).await.expect(303).location(), "/login/record");
        assert_eq!(choose(&browser, &family.dana).await.expect(303).location(), "/vehicles");
    }

    async fn what_changed_meanwhile_can_be_chosen_no_more(family: Family) {
        family.set(&family.dana, DANAS).await;
        family.set(&family.sam, DANAS).await;
        let waiting = family.choosing(DANAS).await;
        let owner = family.choosing(DANAS).await;
        choose(&owner, &family.dana).await.expect(303);
        family.torque().set_password(&owner, SAMS).await.expect(303);
        let copy = waiting.forked();
        refused(&choose(&copy, &family.dana).await);
        assert!(!is_signed_in(&copy, "Dana Whitfield").await);
        // Sam's is as good as ever, until another address is Sam's.
        assert_eq!(choose(&waiting.forked(), &family.sam).await.expect(303).location(), "/");
        family.torque().set_password(&owner, DANAS).await.expect(303);
        let waiting = family.choosing(DANAS).await;
        family.change(&family.sam, "email = 'sam@example.com', email_key = 'sam@example.com'").await;
        refused(&choose(&waiting.forked(), &family.sam).await);
        family.torque().offer(&["email_link"], false).await;
        choose(&waiting, &family.dana).await.saying("no longer offers the way you asked for");
        assert!(!is_signed_in(&waiting, "Dana Whitfield").await);
    }
}
