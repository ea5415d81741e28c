//! Staff sign-in: one answer for every mistake, and limits per account and address.

use std::sync::{Arc, RwLock};

use forecourt_tests::shops::{PASSWORD, sign_in};
use forecourt_tests::{Backend, Client, TwoShops, both};

both! {
    async fn every_mistake_gets_the_same_answer(shops: TwoShops) {
        let mut answers = Vec::new();
        for (email, password) in [("owner@torque.example", "wrong"), ("nobody@torque.example", "wrong"), ("owner@sample-shop.example", PASSWORD), ("not an address", PASSWORD), ("owner@torque.example", "")] {
            let browser = shops.torque.visitor();
            let answer = sign_in(&browser, email, password).await;
            assert!((400..500).contains(&answer.status), "{answer}");
            assert!(answer.set_cookies().is_empty(), "{answer}");
            answers.push((answer.status, answer.words().replace(email, "")));
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");
    }

    async fn an_address_is_known_in_any_spelling(shops: TwoShops) {
        for email in ["OWNER@Torque.Example", " owner@torque.example "] {
            sign_in(&shops.torque.visitor(), email, PASSWORD).await.expect(303);
        }
    }

    async fn what_was_typed_is_kept_but_the_password(shops: TwoShops) {
        let answer = sign_in(&shops.torque.visitor(), "owner@torque.example", "not-my-password").await;
        assert_eq!(forecourt_tests::html::field(&answer.text(), "email").as_deref(), Some("owner@torque.example"));
        answer.without("not-my-password");
    }

    async fn guessing_an_account_is_slowed_for_that_account_alone(shops: TwoShops) {
        let mut last = sign_in(&shops.torque.visitor(), "owner@torque.example", "guess").await;
        for _ in 0..20 {
            last = sign_in(&shops.torque.visitor(), "owner@torque.example", "guess").await;
        }
        assert_eq!(last.status, 429, "{last}");
        assert!(last.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0), "{last}");
        let right = sign_in(&shops.torque.visitor(), "owner@torque.example", PASSWORD).await;
        assert_eq!(right.status, 429, "the right one too: {right}");
        sign_in(&shops.sample.visitor(), "owner@sample-shop.example", PASSWORD).await.expect(303);
        // Who is in stays in.
        shops.torque.owner.get("/staff/customers").await.expect(200);
    }

    async fn guessing_from_one_address_is_slowed_whatever_it_says(shops: TwoShops) {
        let mut last = 0;
        for n in 0..80 {
            let browser = shops.torque.visitor();
            let csrf = browser.csrf("/staff/login").await;
            let fields = [("csrf", csrf.as_str()), ("email", &format!("guess{n}@torque.example")), ("password", "x")];
            let call = browser.post("/staff/login").header("x-forwarded-for", &format!("203.0.113.{n}")).header("x-real-ip", &format!("203.0.113.{n}"));
            last = call.form(&fields).await.status;
        }
        assert_eq!(last, 429, "a made-up address does not help");
    }

    async fn a_long_password_is_answered_quickly(shops: TwoShops) {
        let answer = sign_in(&shops.torque.visitor(), "owner@torque.example", &"x".repeat(50_000)).await;
        assert!((400..500).contains(&answer.status), "{answer}");
        let answer = sign_in(&shops.torque.visitor(), &"x".repeat(50_000), "y").await;
        assert!((400..500).contains(&answer.status), "{answer}");
    }
}

/// With limits of their own, two servers would allow twice as many guesses.
#[tokio::test]
async fn two_servers_count_together() {
    let shops = TwoShops::start(Backend::Many).await;
    let second = shops.server.another().await;
    let other = Client::new(Arc::new(RwLock::new(second.address)), shops.torque.owner.host());
    for _ in 0..6 {
        for browser in [shops.torque.visitor(), other.forked()] {
            sign_in(&browser, "owner@torque.example", "guess").await;
        }
    }
    for browser in [shops.torque.visitor(), other.forked()] {
        sign_in(&browser, "owner@torque.example", PASSWORD).await.expect(429);
    }
}
