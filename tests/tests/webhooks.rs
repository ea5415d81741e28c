//! What providers report, and what pretends to come from them (SECURITY.md, row 17).

use forecourt_tests::providers::{
    AUTH_TOKEN, PendingRequest, Providers, RESEND_SECRET, resend_signature, twilio_signature,
};
use forecourt_tests::{Answer, Backend, Channel, Client, Customer, TwoShops, both, eventually};

/// How a report is signed: its address and fields.
type Signing = Box<dyn Fn(&str, &[(&str, &str)]) -> String>;

/// Two shops that send through a stand-in for Twilio and Resend.
#[derive(Debug)]
struct Sending {
    shops: TwoShops,
    providers: Providers,
}

impl Sending {
    async fn start(backend: Backend) -> Self {
        let providers = Providers::start().await;
        let shops = TwoShops::start_with(backend, |settings| providers.configure(settings)).await;
        Self { shops, providers }
    }

    /// Sends a link by `channel` and waits until the provider has it.
    async fn sent(&self, name: &str, channel: Channel) -> (Customer, PendingRequest) {
        let customer = self.shops.torque.add_customer(name).await;
        let before = self.providers.taken().len();
        self.shops.torque.press_send(&customer, channel).await.expect(303);
        let asked = self.providers.taken_times(before + 1).await.remove(before);
        self.reaches(&customer, "sent").await;
        (customer, asked)
    }

    async fn state(&self, customer: &Customer) -> String {
        let path = format!("/staff/customers/{}/portal-link", customer.id);
        let state = self.shops.torque.owner.get(path).by_script().await.expect(200).json();
        state["state"].as_str().unwrap().to_owned()
    }

    async fn reaches(&self, customer: &Customer, state: &str) {
        eventually(&format!("state {state}"), || async { (self.state(customer).await == state).then_some(()) }).await;
    }

    /// Twilio's report to the address it was given, signed as told.
    async fn twilio(
        &self,
        asked: &PendingRequest,
        status: &str,
        sign: impl Fn(&str, &[(&str, &str)]) -> String,
    ) -> Answer {
        let fields = [
            ("MessageSid", asked.id.as_deref().unwrap()),
            ("MessageStatus", status),
            ("AccountSid", forecourt_tests::providers::ACCOUNT),
            ("To", &asked.to),
        ];
        let (host, path) = split(&asked.callback);
        let call = self.shops.server.client(host).bare(reqwest::Method::POST, path).form(&fields);
        call.header("x-twilio-signature", &sign(&asked.callback, &fields)).await
    }
}

both! {
    async fn a_signed_report_moves_the_state(sending: Sending) {
        let (alex, asked) = sending.sent("Alex Morgan", Channel::Sms).await;
        assert!(asked.callback.contains("/webhooks/twilio/"), "{asked:?}");
        let good = sending.twilio(&asked, "delivered", |url, fields| twilio_signature(AUTH_TOKEN, url, fields)).await;
        assert!((200..300).contains(&good.status), "{good}");
        sending.reaches(&alex, "delivered").await;
        // Once more, and out of order: nothing goes back.
        for status in ["delivered", "sent", "queued"] {
            let late = sending.twilio(&asked, status, |url, fields| twilio_signature(AUTH_TOKEN, url, fields)).await;
            assert!((200..300).contains(&late.status), "{late}");
            assert_eq!(sending.state(&alex).await, "delivered");
        }
    }

    async fn a_failure_is_told_with_its_reason(sending: Sending) {
        let (alex, asked) = sending.sent("Alex Morgan", Channel::Sms).await;
        let told = sending.twilio(&asked, "undelivered", |url, fields| twilio_signature(AUTH_TOKEN, url, fields)).await;
        assert!((200..300).contains(&told.status), "{told}");
        sending.reaches(&alex, "failed").await;
        sending.shops.torque.owner.get("/staff/messages?filter=failed").await.expect(200).saying("Alex Morgan");
    }

    async fn forged_reports_change_nothing(sending: Sending) {
        let (alex, asked) = sending.sent("Alex Morgan", Channel::Sms).await;
        let good = |url: &str, fields: &[(&str, &str)]| twilio_signature(AUTH_TOKEN, url, fields);
        let forgeries: [(&str, Signing); 6] = [
            ("no signature", Box::new(|_, _| String::new())),
            ("another secret", Box::new(|url, fields| twilio_signature("guessed", url, fields))),
            ("an empty secret", Box::new(|url, fields| twilio_signature("", url, fields))),
            ("another address", Box::new(|url, fields| twilio_signature(AUTH_TOKEN, &format!("{url}&more=1"), fields))),
            ("other fields", Box::new(|url, fields| twilio_signature(AUTH_TOKEN, url, &fields[1..]))),
            ("cut short", Box::new(move |url, fields| good(url, fields)[..20].to_owned())),
        ];
        for (what, sign) in forgeries {
            let answer = sending.twilio(&asked, "failed", sign).await;
            assert!((400..500).contains(&answer.status), "{what}: {answer}");
        }
        assert_eq!(sending.state(&alex).await, "sent");
    }

    async fn a_report_to_another_shop_changes_nothing(sending: Sending) {
        let (alex, asked) = sending.sent("Alex Morgan", Channel::Sms).await;
        // Signed by the same account, but for the other shop's address: its own messages, and no others.
        let database = &sending.shops.server.database;
        let id = |slug: &str| format!("SELECT {} FROM tenants WHERE slug = '{slug}'", if database.is_postgres() { "id::text" } else { "lower(hex(id))" });
        let (torque, sample) = (database.text(&id("torque")).await.replace('-', ""), database.text(&id("sample-shop")).await);
        let sample = uuid::Uuid::parse_str(&sample).unwrap().to_string();
        let torque = uuid::Uuid::parse_str(&torque).unwrap().to_string();
        let moved = PendingRequest { callback: asked.callback.replace(&torque, &sample).replace("torque.", "sample-shop."), ..asked.clone() };
        assert_ne!(moved.callback, asked.callback);
        let answer = sending.twilio(&moved, "failed", |url, fields| twilio_signature(AUTH_TOKEN, url, fields)).await;
        assert!(answer.status < 500, "{answer}");
        let crossed = PendingRequest { callback: asked.callback.replace(&torque, &sample), ..asked.clone() };
        let answer = sending.twilio(&crossed, "failed", |url, fields| twilio_signature(AUTH_TOKEN, url, fields)).await;
        assert!(answer.status < 500, "{answer}");
        assert_eq!(sending.state(&alex).await, "sent");
    }

    async fn resends_events_are_checked_the_same(sending: Sending) {
        let (alex, asked) = sending.sent("Alex Morgan", Channel::Email).await;
        let event = |kind: &str| format!(r#"{{"type":"email.{kind}","created_at":"2026-11-20T06:44:58.126Z","data":{{"email_id":"{}","to":["x@example.com"]}}}}"#, asked.id.as_deref().unwrap());
        let platform = sending.shops.server.platform();
        let now = forecourt_tests::now().timestamp();
        let failed = event("bounced");
        for (what, secret, at, id, signed) in [
            ("another secret", "whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldCE=", now, "msg_1", failed.clone()),
            ("other words", RESEND_SECRET, now, "msg_1", event("sent")),
            ("too old", RESEND_SECRET, now - 301, "msg_1", failed.clone()),
            ("ahead of time", RESEND_SECRET, now + 400, "msg_1", failed.clone()),
        ] {
            let answer = resend(&platform, id, at, &resend_signature(secret, id, at, &signed), &failed).await;
            assert!((400..500).contains(&answer.status), "{what}: {answer}");
        }
        let unsigned = resend(&platform, "msg_1", now, "", &failed).await;
        assert!((400..500).contains(&unsigned.status), "{unsigned}");
        assert_eq!(sending.state(&alex).await, "sent");

        let good = event("delivered");
        let answer = resend(&platform, "msg_2", now, &resend_signature(RESEND_SECRET, "msg_2", now, &good), &good).await;
        assert!((200..300).contains(&answer.status), "{answer}");
        sending.reaches(&alex, "delivered").await;
        // A repetition is taken for what it is: 2xx, or the provider would send it for days.
        let again = resend(&platform, "msg_2", now, &resend_signature(RESEND_SECRET, "msg_2", now, &good), &good).await;
        assert!((200..300).contains(&again.status), "{again}");
        assert_eq!(sending.shops.server.database.count("webhook_receipts", "provider = 'resend'").await, 1);
        // An opening is no news for us: scanners open mail.
        let opened = event("opened");
        resend(&platform, "msg_3", now, &resend_signature(RESEND_SECRET, "msg_3", now, &opened), &opened).await;
        assert_eq!(sending.shops.server.database.count("customer_portal_tokens", "first_opened_at IS NOT NULL").await, 0);
    }

    async fn crooked_bodies_are_refused(sending: Sending) {
        let (_, asked) = sending.sent("Alex Morgan", Channel::Sms).await;
        let platform = sending.shops.server.platform();
        let now = forecourt_tests::now().timestamp();
        for body in ["", "{}", "[]", "null", "{\"type\":1}", "not json", "{\"type\":\"email.delivered\",\"data\":{}}", &"[".repeat(100_000)] {
            let answer = resend(&platform, "msg_9", now, &resend_signature(RESEND_SECRET, "msg_9", now, body), body).await;
            assert!(answer.status < 500, "{body:.40}: {answer}");
        }
        let (host, path) = split(&asked.callback);
        let twilio = sending.shops.server.client(host);
        for fields in [&[][..], &[("MessageSid", "SMnobody")], &[("MessageStatus", "delivered")], &[("MessageSid", "SMnobody"), ("MessageStatus", "delivered")], &[("MessageSid", "SMnobody"), ("MessageStatus", "exploded")]] {
            let signature = twilio_signature(AUTH_TOKEN, &asked.callback, fields);
            let answer = twilio.bare(reqwest::Method::POST, &path).form(fields).header("x-twilio-signature", &signature).await;
            assert!(answer.status < 500, "{fields:?}: {answer}");
        }
        for tenant in ["nobody", "00000000-0000-0000-0000-000000000000"] {
            let answer = twilio.bare(reqwest::Method::POST, format!("/webhooks/twilio/{tenant}")).form(&[("MessageSid", "x")]).await;
            assert!((400..500).contains(&answer.status), "{answer}");
        }
        let huge = "x".repeat(3_000_000);
        let answer = platform.bare(reqwest::Method::POST, "/webhooks/resend").body("application/json", huge).await;
        assert!((400..500).contains(&answer.status), "{answer}");
    }
}

async fn resend(client: &Client, id: &str, at: i64, signature: &str, body: &str) -> Answer {
    let call = client.bare(reqwest::Method::POST, "/webhooks/resend").body("application/json", body);
    call.header("svix-id", id).header("svix-timestamp", &at.to_string()).header("svix-signature", signature).await
}

fn split(url: &str) -> (String, String) {
    let rest = url.split_once("://").unwrap_or_else(|| panic!("an address: {url:?}")).1;
    let (host, path) = rest.split_once('/').expect("a path");
    (host.to_owned(), format!("/{path}"))
}
