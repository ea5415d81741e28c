//! What browsers say in headers beside what is ours, and what their pages tell in `Referer`.

use forecourt_tests::ways::{FormOnPage, is_signed_in};
use forecourt_tests::{Answer, Channel, Client, TwoShops, both, raw};

/// Cookies of others, as bytes: UTF-8, Latin-1, and neither.
const FOREIGN: [&[u8]; 3] =
    ["utm_campaign=Gr\u{f6}\u{df}e".as_bytes(), b"utm_campaign=Gr\xf6\xdfe", b"caf\xe9=\xff\xfe"];
/// A token that opens nothing.
const INVENTED: &str = "abababababababababababababababababababababababababababababababab";

both! {
    async fn a_foreign_cookie_ends_no_session(shops: TwoShops) {
        let (_, _, phone) = shops.customer_with_job().await;
        for (browser, path, says) in [(&phone, "/", "Alex Morgan"), (&shops.torque.owner, "/staff/customers", "Alex Morgan")] {
            let ours: Vec<_> = browser.cookies().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
            let ours = ours.join("; ");
            for foreign in FOREIGN {
                let before = [foreign, b"; ", ours.as_bytes()].concat();
                let after = [ours.as_bytes(), b"; ", foreign].concat();
                let lines = [foreign, b"\r\nCookie: ", ours.as_bytes()].concat();
                for cookies in [before, after, lines] {
                    let head = format!("GET {path} HTTP/1.1\r\nHost: torque.localhost\r\nConnection: close\r\nCookie: ");
                    let page = raw::send(shops.server.address(), [head.as_bytes(), &cookies, b"\r\n\r\n"].concat()).await;
                    assert!(raw::status(&page) == 200 && page.contains(says), "{}: {page}", cookies.escape_ascii());
                }
            }
        }
    }

    async fn a_foreign_cookie_spoils_no_sign_in(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let browser = shops.torque.visitor();
        browser.set_cookie("utm_campaign", "Gr\u{f6}\u{df}e");
        let way = shops.torque.ask_and_read(&browser, &alex.email).await;
        shops.torque.tell_code(&browser, &way.code).await.expect(303);
        assert!(is_signed_in(&browser, "Alex Morgan").await);
        let way = shops.torque.ask_and_read(&shops.torque.visitor(), &alex.email).await;
        let tap = shops.torque.visitor();
        tap.set_cookie("utm_campaign", "Gr\u{f6}\u{df}e");
        shops.torque.press_continue(&tap, &way.link).await.expect(303);
        assert!(is_signed_in(&tap, "Alex Morgan").await);
    }

    async fn a_file_of_the_theme_that_the_browser_has_is_not_sent_again(shops: TwoShops) {
        let visitor = shops.torque.visitor();
        let page = visitor.get("/staff/login").await.expect(200).text();
        let css = forecourt_tests::html::attributes(&page, "href").into_iter().find(|href| href.ends_with(".css") && href.starts_with("/assets/")).expect("a stylesheet");
        for address in [css.clone(), css.replace("/assets/", "/assets/0")] {
            let first = visitor.get(&address).await.expect(200);
            let tag = first.header("etag").trim_start_matches("W/").to_owned();
            for had in [tag.clone(), format!("W/{tag}"), format!("\"a\", W/{tag}")] {
                let again = visitor.get(&address).header("if-none-match", &had).header("accept-encoding", "br").await.expect(304);
                assert!(again.body.is_empty() && again.header("cache-control") == first.header("cache-control"), "{again}");
            }
            visitor.get(&address).header("if-none-match", "\"other\"").await.expect(200);
        }
    }

    async fn an_odd_byte_hides_no_browser_and_no_machine(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        let machine = shops.torque.visitor();
        let seen = machine.get(&link.path).header("user-agent", "WhatsApp/2.23 Gr\u{f6}\u{df}e").await.expect(200);
        seen.without("Alex Morgan").saying("Continue");
        assert!(machine.cookies().is_empty());
        let phone = shops.torque.visitor();
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 Gr\u{f6}\u{df}e";
        phone.get(&link.path).header("user-agent", agent).await.expect(200).saying("Alex Morgan");
        shops.torque.owner.get(format!("/staff/customers/{}", alex.id)).await.expect(200).saying("Firefox on Linux");
    }

    async fn a_page_tells_its_address_to_its_own_host_only_and_no_secret(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let link = shops.torque.send_link(&alex, Channel::Sms).await;
        let way = shops.torque.ask_and_read(&shops.torque.visitor(), &alex.email).await;
        let (shop, platform, ops) = (shops.torque.visitor(), shops.server.platform(), shops.server.client("ops.localhost:8080"));
        let secret = [
            (&shop, link.path.clone()), (&shop, way.link.clone()), (&shop, format!("/portal/{INVENTED}")), (&shop, format!("/sign-in/{}", &INVENTED[..48])),
            (&shop, format!("/a/{INVENTED}")), (&shop, format!("/handoff/{INVENTED}")), (&shop, format!("/staff/invitations/{INVENTED}")),
            (&ops, format!("/console/invitations/{INVENTED}")), (&platform, format!("/client-login/link/{INVENTED}")), (&platform, format!("/portal/{INVENTED}")),
            // A mistyped address of a secret, on any host.
            (&shop, format!("/portl/{INVENTED}")), (&shop, format!("/{INVENTED}")), (&shop, format!("/portal/{INVENTED}/more")), (&shop, format!("/jobs/{INVENTED}")),
            (&platform, format!("/{INVENTED}")), (&ops, format!("/{INVENTED}")),
        ];
        for (browser, path) in &secret {
            let page = browser.get(path).await;
            assert_eq!(page.header("referrer-policy"), "strict-origin", "{page}");
        }
        let unknown = shops.server.client("nobody.localhost").get(&link.path).await.expect(404);
        assert_eq!(unknown.header("referrer-policy"), "strict-origin");
        let not_two = [("torque.localhost\r\nHost: torque.localhost", 400), ("torque.localhost", 405)];
        for (host, status) in not_two {
            let refused = raw::send(shops.server.address(), format!("DELETE {} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", link.path)).await;
            assert!(raw::status(&refused) == status && refused.to_lowercase().contains("referrer-policy: strict-origin\r\n"), "{refused}");
        }
        let visitor = shops.torque.visitor();
        for (browser, path) in [
            (&shop, "/"), (&visitor, "/"), (&visitor, "/login"), (&visitor, "/staff/login"), (&shops.torque.owner, "/staff/customers"), (&shops.torque.owner, "/staff/settings/branding"),
            (&platform, "/"), (&platform, "/client-login"), (&ops, "/console/login"),
        ] {
            let page = browser.get(path).await.expect(200);
            assert_eq!(page.header("referrer-policy"), "same-origin", "{page}");
        }
    }

    /// Safari before 16.4 knows no `Sec-Fetch-Site`: it sends `Origin`, and `Referer` as the page's policy says.
    async fn forms_work_in_browsers_that_know_no_fetch_metadata(shops: TwoShops) {
        let torque = &shops.torque;
        let alex = torque.add_customer("Alex Morgan").await;
        // From a page without a secret in its address: staff sign in.
        let browser = torque.visitor();
        let page = browser.get("/staff/login").await.expect(200);
        let form = FormOnPage::to(&page, "/staff/login").fill("contact", &torque.owner_email()).fill("current-password", forecourt_tests::shops::PASSWORD);
        for origin in ["null", "http://sample-shop.localhost:8080", ""] {
            let referer = if origin.is_empty() { "http://sample-shop.localhost:8080/" } else { "" };
            let answer = old(&browser, &page, "/staff/login", &form).header("origin", origin).header("referer", referer).await;
            refused(answer);
        }
        old(&browser, &page, "/staff/login", &form).await.expect(303);
        browser.get("/staff/customers").await.expect(200);
        // From pages with one: "Continue" on a sign-in link, and a new link in place of one that has ended.
        let way = torque.ask_and_read(&torque.visitor(), &alex.email).await;
        let elsewhere = torque.visitor();
        let page = elsewhere.get(&way.link).await.expect(200);
        let form = FormOnPage::to(&page, &way.link);
        refused(old(&elsewhere, &page, &way.link, &form).header("origin", "null").await);
        old(&elsewhere, &page, &way.link, &form).await.expect(303);
        assert!(is_signed_in(&elsewhere, "Alex Morgan").await);
        let link = torque.send_link(&alex, Channel::Sms).await;
        shops.expire_links(&alex).await;
        let before = torque.messages().await.len();
        let page = elsewhere.get(&link.path).await;
        let renew = format!("{}/renew", link.path);
        let form = FormOnPage::to(&page, &renew);
        refused(old(&elsewhere, &page, &link.path, &form).header("origin", "null").await);
        old(&elsewhere, &page, &link.path, &form).await.expect(200);
        assert_ne!(torque.next_link(before).await.token, link.token);
    }
}

/// A form as such a browser sends it from the page at `path`.
fn old(browser: &Client, page: &Answer, path: &str, form: &FormOnPage) -> forecourt_tests::client::Call {
    let here = format!("http://{}", browser.host());
    // Referrer Policy, section 8.3; `no-referrer` would make the origin "null" (Fetch, "append a request Origin header").
    let (origin, referer) = match page.header("referrer-policy") {
        "strict-origin" => (here.clone(), format!("{here}/")),
        "same-origin" => (here.clone(), format!("{here}{path}")),
        "no-referrer" => ("null".to_owned(), String::new()),
        other => panic!("{other:?}: {page}"),
    };
    let call = browser.bare(reqwest::Method::POST, &form.action).header("accept", "text/html");
    call.header("origin", &origin).header("referer", &referer).form(&form.body())
}

#[track_caller]
fn refused(answer: Answer) {
    assert_eq!(answer.status, 403, "{answer}");
}
