//! A sign-in link: one tap in the browser that asked, one button anywhere else (SECURITY.md, row 4).

use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use forecourt_auth::{Customer, browser, customer, link_page};
use forecourt_domain::token::SignInToken;
use forecourt_storage::{Client, LimitedAction, PortalLinkProblem, RateLimitKey, SignInProblem};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::page::see_other;
use forecourt_web::paths::portal as path;
use forecourt_web::site::SharedSite;
use forecourt_web::{Error, Result, Visit};

use super::{login, record};
use crate::links::is_by_person;

/// `GET /sign-in/{token}`: uses the link up only where it was asked for; elsewhere, and for machines, it shows one button.
/// `POST` uses it up.
pub(crate) async fn open(
    State(site): State<SharedSite>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, &site).await?;
    let Ok(token) = token.parse::<SignInToken>() else {
        return link_page::ended(&visit, PortalLinkProblem::Invalid, None);
    };
    let secret = browser::secret(&parts.headers, &visit);
    if parts.method != Method::POST {
        let by_person = is_by_person(&parts);
        let fetch = if by_person { Client::Person } else { Client::Bot };
        let looked = visit.site.storage.look_at_sign_in_link(visit.tenant(), &token, secret.as_ref(), fetch).await?;
        match looked {
            Ok(face) if face.is_here && by_person => {}
            Ok(face) => return link_page::ask_to_continue(&visit, path::sign_in_link(&token.reveal()), &face.masked),
            Err(problem) => return ended(&visit, &parts, &token, problem).await,
        }
    }
    match visit.site.storage.redeem_sign_in_link(visit.tenant(), &token, secret.as_ref()).await? {
        Ok(redeemed) => {
            let mut response = record::onward(&visit, &parts.headers, redeemed).await?;
            if secret.is_some() {
                browser::forget(&mut response, &visit);
            }
            Ok(response)
        }
        Err(problem) => ended(&visit, &parts, &token, problem).await,
    }
}

/// `POST /sign-in/{token}/renew`: a fresh link to where that one went; the same answer whatever the token is.
pub(crate) async fn renew(
    visit: Visit,
    Path(token): Path<String>,
    axum::Extension(client): axum::Extension<ClientAddress>,
    headers: HeaderMap,
) -> Result<Response> {
    let (storage, tenant) = (&visit.site.storage, visit.tenant());
    let client = client.limit_key();
    // By the link, and not by the address it went to, which strangers can ask for, too.
    let limit_key = RateLimitKey { tenant: Some(tenant.id), client: &client, identifier: &token };
    if let Err(refused) = storage.check_rate_limit(LimitedAction::RequestLink, limit_key).await? {
        return Err(Error::too_many(refused.retry_after));
    }
    let secret = browser::secret_or_new(&headers, &visit);
    if let Ok(token) = token.parse::<SignInToken>()
        && let Some(ask) = storage.ended_sign_in_link(tenant, &token, &visit.host, secret.clone()).await?
    {
        super::request_link::write_down(&visit, limit_key, &ask).await?;
    }
    let mut response = link_page::renewed(&visit)?;
    browser::keep(&mut response, &visit, &secret);
    Ok(response)
}

/// The page for a link that does not open; or home, if the customer is signed in already and tapped, or pressed
/// "Continue", twice.
async fn ended(
    visit: &Visit,
    parts: &axum::http::request::Parts,
    token: &SignInToken,
    problem: SignInProblem,
) -> Result<Response> {
    if let Some((_, session)) = customer::session(parts, visit).await?
        && let customer::Entry::Open(_) = Customer::open(visit.clone(), session).await?
    {
        return Ok(see_other(path::HOME));
    }
    let problem = match problem {
        SignInProblem::Expired => PortalLinkProblem::Expired,
        SignInProblem::Invalid => PortalLinkProblem::Invalid,
        SignInProblem::SwitchedOff(purpose) => return login::switched_off(visit, purpose),
    };
    link_page::ended(visit, problem, Some(path::renew_sign_in_link(&token.reveal())))
}
