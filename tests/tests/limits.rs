//! Limits of what strangers may do: by address, whatever they say of themselves, and with a word of when to come back.

use forecourt_tests::server::set;
use forecourt_tests::shops::PASSWORD;
use forecourt_tests::{Answer, Backend, Shop, TwoShops, both};

/// Two shops behind a proxy that is believed: each request says which address it comes from.
#[derive(Debug)]
struct Behind {
    shops: TwoShops,
}

impl Behind {
    async fn start(backend: Backend) -> Self {
        let trusted: Vec<&str> = vec!["127.0.0.0/8"];
        let shops = TwoShops::start_with(backend, |settings| set(settings, "server.trusted_proxies", trusted)).await;
        Self { shops }
    }

    /// How many passwords the server has compared.
    async fn passwords_compared(&self) -> u64 {
        let metrics = self.shops.server.client("127.0.0.1").get("/metrics").await.expect(200).text();
        let counted = metrics.lines().find_map(|line| line.strip_prefix("password_checks_total "));
        counted.map_or(0, |number| number.parse().expect("a number"))
    }
}

both! {
    async fn a_home_network_counts_as_one(behind: Behind) {
        let shop = &behind.shops.torque;
        let guess = |n: u32| async move {
            let address = format!("2001:db8:7:9:{n:x}::{n:x}");
            guess(shop, &address, &format!("guess{n}@torque.example"), "wrong").await.status
        };
        let mut last = 0;
        for n in 0..70 {
            last = guess(n).await;
        }
        assert_eq!(last, 429, "an IPv6 network of one customer is one address");
        let next_door = guess_at(shop, "2001:db8:7:a::1").await;
        assert_eq!(next_door.status, 422, "and the next one is another: {next_door}");
    }

    async fn what_a_proxy_did_not_say_does_not_count(behind: Behind) {
        let shop = &behind.shops.torque;
        let mut last = None;
        for n in 0..70 {
            // The last address is the one that the proxy saw; those before are the guesser's invention.
            let forwarded = format!("198.51.100.{n}, 203.0.113.7");
            last = Some(guess(shop, &forwarded, &format!("guess{n}@torque.example"), "wrong").await);
        }
        let last = last.unwrap();
        assert_eq!(last.status, 429, "{last}");
    }

    async fn one_address_is_one_at_every_shop(behind: Behind) {
        for n in 0..40 {
            for shop in [&behind.shops.torque, &behind.shops.sample] {
                guess(shop, "203.0.113.9", &format!("guess{n}@example.com"), "wrong").await;
            }
        }
        for shop in [&behind.shops.torque, &behind.shops.sample] {
            let answer = guess_at(shop, "203.0.113.9").await;
            assert_eq!(answer.status, 429, "{answer}");
            assert_eq!(guess_at(shop, "203.0.113.10").await.status, 422, "a neighbour is let try");
        }
    }

    async fn a_stranger_cannot_lock_the_owner_out(behind: Behind) {
        let shop = &behind.shops.torque;
        for _ in 0..40 {
            guess(shop, "203.0.113.66", &shop.owner_email(), "wrong").await;
        }
        let shut = guess(shop, "203.0.113.66", &shop.owner_email(), PASSWORD).await;
        assert_eq!(shut.status, 429, "{shut}");
        let owner = guess(shop, "192.0.2.1", &shop.owner_email(), PASSWORD).await;
        assert_eq!(owner.status, 303, "from their own address they get in: {owner}");
    }

    async fn who_is_refused_learns_when_to_come_back(behind: Behind) {
        let shop = &behind.shops.torque;
        let mut last = guess_at(shop, "203.0.113.5").await;
        for _ in 0..12 {
            last = guess_at(shop, "203.0.113.5").await;
        }
        assert_eq!(last.status, 429, "{last}");
        let seconds: u64 = last.header("retry-after").parse().unwrap();
        assert!((1..=180).contains(&seconds), "ten in half an hour are one in three minutes: {seconds}");
        let minutes = seconds.div_ceil(60).to_string();
        assert!(last.words().contains(&minutes), "told in words, too: {last}");
    }

    async fn an_unknown_person_is_limited_as_a_known_one_is(behind: Behind) {
        let shop = &behind.shops.torque;
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for _ in 0..13 {
            known.push(guess(shop, "203.0.113.20", &shop.owner_email(), "wrong").await.status);
            unknown.push(guess(shop, "203.0.113.21", "nobody@torque.example", "wrong").await.status);
        }
        assert_eq!(known, unknown);
        assert_eq!(known.last(), Some(&429));
    }

    async fn a_robot_that_is_turned_away_costs_no_hash(behind: Behind) {
        let (shop, before) = (&behind.shops.torque, behind.passwords_compared().await);
        let mut answered = 0;
        for n in 0..60 {
            let answer = guess_at(shop, "203.0.113.30").await;
            answered += u64::from(answer.status == 422);
            assert!(n < 11 || answer.status == 429, "{answer}");
        }
        assert!((1..=11).contains(&answered), "{answered}");
        assert_eq!(behind.passwords_compared().await - before, answered);
    }
}

/// A guess at an account that stays the same, from an address.
async fn guess_at(shop: &Shop, address: &str) -> Answer {
    guess(shop, address, "somebody@example.com", "wrong").await
}

async fn guess(shop: &Shop, forwarded: &str, email: &str, password: &str) -> Answer {
    let call = shop.visitor().post("/staff/login").header("x-forwarded-for", forwarded);
    call.form(&[("email", email), ("password", password), ("next", "")]).await
}
