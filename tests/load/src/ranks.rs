//! Whether the time of an answer tells who is a customer: the rank-sum test of Mann and Whitney over many timings.

use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, HOST};

use crate::robots::address;

/// Posts both bodies of each line of standard input (`HOST PATH KNOWN UNKNOWN`), one after the other in an order drawn
/// by lot, and says as JSON how the times of the two kinds compare, and whether the answers differ.
pub(crate) async fn compare(server: &str, pause: u64) {
    // Not followed: a redirect is the answer whose time is taken.
    let policy = reqwest::redirect::Policy::none();
    let browser = reqwest::Client::builder().redirect(policy).build().expect("a client");
    let (mut known, mut unknown, mut different) = (Vec::new(), Vec::new(), 0);
    for (number, line) in crate::work().iter().enumerate() {
        let [host, path, first, second] = line.as_slice() else { panic!("HOST PATH KNOWN UNKNOWN, not {line:?}") };
        let known_first: bool = rand::random();
        let order = if known_first { [first, second] } else { [second, first] };
        let mut said = Vec::new();
        for (turn, body) in order.into_iter().enumerate() {
            let from = address(u32::try_from(number * 2 + turn).expect("a few"));
            let (took, answer) = post(&browser, server, host, path, body, &from).await;
            said.push(answer);
            let times = if (turn == 0) == known_first { &mut known } else { &mut unknown };
            times.push(took);
            // What one leaves to be done afterwards must not meet the other.
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        different += u32::from(said[0] != said[1]);
    }
    let (area, z) = rank_sum(&known, &unknown);
    let answer = serde_json::json!({
        "timings": known.len(), "area": area, "z": z, "different": different,
        "known_us": median(&mut known), "unknown_us": median(&mut unknown),
    });
    println!("{answer}");
}

async fn post(
    browser: &reqwest::Client,
    server: &str,
    host: &str,
    path: &str,
    body: &str,
    from: &str,
) -> (Duration, String) {
    let request = browser
        .post(format!("{server}{path}"))
        .header(HOST, host)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("x-forwarded-for", from)
        .body(body.to_owned());
    let started = Instant::now();
    let answer = request.send().await.expect("the server answers");
    let (status, location) = (answer.status(), answer.headers().get("location").cloned());
    let page = answer.text().await.expect("a page");
    let took = started.elapsed();
    // What was typed stands in the page again.
    let typed: String = url::form_urlencoded::parse(body.as_bytes())
        .find(|(name, _)| name == "contact" || name == "address")
        .map(|(_, typed)| typed.into_owned())
        .unwrap_or_default();
    (took, format!("{status} {location:?} {}", page.replace(&typed, "…")))
}

/// The chance that one of the first took longer than one of the second (a half when nothing tells them apart), and how
/// many standard deviations that is from a half.
fn rank_sum(first: &[Duration], second: &[Duration]) -> (f64, f64) {
    let mut all: Vec<(Duration, bool)> =
        first.iter().map(|time| (*time, true)).chain(second.iter().map(|time| (*time, false))).collect();
    all.sort_unstable();
    let ranks: f64 =
        (1..=all.len()).zip(&all).filter(|(_, (_, is_first))| *is_first).map(|(rank, _)| as_f64(rank)).sum();
    let (n, m) = (as_f64(first.len()), as_f64(second.len()));
    let u = ranks - n * (n + 1.0) / 2.0;
    let deviation = (n * m * (n + m + 1.0) / 12.0).sqrt();
    (u / (n * m), (u - n * m / 2.0) / deviation)
}

fn as_f64(number: usize) -> f64 {
    f64::from(u32::try_from(number).expect("a few thousand"))
}

fn median(times: &mut [Duration]) -> u128 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0, Duration::as_micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(all: impl IntoIterator<Item = u64>) -> Vec<Duration> {
        all.into_iter().map(Duration::from_micros).collect()
    }

    #[test]
    fn a_difference_is_seen_and_none_is_not() {
        let (area, z) = rank_sum(&times((0..1_000).map(|n| n * 2)), &times((0..1_000).map(|n| n * 2 + 1)));
        assert!((area - 0.5).abs() < 0.01 && z.abs() < 1.0, "{area} {z}");
        let (area, z) = rank_sum(&times(100..1_100), &times(0..1_000));
        assert!(area > 0.58 && z > 5.0, "{area} {z}");
    }
}
