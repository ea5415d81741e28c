//! A machine that follows links and presses buttons (SECURITY.md, row 4): the session it began ends when the person who
//! requested the link signs in with the code. A link that its owner uses on another device works as usual.

use forecourt_tests::ways::{FormOnPage, WayIn, is_signed_in};
use forecourt_tests::{Answer, Backend, Client, Customer, Shop, TwoShops, both, eventually};

const INBOX: &str = "whitfield@example.com";
const DANA: &str = "Dana Whitfield";
const SAM: &str = "Sam Whitfield";

/// Two shops; Dana is a customer of the first.
#[derive(Debug)]
struct Known {
    shops: TwoShops,
    dana: Customer,
}

impl Known {
    async fn start(backend: Backend) -> Self {
        let shops = TwoShops::start(backend).await;
        let dana = shops.torque.add_customer_at(DANA, INBOX, "+12025550133").await;
        Self { shops, dana }
    }

    fn torque(&self) -> &Shop {
        &self.shops.torque
    }

    /// Another customer with the same inbox.
    async fn sam(&self) -> Customer {
        self.torque().add_customer_at(SAM, INBOX, "+12025550134").await
    }

    /// A machine that has pressed "Continue" on that link of the shop's, and what it got.
    async fn scanner(&self, way: &WayIn) -> (Client, Answer) {
        let scanner = self.torque().visitor();
        let pressed = self.torque().press_continue(&scanner, &way.link).await.expect(303);
        (scanner, pressed)
    }

    async fn tell(&self, asker: &Client, way: &WayIn) -> Answer {
        self.torque().tell_code(asker, &way.code).await.expect(303)
    }

    /// Dana asks at the platform.
    async fn ask_the_platform(&self) -> (Client, WayIn) {
        let asker = self.shops.server.platform();
        let before = self.messages().await.len();
        asker.post("/client-login/send").form(&[("address", INBOX)]).await.expect(200);
        let message = eventually("the message in the outbox", || async {
            let all = self.messages().await;
            (all.len() > before).then(|| all[0].clone())
        })
        .await;
        (asker, WayIn::of(&message))
    }

    async fn messages(&self) -> Vec<serde_json::Value> {
        let outbox = self.shops.server.platform().get("/dev/outbox.json").await.expect(200).json();
        outbox.as_array().cloned().unwrap_or_default()
    }
}

/// The path at Torque that the platform hands over to.
fn handed(answer: &Answer) -> String {
    let path = answer.location().strip_prefix("http://torque.localhost:8080");
    path.unwrap_or_else(|| panic!("not to Torque: {answer}")).to_owned()
}

async fn tell_the_platform(asker: &Client, way: &WayIn) -> Answer {
    asker.post("/client-login/code").form(&[("code", &way.code)]).await.expect(303)
}

async fn choose(browser: &Client, customer: &Customer) -> Answer {
    browser.post("/login/record").form(&[("record", &customer.id)]).await
}

/// Sent back to the login page, with nothing in hand.
fn refused(answer: &Answer) {
    assert!(answer.status == 303 && answer.location().starts_with("/login?notice="), "{answer}");
}

both! {
    async fn the_code_signs_a_scanner_out(known: Known) {
        let laptop = known.torque().visitor();
        let way = known.torque().ask_and_read(&laptop, INBOX).await;
        laptop.get(&way.link).await.expect(303);
        let asker = known.torque().visitor();
        let way = known.torque().ask_and_read(&asker, INBOX).await;
        let (scanner, _) = known.scanner(&way).await;
        assert!(is_signed_in(&scanner, DANA).await);
        known.tell(&asker, &way).await;
        assert!(!is_signed_in(&scanner, DANA).await);
        assert!(is_signed_in(&asker, DANA).await && is_signed_in(&laptop, DANA).await, "whose devices stay signed in");
        let listed = known.shops.server.database.count("sessions_seen", "customer_id IS NOT NULL AND ended_at IS NULL").await;
        assert_eq!(listed, 2, "this one and the laptop");
    }

    async fn of_two_requests_of_one_browser_both_links_end(known: Known) {
        let phone = known.torque().visitor();
        let way = known.torque().ask_and_read(&known.torque().visitor(), INBOX).await;
        known.torque().press_continue(&phone, &way.link).await.expect(303);
        let asker = known.torque().visitor();
        let first = known.torque().ask_and_read(&asker, INBOX).await;
        let (eager, _) = known.scanner(&first).await;
        let second = known.torque().ask_and_read(&asker, INBOX).await;
        let (scanner, _) = known.scanner(&second).await;
        known.tell(&asker, &second).await;
        for machine in [&eager, &scanner] {
            assert!(!is_signed_in(machine, DANA).await);
        }
        assert!(is_signed_in(&asker, DANA).await);
        assert!(is_signed_in(&phone, DANA).await, "what another browser asked for is no concern of this code");
    }

    async fn a_wrong_code_ends_nothing(known: Known) {
        let asker = known.torque().visitor();
        let way = known.torque().ask_and_read(&asker, INBOX).await;
        let (phone, _) = known.scanner(&way).await;
        let wrong = if way.code == "000000" { "000001" } else { "000000" };
        known.torque().tell_code(&asker, wrong).await.expect(422);
        assert!(is_signed_in(&phone, DANA).await);
    }

    async fn of_button_and_code_at_once_the_code_stays(known: Known) {
        for _ in 0..5 {
            let (asker, scanner) = (known.torque().visitor(), known.torque().visitor());
            let way = known.torque().ask_and_read(&asker, INBOX).await;
            let button = FormOnPage::to(&scanner.get(&way.link).await.expect(200), &way.link);
            let code = FormOnPage::to(&asker.get("/login/sent").await.expect(200), "/login/code");
            let code = code.fill("one-time-code", &way.code);
            let (pressed, told) = tokio::join!(button.send(&scanner), code.send(&asker));
            assert!(pressed.status < 500 && told.status == 303, "{pressed} {told}");
            assert!(is_signed_in(&asker, DANA).await);
            assert!(!is_signed_in(&scanner, DANA).await, "{pressed}");
        }
    }

    async fn the_code_ends_a_choice_and_what_was_chosen(known: Known) {
        let sam = known.sam().await;
        let asker = known.torque().visitor();
        let way = known.torque().ask_and_read(&asker, INBOX).await;
        let (scanner, pressed) = known.scanner(&way).await;
        assert_eq!(pressed.location(), "/login/record");
        assert_eq!(known.tell(&asker, &way).await.location(), "/login/record");
        refused(&scanner.forked().get("/login/record").await);
        refused(&choose(&scanner, &sam).await);
        choose(&asker, &known.dana).await.expect(303);
        assert!(is_signed_in(&asker, DANA).await);

        let asker = known.torque().visitor();
        let way = known.torque().ask_and_read(&asker, INBOX).await;
        let (scanner, _) = known.scanner(&way).await;
        choose(&scanner, &sam).await.expect(303);
        assert!(is_signed_in(&scanner, SAM).await);
        known.tell(&asker, &way).await;
        assert!(!is_signed_in(&scanner, SAM).await);
        choose(&asker, &known.dana).await.expect(303);
        assert!(is_signed_in(&asker, DANA).await);
    }

    async fn a_code_at_the_platform_ends_what_its_link_began_at_the_shop(known: Known) {
        let (asker, way) = known.ask_the_platform().await;
        let pressed = known.shops.server.platform().post(&way.link).form(&[]).await.expect(303);
        let scanner = known.torque().visitor();
        scanner.get(handed(&pressed)).await.expect(303);
        assert!(is_signed_in(&scanner, DANA).await);
        let told = tell_the_platform(&asker, &way).await;
        assert!(!is_signed_in(&scanner, DANA).await);
        let browser = known.torque().visitor();
        browser.get(handed(&told)).await.expect(303);
        assert!(is_signed_in(&browser, DANA).await);

        let (asker, way) = known.ask_the_platform().await;
        let pressed = known.shops.server.platform().post(&way.link).form(&[]).await.expect(303);
        let told = tell_the_platform(&asker, &way).await;
        refused(&known.torque().visitor().get(handed(&pressed)).await);
        let browser = known.torque().visitor();
        assert_eq!(browser.get(handed(&told)).await.expect(303).location(), "/");
    }

    async fn a_code_at_the_platform_ends_a_choice_at_the_shop_and_what_was_chosen(known: Known) {
        let sam = known.sam().await;
        let (asker, way) = known.ask_the_platform().await;
        let pressed = known.shops.server.platform().post(&way.link).form(&[]).await.expect(303);
        let scanner = known.torque().visitor();
        assert_eq!(scanner.get(handed(&pressed)).await.expect(303).location(), "/login/record");
        let told = tell_the_platform(&asker, &way).await;
        refused(&choose(&scanner, &sam).await);
        let browser = known.torque().visitor();
        assert_eq!(browser.get(handed(&told)).await.expect(303).location(), "/login/record");
        choose(&browser, &known.dana).await.expect(303);
        assert!(is_signed_in(&browser, DANA).await);

        let (asker, way) = known.ask_the_platform().await;
        let pressed = known.shops.server.platform().post(&way.link).form(&[]).await.expect(303);
        let scanner = known.torque().visitor();
        scanner.get(handed(&pressed)).await.expect(303);
        choose(&scanner, &sam).await.expect(303);
        assert!(is_signed_in(&scanner, SAM).await);
        tell_the_platform(&asker, &way).await;
        assert!(!is_signed_in(&scanner, SAM).await);
        assert!(is_signed_in(&browser, DANA).await, "who came by the code stays");
    }
}
