//! Customers' sessions, as customers get them: by opening their link.

use fred::clients::Client;
use fred::interfaces::{ClientLike, KeysInterface};
use fred::types::Builder;
use fred::types::config::Config;
use futures_util::StreamExt;
use reqwest::header::{HOST, SET_COOKIE};

/// As many links at once.
const AT_ONCE: usize = 16;

/// Opens each link (`HOST TOKEN TENANT CUSTOMER`) and says `HOST SECRET`; the floor's Redis key is set on the way.
pub(crate) async fn open(server: &str, redis: &str) {
    let redis = Builder::from_config(Config::from_url(redis).expect("a Redis URL")).build().expect("a client");
    redis.init().await.expect("Redis answers");
    let browser = reqwest::Client::new();
    let mut opened = futures_util::stream::iter(crate::work())
        .map(|line| {
            let (browser, redis) = (browser.clone(), redis.clone());
            async move { one(&browser, &redis, server, &line).await }
        })
        .buffered(AT_ONCE);
    while let Some(line) = opened.next().await {
        println!("{line}");
    }
}

async fn one(browser: &reqwest::Client, redis: &Client, server: &str, line: &[String]) -> String {
    let [host, token, tenant, customer] = line else { panic!("HOST TOKEN TENANT CUSTOMER, not {line:?}") };
    let answer =
        browser.get(format!("{server}/portal/{token}")).header(HOST, host).send().await.expect("the server answers");
    let status = answer.status();
    let cookie = answer
        .headers()
        .get(SET_COOKIE)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.split(';').next())
        .unwrap_or_default()
        .to_owned();
    // Read to the end, so that the connection can be used again.
    answer.bytes().await.expect("a page");
    let Some((_, secret)) = cookie.split_once('=') else { panic!("{host} answered {status} without a session") };
    redis
        .set::<(), _, _>(format!("floor:{secret}"), format!("{tenant} {customer}"), None, None, false)
        .await
        .expect("Redis takes it");
    format!("{host} {secret}")
}
