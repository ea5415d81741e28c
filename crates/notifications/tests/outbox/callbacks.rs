//! What providers report afterwards: from whom it is taken, and what of it.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{TimeDelta, Utc};
use forecourt_notifications::{
    Accepted, SendError,
    webhooks::resend::ResendWebhooks,
    webhooks::routes::{self, CallbackSettings},
    webhooks::twilio::TwilioWebhooks,
};
use forecourt_storage::{
    SendChannel,
    outbox::{DeliveryState, Problem, Reason},
};
use hmac::{Hmac, KeyInit, Mac};
use tower::ServiceExt;

use crate::support::{Asked, EAGER, Fake, Place, Running, TestShop, WOKEN};

const AUTH_TOKEN: &str = "0123456789abcdef0123456789abcdef";
const SVIX_KEY: [u8; 32] = [7; 32];

fn settings() -> CallbackSettings {
    CallbackSettings {
        twilio: Some(TwilioWebhooks::new(AUTH_TOKEN.into()).unwrap()),
        resend: Some(ResendWebhooks::new(&format!("whsec_{}", BASE64_STANDARD.encode(SVIX_KEY)).into()).unwrap()),
    }
}

impl Place {
    async fn answer(&self, settings: CallbackSettings, request: Request<Body>) -> StatusCode {
        routes::router(settings).with_state(self.site.clone()).oneshot(request).await.unwrap().status()
    }

    /// A report as Twilio makes it: to the address it was given, and signed for it.
    async fn twilio_says(&self, address: &str, sid: &str, status: &str) -> StatusCode {
        let body = format!(
            "MessageSid={sid}&MessageStatus={status}&ErrorCode={}",
            if status == "undelivered" { "30005" } else { "" }
        );
        let signature = twilio_signature(address, &body);
        self.answer(settings(), twilio_request(address, &signature, body)).await
    }

    /// An event as Resend makes it, `old` by its own account, signed just now.
    async fn resend_says(&self, kind: &str, email_id: &str, id: &str, old: TimeDelta) -> StatusCode {
        let at = (now() - old).to_rfc3339();
        let body = format!(
            r#"{{"type":"{kind}","created_at":"{at}","data":{{"email_id":"{email_id}","bounce":{{"message":"mailbox full"}}}}}}"#
        );
        self.answer(settings(), resend_request(id, now().timestamp(), body)).await
    }
}

#[expect(clippy::disallowed_methods, reason = "the site under test goes by the system's clock too")]
fn now() -> chrono::DateTime<Utc> {
    Utc::now()
}

fn twilio_signature(address: &str, body: &str) -> String {
    let mut fields: Vec<(&str, &str)> = body.split('&').filter_map(|field| field.split_once('=')).collect();
    fields.sort_unstable();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(AUTH_TOKEN.as_bytes()).unwrap();
    mac.update(address.as_bytes());
    fields.iter().for_each(|(name, value)| {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    });
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

fn twilio_request(address: &str, signature: &str, body: String) -> Request<Body> {
    let (_, path) = address.split_once("://").and_then(|(_, rest)| rest.split_once('/')).unwrap();
    Request::post(format!("/{path}"))
        .header("host", "evil.example")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-twilio-signature", signature)
        .body(body.into())
        .unwrap()
}

fn resend_request(id: &str, timestamp: i64, body: String) -> Request<Body> {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&SVIX_KEY).unwrap();
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    Request::post("/webhooks/resend")
        .header("svix-id", id)
        .header("svix-timestamp", timestamp)
        .header("svix-signature", format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes())))
        .body(body.into())
        .unwrap()
}

/// A shop whose text the provider has accepted, and the address that its callbacks go to.
async fn accepted_text(place: &Place, slug: &str, sid: &str) -> (TestShop, String) {
    let shop = place.shop(slug).await;
    let twilio = Fake::answering([Ok(Accepted { provider: "twilio", provider_message_id: sid.into() })]);
    let worker = Running::start(place, twilio.clone(), WOKEN);
    shop.text().await;
    let address = twilio.asked().await.sent().status_callback.unwrap();
    worker.ended().await;
    (shop, address)
}

async fn accepted_mail(place: &Place, id: &str) -> TestShop {
    let shop = place.shop("torque").await;
    let resend = Fake::answering([Ok(Accepted { provider: "resend", provider_message_id: id.into() })]);
    let worker = Running::start(place, resend.clone(), WOKEN);
    let customer = shop.customer("Alex Morgan").await;
    shop.send(customer, SendChannel::Email).await;
    resend.asked().await.sent();
    worker.ended().await;
    shop
}

#[tokio::test]
async fn a_state_moves_forward_once_in_whatever_order_it_is_told() {
    let place = Place::new().await;
    let (shop, address) = accepted_text(&place, "torque", "SM1").await;
    for (status, state) in [
        ("queued", DeliveryState::Sent),
        ("delivered", DeliveryState::Delivered),
        ("sent", DeliveryState::Delivered),
        ("delivered", DeliveryState::Delivered),
        ("undelivered", DeliveryState::Failed),
        ("read", DeliveryState::Failed),
    ] {
        assert_eq!(place.twilio_says(&address, "SM1", status).await, StatusCode::OK, "{status}");
        assert_eq!(shop.delivery().await.state, state, "{status}");
    }
    assert_eq!(shop.delivery().await.problem, Some(Reason::NoSuchNumber.into()));
}

#[tokio::test]
async fn a_report_that_twilio_did_not_sign_for_us_is_refused() {
    let place = Place::new().await;
    let (shop, address) = accepted_text(&place, "torque", "SM1").await;
    let body = "MessageSid=SM1&MessageStatus=delivered".to_owned();
    let good = twilio_signature(&address, &body);
    // The host that the request names would make these good.
    let for_host = address.replace("https://forecourt.example:8443", "http://evil.example");
    let refused = [
        twilio_request(&address, &good, body.replace("delivered", "failed")),
        twilio_request(&address, &twilio_signature(&for_host, &body), body.clone()),
        twilio_request(address.split('?').next().unwrap(), &good, body.clone()),
        twilio_request(&address, "", body.clone()),
        Request::post("/webhooks/twilio/0197f0c4-0000-7000-8000-000000000001").body(body.clone().into()).unwrap(),
    ];
    for request in refused {
        assert_eq!(place.answer(settings(), request).await, StatusCode::FORBIDDEN);
    }
    assert_eq!(shop.delivery().await.state, DeliveryState::Sent);
    assert_eq!(place.answer(settings(), twilio_request(&address, &good, body)).await, StatusCode::OK);
    assert_eq!(shop.delivery().await.state, DeliveryState::Delivered);
}

#[tokio::test]
async fn news_of_another_shops_message_is_refused_and_forgotten() {
    let place = Place::new().await;
    let (shop, address) = accepted_text(&place, "torque", "SM1").await;
    let (other, elsewhere) = accepted_text(&place, "green-acre", "SM2").await;
    // Signed well, but the address is the other shop's: with its own notification, with this one's, and with none.
    let crossed = elsewhere.replace(&other.delivery().await.id.to_string(), &shop.delivery().await.id.to_string());
    for wrong in [elsewhere.as_str(), crossed.as_str(), elsewhere.split('?').next().unwrap()] {
        assert_eq!(place.twilio_says(wrong, "SM1", "delivered").await, StatusCode::NOT_FOUND);
    }
    assert_eq!((shop.delivery().await.state, other.delivery().await.state), (DeliveryState::Sent, DeliveryState::Sent));
    assert_eq!(place.twilio_says(&address, "SM1", "delivered").await, StatusCode::OK);
    assert_eq!(shop.delivery().await.state, DeliveryState::Delivered);
}

#[tokio::test]
async fn a_report_that_overtakes_the_answer_is_believed() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let twilio = Fake::closed();
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    shop.text().await;
    let message = twilio.asked().await.sent();
    let address = message.status_callback.unwrap();
    let sid = format!("SM-{}", message.idempotency_key);
    // Without its name the message cannot be found.
    assert_eq!(place.twilio_says(address.split('?').next().unwrap(), &sid, "delivered").await, StatusCode::NOT_FOUND);
    // Nor may another shop's address name it.
    let other = place.shop("green-acre").await;
    let crossed = address.replace(&shop.tenant.id.to_string(), &other.tenant.id.to_string());
    assert_eq!(place.twilio_says(&crossed, &sid, "delivered").await, StatusCode::NOT_FOUND);
    assert_eq!(shop.delivery().await.state, DeliveryState::Sending);
    assert_eq!(place.twilio_says(&address, &sid, "delivered").await, StatusCode::OK);
    assert_eq!(shop.delivery().await.state, DeliveryState::Delivered);
    twilio.open(1);
    worker.ended().await;
    assert_eq!(shop.delivery().await.state, DeliveryState::Delivered, "the answer comes late, and says less");
    let row = place.row("SELECT payload, provider_message_id AS id FROM notifications").await;
    let payload: Option<Vec<u8>> = row.try_get("", "payload").unwrap();
    assert_eq!((payload, row.try_get::<String>("", "id").unwrap()), (None, sid));
}

#[tokio::test]
async fn a_report_of_a_text_that_nobody_was_sure_of_spares_its_repetition() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let lost = SendError::Uncertain { problem: Reason::Unconfirmed.into() };
    let twilio = Fake::answering([Err(lost)]);
    let patient = forecourt_notifications::WorkerSettings { retry_base: std::time::Duration::from_secs(600), ..WOKEN };
    let worker = Running::start(&place, twilio.clone(), patient);
    shop.text().await;
    let address = twilio.asked().await.sent().status_callback.unwrap();
    worker.ended().await;
    assert_eq!(shop.delivery().await.state, DeliveryState::Queued);
    assert_eq!(place.twilio_says(&address, "SM1", "sent").await, StatusCode::OK);
    assert_eq!(shop.delivery().await.state, DeliveryState::Sent);

    place.run("UPDATE notifications SET due_at = '2000-01-01T00:00:00+00:00'").await;
    let worker = Running::start(&place, twilio.clone(), EAGER);
    shop.text().await;
    let Asked::Send(second) = twilio.asked().await else { panic!("it looked for what has been reported") };
    assert_ne!(second.status_callback, Some(address));
    worker.ended().await;
}

#[tokio::test]
async fn what_makes_no_sense_is_answered_and_changes_nothing() {
    let place = Place::new().await;
    let (shop, address) = accepted_text(&place, "torque", "SM1").await;
    let delivered = "MessageSid=SM1&MessageStatus=delivered".to_owned();
    let signed = |body: &str| twilio_request(&address, &twilio_signature(&address, body), body.to_owned());
    let unconfigured = CallbackSettings::default;

    assert_eq!(place.answer(unconfigured(), signed(&delivered)).await, StatusCode::NOT_FOUND);
    assert_eq!(
        place.answer(unconfigured(), resend_request("m1", now().timestamp(), "{}".into())).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(place.answer(settings(), signed("MessageStatus=delivered")).await, StatusCode::BAD_REQUEST);
    assert_eq!(place.answer(settings(), signed(&"a=b&".repeat(20_000))).await, StatusCode::PAYLOAD_TOO_LARGE);
    for path in ["/webhooks/twilio/torque", "/webhooks/twilio/0197f0c4-0000-7000-8000-000000000001?notification=1"] {
        let request = Request::post(path).body(Body::empty()).unwrap();
        assert_eq!(place.answer(settings(), request).await, StatusCode::BAD_REQUEST, "{path}");
    }
    let get = Request::get("/webhooks/resend").body(Body::empty()).unwrap();
    assert_eq!(place.answer(settings(), get).await, StatusCode::METHOD_NOT_ALLOWED);
    // Signed, and of something else: an incoming message.
    assert_eq!(place.answer(settings(), signed("MessageSid=SM9&MessageStatus=received")).await, StatusCode::OK);
    assert_eq!(shop.delivery().await.state, DeliveryState::Sent);
}

#[tokio::test]
async fn a_mails_reports_are_taken_once_and_a_bounce_shows_why() {
    let place = Place::new().await;
    let shop = accepted_mail(&place, "re-1").await;
    let young = TimeDelta::zero();
    assert_eq!(place.resend_says("email.delivered", "re-1", "m1", young).await, StatusCode::OK);
    assert_eq!(shop.delivery().await.state, DeliveryState::Delivered);
    // The same id again is a repetition, whatever it says now.
    assert_eq!(place.resend_says("email.bounced", "re-1", "m1", young).await, StatusCode::OK);
    assert_eq!(shop.delivery().await.state, DeliveryState::Delivered);
    assert_eq!(place.resend_says("email.bounced", "re-1", "m2", young).await, StatusCode::OK);
    let delivery = shop.delivery().await;
    assert_eq!(
        (delivery.state, delivery.problem),
        (DeliveryState::Failed, Some(Problem::said(Reason::Undelivered, "mailbox full")))
    );
}

#[tokio::test]
async fn a_stale_or_forged_event_of_a_mail_is_refused() {
    let place = Place::new().await;
    let shop = accepted_mail(&place, "re-1").await;
    let body = r#"{"type":"email.delivered","data":{"email_id":"re-1"}}"#.to_owned();
    let now = now().timestamp();
    for timestamp in [now - 301 - 5, now + 301 + 5] {
        assert_eq!(
            place.answer(settings(), resend_request("m1", timestamp, body.clone())).await,
            StatusCode::FORBIDDEN
        );
    }
    let mut forged = resend_request("m1", now, body.clone());
    *forged.body_mut() = body.replace("delivered", "bounced").into();
    assert_eq!(place.answer(settings(), forged).await, StatusCode::FORBIDDEN);
    assert_eq!(place.answer(settings(), resend_request("m1", now, "{}".into())).await, StatusCode::BAD_REQUEST);
    assert_eq!(shop.delivery().await.state, DeliveryState::Sent);
}

#[tokio::test]
async fn an_event_of_a_mail_that_is_not_known_yet_is_asked_for_again() {
    let place = Place::new().await;
    let early = place.resend_says("email.delivered", "re-1", "m1", TimeDelta::zero()).await;
    assert_eq!(early, StatusCode::NOT_FOUND, "Resend repeats what was not taken");
    let shop = accepted_mail(&place, "re-1").await;
    let repeated = place.resend_says("email.delivered", "re-1", "m1", TimeDelta::seconds(5)).await;
    assert_eq!((repeated, shop.delivery().await.state), (StatusCode::OK, DeliveryState::Delivered));
    let foreign = place.resend_says("email.delivered", "re-2", "m2", TimeDelta::hours(2)).await;
    assert_eq!(foreign, StatusCode::OK, "another sender's mail, of the same account: no need to repeat");
}
