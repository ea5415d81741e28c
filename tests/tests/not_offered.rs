//! A way in that a shop does not offer is none by a detour either: not by the platform, not by a choice that waits, not
//! in place of a link that has ended (SECURITY.md: switched-off features).

use chrono::TimeDelta;
use forecourt_tests::shops::{PASSWORD, accept_invitation, create_tenant, invitation, sign_in};
use forecourt_tests::ways::{FormOnPage, WayIn, is_signed_in};
use forecourt_tests::{Answer, Client, Customer, Shop, TwoShops, both, eventually, html};

const NAME: &str = "Dana Whitfield";
const INBOX: &str = "dana.whitfield@example.com";
const PHONE: &str = "+12025550133";
const SAID: &str = "no longer offers the way you asked for";

/// A shop for each preset, and whether it accepts a proven email address and a proven phone.
const PRESETS: [(&str, &str, bool, bool); 5] = [
    ("wrench", "garage", true, false),
    ("polish", "detailing", false, true),
    ("mower", "home-services", true, true),
    ("scissors", "salon", false, true),
    ("easel", "studio", true, false),
];

async fn add_shop(shops: &TwoShops, slug: &'static str, preset: &str) -> Shop {
    let said = create_tenant(&shops.server, slug, "A shop", preset);
    let shop = Shop::at(&shops.server, slug, "A shop");
    accept_invitation(&shop.visitor(), &invitation(&said.out), "Olivia Owner", PASSWORD).await.expect(303);
    sign_in(&shop.owner, &shop.owner_email(), PASSWORD).await.expect(303);
    shop
}

async fn messages(shops: &TwoShops) -> Vec<serde_json::Value> {
    shops.server.platform().get("/dev/outbox.json").await.expect(200).json().as_array().cloned().unwrap_or_default()
}

/// A browser that has proved an address at the platform, with the answer to the code.
pub(crate) async fn proved(shops: &TwoShops, address: &str) -> (Client, Answer) {
    let browser = shops.server.platform();
    let before = messages(shops).await.len();
    browser.post("/client-login/send").form(&[("address", address)]).await.expect(200);
    let message = eventually("the message in the outbox", || async {
        let all = messages(shops).await;
        (all.len() > before).then(|| all[0].clone())
    })
    .await;
    let code = WayIn::of(&message).code;
    let answer = browser.post("/client-login/code").form(&[("code", &code)]).await.expect(303);
    (browser, answer)
}

/// The path that an answer hands over to at that shop.
fn handed_to(answer: &Answer, slug: &str) -> String {
    let path = answer.location().strip_prefix(&format!("http://{slug}.localhost:8080"));
    path.unwrap_or_else(|| panic!("not to {slug}: {answer}")).to_owned()
}

async fn choose(browser: &Client, slug: &str) -> Answer {
    browser.post("/client-login/shops").form(&[("shop", slug)]).await
}

both! {
    async fn each_preset_is_entered_by_what_it_offers_and_listed_with_its_own_page_else(shops: TwoShops) {
        let mut all = Vec::new();
        for (slug, preset, ..) in PRESETS {
            let shop = add_shop(&shops, slug, preset).await;
            shop.add_customer_at(NAME, INBOX, PHONE).await;
            all.push(shop);
        }
        for (address, by_inbox) in [(INBOX, true), (PHONE, false)] {
            let (browser, answer) = proved(&shops, address).await;
            assert_eq!(answer.location(), "/client-login/shops");
            let picker = browser.get("/client-login/shops").await.expect(200);
            let links = html::attributes(&picker.text(), "href");
            for (shop, (slug, preset, inbox, phone)) in all.iter().zip(PRESETS) {
                let opens = if by_inbox { inbox } else { phone };
                let own = format!("http://{slug}.localhost:8080/login");
                assert_eq!(picker.text().contains(&format!("value=\"{slug}\"")), opens, "{preset} by {address}");
                assert_eq!(links.contains(&own), !opens, "{preset} by {address}");
                let chosen = choose(&browser.forked(), slug).await.expect(303);
                if opens {
                    let phone = shop.visitor();
                    assert_eq!(phone.get(handed_to(&chosen, slug)).await.expect(303).location(), "/", "{preset}");
                    assert!(is_signed_in(&phone, NAME).await, "{preset}");
                    // One proof, one shop.
                    shops.server.database.run("UPDATE client_logins SET chosen_at = NULL").await;
                } else {
                    assert_eq!(chosen.location(), "/client-login/shops", "{preset} by {address}");
                }
            }
        }
    }

    async fn an_only_shop_that_takes_passwords_is_named_and_not_entered(shops: TwoShops) {
        shops.torque.add_customer_at(NAME, INBOX, PHONE).await;
        shops.torque.offer(&["password"], false).await;
        let (browser, answer) = proved(&shops, INBOX).await;
        assert_eq!(answer.location(), "/client-login/shops");
        let picker = browser.get("/client-login/shops").await.expect(200).saying("Torque Garage").saying("Sign in on its own page");
        let links = html::attributes(&picker.text(), "href");
        assert!(links.contains(&"http://torque.localhost:8080/login".to_owned()), "{picker}");
        assert_eq!(choose(&browser, "torque").await.expect(303).location(), "/client-login/shops");
        assert_eq!(shops.server.database.count("handoffs", "1 = 1").await, 0);
    }

    async fn a_hand_over_on_its_way_is_refused_kindly_and_not_used_up(shops: TwoShops) {
        let torque = &shops.torque;
        torque.add_customer_at(NAME, INBOX, PHONE).await;
        let (_, answer) = proved(&shops, INBOX).await;
        let path = handed_to(&answer, "torque");
        torque.offer(&["password", "sms_code"], false).await;
        let browser = torque.visitor();
        browser.get(&path).await.expect(410).saying(SAID).saying("Enter your email and password").without(NAME);
        assert!(!is_signed_in(&browser, NAME).await);
        torque.offer(&["email_link"], false).await;
        browser.get(&path).await.expect(303);
        assert!(is_signed_in(&browser, NAME).await);
    }

    async fn a_choice_that_waits_is_refused_kindly_and_not_used_up(shops: TwoShops) {
        let torque = &shops.torque;
        let dana = torque.add_customer_at(NAME, INBOX, PHONE).await;
        torque.add_customer_at("Sam Whitfield", INBOX, PHONE).await;
        let asked = torque.visitor();
        let way_in = torque.ask_and_read(&asked, INBOX).await;
        torque.tell_code(&asked, &way_in.code).await.expect(303);
        let handed = torque.visitor();
        let (_, answer) = proved(&shops, INBOX).await;
        assert_eq!(handed.get(handed_to(&answer, "torque")).await.expect(303).location(), "/login/record");
        torque.offer(&["password", "sms_code"], false).await;
        for browser in [&asked, &handed] {
            browser.get("/login/record").await.expect(410).saying(SAID).without(NAME);
            pick(browser, &dana).await.expect(410).saying(SAID).without(NAME);
            assert!(!is_signed_in(browser, NAME).await);
        }
        torque.offer(&["email_or_phone_link"], false).await;
        for browser in [&asked, &handed] {
            browser.get("/login/record").await.expect(200).saying(NAME);
            assert_eq!(pick(browser, &dana).await.expect(303).location(), "/");
        }
    }

    async fn in_place_of_a_notices_link_comes_no_other_where_links_are_not_offered(shops: TwoShops) {
        let torque = &shops.torque;
        let (alex, job, _) = shops.customer_with_job().await;
        let link = ended_notice(&shops, &job).await;
        torque.offer(&["password", "sms_code", "portal_link"], false).await;
        let phone = torque.visitor();
        let page = phone.get(&link).await.expect(410).saying("Sign in, and we’ll take you to the page it led to.").without("Golf");
        assert!(html::attributes(&page.text(), "href").contains(&format!("/login?next=%2Fjobs%2F{job}")), "{page}");
        assert!(FormOnPage::all(&page.text()).is_empty(), "nothing to ask for: {page}");
        let before = torque.messages().await.len();
        phone.post(format!("{link}/renew")).form(&[]).await.expect(200);
        assert_eq!(torque.messages().await.len(), before, "nor does an older page send one");
        // Where texts bring links, one goes to the phone; once that is switched off, it opens nothing.
        torque.offer(&["email_or_phone_link"], false).await;
        phone.get(&link).await.expect(410).saying("Request a new one below.");
        phone.post(format!("{link}/renew")).form(&[]).await.expect(200);
        let way_in = torque.next_way_in(before).await;
        assert_eq!(way_in.to, alex.email);
        torque.offer(&["password"], false).await;
        phone.get(&way_in.link).await.expect(410).saying(SAID);
        torque.offer(&["email_link"], false).await;
        assert_eq!(phone.get(&way_in.link).await.expect(303).location(), format!("/jobs/{job}"));
    }

    async fn in_place_of_an_invitation_comes_no_link_where_links_are_not_offered(shops: TwoShops) {
        let sample = &shops.sample;
        let dana = sample.add_customer_at(NAME, INBOX, PHONE).await;
        let before = sample.messages().await.len();
        let record = format!("/staff/customers/{}", dana.id);
        let fields = [("channel", "email"), ("return_to", record.as_str())];
        sample.owner.submit(&record, &format!("{record}/invite"), &fields).await.expect(303);
        let link = sample.next_way_in(before).await.link;
        sample.expire_requests(&shops.server.database).await;
        let finder = sample.visitor();
        finder.post(format!("{link}/renew")).form(&[]).await.expect(200);
        assert_eq!(sample.messages().await.len(), before + 1);
        sample.offer(&["email_link"], false).await;
        finder.post(format!("{link}/renew")).form(&[]).await.expect(200);
        let renewed = sample.next_way_in(before + 1).await;
        sample.offer(&["sms_code"], false).await;
        finder.get(&renewed.link).await.expect(410).saying(SAID);
    }
}

async fn pick(browser: &Client, record: &Customer) -> Answer {
    browser.post("/login/record").form(&[("record", &record.id)]).await
}

/// The link in the news of a job that has been over for weeks.
async fn ended_notice(shops: &TwoShops, job: &str) -> String {
    let torque = &shops.torque;
    let before = torque.messages().await.len();
    let page = format!("/staff/jobs/{job}");
    let version = html::field(&torque.owner.get(&page).await.expect(200).text(), "version").expect("a version");
    let fields = [("status", "complete"), ("version", version.as_str()), ("tell", "sms")];
    torque.owner.submit(&page, &format!("{page}/status"), &fields).await.expect(303);
    let link = torque.next_way_in(before).await.link;
    let database = &shops.server.database;
    let ago = database.time(TimeDelta::days(-20));
    database
        .run(&format!("UPDATE work_orders SET completed_at = {ago}, updated_at = {ago} WHERE reference = '{job}'"))
        .await;
    link
}
