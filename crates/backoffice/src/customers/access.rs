//! How a customer signs in, on their record: invitations, the history of every link and code, signed-in devices, and
//! revoking all of these. It never shows a secret: only what kind of link it was.

use axum::extract::Path;
use axum::response::Response;
use chrono::{DateTime, Utc};
use forecourt_auth::{Checked, Staff};
use forecourt_domain::auth_method::Purpose;
use forecourt_domain::ids::{CustomerId, SessionId};
use forecourt_domain::tenant::Role;
use forecourt_storage::outbox::DeliveryState;
use forecourt_storage::{CustomerRecord, Device, Entered, HistoryEntry, HistoryKind, SendChannel, SendProblem};
use forecourt_web::dates::Dates;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::views::{Badge, LinkStage};
use forecourt_web::{Error, Result, When, Words};
use serde::Serialize;

use super::id;
use crate::messages;

/// The sign-in section of a customer's record.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Access {
    invite: Vec<OneTap>,
    story: Vec<Chapter>,
    devices: Vec<DeviceRow>,
    revoke_links: Option<String>,
}

/// A button that sends something by a channel.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct OneTap {
    action: String,
    channel: &'static str,
    label: String,
}

/// A link or code, and its history.
#[derive(Debug, Clone, Serialize)]
struct Chapter {
    title: String,
    channel: String,
    to: String,
    badge: Badge,
    when: When,
    by: String,
    steps: Vec<Step>,
    problem: Option<String>,
    other: Option<OneTap>,
}

#[derive(Debug, Clone, Serialize)]
struct Step {
    text: String,
    when: Option<When>,
}

#[derive(Debug, Clone, Serialize)]
struct DeviceRow {
    name: String,
    way: String,
    seen: When,
    since: When,
    end: Option<String>,
}

/// `POST /staff/customers/{id}/invite`, `channel=sms|email`
pub(crate) async fn invite(
    Path(customer): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let customer = id(&customer)?;
    let channel: SendChannel = form.get("channel").parse().map_err(|()| Error::bad_request())?;
    let notice = match staff.scope.send_invite(customer, channel).await? {
        Ok(()) => "invite-sent",
        Err(SendProblem::NoSuchCustomer) => return Err(Error::not_found()),
        Err(SendProblem::NoAddress) => "link-no-address-failed",
    };
    Ok(see_other(&with_notice(&path::customer(customer), notice)))
}

/// `POST /staff/customers/{id}/devices/{device}/end`
pub(crate) async fn end_device(
    Path((customer, device)): Path<(String, String)>,
    Checked { who: staff, .. }: Checked<Staff>,
) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let customer = id(&customer)?;
    let device: SessionId = device.parse().map_err(|_| Error::not_found())?;
    if !staff.scope.end_customers_device(customer, device).await? {
        return Err(Error::not_found());
    }
    Ok(see_other(&with_notice(&path::customer(customer), "device-ended")))
}

/// `POST /staff/customers/{id}/action-links/revoke`
pub(crate) async fn revoke_action_links(
    Path(customer): Path<String>,
    Checked { who: staff, .. }: Checked<Staff>,
) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let customer = id(&customer)?;
    if !staff.scope.revoke_action_links(customer).await? {
        return Err(Error::not_found());
    }
    Ok(see_other(&with_notice(&path::customer(customer), "action-links-revoked")))
}

impl Access {
    /// Reads and words it.
    pub(super) async fn of(staff: &Staff, record: &CustomerRecord) -> Result<Self> {
        let issued = staff.scope.access_history(record.id).await?;
        let devices = staff.scope.customers_devices(record.id).await?;
        let (words, dates) = (staff.visit.words(), staff.visit.dates());
        let may = staff.scope.may(Role::Advisor);
        let ways = if may { Ways::of(record, words) } else { Ways::default() };
        Ok(Self {
            invite: ways.both(&path::invite(record.id)),
            story: issued.iter().map(|issued| Chapter::new(issued, record.id, &ways, words, &dates)).collect(),
            devices: devices.iter().map(|device| DeviceRow::new(device, record.id, may, words, &dates)).collect(),
            revoke_links: may.then(|| path::revoke_action_links(record.id)),
        })
    }

    pub(super) fn sample() -> Self {
        let when = forecourt_web::views::JobCard::sample().booked;
        let tap = OneTap { action: "/x".into(), channel: "sms", label: "Text to +1 202-555-0142".into() };
        let badge = Badge { key: "failed", label: "Failed".into(), tone: "danger", icon: "circle-alert" };
        let chapter = Chapter {
            title: "Sign-in link".into(),
            channel: "email".into(),
            to: "a•••@example.com".into(),
            badge,
            when: when.clone(),
            by: "sent by Mike".into(),
            steps: vec![Step { text: "Opened".into(), when: Some(when.clone()) }],
            problem: Some("The mailbox is full".into()),
            other: Some(tap.clone()),
        };
        let asked = Chapter {
            by: "asked for by the customer".into(),
            steps: vec![],
            problem: None,
            other: None,
            channel: "shown".into(),
            ..chapter.clone()
        };
        let device = DeviceRow {
            name: "Chrome on Android".into(),
            way: "Link".into(),
            seen: when.clone(),
            since: when,
            end: Some("/x".into()),
        };
        Self { invite: vec![tap], story: vec![chapter, asked], devices: vec![device], revoke_links: Some("/x".into()) }
    }

    pub(super) fn none_sample() -> Self {
        Self { invite: vec![], story: vec![], devices: vec![], revoke_links: None }
    }
}

/// The channels that reach the customer, with the words on their buttons.
#[derive(Debug, Default)]
pub(super) struct Ways {
    sms: Option<String>,
    email: Option<String>,
}

impl Ways {
    pub(super) fn of(record: &CustomerRecord, words: &Words) -> Self {
        let by = |id: &str, to: String| words.with(id, [("to", to.into())]);
        Self {
            sms: record.phone.as_ref().map(|phone| by("access-by-sms", phone.display())),
            email: record.email.as_ref().map(|email| by("access-by-email", email.display())),
        }
    }

    fn both(&self, action: &str) -> Vec<OneTap> {
        let sms = self.sms.iter().map(|label| ("sms", label));
        let email = self.email.iter().map(|label| ("email", label));
        email
            .chain(sms)
            .map(|(channel, label)| OneTap { action: action.to_owned(), channel, label: label.clone() })
            .collect()
    }

    /// The other channel than the one that failed.
    pub(super) fn other(&self, failed: &str, action: String) -> Option<OneTap> {
        let (channel, label) = if failed == "sms" { ("email", &self.email) } else { ("sms", &self.sms) };
        label.clone().map(|label| OneTap { action, channel, label })
    }
}

impl Chapter {
    fn new(issued: &HistoryEntry, customer: CustomerId, ways: &Ways, words: &Words, dates: &Dates) -> Self {
        let failed = issued.delivery == Some(DeliveryState::Failed);
        let other = match issued.told {
            // The address is not theirs yet.
            HistoryKind::Request(Purpose::NewContact) => None,
            HistoryKind::Request(Purpose::Invite) => ways.other(&issued.channel, path::invite(customer)),
            HistoryKind::Request(_) => ways.other(&issued.channel, path::portal_link(customer)),
            // A job's news come again when it moves on; an invoice is sent again from its own page.
            HistoryKind::JobNews | HistoryKind::Invoice | HistoryKind::ContactChanged => None,
        };
        Self {
            title: words.get(&format!("access-{}", issued.told.as_str().replace('_', "-"))),
            channel: issued.channel.clone(),
            to: issued.masked.clone(),
            badge: badge(issued, words),
            when: dates.ago(issued.created_at),
            by: by(issued, words),
            steps: steps(issued, words, dates),
            problem: match issued.next_attempt_at {
                Some(at) => Some(messages::next_attempt(at, words, dates)),
                None => issued.problem.as_ref().filter(|_| failed).map(|problem| messages::why(problem, words)),
            },
            other: other.filter(|_| failed),
        }
    }
}

/// On whose account it was made.
fn by(issued: &HistoryEntry, words: &Words) -> String {
    match (&issued.issued_by, issued.told) {
        (Some(name), _) => words.with("access-by", [("name", name.clone().into())]),
        (None, HistoryKind::Invoice) => words.get("access-by-shop"),
        (None, HistoryKind::JobNews | HistoryKind::ContactChanged) => words.get("access-by-itself"),
        (None, HistoryKind::Request(_)) => words.get("access-by-customer"),
    }
}

/// The one word that matters most now.
fn badge(issued: &HistoryEntry, words: &Words) -> Badge {
    let used = issued.link_used_at.or(issued.code_used_at).is_some();
    if used {
        Badge { label: words.get("access-used"), ..Badge::link(LinkStage::Opened, words) }
    } else if issued.is_passed_over() {
        Badge { label: words.get("access-refused"), ..Badge::delivery(DeliveryState::Failed, words) }
    } else if issued.expired {
        Badge::link(LinkStage::Expired, words)
    } else if issued.tried_too_often {
        Badge { label: words.get("access-locked"), ..Badge::delivery(DeliveryState::Failed, words) }
    } else if issued.opened_at.is_some() {
        Badge::link(LinkStage::Opened, words)
    } else {
        let state = issued.delivery.unwrap_or(DeliveryState::Sent);
        messages::badge(state, issued.next_attempt_at, issued.problem.as_ref(), words)
    }
}

/// The events of a link or code, in the order in which they happen.
fn steps(issued: &HistoryEntry, words: &Words, dates: &Dates) -> Vec<Step> {
    let at = |id: &str, at: Option<DateTime<Utc>>| at.map(|at| Step { text: words.get(id), when: Some(dates.ago(at)) });
    // Tries are counted before they are looked at: the right one is among them.
    let wrong = i64::from(issued.tries) - i64::from(issued.code_used_at.is_some());
    let tries = (wrong > 0).then(|| Step { text: words.with("access-tries", [("count", wrong.into())]), when: None });
    let refused = issued.refused_at.map(|at| Step { text: refusal(issued, words), when: Some(dates.ago(at)) });
    let opened = issued.opened_at.map(|at| Step { text: opened(issued, at, words, dates), when: Some(dates.ago(at)) });
    let (by_link, by_code) = match issued.entered {
        Some(Entered::NotYet) => ("access-address-proved", "access-address-proved"),
        _ => ("access-link-used", "access-code-used"),
    };
    let entered = issued.entered.as_ref().map(|entered| Step { text: choice(entered, words), when: None });
    let steps = [
        at("access-delivered", issued.delivered_at),
        at("access-fetched", issued.fetched_at),
        opened,
        tries,
        at(by_link, issued.link_used_at),
        at(by_code, issued.code_used_at),
        entered,
        refused,
    ];
    steps.into_iter().flatten().collect()
}

/// How long after it had arrived, if that is known.
fn opened(issued: &HistoryEntry, at: DateTime<Utc>, words: &Words, dates: &Dates) -> String {
    match issued.delivered_at.filter(|delivered| *delivered <= at) {
        Some(delivered) => {
            words.with("access-opened-after-delivery", [("duration", dates.duration(at - delivered).into())])
        }
        None => words.get("access-opened"),
    }
}

/// Which of the records that share the address it led to.
fn choice(entered: &Entered, words: &Words) -> String {
    match entered {
        Entered::NotYet => words.get("access-entered-not-yet"),
        Entered::This => words.get("access-entered-this"),
        Entered::Other { name } => words.with("access-entered-other", [("name", name.clone().into())]),
    }
}

fn refusal(issued: &HistoryEntry, words: &Words) -> String {
    let because = issued.refused_because.as_deref().unwrap_or_default().replace([' ', '_'], "-");
    let id = format!("access-refused-{because}");
    if words.has(&id) { words.get(&id) } else { words.get("access-refused") }
}

impl DeviceRow {
    fn new(device: &Device, customer: CustomerId, may: bool, words: &Words, dates: &Dates) -> Self {
        Self {
            name: device_name(device, words),
            way: way_label(device, words),
            seen: dates.ago(device.seen_at),
            since: dates.ago(device.started_at),
            end: may.then(|| path::end_customers_device(customer, device.id)),
        }
    }
}

/// A device's name, or that it does not tell one.
pub(crate) fn device_name(device: &Device, words: &Words) -> String {
    if device.name.is_empty() { words.get("access-device-unknown") } else { device.name.clone() }
}

/// The method by which the device signed in.
pub(crate) fn way_label(device: &Device, words: &Words) -> String {
    let id = format!("access-way-{}", device.way.replace('_', "-"));
    if words.has(&id) { words.get(&id) } else { words.get("access-way-other") }
}
