//! From "Send portal link" to the provider holding the request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, HOST};
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::provider;

/// Longer than the worker's poll: what only that finds must show as slow, not as lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends to each customer (`HOST COOKIE CSRF CUSTOMER PHONE`), one every so many milliseconds, and says as JSON how long
/// it took the message to reach the provider, and the staff member to be answered. In microseconds.
pub(crate) async fn time(server: &str, listen: &str, every: u64) {
    let held: Arc<Mutex<HashMap<String, Instant>>> = Arc::default();
    let noted = held.clone();
    let listener = provider::bind(listen).await;
    let hold: provider::Hold = Arc::new(move |recipient, at| {
        noted.lock().expect("held").entry(recipient.to_owned()).or_insert(at);
    });
    tokio::spawn(provider::run(listener, hold));

    let browser = reqwest::Client::new();
    let lines = crate::work();
    let mut pace = interval(Duration::from_millis(every));
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut sends = Vec::new();
    for line in &lines {
        pace.tick().await;
        sends.push(tokio::spawn(press(browser.clone(), server.to_owned(), line.clone())));
    }
    let (mut started, mut answered) = (HashMap::new(), Vec::new());
    for send in sends {
        let (phone, at, took) = send.await.expect("a send");
        started.insert(phone, at);
        answered.push(took);
    }
    let all_held = async {
        while held.lock().expect("held").len() < started.len() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let complete = timeout(PATIENCE, all_held).await.is_ok();
    let held = held.lock().expect("held");
    let mut door: Vec<Duration> =
        started.iter().filter_map(|(phone, at)| held.get(phone).map(|held| held.duration_since(*at))).collect();
    let answer = serde_json::json!({
        "sends": started.len(), "held": door.len(), "complete": complete,
        "p50": percentile(&mut door, 50), "p99": percentile(&mut door, 99), "max": percentile(&mut door, 100),
        "answered_p50": percentile(&mut answered, 50), "answered_p99": percentile(&mut answered, 99),
    });
    println!("{answer}");
}

async fn press(browser: reqwest::Client, server: String, line: Vec<String>) -> (String, Instant, Duration) {
    let [host, cookie, csrf, customer, phone] = line.as_slice() else {
        panic!("HOST COOKIE CSRF CUSTOMER PHONE, not {line:?}")
    };
    let request = browser
        .post(format!("{server}/staff/customers/{customer}/portal-link"))
        .header(HOST, host)
        .header(COOKIE, cookie)
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(format!("csrf={csrf}&channel=sms&return_to=/staff/customers"));
    let started = Instant::now();
    let answer = request.send().await.expect("the server answers");
    let status = answer.status();
    answer.bytes().await.expect("a body");
    assert!(status.is_success(), "{host} answered {status}");
    (phone.clone(), started, started.elapsed())
}

/// In microseconds; the largest of all at 100.
fn percentile(durations: &mut [Duration], percent: usize) -> u128 {
    durations.sort_unstable();
    let last = durations.len().saturating_sub(1);
    durations.get(last * percent / 100).map_or(0, Duration::as_micros)
}
