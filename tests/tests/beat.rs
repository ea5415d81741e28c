//! A wrong password is answered after a multiple of 200 ms on every sign-in page, for known and unknown accounts, so
//! that the time does not disclose who is known. Only the least time is asserted: no machine is too slow for it.

use std::time::{Duration, Instant};

use forecourt_tests::{Client, TwoShops, both};
use serde_json::json;

use crate::console;

/// Before the first beat nothing is answered, however little there was to do.
const BEAT: Duration = Duration::from_millis(200);
const WRONG: &str = "not this one";

/// Posts a form that must be refused with the status, and not before the beat.
async fn refused(browser: &Client, path: &str, form: &[(&str, &str)], status: u16) {
    let began = Instant::now();
    browser.post(path).form(form).await.expect(status);
    assert!(began.elapsed() >= BEAT, "{path} {form:?} after {:?}", began.elapsed());
}

both! {
    async fn customers_known_and_unknown_wait_for_the_beat(shops: TwoShops) {
        let shop = &shops.torque;
        let alex = shop.add_customer("Alex Morgan").await;
        for contact in [&alex.email, "nobody@example.com", "no address"] {
            refused(&shop.visitor(), "/login/password", &[("contact", contact), ("password", WRONG), ("next", "")], 422).await;
        }
        let browser = shop.visitor();
        let way = shop.ask_and_read(&browser, &alex.email).await;
        browser.get(&way.link).await.expect(303);
        shop.set_password(&browser, "correct horse").await.expect(303);
        refused(&shop.visitor(), "/login/password", &[("contact", &alex.email), ("password", WRONG), ("next", "")], 422).await;
    }

    async fn staff_known_and_unknown_wait_for_the_beat(shops: TwoShops) {
        let shop = &shops.torque;
        let (visitor, owner) = (shop.visitor(), shop.owner_email());
        for email in [owner.as_str(), "nobody@torque.example", "no address"] {
            refused(&visitor, "/staff/login", &[("email", email), ("password", WRONG), ("next", "")], 422).await;
            let began = Instant::now();
            let told = json!({ "email": email, "password": WRONG }).to_string();
            shop.visitor().post("/api/v1/auth/staff").body("application/json", told).await.expect(401);
            assert!(began.elapsed() >= BEAT, "{email} after {:?}", began.elapsed());
        }
    }

    async fn operators_known_and_unknown_wait_for_the_beat(shops: TwoShops) {
        let known = console::operator(&shops.server).await;
        let door = console::console(&shops.server);
        for email in [console::EMAIL, "nobody@example.com", "no address"] {
            refused(&door, "/console/login", &[("email", email), ("password", WRONG)], 422).await;
        }
        drop(known);
    }
}
