//! After a day's work: no secret lies anywhere it could be read (security rows 7, 8).

use forecourt_tests::server::SEALING_KEY;
use forecourt_tests::shops::{PASSWORD, accept_invitation, invitation};
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
