//! Which shop a request is for (docs/product.md, section 2; SECURITY.md, row 3).

use forecourt_tests::server::PUBLIC_PORT;
use forecourt_tests::{NamedShops, TwoShops, both, raw};

const OWN: &str = "portal.torque-garage.example";

both! {
    async fn any_other_host_finds_no_garage(shops: TwoShops) {
        for host in ["nobody.localhost", "a.torque.localhost", "torque.localhost.evil.example", "torquelocalhost", "evil.example"] {
            for path in ["/", "/staff/login", "/portal/ab", "/nothing", "/brand.css", "/dev/outbox"] {
                let page = shops.server.client(host).get(path).await.expect(404);
                page.saying("Unable to find your garage. Please check the URL.").without("Torque");
            }
        }
    }

    async fn every_spelling_of_a_host_is_the_same_shop(shops: TwoShops) {
        for host in ["torque.localhost", "TORQUE.LocalHost", "torque.localhost.", "torque.localhost:8080", "torque.localhost:1", "Torque.localhost.:65535"] {
            shops.server.client(host).get("/").await.expect(200).saying("Torque Garage");
        }
    }

    async fn nonsense_for_a_host_is_refused(shops: TwoShops) {
        for host in ["torque.localhost:99999", "torque.localhost:", "user@torque.localhost", "torque..localhost", "-torque.localhost", "[::1]", "torque.localhost/x", "torque.localhost,sample-shop.localhost", "torque\u{b5}.localhost", "xn--torque.localhost", ""] {
            let answer = raw::send(shops.server.address(), format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).await;
            assert!([400, 404].contains(&raw::status(&answer)), "{host:?}: {answer}");
            assert!(!answer.contains("Torque Garage"), "{host:?}: {answer}");
        }
    }

    async fn two_hosts_in_one_request_are_refused(shops: TwoShops) {
        for request in [
            "GET / HTTP/1.1\r\nHost: torque.localhost\r\nHost: sample-shop.localhost\r\nConnection: close\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: torque.localhost\r\nHost: torque.localhost\r\nConnection: close\r\n\r\n",
            "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        ] {
            let answer = raw::send(shops.server.address(), request).await;
            assert_eq!(raw::status(&answer), 400, "{request}: {answer}");
            assert!(!answer.contains("Garage") || answer.contains("Unable to find"), "{answer}");
        }
    }

    async fn an_absolute_address_must_name_the_same_host(shops: TwoShops) {
        let ask = |target: &str, host: &str| raw::send(shops.server.address(), format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        let agreed = ask("http://torque.localhost/", "torque.localhost").await;
        assert_eq!(raw::status(&agreed), 200, "{agreed}");
        let torn = ask("http://torque.localhost/", "sample-shop.localhost").await;
        // RFC 9112, 3.2.2: the target wins; refusing is safer still. Never the Host header's shop.
        assert!(!torn.contains("Sample Shop"), "{torn}");
        let elsewhere = ask("http://evil.example/", "torque.localhost").await;
        assert!([400, 404].contains(&raw::status(&elsewhere)), "{elsewhere}");
    }

    async fn forwarded_hosts_of_strangers_are_not_believed(shops: TwoShops) {
        let visitor = shops.torque.visitor();
        for (name, value) in [
            ("x-forwarded-host", "sample-shop.localhost"), ("forwarded", "host=sample-shop.localhost"), ("x-host", "sample-shop.localhost"),
            ("x-original-host", "sample-shop.localhost"), ("x-forwarded-server", "sample-shop.localhost"), ("x-original-url", "/staff"),
        ] {
            visitor.get("/").header(name, value).await.expect(200).saying("Torque Garage").without("Sample Shop");
        }
    }

    async fn a_secret_link_always_points_to_the_shops_own_host(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let record = format!("/staff/customers/{}", alex.id);
        let csrf = shops.torque.owner.csrf(&record).await;
        // The same session under other spellings of the host, and with forwarded hosts of an attacker.
        for (host, forwarded) in [("torque.localhost:666", ""), ("TORQUE.LOCALHOST", ""), ("torque.localhost.", ""), ("torque.localhost:8080", "evil.example")] {
            let before = shops.torque.messages().await.len();
            let browser = shops.torque.owner.moved_to(host);
            let call = browser.post(format!("{record}/portal-link")).header("x-forwarded-host", forwarded).header("forwarded", &format!("host={forwarded}"));
            let answer = call.form(&[("csrf", &csrf), ("channel", "sms"), ("return_to", &record)]).await;
            assert_eq!(answer.status, 303, "{host}: {answer}");
            let link = shops.torque.next_link(before).await;
            assert!(link.url.starts_with(&format!("http://torque.localhost:{PUBLIC_PORT}/portal/")), "{host} {forwarded}: {link:?}");
        }
        let before = shops.torque.messages().await.len();
        shops.expire_links(&alex).await;
        let link = shops.torque.messages().await[0]["text"].as_str().unwrap().parse::<forecourt_tests::Link>().unwrap();
        let visitor = shops.torque.visitor();
        visitor.post(format!("{}/renew", link.path)).header("x-forwarded-host", "evil.example").await;
        assert!(shops.torque.next_link(before).await.url.starts_with(&format!("http://torque.localhost:{PUBLIC_PORT}/")));
    }

    async fn a_shops_own_host_is_read_as_strictly(named: NamedShops) {
        named.own("torque", OWN).await;
        let server = &named.shops.server;
        let ask = |lines: String| raw::send(server.address(), format!("GET / HTTP/1.1\r\n{lines}\r\nConnection: close\r\n\r\n"));
        for host in [OWN, "PORTAL.Torque-Garage.EXAMPLE", "portal.torque-garage.example.", "portal.torque-garage.example:8080", "Portal.torque-garage.example.:65535"] {
            let page = ask(format!("Host: {host}")).await;
            assert!(raw::status(&page) == 200 && page.contains("Torque Garage"), "{host}: {page}");
        }
        let mut nearly = vec![format!("{OWN}:"), format!("{OWN}:99999"), format!("user@{OWN}"), format!("{OWN}/"), format!("{OWN},{OWN}"), format!("{OWN}.localhost"), format!("torque.{OWN}")];
        for (at, _) in OWN.char_indices() {
            let (before, after) = OWN.split_at(at);
            nearly.push(format!("{before}{}", &after[1..]));
            for other in ["x", ".", "-", "_", "%", "\u{430}"] {
                nearly.push(format!("{before}{other}{after}"));
                nearly.push(format!("{before}{other}{}", &after[1..]));
            }
        }
        for host in nearly.iter().filter(|host| *host != OWN) {
            let page = ask(format!("Host: {host}")).await;
            assert!([400, 404].contains(&raw::status(&page)) && !page.contains("Torque"), "{host}: {page}");
        }
        for lines in [format!("Host: {OWN}\r\nHost: {OWN}"), format!("Host: {OWN}\r\nHost: sample-shop.localhost")] {
            assert_eq!(raw::status(&ask(lines).await), 400);
        }
        let sample = server.shop("sample-shop");
        sample.get("/").header("x-forwarded-host", OWN).await.expect(200).saying("Sample Shop").without("Torque");
        let visitor = server.client(OWN);
        visitor.get("/").header("x-forwarded-host", "sample-shop.localhost").await.expect(200).without("Sample Shop");
    }

    async fn links_lead_to_the_stored_host_whatever_the_request_names(named: NamedShops) {
        named.own("torque", OWN).await;
        let shop = &named.shops.torque;
        let alex = shop.add_customer("Alex Morgan").await;
        let record = format!("/staff/customers/{}", alex.id);
        let csrf = shop.owner.csrf(&record).await;
        for (host, forwarded) in [("torque.localhost:666", ""), ("TORQUE.LOCALHOST", OWN), ("torque.localhost.", "evil.example"), ("torque.localhost:8080", "sample-shop.localhost")] {
            let before = shop.messages().await.len();
            let call = shop.owner.moved_to(host).post(format!("{record}/portal-link")).header("x-forwarded-host", forwarded);
            call.form(&[("csrf", &csrf), ("channel", "sms"), ("return_to", &record)]).await.expect(303);
            let link = shop.next_link(before).await;
            assert!(link.url.starts_with(&format!("http://{OWN}:{PUBLIC_PORT}/portal/")), "{host} {forwarded}: {link:?}");
        }
    }

    async fn the_platforms_own_host_is_no_shop(shops: TwoShops) {
        let platform = shops.server.platform();
        platform.get("/").await.expect(200).saying("Forecourt");
        for path in ["/staff", "/staff/login", "/jobs", "/portal/ab"] {
            let page = platform.get(path).await;
            assert_eq!(page.status, 404, "{page}");
        }
    }

    async fn paths_are_not_folded(shops: TwoShops) {
        let visitor = shops.torque.visitor();
        for path in ["//staff/customers", "/staff//customers", "/staff/./customers", "/STAFF/customers", "/staff%2fcustomers", "/%73taff%2Fcustomers", "/jobs/../staff/customers", "/assets/x/../../staff/customers", "/assets/x/%2e%2e/%2e%2e/Cargo.toml"] {
            let page = raw::send(shops.server.address(), format!("GET {path} HTTP/1.1\r\nHost: torque.localhost\r\nConnection: close\r\n\r\n")).await;
            assert!([303, 400, 401, 404].contains(&raw::status(&page)), "{path}: {page}");
        }
        visitor.get("/nothing").await.expect(404).saying("Torque Garage");
    }
}
