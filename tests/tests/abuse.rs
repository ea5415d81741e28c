//! Sign-in requests: they do not disclose who is a customer, cost a shop no more than its budget, and are answered only
//! at addresses the shop has stored (SECURITY.md, row 14; enumeration; SMS pumping).

use forecourt_tests::server::set;
use forecourt_tests::shops::create_tenant;
use forecourt_tests::ways::{FormOnPage, WayIn, follow, is_signed_in};
use forecourt_tests::{Answer, Backend, Channel, Client, Shop, TwoShops, both, eventually};
use futures_util::StreamExt;

/// Network addresses that one person has without effort: a home line and a phone, each with IPv4 and IPv6.
const STRANGERS: [&str; 4] = ["203.0.113.8", "2001:db8:8::8", "198.51.100.8", "2001:db8:9::9"];
/// Where the customer is.
const HOME: &str = "192.0.2.1";

/// Two shops and a salon, behind a proxy that is believed.
#[derive(Debug)]
struct Behind {
    shops: TwoShops,
    salon: Shop,
}

impl Behind {
    async fn start(backend: Backend) -> Self {
        let trusted: Vec<&str> = vec!["127.0.0.0/8"];
        let shops = TwoShops::start_with(backend, |settings| set(settings, "server.trusted_proxies", trusted)).await;
        create_tenant(&shops.server, "shear-bliss", "Shear Bliss", "salon");
        let salon = Shop::at(&shops.server, "shear-bliss", "Shear Bliss");
        Self { shops, salon }
    }

    /// Asks from home, once all that others asked for is sent, and reads what comes.
    async fn ask_and_read(&self, shop: &Shop, browser: &Client, contact: &str) -> WayIn {
        eventually("what strangers asked for is sent", || async {
            let left = self.shops.server.database.count("notifications", "state IN ('queued', 'sending')").await;
            (left == 0).then_some(())
        })
        .await;
        let known = shop.messages().await.len();
        ask_by(shop, browser, HOME, contact).await.expect(303);
        shop.next_way_in(known).await
    }
}

both! {
    async fn asking_says_the_same_whoever_it_is(behind: Behind) {
        let torque = &behind.shops.torque;
        let alex = torque.add_customer("Alex Morgan").await;
        let known = told(torque, &alex.email).await;
        for nobody in ["nobody@example.com", "owner@torque.example"] {
            assert_eq!(known, told(torque, nobody).await, "{nobody}");
        }
        let wrong = |email: &'static str| async move {
            let browser = torque.visitor();
            let answer = torque.tell_password(&browser, email, "not the password").await;
            (answer.status, answer.words().replace(email, "…"), names(&answer))
        };
        assert_eq!(wrong("alex.morgan@example.com").await, wrong("nobody@example.com").await);
        let forgot = |email: &'static str| async move {
            let browser = torque.visitor();
            let page = browser.get("/login/forgot").await.expect(200);
            let answer = FormOnPage::to(&page, "/login/forgot").fill("contact", email).send(&browser).await;
            let answer = follow(&browser, answer).await;
            (answer.status, answer.words().replace(email, "…"), names(&answer))
        };
        assert_eq!(forgot("alex.morgan@example.com").await, forgot("nobody@example.com").await);
    }

    async fn nobody_who_is_no_customer_gets_a_message(behind: Behind) {
        let torque = &behind.shops.torque;
        let alex = torque.add_customer("Alex Morgan").await;
        for n in 0..4 {
            torque.ask(&torque.visitor(), &format!("nobody{n}@example.com")).await.expect(200);
        }
        let way = torque.ask_and_read(&torque.visitor(), &alex.email).await;
        assert_eq!(way.to, alex.email);
        eventually("the messages for nobody are dropped", || async {
            let left = behind.shops.server.database.count("notifications", "state IN ('queued', 'sending')").await;
            (left == 0).then_some(())
        })
        .await;
        let strangers: Vec<_> = torque.messages().await.into_iter().filter(|message| message["to"] != alex.email.as_str()).collect();
        assert_eq!(strangers, Vec::<serde_json::Value>::new());
    }

    async fn what_is_sent_goes_to_what_the_shop_wrote(behind: Behind) {
        let torque = &behind.shops.torque;
        let stored = "Alex.Morgan@example.com";
        torque.add_customer_at("Alex Morgan", stored, "+12025550142").await;
        for spelling in ["alex.morgan@EXAMPLE.com", " ALEX.MORGAN@example.com ", "Alex.Morgan@example.com"] {
            let way = torque.ask_and_read(&torque.visitor(), spelling).await;
            assert_eq!(way.to, stored, "asked for as {spelling:?}");
        }
        let before = torque.messages().await.len();
        for other in ["alex.morgan@example.com.evil.example", "alex.morgan@example.com\r\nBcc: x@example.com", "alex.morgan@ex\u{430}mple.com", "\"alex.morgan\"@example.com", "alex.morgan+x@example.com"] {
            let browser = torque.visitor();
            let answer = torque.limit_key(&browser).await.fill("contact", other).send(&browser).await;
            assert!(answer.status < 500, "{answer}");
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert_eq!(torque.messages().await.len(), before, "none of them is Alex");
    }

    async fn asking_is_limited_for_each_person_and_says_when_to_come_back(behind: Behind) {
        let torque = &behind.shops.torque;
        let alex = torque.add_customer("Alex Morgan").await;
        for contact in [alex.email.as_str(), "nobody@example.com"] {
            let mut last = None;
            for _ in 0..8 {
                last = Some(ask_from(torque, "203.0.113.8", contact).await);
            }
            let last = last.unwrap();
            assert_eq!(last.status, 429, "{contact}: {last}");
            assert!(last.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0), "{last}");
            assert!(last.words().contains("minute"), "in words: {last}");
        }
        assert_ne!(ask_from(torque, "203.0.113.99", &alex.email).await.status, 429, "from elsewhere Alex still can");
    }

    async fn strangers_who_ask_for_somebody_lock_nobody_out(behind: Behind) {
        let torque = &behind.shops.torque;
        let alex = torque.add_customer("Alex Morgan").await;
        let link = torque.send_link(&alex, Channel::Email).await;
        for stranger in STRANGERS {
            ask_until_refused(torque, stranger, &alex.email).await;
        }
        let browser = torque.visitor();
        let way = behind.ask_and_read(torque, &browser, &alex.email).await;
        browser.get(&way.link).await.expect(303);
        assert!(is_signed_in(&browser, "Alex Morgan").await);
        // However many there are: who has a session or a link is counted by that.
        for n in 100..130 {
            ask_from(torque, &format!("203.0.113.{n}"), &alex.email).await;
        }
        ask_from(torque, HOME, &alex.email).await.expect(429);
        let by_link = torque.open(&link).await;
        let csrf = by_link.csrf("/account/confirm").await;
        let fields = [("csrf", csrf.as_str()), ("channel", "email"), ("next", "")];
        by_link.post("/account/confirm/send").form(&fields).await.expect(303);
        let renew = format!("{}/renew", way.link);
        FormOnPage::to(&torque.visitor().get(&way.link).await, &renew).send(&torque.visitor()).await.expect(200);
    }

    async fn strangers_who_tell_codes_use_up_their_own_tries(behind: Behind) {
        let torque = &behind.shops.torque;
        let alex = torque.add_customer("Alex Morgan").await;
        let stranger = torque.visitor();
        torque.limit_key(&stranger).await.fill("contact", &alex.email).send(&stranger).await.expect(303);
        let browser = torque.visitor();
        let way = behind.ask_and_read(torque, &browser, &alex.email).await;
        let wrong = if way.code == "000000" { "000001" } else { "000000" };
        let form = FormOnPage::to(&stranger.get("/login/sent").await.expect(200), "/login/code").fill("one-time-code", wrong);
        let mut last = 0;
        for n in 0..200 {
            let told = stranger.post(&form.action).header("x-forwarded-for", &format!("203.0.113.{n}"));
            last = told.form(&form.body()).await.status;
        }
        assert_eq!(last, 429, "their own are over, wherever they come from");
        torque.tell_code(&browser, &way.code).await.expect(303);
        assert!(is_signed_in(&browser, "Alex Morgan").await);
    }

    async fn strangers_who_ask_for_texts_leave_some_to_whose_number_it_is(behind: Behind) {
        let salon = &behind.salon;
        behind.shops.server.cli(&["sms-credits", "add", "--tenant", "shear-bliss", "--credits", "100"]).success();
        eventually("the salon offers codes", || async {
            let login = salon.visitor().get("/login?with=sms_code").await;
            login.text().contains("/login/link").then_some(())
        })
        .await;
        for stranger in STRANGERS {
            ask_until_refused(salon, stranger, "+12025550142").await;
        }
        let sent = || behind.shops.server.database.count("sign_in_requests", "refused_because IS NULL");
        let before = sent().await;
        ask_from(salon, HOME, "+12025550142").await.expect(303);
        assert_eq!(sent().await, before + 1, "not passed over in silence");
    }

    async fn ten_thousand_numbers_cost_exactly_the_days_budget(behind: Behind) {
        const BUDGET: u64 = 25;
        const NUMBERS: u32 = 10_000;
        let salon = &behind.salon;
        let server = &behind.shops.server;
        server.cli(&["sms-credits", "add", "--tenant", "shear-bliss", "--credits", "5000"]).success();
        server.cli(&["sms-credits", "budget", "--tenant", "shear-bliss", "--segments", &BUDGET.to_string()]).success();
        let page = eventually("the salon offers codes", || async {
            let page = salon.visitor().get("/user/register").await;
            (page.status == 200).then_some(page)
        })
        .await;
        let form = FormOnPage::to(&page, "/user/register").fill("name", "Robot");
        let asked: Vec<u16> = futures_util::stream::iter(0..NUMBERS)
            .map(|n| {
                let number = format!("+1{}555{:04}", 202 + n / 100 % 700, 100 + n % 100);
                let form = form.clone().fill("contact", &number);
                let call = salon.visitor().post(&form.action).header("x-forwarded-for", &format!("10.{}.{}.{}", 1 + n / 65_536, n / 256 % 256, n % 256));
                async move { call.form(&form.body()).await.status }
            })
            .buffer_unordered(24)
            .collect()
            .await;
        // "In a moment" is an answer that a robot may get, where a machine stalls for as long as a page waits for the database.
        let broken = asked.iter().find(|status| **status >= 500 && **status != 503);
        let complaints = || server.log().lines().filter(|line| line.contains(" WARN ") || line.contains(" ERROR ")).collect::<Vec<_>>().join("\n");
        assert!(broken.is_none(), "{broken:?}: {}", complaints());
        eventually("everything that was let through is decided", || async {
            (server.database.count("notifications", "state IN ('queued', 'sending')").await == 0).then_some(())
        })
        .await;
        let spent: u64 = server.database.text("SELECT CAST(sum(segments) AS TEXT) FROM sms_days").await.parse().unwrap();
        assert_eq!(spent, BUDGET, "of {} that were let through", asked.iter().filter(|status| **status < 400).count());
        let texts = salon.messages().await.iter().filter(|message| message["channel"] == "sms").count();
        assert!(texts as u64 <= BUDGET && texts > 0, "{texts}");
        // The breaker: codes by text are not offered any more.
        eventually("the login page stops offering codes", || async {
            let login = salon.visitor().get("/login").await;
            (!login.text().contains("\"tel\"")).then_some(())
        })
        .await;
    }

    async fn the_shop_sets_the_days_budget(behind: Behind) {
        let (torque, server) = (&behind.shops.torque, &behind.shops.server);
        let page = "/staff/settings/security";
        server.database.run(&format!("UPDATE tenants SET sms_paused_until = {}", server.database.time(chrono::TimeDelta::hours(3)))).await;
        let set = |budget: &'static str| async move {
            torque.owner.submit(page, page, &[("session_days", "90"), ("methods", "email_link"), ("sms_budget", budget)]).await
        };
        let budgets = |condition: &'static str| server.database.count("tenants", condition);
        set("").await.expect(303);
        assert_eq!(budgets("slug = 'torque' AND sms_daily_budget = 200 AND sms_paused_until IS NOT NULL").await, 1, "left as it is");
        set("many").await.expect(422).saying("Please enter a number from 0 to 100,000");
        set("-1").await.expect(422);
        set("7").await.expect(303);
        assert_eq!(budgets("slug = 'torque' AND sms_daily_budget = 7 AND sms_paused_until IS NULL").await, 1);
        assert_eq!(budgets("slug <> 'torque' AND sms_daily_budget = 7").await, 0);
        assert_eq!(forecourt_tests::html::field(&torque.owner.get(page).await.expect(200).text(), "sms_budget").as_deref(), Some("7"));
    }

    async fn texts_go_to_no_country_but_the_shops_own(behind: Behind) {
        let salon = &behind.salon;
        for number in ["+18765550142", "+442079460000", "+19005550142"] {
            let browser = salon.visitor();
            let page = browser.get("/user/register").await.expect(200);
            let form = FormOnPage::to(&page, "/user/register").fill("name", "Robot").fill("contact", number);
            assert!(form.send(&browser).await.status < 500);
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert_eq!(salon.messages().await.len(), 0);
    }
}

/// What the login page says after a request, without the address.
async fn told(shop: &Shop, contact: &str) -> (u16, String, Vec<String>) {
    let answer = shop.ask(&shop.visitor(), contact).await;
    let masked: String = contact.chars().take(1).chain("…".chars()).collect();
    let words = answer.words().replace(contact, "…");
    // A masked address differs as the typed one does.
    let words =
        words.split_whitespace().map(|word| if word.starts_with(&masked) { "…" } else { word }).collect::<Vec<_>>();
    (answer.status, words.join(" "), names(&answer))
}

/// The names of headers, and of cookies.
fn names(answer: &Answer) -> Vec<String> {
    let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
    names.extend(answer.set_cookies().iter().map(|cookie| cookie.split('=').next().unwrap_or_default().to_owned()));
    names.sort();
    names
}

async fn ask_from(shop: &Shop, address: &str, contact: &str) -> Answer {
    ask_by(shop, &shop.visitor(), address, contact).await
}

/// As often as one address may.
async fn ask_until_refused(shop: &Shop, address: &str, contact: &str) {
    for _ in 0..20 {
        if ask_from(shop, address, contact).await.status == 429 {
            return;
        }
    }
    panic!("{address} may ask without end");
}

async fn ask_by(shop: &Shop, browser: &Client, address: &str, contact: &str) -> Answer {
    let form = shop.limit_key(browser).await.fill("contact", contact);
    browser.post(&form.action).header("x-forwarded-for", address).form(&form.body()).await
}
