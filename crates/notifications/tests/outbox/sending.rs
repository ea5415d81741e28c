//! What arrives at the provider, and when.

use std::sync::Arc;

use forecourt_notifications::{Channel, provider::capture::Capture};
use forecourt_storage::{
    Branding, SendChannel, Shown,
    outbox::{DeliveryState, Reason},
};

use crate::support::{EAGER, Fake, Log, Place, Running, WOKEN};

#[tokio::test]
async fn a_text_leaves_when_it_is_written_and_not_when_somebody_looks() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let twilio = Fake::answering([]);
    shop.text().await;
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    // Written before the worker began; now it has looked, and will not look again for an hour.
    twilio.asked().await.sent();

    shop.text().await;
    let message = twilio.asked().await.sent();
    worker.ended().await;

    let delivery = shop.delivery().await;
    assert_eq!(message.channel, Channel::Sms);
    assert_eq!(message.to, "+12025550142");
    let (words, token) = message.text.rsplit_once('/').unwrap();
    assert_eq!(words, "Torque Garage: view your job + photos: https://torque.forecourt.example:8443/portal");
    assert!(token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit()));
    assert_eq!(message.idempotency_key, delivery.id.uuid());
    let callback =
        format!("https://forecourt.example:8443/webhooks/twilio/{}?notification={}", shop.tenant.id, delivery.id);
    assert_eq!(message.status_callback, Some(callback));
    assert_eq!((delivery.state, delivery.problem), (DeliveryState::Sent, None));
    let kept = place.row("SELECT count(payload) AS n FROM notifications").await;
    assert_eq!(kept.try_get::<i64>("", "n").unwrap(), 0, "what was sent is wiped");
    assert_eq!(shop.credits().await, 98);
}

#[tokio::test]
async fn what_another_machine_writes_wakes_this_one() {
    // Only where there is a Redis; `tests/run` brings one.
    let Ok(redis) = std::env::var("FORECOURT_TEST_REDIS_URL") else { return };
    let place = Place::new().await;
    let (web, worker) = (place.machine(&redis).await, place.machine(&redis).await);
    let shop = place.shop("torque").await.at(&web.storage);
    let twilio = Fake::answering([]);
    shop.text().await;
    let worker = Running::start_at(worker, twilio.clone(), WOKEN);
    twilio.asked().await.sent();
    shop.text().await;
    twilio.asked().await.sent();
    worker.ended().await;
}

#[tokio::test]
async fn a_mail_says_whose_it_is_and_where_an_answer_goes() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let branding = Branding {
        name: "Ben’s “Torque” & Söhne".into(),
        tagline: None,
        brand_color: "#ffee00".parse().unwrap(),
        phone: None,
        email: Some("hello@torque.example".parse().unwrap()),
        hours: Default::default(),
    };
    shop.scope().await.set_branding(branding).await.unwrap();
    shop.scope().await.set_logo(Some("t/logo/v7".into())).await.unwrap();
    let resend = Fake::answering([]);
    let worker = Running::start(&place, resend.clone(), WOKEN);
    let customer = shop.customer("Alex <Morgan>").await;
    shop.send(customer, SendChannel::Email).await;
    let mail = resend.asked().await.sent();
    worker.ended().await;

    assert_eq!((mail.channel, mail.to.as_str()), (Channel::Email, "alex.morgan@example.com"));
    assert_eq!(mail.from_name.as_deref(), Some("Ben’s “Torque” & Söhne"));
    assert_eq!(mail.reply_to.as_deref(), Some("hello@torque.example"));
    assert_eq!(mail.subject.as_deref(), Some("View your job and photos at Ben’s “Torque” & Söhne"));
    assert_eq!(mail.status_callback, None);
    let html = mail.html.unwrap().replace("&#x2f;", "/");
    assert!(html.contains("Alex &lt;Morgan&gt;") && !html.contains("<Morgan>"));
    assert!(mail.text.contains("Alex <Morgan>"));
    assert!(html.contains("https://torque.forecourt.example:8443/logo?v=v7"));
    assert!(!html.contains("#ffee00"), "white words on this yellow could not be read");
    let link = "https://torque.forecourt.example:8443/portal/";
    assert!(html.contains(link) && mail.text.contains(link));
    assert_eq!(shop.credits().await, 100, "mails cost no SMS credits");
}

#[tokio::test]
async fn a_repetition_says_the_same_to_the_byte() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let busy = || Err(forecourt_notifications::SendError::Later { after: None, problem: Reason::Busy.into() });
    let resend = Fake::answering([busy(), busy()]);
    let worker = Running::start(&place, resend.clone(), EAGER);
    let customer = shop.customer("Alex Morgan").await;
    shop.send(customer, SendChannel::Email).await;
    let attempts = [resend.asked().await, resend.asked().await, resend.asked().await];
    worker.ended().await;
    assert!(attempts.iter().all(|attempt| *attempt == attempts[0]));
    assert_eq!(shop.delivery().await.state, DeliveryState::Sent);
}

#[tokio::test]
async fn what_is_captured_has_arrived_and_can_be_read() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let customer = shop.customer("Alex Morgan").await;
    let log = Log::listen();
    let worker = Running::start(&place, Arc::new(Capture), WOKEN);
    shop.send(customer, SendChannel::Email).await;
    log.says("attempted").await;
    worker.ended().await;
    let captured = place.operator().captured(10).await.unwrap().remove(0);
    assert_eq!((captured.tenant.as_deref(), captured.channel.as_str()), (Some("torque"), "email"));
    assert_eq!(captured.recipient, "alex.morgan@example.com");
    assert_eq!(captured.body.subject.as_deref(), Some("View your job and photos at Torque Garage"));
    assert!(captured.body.html.is_some() && captured.body.text.contains("/portal/"));
    let delivery = shop.delivery().await;
    assert_eq!((captured.id, captured.state.as_str()), (delivery.id, "delivered"));
    assert_eq!(delivery.state, DeliveryState::Delivered);
}

#[tokio::test]
async fn a_worker_told_to_stop_finishes_what_it_has_and_takes_no_more() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let twilio = Fake::closed();
    let worker = Running::start(&place, twilio.clone(), EAGER);
    shop.text().await;
    twilio.asked().await.sent();
    worker.stop();
    shop.text().await;
    assert!(!worker.has_ended());
    twilio.open(1);
    worker.ended().await;
    assert_eq!(twilio.rest().await, []);
    let (deliveries, _) = shop.scope().await.deliveries(Shown::All, 0, 10).await.unwrap();
    let states: Vec<_> = deliveries.iter().map(|delivery| delivery.state).collect();
    assert_eq!(states, [DeliveryState::Queued, DeliveryState::Sent]);
}
