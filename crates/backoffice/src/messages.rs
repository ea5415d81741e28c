//! The message log: what was sent to whom, how far it got; sending a failed one again, and hurrying or stopping one that is
//! still tried.

use axum::extract::{Path, Query};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use forecourt_auth::{Checked, Staff};
use forecourt_domain::contact::{Email, Phone};
use forecourt_domain::ids::NotificationId;
use forecourt_domain::tenant::Role;
use forecourt_storage::outbox::{DeliveryState, Kind, Problem, Reason};
use forecourt_storage::{Delivery, SendChannel, Shown};
use forecourt_web::error::is_plain_path;
use forecourt_web::forms::Submitted;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::views::{Badge, JobCard, Pager};
use forecourt_web::{Error, Page, Result, When, Words, dates::Dates};
use serde::{Deserialize, Serialize};

use crate::shell;

forecourt_web::routes! {
    get path::MESSAGES => show;
    post path::RETRY_MESSAGE => retry;
    post path::HURRY_MESSAGE => hurry;
    post path::STOP_MESSAGE => stop;
}

/// Rows to a page.
const PAGE: u64 = 50;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DeliveriesPage {
    filter: &'static str,
    rows: Vec<Row>,
    pager: Pager,
}

/// A message.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    id: String,
    customer_name: String,
    customer_href: String,
    channel: &'static str,
    to: String,
    badge: Badge,
    when: When,
    /// When it is tried again, where it waits for that.
    next: Option<String>,
    detail: Option<String>,
    retry: Option<String>,
    hurry: Option<String>,
    stop: Option<String>,
    /// The page that the buttons come back to.
    return_to: String,
}

/// Which messages.
#[derive(Debug, Deserialize)]
pub(crate) struct Filter {
    #[serde(default)]
    filter: String,
    #[serde(default)]
    page: String,
}

/// `GET /staff/messages?filter=failed|waiting&page=…`
pub(crate) async fn show(staff: Staff, Query(filter): Query<Filter>) -> Result<Response> {
    let (word, shown) = match filter.filter.as_str() {
        "failed" => ("failed", Shown::Failed),
        "waiting" => ("waiting", Shown::Waiting),
        _ => ("all", Shown::All),
    };
    let page = filter.page.parse::<u64>().unwrap_or(1).clamp(1, 100_000);
    let (deliveries, total) = staff.scope.deliveries(shown, (page - 1) * PAGE, PAGE).await?;
    let words = staff.visit.words();
    let here = format!("{}?filter={word}", path::MESSAGES);
    let page = DeliveriesPage {
        filter: word,
        rows: deliveries.iter().map(|delivery| Row::new(delivery, &staff, &here)).collect(),
        pager: Pager::new(page, PAGE, total, |page| format!("{}?filter={word}&page={page}", path::MESSAGES)),
    };
    staff.visit.page(shell::of(&staff, "messages", words.get("staff-messages-heading")), &page)
}

/// `POST /staff/messages/{id}/retry`
pub(crate) async fn retry(Path(id): Path<String>, Checked { who: staff, form }: Checked<Staff>) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let retried = staff.scope.retry_delivery(message(&id)?).await?;
    Ok(back(&form, if retried { "message-retried" } else { "message-retry-failed" }))
}

/// `POST /staff/messages/{id}/hurry`
pub(crate) async fn hurry(Path(id): Path<String>, Checked { who: staff, form }: Checked<Staff>) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let hurried = staff.scope.hurry_delivery(message(&id)?).await?;
    Ok(back(&form, if hurried { "message-hurried" } else { "message-not-waiting-failed" }))
}

/// `POST /staff/messages/{id}/stop`
pub(crate) async fn stop(Path(id): Path<String>, Checked { who: staff, form }: Checked<Staff>) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let stopped = staff.scope.stop_delivery(message(&id)?).await?;
    Ok(back(&form, if stopped { "message-stopped" } else { "message-not-waiting-failed" }))
}

fn message(id: &str) -> Result<NotificationId> {
    id.parse().map_err(|_| Error::not_found())
}

/// To the page that the button was on.
fn back(form: &Submitted, notice: &str) -> Response {
    let to = form.get("return_to");
    let to = if is_plain_path(to) && to.starts_with(path::ROOT) { to } else { path::MESSAGES };
    see_other(&with_notice(to, notice))
}

/// Whether a message of this kind leads anywhere: not while the shop has switched off what its link would open.
pub(crate) fn leads_somewhere(kind: Kind, staff: &Staff) -> bool {
    kind.feature().is_none_or(|feature| staff.visit.tenant().features.has(feature))
}

/// A message's state: one that is between two attempts, or that staff stopped, is more than queued or failed.
pub(crate) fn badge(
    state: DeliveryState,
    next_attempt_at: Option<DateTime<Utc>>,
    problem: Option<&Problem>,
    words: &Words,
) -> Badge {
    if next_attempt_at.is_some() {
        return Badge::waiting(words);
    }
    match (state, problem.map(|problem| problem.reason)) {
        (DeliveryState::Failed, Some(Reason::Stopped)) => Badge::stopped(words),
        (state, _) => Badge::delivery(state, words),
    }
}

/// "next attempt in 12 minutes"
pub(crate) fn next_attempt(at: DateTime<Utc>, words: &Words, dates: &Dates) -> String {
    let count = |id: &str, n: i64| words.with(id, [("count", n.into())]);
    // Rounded up: at the end of what is said it has been tried.
    match at - dates.now() + TimeDelta::seconds(59) {
        wait if wait < TimeDelta::minutes(2) => words.get("waiting-next-soon"),
        wait if wait < TimeDelta::hours(1) => count("waiting-next-minutes", wait.num_minutes()),
        wait => count("waiting-next-hours", (wait + TimeDelta::minutes(59)).num_hours()),
    }
}

/// Why, in the reader's language, and in brackets what the provider said, in its own.
pub(crate) fn why(problem: &Problem, words: &Words) -> String {
    let reason = words.get(&format!("problem-{}", problem.reason.as_str()));
    problem.said.as_ref().map_or_else(|| reason.clone(), |said| format!("{reason} ({said})"))
}

impl Row {
    /// As this member may use it; its buttons come back to `return_to`.
    pub(crate) fn new(delivery: &Delivery, staff: &Staff, return_to: &str) -> Self {
        let (words, dates) = (staff.visit.words(), staff.visit.dates());
        let may = staff.scope.may(Role::Advisor);
        let waits = may && delivery.next_attempt_at.is_some();
        let to = match delivery.channel {
            SendChannel::Sms => {
                delivery.recipient.parse::<Phone>().map_or_else(|_| delivery.recipient.clone(), |p| p.display())
            }
            SendChannel::Email => {
                delivery.recipient.parse::<Email>().map_or_else(|_| delivery.recipient.clone(), |e| e.display())
            }
        };
        Self {
            id: delivery.id.to_string(),
            customer_name: delivery.customer_name.clone().unwrap_or_default(),
            customer_href: delivery.customer_id.map_or_else(|| path::CUSTOMERS.to_owned(), path::customer),
            channel: delivery.channel.as_str(),
            to,
            badge: badge(delivery.state, delivery.next_attempt_at, delivery.problem.as_ref(), words),
            when: dates.ago(delivery.created_at),
            next: delivery.next_attempt_at.map(|at| next_attempt(at, words, &dates)),
            detail: delivery.problem.as_ref().map(|problem| why(problem, words)),
            retry: (may && delivery.can_retry).then(|| path::retry_message(delivery.id)),
            hurry: waits.then(|| path::hurry_message(delivery.id)),
            stop: waits.then(|| path::stop_message(delivery.id)),
            return_to: return_to.to_owned(),
        }
    }

    pub(crate) fn sample() -> Self {
        Self {
            id: "1".into(),
            customer_name: "Alex Morgan".into(),
            customer_href: "/staff/customers/1".into(),
            channel: "sms",
            to: "+1 202-555-0142".into(),
            badge: Badge { key: "failed", label: "Not delivered".into(), tone: "danger", icon: "circle-alert" },
            when: JobCard::sample().booked,
            next: None,
            detail: Some("There is no such number".into()),
            retry: Some("/staff/messages/1/retry".into()),
            hurry: None,
            stop: None,
            return_to: path::MESSAGES.into(),
        }
    }

    pub(crate) fn waiting_sample() -> Self {
        Self {
            channel: "email",
            badge: Badge { key: "waiting", label: "Still trying".into(), tone: "warn", icon: "hourglass" },
            next: Some("next attempt in 12 minutes".into()),
            detail: Some("the provider can’t be reached (connection refused)".into()),
            retry: None,
            hurry: Some("/staff/messages/1/hurry".into()),
            stop: Some("/staff/messages/1/stop".into()),
            ..Self::sample()
        }
    }
}

impl Page for DeliveriesPage {
    const TEMPLATE: &'static str = "staff/messages.html";

    fn samples() -> Vec<Self> {
        let pager = Pager::new(1, PAGE, 2, |page| format!("/staff/messages?page={page}"));
        let email = Row { channel: "email", detail: None, retry: None, ..Row::sample() };
        let full =
            Self { filter: "all", rows: vec![Row::sample(), email, Row::waiting_sample()], pager: pager.clone() };
        let none = Self { filter: "all", rows: vec![], pager: pager.clone() };
        let none_failed = Self { filter: "failed", rows: vec![], pager: pager.clone() };
        let none_waiting = Self { filter: "waiting", rows: vec![], pager };
        vec![full, none, none_failed, none_waiting]
    }
}

#[cfg(test)]
mod tests {
    use forecourt_web::files::Files;
    use forecourt_web::theme::Theme;

    use super::*;

    fn theme() -> Theme {
        Theme::load(&Files::default(), &["garage".to_owned()]).expect("a theme")
    }

    #[test]
    fn every_reason_is_said_in_every_language() {
        let theme = theme();
        for (language, preset, words) in theme.catalogues().all() {
            for reason in Reason::ALL {
                assert!(words.has(&format!("problem-{}", reason.as_str())), "{language} {preset}: {reason:?}");
            }
        }
        let german = theme.catalogues().get("de-DE", "garage").expect("German");
        let problem = Problem::said(Reason::Refused, "422 validation_error: bad");
        assert_eq!(why(&problem, german), "nicht angenommen (422 validation_error: bad)");
        assert_eq!(why(&Reason::ForeignLetters.into(), german).split(';').count(), 2, "what to do stands there, too");
    }

    #[test]
    fn the_next_attempt_is_said_in_whole_units() {
        let theme = theme();
        let words = theme.catalogues().get("en-US", "garage").expect("English");
        let now = DateTime::UNIX_EPOCH;
        let dates = Dates::new(words.clone(), "UTC".parse().expect("a zone"), now);
        for (seconds, said) in [
            (-5, "next attempt in a moment"),
            (59, "next attempt in a moment"),
            (61, "next attempt in 2 minutes"),
            (12 * 60, "next attempt in 12 minutes"),
            (59 * 60, "next attempt in 59 minutes"),
            (60 * 60, "next attempt in 1 hour"),
            (61 * 60, "next attempt in 2 hours"),
        ] {
            assert_eq!(next_attempt(now + TimeDelta::seconds(seconds), words, &dates), said, "{seconds}");
        }
    }

    #[test]
    fn a_badge_knows_more_than_the_state() {
        let theme = theme();
        let words = theme.catalogues().get("en-US", "garage").expect("English");
        let key =
            |state, next, problem: Option<Reason>| badge(state, next, problem.map(Problem::from).as_ref(), words).key;
        assert_eq!(key(DeliveryState::Queued, None, None), "queued");
        assert_eq!(key(DeliveryState::Queued, Some(DateTime::UNIX_EPOCH), Some(Reason::Busy)), "waiting");
        assert_eq!(key(DeliveryState::Failed, None, Some(Reason::Stopped)), "stopped");
        assert_eq!(key(DeliveryState::Failed, None, Some(Reason::Refused)), "failed");
    }

    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::DeliveriesPage>();
    }
}
