//! The life of a portal link (docs/product.md, section 4; SECURITY.md, rows 4, 5, 8).

use chrono::TimeDelta;
use forecourt_tests::server::PUBLIC_PORT;
use forecourt_tests::shops::set_branding;
use forecourt_tests::{Answer, Channel, Client, Customer, Link, TwoShops, both, eventually, html};
use futures_util::future::join_all;
use reqwest::Method;

both! {
    async fn a_tap_opens_the_portal_in_one_request(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let vehicle = shops.torque.add_vehicle(&alex, "Volkswagen", "Golf GTI").await;
        let job = shops.torque.add_job(&alex, &vehicle, "Front brakes").await;
        for channel in [Channel::Sms, Channel::Email] {
            let link = shops.torque.send_link(&alex, channel).await;
            assert_eq!(link.url, format!("http://torque.localhost:{PUBLIC_PORT}/portal/{}", link.token), "the shop's own host");
            assert!(link.token.len() == 64 && link.token.bytes().all(|b| b.is_ascii_hexdigit()), "{link:?}");
            let phone = shops.torque.visitor();
            phone.get(&link.path).await.expect(200).saying("Alex Morgan").saying("Your Volkswagen Golf GTI - In Progress.");
            phone.get("/").await.expect(200).saying("Alex Morgan");
            phone.get(format!("/jobs/{job}")).await.expect(200).saying("Front brakes");
        }
    }

    async fn a_link_is_a_bookmark(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        for _ in 0..3 {
            shops.torque.visitor().get(&link.path).await.expect(200).saying("Alex Morgan");
        }
        let phone = shops.torque.open(&link).await;
        phone.get(&link.path).await.expect(200).saying("Alex Morgan");
    }

    async fn a_session_that_ended_does_not_keep_its_link_shut(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        let phone = shops.torque.open(&link).await;
        // As signing out everywhere does, where the store has not heard of it.
        let database = &shops.server.database;
        let (now, id) = (database.time(TimeDelta::zero()), database.id(&alex.id));
        assert_eq!(database.run(&format!("UPDATE customers SET sessions_valid_from = {now} WHERE id = {id}")).await, 1);
        assert!(phone.get("/jobs").await.status != 200);
        phone.get(&link.path).await.expect(200).saying("Alex Morgan");
        phone.get("/jobs").await.expect(200);
    }

    async fn sending_again_retires_the_old_link(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let first = shops.torque.send_link(&alex, Channel::Sms).await;
        let phone = shops.torque.open(&first).await;
        let second = shops.torque.send_link(&alex, Channel::Email).await;
        assert_ne!(first.token, second.token);
        invalid(shops.torque.visitor().get(&first.path).await, "Alex");
        signed_out(&phone).await;
        shops.torque.open(&second).await;
    }

    async fn revoking_ends_the_link_and_what_it_opened(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        let phone = shops.torque.open(&link).await;
        let record = format!("/staff/customers/{}", alex.id);
        shops.torque.owner.submit(&record, &format!("{record}/portal-link/revoke"), &[]).await.expect(303);
        invalid(shops.torque.visitor().get(&link.path).await, "Alex");
        signed_out(&phone).await;
        shops.torque.owner.get(&record).await.expect(200).saying("Revoked");
    }

    async fn an_expired_link_says_so_and_ends_its_sessions(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        let phone = shops.torque.open(&link).await;
        shops.expire_links(&alex).await;
        let page = shops.torque.visitor().get(&link.path).await;
        assert!((400..500).contains(&page.status), "{page}");
        page.saying("Your link has expired. Request a new one below.").saying("Torque Garage").without("Alex");
        signed_out(&phone).await;
    }

    async fn an_expired_link_is_renewed_to_where_it_went(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let old = shops.torque.send_link(&alex, Channel::Sms).await;
        shops.expire_links(&alex).await;
        let before = shops.torque.messages().await.len();
        let answer = renew(&shops.torque.visitor(), &old).await;
        assert!(answer.status == 200 || answer.status == 303, "{answer}");
        let new = shops.torque.next_link(before).await;
        assert_ne!(new.token, old.token);
        assert_eq!(shops.torque.messages().await[0]["to"], alex.phone.as_str());
        shops.torque.open(&new).await;
        // The retired one starts no second message, however often it is asked.
        renew(&shops.torque.visitor(), &old).await;
        assert_eq!(shops.torque.messages().await.len(), before + 1);
    }

    async fn however_often_an_expired_link_is_renewed_at_once_one_goes_out(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let old = shops.torque.send_link(&alex, Channel::Sms).await;
        shops.expire_links(&alex).await;
        let before = shops.torque.messages().await.len();
        let taps: Vec<Client> = (0..20).map(|_| shops.torque.visitor()).collect();
        join_all(taps.iter().map(|phone| renew(phone, &old))).await;
        let asked = shops.server.database.count("customer_portal_tokens", &format!("customer_id = {}", shops.server.database.id(&alex.id))).await;
        assert_eq!(asked, 2, "the old one and one new one");
        shops.torque.next_link(before).await;
        assert_eq!(shops.torque.messages().await.len(), before + 1);
    }

    async fn renewing_tells_nobody_whether_the_link_was_known(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let old = shops.torque.send_link(&alex, Channel::Sms).await;
        shops.expire_links(&alex).await;
        let unknown = invented();
        let known = told(renew(&shops.torque.visitor(), &old).await, &shops, &old).await;
        let not_known = told(renew(&shops.torque.visitor(), &unknown).await, &shops, &unknown).await;
        assert_eq!(known, not_known);
    }

    async fn another_shops_host_knows_nothing_of_a_link(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        let stranger = shops.sample.visitor();
        let page = stranger.get(&link.path).await;
        let unknown = shops.sample.visitor().get(&invented().path).await;
        assert_eq!(page.status, unknown.status, "the same as for a link nobody ever made");
        assert_eq!(page.words(), unknown.words());
        invalid(page, "Alex").saying("Sample Shop LLC").without("Torque");
        signed_out(&stranger).await;
        assert_eq!(opened(&shops, &alex).await, 0);
        shops.torque.open(&link).await;
    }

    async fn from_a_link_that_ended_there_is_a_way_on(shops: TwoShops) {
        const WAYS: [&str; 3] = ["/login", "tel:", "mailto:"];
        let (torque, ended) = (&shops.torque, format!("/portal/{}", "0".repeat(64)));
        let ways = async |words: &str| {
            let page = torque.visitor().get(&ended).await.expect(410).saying(words);
            html::attributes(&page.text(), "href").into_iter().filter(|href| WAYS.iter().any(|way| href.starts_with(way))).collect::<Vec<_>>()
        };
        assert_eq!(ways("That link is no longer valid. Request a new one below. Request a new link").await, ["/login"]);
        torque.offer(&["password"], false).await;
        assert_eq!(ways("That link is no longer valid. You can sign in below. Sign in").await, ["/login"]);
        torque.offer(&["portal_link"], false).await;
        assert!(ways("That link is no longer valid. Ask us for a new one.").await.is_empty());
        set_branding(&torque.owner, &[("email", "desk@torque.example")]).await.expect(303);
        assert_eq!(ways("Ask us for a new one. Email Torque Garage").await, ["mailto:desk@torque.example"]);
        set_branding(&torque.owner, &[("phone", "+1 202 555 0100")]).await.expect(303);
        assert_eq!(ways("Call us and we’ll send you a new one. Call Torque Garage").await, ["tel:+12025550100"]);
        torque.offer(&["portal_link", "password"], false).await;
        assert_eq!(ways("You can sign in below.").await, ["/login", "tel:+12025550100"]);
    }

    async fn what_is_no_token_is_kindly_refused(shops: TwoShops) {
        let visitor = shops.torque.visitor();
        let long = "a".repeat(5_000);
        for token in ["short", &"0".repeat(63), &"g".repeat(64), &long, "%00", "%ff%fe", "..%2f..%2fetc%2fpasswd", "'%20OR%201=1--"] {
            let page = visitor.get(format!("/portal/{token}")).await;
            assert!((400..500).contains(&page.status), "{token}: {page}");
            assert!(page.words().contains("Torque Garage"), "in the shop's looks: {page}");
        }
    }

    async fn an_automatic_fetch_is_no_opening(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        let visitor = shops.torque.visitor();
        visitor.request(Method::HEAD, &link.path).await.expect(200);
        for robot in ["Twitterbot/1.0", "facebookexternalhit/1.1", "Mozilla/5.0 (compatible; bingbot/2.0)", "Slackbot-LinkExpanding 1.0", "WhatsApp/2.23"] {
            visitor.bare(Method::GET, &link.path).header("user-agent", robot).await;
        }
        visitor.get(&link.path).header("sec-purpose", "prefetch").await;
        visitor.get(&link.path).header("purpose", "prefetch").await;
        assert_eq!(opened(&shops, &alex).await, 0, "nobody has seen it");
        let record = shops.torque.owner.get(format!("/staff/customers/{}", alex.id)).await.expect(200);
        assert!(!record.words().contains("· opened"), "{record}");
        shops.torque.open(&link).await;
        assert_eq!(opened(&shops, &alex).await, 1, "and the person still gets in");
    }

    async fn staff_read_when_it_was_sent_and_opened(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let record = format!("/staff/customers/{}", alex.id);
        shops.torque.owner.get(&record).await.expect(200).saying("No link sent yet");
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        shops.torque.owner.get(&record).await.expect(200).saying("Last sent").saying("expires");
        shops.torque.open(&link).await;
        for page in [record.as_str(), "/staff/customers"] {
            let page = shops.torque.owner.get(page).await.expect(200);
            let words = page.words();
            assert!(words.contains("Last sent") && words.contains("expires") && words.contains("opened"), "{words}");
        }
    }

    async fn the_state_comes_back_as_json_until_it_is_delivered(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let record = format!("/staff/customers/{}", alex.id);
        let csrf = shops.torque.owner.csrf(&record).await;
        let fields = [("csrf", csrf.as_str()), ("channel", "sms"), ("return_to", record.as_str())];
        let sent = shops.torque.owner.post(format!("{record}/portal-link")).by_script().form(&fields).await.expect(200).json();
        assert!(["queued", "sending", "sent", "delivered"].contains(&sent["state"].as_str().unwrap()), "{sent}");
        assert!(sent["label"].is_string() && sent["text"].is_string(), "{sent}");
        eventually("delivered", || async {
            let state = shops.torque.owner.get(format!("{record}/portal-link")).by_script().await.expect(200).json();
            (state["state"] == "delivered").then_some(())
        })
        .await;
    }

    async fn a_channel_without_address_is_grey_and_refused(shops: TwoShops) {
        let mail_only = shops.torque.add_customer_at("Mail Only", "mail.only@example.com", "").await;
        let record = format!("/staff/customers/{}", mail_only.id);
        let page = shops.torque.owner.get(&record).await.expect(200);
        let button = page.text().split("<button").find(|tag| tag.contains("value=\"sms\"")).map(str::to_owned);
        assert!(button.is_some_and(|tag| tag.split('>').next().unwrap().contains("disabled")), "SMS is off: {page}");
        let refused = shops.torque.press_send(&mail_only, Channel::Sms).await;
        assert_ne!(refused.status, 500, "{refused}");
        assert_eq!(shops.server.database.count("customer_portal_tokens", "1 = 1").await, 0, "nothing half");
        assert_eq!(shops.server.database.count("notifications", "1 = 1").await, 0);
        shops.torque.send_link(&mail_only, Channel::Email).await;
    }

    async fn of_many_sends_at_once_one_link_lives(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let sends = join_all((0..8).map(|_| shops.torque.press_send(&alex, Channel::Sms))).await;
        assert!(sends.iter().any(|answer| answer.status == 303), "{}", sends[0]);
        assert!(sends.iter().all(|answer| answer.status < 500), "{:?}", sends.iter().map(|a| a.status).collect::<Vec<_>>());
        let alive = format!("retired_at IS NULL AND customer_id = {}", shops.server.database.id(&alex.id));
        assert_eq!(shops.server.database.count("customer_portal_tokens", &alive).await, 1);
    }

    async fn many_taps_at_once_all_get_in(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        let taps = join_all((0..40).map(|_| async { shops.torque.visitor().get(&link.path).await })).await;
        assert!(taps.iter().all(|tap| tap.status == 200), "{:?}", taps.iter().map(|tap| tap.status).collect::<Vec<_>>());
        assert_eq!(opened(&shops, &alex).await, 1);
    }

    async fn somebody_elses_link_replaces_the_session_completely(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let priya = shops.torque.add_customer("Priya Natarajan").await;
        let link = shops.torque.send_link(&priya, Channel::Sms).await;
        let alexs = phone.forked();
        phone.get(&link.path).await.expect(200).saying("Priya Natarajan").without("Alex");
        phone.get("/").await.expect(200).saying("Priya Natarajan").without("Alex");
        phone.get(format!("/jobs/{job}")).await.expect(404);
        signed_out(&alexs).await;
    }

    async fn a_link_page_leaves_no_trail(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        let page = shops.torque.visitor().get(&link.path).await.expect(200);
        assert_eq!(page.header("referrer-policy"), "strict-origin");
        assert!(page.header("cache-control").contains("no-store"), "{page}");
        assert!(page.header("content-security-policy").contains("default-src 'none'"), "{page}");
        let page = page.without(&link.token);
        for address in forecourt_tests::html::attributes(&page.text(), "href").iter().chain(&forecourt_tests::html::attributes(&page.text(), "src")) {
            assert!(address.starts_with(['/', '#']) || address.starts_with("tel:") || address.starts_with("data:") || address.starts_with("mailto:"), "{address} is somebody else's");
        }
    }

    async fn changed_contact_details_end_the_old_link(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        let edit = format!("/staff/customers/{}/edit", alex.id);
        let fields = [("name", "Alex Morgan"), ("salutation", ""), ("email", alex.email.as_str()), ("phone", "+12025550177")];
        shops.torque.owner.submit(&edit, &edit, &fields).await.expect(303);
        invalid(shops.torque.visitor().get(&link.path).await, "Alex");
    }
}

/// A link that was never issued.
fn invented() -> Link {
    format!("http://torque.localhost/portal/{}", "ab".repeat(32)).parse().unwrap()
}

#[track_caller]
fn invalid(page: Answer, secret: &str) -> Answer {
    assert!((400..500).contains(&page.status), "{page}");
    page.saying("That link is no longer valid.").without(secret)
}

/// The browser has no session any more: it gets the front page and no pages of the portal.
async fn signed_out(browser: &Client) {
    let home = browser.get("/").await;
    assert!(!home.words().contains("Track your"), "{home}");
    let jobs = browser.get("/jobs").await;
    assert_ne!(jobs.status, 200, "{jobs}");
}

/// How many links of the customer have been opened by a person.
async fn opened(shops: &TwoShops, customer: &Customer) -> u64 {
    let condition = format!("first_opened_at IS NOT NULL AND customer_id = {}", shops.server.database.id(&customer.id));
    shops.server.database.count("customer_portal_tokens", &condition).await
}

/// Presses "Send me a new link" on a dead link's page.
async fn renew(browser: &Client, link: &Link) -> Answer {
    let page = browser.get(&link.path).await;
    let csrf = forecourt_tests::html::field(&page.text(), "csrf").unwrap_or_default();
    browser.post(format!("{}/renew", link.path)).form(&[("csrf", &csrf)]).await
}

/// What renewing says, after redirects, with the token itself left out.
async fn told(answer: Answer, shops: &TwoShops, link: &Link) -> (u16, String) {
    let answer = if answer.status == 303 { shops.torque.visitor().get(answer.location()).await } else { answer };
    (answer.status, answer.words().replace(&link.token, "…"))
}
