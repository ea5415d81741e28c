//! Sessions of customers and staff (SECURITY.md, rows 10, 11; docs/product.md, section 4).

use chrono::TimeDelta;
use forecourt_tests::shops::{PASSWORD, sign_in};
use forecourt_tests::{Channel, Client, TwoShops, both};

both! {
    async fn signing_in_makes_a_new_session(shops: TwoShops) {
        let browser = shops.torque.visitor();
        sign_in(&browser, &shops.torque.owner_email(), PASSWORD).await.expect(303);
        let first = browser.forked();
        sign_in(&browser, &shops.torque.owner_email(), PASSWORD).await.expect(303);
        assert_ne!(first.cookies(), browser.cookies(), "a new secret");
        browser.get("/staff/customers").await.expect(200);
        assert!(first.get("/staff/customers").await.status != 200, "the old one is dead");
    }

    async fn a_planted_session_is_not_taken_over(shops: TwoShops) {
        let name = shops.torque.owner.cookies().into_keys().next().unwrap();
        for planted in ["0".repeat(64), "planted".to_owned()] {
            let victim = shops.torque.visitor();
            victim.set_cookie(&name, &planted);
            sign_in(&victim, &shops.torque.owner_email(), PASSWORD).await.expect(303);
            assert_ne!(victim.cookies()[&name], planted);
            let attacker = shops.torque.visitor();
            attacker.set_cookie(&name, &planted);
            assert!(attacker.get("/staff/customers").await.status != 200);
        }
    }

    async fn opening_a_link_makes_a_new_session(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        let phone = shops.torque.open(&link).await;
        let name = phone.cookies().into_keys().next().unwrap();
        let planted = shops.torque.visitor();
        planted.set_cookie(&name, &"1".repeat(64));
        planted.get(&link.path).await.expect(200);
        assert_ne!(planted.cookies()[&name], "1".repeat(64));
    }

    async fn signing_out_ends_the_session_itself(shops: TwoShops) {
        let (_, _, phone) = shops.customer_with_job().await;
        let stolen = phone.forked();
        phone.submit("/", "/sign-out", &[]).await.expect(303);
        assert!(phone.cookies().is_empty(), "the cookie is taken back");
        gone(&stolen).await;
        let stolen = shops.torque.owner.forked();
        shops.torque.owner.submit("/staff/customers", "/staff/sign-out", &[]).await.expect(303);
        assert!(stolen.get("/staff/customers").await.status != 200);
    }

    async fn a_session_of_one_shop_is_none_at_another(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let elsewhere = phone.moved_to(shops.sample.owner.host());
        gone(&elsewhere).await;
        elsewhere.get("/").await.expect(200).saying("Sample Shop LLC").without("Alex").without(&job);
        let thief = shops.torque.owner.moved_to(shops.sample.owner.host());
        assert!(thief.get("/staff/customers").await.status != 200);
        let before = shops.server.database.count("customers", "1 = 1").await;
        let csrf = shops.torque.owner.csrf("/staff/customers/new").await;
        let fields = [("csrf", csrf.as_str()), ("name", "Thief"), ("email", "thief@example.com"), ("phone", ""), ("salutation", "")];
        let answer = thief.post("/staff/customers/new").form(&fields).await;
        assert!(answer.status == 303 && answer.location().starts_with("/staff/login") || [401, 403].contains(&answer.status), "{answer}");
        assert_eq!(shops.server.database.count("customers", "1 = 1").await, before, "no write");
    }

    async fn customers_are_no_staff_and_staff_no_customers(shops: TwoShops) {
        let (_, _, phone) = shops.customer_with_job().await;
        assert!(phone.get("/staff/customers").await.status != 200);
        gone(&shops.torque.owner).await;
        // Not even under the other's name.
        let (customers, staffs) = (phone.cookies(), shops.torque.owner.cookies());
        let (customer_cookie, staff_cookie) = (customers.keys().next().unwrap(), staffs.keys().next().unwrap());
        let swapped = shops.torque.visitor();
        swapped.set_cookie(staff_cookie, &customers[customer_cookie]);
        swapped.set_cookie(customer_cookie, &staffs[staff_cookie]);
        assert!(swapped.get("/staff/customers").await.status != 200);
        gone(&swapped).await;
    }

    async fn both_kinds_live_side_by_side_in_one_browser(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        shops.torque.owner.get(&link.path).await.expect(200).saying("Alex Morgan");
        shops.torque.owner.get("/staff/customers").await.expect(200);
        shops.torque.owner.submit("/staff/customers", "/staff/sign-out", &[]).await.expect(303);
        shops.torque.owner.get("/").await.expect(200).saying("Alex Morgan");
    }

    async fn somebody_who_no_longer_works_here_is_out_at_once(shops: TwoShops) {
        let terry = shops.torque.staff(&shops.server, "technician").await;
        terry.get("/staff/jobs").await.expect(200);
        shops.server.database.run("DELETE FROM staff_members WHERE role = 'technician'").await;
        assert!(terry.get("/staff/jobs").await.status != 200);
    }

    async fn a_deleted_customer_is_out_at_once(shops: TwoShops) {
        let (_, _, phone) = shops.customer_with_job().await;
        shops.server.database.run("DELETE FROM photos").await;
        shops.server.database.run("DELETE FROM customers").await;
        gone(&phone).await;
    }

    async fn sessions_survive_a_restart(shops: TwoShops) {
        let (_, _, phone) = shops.customer_with_job().await;
        assert_eq!(shops.server.stop().await, Some(0));
        shops.server.resume().await;
        phone.get("/").await.expect(200).saying("Alex Morgan");
        shops.torque.owner.get("/staff/customers").await.expect(200);
    }

    async fn a_shorter_lifetime_ends_older_sessions(shops: TwoShops) {
        let (alex, _, phone) = shops.customer_with_job().await;
        set_days(&shops, "1").await;
        phone.get("/").await.expect(200).saying("Alex Morgan");
        shops.server.move_sessions_back(&["started_at", "renewed_at"], TimeDelta::hours(25)).await;
        gone(&phone).await;
        // The link still works, and what it opens begins now.
        sign_in(&shops.torque.owner, &shops.torque.owner_email(), PASSWORD).await.expect(303);
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        shops.torque.open(&link).await.get("/").await.expect(200).saying("Alex Morgan");
    }

    async fn a_longer_lifetime_keeps_them(shops: TwoShops) {
        let (_, _, phone) = shops.customer_with_job().await;
        set_days(&shops, "2").await;
        shops.server.move_sessions_back(&["started_at", "renewed_at"], TimeDelta::hours(25)).await;
        phone.get("/").await.expect(200).saying("Alex Morgan");
    }

    async fn a_changed_cookie_opens_nothing(shops: TwoShops) {
        let (_, _, phone) = shops.customer_with_job().await;
        let (name, value) = phone.cookies().into_iter().next().unwrap();
        let last = if value.ends_with('0') { "1" } else { "0" };
        for bent in [format!("{}{last}", &value[..value.len() - 1]), value.to_uppercase() + "0", format!("{value}{value}"), "\"".to_owned(), "%00".to_owned(), "a".repeat(6_000)] {
            let other = shops.torque.visitor();
            other.set_cookie(&name, &bent);
            gone(&other).await;
        }
    }
}

/// No page of the portal is this browser's.
async fn gone(browser: &Client) {
    let home = browser.get("/").await;
    assert!(home.status < 500 && !home.words().contains("Track your"), "{home}");
    let jobs = browser.get("/jobs").await;
    assert!(jobs.status != 200 && jobs.status < 500, "{jobs}");
}

async fn set_days(shops: &TwoShops, days: &str) {
    let page = "/staff/settings/security";
    shops.torque.owner.submit(page, page, &[("session_days", days), ("methods", "email_link")]).await.expect(303);
}
