//! The page for a link that does not open: in the shop's design, with a way on, and without data of any customer.

use axum::http::StatusCode;
use axum::response::Response;
use forecourt_domain::sign_in::SignInMethod;
use forecourt_storage::PortalLinkProblem;
use forecourt_web::page::Shell;
use forecourt_web::{Page, Result, Visit, paths};
use serde::Serialize;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub struct LinkPage {
    /// `expired` or `invalid`.
    pub kind: &'static str,
    /// The heading: what happened.
    pub heading: String,
    /// The way on, in words.
    pub message: String,
    /// Where a fresh link can be requested.
    pub renew: Option<String>,
    /// Whether one has been.
    pub renewed: bool,
    /// The way to the shop's own ways in.
    pub sign_in: Option<Door>,
    /// The address that "Continue" opens the link at, for a visitor who was taken for a machine.
    pub go_on: Option<String>,
}

/// A way to the page where one signs in.
#[derive(Debug, Clone, Serialize)]
pub struct Door {
    /// The address.
    pub href: String,
    /// The text of the button.
    pub label: String,
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
            sign_in: None,
            go_on: None,
        };
        let renewed = Self { renewed: true, ..expired.clone() };
        let invalid = Self { kind: "invalid", renew: None, ..expired.clone() };
        let ask = Self { kind: "ask", go_on: Some("/portal/x".into()), ..invalid.clone() };
        let door = Door { href: "/login".into(), label: "Request a new link".into() };
        let instead = Self { sign_in: Some(door), renew: None, ..expired.clone() };
        vec![expired, renewed, invalid, ask, instead]
    }
}

/// Answers for a link, or a session from one, that has ended. `renew` is where a fresh one can be asked for in its place;
/// without it the shop's own ways in lead on, or its people (the template knows how to reach them).
///
/// # Errors
/// A defect in the template.
pub fn ended(visit: &Visit, problem: PortalLinkProblem, renew: Option<String>) -> Result<Response> {
    let words = visit.words();
    let door = renew.is_none().then(|| Door::of(visit)).flatten();
    let on = match &door {
        _ if renew.is_some() || sends_links(visit) => "",
        Some(_) => "-sign-in",
        None if visit.tenant().phone.is_some() => "-call",
        None => "-ask",
    };
    let kind = match problem {
        PortalLinkProblem::Expired => "expired",
        PortalLinkProblem::Invalid => "invalid",
    };
    let page = LinkPage {
        kind,
        heading: words.get(&format!("link-{kind}-heading")),
        message: words.get(&format!("link-{kind}{on}")),
        renew,
        renewed: false,
        sign_in: door,
        go_on: None,
    };
    show(visit, StatusCode::GONE, page)
}

/// Whether visitors of the shop's sign-in page can have a link sent.
fn sends_links(visit: &Visit) -> bool {
    visit.tenant().sign_in.iter().any(|way| matches!(way, SignInMethod::EmailLink | SignInMethod::EmailOrPhoneLink))
}

impl Door {
    /// To the shop's sign-in page, if it has a method that does not need staff to send something first.
    fn of(visit: &Visit) -> Option<Self> {
        let own = visit.tenant().sign_in.iter().any(|way| way != SignInMethod::PortalLink);
        let label = if sends_links(visit) { "link-request" } else { "link-sign-in" };
        own.then(|| Self { href: paths::portal::LOGIN.to_owned(), label: visit.words().get(label) })
    }
}

/// Answers for a link that has ended, where the shop sends no other: its own ways in lead on.
///
/// # Errors
/// A defect in the template.
pub fn sign_in_instead(visit: &Visit, login: String) -> Result<Response> {
    let words = visit.words();
    let page = LinkPage {
        kind: "expired",
        heading: words.get("link-ended-heading"),
        message: words.get("link-ended"),
        renew: None,
        renewed: false,
        sign_in: Some(Door { href: login, label: words.get("link-sign-in") }),
        go_on: None,
    };
    show(visit, StatusCode::GONE, page)
}

/// Asks a visitor who was taken for a machine to press a button. Nothing is opened and no customer's data is shown.
///
/// # Errors
/// A defect in the template.
pub fn ask(visit: &Visit, go_on: String) -> Result<Response> {
    let words = visit.words();
    let page = LinkPage {
        kind: "ask",
        heading: visit.tenant().name.clone(),
        message: words.get("link-ask"),
        renew: None,
        renewed: false,
        sign_in: None,
        go_on: Some(go_on),
    };
    show(visit, StatusCode::OK, page)
}

/// As [`ask`], for a sign-in link: with the address it went to, as its owner recognises it.
///
/// # Errors
/// A defect in the template.
pub fn ask_to_continue(visit: &Visit, go_on: String, masked: &str) -> Result<Response> {
    let words = visit.words();
    let page = LinkPage {
        kind: "ask",
        heading: visit.tenant().name.clone(),
        message: words.with("sign-in-link-ask", [("to", masked.into())]),
        renew: None,
        renewed: false,
        sign_in: None,
        go_on: Some(go_on),
    };
    show(visit, StatusCode::OK, page)
}

/// Answers a request for a fresh link, in the same words for known and unknown people.
///
/// # Errors
/// A defect in the template.
pub fn renewed(visit: &Visit) -> Result<Response> {
    let words = visit.words();
    let (heading, message) = (words.get("link-renewed-title"), words.get("link-renewed-text"));
    let page = LinkPage { kind: "expired", heading, message, renew: None, renewed: true, sign_in: None, go_on: None };
    show(visit, StatusCode::OK, page)
}

fn show(visit: &Visit, status: StatusCode, page: LinkPage) -> Result<Response> {
    let shell = Shell { title: page.heading.clone(), body_class: "portal", inline_css: true, ..Shell::default() };
    visit.page_with_status(status, shell, &page)
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::LinkPage>();
    }
}
