//! Many messages at once.

use std::collections::HashSet;

use forecourt_notifications::WorkerSettings;
use forecourt_storage::outbox::DeliveryState;

use crate::support::{Fake, Place, Running, WOKEN};

#[tokio::test]
async fn a_thousand_messages_of_one_shop_do_not_keep_anothers_waiting() {
    let place = Place::new().await;
    let (busy, other) = (place.shop("torque").await, place.shop("green-acre").await);
    for _ in 0..1_000 {
        busy.text().await;
    }
    other.text().await;
    let twilio = Fake::closed();
    let worker = Running::start(&place, twilio.clone(), WorkerSettings { batch: 8, concurrency: 8, ..WOKEN });
    let mut first = Vec::new();
    for _ in 0..8 {
        first.push(twilio.asked().await.sent());
    }
    let from_other = first.iter().filter(|message| message.text.contains("//green-acre.")).count();
    assert_eq!(from_other, 1, "it goes with the first batch");
    worker.stop();
    assert_eq!(twilio.rest().await, [], "eight at once and no more");
    twilio.open(8);
    worker.ended().await;
    assert_eq!(other.delivery().await.state, DeliveryState::Sent);
    assert_eq!(twilio.rest().await, []);
}

#[tokio::test]
async fn a_backlog_is_worked_off_without_looking_again_and_once() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    for _ in 0..50 {
        shop.text().await;
    }
    let twilio = Fake::answering([]);
    let settings = WorkerSettings { batch: 4, concurrency: 8, ..WOKEN };
    // Two workers, as on two machines.
    let workers = [0, 1].map(|_| Running::start(&place, twilio.clone(), settings));
    let mut sent = HashSet::new();
    for _ in 0..50 {
        sent.insert(twilio.asked().await.sent().idempotency_key);
    }
    assert_eq!(sent.len(), 50);
    for worker in workers {
        worker.ended().await;
    }
    assert_eq!(twilio.rest().await, []);
    assert_eq!(shop.credits().await, 50);
}
