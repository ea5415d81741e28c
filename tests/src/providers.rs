//! Providers of messages: a stand-in that answers as told and remembers what it was asked, and their signatures.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::server::set;
use crate::{Settings, eventually};

/// The account at the stand-in.
pub const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
/// Its secret, which signs Twilio's callbacks.
pub const AUTH_TOKEN: &str = "twilio-secret-of-the-tests";
/// The secret that signs Resend's.
pub const RESEND_SECRET: &str = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
/// The key that mail is sent with.
pub const RESEND_KEY: &str = "re_secret_of_the_tests";

/// What the stand-in does with the next message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// Takes it.
    Take,
    /// Refuses with a status.
    Status(u16),
    /// Asks to wait: 429 with so many seconds in Retry-After.
    Wait(u32),
    /// Takes it, and never says so.
    TakeAndHang,
}

/// A message that was asked for.
#[derive(Debug, Clone)]
pub struct PendingRequest {
    /// Where to.
    pub to: String,
    /// What.
    pub text: String,
    /// Where Twilio would report to.
    pub callback: String,
    /// The idempotency key of a mail.
    pub key: String,
    /// The id it got, if it was taken.
    pub id: Option<String>,
    /// When it came.
    pub at: std::time::Instant,
}

/// Twilio's and Resend's sending APIs in one.
#[derive(Debug, Clone)]
pub struct Providers {
    shared: Arc<Shared>,
    address: SocketAddr,
}

#[derive(Debug, Default)]
struct Shared {
    replies: Mutex<VecDeque<Reply>>,
    asked: Mutex<Vec<PendingRequest>>,
    forever: Notify,
}

impl Providers {
    /// Starts one that takes everything until told otherwise.
    pub async fn start() -> Self {
        let shared = Arc::new(Shared::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new().fallback(answer).with_state(shared.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        Self { shared, address }
    }

    /// Points a server here, with short waits between attempts.
    pub fn configure(&self, settings: &mut Settings) {
        let url = format!("http://{}", self.address);
        set(settings, "notifications.sms", "twilio");
        set(settings, "notifications.email", "resend");
        set(settings, "notifications.lease_seconds", 2);
        set(settings, "notifications.retry_base_seconds", 1);
        set(settings, "notifications.twilio.base_url", url.clone());
        set(settings, "notifications.twilio.account_sid", ACCOUNT);
        set(settings, "notifications.twilio.auth_token", AUTH_TOKEN);
        set(settings, "notifications.twilio.from", "+12025550100");
        set(settings, "notifications.resend.base_url", url);
        set(settings, "notifications.resend.api_key", RESEND_KEY);
        set(settings, "notifications.resend.from", "Forecourt <mail@example.com>");
        set(settings, "notifications.resend.webhook_secret", RESEND_SECRET);
    }

    /// Says how to answer the next messages; after these it takes them.
    pub fn reply(&self, replies: &[Reply]) {
        *self.shared.replies.lock().unwrap() = replies.iter().copied().collect();
    }

    /// Everything it was asked to send.
    pub fn asked(&self) -> Vec<PendingRequest> {
        self.shared.asked.lock().unwrap().clone()
    }

    /// The messages it took.
    pub fn taken(&self) -> Vec<PendingRequest> {
        self.asked().into_iter().filter(|one| one.id.is_some()).collect()
    }

    /// Waits until it was asked `count` times in all.
    pub async fn asked_times(&self, count: usize) -> Vec<PendingRequest> {
        eventually(&format!("{count} messages at the provider"), || async {
            Some(self.asked()).filter(|all| all.len() >= count)
        })
        .await
    }

    /// Waits until it has taken `count` messages in all.
    pub async fn taken_times(&self, count: usize) -> Vec<PendingRequest> {
        eventually(&format!("{count} messages taken"), || async { Some(self.taken()).filter(|all| all.len() >= count) })
            .await
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap_or_default();
    if head.method == "GET" {
        return list(&shared).into_response();
    }
    let (mut asked, twilio) = read(&head.headers, &body);
    let reply = shared.replies.lock().unwrap().pop_front().unwrap_or(Reply::Take);
    if matches!(reply, Reply::Take | Reply::TakeAndHang) {
        // Resend answers a repeated key with the same mail.
        let known = shared
            .asked
            .lock()
            .unwrap()
            .iter()
            .find(|one| !asked.key.is_empty() && one.key == asked.key)
            .and_then(|one| one.id.clone());
        asked.id = Some(known.unwrap_or_else(|| {
            format!("{}{}", if twilio { "SM" } else { "" }, uuid::Uuid::from_u128(rand_id()).simple())
        }));
    }
    let id = asked.id.clone();
    shared.asked.lock().unwrap().push(asked);
    match reply {
        Reply::Take => {
            let field = if twilio { "sid" } else { "id" };
            let status = if twilio { StatusCode::CREATED } else { StatusCode::OK };
            (status, serde_json::json!({ field: id, "status": "queued" }).to_string()).into_response()
        }
        Reply::Status(code) => StatusCode::from_u16(code).expect("a status").into_response(),
        Reply::Wait(seconds) => (StatusCode::TOO_MANY_REQUESTS, [("retry-after", seconds.to_string())]).into_response(),
        Reply::TakeAndHang => {
            shared.forever.notified().await;
            StatusCode::OK.into_response()
        }
    }
}

fn rand_id() -> u128 {
    static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
    u128::from(COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) << 32 | u128::from(std::process::id())
}

/// Twilio's list of messages, which is asked before an uncertain one is repeated.
fn list(shared: &Shared) -> String {
    let taken = shared.asked.lock().unwrap().clone().into_iter().filter(|one| one.id.is_some());
    let messages: Vec<_> = taken
        .map(|one| {
            let created = crate::now().to_rfc2822();
            serde_json::json!({ "sid": one.id, "body": one.text, "date_created": created, "direction": "outbound-api", "to": one.to })
        })
        .collect();
    serde_json::json!({ "messages": messages }).to_string()
}

fn read(headers: &HeaderMap, body: &Bytes) -> (PendingRequest, bool) {
    let mut asked = PendingRequest {
        to: String::new(),
        text: String::new(),
        callback: String::new(),
        key: String::new(),
        id: None,
        at: std::time::Instant::now(),
    };
    if let Ok(mail) = serde_json::from_slice::<serde_json::Value>(body) {
        asked.to = mail["to"][0].as_str().unwrap_or_default().to_owned();
        asked.text = mail["text"].as_str().unwrap_or_default().to_owned();
        asked.key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default().to_owned();
        return (asked, false);
    }
    for (name, value) in decode(body) {
        match name.as_str() {
            "To" => asked.to = value,
            "Body" => asked.text = value,
            "StatusCallback" => asked.callback = value,
            _ => {}
        }
    }
    (asked, true)
}

fn decode(body: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(body).replace('+', " ");
    let plain = |part: &str| {
        let mut bytes = Vec::new();
        let mut rest = part.as_bytes();
        while let Some((first, after)) = rest.split_first() {
            let escaped = (*first == b'%')
                .then(|| hex::decode(after.get(..2).unwrap_or_default()).ok())
                .flatten()
                .filter(|b| b.len() == 1);
            bytes.push(escaped.as_ref().map_or(*first, |b| b[0]));
            rest = if escaped.is_some() { &after[2..] } else { after };
        }
        String::from_utf8_lossy(&bytes).into_owned()
    };
    text.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (plain(name), plain(value))).collect()
}

/// How Twilio signs a callback to `url` with these fields.
pub fn twilio_signature(secret: &str, url: &str, fields: &[(&str, &str)]) -> String {
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    let signed = sorted.iter().fold(url.to_owned(), |text, (name, value)| text + name + value);
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).expect("any key");
    mac.update(signed.as_bytes());
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

/// How Resend (Svix) signs an event.
pub fn resend_signature(secret: &str, id: &str, timestamp: i64, body: &str) -> String {
    let key = BASE64_STANDARD.decode(secret.trim_start_matches("whsec_")).expect("base64");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any key");
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
}
