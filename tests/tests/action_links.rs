//! Links in automated messages (SECURITY.md, rows 15 and 16): signed, bound to one shop, customer and thing, and ended
//! by what they are about.

use chrono::TimeDelta;
use forecourt_tests::{Client, TwoShops, both, eventually, html};

/// Moves Alex's job on and tells them; answers the link's path.
pub(crate) async fn news(shops: &TwoShops, job: &str, status: &str) -> String {
    let before = shops.torque.messages().await.len();
    move_on(shops, job, status, "sms").await;
    let message = eventually("the news in the outbox", || async {
        let all = shops.torque.messages().await;
        (all.len() > before).then(|| all[0].clone())
    })
    .await;
    let text = message["text"].as_str().unwrap();
    let url = text.split_whitespace().find(|word| word.contains("/a/")).unwrap_or_else(|| panic!("no link: {text}"));
    url["http://torque.localhost:8080".len()..].to_owned()
}

pub(crate) async fn move_on(shops: &TwoShops, job: &str, status: &str, tell: &str) {
    let page = format!("/staff/jobs/{job}");
    let html = shops.torque.owner.get(&page).await.expect(200).text();
    let version = html::field(&html, "version").expect("a version");
    let fields = [("status", status), ("version", version.as_str()), ("tell", tell)];
    shops.torque.owner.submit(&page, &format!("{page}/status"), &fields).await.expect(303);
}

async fn opened(shops: &TwoShops, link: &str) -> Client {
    let phone = shops.torque.visitor();
    phone.get(link).await.expect(303);
    phone
}

both! {
    async fn news_of_a_job_opens_it_with_no_screen_between(shops: TwoShops) {
        let (_, job, _) = shops.customer_with_job().await;
        let link = news(&shops, &job, "ready").await;
        let phone = shops.torque.visitor();
        let answer = phone.get(&link).await.expect(303);
        assert_eq!(answer.location(), format!("/jobs/{job}"));
        phone.get(answer.location()).await.expect(200).saying("Golf GTI").saying("Ready");
        phone.get("/").await.expect(200).saying("Alex Morgan");
        // As often as its owner likes, and a session that can do more stays.
        let cookies = phone.cookies();
        phone.get(&link).await.expect(303);
        assert_eq!(phone.cookies(), cookies);
    }

    async fn whoever_is_not_to_be_told_is_not(shops: TwoShops) {
        let (_, job, _) = shops.customer_with_job().await;
        let before = shops.torque.messages().await.len();
        move_on(&shops, &job, "ready", "none").await;
        let count = shops.server.database.count("notifications", "kind = 'send_job_news'").await;
        assert_eq!((count, shops.torque.messages().await.len()), (0, before));
    }

    async fn machines_open_nothing(shops: TwoShops) {
        let (_, job, _) = shops.customer_with_job().await;
        let link = news(&shops, &job, "ready").await;
        let scanner = shops.torque.visitor();
        let head = scanner.request(reqwest::Method::HEAD, &link).await;
        assert!(head.set_cookies().is_empty(), "{head}");
        let preview = scanner.get(&link).header("user-agent", "WhatsApp/2.23 A").await.expect(200).saying("Continue");
        assert!(preview.set_cookies().is_empty() && !preview.text().contains("Golf"), "{preview}");
        scanner.post(&link).form(&[]).await.expect(303);
        scanner.get(format!("/jobs/{job}")).await.expect(200);
    }

    async fn no_letter_of_a_link_can_be_changed(shops: TwoShops) {
        let (_, job, _) = shops.customer_with_job().await;
        let link = news(&shops, &job, "ready").await;
        let token = link.strip_prefix("/a/").unwrap();
        shops.sample.visitor().get(&link).await.expect(410).saying("no longer valid").without("Golf");
        for at in 0..token.len() {
            let mut bent: Vec<char> = token.chars().collect();
            bent[at] = if bent[at] == 'A' { 'B' } else { 'A' };
            let bent: String = bent.into_iter().collect();
            let answer = shops.torque.visitor().get(format!("/a/{bent}")).await.expect(410);
            assert!(answer.set_cookies().is_empty(), "letter {at}: {answer}");
        }
        shops.torque.visitor().get(&link).await.expect(303);
    }

    async fn a_revoked_customers_links_and_their_sessions_end(shops: TwoShops) {
        let (alex, job, _) = shops.customer_with_job().await;
        let link = news(&shops, &job, "ready").await;
        let phone = opened(&shops, &link).await;
        let record = format!("/staff/customers/{}", alex.id);
        shops.torque.owner.submit(&record, &format!("{record}/action-links/revoke"), &[]).await.expect(303);
        shops.torque.visitor().get(&link).await.expect(410).saying("no longer valid");
        assert!(phone.get(format!("/jobs/{job}")).await.expect(303).location().starts_with("/login"));
        // The next one is good.
        let next = news(&shops, &job, "complete").await;
        opened(&shops, &next).await;
    }

    async fn keys_rotate_and_old_links_stay_good_until_they_are_ended(shops: TwoShops) {
        let (_, job, _) = shops.customer_with_job().await;
        let link = news(&shops, &job, "ready").await;
        shops.server.cli(&["keys", "rotate"]).success();
        let listed = shops.server.cli(&["keys", "list"]).success();
        assert_eq!(listed.out.lines().count(), 2, "{listed:?}");
        assert!(listed.out.lines().next().unwrap().ends_with("signs"), "{listed:?}");
        opened(&shops, &link).await;
        shops.server.cli(&["keys", "rotate", "--end-old"]).success();
        assert_eq!(shops.server.cli(&["keys", "list"]).success().out.lines().count(), 1);
        for _ in 0..30 {
            if shops.torque.visitor().get(&link).await.status == 410 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
        panic!("a running server still takes the old key");
    }

    async fn a_link_ends_with_what_it_is_about_and_another_can_be_had(shops: TwoShops) {
        let (alex, job, _) = shops.customer_with_job().await;
        let link = news(&shops, &job, "complete").await;
        opened(&shops, &link).await;
        let database = &shops.server.database;
        let ago = database.time(TimeDelta::days(-20));
        database.run(&format!("UPDATE work_orders SET completed_at = {ago}, updated_at = {ago} WHERE reference = '{job}'")).await;
        let phone = shops.torque.visitor();
        phone.get(&link).await.expect(410).saying("Your link has expired. Request a new one below.").without("Golf");
        let before = shops.torque.messages().await.len();
        phone.post(format!("{link}/renew")).form(&[]).await.expect(200);
        let way_in = shops.torque.next_way_in(before).await;
        assert_eq!(way_in.to, alex.email, "where its owner can be reached");
        // Here it was asked for: one tap, and back to the page that was meant.
        assert_eq!(phone.get(&way_in.link).await.expect(303).location(), format!("/jobs/{job}"));
        // The same words for a link that is none.
        shops.torque.visitor().post("/a/nonsense/renew").form(&[]).await.expect(200);
        assert_eq!(shops.torque.messages().await.len(), before + 1);
    }

    async fn a_session_ends_with_what_its_link_was_about(shops: TwoShops) {
        let (alex, job, by_portal_link) = shops.customer_with_job().await;
        let vehicle = shops.torque.add_vehicle(&alex, "Audi", "A3").await;
        let other = shops.torque.add_job(&alex, &vehicle, "Tyres").await;
        let phone = opened(&shops, &news(&shops, &job, "complete").await).await;
        let about_the_other = opened(&shops, &news(&shops, &other, "ready").await).await;
        // As long as the link opens, the whole portal does.
        let database = &shops.server.database;
        let done = |days: i64| format!("UPDATE work_orders SET completed_at = {0}, updated_at = {0} WHERE reference = '{job}'", database.time(TimeDelta::days(-days)));
        database.run(&done(13)).await;
        phone.get("/").await.expect(200).saying("Alex Morgan");
        phone.get(format!("/jobs/{other}")).await.expect(200);
        database.run(&done(15)).await;
        for page in ["/jobs".to_owned(), format!("/jobs/{job}"), "/account".to_owned()] {
            assert!(phone.get(&page).await.expect(303).location().starts_with("/login"), "{page}");
        }
        phone.get("/").await.without("Alex Morgan");
        // Other links, and other ways in, are about something else.
        about_the_other.get(format!("/jobs/{job}")).await.expect(200);
        by_portal_link.get(format!("/jobs/{job}")).await.expect(200);
    }

    async fn links_that_open_only_their_thing_open_nothing_else(shops: TwoShops) {
        let (alex, job, _) = shops.customer_with_job().await;
        let vehicle = shops.torque.add_vehicle(&alex, "Audi", "A3").await;
        let other = shops.torque.add_job(&alex, &vehicle, "Tyres").await;
        let database = &shops.server.database;
        shops.server.stop().await;
        database.run("UPDATE tenants SET links_open_only = true").await;
        shops.server.resume().await;
        let link = news(&shops, &job, "ready").await;
        let phone = opened(&shops, &link).await;
        phone.get(format!("/jobs/{job}")).await.expect(200).saying("Golf GTI");
        phone.get(format!("/jobs/{job}/photos")).await.expect(200);
        phone.get(format!("/jobs/{other}")).await.expect(404);
        phone.get(format!("/jobs/{other}/photos")).await.expect(404);
        for page in ["/jobs", "/photos", "/vehicles", "/account", "/account/password"] {
            assert!(phone.get(page).await.expect(303).location().starts_with("/login"), "{page}");
            phone.get(page).by_script().await.expect(401);
        }
        phone.get("/").await.without("Alex Morgan");
    }

    async fn a_forwarded_link_changes_nothing_of_the_account(shops: TwoShops) {
        let (_, job, _) = shops.customer_with_job().await;
        let link = news(&shops, &job, "ready").await;
        let stranger = opened(&shops, &link).await;
        let csrf = stranger.csrf("/").await;
        let password = [("csrf", csrf.as_str()), ("password", "a long new password"), ("confirm", "a long new password")];
        let answer = stranger.post("/account/password").form(&password).await;
        assert!(answer.status == 303 && answer.location().starts_with("/account/confirm"), "{answer}");
        stranger.post("/account/sign-out-everywhere").form(&[("csrf", csrf.as_str())]).await;
        assert_eq!(shops.server.database.count("customers", "password_hash IS NOT NULL").await, 0);
    }

    async fn a_new_number_ends_the_links_that_went_to_the_old_one(shops: TwoShops) {
        let (alex, job, _) = shops.customer_with_job().await;
        let link = news(&shops, &job, "ready").await;
        let page = format!("/staff/customers/{}/edit", alex.id);
        let fields = [("name", "Alex Morgan"), ("salutation", ""), ("email", alex.email.as_str()), ("phone", "+12025550199")];
        shops.torque.owner.submit(&page, &page, &fields).await.expect(303);
        shops.torque.visitor().get(&link).await.expect(410);
    }
}
