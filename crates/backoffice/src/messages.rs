//! The message log: what was sent to whom, how far it got, and sending a failed one again.

use axum::extract::{Path, Query};
use axum::response::Response;
use forecourt_auth::{Checked, Staff};
use forecourt_domain::contact::{Email, Phone};
use forecourt_domain::ids::NotificationId;
use forecourt_domain::tenant::Role;
use forecourt_storage::Delivery;
use forecourt_storage::SendChannel;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::views::{Badge, JobCard, Pager};
use forecourt_web::{Error, Page, Result, When, Words, dates::Dates};
use serde::{Deserialize, Serialize};

use crate::shell;

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
    detail: Option<String>,
    retry: Option<String>,
}

/// Which messages.
#[derive(Debug, Deserialize)]
pub(crate) struct Filter {
    #[serde(default)]
    filter: String,
    #[serde(default)]
    page: String,
}

/// `GET /staff/messages?filter=failed&page=…`
pub(crate) async fn show(staff: Staff, Query(filter): Query<Filter>) -> Result<Response> {
    let only_failed = filter.filter == "failed";
    let page = filter.page.parse::<u64>().unwrap_or(1).clamp(1, 100_000);
    let (deliveries, total) = staff.scope.deliveries(only_failed, (page - 1) * PAGE, PAGE).await?;
    let (words, dates) = (staff.visit.words(), staff.visit.dates());
    let page = DeliveriesPage {
        filter: if only_failed { "failed" } else { "all" },
        rows: deliveries.iter().map(|delivery| Row::new(delivery, words, &dates)).collect(),
        pager: Pager::new(page, PAGE, total, |page| {
            format!("{}?{}page={page}", path::MESSAGES, if only_failed { "filter=failed&" } else { "" })
        }),
    };
    staff.visit.page(shell::of(&staff, "messages", words.get("staff-messages-heading")), &page)
}

/// `POST /staff/messages/{id}/retry`
pub(crate) async fn retry(Path(id): Path<String>, Checked { who: staff, .. }: Checked<Staff>) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let id: NotificationId = id.parse().map_err(|_| Error::not_found())?;
    let notice = if staff.scope.retry_delivery(id).await? { "message-retried" } else { "message-retry-failed" };
    Ok(see_other(&with_notice(path::MESSAGES, notice)))
}

impl Row {
    pub(crate) fn new(delivery: &Delivery, words: &Words, dates: &Dates) -> Self {
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
            badge: Badge::delivery(delivery.state, words),
            when: dates.ago(delivery.created_at),
            detail: delivery.problem.clone(),
            retry: delivery.can_retry.then(|| path::retry_message(delivery.id)),
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
            detail: Some("The number is not in service".into()),
            retry: Some("/staff/messages/1/retry".into()),
        }
    }
}

impl Page for DeliveriesPage {
    const TEMPLATE: &'static str = "staff/messages.html";

    fn samples() -> Vec<Self> {
        let pager = Pager::new(1, PAGE, 2, |page| format!("/staff/messages?page={page}"));
        let email = Row { channel: "email", detail: None, retry: None, ..Row::sample() };
        let full = Self { filter: "all", rows: vec![Row::sample(), email], pager: pager.clone() };
        let none = Self { filter: "all", rows: vec![], pager: pager.clone() };
        let none_failed = Self { filter: "failed", rows: vec![], pager };
        vec![full, none, none_failed]
    }
}
