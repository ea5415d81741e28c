//! A link is in the message and nowhere else (SECURITY.md, row 7).

use std::sync::Arc;

use forecourt_notifications::{SendError, provider::capture::Capture};
use forecourt_storage::outbox::Reason;

use crate::support::{EAGER, Fake, Log, Place, Running, WOKEN};

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// As text, in either case, and as the bytes that the text stands for.
fn is_told(bytes: &[u8], token: &str) -> bool {
    let raw: Vec<u8> =
        (0..token.len()).step_by(2).map(|at| u8::from_str_radix(&token[at..at + 2], 16).unwrap()).collect();
    contains(bytes, token.as_bytes()) || contains(bytes, token.to_uppercase().as_bytes()) || contains(bytes, &raw)
}

fn token(text: &str) -> &str {
    text.rsplit_once('/').unwrap().1
}

#[tokio::test]
async fn no_file_of_the_database_and_no_log_ever_holds_a_link() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let log = Log::listen();
    shop.text().await;
    let waiting = place.everything().await;
    let busy = SendError::Later { after: None, problem: Reason::Busy.into() };
    let refused = SendError::Never { problem: Reason::Refused.into() };
    let twilio = Fake::answering([Err(busy), Err(refused)]);
    let worker = Running::start(&place, twilio.clone(), EAGER);
    let message = twilio.asked().await.sent();
    twilio.asked().await.sent();
    worker.ended().await;
    let failed = place.everything().await;
    let worker = Running::start(&place, twilio.clone(), WOKEN);
    assert!(shop.scope().await.retry_delivery(shop.delivery().await.id).await.unwrap());
    twilio.asked().await.sent();
    worker.ended().await;
    let sent = place.everything().await;

    let token = token(&message.text);
    // The search finds what is there, in the very same bytes.
    assert!(contains(&waiting, b"+12025550142"), "waiting: no phone");
    assert!(contains(&sent, b"+12025550142"), "sent: no phone");
    assert!(log.text().contains("attempted"), "the log: {}", log.text());
    for (when, bytes) in [("waiting", &waiting), ("failed", &failed), ("sent", &sent)] {
        assert!(!is_told(bytes, token), "{when}");
    }
    assert!(!is_told(log.text().as_bytes(), token), "the log");
}

#[tokio::test]
async fn what_is_captured_is_sealed_too() {
    let place = Place::new().await;
    let shop = place.shop("torque").await;
    let log = Log::listen();
    let worker = Running::start(&place, Arc::new(Capture), WOKEN);
    shop.text().await;
    log.says("attempted").await;
    worker.ended().await;
    let captured = place.operator().captured(1).await.unwrap().remove(0);
    assert!(!is_told(&place.everything().await, token(&captured.body.text)));
    assert!(!is_told(log.text().as_bytes(), token(&captured.body.text)));
}
