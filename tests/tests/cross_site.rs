//! What pages of one shop can make a browser do at another (SECURITY.md, rows 8 and 9), branding, and shared caches.

use forecourt_tests::{Answer, Client, TwoShops, both, html};
use reqwest::Method;

both! {
    async fn a_siblings_page_cannot_post_here(shops: TwoShops) {
        let before = customers(&shops).await;
        let fields = new_customer(&shops.torque.owner.csrf("/staff/customers/new").await);
        let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let post = || shops.torque.owner.post("/staff/customers/new").form(&fields);
        for site in ["same-site", "cross-site", "nonsense"] {
            refused(post().header("sec-fetch-site", site).await);
        }
        for origin in ["http://sample-shop.localhost:8080", "http://evil.example", "null", "http://torque.localhost:81", "http://torque.localhost.evil.example"] {
            refused(post().header("sec-fetch-site", "").header("origin", origin).await);
        }
        assert_eq!(customers(&shops).await, before, "nothing was written");
        post().await.expect(303);
        post().header("sec-fetch-site", "").await.expect(303);
    }

    async fn a_form_needs_the_sessions_own_token(shops: TwoShops) {
        let before = customers(&shops).await;
        let other = shops.torque.staff(&shops.server, "advisor").await;
        let others = other.csrf("/staff/customers/new").await;
        let siblings = shops.sample.owner.csrf("/staff/customers/new").await;
        let own = shops.torque.owner.csrf("/staff/customers/new").await;
        let cut = own[..own.len() - 1].to_owned();
        for token in ["", "x", &others, &siblings, &cut, &own.to_uppercase().replace(|c: char| c.is_ascii_digit(), "0")] {
            let fields = new_customer(token);
            let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            refused(shops.torque.owner.post("/staff/customers/new").form(&fields).await);
            refused(shops.torque.owner.post("/staff/customers/new").form(&fields[1..]).await);
        }
        assert_eq!(customers(&shops).await, before);
    }

    async fn sign_in_cannot_be_forged_either(shops: TwoShops) {
        let visitor = shops.torque.visitor();
        let csrf = html::field(&visitor.get("/staff/login").await.text(), "csrf").unwrap_or_default();
        let email = shops.torque.owner_email();
        let fields = [("csrf", csrf.as_str()), ("email", email.as_str()), ("password", forecourt_tests::shops::PASSWORD)];
        refused(visitor.post("/staff/login").header("sec-fetch-site", "same-site").form(&fields).await);
        refused(visitor.post("/staff/login").header("sec-fetch-site", "cross-site").form(&fields).await);
        assert!(visitor.get("/staff/customers").await.status != 200);
    }

    async fn a_page_that_only_reads_never_writes(shops: TwoShops) {
        let (alex, job, phone) = shops.customer_with_job().await;
        let record = format!("/staff/customers/{}", alex.id);
        for path in [format!("{record}/portal-link/revoke"), format!("/staff/jobs/{job}/status"), format!("/staff/jobs/{job}/photos"), "/staff/sign-out".to_owned()] {
            let answer = shops.torque.owner.get(&path).await;
            assert!([404, 405].contains(&answer.status), "{answer}");
        }
        phone.get("/sign-out").await.expect(405);
        phone.get("/").await.expect(200).saying("Alex Morgan");
    }

    async fn cookies_belong_to_one_host(shops: TwoShops) {
        let (_, _, phone) = shops.customer_with_job().await;
        for browser in [&shops.torque.owner, &phone] {
            assert!(!browser.cookies().is_empty());
        }
        let alex = shops.torque.add_customer("Priya Natarajan").await;
        let link = shops.torque.send_link(&alex, forecourt_tests::Channel::Sms).await;
        let mut seen = 0;
        for answer in [shops.torque.visitor().get(&link.path).await, sign_in(&shops.torque.visitor(), &shops).await] {
            for cookie in answer.set_cookies() {
                let lower = cookie.to_lowercase();
                assert!(lower.contains("httponly") && lower.contains("samesite=lax") && lower.contains("path=/"), "{cookie}");
                assert!(!lower.contains("domain="), "{cookie}");
                seen += 1;
            }
        }
        assert!(seen >= 2, "both kinds of session set one");
    }

    async fn headers_defend_every_page(shops: TwoShops) {
        let (alex, job, phone) = shops.customer_with_job().await;
        let pages = [
            phone.get("/").await, phone.get(format!("/jobs/{job}")).await, shops.torque.visitor().get("/staff/login").await,
            shops.torque.owner.get(format!("/staff/customers/{}", alex.id)).await, phone.get("/nothing").await, shops.server.client("nobody.localhost").get("/").await,
        ];
        for page in pages {
            assert_eq!(page.header("x-content-type-options"), "nosniff", "{page}");
            assert!(["same-origin", "strict-origin"].contains(&page.header("referrer-policy")), "{page}");
            assert!(page.header("cache-control").contains("no-store"), "{page}");
            let varies = page.headers.get_all("vary").iter().any(|value| value.to_str().unwrap().to_lowercase().contains("host"));
            assert!(varies, "a cache must keep shops apart: {page}");
            let policy = page.header("content-security-policy");
            for part in ["default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'", "script-src 'self'"] {
                assert!(policy.contains(part), "{part}: {page}");
            }
            assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval"), "{policy}");
            let html = page.text();
            for inline in [" style=\"", " onclick=", " onload=", "javascript:"] {
                assert!(!html.contains(inline), "{inline} in {page}");
            }
        }
    }

    async fn nobody_is_sent_elsewhere_after_signing_in(shops: TwoShops) {
        for next in ["https://evil.example", "//evil.example", "/\\evil.example", "/%5cevil.example", "\\\\evil.example", "/\t/evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x=1", "http:evil.example"] {
            let visitor = shops.torque.visitor();
            let csrf = html::field(&visitor.get("/staff/login").await.text(), "csrf").unwrap_or_default();
            let email = shops.torque.owner_email();
            let fields = [("csrf", csrf.as_str()), ("email", email.as_str()), ("password", forecourt_tests::shops::PASSWORD), ("next", next)];
            let answer = visitor.post("/staff/login").form(&fields).await.expect(303);
            let to = answer.location();
            assert!(to.starts_with("/staff") || to == "/%5cevil.example", "{next:?} → {to}");
            assert!(answer.set_cookies().iter().all(|cookie| !cookie.starts_with("x=")), "{answer}");
        }
        let visitor = shops.torque.visitor();
        let away = visitor.get("/staff/customers?q=alex").await.expect(303);
        assert_eq!(away.location(), "/staff/login?next=%2Fstaff%2Fcustomers%3Fq%3Dalex");
    }

    async fn return_paths_of_a_send_stay_here(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let record = format!("/staff/customers/{}", alex.id);
        for evil in ["https://evil.example", "//evil.example", "/\\evil.example"] {
            let answer = shops.torque.owner.submit(&record, &format!("{record}/portal-link"), &[("channel", "sms"), ("return_to", evil)]).await.expect(303);
            assert!(answer.location().starts_with("/staff"), "{answer}");
        }
    }
}

/// Over TLS every cookie is bound to its host by name, and browsers come back by TLS only.
#[tokio::test]
async fn cookies_over_tls_are_host_cookies() {
    let shops = TwoShops::start_with(forecourt_tests::Backend::Embedded, |settings| {
        forecourt_tests::server::set(settings, "platform.public_url", "https://localhost");
    });
    let shops = shops.await;
    let answer = sign_in(&shops.torque.visitor(), &shops).await;
    assert!(!answer.set_cookies().is_empty());
    for cookie in answer.set_cookies() {
        assert!(cookie.starts_with("__Host-") && cookie.to_lowercase().contains("secure"), "{cookie}");
    }
    assert!(answer.header("strict-transport-security").contains("max-age="), "{answer}");
}

#[track_caller]
fn refused(answer: Answer) {
    assert_eq!(answer.status, 403, "{answer}");
}

async fn sign_in(browser: &Client, shops: &TwoShops) -> Answer {
    let csrf = html::field(&browser.get("/staff/login").await.text(), "csrf").unwrap_or_default();
    let email = shops.torque.owner_email();
    let fields = [("csrf", csrf.as_str()), ("email", &email), ("password", forecourt_tests::shops::PASSWORD)];
    browser.request(Method::POST, "/staff/login").form(&fields).await.expect(303)
}

fn new_customer(csrf: &str) -> [(&'static str, String); 5] {
    [
        ("csrf", csrf.to_owned()),
        ("name", "Mallory".to_owned()),
        ("salutation", String::new()),
        ("email", "mallory@example.com".to_owned()),
        ("phone", String::new()),
    ]
}

async fn customers(shops: &TwoShops) -> u64 {
    shops.server.database.count("customers", "1 = 1").await
}
