//! A customer's way in, as staff see and steer it: invitations, the access history, devices, settings.

use chrono::TimeDelta;
use forecourt_tests::server::set;
use forecourt_tests::ways::follow;
use forecourt_tests::{Backend, Channel, Client, Customer, Shop, TwoShops, both, eventually, html};

use crate::action_links::{move_on, news};

fn record(customer: &Customer) -> String {
    format!("/staff/customers/{}", customer.id)
}

/// The newest sign-in link that was sent to the customer.
async fn sign_in_link(shop: &Shop, to: &str) -> String {
    let text = eventually("the link", || async {
        let messages = shop.messages().await;
        let found = messages
            .iter()
            .find(|message| message["to"] == to && message["text"].as_str().unwrap().contains("/sign-in/"));
        found.map(|message| message["text"].as_str().unwrap().to_owned())
    })
    .await;
    let url = text.split_whitespace().find(|word| word.contains("/sign-in/")).unwrap();
    url[url.find("/sign-in/").unwrap()..].trim_end_matches(['.', ',']).to_owned()
}

async fn story(shop: &Shop, customer: &Customer) -> String {
    shop.owner.get(record(customer)).await.expect(200).words()
}

/// Uses a link up on another device than the one it was asked for on.
async fn use_up(shop: &Shop, path: &str) -> Client {
    let phone = shop.visitor();
    phone.get(path).await.expect(200);
    phone.post(path).form(&[]).await.expect(303);
    phone
}

/// The lines of the story alone, as they read.
async fn lines(shop: &Shop, customer: &Customer) -> String {
    let page = shop.owner.get(record(customer)).await.expect(200).text();
    let (_, story) = page.split_once("id=\"story-title\"").expect("a story");
    html::text(story.split_once("id=\"devices-title\"").expect("devices").0)
}

/// The same once the worker has written those words down.
async fn told(shop: &Shop, customer: &Customer, words: &str) -> String {
    eventually(words, || async { Some(lines(shop, customer).await).filter(|told| told.contains(words)) }).await
}

/// How many devices a page lists to be signed out: not the one it is seen on.
async fn devices(browser: &Client, page: &str) -> usize {
    let page = browser.get(page).await.expect(200).text();
    html::attributes(&page, "action").iter().filter(|action| action.contains("/devices/")).count()
}

/// Torque, signing customers in by text, behind a proxy that is believed.
#[derive(Debug)]
struct Texting {
    shops: TwoShops,
}

impl Texting {
    async fn start(backend: Backend) -> Self {
        let trusted: Vec<&str> = vec!["127.0.0.0/8"];
        let shops = TwoShops::start_with(backend, |settings| set(settings, "server.trusted_proxies", trusted)).await;
        let page = "/staff/settings/security";
        shops.torque.owner.submit(page, page, &[("session_days", "90"), ("methods", "sms_code")]).await.expect(303);
        Self { shops }
    }

    /// What the page says after a request for a code to that address.
    async fn ask(&self, address: &str, phone: &str) -> String {
        let torque = &self.shops.torque;
        let browser = torque.visitor();
        let form = torque.limit_key(&browser).await.fill("contact", phone);
        let answer = browser.post(&form.action).header("x-forwarded-for", address).form(&form.body()).await;
        follow(&browser, answer).await.expect(200).words()
    }
}

both! {
    async fn a_text_that_is_not_sent_is_told_with_the_reason(texting: Texting) {
        let (torque, database) = (&texting.shops.torque, &texting.shops.server.database);
        let alex = torque.add_customer("Alex Morgan").await;
        let robin = torque.add_customer_at("Robin Abroad", "robin@example.com", "+442079460018").await;
        let said = texting.ask("203.0.113.100", "+442079460018").await;
        let refused = told(torque, &robin, "Refused: no texts to that country").await;
        assert!(!refused.contains("442079460018"), "{refused}");
        // An unknown number gets the same answer, and nothing of it is stored.
        assert_eq!(texting.ask("203.0.113.101", "+442079460019").await, said);
        eventually("it is found to be nobody's", || async {
            (database.count("notifications", "kind = 'sign_in'").await == 0).then_some(())
        })
        .await;
        assert_eq!(database.count("sign_in_requests", "refused_because = 'country'").await, 1);
        assert_eq!(database.count("sign_in_requests", "link_hash IS NOT NULL OR code_hash IS NOT NULL OR notification_id IS NOT NULL").await, 0);
        texting.ask("203.0.113.1", &alex.phone).await;
        eventually("it is sent", || async {
            (database.count("notifications", "kind = 'sign_in' AND state = 'delivered'").await == 1).then_some(())
        })
        .await;
        assert!(!lines(torque, &alex).await.contains("Refused"));
        // An attacker who has texts sent to one number after another: the next is Alex's.
        for n in 0..30 {
            texting.ask("203.0.113.2", &format!("+120255501{n:02}")).await;
        }
        texting.ask("203.0.113.2", &alex.phone).await;
        told(torque, &alex, "Refused: asked for too often").await;
        assert_eq!(database.count("sign_in_requests", "refused_because = 'too_often'").await, 1);
    }

    async fn news_with_a_link_is_part_of_the_story(shops: TwoShops) {
        let torque = &shops.torque;
        let (alex, job, _) = shops.customer_with_job().await;
        assert!(lines(torque, &alex).await.contains("Nobody has asked for a link or a code yet"));
        move_on(&shops, &job, "ready", "email").await;
        let told = eventually("delivered", || async {
            let told = lines(torque, &alex).await;
            told.contains("Delivered").then_some(told)
        })
        .await;
        for words in ["Status message with a link", "sent automatically", "a…@example.com"] {
            assert!(told.contains(words), "{words}: {told}");
        }
        shops.server.database.run("UPDATE notifications SET state = 'failed', problem = 'The mailbox is full', delivered_at = NULL WHERE kind = 'send_job_news'").await;
        let told = lines(torque, &alex).await;
        assert!(told.contains("The mailbox is full") && !told.contains("Try the other channel"), "{told}");
    }

    async fn the_first_opening_of_a_notice_is_told(shops: TwoShops) {
        let (torque, database) = (&shops.torque, &shops.server.database);
        let (alex, job, _) = shops.customer_with_job().await;
        let link = news(&shops, &job, "ready").await;
        let unopened = async || database.count("notifications", "kind = 'send_job_news' AND opened_at IS NULL").await;
        // Machines open nothing.
        let scanner = torque.visitor();
        scanner.request(reqwest::Method::HEAD, &link).await;
        scanner.get(&link).header("user-agent", "WhatsApp/2.23 A").await.expect(200);
        torque.visitor().get(format!("{link}x")).await.expect(410);
        assert_eq!(unopened().await, 1);
        assert!(!lines(torque, &alex).await.contains("Opened"));
        torque.visitor().get(&link).await.expect(303);
        assert_eq!(unopened().await, 0);
        let told = lines(torque, &alex).await;
        assert!(told.contains("Opened moments after delivery"), "{told}");
        // The first opening counts, and is not written again.
        let (opened, delivered) = (database.time(TimeDelta::seconds(-1000)), database.time(TimeDelta::seconds(-1200)));
        database.run(&format!("UPDATE notifications SET opened_at = {opened}, delivered_at = {delivered} WHERE kind = 'send_job_news'")).await;
        torque.visitor().get(&link).await.expect(303);
        scanner.post(&link).form(&[]).await.expect(303);
        let told = lines(torque, &alex).await;
        assert!(told.contains("Opened 3 minutes after delivery"), "{told}");
        // Of two notices, the one whose link it was; and not another shop's.
        let vehicle = torque.add_vehicle(&alex, "Audi", "A3").await;
        let other = torque.add_job(&alex, &vehicle, "Tyres").await;
        let next = news(&shops, &other, "ready").await;
        shops.sample.visitor().get(&next).await.expect(410);
        torque.visitor().get(&link).await.expect(303);
        assert_eq!(unopened().await, 1);
        // A visitor who was taken for a machine and pressed the button.
        scanner.post(&next).form(&[]).await.expect(303);
        assert_eq!(unopened().await, 0);
    }

    async fn a_device_goes_off_the_list_with_its_link(shops: TwoShops) {
        let (torque, database) = (&shops.torque, &shops.server.database);
        let (alex, job, _) = shops.customer_with_job().await;
        database.run("UPDATE sessions_seen SET ended_at = started_at WHERE customer_id IS NOT NULL").await;
        let page = record(&alex);
        let listed = async || devices(&torque.owner, &page).await;
        torque.open(&torque.send_link(&alex, Channel::Sms).await).await;
        assert_eq!(listed().await, 1);
        // Replaced, revoked, run out.
        let link = torque.send_link(&alex, Channel::Sms).await;
        assert_eq!(listed().await, 0);
        torque.open(&link).await;
        assert_eq!(listed().await, 1);
        torque.owner.submit(&page, &format!("{page}/portal-link/revoke"), &[]).await.expect(303);
        assert_eq!(listed().await, 0);
        torque.open(&torque.send_link(&alex, Channel::Sms).await).await;
        assert_eq!(listed().await, 1);
        shops.expire_links(&alex).await;
        assert_eq!(listed().await, 0);
        // The links in notices, likewise.
        let notice = news(&shops, &job, "ready").await;
        torque.visitor().get(&notice).await.expect(303);
        assert_eq!(listed().await, 1);
        torque.owner.submit(&page, &format!("{page}/action-links/revoke"), &[]).await.expect(303);
        assert_eq!(listed().await, 0);
        torque.visitor().get(&news(&shops, &job, "complete").await).await.expect(303);
        assert_eq!(listed().await, 1);
        let past = database.time(TimeDelta::minutes(-1));
        database.run(&format!("UPDATE sessions_seen SET action_link_ends_at = {past} WHERE action_link_ends_at IS NOT NULL")).await;
        assert_eq!(listed().await, 0);
        torque.owner.get("/staff/settings/audit").await.expect(200).saying("Links in messages ended: Alex Morgan");
    }

    async fn devices_whose_sessions_have_ended_are_not_listed(shops: TwoShops) {
        let (torque, database) = (&shops.torque, &shops.server.database);
        let alex = torque.add_customer("Alex Morgan").await;
        let link = torque.send_link(&alex, Channel::Sms).await;
        let phone = torque.open(&link).await;
        assert_eq!((devices(&torque.owner, &record(&alex)).await, devices(&phone, "/account").await), (1, 0));
        // By the shop's lifetime.
        let settings = "/staff/settings/security";
        torque.owner.submit(settings, settings, &[("session_days", "2"), ("methods", "email_link")]).await.expect(303);
        let tablet = torque.open(&link).await;
        assert_eq!((devices(&torque.owner, &record(&alex)).await, devices(&tablet, "/account").await), (2, 1));
        let (long_ago, lately) = (database.time(TimeDelta::days(-5)), database.time(TimeDelta::days(-1)));
        database.run(&format!("UPDATE sessions_seen SET started_at = {long_ago}, seen_at = {lately} WHERE customer_id IS NOT NULL")).await;
        assert_eq!(devices(&torque.owner, &record(&alex)).await, 2, "a session slides");
        database.run(&format!("UPDATE sessions_seen SET seen_at = {long_ago} WHERE customer_id IS NOT NULL")).await;
        torque.owner.get(record(&alex)).await.expect(200).saying("Not signed in anywhere");
        assert_eq!(devices(&tablet, "/account").await, 0);
        // By a new number.
        torque.open(&link).await;
        assert_eq!(devices(&torque.owner, &record(&alex)).await, 1);
        let edit = format!("{}/edit", record(&alex));
        let fields = [("name", "Alex Morgan"), ("salutation", ""), ("email", alex.email.as_str()), ("phone", "+12025550199")];
        torque.owner.submit(&edit, &edit, &fields).await.expect(303);
        torque.owner.get(record(&alex)).await.expect(200).saying("Not signed in anywhere");
        let phone = torque.open(&torque.send_link(&alex, Channel::Sms).await).await;
        assert_eq!((devices(&torque.owner, &record(&alex)).await, devices(&phone, "/account").await), (1, 0));
        // Staff's own, after their fortnight: they joined on another device.
        assert_eq!(devices(&torque.owner, "/staff/account").await, 1);
        let long_ago = database.time(TimeDelta::days(-15));
        database.run(&format!("UPDATE sessions_seen SET started_at = {long_ago} WHERE staff_member_id IS NOT NULL")).await;
        assert_eq!(devices(&torque.owner, "/staff/account").await, 0);
    }

    async fn an_invitation_is_sent_and_its_story_told(shops: TwoShops) {
        let torque = &shops.torque;
        let alex = torque.add_customer("Alex Morgan").await;
        let page = record(&alex);
        assert!(story(torque, &alex).await.contains("Nobody has asked for a link or a code yet"));
        let invite = format!("{page}/invite");
        torque.owner.submit(&page, &invite, &[("channel", "email")]).await.expect(303);
        let path = sign_in_link(torque, &alex.email).await;
        eventually("delivered", || async { story(torque, &alex).await.contains("Delivered").then_some(()) }).await;
        let told = story(torque, &alex).await;
        assert!(told.contains("Invitation") && told.contains("sent by Olivia Owner"), "{told}");
        // A scanner fetches it: no opening.
        torque.visitor().get(&path).header("user-agent", "Slackbot-LinkExpanding 1.0").header("sec-fetch-site", "").header("sec-fetch-mode", "").header("sec-fetch-dest", "").header("sec-fetch-user", "").await;
        eventually("the fetch", || async { story(torque, &alex).await.contains("Fetched automatically").then_some(()) }).await;
        let phone = use_up(torque, &path).await;
        let home = phone.get("/").await.expect(200);
        home.saying("Alex Morgan");
        let told = story(torque, &alex).await;
        for words in ["Opened", "Signed in with the link", "Used"] {
            assert!(told.contains(words), "{words}: {told}");
        }
        torque.visitor().post(&path).form(&[]).await;
        let told = story(torque, &alex).await;
        assert!(told.contains("Refused: it was used already"), "{told}");
        // Never the secret.
        let secret = path.trim_start_matches("/sign-in/");
        torque.owner.get(&page).await.expect(200).without(secret);
        assert!(!shops.server.log().contains(secret));
        // Not by technicians, nor for another shop's customer.
        let technician = torque.staff(&shops.server, "technician").await;
        technician.submit(&page, &invite, &[("channel", "email")]).await.expect(403);
        technician.get(&page).await.expect(200).without("/invite\"");
        shops.sample.owner.submit("/staff/customers", &invite, &[("channel", "email")]).await.expect(404);
    }

    async fn staff_end_a_customers_device(shops: TwoShops) {
        let torque = &shops.torque;
        let alex = torque.add_customer("Alex Morgan").await;
        let phone = torque.open(&torque.send_link(&alex, Channel::Sms).await).await;
        let tablet = phone.forked();
        phone.get("/jobs").await.expect(200);
        let page = torque.owner.get(record(&alex)).await.expect(200).saying("Signed-in devices").saying("Chrome on Android");
        let actions = html::attributes(&page.text(), "action");
        let end = actions.iter().find(|action| action.contains("/devices/")).expect("a device").clone();
        shops.sample.owner.submit("/staff/customers", &end, &[]).await.expect(404);
        let technician = torque.staff(&shops.server, "technician").await;
        technician.submit(&record(&alex), &end, &[]).await.expect(403);
        torque.owner.submit(&record(&alex), &end, &[]).await.expect(303);
        for browser in [&phone, &tablet] {
            assert_ne!(browser.get("/jobs").await.status, 200, "signed out");
        }
        torque.owner.get(record(&alex)).await.expect(200).saying("Not signed in anywhere");
        torque.owner.get("/staff/settings/audit").await.expect(200).saying("device signed out: Alex Morgan");
        torque.owner.submit(&record(&alex), &end, &[]).await.expect(404);
    }

    async fn a_recovery_link_comes_by_command_too(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let make = |customer: &str| shops.server.cli(&["recovery-link", "--tenant", "torque", "--customer", customer]);
        make("nobody@example.com").refused("exactly one");
        make("Alex").refused("is not a phone number");
        let said = make(&alex.email.to_uppercase()).success();
        let url = said.word("http://torque.localhost:8080/sign-in/");
        let phone = use_up(&shops.torque, &url[url.find("/sign-in/").unwrap()..]).await;
        phone.get("/jobs").await.expect(200);
        shops.torque.owner.get("/staff/settings/audit").await.expect(200).saying("Recovery link made for a customer: Alex Morgan");
    }

    async fn a_failed_invitation_offers_the_other_channel(shops: TwoShops) {
        let torque = &shops.torque;
        let alex = torque.add_customer("Alex Morgan").await;
        torque.owner.submit(&record(&alex), &format!("{}/invite", record(&alex)), &[("channel", "sms")]).await.expect(303);
        eventually("delivered", || async { story(torque, &alex).await.contains("Delivered").then_some(()) }).await;
        assert!(!story(torque, &alex).await.contains("Try the other channel"));
        shops.server.database.run("UPDATE notifications SET state = 'failed', problem = 'The number is not in service', delivered_at = NULL").await;
        let page = torque.owner.get(record(&alex)).await.expect(200);
        let page = page.saying("Try the other channel: Email to alex.morgan@example.com").saying("The number is not in service");
        drop(page);
        torque.owner.submit(&record(&alex), &format!("{}/invite", record(&alex)), &[("channel", "email")]).await.expect(303);
        sign_in_link(torque, &alex.email).await;
    }

    async fn the_shop_chooses_how_customers_sign_in(shops: TwoShops) {
        let owner = &shops.torque.owner;
        let page = "/staff/settings/security";
        owner.get(page).await.expect(200).saying("Email link").saying("Links open only what they link to");
        shops.torque.visitor().get("/login").await.expect(200).saying("Email link").saying("Password");
        owner.submit(page, page, &[("session_days", "90"), ("methods", "email_link")]).await.expect(303);
        let login = shops.torque.visitor().get("/login").await.expect(200);
        assert!(!login.text().contains("type=\"password\""), "{login}");
        // None at all is none to save; what was chosen stays.
        owner.submit(page, page, &[("session_days", "90")]).await.expect(422).saying("at least one way");
        owner.submit(page, page, &[("session_days", "90"), ("methods", "magic")]).await.expect(422);
        assert_eq!(shops.server.database.count("tenants", "sign_in = 'email_link'").await, 1);
        shops.torque.visitor().get("/user/register").await.expect(404).without("name=\"name\"");
        let fields = [("session_days", "90"), ("methods", "email_link"), ("self_registration", "on"), ("links_open_only", "on")];
        owner.submit(page, page, &fields).await.expect(303);
        shops.torque.visitor().get("/user/register").await.expect(200);
        assert_eq!(shops.server.database.count("tenants", "self_registration AND links_open_only").await, 1);
        owner.get("/staff/settings/audit").await.expect(200).saying("Sign-in settings changed");
    }
}
