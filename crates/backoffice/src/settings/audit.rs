//! Settings → Audit log: who did what. For managers and owners.

use axum::response::Response;
use forecourt_auth::Staff;
use forecourt_domain::tenant::Role;
use forecourt_storage::audit::AuditEvent;
use forecourt_web::dates::Dates;
use forecourt_web::paths::staff as path;
use forecourt_web::{Page, Result, When, Words};
use serde::Serialize;

use super::{SettingsLink, nav, sample_nav, shell};

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AuditPage {
    settings_nav: Vec<SettingsLink>,
    events: Vec<Line>,
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    when: When,
    actor: String,
    what: String,
    subject: String,
}

/// `GET /staff/settings/audit`
pub(crate) async fn show(staff: Staff) -> Result<Response> {
    staff.require(Role::Manager)?;
    let events = staff.scope.audit_events().await?;
    let (words, dates) = (staff.visit.words(), staff.visit.dates());
    let page = AuditPage {
        settings_nav: nav(&staff, path::AUDIT),
        events: events.iter().map(|event| Line::new(event, words, &dates)).collect(),
    };
    staff.visit.page(shell(&staff, "staff-audit-heading"), &page)
}

impl Line {
    fn new(event: &AuditEvent, words: &Words, dates: &Dates) -> Self {
        let action = event.action.map_or("audit-unknown".to_owned(), |action| format!("audit-{}", action.as_str()));
        let actor = match event.actor_kind.as_str() {
            "command_line" => words.get("audit-command-line"),
            "operator" => words.get("audit-operator"),
            _ => event.actor_name.clone(),
        };
        Self { when: dates.ago(event.at), actor, what: words.get(&action), subject: event.subject_name.clone() }
    }
}

impl Page for AuditPage {
    const TEMPLATE: &'static str = "staff/settings_audit.html";

    fn samples() -> Vec<Self> {
        let line = Line {
            when: forecourt_web::views::JobCard::sample().booked,
            actor: "Mike Rivera".into(),
            what: "Invited to the team".into(),
            subject: "new@example.com".into(),
        };
        vec![
            Self { settings_nav: sample_nav(), events: vec![line.clone(), Line { subject: String::new(), ..line }] },
            Self { settings_nav: sample_nav(), events: vec![] },
        ]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::AuditPage>();
    }
}
