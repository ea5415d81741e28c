//! The caller: `Authorization: Bearer` and 64 hex characters.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use chrono::TimeDelta;
use forecourt_auth::staff::STAFF_SESSION;
use forecourt_domain::token::LinkToken;
use forecourt_storage::{CustomerGate, CustomerGrant, CustomerScope, StaffGrant, TenantScope};
use forecourt_web::site::SharedSite;
use forecourt_web::{Error, Visit};

/// How often the use of a token is recorded.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

/// A caller who showed a token of this shop, with a grant that stands.
#[derive(Debug)]
pub struct Bearer {
    /// The request.
    pub visit: Visit,
    /// The caller.
    pub who: Who,
    /// The token of the request.
    pub token: LinkToken,
}

/// Whose token it is.
#[derive(Debug)]
pub enum Who {
    /// A customer's.
    Customer(Box<CustomerScope>),
    /// A staff member's.
    Staff(Box<TenantScope>),
}

impl FromRequestParts<SharedSite> for Bearer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Error> {
        let visit = Visit::from_request_parts(parts, site).await?;
        let unknown = || Error::signed_out(None);
        let token = token(parts).ok_or_else(unknown)?;
        let who = match customer(&visit, &token).await? {
            Some(scope) => Who::Customer(scope),
            None => Who::Staff(staff(&visit, &token).await?.ok_or_else(unknown)?),
        };
        Ok(Self { visit, who, token })
    }
}

fn token(parts: &Parts) -> Option<LinkToken> {
    let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    // One that is no text is none of ours: a token is hexadecimal.
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") { token.trim().parse().ok() } else { None }
}

async fn customer(visit: &Visit, token: &LinkToken) -> Result<Option<Box<CustomerScope>>, Error> {
    let storage = &visit.site.storage;
    let Some(grant) = storage.bearer(visit.tenant(), token).await? else { return Ok(None) };
    let CustomerGate::Open(scope) = CustomerScope::open(storage, grant).await? else { return Ok(None) };
    note_use(visit, &scope, grant);
    Ok(Some(Box::new(scope)))
}

/// Written down now and then, never in the way of the answer.
fn note_use(visit: &Visit, scope: &CustomerScope, grant: CustomerGrant) {
    if scope.last_seen_at().is_none_or(|seen| visit.now - seen > SEEN_EVERY) {
        let storage = visit.site.storage.clone();
        tokio::spawn(async move {
            if let Err(error) = storage.app_was_used(&grant).await {
                tracing::warn!(%error, "could not note that a token is in use");
            }
        });
    }
}

async fn staff(visit: &Visit, token: &LinkToken) -> Result<Option<Box<TenantScope>>, Error> {
    let storage = &visit.site.storage;
    let session = visit.sessions().of_programs().resume::<StaffGrant>(visit.tenant(), token).await?;
    let Some(session) = session.filter(|session| session.started_at + STAFF_SESSION > visit.now) else {
        return Ok(None);
    };
    Ok(TenantScope::open(storage, session.grant).await?.map(Box::new))
}
