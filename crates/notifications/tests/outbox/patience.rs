//! How long a message is tried while its provider is away, and what staff can do meanwhile. Time is moved by ageing rows.

use std::time::Duration;

use chrono::TimeDelta;
use forecourt_domain::{
    auth_method::Purpose, contact::Contact, entropy::SystemEntropy, feature::Feature, host::HostName,
    token::SignInToken, work_order::WorkOrderStatus,
};
use forecourt_notifications::{Accepted, SendError, WorkerSettings};
use forecourt_storage::{
    Notice, SendChannel, Shown, SignInRequest,
    outbox::{DeliveryState, Problem, Reason},
};

use crate::support::{Asked, Fake, Log, Place, Running, TestShop, WOKEN, accepted};

/// Longer than any wait that we choose ourselves.
const HOUR: Duration = Duration::from_secs(3600);

fn away() -> Result<Accepted, SendError> {
    let problem = Problem::said(Reason::Unreachable, "connection refused");
    Err(SendError::Later { after: None, problem })
}

fn lost() -> Result<Accepted, SendError> {
    Err(SendError::Uncertain { problem: Reason::Unconfirmed.into() })
}

/// Somebody signs in at the shop: a link and a code.
async fn ask(place: &Place, shop: &TestShop, contact: &str) {
    let ask = SignInRequest {
        purpose: Purpose::SignIn,
        method: None,
        contact: Contact::parse(contact, "").unwrap(),
        with_link: true,
        typed: true,
        only: None,
        host: HostName::parse("torque.forecourt.example").unwrap(),
        browser: SignInToken::new(&SystemEntropy),
        return_path: String::new(),
        newcomer: None,
    };
    place.storage().request_sign_in(&shop.tenant, &ask).await.unwrap();
}

/// One attempt each for everything that is due, and no more.
async fn attempts(place: &Place, provider: &std::sync::Arc<Fake>, number: usize) {
    let patient = WorkerSettings { retry_base: HOUR, ..WOKEN };
    let log = Log::listen();
    let worker = Running::start(place, provider.clone(), patient);
    for _ in 0..number {
        provider.asked().await;
    }
    if number == 0 {
        log.says("attempted").await;
    }
    worker.ended().await;
    assert_eq!(provider.rest().await, []);
}

#[tokio::test]
async fn a_mail_is_tried_for_a_day() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let customer = shop.customer("Alex Morgan").await;
    shop.send(customer, SendChannel::Email).await;
    let resend = Fake::answering([away(), away(), away()]);
    for hours in [0, 12, 23] {
        place.age(TimeDelta::hours(hours)).await;
        attempts(&place, &resend, 1).await;
        let delivery = shop.delivery().await;
        assert_eq!(delivery.state, DeliveryState::Queued, "after {hours} hours");
        assert!(delivery.next_attempt_at.is_some());
        assert!(place.due_in_seconds().await <= 30.0 * 60.0, "half an hour at most");
    }
    // The provider would take it now: too late is too late, and staff can send it again, for another day.
    place.age(TimeDelta::hours(25)).await;
    attempts(&place, &resend, 0).await;
    let delivery = shop.delivery().await;
    assert_eq!((delivery.state, delivery.problem), (DeliveryState::Failed, Some(Reason::GivenUp.into())));
    assert!(delivery.can_retry);
    assert!(shop.scope().await.retry_delivery(delivery.id).await.unwrap());
    attempts(&place, &resend, 1).await;
    assert_eq!(shop.delivery().await.state, DeliveryState::Sent);
}

#[tokio::test]
async fn a_text_is_tried_for_six_hours_and_paid_for_once() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    shop.text().await;
    let twilio = Fake::answering([away(), away()]);
    for hours in [0, 5] {
        place.age(TimeDelta::hours(hours)).await;
        attempts(&place, &twilio, 1).await;
        assert_eq!(shop.credits().await, 99);
    }
    place.age(TimeDelta::hours(7)).await;
    attempts(&place, &twilio, 0).await;
    assert_eq!(shop.delivery().await.problem, Some(Reason::GivenUp.into()));
    assert_eq!(shop.credits().await, 100, "what was surely not sent costs nothing");
}

#[tokio::test]
async fn a_code_is_never_sent_after_its_end() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    shop.customer("Alex Morgan").await;
    ask(&place, &shop, "+12025550142").await;
    let twilio = Fake::answering([away(), away()]);
    attempts(&place, &twilio, 1).await;
    assert!(place.due_in_seconds().await <= 30.0, "somebody waits for it");
    place.age(TimeDelta::minutes(9)).await;
    attempts(&place, &twilio, 1).await;
    // The link beside it lives for half an hour, and would still open.
    place.age(TimeDelta::seconds(601)).await;
    attempts(&place, &twilio, 0).await;
    assert_eq!(shop.delivery().await.problem, Some(Reason::GivenUp.into()));
}

#[tokio::test]
async fn a_wait_that_passes_the_end_is_the_end() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    shop.customer("Alex Morgan").await;
    ask(&place, &shop, "+12025550142").await;
    let hour = SendError::Later { after: Some(HOUR), problem: Reason::Busy.into() };
    let twilio = Fake::answering([Err(hour.clone()), Err(hour)]);
    attempts(&place, &twilio, 1).await;
    assert_eq!(shop.delivery().await.problem, Some(Reason::GivenUp.into()), "known at once");
    // Of what is tried for hours it is kept.
    place.run("DELETE FROM sign_in_requests").await;
    place.run("DELETE FROM notifications").await;
    shop.text().await;
    attempts(&place, &twilio, 1).await;
    assert_eq!(shop.delivery().await.state, DeliveryState::Queued);
    assert!(place.due_in_seconds().await > 3590.0);
}

#[tokio::test]
async fn what_may_have_got_through_is_looked_for_even_after_its_end() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    shop.customer("Alex Morgan").await;
    ask(&place, &shop, "+12025550142").await;
    let twilio = Fake::answering([lost()]).finding(Ok(vec![accepted("SM1")]));
    attempts(&place, &twilio, 1).await;
    place.age(TimeDelta::minutes(11)).await;
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    assert!(matches!(twilio.asked().await, Asked::Look(_)));
    worker.ended().await;
    assert_eq!(twilio.rest().await, [], "and is not sent");
    assert_eq!(shop.delivery().await.state, DeliveryState::Sent);
}

#[tokio::test]
async fn a_mail_server_that_never_says_gets_one_repetition_and_no_more() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let customer = shop.customer("Alex Morgan").await;
    shop.send(customer, SendChannel::Email).await;
    let server = Fake::answering([away(), lost(), lost()]).forgetful();
    for state in [DeliveryState::Queued, DeliveryState::Queued, DeliveryState::Failed] {
        place.age(TimeDelta::zero()).await;
        let worker = Running::start(&place, server.clone(), WorkerSettings { retry_base: HOUR, ..WOKEN });
        while !matches!(server.asked().await, Asked::Send(_)) {}
        worker.ended().await;
        assert_eq!(shop.delivery().await.state, state);
    }
    assert_eq!(shop.delivery().await.problem, Some(Reason::GivenUp.into()));
}

#[tokio::test]
async fn what_waits_can_be_stopped_and_costs_nothing() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    shop.text().await;
    let fresh = shop.delivery().await;
    assert!(!shop.scope().await.stop_delivery(fresh.id).await.unwrap(), "it leaves at this moment");
    let twilio = Fake::answering([away()]);
    attempts(&place, &twilio, 1).await;
    let other = place.shop("green-acre").await;
    assert!(!other.scope().await.stop_delivery(fresh.id).await.unwrap(), "another shop's");
    assert!(shop.scope().await.stop_delivery(fresh.id).await.unwrap());
    let stopped = shop.delivery().await;
    assert_eq!((stopped.state, stopped.problem), (DeliveryState::Failed, Some(Reason::Stopped.into())));
    assert_eq!((shop.credits().await, stopped.can_retry, stopped.next_attempt_at), (100, true, None));
    assert!(!shop.scope().await.stop_delivery(fresh.id).await.unwrap(), "once");
    place.age(TimeDelta::hours(1)).await;
    // Another message goes past it.
    shop.text().await;
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    assert_ne!(twilio.asked().await.sent().idempotency_key, fresh.id.uuid());
    worker.ended().await;
    assert_eq!(twilio.rest().await, []);
}

#[tokio::test]
async fn what_is_being_sent_or_was_sent_is_neither_stopped_nor_hurried() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    shop.text().await;
    let twilio = Fake::answering([away()]);
    attempts(&place, &twilio, 1).await;
    let id = shop.delivery().await.id;
    place.age(TimeDelta::zero()).await;
    let twilio = Fake::closed();
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    twilio.asked().await.sent();
    let scope = shop.scope().await;
    assert!(!scope.stop_delivery(id).await.unwrap() && !scope.hurry_delivery(id).await.unwrap(), "a worker has it");
    twilio.open(1);
    worker.ended().await;
    assert!(!scope.stop_delivery(id).await.unwrap() && !scope.hurry_delivery(id).await.unwrap(), "it is sent");
    assert_eq!((shop.delivery().await.state, shop.credits().await), (DeliveryState::Sent, 99));
}

#[tokio::test]
async fn what_may_have_got_through_is_stopped_and_stays_paid_for() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    shop.text().await;
    let twilio = Fake::answering([lost()]);
    attempts(&place, &twilio, 1).await;
    assert!(shop.scope().await.stop_delivery(shop.delivery().await.id).await.unwrap());
    assert_eq!(shop.credits().await, 99);
}

#[tokio::test]
async fn what_waits_can_be_sent_at_once() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    shop.text().await;
    let hour = SendError::Later { after: Some(HOUR), problem: Reason::Busy.into() };
    let twilio = Fake::answering([Err(hour)]);
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    let first = twilio.asked().await.sent();
    worker.ended().await;
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    assert!(shop.scope().await.hurry_delivery(shop.delivery().await.id).await.unwrap());
    assert_eq!(twilio.asked().await.sent(), first, "woken, and the same");
    worker.ended().await;
    assert_eq!((shop.delivery().await.state, shop.credits().await), (DeliveryState::Sent, 99));
}

#[tokio::test]
async fn news_of_a_feature_that_is_off_is_not_written_and_what_waits_is_passed_over() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let customer = shop.customer("Alex Morgan").await;
    assert_eq!(shop.told(customer, SendChannel::Email).await, Notice::Written);
    shop.scope().await.set_features([Feature::Photos].into_iter().collect()).await.unwrap();
    assert_eq!(shop.told(customer, SendChannel::Email).await, Notice::SwitchedOff);
    let resend = Fake::answering([]);
    attempts(&place, &resend, 0).await;
    let deliveries = shop.scope().await.deliveries_of(customer).await.unwrap();
    let problems: Vec<_> = deliveries.into_iter().map(|delivery| delivery.problem).collect();
    assert_eq!(problems, [Some(Reason::SwitchedOff.into())], "one was written, and not sent");
}

#[tokio::test]
async fn news_that_waited_does_not_arrive_after_newer_news() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let customer = shop.customer("Alex Morgan").await;
    let job = shop.news(customer, SendChannel::Email).await;
    let resend = Fake::answering([away()]);
    attempts(&place, &resend, 1).await;
    let older = shop.delivery().await.id;
    shop.move_on(&job, WorkOrderStatus::Complete, SendChannel::Email).await;
    place.age(TimeDelta::hours(1)).await;
    let worker = Running::start(&place, resend.clone(), WOKEN);
    assert_ne!(resend.asked().await.sent().idempotency_key, older.uuid());
    worker.ended().await;
    assert_eq!(resend.rest().await, []);
    let (failed, _) = shop.scope().await.deliveries(Shown::Failed, 0, 10).await.unwrap();
    assert_eq!((failed[0].id, &failed[0].problem), (older, &Some(Reason::Overtaken.into())));
}

#[tokio::test]
async fn a_code_goes_before_the_news_that_waited_through_an_outage() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    for _ in 0..300 {
        shop.text().await;
    }
    ask(&place, &shop, "+12025550142").await;
    let twilio = Fake::closed();
    let worker = Running::start(&place, twilio.clone(), WorkerSettings { batch: 4, concurrency: 4, ..WOKEN });
    let mut first = Vec::new();
    for _ in 0..4 {
        first.push(twilio.asked().await.sent());
    }
    let codes = first.iter().filter(|message| !message.text.contains("/portal/")).count();
    assert_eq!(codes, 1, "with the first batch");
    worker.stop();
    twilio.open(4);
    worker.ended().await;
}

#[tokio::test]
async fn a_mail_server_that_hangs_holds_up_no_text() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let customer = shop.customer("Alex Morgan").await;
    for _ in 0..6 {
        shop.news(customer, SendChannel::Email).await;
    }
    let (twilio, resend) = (Fake::answering([]), Fake::closed());
    let settings = WorkerSettings { batch: 2, concurrency: 2, ..WOKEN };
    let worker = Running::start_with(place.site.clone(), twilio.clone(), resend.clone(), settings);
    for _ in 0..2 {
        resend.asked().await.sent();
    }
    shop.text().await;
    twilio.asked().await.sent();
    worker.stop();
    resend.open(2);
    worker.ended().await;
    assert_eq!(resend.rest().await, []);
}
