//! The outbox: captured messages as a phone and a mail program would show them, and as JSON for tests.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use chrono::SecondsFormat;
use chrono_tz::Tz;
use forecourt_storage::CapturedMessage;
use forecourt_storage::PlatformScope;
use forecourt_storage::outbox::DeliveryState;
use forecourt_web::dates::{Dates, When};
use forecourt_web::http::csp::OwnPolicy;
use forecourt_web::page::{platform_words, render_platform};
use forecourt_web::paths::platform as paths;
use forecourt_web::site::SharedSite;
use forecourt_web::views::Badge;
use forecourt_web::{Error, Page, Result, Words};
use serde::Serialize;

forecourt_web::routes! {
    get paths::OUTBOX => show;
    get paths::OUTBOX_JSON => list;
    get paths::OUTBOX_MAIL => mail;
}

/// More than a reader scrolls through.
const SHOWN: u32 = 200;
/// More than any test writes.
const LISTED: u32 = 1000;
/// A mail brings its own styles and pictures, and shows nowhere but in our frame.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src * data:; frame-ancestors 'self'";
/// As every page's, and with the frame that mails are shown in.
const OUTBOX_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; \
    frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The captured messages, as customers would have received them.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct OutboxPage {
    messages: Vec<Message>,
}

/// A message as its page shows it.
#[derive(Debug, Clone, Serialize)]
struct Message {
    id: String,
    /// Whose it is, by name where it is no shop's.
    tenant: String,
    channel: String,
    to: String,
    subject: Option<String>,
    text: String,
    /// The address of its HTML.
    html: Option<String>,
    created: When,
    state: Badge,
    /// The link in the text, so that it can be tapped.
    link: Option<String>,
}

/// A message as a provider would have received it (docs/product.md, section 10: other programs read this).
#[derive(Debug, Clone, Serialize)]
struct ListedMessage {
    id: String,
    /// The shop's slug; none: the platform's own.
    tenant: Option<String>,
    channel: String,
    to: String,
    subject: Option<String>,
    text: String,
    html: Option<String>,
    created_at: String,
    state: String,
}

impl Page for OutboxPage {
    const TEMPLATE: &'static str = "dev/outbox.html";

    fn samples() -> Vec<Self> {
        let badge = Badge { key: "delivered", label: "Delivered".into(), tone: "success", icon: "check-check" };
        let when = When {
            iso: "2024-05-22T10:00:00Z".into(),
            text: "3 minutes ago".into(),
            exact: "Wednesday 22 May 2024, 10:00".into(),
        };
        let link = "http://torque.localhost:8080/portal/0".to_owned();
        let text = Message {
            id: "0190".into(),
            tenant: "torque".into(),
            channel: "sms".into(),
            to: "+12025550142".into(),
            subject: None,
            text: format!("Torque & Sons: {link}"),
            html: None,
            created: when,
            state: badge,
            link: Some(link),
        };
        let mail = Message {
            channel: "email".into(),
            to: "alex@example.com".into(),
            subject: Some("Your <portal>".into()),
            html: Some("/dev/outbox/0190".into()),
            ..text.clone()
        };
        let bare = Message { subject: None, html: None, link: None, ..mail.clone() };
        vec![
            Self { messages: vec![] },
            Self { messages: vec![text.clone(), mail, bare] },
            Self { messages: vec![text] },
        ]
    }
}

pub(crate) async fn show(State(site): State<SharedSite>) -> Result<Response> {
    let words = platform_words(&site)?;
    let dates = Dates::new(words.clone(), Tz::UTC, site.storage.clock().now());
    let captured = PlatformScope::for_operator(&site.storage).captured(SHOWN).await?;
    let page =
        OutboxPage { messages: captured.into_iter().map(|message| Message::new(message, words, &dates)).collect() };
    let mut response = Html(render_platform(&site, &words.get("outbox-title"), &page)?).into_response();
    response.extensions_mut().insert(OwnPolicy(OUTBOX_POLICY));
    Ok(response)
}

pub(crate) async fn list(State(site): State<SharedSite>) -> Result<Response> {
    let captured = PlatformScope::for_operator(&site.storage).captured(LISTED).await?;
    let listed: Vec<_> = captured.into_iter().map(ListedMessage::from).collect();
    Ok(Json(listed).into_response())
}

pub(crate) async fn mail(State(site): State<SharedSite>, Path(id): Path<String>) -> Result<Response> {
    let captured = PlatformScope::for_operator(&site.storage).captured(LISTED).await?;
    let message = captured.into_iter().find(|message| message.id.to_string() == id).ok_or_else(Error::not_found)?;
    let html = message.body.html.ok_or_else(Error::not_found)?;
    let mut response = ([(header::X_FRAME_OPTIONS, "SAMEORIGIN")], Html(html)).into_response();
    response.extensions_mut().insert(OwnPolicy(MAIL_POLICY));
    Ok(response)
}

impl Message {
    fn new(message: CapturedMessage, words: &Words, dates: &Dates) -> Self {
        let state = Badge::delivery(message.state.parse().unwrap_or(DeliveryState::Queued), words);
        Self {
            html: message.body.html.as_ref().map(|_| paths::OUTBOX_MAIL.replace("{id}", &message.id.to_string())),
            id: message.id.to_string(),
            tenant: message.tenant.unwrap_or_else(|| "Forecourt".to_owned()),
            channel: message.channel,
            to: message.recipient,
            subject: message.body.subject,
            link: link_in(&message.body.text),
            text: message.body.text,
            created: dates.ago(message.created_at),
            state,
        }
    }
}

impl From<CapturedMessage> for ListedMessage {
    fn from(message: CapturedMessage) -> Self {
        Self {
            id: message.id.to_string(),
            tenant: message.tenant,
            channel: message.channel,
            to: message.recipient,
            subject: message.body.subject,
            text: message.body.text,
            html: message.body.html,
            created_at: message.created_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            state: message.state,
        }
    }
}

/// The first address in a text.
fn link_in(text: &str) -> Option<String> {
    text.split_whitespace().find(|word| word.starts_with("http://") || word.starts_with("https://")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::OutboxPage>();
    }
}
