//! Entry from elsewhere: a handoff by the platform, and the login addresses that other products use.

use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use forecourt_domain::token::LinkToken;
use forecourt_storage::SignInProblem;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::portal as path;
use forecourt_web::{Error, Result, Visit};

use crate::sign_in::{login as login_page, record};

forecourt_web::routes! {
    get path::HANDOFF => hand_over;
    get path::CLIENT_LOGIN => login;
    get path::USER_LOGIN => login;
    get path::SLUG_LOGIN => login_by_slug;
}

/// `GET /handoff/{token}`: signs in a customer who proved an address at the platform's host and chose this shop. The
/// token works once, and only on the host it was made for.
pub(crate) async fn hand_over(
    visit: Visit,
    method: Method,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response> {
    let over = || Ok(see_other(&with_notice(path::LOGIN, "handoff-over-failed")));
    let Ok(token) = token.parse::<LinkToken>() else { return over() };
    // A HEAD request consumes nothing.
    if method == Method::HEAD {
        return Ok(StatusCode::OK.into_response());
    }
    // Nothing is used up while there is nowhere to keep the session.
    visit.sessions().answer().await?;
    match visit.site.storage.redeem_handoff(visit.tenant(), visit.host.as_str(), &token).await? {
        Ok(redeemed) => record::onward(&visit, &headers, redeemed).await,
        Err(SignInProblem::SwitchedOff(purpose)) => login_page::switched_off(&visit, purpose),
        Err(SignInProblem::Expired | SignInProblem::Invalid) => over(),
    }
}

/// `GET /client-login`, `GET /user/login`
pub(crate) async fn login(RawQuery(query): RawQuery) -> Response {
    see_other(&to_login(query))
}

/// `GET /portal/{slug}/login`: this shop's, under its own name.
pub(crate) async fn login_by_slug(
    visit: Visit,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    if slug != visit.tenant().slug.as_str() {
        return Err(Error::not_found());
    }
    Ok(see_other(&to_login(query)))
}

fn to_login(query: Option<String>) -> String {
    // Only short, printable queries are kept; the login page ignores parameters that it does not know.
    let plain = query.filter(|query| query.len() <= 500 && query.bytes().all(|b| b.is_ascii_graphic()));
    plain.map_or_else(|| path::LOGIN.to_owned(), |query| format!("{}?{query}", path::LOGIN))
}
