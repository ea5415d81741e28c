//! Robots that knock at a steady pace, each time from another address.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HOST};
use tokio::sync::Semaphore;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// A client that keeps so many connections waiting has to wait as well.
const AT_ONCE: usize = 256;

/// Posts the lines of standard input (`HOST PATH BODY`) in a circle, so many a second for so many seconds, and says as
/// JSON how often it was answered what.
pub(crate) async fn knock(server: &str, rate: u32, seconds: u64) {
    let browser = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().expect("a client");
    let lines = Arc::new(crate::work());
    let answers: Arc<Mutex<BTreeMap<u16, u32>>> = Arc::default();
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut pace = interval(Duration::from_secs(1) / rate);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut number: u32 = 0;
    while Instant::now() < end {
        pace.tick().await;
        let Ok(place) = room.clone().try_acquire_owned() else { continue };
        let (browser, server, lines, answers) = (browser.clone(), server.to_owned(), lines.clone(), answers.clone());
        tokio::spawn(async move {
            let line = &lines[number as usize % lines.len()];
            let status = post(&browser, &server, line, &address(number)).await;
            *answers.lock().expect("answers").entry(status).or_default() += 1;
            drop(place);
        });
        number += 1;
    }
    drop(
        tokio::time::timeout(Duration::from_secs(30), room.acquire_many(u32::try_from(AT_ONCE).expect("a few"))).await,
    );
    println!("{}", serde_json::json!({ "answers": *answers.lock().expect("answers") }));
}

/// An address of documentation and private networks that no other number has, for sixteen million numbers.
pub(crate) fn address(number: u32) -> String {
    Ipv4Addr::from(u32::from(Ipv4Addr::new(10, 0, 0, 1)) + number % 0x00ff_fffe).to_string()
}

async fn post(browser: &reqwest::Client, server: &str, line: &[String], address: &str) -> u16 {
    let [host, path, body] = line else { panic!("HOST PATH BODY, not {line:?}") };
    let request = browser
        .post(format!("{server}{path}"))
        .header(HOST, host)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("x-forwarded-for", address)
        .body(body.clone());
    let Ok(answer) = request.send().await else { return 0 };
    let status = answer.status().as_u16();
    drop(answer.bytes().await);
    status
}
