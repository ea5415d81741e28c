//! Customers' sign-in by link, code and password: once, in time, and only at their own shop (SECURITY.md, rows 4, 5, 6,
//! 10, 13).

use forecourt_tests::shops::create_tenant;
use forecourt_tests::ways::{FormOnPage, follow, is_signed_in};
use forecourt_tests::{Backend, Client, Customer, Shop, TwoShops, both};
use futures_util::future::join_all;

/// Two shops; Alex is a customer of the first.
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
}

const NAME: &str = "Alex Morgan";

both! {
    async fn in_the_browser_that_asked_one_tap_signs_in(known: Known) {
        let browser = known.torque().visitor();
        let way = known.torque().ask_and_read(&browser, &known.alex.email).await;
        assert_eq!(way.to, known.alex.email);
        assert_eq!(way.token().len(), 48, "{}", way.text);
        let tap = browser.get(&way.link).await;
        assert_eq!(tap.status, 303, "{tap}");
        assert!(is_signed_in(&browser, NAME).await);
    }

    async fn elsewhere_looking_uses_nothing_up(known: Known) {
        let asker = known.torque().visitor();
        let way = known.torque().ask_and_read(&asker, &known.alex.email).await;
        let scanner = known.torque().visitor();
        scanner.request(reqwest::Method::HEAD, &way.link).await;
        for _ in 0..3 {
            let page = scanner.get(&way.link).await.expect(200);
            page.saying("Torque Garage").without(&known.alex.email).without(NAME).saying("a…@example.com");
            assert!(!is_signed_in(&scanner, NAME).await);
        }
        // Alex opens it on the phone, which did not request it.
        let phone = known.torque().visitor();
        let pressed = known.torque().press_continue(&phone, &way.link).await;
        assert_eq!(pressed.status, 303, "{pressed}");
        assert!(is_signed_in(&phone, NAME).await);
        let again = known.torque().press_continue(&known.torque().visitor(), &way.link).await;
        assert!((400..500).contains(&again.status), "{again}");
        again.saying("That link is no longer valid.").without(NAME);
    }

    async fn pressed_twice_continue_leads_home(known: Known) {
        let way = known.torque().ask_and_read(&known.torque().visitor(), &known.alex.email).await;
        let phone = known.torque().visitor();
        let form = FormOnPage::to(&phone.get(&way.link).await.expect(200), &way.link);
        form.send(&phone).await.expect(303);
        let (name, session) = phone.cookies().into_iter().next().unwrap();
        assert_eq!(form.send(&phone).await.expect(303).location(), "/");
        assert_eq!(phone.cookies().get(&name), Some(&session), "in the same session");
        assert!(is_signed_in(&phone, NAME).await);
    }

    async fn a_scanner_that_presses_buttons_leaves_the_code(known: Known) {
        let asker = known.torque().visitor();
        let way = known.torque().ask_and_read(&asker, &known.alex.email).await;
        known.torque().press_continue(&known.torque().visitor(), &way.link).await;
        let told = known.torque().tell_code(&asker, &way.code).await;
        assert_eq!(told.status, 303, "the code for the same request is for whoever asked: {told}");
        assert!(is_signed_in(&asker, NAME).await);
    }

    async fn of_a_hundred_taps_at_once_one_gets_in(known: Known) {
        let way = known.torque().ask_and_read(&known.torque().visitor(), &known.alex.email).await;
        let form = FormOnPage::to(&known.torque().visitor().get(&way.link).await.expect(200), &way.link);
        let taps = join_all((0..100).map(|_| {
            let (browser, form) = (known.torque().visitor(), form.clone());
            async move {
                let answer = form.send(&browser).await;
                (answer.status, is_signed_in(&browser, NAME).await)
            }
        }))
        .await;
        assert_eq!(taps.iter().filter(|(_, signed_in)| *signed_in).count(), 1, "{taps:?}");
        assert!(taps.iter().all(|(status, signed_in)| *signed_in == (*status == 303) && *status < 500), "{taps:?}");
        let sessions = known.shops.server.database.count("sessions_seen", "customer_id IS NOT NULL").await;
        assert_eq!(sessions, 1, "one line for one session");
    }

    async fn of_a_hundred_taps_where_it_was_asked_one_gets_in(known: Known) {
        let asker = known.torque().visitor();
        let way = known.torque().ask_and_read(&asker, &known.alex.email).await;
        let taps = join_all((0..100).map(|_| {
            let (browser, link) = (asker.forked(), way.link.clone());
            async move {
                browser.get(&link).await;
                is_signed_in(&browser, NAME).await
            }
        }))
        .await;
        assert_eq!(taps.into_iter().filter(|signed_in| *signed_in).count(), 1);
    }

    async fn after_two_hundred_wrong_codes_the_right_one_is_refused(known: Known) {
        let asker = known.torque().visitor();
        let way = known.torque().ask_and_read(&asker, &known.alex.email).await;
        let right: u32 = way.code.parse().unwrap();
        let form = FormOnPage::to(&asker.get("/login/sent").await.expect(200), "/login/code");
        let guesses = join_all((1..=200_u32).map(|n| {
            let wrong = format!("{:06}", (right + n * 4_111) % 1_000_000);
            let (browser, form) = (asker.forked(), form.clone().fill("one-time-code", &wrong));
            async move { (form.send(&browser).await.status, is_signed_in(&browser, NAME).await) }
        }))
        .await;
        assert!(guesses.iter().all(|(status, signed_in)| !signed_in && (400..500).contains(status)), "{guesses:?}");
        let told = form.clone().fill("one-time-code", &way.code).send(&asker).await;
        assert!((400..500).contains(&told.status), "{told}");
        assert!(!is_signed_in(&asker, NAME).await);
        let tries = known.shops.server.database.text("SELECT CAST(max(tries) AS TEXT) FROM sign_in_requests").await;
        assert_eq!(tries, "5");
    }

    async fn a_code_is_of_one_browser_one_shop_and_one_time(known: Known) {
        let asker = known.torque().visitor();
        let way = known.torque().ask_and_read(&asker, &known.alex.email).await;
        // A person who reads it over a shoulder, in a browser that requested another.
        let thief = known.torque().visitor();
        known.torque().ask(&thief, "somebody.else@example.com").await;
        let stolen = known.torque().tell_code(&thief, &way.code).await;
        assert!((400..500).contains(&stolen.status), "{stolen}");
        let elsewhere = asker.moved_to(known.shops.sample.owner.host());
        assert!(!is_signed_in(&elsewhere, NAME).await);
        let told = known.torque().tell_code(&asker, &way.code).await;
        assert_eq!(told.status, 303, "{told}");
        let again = asker.forked();
        for name in again.cookies().keys().filter(|name| name.contains("customer")) {
            again.forget(name);
        }
        let page = again.get("/login/sent").await;
        if page.status == 200 {
            let form = FormOnPage::to(&page, "/login/code").fill("one-time-code", &way.code);
            assert_ne!(form.send(&again).await.status, 303, "a code works once");
        }
    }

    async fn a_newer_code_ends_the_older(known: Known) {
        let asker = known.torque().visitor();
        let first = known.torque().ask_and_read(&asker, &known.alex.email).await;
        let second = known.torque().ask_and_read(&asker, &known.alex.email).await;
        if first.code != second.code {
            let told = known.torque().tell_code(&asker, &first.code).await;
            assert!((400..500).contains(&told.status), "{told}");
        }
        assert_eq!(known.torque().tell_code(&asker, &second.code).await.status, 303);
    }

    async fn a_link_of_one_shop_is_none_at_another(known: Known) {
        let asker = known.torque().visitor();
        let way = known.torque().ask_and_read(&asker, &known.alex.email).await;
        let elsewhere = known.shops.sample.visitor();
        let there = known.shops.sample.press_continue(&elsewhere, &way.link).await;
        assert!((400..500).contains(&there.status), "{there}");
        there.saying("That link is no longer valid.").without(NAME);
        assert_eq!(asker.get(&way.link).await.status, 303, "and it still works at home");
    }

    async fn expired_links_say_so_and_offer_another(known: Known) {
        let asker = known.torque().visitor();
        let way = known.torque().ask_and_read(&asker, &known.alex.email).await;
        known.torque().expire_requests(&known.shops.server.database).await;
        let page = asker.get(&way.link).await;
        assert!((400..500).contains(&page.status), "{page}");
        let page = page.saying("Your link has expired. Request a new one below.");
        let told = known.torque().tell_code(&asker, &way.code).await;
        assert!((400..500).contains(&told.status), "the code too: {told}");
        let before = known.torque().messages().await.len();
        let renew = FormOnPage::all(&page.text()).into_iter().find(|form| form.action.ends_with("/renew")).expect("a re-send in place");
        let answer = renew.send(&asker).await;
        assert!(answer.status < 400, "{answer}");
        let fresh = known.torque().next_way_in(before).await;
        assert_eq!(fresh.to, known.alex.email);
        assert_eq!(asker.get(&fresh.link).await.status, 303);
        assert!(is_signed_in(&asker, NAME).await);
    }

    async fn a_made_up_link_is_not_valid(known: Known) {
        let page = known.torque().visitor().get(format!("/sign-in/{}", "ab".repeat(24))).await;
        assert!((400..500).contains(&page.status), "{page}");
        page.saying("That link is no longer valid. Request a new one below.");
        for odd in ["x", "%00", &"a".repeat(4_000)] {
            let page = known.torque().visitor().get(format!("/sign-in/{odd}")).await;
            assert!((400..500).contains(&page.status), "{page}");
        }
    }

    async fn after_signing_in_one_is_where_one_wanted_to_go(known: Known) {
        let browser = known.torque().visitor();
        let asked = browser.get("/jobs").await;
        assert_eq!(asked.status, 303, "{asked}");
        let login = browser.get(asked.location()).await.expect(200);
        let before = known.torque().messages().await.len();
        FormOnPage::to(&login, "/login/link").fill("contact", &known.alex.email).send(&browser).await;
        let way = known.torque().next_way_in(before).await;
        let tap = browser.get(&way.link).await.expect(303);
        assert_eq!(tap.location(), "/jobs");
    }

    async fn signing_in_makes_a_new_session_and_ends_the_old(known: Known) {
        let browser = known.torque().visitor();
        let way = known.torque().ask_and_read(&browser, &known.alex.email).await;
        browser.get(&way.link).await.expect(303);
        let old = browser.forked();
        assert!(is_signed_in(&old, NAME).await);
        let way = known.torque().ask_and_read(&known.torque().visitor(), &known.alex.email).await;
        known.torque().press_continue(&browser, &way.link).await.expect(303);
        assert!(is_signed_in(&browser, NAME).await);
        assert!(!is_signed_in(&old, NAME).await, "the old id is dead");
    }

    async fn setting_a_password_ends_every_other_session(known: Known) {
        let (laptop, phone) = (signed_in(&known).await, signed_in(&known).await);
        let old = laptop.forked();
        let set = known.torque().set_password(&laptop, "a tuned exhaust").await;
        assert!(set.status < 400, "{set}");
        assert!(is_signed_in(&laptop, NAME).await, "who set it stays in");
        assert!(!is_signed_in(&phone, NAME).await, "the others are out");
        assert!(!is_signed_in(&old, NAME).await, "and so is the id of before");
        let browser = known.torque().visitor();
        let told = known.torque().tell_password(&browser, &known.alex.email, "a tuned exhaust").await;
        assert_eq!(told.status, 303, "{told}");
        assert!(is_signed_in(&browser, NAME).await);
        // No other password opens it, and it opens no other shop.
        for (shop, password) in [(known.torque(), "a tuned exhausT"), (&known.shops.sample, "a tuned exhaust")] {
            let browser = shop.visitor();
            let page = browser.get("/login?with=password").await;
            if FormOnPage::all(&page.text()).iter().any(|form| form.action == "/login/password") {
                assert_ne!(shop.tell_password(&browser, &known.alex.email, password).await.status, 303);
            }
            assert!(!is_signed_in(&browser, NAME).await);
        }
    }

    async fn a_common_password_is_refused_kindly(known: Known) {
        let browser = signed_in(&known).await;
        for bad in ["password1", "short", "12345678"] {
            let answer = known.torque().set_password(&browser, bad).await;
            assert_eq!(answer.status, 422, "{bad}: {answer}");
            answer.without(&format!("value=\"{bad}\""));
        }
    }

    async fn whoever_registers_first_is_out_when_the_owner_proves_the_address(known: Known) {
        create_tenant(&known.shops.server, "shear-bliss", "Shear Bliss", "salon");
        let salon = Shop::at(&known.shops.server, "shear-bliss", "Shear Bliss");
        // The attacker registers the victim's address with a password of theirs.
        let attacker = salon.visitor();
        let page = attacker.get("/user/register").await.expect(200);
        let before = salon.messages().await.len();
        let form = FormOnPage::to(&page, "/user/register").fill("name", "Noor Haddad").fill("contact", "noor.haddad@example.com");
        let form = if form.has("new-password") { form.fill("new-password", "the attacker's own") } else { form };
        follow(&attacker, form.send(&attacker).await).await;
        let way = salon.next_way_in(before).await;
        assert!(!is_signed_in(&attacker, "Noor").await, "nothing is opened before the address is proven");
        // The victim finds a mail and follows it, elsewhere.
        let owner = salon.visitor();
        let pressed = salon.press_continue(&owner, &way.link).await;
        assert_eq!(pressed.status, 303, "{pressed}");
        assert!(is_signed_in(&owner, "Noor").await);
        assert!(!is_signed_in(&attacker, "Noor").await);
        let told = salon.tell_password(&attacker, "noor.haddad@example.com", "the attacker's own").await;
        assert_ne!(told.status, 303, "the password that was not proven is gone: {told}");
        assert!(!is_signed_in(&attacker, "Noor").await);
    }

    async fn a_link_page_leaves_no_trail(known: Known) {
        let asker = known.torque().visitor();
        let way = known.torque().ask_and_read(&asker, &known.alex.email).await;
        let page = known.torque().visitor().get(&way.link).await.expect(200);
        assert_eq!(page.header("referrer-policy"), "strict-origin");
        assert!(page.header("cache-control").contains("no-store"), "{page}");
        for address in forecourt_tests::html::attributes(&page.text(), "href") {
            assert!(!address.contains(way.token()) && (address.starts_with(['/', '#']) || address.starts_with("tel:") || address.starts_with("data:")), "{address}");
        }
    }
}

/// A browser in which Alex has just proved who they are.
async fn signed_in(known: &Known) -> Client {
    let browser = known.torque().visitor();
    let way = known.torque().ask_and_read(&browser, &known.alex.email).await;
    browser.get(&way.link).await.expect(303);
    browser
}
