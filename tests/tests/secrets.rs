//! After a day's work: no secret lies anywhere it could be read (SECURITY.md, rows 7, 8).

use forecourt_tests::server::SEALING_KEY;
use forecourt_tests::shops::{PASSWORD, accept_invitation, invitation};
use forecourt_tests::ways::{FormOnPage, WayIn, is_signed_in};
use forecourt_tests::{Channel, TwoShops, both, redis};

both! {
    async fn nothing_kept_opens_a_door(shops: TwoShops) {
        let mut secrets = Vec::new();
        let (alex, job, phone) = shops.customer_with_job().await;
        for channel in [Channel::Sms, Channel::Email] {
            let link = shops.torque.send_link(&alex, channel).await;
            shops.torque.open(&link).await.get(format!("/jobs/{job}")).await.expect(200);
            // Asked for where it fails, too: errors are logged.
            shops.sample.visitor().get(&link.path).await;
            shops.torque.visitor().get(format!("{}/nothing", link.path)).await;
            shops.torque.visitor().get(format!("/jobs?next={}", link.path)).await;
            shops.torque.visitor().post(&link.path).form(&[("token", &link.token)]).await;
            secrets.push(("a portal link", link.token));
        }
        shops.expire_links(&alex).await;
        let before = shops.torque.messages().await.len();
        let dead = &secrets[1].1;
        shops.torque.visitor().post(format!("/portal/{dead}/renew")).form(&[]).await;
        secrets.push(("a renewed link", shops.torque.next_link(before).await.token));

        let said = shops.server.cli(&["staff", "invite", "--slug", "torque", "--email", "new@torque.example", "--role", "advisor"]).success();
        let path = invitation(&said.out);
        let browser = shops.torque.visitor();
        let password = "a secret of Nora's own";
        accept_invitation(&browser, &path, "Nora New", password).await.expect(303);
        secrets.push(("an invitation", path.rsplit('/').next().unwrap().to_owned()));
        secrets.push(("a password", password.to_owned()));
        secrets.push(("a password", PASSWORD.to_owned()));
        let wrong = "a mistyped secret";
        forecourt_tests::shops::sign_in(&shops.torque.visitor(), "new@torque.example", wrong).await;
        forecourt_tests::shops::sign_in(&shops.torque.visitor(), password, "typed into the wrong field").await;
        secrets.push(("a mistyped password", wrong.to_owned()));
        for browser in [&phone, &browser, &shops.torque.owner, &shops.sample.owner] {
            secrets.extend(browser.cookies().into_values().map(|value| ("a cookie", value)));
        }
        let mut codes = ways_in(&shops, &mut secrets).await;
        let (others, more) = crate::secrets_of_others::all(&shops, &job).await;
        secrets.extend(others);
        codes.extend(more);
        secrets.push(("the sealing key", SEALING_KEY.to_owned()));
        assert!(secrets.len() >= 10 && secrets.iter().all(|(_, secret)| secret.len() > 10), "{secrets:?}");

        let mut places = vec![("the database", shops.server.database.dump().await), ("the log", shops.server.log())];
        if let Some(url) = &shops.server.redis_url {
            places.push(("Redis", String::from_utf8_lossy(&redis::dump(url).await).into_owned()));
        }
        for (place, content) in &places {
            assert!(content.len() > 1_000, "{place} was looked at");
            let folded = content.to_lowercase();
            for (what, secret) in &secrets {
                assert!(!folded.contains(&secret.to_lowercase()), "{what} lies in {place}");
            }
            for code in &codes {
                assert!(!stands_alone(&folded, code), "the code {code} lies in {place}");
            }
        }
        // What was sent is wiped, not only sealed.
        assert_eq!(shops.server.database.count("notifications", "payload IS NOT NULL").await, 0);
    }

    async fn the_log_knows_requests_by_id_and_shop(shops: TwoShops) {
        let (_, job, phone) = shops.customer_with_job().await;
        let answer = phone.get(format!("/jobs/{job}")).await.expect(200);
        let id = answer.header("x-request-id").to_owned();
        assert!(id.len() >= 16, "{answer}");
        let line = forecourt_tests::eventually("the request in the log", || async {
            shops.server.log().lines().find(|line| line.contains(&id) && line.contains("answered")).map(str::to_owned)
        })
        .await;
        assert!(line.contains("torque") && line.contains("/jobs/{reference}") && line.contains("200"), "{line}");
        assert!(!line.contains(&job), "{line}");
    }
}

/// Signs in by link, by code, by password and by a new account; answers the codes. What opened a door, and what did not,
/// is added to the secrets.
async fn ways_in(shops: &TwoShops, secrets: &mut Vec<(&'static str, String)>) -> Vec<String> {
    let (torque, kim) = (&shops.torque, shops.torque.add_customer("Kim Okonkwo").await);
    let mut codes = Vec::new();
    let mut note = |way: &WayIn, secrets: &mut Vec<(&'static str, String)>| {
        secrets.push(("a sign-in link", way.token().to_owned()));
        codes.push(way.code.clone());
    };
    let by_link = torque.visitor();
    let way = torque.ask_and_read(&by_link, &kim.email).await;
    // Where it fails, it is looked at more closely, and logged.
    shops.sample.visitor().get(&way.link).await;
    torque.visitor().get(format!("/jobs?next={}", way.link)).await;
    torque.tell_code(&by_link, "000000").await;
    by_link.get(&way.link).await.expect(303);
    torque.visitor().get(&way.link).await;
    note(&way, secrets);
    let password = "Kim's own secret phrase";
    torque.set_password(&by_link, password).await;
    secrets.push(("a customer's password", password.to_owned()));
    let by_code = torque.visitor();
    let way = torque.ask_and_read(&by_code, &kim.email).await;
    secrets.extend(by_code.cookies().into_values().map(|value| ("the secret of a browser that asked", value)));
    torque.tell_code(&by_code, &way.code).await.expect(303);
    assert!(is_signed_in(&by_code, "Kim Okonkwo").await);
    note(&way, secrets);
    let by_password = torque.visitor();
    torque.tell_password(&by_password, &kim.email, password).await.expect(303);
    torque.tell_password(&torque.visitor(), &kim.email, "mistyped by Kim").await;
    torque.tell_password(&torque.visitor(), password, "typed into the other field").await;
    secrets.push(("a customer's mistyped password", "mistyped by Kim".to_owned()));
    // Asked for, sent, and never used.
    let forgetful = torque.visitor();
    let before = torque.messages().await.len();
    let page = forgetful.get("/login/forgot").await.expect(200);
    FormOnPage::to(&page, "/login/forgot").fill("contact", &kim.email).send(&forgetful).await;
    note(&torque.next_way_in(before).await, secrets);
    for browser in [&by_link, &by_code, &by_password] {
        secrets.extend(browser.cookies().into_values().map(|value| ("a customer's cookie", value)));
    }
    codes
}

/// Whether a code stands somewhere by itself: six digits are also part of many a number and time.
fn stands_alone(content: &str, code: &str) -> bool {
    let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '+');
    content.match_indices(code).any(|(at, _)| {
        !content[..at].chars().next_back().is_some_and(joins)
            && !content[at + code.len()..].chars().next().is_some_and(joins)
    })
}
