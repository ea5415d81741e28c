//! Behind proxies: the client's address and the host that it asked for, however proxies write them, and whatever a client
//! made up before.

use forecourt_tests::server::set;
use forecourt_tests::{Answer, Backend, TwoShops, both};

/// Two shops behind a proxy that is believed.
#[derive(Debug)]
struct Behind {
    shops: TwoShops,
}

impl Behind {
    async fn start(backend: Backend) -> Self {
        let trusted = vec!["127.0.0.0/8", "10.0.0.0/8"];
        Self { shops: TwoShops::start_with(backend, |settings| set(settings, "server.trusted_proxies", trusted)).await }
    }

    /// A guess at a password, by what a proxy writes.
    async fn guess(&self, header: &str, written: &str, email: &str) -> Answer {
        let call = self.shops.torque.visitor().post("/staff/login").header(header, written);
        call.form(&[("email", email), ("password", "wrong"), ("next", "")]).await
    }
}

both! {
    async fn each_client_has_a_limit_of_its_own_however_the_proxy_writes_the_address(behind: Behind) {
        // N is a port of the client's, or what a stranger made up: nothing that counts.
        let forms = [
            ("x-forwarded-for", "198.51.100.17:4N", "198.51.100.18:4N"),
            ("x-forwarded-for", "[2001:db8:a::1]:4N, 10.1.1.1:9", "[2001:db8:b::1]:4N, 10.1.1.1:9"),
            ("forwarded", "for=203.0.113.N, for=\"198.51.100.19:4N\";proto=https", "for=198.51.100.20"),
            ("forwarded", "for=_N, FOR=\"[2001:db8:c::1]:4N\" , for=10.1.1.1; by=_here", "for=\"[2001:db8:d::1]\""),
        ];
        for (at, (header, one, neighbour)) in forms.into_iter().enumerate() {
            let email = format!("guessed{at}@torque.example");
            let mut statuses = Vec::new();
            for n in 10..22 {
                statuses.push(behind.guess(header, &one.replace('N', &n.to_string()), &email).await.status);
            }
            assert!(statuses[0] == 422 && statuses[11] == 429, "{one}: {statuses:?}");
            let next = behind.guess(header, &neighbour.replace('N', "99"), &email).await;
            assert_eq!(next.status, 422, "{neighbour} is another: {next}");
        }
    }

    async fn a_client_that_hides_or_contradicts_its_proxy_gains_no_limit(behind: Behind) {
        let mut last = 0;
        for n in 10..70 {
            let call = behind.shops.torque.visitor().post("/staff/login");
            let call = match n % 3 {
                0 => call.header("forwarded", &format!("for=203.0.113.{n}, for=_hidden{n}")),
                1 => call.header("forwarded", &format!("for=203.0.113.{n}")).header("x-forwarded-for", "198.51.100.30"),
                _ => call.header("forwarded", "for=198.51.100.30").header("x-forwarded-for", &format!("203.0.113.{n}")),
            };
            let email = format!("guessed{n}@torque.example");
            last = call.form(&[("email", email.as_str()), ("password", "wrong"), ("next", "")]).await.status;
        }
        assert_eq!(last, 429, "all of them count as the proxy");
    }

    async fn the_nearest_proxy_says_which_host(behind: Behind) {
        let visitor = behind.shops.server.client("inner.example:9000");
        for (header, written) in [
            ("x-forwarded-host", "torque.localhost:8080"), ("x-forwarded-host", "sample-shop.localhost, torque.localhost"), ("x-forwarded-host", "sample-shop.localhost,TORQUE.localhost:1, "),
            ("forwarded", "for=192.0.2.1;host=\"torque.localhost:8080\";proto=https"), ("forwarded", "for=192.0.2.1;host=sample-shop.localhost, for=192.0.2.2;host=torque.localhost"),
            ("forwarded", "for=192.0.2.1; host=torque.localhost, for=10.1.1.1"),
        ] {
            visitor.get("/").header(header, written).await.expect(200).saying("Torque Garage").without("Sample Shop");
            visitor.get("/").header("x-forwarded-proto", "javascript, https").header(header, written).await.expect(200).saying("Torque Garage");
        }
        for (header, written) in [("x-forwarded-host", "torque.localhost, "), ("forwarded", "for=192.0.2.1, for=192.0.2.2;host=torque.localhost")] {
            let page = visitor.get("/").header(header, written).header("x-forwarded-for", "192.0.2.1").await;
            assert_eq!(page.status, if header == "forwarded" { 404 } else { 200 }, "beside the older headers `Forwarded` may be a stranger's: {page}");
        }
        for both in [("torque.localhost", "host=sample-shop.localhost"), ("sample-shop.localhost", "for=192.0.2.1;host=torque.localhost"), ("torque.localhost, -", "")] {
            visitor.get("/").header("x-forwarded-host", both.0).header("forwarded", both.1).await.expect(400).without("Torque").without("Sample");
        }
        let direct = behind.shops.torque.visitor();
        direct.get("/").header("forwarded", "for=192.0.2.1;host=sample-shop.localhost, for=192.0.2.2").await.expect(200).saying("Torque Garage");
    }
}
