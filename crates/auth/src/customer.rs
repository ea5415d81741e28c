//! A signed-in customer.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::feature::Feature;
use forecourt_domain::token::LinkToken;
use forecourt_storage::sessions::Session;
use forecourt_storage::{CustomerGate, CustomerGrant, CustomerScope, Home};
use forecourt_web::paths;
use forecourt_web::site::SharedSite;
use forecourt_web::{Error, Visit};

use crate::checked::Witness;
use crate::{cookies, link_page};

/// A customer of this shop, signed in, with a grant that stands.
#[derive(Debug)]
pub struct Customer {
    /// What they can reach.
    pub scope: CustomerScope,
    /// The request.
    pub visit: Visit,
    session: Session<CustomerGrant>,
}

/// How long the welcome strip of a first visit may show.
const FIRST_VISIT: TimeDelta = TimeDelta::hours(8);
/// How often it is written down that a customer is here.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

impl FromRequestParts<SharedSite> for Customer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, site).await.map_err(IntoResponse::into_response)?;
        let signed_out = || Error::signed_out(Some(paths::portal::HOME)).into_response();
        let Some((_, session)) = session(parts, &visit).await.map_err(IntoResponse::into_response)? else {
            return Err(signed_out());
        };
        match Self::open(visit.clone(), session).await.map_err(IntoResponse::into_response)? {
            Entry::Open(customer) => Ok(*customer),
            Entry::LinkEnded(problem) => Err(link_ended(&visit, problem).unwrap_or_else(IntoResponse::into_response)),
            Entry::Gone => Err(signed_out()),
        }
    }
}

/// What came of a session.
#[derive(Debug)]
pub enum Entry<C = Box<Customer>> {
    /// Its customer.
    Open(C),
    /// The link behind it has ended.
    LinkEnded(forecourt_storage::PortalLinkProblem),
    /// Its customer is no more.
    Gone,
}

impl Customer {
    /// Opens a session's scope.
    ///
    /// # Errors
    /// 503 when the database does not answer.
    pub async fn open(visit: Visit, session: Session<CustomerGrant>) -> Result<Entry, Error> {
        Ok(match CustomerScope::open(&visit.site.storage, session.grant).await? {
            CustomerGate::Open(scope) => Entry::Open(Box::new(Self { scope, visit, session })),
            CustomerGate::LinkEnded(problem) => Entry::LinkEnded(problem),
            CustomerGate::Gone => Entry::Gone,
        })
    }

    /// Opens a session's scope, with what its home shows.
    ///
    /// # Errors
    /// 503 when the database does not answer.
    pub async fn open_at_home(
        visit: Visit,
        session: Session<CustomerGrant>,
    ) -> Result<Entry<(Box<Self>, Home)>, Error> {
        Ok(match CustomerScope::open_at_home(&visit.site.storage, session.grant).await? {
            CustomerGate::Open((scope, home)) => Entry::Open((Box::new(Self { scope, visit, session }), home)),
            CustomerGate::LinkEnded(problem) => Entry::LinkEnded(problem),
            CustomerGate::Gone => Entry::Gone,
        })
    }

    /// The token that this session's forms carry.
    pub fn csrf(&self) -> &str {
        &self.session.csrf
    }

    /// Refuses, kindly, what the shop has switched off.
    ///
    /// # Errors
    /// 404.
    pub fn require(&self, feature: Feature) -> Result<(), Error> {
        if self.visit.tenant().features.has(feature) { Ok(()) } else { Err(Error::switched_off(feature)) }
    }

    /// Whether the welcome strip is to be shown: on the first visit, until it is closed.
    pub fn is_first_visit(&self) -> bool {
        !self.scope.welcomed() && self.visit.now - self.session.started_at < FIRST_VISIT
    }

    /// Writes down now and then that they are here; never in the way of their page.
    pub fn note_presence(&self) {
        let due = self.scope.last_seen_at().is_none_or(|seen| self.visit.now - seen > SEEN_EVERY);
        if due {
            let (storage, grant) = (self.visit.site.storage.clone(), self.session.grant);
            tokio::spawn(async move {
                if let Ok(CustomerGate::Open(scope)) = CustomerScope::open(&storage, grant).await
                    && let Err(error) = scope.seen().await
                {
                    tracing::warn!(%error, "could not note that a customer is here");
                }
            });
        }
    }
}

impl Witness for Customer {
    fn csrf(&self) -> &str {
        &self.session.csrf
    }
}

/// Answers for a session whose link has ended, and takes it from the browser.
///
/// # Errors
/// A defect in the template.
pub fn link_ended(visit: &Visit, problem: forecourt_storage::PortalLinkProblem) -> Result<Response, Error> {
    let mut response = link_page::ended(visit, problem, None)?;
    cookies::clear::<CustomerGrant>(&mut response, &visit.site.settings);
    Ok(response)
}

/// The customer session of a request, if it has one that is young enough for this shop.
///
/// # Errors
/// 503 when the session store does not answer: that is not "signed out".
pub async fn session(parts: &Parts, visit: &Visit) -> Result<Option<(LinkToken, Session<CustomerGrant>)>, Error> {
    let Some(secret) = cookies::read::<CustomerGrant>(&parts.headers, &visit.site.settings) else { return Ok(None) };
    let sessions = visit.site.storage.sessions();
    let Some(session) = sessions.resume::<CustomerGrant>(visit.tenant(), &secret).await? else { return Ok(None) };
    if session.started_at + visit.tenant().session_days.duration() > visit.now {
        return Ok(Some((secret, session)));
    }
    // Ended, not just passed over: a longer lifetime set tomorrow must not bring it back.
    sessions.end(visit.tenant(), &secret).await?;
    Ok(None)
}

/// When a session that begins now ends: at the latest after the longest lifetime a shop can set. The shop's own
/// lifetime is compared on every request, so that shortening it ends sessions at once.
pub fn session_end(now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::days(90)
}
