//! Action links: they sign in and show their page, with no screen between (docs/product.md, section 4).

use axum::Extension;
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use forecourt_auth::{browser, customer, link_page};
use forecourt_domain::action_link::ActionToken;
use forecourt_domain::auth_method::Purpose;
use forecourt_storage::{
    ActionLinkProblem, ActionPlace, LimitedAction, PortalLinkProblem, RateLimitKey, SignInRequest,
};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::page::see_other;
use forecourt_web::paths::portal as path;
use forecourt_web::site::SharedSite;
use forecourt_web::{Error, Result, Visit};

use crate::links::is_by_person;
use crate::sign_in::request_link::write_down;

forecourt_web::routes! {
    get path::ACTION_LINK => open;
    post path::ACTION_LINK => open;
    post path::RENEW_ACTION_LINK => renew;
}

/// `GET /a/{token}`: signs in and redirects to the link's subject. A session of the same customer that may do more
/// stays; another customer's ends. `POST` does the same after "Continue", for a visitor who was taken for a machine.
pub(crate) async fn open(
    State(site): State<SharedSite>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, &site).await?;
    let Ok(read) = token.parse::<ActionToken>() else {
        return link_page::ended(&visit, PortalLinkProblem::Invalid, None);
    };
    let storage = &visit.site.storage;
    let opened = match storage.open_action_link(visit.tenant(), &read).await? {
        Ok(opened) => opened,
        Err(ActionLinkProblem::Invalid) => return link_page::ended(&visit, PortalLinkProblem::Invalid, None),
        Err(ActionLinkProblem::Ended(ended)) if ended.renewal.is_some() => {
            let renew = Some(path::renew_action_link(&token));
            return link_page::ended(&visit, PortalLinkProblem::Expired, renew);
        }
        Err(ActionLinkProblem::Ended(ended)) => {
            return link_page::sign_in_instead(&visit, path::with_next(path::LOGIN, &page_of(&ended.place)));
        }
    };
    if !is_by_person(&parts) {
        return link_page::ask(&visit, path::action_link(&token));
    }
    if opened.unopened {
        storage.action_link_opened(visit.tenant(), &read).await?;
    }
    let to = page_of(&opened.place);
    let before = customer::session(&parts, &visit).await?;
    if let Some((_, session)) = before
        && storage.covers(&session.grant, &opened.grant).await?
    {
        return Ok(see_other(&to));
    }
    customer::signed_in(&visit, &parts.headers, opened.grant, &to).await
}

/// `POST /a/{token}/renew`: a sign-in link to the same page, to where this one went; the same answer whatever the token is.
pub(crate) async fn renew(
    visit: Visit,
    Extension(client): Extension<ClientAddress>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let client = client.limit_key();
    // By the link, and not by the address it went to, which strangers can ask for, too.
    let limit_key = RateLimitKey { tenant: Some(visit.tenant().id), client: &client, identifier: &token };
    if let Err(refused) = visit.site.storage.check_rate_limit(LimitedAction::RequestLink, limit_key).await? {
        return Err(Error::too_many(refused.retry_after));
    }
    let secret = browser::secret_or_new(&headers, &visit);
    let ended = match token.parse::<ActionToken>() {
        Ok(read) => visit.site.storage.open_action_link(visit.tenant(), &read).await?,
        Err(_) => Err(ActionLinkProblem::Invalid),
    };
    if let Err(ActionLinkProblem::Ended(ended)) = ended
        && let Some((method, contact)) = ended.renewal.clone()
    {
        let ask = SignInRequest {
            purpose: Purpose::SignIn,
            method: Some(method),
            contact,
            typed: false,
            only: Some(ended.customer_id()),
            host: visit.host.clone(),
            with_link: true,
            browser: secret.clone(),
            return_path: page_of(&ended.place),
            newcomer: None,
        };
        write_down(&visit, limit_key, &ask).await?;
    }
    let mut response = link_page::renewed(&visit)?;
    browser::keep(&mut response, &visit, &secret);
    Ok(response)
}

fn page_of(place: &ActionPlace) -> String {
    match place {
        ActionPlace::Job(reference) => path::job(reference),
        ActionPlace::Invoice(number) => path::invoice(*number),
    }
}
