//! A signed-in staff member.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use forecourt_domain::ids::SessionId;
use forecourt_domain::tenant::Role;
use forecourt_domain::token::LinkToken;
pub use forecourt_storage::sessions::STAFF_SESSION;
use forecourt_storage::sessions::Session;
use forecourt_storage::{StaffGrant, TenantScope};
use forecourt_web::paths;
use forecourt_web::site::SharedSite;
use forecourt_web::{Error, Visit};

use crate::checked::Witness;
use crate::cookies;

/// A member of this shop's staff, signed in.
#[derive(Debug)]
pub struct Staff {
    /// Access to the shop's rows, within the member's role.
    pub scope: TenantScope,
    /// The request.
    pub visit: Visit,
    csrf: String,
    session_id: SessionId,
}

impl FromRequestParts<SharedSite> for Staff {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Error> {
        let visit = Visit::from_request_parts(parts, site).await?;
        let signed_out = || Error::signed_out(Some(paths::staff::LOGIN));
        let (_, session) = session(parts, &visit).await?.ok_or_else(signed_out)?;
        let scope = TenantScope::open(&site.storage, session.grant).await?.ok_or_else(signed_out)?;
        Ok(Self { scope, visit, csrf: session.csrf, session_id: session.id })
    }
}

impl Staff {
    /// The token that this session's forms carry.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// The session's line in the list of devices.
    pub fn session_id(&self) -> SessionId {
        self.session_id
    }

    /// Asks for a role.
    ///
    /// # Errors
    /// 403 for a lesser one.
    pub fn require(&self, role: Role) -> Result<(), Error> {
        if self.scope.may(role) { Ok(()) } else { Err(Error::forbidden()) }
    }
}

impl Witness for Staff {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

/// The staff session of a request.
///
/// # Errors
/// 503 when the session store does not answer.
pub async fn session(parts: &Parts, visit: &Visit) -> Result<Option<(LinkToken, Session<StaffGrant>)>, Error> {
    let Some(secret) = cookies::read::<StaffGrant>(&parts.headers, &visit.site.settings) else { return Ok(None) };
    let session = visit.sessions().resume::<StaffGrant>(visit.tenant(), &secret).await?;
    Ok(session.filter(|session| session.started_at + STAFF_SESSION > visit.now).map(|session| (secret, session)))
}
