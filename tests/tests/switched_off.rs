//! A sign-in method that the shop switches off after a request: the link or code that was sent opens nothing any more,
//! and the page says why (SECURITY.md: switched-off features).

use forecourt_tests::shops::{PASSWORD, accept_invitation, create_tenant, invitation, sign_in};
use forecourt_tests::ways::{FormOnPage, WayIn, follow, is_signed_in};
use forecourt_tests::{Answer, Backend, Client, Shop, TwoShops, both};

const NAME: &str = "Alex Morgan";

/// A shop of any preset, with Alex as a customer.
#[derive(Debug)]
struct Place {
    shops: TwoShops,
}

impl Place {
    async fn start(backend: Backend) -> Self {
        Self { shops: TwoShops::start(backend).await }
    }

    async fn shop(&self, slug: &'static str, preset: &str) -> Shop {
        let said = create_tenant(&self.shops.server, slug, "A shop", preset);
        let shop = Shop::at(&self.shops.server, slug, "A shop");
        accept_invitation(&shop.visitor(), &invitation(&said.out), "Olivia Owner", PASSWORD).await.expect(303);
        sign_in(&shop.owner, &shop.owner_email(), PASSWORD).await.expect(303);
        shop.add_customer_at(NAME, "alex.morgan@example.com", "+12025550142").await;
        shop
    }
}

/// By whatever route this browser and any other try, no session begins, and the page says why and what else there is.
async fn refuses(shop: &Shop, browser: &Client, way_in: &WayIn, offers: &str) {
    let kind =
        |page: Answer| page.expect(410).saying("no longer offers the way you asked for").saying(offers).without(NAME);
    if !way_in.link.is_empty() {
        kind(browser.get(&way_in.link).await);
        kind(shop.visitor().get(&way_in.link).await);
        kind(browser.post(&way_in.link).form(&[]).await);
        let before = shop.messages().await.len();
        browser.forked().post(format!("{}/renew", way_in.link)).form(&[]).await.expect(200);
        assert_eq!(shop.messages().await.len(), before, "nor is another sent");
    }
    kind(browser.get("/login/sent").await);
    kind(browser.post("/login/code").form(&[("code", &way_in.code)]).await);
    kind(browser.post("/login/again").form(&[]).await);
    assert!(!is_signed_in(browser, NAME).await);
}

both! {
    async fn links_by_email(place: Place) {
        let shop = place.shop("wrench", "garage").await;
        let browser = shop.visitor();
        let way_in = shop.ask_and_read(&browser, "alex.morgan@example.com").await;
        shop.offer(&["password"], false).await;
        refuses(&shop, &browser, &way_in, "Enter your email and password").await;
        let record = "SELECT refused_because FROM sign_in_requests WHERE link_hash IS NOT NULL";
        assert_eq!(place.shops.server.database.text(record).await, "switched off", "the shop can see why");
        // Nothing was used up: another method that brings the same by the same channel is as good.
        shop.offer(&["email_or_phone_link"], false).await;
        browser.get(&way_in.link).await.expect(303);
        assert!(is_signed_in(&browser, NAME).await);
    }

    async fn codes_by_text(place: Place) {
        let shop = place.shop("polish", "detailing").await;
        let browser = shop.visitor();
        let way_in = shop.ask_and_read(&browser, "+12025550142").await;
        shop.offer(&["email_link"], false).await;
        refuses(&shop, &browser, &way_in, "Enter your email to receive a sign-in link").await;
    }

    async fn links_by_text(place: Place) {
        let shop = place.shop("mower", "home-services").await;
        let browser = shop.visitor();
        let way_in = shop.ask_and_read(&browser, "+12025550142").await;
        assert!(!way_in.link.is_empty());
        shop.offer(&["portal_link"], false).await;
        refuses(&shop, &browser, &way_in, "Open the link we sent you by text or email").await;
    }

    async fn links_to_a_new_password(place: Place) {
        let shop = place.shop("spanner", "garage").await;
        let browser = shop.visitor();
        let page = browser.get("/login/forgot").await.expect(200);
        let before = shop.messages().await.len();
        FormOnPage::to(&page, "/login/forgot").fill("contact", "alex.morgan@example.com").send(&browser).await.expect(303);
        let way_in = shop.next_way_in(before).await;
        shop.offer(&["email_link"], false).await;
        refuses(&shop, &browser, &way_in, "Enter your email to receive a sign-in link").await;
    }

    async fn registrations(place: Place) {
        let shop = place.shop("scissors", "salon").await;
        let browser = shop.visitor();
        let page = browser.get("/user/register").await.expect(200);
        let before = shop.messages().await.len();
        let form = FormOnPage::to(&page, "/user/register").fill("name", "Noor Haddad").fill("contact", "noor.haddad@example.com");
        follow(&browser, form.send(&browser).await).await.expect(200);
        let way_in = shop.next_way_in(before).await;
        shop.offer(&["password", "sms_code"], false).await;
        let closed = |page: Answer| page.expect(404).saying("Accounts are made for you here");
        closed(browser.get(&way_in.link).await);
        closed(browser.post(&way_in.link).form(&[]).await);
        closed(browser.get("/login/sent").await);
        closed(browser.post("/login/code").form(&[("code", &way_in.code)]).await);
        closed(browser.post("/login/again").form(&[]).await);
        assert_eq!(place.shops.server.database.count("customers", "name = 'Noor Haddad'").await, 0);
        shop.offer(&["password", "sms_code"], true).await;
        browser.get(&way_in.link).await.expect(303);
        assert!(is_signed_in(&browser, "Noor Haddad").await);
    }

    async fn what_staff_sent_hangs_on_no_way_in(place: Place) {
        let shop = place.shop("easel", "studio").await;
        let before = shop.messages().await.len();
        let id = place.shops.server.database.text("SELECT CAST(count(*) AS TEXT) FROM customers").await;
        assert_eq!(id, "1");
        let list = shop.owner.get("/staff/customers").await.expect(200).text();
        let record = forecourt_tests::html::attributes(&list, "href").into_iter()
            .find(|href| href.starts_with("/staff/customers/") && href.len() > 50).expect("Alex's record");
        let fields = [("channel", "email"), ("return_to", record.as_str())];
        shop.owner.submit(&record, &format!("{record}/invite"), &fields).await.expect(303);
        let way_in = shop.next_way_in(before).await;
        shop.offer(&["portal_link"], false).await;
        let browser = shop.visitor();
        shop.press_continue(&browser, &way_in.link).await.expect(303);
        assert!(is_signed_in(&browser, NAME).await);
    }
}
