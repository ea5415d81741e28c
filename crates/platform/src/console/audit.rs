//! The audit log of all shops and of the platform.

use axum::response::Response;
use forecourt_auth::operator::Operator;
use forecourt_storage::audit::AuditEvent;
use forecourt_web::dates::Dates;
use forecourt_web::page::platform_words;
use forecourt_web::paths::ops as path;
use forecourt_web::{Page, Result, When, Words};
use serde::Serialize;

forecourt_web::routes! {
    get path::AUDIT => show;
}

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AuditPage {
    events: Vec<Line>,
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    when: When,
    actor: String,
    what: String,
    subject: String,
    shop: Option<String>,
}

/// `GET /console/audit`
pub(super) async fn show(operator: Operator) -> Result<Response> {
    let events = operator.scope.platform().audit_events().await?;
    let words = platform_words(&operator.site)?;
    let dates = Dates::new(words.clone(), chrono_tz::UTC, operator.now);
    let page = AuditPage { events: events.iter().map(|event| Line::new(event, words, &dates)).collect() };
    super::page(&operator, "audit", &words.get("staff-audit-heading"), &page)
}

impl Line {
    fn new(event: &AuditEvent, words: &Words, dates: &Dates) -> Self {
        let action = event.action.map_or("audit-unknown".to_owned(), |action| format!("audit-{}", action.as_str()));
        let actor = match event.actor_kind.as_str() {
            "command_line" => words.get("ops-command-line"),
            _ => event.actor_name.clone(),
        };
        Self {
            when: dates.ago(event.at),
            actor,
            what: words.get(&action),
            subject: event.subject_name.clone(),
            shop: event.shop.clone(),
        }
    }
}

impl Page for AuditPage {
    const TEMPLATE: &'static str = "ops/audit.html";

    fn samples() -> Vec<Self> {
        let line = Line {
            when: forecourt_web::views::JobCard::sample().booked,
            actor: "Robin Ops".into(),
            what: "Shop paused".into(),
            subject: "torque".into(),
            shop: Some("Torque Garage".into()),
        };
        let own = Line { shop: None, subject: String::new(), ..line.clone() };
        vec![Self { events: vec![line, own] }, Self { events: vec![] }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::AuditPage>();
    }
}
