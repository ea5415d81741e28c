//! The endpoints for providers' reports: `POST /webhooks/…`, on any host, for signed requests only.
//!
//! Nothing is believed before the signature is checked, over the raw body and the address that we configured, whatever
//! host the request names. What the status tells the provider decides whether it repeats the report:
//!
//! | answer | when | a repetition |
//! |---|---|---|
//! | 200 | taken, taken before, or nothing to us | none |
//! | 400 | broken off; signed, and not what the provider documents | would not help |
//! | 403 | not signed by the provider, or for another time or address | would not help |
//! | 404 | a provider that is not configured; a message that is not known | Resend's helps while the message is young |
//! | 408, 413 | paused for too long; more than 64 KB | would not help |
//! | 503 | the database is away | helps |
//!
//! A report can be here before the provider's answer to our own request is. Twilio does not repeat what got a 4xx, so
//! its callback's address names the notification, and the report itself tells which id it has there. Resend repeats
//! for hours, so it is told to come again.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::post;
use axum::{Extension, Router};
use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::ids::{NotificationId, TenantId};
use forecourt_storage::delivery_reports::{News, ProviderUpdate};
use forecourt_storage::outbox::DeliveryState;
use forecourt_web::http::bodies::unread;
use forecourt_web::paths::platform::{RESEND_WEBHOOK, TWILIO_WEBHOOK};
use forecourt_web::site::SharedSite;
use serde::Deserialize;
use url::Url;

use super::resend::ResendWebhooks;
use super::twilio::TwilioWebhooks;
use super::{DeliveryUpdate, WebhookError};
use crate::provider::reason;

/// Every route of [`router`], for the matrix of who may call what.
pub const ROUTES: &[(&str, &str)] = &[("POST", TWILIO_WEBHOOK), ("POST", RESEND_WEBHOOK)];

/// Largest report, in bytes; theirs are below 4 KB.
const BODY_LIMIT: usize = 64 * 1024;

/// How long a mail's report may be ahead of what we know: Resend repeats after 5 seconds, 5 and 30 minutes, 2 hours and
/// on (<https://resend.com/docs/webhooks/retries-and-replays>). An older report is about a mail of another system: the
/// account may be shared.
const YOUNG: TimeDelta = TimeDelta::hours(1);

/// Whose reports are taken; none of a provider that is not configured.
#[derive(Debug, Default)]
pub struct CallbackSettings {
    /// Twilio's status callbacks.
    pub twilio: Option<TwilioWebhooks>,
    /// Resend's webhook.
    pub resend: Option<ResendWebhooks>,
}

/// The routes. To be merged, not nested: the signature covers the whole path.
pub fn router(settings: CallbackSettings) -> Router<SharedSite> {
    Router::new()
        .route(TWILIO_WEBHOOK, post(twilio))
        .route(RESEND_WEBHOOK, post(resend))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(Extension(Arc::new(settings)))
}

/// What the callback's address names besides the shop.
#[derive(Debug, Deserialize)]
struct Named {
    notification: Option<NotificationId>,
}

async fn twilio(
    State(site): State<SharedSite>,
    Extension(settings): Extension<Arc<CallbackSettings>>,
    Path(tenant): Path<TenantId>,
    Query(named): Query<Named>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> forecourt_web::Result<StatusCode> {
    let Some(webhooks) = &settings.twilio else { return Ok(StatusCode::NOT_FOUND) };
    let body = body.map_err(|error| unread(&error))?;
    let address = site.settings.platform_url(uri.path_and_query().map_or("/", |path| path.as_str()));
    let Ok(address) = Url::parse(&address) else { return Ok(StatusCode::BAD_REQUEST) };
    let signature = headers.get(TwilioWebhooks::SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
    let update = match webhooks.read(&address, signature, &body) {
        Ok(Some(update)) => update,
        Ok(None) => return Ok(StatusCode::OK),
        Err(error) => return Ok(refused("twilio", &error)),
    };
    let update =
        ProviderUpdate { tenant_id: Some(tenant), notification_id: named.notification, ..in_our_words(update) };
    Ok(match site.storage.take_provider_update(&update).await? {
        News::Taken | News::Old => StatusCode::OK,
        News::Unknown => StatusCode::NOT_FOUND,
    })
}

async fn resend(
    State(site): State<SharedSite>,
    Extension(settings): Extension<Arc<CallbackSettings>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> forecourt_web::Result<StatusCode> {
    let Some(webhooks) = &settings.resend else { return Ok(StatusCode::NOT_FOUND) };
    let body = body.map_err(|error| unread(&error))?;
    let now = site.storage.clock().now();
    let update = match webhooks.read(&headers, &body, now) {
        Ok(Some(update)) => update,
        Ok(None) => return Ok(StatusCode::OK),
        Err(error) => return Ok(refused("resend", &error)),
    };
    let young = is_young(update.occurred_at, now);
    Ok(match site.storage.take_provider_update(&in_our_words(update)).await? {
        News::Unknown if young => StatusCode::NOT_FOUND,
        News::Taken | News::Old | News::Unknown => StatusCode::OK,
    })
}

fn refused(provider: &str, error: &WebhookError) -> StatusCode {
    tracing::warn!(provider, %error, "a callback was refused");
    match error {
        WebhookError::Header(_) | WebhookError::Signature | WebhookError::Stale => StatusCode::FORBIDDEN,
        WebhookError::Malformed(_) => StatusCode::BAD_REQUEST,
    }
}

fn in_our_words(update: DeliveryUpdate) -> ProviderUpdate {
    let failed = update.state == DeliveryState::Failed;
    ProviderUpdate {
        provider: update.provider,
        provider_message_id: update.provider_message_id,
        event_id: update.event_id,
        state: update.state,
        problem: failed.then(|| reason::reported(&update.event, update.error.as_deref())),
        tenant_id: None,
        notification_id: None,
    }
}

fn is_young(occurred_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    occurred_at.is_none_or(|at| now - at < YOUNG)
}
