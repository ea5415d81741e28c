//! The portal link, as staff send, follow and revoke it.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use forecourt_auth::{Checked, Staff};
use forecourt_domain::tenant::Role;
use forecourt_storage::outbox::DeliveryState;
use forecourt_storage::{CustomerRecord, LinkSummary, SendChannel, SendProblem};
use forecourt_web::error::{is_plain_path, wants_json};
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::views::{Badge, LinkStage};
use forecourt_web::{Error, Result, Words, dates::Dates};
use serde::Serialize;

use super::id;
use crate::messages;

/// The state of a customer's newest link.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LinkState {
    badge: Option<Badge>,
    text: String,
}

/// The menu that sends a link.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SendLink {
    action: String,
    sms: Way,
    email: Way,
    return_to: String,
}

/// One way to send it.
#[derive(Debug, Clone, Serialize)]
struct Way {
    on: bool,
    to: Option<String>,
    reason: Option<String>,
}

/// The same for scripts.
#[derive(Debug, Serialize)]
struct LinkNews {
    state: &'static str,
    label: String,
    text: String,
    toast: Option<String>,
}

/// `POST /staff/customers/{id}/portal-link`, `channel=sms|email`
pub(crate) async fn send(
    headers: HeaderMap,
    Path(customer): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let customer = id(&customer)?;
    let channel: SendChannel = form.get("channel").parse().map_err(|()| Error::bad_request())?;
    let sent = staff.scope.send_portal_link(customer, channel).await?;
    let (status, notice) = match sent {
        Ok(()) => (StatusCode::OK, "link-sent"),
        Err(SendProblem::NoSuchCustomer) => return Err(Error::not_found()),
        Err(SendProblem::NoAddress) => (StatusCode::UNPROCESSABLE_ENTITY, "link-no-address-failed"),
    };
    if wants_json(&headers) {
        let news = news(&staff, customer, (status != StatusCode::OK).then_some(notice)).await?;
        return Ok((status, Json(news)).into_response());
    }
    let back = form.get("return_to");
    let fallback = path::customer(customer);
    let back = if is_plain_path(back) && back.starts_with(path::ROOT) { back } else { fallback.as_str() };
    Ok(see_other(&with_notice(back, notice)))
}

/// `GET /staff/customers/{id}/portal-link`: how far the newest link got.
pub(crate) async fn state(staff: Staff, Path(customer): Path<String>) -> Result<Response> {
    let news = news(&staff, id(&customer)?, None).await?;
    Ok(Json(news).into_response())
}

/// `POST /staff/customers/{id}/portal-link/revoke`
pub(crate) async fn revoke(
    Path(customer): Path<String>,
    Checked { who: staff, .. }: Checked<Staff>,
) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let customer = id(&customer)?;
    staff.scope.customer(customer).await?.ok_or_else(Error::not_found)?;
    staff.scope.revoke_portal_link(customer).await?;
    Ok(see_other(&with_notice(&path::customer(customer), "link-revoked")))
}

async fn news(staff: &Staff, customer: forecourt_domain::ids::CustomerId, problem: Option<&str>) -> Result<LinkNews> {
    let card = staff.scope.customer(customer).await?.ok_or_else(Error::not_found)?;
    let words = staff.visit.words();
    let LinkState { badge, text } = LinkState::new(card.link.as_ref(), words, &staff.visit.dates());
    let toast = problem.map(|notice| words.get(&format!("notice-{notice}")));
    if problem.is_some() {
        let badge = Badge::delivery(DeliveryState::Failed, words);
        return Ok(LinkNews { state: badge.key, label: badge.label, text, toast });
    }
    Ok(match badge {
        Some(badge) => LinkNews { state: badge.key, label: badge.label, text, toast },
        None => LinkNews { state: "revoked", label: String::new(), text, toast },
    })
}

impl LinkState {
    /// "Last sent 6 days ago · expires May 28 · opened 3 minutes after delivery"
    pub(crate) fn new(link: Option<&LinkSummary>, words: &Words, dates: &Dates) -> Self {
        let Some(link) = link else { return Self { badge: None, text: words.get("link-none") } };
        let mut parts = vec![words.with("link-last-sent", [("when", dates.ago(link.created_at).text.into())])];
        if link.retired {
            parts.push(words.get("link-retired"));
        } else if link.expired {
            parts.push(words.with("link-expired-on", [("date", dates.short(link.expires_at).into())]));
        } else {
            parts.push(words.with("link-expires", [("date", dates.short(link.expires_at).into())]));
        }
        if let Some(opened) = link.first_opened_at {
            let since = link.delivered_at.filter(|delivered| *delivered <= opened);
            parts.push(match since {
                Some(delivered) => {
                    words.with("link-opened-after-delivery", [("duration", dates.duration(opened - delivered).into())])
                }
                None => words
                    .with("link-opened-after-sending", [("duration", dates.duration(opened - link.created_at).into())]),
            });
        } else if let Some(at) = link.next_attempt_at {
            parts.push(messages::next_attempt(at, words, dates));
        } else if let Some(problem) = link.problem.as_ref().filter(|_| link.delivery == Some(DeliveryState::Failed)) {
            parts.push(messages::why(problem, words));
        }
        Self { badge: Some(badge(link, words)), text: parts.join(" · ") }
    }

    pub(crate) fn sample() -> Self {
        let badge = Badge { key: "opened", label: "Opened".into(), tone: "success", icon: "eye" };
        Self {
            badge: Some(badge),
            text: "Last sent 6 days ago · expires May 28 · opened 3 minutes after delivery".into(),
        }
    }

    pub(crate) fn none_sample() -> Self {
        Self { badge: None, text: "No link sent yet".into() }
    }
}

/// The one word that matters most now.
fn badge(link: &LinkSummary, words: &Words) -> Badge {
    if link.retired {
        Badge::link(LinkStage::Revoked, words)
    } else if link.expired {
        Badge::link(LinkStage::Expired, words)
    } else if link.first_opened_at.is_some() {
        Badge::link(LinkStage::Opened, words)
    } else {
        let state = link.delivery.unwrap_or(DeliveryState::Sent);
        messages::badge(state, link.next_attempt_at, link.problem.as_ref(), words)
    }
}

impl SendLink {
    /// The menu for a customer, as this staff member may use it; it comes back to `return_to`.
    pub(crate) fn new(customer: &CustomerRecord, staff: &Staff, return_to: String) -> Self {
        let words = staff.visit.words();
        let may = staff.scope.may(Role::Advisor);
        let way = |to: Option<String>, missing: &str| {
            let reason = if !may { Some("link-not-allowed") } else { to.is_none().then_some(missing) };
            Way { on: reason.is_none(), reason: reason.map(|id| words.get(id)), to }
        };
        Self {
            action: path::portal_link(customer.id),
            sms: way(customer.phone.as_ref().map(|p| p.display()), "link-no-phone"),
            email: way(customer.email.as_ref().map(|e| e.display()), "link-no-email"),
            return_to,
        }
    }

    pub(crate) fn sample() -> Self {
        Self {
            action: "/staff/customers/1/portal-link".into(),
            sms: Way { on: true, to: Some("+1 202-555-0121".into()), reason: None },
            email: Way { on: false, to: None, reason: Some("No email address".into()) },
            return_to: "/staff/customers".into(),
        }
    }
}
