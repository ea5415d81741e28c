//! Grants: a credential was checked. Only this crate makes one; [`super::CustomerScope`] and [`super::TenantScope`] ask
//! whether it still stands.

use chrono::{DateTime, Utc};
use forecourt_domain::action_link::ActionThing;
use forecourt_domain::auth_method::AuthMethod;
use forecourt_domain::ids::{CustomerId, PortalLinkId, SignInRequestId, StaffMemberId, TenantId};

/// A customer proved who they are to one shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomerGrant {
    pub(crate) tenant_id: TenantId,
    pub(crate) customer_id: CustomerId,
    /// How they got in: when a portal link ends, so does the grant.
    pub(crate) way: AuthMethod,
    /// When they last showed that an inbox, a phone or a secret is theirs, by the database's clock.
    pub(crate) proved_at: Option<DateTime<Utc>>,
    /// When the session began, by the database's clock: signing out everywhere ends what began before.
    pub(crate) since: DateTime<Utc>,
    /// The request whose link was used in another browser than the one that asked, of a session that is to begin: it
    /// ends once the code is used.
    pub(crate) until_code_of: Option<SignInRequestId>,
}

/// A staff member proved who they are to one shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaffGrant {
    pub(crate) tenant_id: TenantId,
    pub(crate) staff_member_id: StaffMemberId,
    /// When the credential was checked, by the database's clock: a password set later ends the grant.
    pub(crate) since: DateTime<Utc>,
}

impl CustomerGrant {
    /// How they got in.
    pub fn way(&self) -> AuthMethod {
        self.way
    }

    /// Whose it is.
    pub fn customer_id(&self) -> CustomerId {
        self.customer_id
    }

    /// When they last showed that an inbox, a phone or a secret is theirs.
    pub fn proved_at(&self) -> Option<DateTime<Utc>> {
        self.proved_at
    }

    /// Whether both are of the same customer, by the same way: a portal link tapped again goes on with its session.
    pub fn is_same_way(&self, other: &Self) -> bool {
        (self.tenant_id, self.customer_id, self.way) == (other.tenant_id, other.customer_id, other.way)
    }

    /// The only thing that the link behind it opens, where the shop has links open nothing else.
    pub fn only(&self) -> Option<ActionThing> {
        match self.way {
            AuthMethod::ActionLink { thing, only: true, .. } => Some(thing),
            _ => None,
        }
    }

    /// The same grant at a shop that has links open nothing but their thing: what began wider is held to it.
    #[must_use]
    pub fn held_to_its_thing(mut self) -> Self {
        if let AuthMethod::ActionLink { only, .. } = &mut self.way {
            *only = true;
        }
        self
    }

    /// The portal link behind it, if one is.
    pub(crate) fn link_id(&self) -> Option<PortalLinkId> {
        match self.way {
            AuthMethod::PortalLink(id) => Some(id),
            _ => None,
        }
    }
}
