//! The kind page for a link that does not open: in the shop's looks, with a way on, and no word about anybody's data.

use axum::http::StatusCode;
use axum::response::Response;
use forecourt_storage::PortalLinkProblem;
use forecourt_web::page::Shell;
use forecourt_web::{Page, Result, Visit};
use serde::Serialize;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub struct LinkPage {
    /// `expired` or `invalid`.
    pub kind: &'static str,
    /// What happened.
    pub heading: String,
    /// The way on, in words.
    pub message: String,
    /// Where a fresh link can be asked for.
    pub renew: Option<String>,
    /// Whether one has been.
    pub renewed: bool,
    /// The shop's phone.
    pub call_href: Option<String>,
    /// What to press to call.
    pub call_label: Option<String>,
}

impl Page for LinkPage {
    const TEMPLATE: &'static str = "portal/link.html";

    fn samples() -> Vec<Self> {
        let expired = Self {
            kind: "expired",
            heading: "Time for a new link".into(),
            message: "Your link has expired.".into(),
            renew: Some("/portal/x/renew".into()),
            renewed: false,
            call_href: Some("tel:+12025550100".into()),
            call_label: Some("Call us".into()),
        };
        let renewed = Self { renewed: true, ..expired.clone() };
        let invalid = Self { kind: "invalid", renew: None, call_href: None, call_label: None, ..expired.clone() };
        vec![expired, renewed, invalid]
    }
}

/// Answers for a link, or a session from one, that has ended. `renew` is where a fresh one can be asked for.
///
/// # Errors
/// A defect in the template.
pub fn ended(visit: &Visit, problem: PortalLinkProblem, renew: Option<String>) -> Result<Response> {
    let (kind, heading, message) = match (problem, &renew) {
        (PortalLinkProblem::Expired, Some(_)) => ("expired", "link-expired-heading", "link-expired"),
        (PortalLinkProblem::Expired, None) => ("expired", "link-expired-heading", "link-expired-call"),
        (PortalLinkProblem::Invalid, Some(_)) => ("invalid", "link-invalid-heading", "link-invalid"),
        (PortalLinkProblem::Invalid, None) => ("invalid", "link-invalid-heading", "link-invalid-call"),
    };
    show(visit, StatusCode::GONE, kind, heading, message, renew, false)
}

/// Answers somebody who asked for a fresh link: the same words, whoever they are.
///
/// # Errors
/// A defect in the template.
pub fn renewed(visit: &Visit) -> Result<Response> {
    show(visit, StatusCode::OK, "expired", "link-renewed-title", "link-renewed-text", None, true)
}

fn show(
    visit: &Visit,
    status: StatusCode,
    kind: &'static str,
    heading: &str,
    message: &str,
    renew: Option<String>,
    renewed: bool,
) -> Result<Response> {
    let words = visit.words();
    let phone = visit.tenant().phone.as_ref();
    let page = LinkPage {
        kind,
        heading: words.get(heading),
        message: words.get(message),
        renew,
        renewed,
        call_href: phone.map(|phone| format!("tel:{}", phone.as_str())),
        call_label: phone.map(|_| words.with("call-shop", [("shop", visit.tenant().name.as_str().into())])),
    };
    let shell = Shell { title: page.heading.clone(), body_class: "portal", inline_css: true, ..Shell::default() };
    visit.page_with_status(status, shell, &page)
}
