//! Forms with bad input: the answer names what is wrong, keeps what was typed, and stores nothing half.

use forecourt_tests::shops::{accept_invitation, invitation, set_branding};
use forecourt_tests::{Answer, TwoShops, both, html, raw};

const LONG: usize = 5_000;

both! {
    async fn a_customer_with_a_mistake_is_shown_again(shops: TwoShops) {
        let page = "/staff/customers/new";
        let long = "x".repeat(LONG);
        let mail = format!("{long}@example.com");
        let cases: [(&str, &str, &str); 12] = [
            ("name", "", "Please fill this in"),
            ("name", " \t ", "Please fill this in"),
            ("name", &long, "characters"),
            ("name", "a\u{0}b", "control character"),
            ("salutation", &long, "characters"),
            ("email", "not an address", "email address"),
            ("email", "a@b", "email address"),
            ("email", "a@example.com\r\nBcc: all@example.com", "email address"),
            ("email", &mail, "email address"),
            ("phone", "call me", "phone number"),
            ("phone", "+1", "phone number"),
            ("phone", "+999999999999999999999999", "phone number"),
        ];
        for (field, value, complaint) in cases {
            let good = [("name", "Alex Morgan"), ("salutation", "Mx Morgan"), ("email", "alex@example.com"), ("phone", "+12025550142")];
            let fields = good.map(|(name, kept)| (name, if name == field { value } else { kept }));
            let answer = shops.torque.owner.submit(page, page, &fields).await;
            shown_again(&answer, complaint);
            for (name, kept) in good.into_iter().filter(|(name, _)| *name != field) {
                assert_eq!(html::field(&answer.text(), name).as_deref(), Some(kept), "{field}={value:?} keeps {name}");
            }
            if value.len() < 100 && !value.contains(['\u{0}', '\r', '\t']) {
                assert_eq!(html::field(&answer.text(), field).as_deref(), Some(value), "{field} keeps what was typed");
            }
        }
        assert_eq!(shops.server.database.count("customers", "1 = 1").await, 0);
    }

    async fn markup_in_a_field_stays_text(shops: TwoShops) {
        let name = "<script>alert(1)</script>\"'&{{ 7 * 7 }}";
        let alex = shops.torque.add_customer_at(name, "", "+12025550142").await;
        let record = shops.torque.owner.get(format!("/staff/customers/{}", alex.id)).await.expect(200).saying(name);
        let list = shops.torque.owner.get("/staff/customers").await.expect(200).saying(name);
        let link = shops.torque.send_link(&alex, forecourt_tests::Channel::Sms).await;
        let home = shops.torque.visitor().get(&link.path).await.expect(200).saying(name);
        for page in [record, list, home] {
            page.without("<script>alert").without("49}");
        }
        shops.torque.owner.get("/staff/customers?q=%3Cscript%3Ealert(1)%3C/script%3E%22").await.expect(200).without("<script>alert");
    }

    async fn vehicles_and_jobs_are_checked_too(shops: TwoShops) {
        let alex = shops.torque.add_customer("Alex Morgan").await;
        let long = "x".repeat(LONG);
        let page = format!("/staff/customers/{}/vehicles/new", alex.id);
        for (field, value) in [("make", ""), ("model", ""), ("make", &*long), ("year", "soon"), ("year", "1"), ("year", "99999"), ("year", "-1"), ("registration", &long), ("colour", &long)] {
            let good = [("registration", "AB12 CDE"), ("make", "Audi"), ("model", "A3"), ("year", "2021"), ("colour", "Blue")];
            let fields = good.map(|(name, kept)| (name, if name == field { value } else { kept }));
            let answer = shops.torque.owner.submit(&page, &page, &fields).await;
            shown_again(&answer, "");
            assert!(good.iter().filter(|(name, _)| *name != field).all(|(name, kept)| html::field(&answer.text(), name).as_deref() == Some(*kept)), "{field}: {answer}");
        }
        assert_eq!(shops.server.database.count("vehicles", "1 = 1").await, 0);
        let page = format!("/staff/customers/{}/jobs/new", alex.id);
        for (field, value) in [("description", &*"y".repeat(50_000)), ("status", "done"), ("appointment", "tomorrow"), ("appointment", "2030-13-40T25:61"), ("ready_on", "2030-02-30")] {
            let good = [("vehicle", ""), ("description", "Brakes"), ("status", "pending"), ("appointment", ""), ("ready_on", "")];
            let fields = good.map(|(name, kept)| (name, if name == field { value } else { kept }));
            let answer = shops.torque.owner.submit(&page, &page, &fields).await;
            shown_again(&answer, "");
        }
        assert_eq!(shops.server.database.count("work_orders", "1 = 1").await, 0);
    }

    async fn settings_are_checked_too(shops: TwoShops) {
        let long = "x".repeat(LONG);
        for (field, value) in [("name", ""), ("name", &*long), ("brand_color", "red"), ("brand_color", "#12345"), ("brand_color", "#fff;}body{background:url(//evil)}"), ("brand_color", ""), ("phone", "call"), ("email", "x"), ("tagline", &long), ("hours_mon", &long)] {
            let answer = set_branding(&shops.torque.owner, &[(field, value)]).await;
            shown_again(&answer, "");
        }
        shops.torque.visitor().get("/").await.expect(200).saying("Torque Garage");
        let page = "/staff/settings/security";
        for value in ["0", "91", "-1", "1.5", "", "a", "99999999999999999999"] {
            let answer = shops.torque.owner.submit(page, page, &[("session_days", value), ("methods", "email_link")]).await;
            shown_again(&answer, "");
            assert_eq!(html::field(&answer.text(), "session_days").as_deref(), Some(value));
        }
        assert_eq!(shops.server.database.count("tenants", "session_days = 90").await, 1, "garages have 90 days, still");
    }

    async fn passwords_are_never_shown_again(shops: TwoShops) {
        let said = shops.server.cli(&["staff", "invite", "--slug", "torque", "--email", "new@torque.example", "--role", "advisor"]).success();
        let path = invitation(&said.out);
        let browser = shops.torque.visitor();
        let secret = "only-i-know-this";
        for (name, password, confirm) in [("", secret, secret), ("Nora New", "short", "short"), ("Nora New", secret, "something else"), ("Nora New", "", ""), ("Nora New", "password", "password"), (&*"n".repeat(LONG), secret, secret), ("Nora", &"p".repeat(50_000), "p")] {
            let answer = browser.submit(&path, &path, &[("name", name), ("password", password), ("confirm", confirm)]).await;
            assert!((400..500).contains(&answer.status), "{answer}");
            let answer = answer.without(secret);
            if name == "Nora New" {
                assert_eq!(html::field(&answer.text(), "name").as_deref(), Some(name), "the name is kept");
            }
        }
        accept_invitation(&browser, &path, "Nora New", secret).await.expect(303);
        // Used up: no second password can be set with it.
        let again = shops.torque.visitor().get(&path).await;
        assert!((400..500).contains(&again.status), "{again}");
        let elsewhere = shops.sample.visitor().get(&path).await;
        assert!((400..500).contains(&elsewhere.status), "{elsewhere}");
    }

    async fn bodies_of_the_wrong_kind_are_refused(shops: TwoShops) {
        let page = "/staff/customers/new";
        let csrf = shops.torque.owner.csrf(page).await;
        let form = format!("csrf={csrf}&name=");
        let huge = [form.as_bytes(), &vec![b'a'; 100_000]].concat();
        let utf16: Vec<u8> = [form.as_bytes(), b"%FF%FEA%00l%00"].concat();
        let latin1: Vec<u8> = [form.as_bytes(), b"M%FCller&email=mueller@example.com"].concat();
        let cases: [(&str, Vec<u8>, u16); 6] = [
            ("application/json", br#"{"name":"Alex"}"#.to_vec(), 400),
            ("text/plain", form.clone().into_bytes(), 400),
            ("application/x-www-form-urlencoded", huge, 413),
            ("application/x-www-form-urlencoded", utf16, 400),
            ("application/x-www-form-urlencoded", latin1, 400),
            ("application/x-www-form-urlencoded", b"\xff\xfe\x00".to_vec(), 400),
        ];
        for (content_type, body, status) in cases {
            let answer = shops.torque.owner.post(page).body(content_type, body).await;
            assert!(answer.status == status || answer.status == 415 && status == 400 || answer.status == 403, "{content_type}: {answer}");
            assert!(answer.words().contains("Torque Garage"), "in the shop's looks: {answer}");
        }
        assert_eq!(shops.server.database.count("customers", "1 = 1").await, 0);
    }

    async fn a_forms_media_type_is_read_as_one(shops: TwoShops) {
        let page = "/staff/customers/new";
        let body = format!("csrf={}&name=Alex+M%C3%BCller&email=alex%40example.com", shops.torque.owner.csrf(page).await);
        for content_type in [
            "application/x-www-form-urlencoded", "Application/X-WWW-Form-Urlencoded; charset=UTF-8", "APPLICATION/X-WWW-FORM-URLENCODED", "application/x-www-form-urlencoded;charset=\"utf-8\"",
        ] {
            let answer = shops.torque.owner.post(page).body(content_type, body.clone()).await;
            assert_eq!(answer.status, 303, "{content_type}: {answer}");
        }
        for content_type in ["application/x-www-form-urlencodedx", "application/x-www-form-urlencoded+json", "multipart/form-data; boundary=b", "application", "Gr\u{f6}\u{df}e"] {
            let answer = shops.torque.owner.post(page).body(content_type, body.clone()).await;
            assert!([400, 415].contains(&answer.status), "{content_type}: {answer}");
        }
        assert_eq!(shops.server.database.count("customers", "name = 'Alex Müller'").await, 4);
    }

    async fn a_body_that_breaks_off_is_not_called_too_large(shops: TwoShops) {
        let cookies: Vec<_> = shops.torque.owner.cookies().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        let (form, parts, json) = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "application/json");
        let (_, job, _) = shops.customer_with_job().await;
        let photos = format!("/staff/jobs/{job}/photos");
        let chunked = |bytes: &str| format!("Transfer-Encoding: chunked\r\n\r\n{bytes}");
        let huge = "a".repeat(70_000);
        for (path, content_type, rest, status) in [
            ("/staff/login", form, chunked("6\r\nemail=\r\nnonsense\r\n"), 400),
            ("/staff/login", form, chunked("6\r\nemail=??"), 400),
            ("/staff/login", form, chunked("6\r\nemail=\r\n"), 400),
            ("/staff/login", form, "Content-Length: 1000\r\n\r\nemail=".to_owned(), 400),
            ("/staff/login", form, chunked(&format!("{:x}\r\n{huge}\r\n0\r\n\r\n", huge.len())), 413),
            ("/staff/customers/new", form, chunked("6\r\nemail=\r\nnonsense\r\n"), 400),
            ("/staff/settings/branding", parts, chunked("6\r\n--b\r\nC\r\nnonsense\r\n"), 400),
            ("/staff/settings/branding", parts, "Content-Length: 1000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nT".to_owned(), 400),
            (&photos, parts, chunked("6\r\n--b\r\nC\r\nnonsense\r\n"), 400),
            ("/api/v1/auth/request-code", json, chunked("1\r\n{\r\nnonsense\r\n"), 400),
            ("/client-login/send", form, chunked("6\r\nemail=\r\nnonsense\r\n"), 400),
        ] {
            let host = if path.starts_with("/client-login") { "localhost" } else { "torque.localhost" };
            let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nCookie: {}\r\nContent-Type: {content_type}\r\n", cookies.join("; "));
            let answer = raw::send_and_stop(shops.server.address(), format!("{head}{rest}")).await;
            assert_eq!(raw::status(&answer), status, "{path} {}: {answer}", &rest[..rest.len().min(200)]);
        }
    }

    async fn a_form_without_its_fields_is_answered(shops: TwoShops) {
        let (alex, job, _) = shops.customer_with_job().await;
        let record = format!("/staff/customers/{}", alex.id);
        let job = format!("/staff/jobs/{job}");
        for (page, action) in [
            ("/staff/customers/new".to_owned(), "/staff/customers/new".to_owned()),
            (record.clone(), format!("{record}/portal-link")),
            (job.clone(), format!("{job}/status")),
            (job.clone(), format!("{job}/ready")),
            (format!("{job}/edit"), format!("{job}/edit")),
            ("/staff/settings/security".to_owned(), "/staff/settings/security".to_owned()),
        ] {
            let answer = shops.torque.owner.submit(&page, &action, &[]).await;
            assert!(answer.status < 500, "{answer}");
        }
        let twice = [("channel", "sms"), ("channel", "email"), ("channel", "pigeon")];
        let answer = shops.torque.owner.submit(&record, &format!("{record}/portal-link"), &twice[2..]).await;
        assert!((400..500).contains(&answer.status), "{answer}");
    }
}

#[track_caller]
fn shown_again(answer: &Answer, complaint: &str) {
    assert!((400..500).contains(&answer.status), "{answer}");
    assert!(answer.text().contains("<form"), "{answer}");
    assert!(answer.text().contains("aria-invalid=\"true\""), "the field is marked: {answer}");
    assert!(answer.words().contains(complaint), "{complaint}: {answer}");
}
