//! A customer's way in, from "Send sign-in link" to their home: asked, handed over, used.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::provider;
use crate::robots::address;

/// Longer than the worker's poll: what only that finds must show as slow, not as lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// How a person uses what they were sent.
#[derive(Clone, Copy)]
enum By {
    Link,
    Code,
}

type Mails = Arc<Mutex<HashMap<String, (Instant, String)>>>;

/// The times of one sign-in.
struct Times {
    asked: Duration,
    handed_over: Duration,
    used: Duration,
    whole: Duration,
}

/// Lets each customer (`HOST EMAIL`) sign in, one every so many milliseconds, and says as JSON how long the parts took,
/// in microseconds.
pub(crate) async fn time(server: &str, listen: &str, every: u64, by: &str) {
    let by = if by == "code" { By::Code } else { By::Link };
    let mails: Mails = Arc::default();
    let taken = mails.clone();
    let hold: provider::HoldMail = Arc::new(move |to, text, at| {
        taken.lock().expect("mails").entry(to.to_owned()).or_insert_with(|| (at, text.to_owned()));
    });
    tokio::spawn(provider::run_mail(provider::bind(listen).await, hold));
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let mut pace = interval(Duration::from_millis(every));
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut ways = Vec::new();
    for (number, line) in crate::work().into_iter().enumerate() {
        pace.tick().await;
        let (browser, server, mails) = (browser.clone(), server.to_owned(), mails.clone());
        let from = address(u32::try_from(number).expect("a few"));
        ways.push(tokio::spawn(async move { one(&browser, &server, &mails, &line, &from, by).await }));
    }
    let asked = ways.len();
    let mut times = Vec::new();
    for way in ways {
        times.extend(way.await.expect("a way in"));
    }
    let of = |part: fn(&Times) -> Duration| {
        let mut all: Vec<u128> = times.iter().map(|times| part(times).as_micros()).collect();
        all.sort_unstable();
        let at = |percent: usize| all.get(all.len().saturating_sub(1) * percent / 100).copied().unwrap_or(0);
        serde_json::json!({ "p50": at(50), "p99": at(99) })
    };
    let answer = serde_json::json!({
        "asked": asked, "signed_in": times.len(),
        "ask": of(|t| t.asked), "handed_over": of(|t| t.handed_over), "use": of(|t| t.used), "whole": of(|t| t.whole),
    });
    println!("{answer}");
}

async fn one(
    browser: &reqwest::Client,
    server: &str,
    mails: &Mails,
    line: &[String],
    from: &str,
    by: By,
) -> Option<Times> {
    let [host, email] = line else { panic!("HOST EMAIL, not {line:?}") };
    let post = |path: &str, body: String, cookie: &str| {
        let request = browser.post(format!("{server}{path}")).header(HOST, host).header("x-forwarded-for", from);
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").header(COOKIE, cookie);
        request.body(body)
    };
    let started = Instant::now();
    let asked =
        post("/login/link", format!("contact={email}&with=email_link&next="), "").send().await.expect("an answer");
    let asked_after = started.elapsed();
    assert_eq!(asked.status().as_u16(), 303, "{host}: {}", asked.text().await.unwrap_or_default());
    let cookie = cookie(&asked);
    let (at, text) = timeout(PATIENCE, mail(mails, email)).await.ok()?;
    let using = Instant::now();
    let used = match by {
        By::Link => {
            let link = text.split_whitespace().find(|word| word.contains("/sign-in/")).expect("a link");
            let path = &link[link.find("/sign-in/").expect("a path")..];
            browser.get(format!("{server}{path}")).header(HOST, host).header(COOKIE, &cookie)
        }
        By::Code => {
            // On a line of its own; addresses and links hold digits, too.
            let mut lines = text.lines().map(|line| line.split_whitespace().collect::<String>());
            let is_code = |line: &String| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit());
            let code = lines.find(is_code).expect("a code");
            post("/login/code", format!("code={code}"), &cookie)
        }
    };
    let used = used.header("x-forwarded-for", from).send().await.expect("an answer");
    assert_eq!(used.status().as_u16(), 303, "{host} {email}: {:?}", used.headers().get(LOCATION));
    Some(Times {
        asked: asked_after,
        handed_over: at.duration_since(started),
        used: using.elapsed(),
        whole: at.duration_since(started) + using.elapsed(),
    })
}

async fn mail(mails: &Mails, email: &str) -> (Instant, String) {
    loop {
        if let Some(mail) = mails.lock().expect("mails").get(email) {
            return mail.clone();
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn cookie(answer: &reqwest::Response) -> String {
    let set = answer.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    set.filter_map(|value| value.split(';').next()).collect::<Vec<_>>().join("; ")
}
