//! What happens when it does not go well, and what people see of it.

use std::time::Duration;

use chrono::TimeDelta;
use forecourt_domain::tenant::TenantState;
use forecourt_notifications::{Accepted, SendError, WorkerSettings};
use forecourt_storage::{
    SendChannel, Shown,
    outbox::{DeliveryState, Problem, Reason},
};

use crate::support::{Asked, EAGER, Fake, Log, Place, Running, WOKEN, accepted};

fn later(after: Option<u64>) -> Result<Accepted, SendError> {
    Err(SendError::Later { after: after.map(Duration::from_secs), problem: Reason::Busy.into() })
}

fn uncertain() -> Result<Accepted, SendError> {
    Err(SendError::Uncertain { problem: Problem::said(Reason::Unconfirmed, "timed out") })
}

fn never() -> Result<Accepted, SendError> {
    Err(SendError::Never { problem: Reason::NotReachableNumber.into() })
}

#[tokio::test]
async fn a_busy_provider_is_left_alone_for_as_long_as_it_asks() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let twilio = Fake::answering([later(Some(30))]);
    let worker = Running::start(&place, twilio.clone(), WorkerSettings { retry_base: Duration::from_secs(2), ..EAGER });
    shop.text().await;
    twilio.asked().await.sent();
    worker.ended().await;
    let delivery = shop.delivery().await;
    assert_eq!(delivery.state, DeliveryState::Queued);
    assert_eq!(delivery.problem, Some(Reason::Busy.into()));
    assert!(delivery.next_attempt_at.is_some());
    let due = place.due_in_seconds().await;
    assert!((28.0..=32.0).contains(&due), "{due}");

    let next = Running::start(&place, twilio.clone(), EAGER);
    // Another message goes past it: the worker is looking, and leaves that one alone.
    shop.text().await;
    assert_ne!(twilio.asked().await.sent().idempotency_key, delivery.id.uuid());
    next.ended().await;
    assert_eq!(twilio.rest().await, []);
}

#[tokio::test]
async fn an_uncertain_text_that_is_found_is_not_sent_twice() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let twilio = Fake::answering([uncertain()]).finding(Ok(vec![accepted("SM1")]));
    let worker = Running::start(&place, twilio.clone(), EAGER);
    shop.text().await;
    let sent = twilio.asked().await.sent();
    assert_eq!(twilio.asked().await, Asked::Look(sent));
    worker.ended().await;
    assert_eq!(twilio.rest().await, []);
    assert_eq!((shop.delivery().await.state, shop.credits().await), (DeliveryState::Sent, 99));
}

#[tokio::test]
async fn an_uncertain_text_that_only_another_message_explains_is_sent() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let twilio = Fake::answering([Ok(accepted("SM1")), uncertain()]).finding(Ok(vec![accepted("SM1")]));
    let worker = Running::start(&place, twilio.clone(), EAGER);
    shop.text().await;
    twilio.asked().await.sent();
    shop.text().await;
    let sent = twilio.asked().await.sent();
    assert_eq!(twilio.asked().await, Asked::Look(sent.clone()));
    assert_eq!(twilio.asked().await, Asked::Send(sent));
    worker.ended().await;
    assert_eq!((shop.delivery().await.state, shop.credits().await), (DeliveryState::Sent, 98));
}

#[tokio::test]
async fn an_uncertain_text_is_not_sent_while_nobody_can_be_asked() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let away = SendError::Later { after: Some(Duration::from_secs(60)), problem: Reason::Unreachable.into() };
    let twilio = Fake::answering([uncertain()]).finding(Err(away));
    let worker = Running::start(&place, twilio.clone(), EAGER);
    shop.text().await;
    let sent = twilio.asked().await.sent();
    assert_eq!(twilio.asked().await, Asked::Look(sent));
    worker.ended().await;
    assert_eq!(twilio.rest().await, []);
    assert_eq!(shop.delivery().await.state, DeliveryState::Queued);
}

#[tokio::test]
async fn a_provider_that_says_nothing_loses_the_job_with_the_lease() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let twilio = Fake::closed().finding(Ok(vec![accepted("SM1")]));
    let settings = WorkerSettings { lease: TimeDelta::milliseconds(300), ..EAGER };
    let worker = Running::start(&place, twilio.clone(), settings);
    shop.text().await;
    let sent = twilio.asked().await.sent();
    assert_eq!(twilio.asked().await, Asked::Look(sent));
    worker.ended().await;
    assert_eq!(twilio.rest().await, []);
    assert_eq!(shop.delivery().await.state, DeliveryState::Sent);
}

#[tokio::test]
async fn what_a_dead_worker_held_is_looked_for_and_sent_with_the_same_link() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    shop.text().await;
    // Claimed and never heard of again, as after kill -9; its lease is over at once.
    let held = place.claim_and_die().await;
    let forecourt_storage::outbox::Notification::SendPortalLink { token, .. } = &held.notification else {
        panic!("another kind")
    };
    let twilio = Fake::answering([]);
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    let Asked::Look(_) = twilio.asked().await else { panic!("it may have been sent: look first") };
    let message = twilio.asked().await.sent();
    worker.ended().await;
    assert!(message.text.ends_with(token.as_str()));
    assert_eq!(message.idempotency_key, held.id.uuid());

    // The dead one wakes up: what it has to say comes too late.
    let outcome = forecourt_storage::outbox::Outcome::Failed { problem: Reason::Refused.into(), uncertain: false };
    place.storage().record_outcome(&held, outcome, None).await.unwrap();
    assert_eq!((shop.delivery().await.state, shop.credits().await), (DeliveryState::Sent, 99));
}

#[tokio::test]
async fn a_refused_text_fails_at_once_costs_nothing_and_can_be_sent_again() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let twilio = Fake::answering([never()]);
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    shop.text().await;
    let first = twilio.asked().await.sent();
    worker.ended().await;
    let delivery = shop.delivery().await;
    assert_eq!((delivery.state, delivery.can_retry), (DeliveryState::Failed, true));
    assert_eq!(delivery.problem, Some(Reason::NotReachableNumber.into()));
    assert_eq!(shop.credits().await, 100);

    let worker = Running::start(&place, twilio.clone(), WOKEN);
    assert!(shop.scope().await.retry_delivery(delivery.id).await.unwrap());
    assert_eq!(twilio.asked().await.sent(), first, "the same link, under the same key");
    worker.ended().await;
    assert_eq!((shop.delivery().await.state, shop.credits().await), (DeliveryState::Sent, 99));
}

#[tokio::test]
async fn a_job_that_ends_its_workers_does_not_do_so_for_ever() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    shop.text().await;
    for _ in 0..9 {
        place.claim_and_die().await;
    }
    let twilio = Fake::answering([]);
    let log = Log::listen();
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    log.says("attempted").await;
    worker.ended().await;
    assert_eq!(twilio.rest().await, []);
    assert_eq!(shop.delivery().await.problem, Some(Reason::BrokenOff.into()));
}

#[tokio::test]
async fn without_credits_no_text_is_sent_and_it_shows() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    place.operator().add_sms_credits(&shop.tenant.slug, -100).await.unwrap();
    let twilio = Fake::answering([]);
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    let customer = shop.customer("Alex Morgan").await;
    shop.send(customer, SendChannel::Sms).await;
    // A mail needs none; once it is there, the text has been decided on too, or is by the drain.
    let other = shop.customer("Priya Natarajan").await;
    shop.send(other, SendChannel::Email).await;
    assert!(twilio.asked().await.sent().html.is_some());
    worker.ended().await;
    assert_eq!(twilio.rest().await, []);
    let text = shop.scope().await.deliveries_of(customer).await.unwrap().remove(0);
    assert_eq!((text.state, text.can_retry), (DeliveryState::Failed, true));
    assert_eq!(text.problem, Some(Reason::NoCredits.into()));
    assert_eq!(shop.credits().await, 0);

    place.operator().add_sms_credits(&shop.tenant.slug, 5).await.unwrap();
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    assert!(shop.scope().await.retry_delivery(text.id).await.unwrap());
    twilio.asked().await.sent();
    worker.ended().await;
    assert_eq!(shop.credits().await, 4);
}

#[tokio::test]
async fn a_link_that_was_replaced_while_it_waited_is_not_sent() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let customer = shop.customer("Alex Morgan").await;
    shop.send(customer, SendChannel::Sms).await;
    shop.send(customer, SendChannel::Sms).await;
    let newest = shop.delivery().await;
    let twilio = Fake::answering([]);
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    assert_eq!(twilio.asked().await.sent().idempotency_key, newest.id.uuid());
    worker.ended().await;
    assert_eq!(twilio.rest().await, []);
    let (failed, _) = shop.scope().await.deliveries(Shown::Failed, 0, 10).await.unwrap();
    assert_eq!(failed[0].problem, Some(Reason::Overtaken.into()));
    assert!(!failed[0].can_retry);
    assert_eq!(shop.credits().await, 99);
}

#[tokio::test]
async fn news_goes_to_no_address_that_its_customer_no_longer_has() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let (moved, renamed) = (shop.customer("Alex Morgan").await, shop.customer("Priya Natarajan").await);
    shop.news(moved, SendChannel::Email).await;
    shop.news(renamed, SendChannel::Email).await;
    let newest = shop.delivery().await;
    shop.change(moved, "Alex Morgan", "alex@new.example").await;
    shop.change(renamed, "Priya N. Natarajan", "alex.morgan@example.com").await;
    let resend = Fake::answering([]);
    let worker = Running::start(&place, resend.clone(), WOKEN);
    assert_eq!(resend.asked().await.sent().idempotency_key, newest.id.uuid());
    worker.ended().await;
    assert_eq!(resend.rest().await, []);
    let unsent = shop.scope().await.deliveries_of(moved).await.unwrap().remove(0);
    assert_eq!(unsent.state, DeliveryState::Failed);
    assert_eq!(unsent.problem, Some(Reason::AddressChanged.into()));
}

#[tokio::test]
async fn a_paused_shop_sends_nothing_until_it_is_open_again() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    shop.text().await;
    place.operator().set_state(&shop.tenant.slug, TenantState::Suspended).await.unwrap();
    let twilio = Fake::answering([]);
    let log = Log::listen();
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    log.says("attempted").await;
    worker.ended().await;
    assert_eq!(twilio.rest().await, []);
    let delivery = shop.delivery().await;
    assert_eq!((delivery.problem, delivery.can_retry), (Some(Reason::ShopPaused.into()), true));
}

#[tokio::test]
async fn a_database_that_is_away_is_said_once_and_tried_until_it_is_back() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    shop.text().await;
    place.run("ALTER TABLE notifications RENAME TO elsewhere").await;
    let twilio = Fake::answering([]);
    let log = Log::listen();
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    log.says("the outbox cannot be read").await;
    log.says("failures=3").await;
    place.run("ALTER TABLE elsewhere RENAME TO notifications").await;
    twilio.asked().await.sent();
    worker.ended().await;
    assert_eq!(log.text().matches("the outbox cannot be read").count(), 1);
    assert_eq!(log.text().matches("the outbox can be read again").count(), 1);
}
