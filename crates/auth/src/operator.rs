//! A signed-in operator, and one who still has to show the second factor.
//!
//! Both exist on the operators' host only: its router is the only one that takes them, and the cookie is host-only.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use forecourt_domain::contact::Email;
use forecourt_domain::token::LinkToken;
use forecourt_storage::{
    HalfOperator, HalfSession, LimitedAction, OperatorCredential, OperatorScope, OperatorSession, RateLimitKey,
};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::page::see_other;
use forecourt_web::paths::ops as path;
use forecourt_web::site::SharedSite;
use forecourt_web::{Error, Result, Site};

use crate::checked::Witness;
use crate::cookies;
use crate::passwords::Passwords;
use crate::staff_sign_in::Refusal;

/// The name of the session's cookie, before its prefix.
const COOKIE: &str = "operator";

/// An operator of the platform, with a second factor proven.
#[derive(Debug)]
pub struct Operator {
    /// Access to the shops.
    pub scope: OperatorScope,
    /// The state of the process.
    pub site: SharedSite,
    /// The time of the request.
    pub now: DateTime<Utc>,
    /// The notice that a redirect brought along.
    pub notice: Option<String>,
}

/// An operator whose password was right, before the second factor.
#[derive(Debug)]
pub struct AskedOperator {
    /// Their session, which opens nothing else.
    pub session: HalfSession,
    /// The state of the process.
    pub site: SharedSite,
    /// The time of the request.
    pub now: DateTime<Utc>,
}

impl FromRequestParts<SharedSite> for Operator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Response> {
        match session(&parts.headers, site).await.map_err(IntoResponse::into_response)? {
            Some(OperatorSession::Full(scope)) => Ok(Self {
                scope,
                site: site.clone(),
                now: site.storage.clock().now(),
                notice: forecourt_web::page::notice(&parts.uri),
            }),
            Some(OperatorSession::Half(half)) => {
                Err(see_other(if half.has_factor { path::SECOND_FACTOR } else { path::SET_UP }))
            }
            None => Err(Error::signed_out(Some(path::LOGIN)).into_response()),
        }
    }
}

impl FromRequestParts<SharedSite> for AskedOperator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Response> {
        match session(&parts.headers, site).await.map_err(IntoResponse::into_response)? {
            Some(OperatorSession::Half(session)) => {
                Ok(Self { session, site: site.clone(), now: site.storage.clock().now() })
            }
            Some(OperatorSession::Full(_)) => Err(see_other(path::HOME)),
            None => Err(Error::signed_out(Some(path::LOGIN)).into_response()),
        }
    }
}

impl Witness for Operator {
    fn csrf(&self) -> &str {
        &self.scope.csrf
    }
}

impl Witness for AskedOperator {
    fn csrf(&self) -> &str {
        &self.session.csrf
    }
}

/// Checks a password, with the same answer in the same time for every address. The try is counted before anything is
/// compared.
///
/// # Errors
/// 503 when the database or the limits do not answer.
pub async fn check_password(
    site: &Site,
    passwords: &Passwords,
    client: ClientAddress,
    email: &str,
    password: &str,
) -> Result<std::result::Result<HalfOperator, Refusal>> {
    let attempt = match passwords.attempt() {
        Ok(attempt) => attempt,
        Err(busy) => return Ok(Err(busy.into())),
    };
    let email = email.parse::<Email>().ok();
    let identifier = email.as_ref().map(Email::key).unwrap_or_default();
    let limit_key = RateLimitKey { tenant: None, client: &client.limit_key(), identifier: &identifier };
    if let Err(limited) = site.storage.check_rate_limit(LimitedAction::OperatorPassword, limit_key).await? {
        return Ok(Err(Refusal::Limited(limited)));
    }
    let credential = match &email {
        Some(email) => site.storage.operator_credential(email).await?,
        None => None,
    };
    let stored = credential.as_ref().and_then(|credential| credential.password_hash.clone());
    Ok(match attempt.verify(password, stored).await {
        Ok(fits) => credential.filter(|_| fits).map(OperatorCredential::proven).ok_or(Refusal::Wrong),
        Err(busy) => Err(busy.into()),
    })
}

/// Checks the password of an operator who is signed in, before something grave.
///
/// # Errors
/// 503 when the database or the limits do not answer.
pub async fn confirm(
    operator: &Operator,
    passwords: &Passwords,
    client: ClientAddress,
    password: &str,
) -> Result<std::result::Result<(), Refusal>> {
    let identifier = operator.scope.operator.email.parse::<Email>().map(|email| email.key()).unwrap_or_default();
    let limit_key = RateLimitKey { tenant: None, client: &client.limit_key(), identifier: &identifier };
    if let Err(limited) = operator.site.storage.check_rate_limit(LimitedAction::OperatorPassword, limit_key).await? {
        return Ok(Err(Refusal::Limited(limited)));
    }
    let stored = operator.scope.password_hash().await?;
    Ok(match passwords.verify(password, stored).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Refusal::Wrong),
        Err(busy) => Err(busy.into()),
    })
}

/// Gives the browser a session.
pub fn begin(site: &Site, secret: &LinkToken, response: &mut Response) {
    cookies::set_named(response, &site.settings, COOKIE, secret, forecourt_storage::OPERATOR_SESSION.num_seconds());
}

/// Ends the browser's session.
///
/// # Errors
/// 503 when the database does not answer: the session may still exist.
pub async fn end(site: &Site, headers: &HeaderMap) -> Result<()> {
    if let Some(secret) = cookies::read_named(headers, &site.settings, COOKIE) {
        site.storage.end_operator_session(&secret).await?;
    }
    Ok(())
}

/// Takes the session from the browser.
pub fn take(site: &Site, response: &mut Response) {
    cookies::clear_named(response, &site.settings, COOKIE);
}

async fn session(headers: &HeaderMap, site: &Site) -> Result<Option<OperatorSession>> {
    match cookies::read_named(headers, &site.settings, COOKIE) {
        Some(secret) => Ok(site.storage.operator_session(&secret).await?),
        None => Ok(None),
    }
}
