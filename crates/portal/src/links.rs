//! The portal link: one request, and the customer is in (product section 4).

use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;
use forecourt_auth::customer::{self, Entry};
use forecourt_auth::{Customer, cookies, link_page};
use forecourt_domain::token::LinkToken;
use forecourt_storage::sessions::Session;
use forecourt_storage::{CustomerGrant, PortalLinkProblem, Visitor};
use forecourt_web::paths::portal as path;
use forecourt_web::site::SharedSite;
use forecourt_web::{Result, Visit};

use crate::home;

/// `GET /portal/{token}`: opens the link and answers with the home page itself, so that it can be bookmarked.
///
/// A scanner's fetch opens nothing and sees the shop's front page. Somebody else's session on a shared phone ends.
pub(crate) async fn open(State(site): State<SharedSite>, Path(token): Path<String>, request: Request) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, &site).await?;
    let Ok(token) = token.parse::<LinkToken>() else { return link_page::ended(&visit, PortalLinkProblem::Invalid, None) };
    let before = customer::session(&parts, &visit).await?;
    let visitor = match (is_by_person(&parts), &before) {
        (false, _) => Visitor::Machine,
        (true, Some(_)) => Visitor::Returning,
        (true, None) => Visitor::Arriving,
    };
    let opened = match visit.site.storage.open_portal_link(visit.tenant(), &token, visitor).await? {
        Ok(opened) => opened,
        Err(problem) => {
            let renew = (problem == PortalLinkProblem::Expired).then(|| path::renew_link(&token.reveal()));
            return link_page::ended(&visit, problem, renew);
        }
    };
    if visitor == Visitor::Machine {
        return home::front_page(&visit);
    }
    let (session, new_secret) = session(&visit, before, opened.grant).await?;
    let customer = match Customer::open(visit.clone(), session).await? {
        Entry::Open(customer) => *customer,
        Entry::LinkEnded(problem) => return link_page::ended(&visit, problem, None),
        Entry::Gone => return link_page::ended(&visit, PortalLinkProblem::Invalid, None),
    };
    let mut response = home::page(customer, true).await?;
    if let Some(secret) = new_secret {
        let lifetime = visit.tenant().session_days.duration().num_seconds();
        cookies::set::<CustomerGrant>(&mut response, &visit.site.settings, &secret, lifetime);
    }
    Ok(response)
}

/// `POST /portal/{token}/renew`: a fresh link to where the expired one went; the same answer whatever the token is.
pub(crate) async fn renew(visit: Visit, Path(token): Path<String>) -> Result<Response> {
    if let Ok(token) = token.parse::<LinkToken>() {
        visit.site.storage.renew_portal_link(visit.tenant(), &token).await?;
    }
    link_page::renewed(&visit)
}

/// Goes on with the browser's session if it is from this very link, and replaces it completely otherwise.
async fn session(
    visit: &Visit,
    before: Option<(LinkToken, Session<CustomerGrant>)>,
    grant: CustomerGrant,
) -> Result<(Session<CustomerGrant>, Option<LinkToken>)> {
    let sessions = visit.site.storage.sessions();
    if let Some((secret, session)) = before {
        if session.grant == grant {
            return Ok((session, None));
        }
        sessions.end(visit.tenant(), &secret).await?;
    }
    let (secret, session) = sessions.start(grant, customer::session_end(visit.now)).await?;
    Ok((session, Some(secret)))
}

/// Words in the user agents of those who fetch links before people do: previews in chats, and mail scanners that say
/// so. Those that pretend to be a browser look like one; what they do is bounded by what a person's tap would do.
const AUTOMATIC: [&str; 16] = [
    "bot", "crawler", "spider", "preview", "facebookexternalhit", "whatsapp", "slack", "skypeuripreview", "embedly", "barracuda", "mimecast",
    "proofpoint", "safelinks", "urldefense", "scanner", "linkcheck",
];

fn is_by_person(parts: &Parts) -> bool {
    parts.method == Method::GET && !is_prefetch(&parts.headers) && !is_announced_machine(&parts.headers)
}

fn is_prefetch(headers: &HeaderMap) -> bool {
    let says = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("prefetch") || v.contains("preview"));
    says("sec-purpose") || says("purpose") || says("x-moz") || says("x-purpose")
}

fn is_announced_machine(headers: &HeaderMap) -> bool {
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
    AUTOMATIC.iter().any(|word| agent.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_person(method: Method, headers: &[(&str, &str)]) -> bool {
        let mut request = axum::http::Request::builder().method(method).uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        is_by_person(&parts)
    }

    #[test]
    fn a_fetch_that_says_it_is_automatic_is_not_an_opening() {
        let phone = ("user-agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1");
        assert!(by_person(Method::GET, &[phone]));
        assert!(by_person(Method::GET, &[]));
        assert!(!by_person(Method::HEAD, &[phone]));
        assert!(!by_person(Method::GET, &[phone, ("sec-purpose", "prefetch;prerender")]));
        assert!(!by_person(Method::GET, &[("user-agent", "WhatsApp/2.23 A")]));
        assert!(!by_person(Method::GET, &[("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1)")]));
    }
}
