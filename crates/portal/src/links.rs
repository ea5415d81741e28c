//! The portal link: one request, and the customer is in (docs/product.md, section 4).

use axum::Extension;
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;
use forecourt_auth::customer::{self, Entry};
use forecourt_auth::{Customer, cookies, link_page};
use forecourt_domain::token::LinkToken;
use forecourt_storage::{CustomerGrant, LimitedAction, PortalLinkProblem, RateLimitKey, Visitor};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::http::request_headers::{is_prefetch, text};
use forecourt_web::paths::portal as path;
use forecourt_web::site::SharedSite;
use forecourt_web::{Error, Result, Visit};

use crate::home::page;

forecourt_web::routes! {
    get path::LINK => open;
    post path::LINK => open;
    post path::RENEW_LINK => renew;
}

/// `GET /portal/{token}`: opens the link and answers with the home page itself, so that it can be bookmarked. `POST`
/// does the same after "Continue", for a visitor who was taken for a machine.
///
/// A scanner's fetch opens nothing and sees the shop's name. Another customer's session on a shared phone ends.
pub(crate) async fn open(
    State(site): State<SharedSite>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, &site).await?;
    let Ok(token) = token.parse::<LinkToken>() else {
        return link_page::ended(&visit, PortalLinkProblem::Invalid, None);
    };
    let opened = if !is_by_person(&parts) {
        fetched(&visit, &token).await
    } else if cookies::read::<CustomerGrant>(&parts.headers, &visit.site.settings).is_some() {
        opened_again(&visit, &parts, &token).await
    } else {
        first_opened(&visit, &parts, &token).await
    };
    match opened? {
        Ok(response) => Ok(response),
        Err(problem) => {
            let renew = (problem == PortalLinkProblem::Expired).then(|| path::renew_link(&token.reveal()));
            link_page::ended(&visit, problem, renew)
        }
    }
}

/// An answer, or why the link does not open.
type Opened = std::result::Result<Response, PortalLinkProblem>;

/// By a machine: nothing happens, and it sees the shop's name and a button.
async fn fetched(visit: &Visit, token: &LinkToken) -> Result<Opened> {
    match visit.site.storage.open_portal_link(visit.tenant(), token, Visitor::Bot).await? {
        Ok(_) => link_page::ask(visit, path::link(&token.reveal())).map(Ok),
        Err(problem) => Ok(Err(problem)),
    }
}

/// By a person whose browser has no session: the first tap, which must be fast.
async fn first_opened(visit: &Visit, parts: &Parts, token: &LinkToken) -> Result<Opened> {
    let (customer, home, begun) = match customer::begin_by_portal_link(visit, &parts.headers, token).await? {
        Ok(arrived) => arrived,
        Err(problem) => return Ok(Err(problem)),
    };
    let mut response = page(&customer, &home, true).await?;
    begun.keep(&mut response, visit);
    Ok(Ok(response))
}

/// By a person whose browser has a session: of this link, of another customer's, or one that has ended.
async fn opened_again(visit: &Visit, parts: &Parts, token: &LinkToken) -> Result<Opened> {
    let before = customer::session(parts, visit).await?;
    let visitor = Visitor::Person(before.as_ref().map(|(_, session)| session.grant));
    let opened = match visit.site.storage.open_portal_link(visit.tenant(), token, visitor).await? {
        Ok(opened) => opened,
        Err(problem) => return Ok(Err(problem)),
    };
    // Of this very link: the visit goes on. Any other is replaced completely.
    let same = before.filter(|(_, session)| session.grant.is_same_way(&opened.grant));
    let (mut entry, mut begun) = (Entry::Gone, None);
    if let Some((_, session)) = same {
        entry = Customer::open_at_home(visit.clone(), session).await?;
    }
    // The session may have ended where its link has not.
    if let Entry::Gone = entry {
        let anew = customer::begin(visit, &parts.headers, opened.grant).await?;
        entry = Customer::open_at_home(visit.clone(), anew.session.clone()).await?;
        begun = Some(anew);
    }
    let (customer, home) = match entry {
        Entry::Open(entered) => entered,
        Entry::LinkEnded(problem) => return Ok(Err(problem)),
        Entry::Gone => return Ok(Err(PortalLinkProblem::Invalid)),
    };
    let mut response = page(&customer, &home, true).await?;
    if let Some(begun) = begun {
        begun.keep(&mut response, visit);
    }
    Ok(Ok(response))
}

/// `POST /portal/{token}/renew`: a fresh link to where the expired one went; the same answer whatever the token is.
pub(crate) async fn renew(
    visit: Visit,
    Extension(client): Extension<ClientAddress>,
    Path(token): Path<String>,
) -> Result<Response> {
    let client = client.limit_key();
    // Counted by the token, which stands for the address it went to: looking that up comes after the limit.
    let limit_key = RateLimitKey { tenant: Some(visit.tenant().id), client: &client, identifier: &token };
    if let Err(refused) = visit.site.storage.check_rate_limit(LimitedAction::RequestLink, limit_key).await? {
        return Err(Error::too_many(refused.retry_after));
    }
    if let Ok(token) = token.parse::<LinkToken>() {
        visit.site.storage.renew_portal_link(visit.tenant(), &token).await?;
    }
    link_page::renewed(&visit)
}

/// Names in the user agents of those who fetch links before people do: previews in chats, and mail scanners that say
/// so. Whole words only: there are phones called CUBOT. Those that pretend to be a browser look like one; what they do
/// is bounded by what a person's tap would do.
const AUTOMATIC: [&str; 27] = [
    "applebot",
    "barracuda",
    "bingbot",
    "bingpreview",
    "bot",
    "crawler",
    "discordbot",
    "embedly",
    "facebookexternalhit",
    "facebot",
    "googlebot",
    "googleimageproxy",
    "linkedinbot",
    "mimecast",
    "pinterestbot",
    "proofpoint",
    "redditbot",
    "safelinks",
    "skypeuripreview",
    "slackbot",
    "spider",
    "telegrambot",
    "twitterbot",
    "urldefense",
    "viberbot",
    "whatsapp",
    "yandexbot",
];

pub(crate) fn is_by_person(parts: &Parts) -> bool {
    match parts.method {
        Method::POST => true,
        Method::GET => !is_prefetch(&parts.headers) && !is_announced_machine(&parts.headers),
        _ => false,
    }
}

fn is_announced_machine(headers: &HeaderMap) -> bool {
    let agent = text(headers, header::USER_AGENT).unwrap_or_default().to_ascii_lowercase();
    agent.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| AUTOMATIC.contains(&word))
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
        let phone = (
            "user-agent",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1",
        );
        assert!(by_person(Method::GET, &[phone]));
        assert!(by_person(Method::GET, &[]));
        assert!(by_person(
            Method::GET,
            &[("user-agent", "Mozilla/5.0 (Linux; Android 10; CUBOT NOTE 20) Chrome/120 Mobile")]
        ));
        assert!(by_person(Method::POST, &[("user-agent", "WhatsApp/2.23 A")]), "whoever pressed Continue");
        assert!(!by_person(Method::HEAD, &[phone]));
        assert!(!by_person(Method::GET, &[phone, ("sec-purpose", "prefetch;prerender")]));
        assert!(!by_person(Method::GET, &[("user-agent", "WhatsApp/2.23 A")]));
        assert!(
            !by_person(Method::GET, &[("user-agent", "WhatsApp/2.23 Gr\u{f6}\u{df}e")]),
            "an odd byte hides nothing"
        );
        assert!(!by_person(Method::GET, &[("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1)")]));
    }
}
