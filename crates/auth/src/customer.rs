//! A signed-in customer.

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::action_link::ActionThing;
use forecourt_domain::feature::Feature;
use forecourt_domain::token::LinkToken;
use forecourt_storage::sessions::{Arrived, Session};
use forecourt_storage::{CustomerGate, CustomerGrant, CustomerScope, Home, PortalLinkProblem};
use forecourt_web::error::{is_plain_path, wants_json};
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths;
use forecourt_web::site::SharedSite;
use forecourt_web::{Error, Visit};

use crate::checked::Witness;
use crate::{cookies, devices, link_page};

/// A customer of this shop, signed in, with a grant that stands.
#[derive(Debug)]
pub struct Customer {
    /// Access to the customer's rows.
    pub scope: CustomerScope,
    /// The request.
    pub visit: Visit,
    session: Session<CustomerGrant>,
}

/// How long after the first visit the welcome strip may show.
const FIRST_VISIT: TimeDelta = TimeDelta::hours(8);
/// How often the customer's presence is recorded.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

impl FromRequestParts<SharedSite> for Customer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, site).await.map_err(IntoResponse::into_response)?;
        let signed_out = || Error::signed_out(Some(paths::portal::LOGIN)).into_response();
        let Some((_, session)) = live_session(parts, &visit).await.map_err(IntoResponse::into_response)? else {
            return Err(signed_out());
        };
        if !reaches(&session, parts) {
            return Err(if wants_json(&parts.headers) { signed_out() } else { sign_in_first(parts) });
        }
        match Self::open(visit.clone(), session).await.map_err(IntoResponse::into_response)? {
            Entry::Open(customer) => Ok(*customer),
            Entry::LinkEnded(problem) => Err(link_ended(&visit, problem).unwrap_or_else(IntoResponse::into_response)),
            Entry::Gone => Err(signed_out()),
        }
    }
}

/// The result of looking a session up.
#[derive(Debug)]
pub enum Entry<C = Box<Customer>> {
    /// Its customer.
    Open(C),
    /// The link behind it has ended.
    LinkEnded(PortalLinkProblem),
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

    /// Their session.
    pub fn session(&self) -> &Session<CustomerGrant> {
        &self.session
    }

    /// Refuses a feature that the shop has switched off, with a page that says so.
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
            let (storage, grant, session) = (self.visit.site.storage.clone(), self.session.grant, self.session.id);
            tokio::spawn(async move {
                if let Ok(CustomerGate::Open(scope)) = CustomerScope::open(&storage, grant).await
                    && let Err(error) = scope.seen(session).await
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
pub fn link_ended(visit: &Visit, problem: PortalLinkProblem) -> Result<Response, Error> {
    let mut response = link_page::ended(visit, problem, None)?;
    cookies::clear::<CustomerGrant>(&mut response, &visit.site.settings);
    Ok(response)
}

/// The customer session of a request, if it has one that is young enough for this shop and reaches this page: one from a
/// link that opens a single thing is none anywhere else.
///
/// # Errors
/// 503 when the session store does not answer: that is not "signed out".
pub async fn session(parts: &Parts, visit: &Visit) -> Result<Option<(LinkToken, Session<CustomerGrant>)>, Error> {
    Ok(live_session(parts, visit).await?.filter(|(_, session)| reaches(session, parts)))
}

/// The pages that a link about a job opens, where the shop has links open nothing else. Whose job it is, the scope says.
const OF_A_JOB: [&str; 4] =
    [paths::portal::JOB, paths::portal::GALLERY, paths::portal::PHOTO, paths::portal::PHOTO_FILE];

/// The same for an invoice.
const OF_AN_INVOICE: [&str; 1] = [paths::portal::INVOICE];

fn reaches(session: &Session<CustomerGrant>, parts: &Parts) -> bool {
    let page = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    session.grant.only().is_none_or(|thing| match thing {
        ActionThing::Job(_) => OF_A_JOB.contains(&page),
        ActionThing::Invoice(_) => OF_AN_INVOICE.contains(&page),
    })
}

/// Says why the rest of the portal asks to sign in, although the link was good.
fn sign_in_first(parts: &Parts) -> Response {
    let path = parts.uri.path();
    see_other(&with_notice(&paths::portal::with_next(paths::portal::LOGIN, path), "action-only"))
}

async fn live_session(parts: &Parts, visit: &Visit) -> Result<Option<(LinkToken, Session<CustomerGrant>)>, Error> {
    let Some(secret) = cookies::read::<CustomerGrant>(&parts.headers, &visit.site.settings) else { return Ok(None) };
    let sessions = visit.sessions();
    let Some(mut session) = sessions.resume::<CustomerGrant>(visit.tenant(), &secret).await? else { return Ok(None) };
    if visit.tenant().links_open_only {
        session.grant = session.grant.held_to_its_thing();
    }
    let lifetime = visit.tenant().session_days.duration();
    if session.renewed_at + lifetime > visit.now {
        if visit.now - session.renewed_at > renewed_every(lifetime) {
            renew(visit, secret.clone());
        }
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

/// A session slides: it is extended as long as its customer keeps coming. The extension is stored now and then, not on
/// every request.
fn renewed_every(lifetime: TimeDelta) -> TimeDelta {
    (lifetime / 30).clamp(TimeDelta::hours(1), TimeDelta::days(1))
}

/// Never in the way of the page.
fn renew(visit: &Visit, secret: LinkToken) {
    let (visit, until) = (visit.clone(), session_end(visit.now));
    tokio::spawn(async move {
        if let Err(error) = visit.sessions().renew(visit.tenant(), &secret, until).await {
            tracing::warn!(%error, "could not renew a session");
        }
    });
}

/// A session that has just begun, and what its browser has to be given.
#[derive(Debug)]
pub struct Begun {
    /// The session.
    pub session: Session<CustomerGrant>,
    secret: LinkToken,
}

/// Begins a session under a new id; whatever session the browser had before ends.
///
/// # Errors
/// 503 when the session store does not answer.
pub async fn begin(visit: &Visit, headers: &HeaderMap, grant: CustomerGrant) -> Result<Begun, Error> {
    let sessions = visit.sessions();
    if let Some(secret) = cookies::read::<CustomerGrant>(headers, &visit.site.settings) {
        sessions.end(visit.tenant(), &secret).await?;
    }
    let (secret, session) = sessions.start(grant, session_end(visit.now), &devices::name(headers)).await?;
    Ok(Begun { session, secret })
}

/// Opens a portal link for a person whose browser shows no session, and begins one by it.
///
/// # Errors
/// 503 when the database or the session store does not answer.
pub async fn begin_by_portal_link(
    visit: &Visit,
    headers: &HeaderMap,
    token: &LinkToken,
) -> Result<Result<(Box<Customer>, Home, Begun), PortalLinkProblem>, Error> {
    let sessions = visit.sessions();
    let (until, device) = (session_end(visit.now), devices::name(headers));
    Ok(sessions.start_by_portal_link(visit.tenant(), token, until, &device).await?.map(|arrived| {
        let Arrived { secret, session, scope, home } = arrived;
        let begun = Begun { session: session.clone(), secret };
        (Box::new(Customer { scope, visit: visit.clone(), session }), home, begun)
    }))
}

impl Begun {
    /// Gives the session to the browser. The cookie may outlive it: how long a session lasts is for the shop to say, and
    /// compared on every request.
    pub fn keep(&self, response: &mut Response, visit: &Visit) {
        cookies::set::<CustomerGrant>(response, &visit.site.settings, &self.secret, COOKIE_KEPT.num_seconds());
    }
}

/// As long as browsers keep a cookie at most.
const COOKIE_KEPT: TimeDelta = TimeDelta::days(400);

/// Begins a session and leads on to a path of ours.
///
/// # Errors
/// 503 when the session store does not answer.
pub async fn signed_in(
    visit: &Visit,
    headers: &HeaderMap,
    grant: CustomerGrant,
    path: &str,
) -> Result<Response, Error> {
    let begun = begin(visit, headers, grant).await?;
    let mut response = see_other(if is_plain_path(path) { path } else { paths::portal::HOME });
    begun.keep(&mut response, visit);
    Ok(response)
}
