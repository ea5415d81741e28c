//! The stored form of a session.

use chrono::{DateTime, Utc};
use forecourt_domain::auth_method::AuthMethod;
use forecourt_domain::ids::{SignInRequestId, TenantId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::scope::{CustomerGrant, StaffGrant};

/// Who shows a session's secret. A browser sends its cookie wherever it goes, and scripts cannot read it; a program
/// keeps its own, and no page asks it for a form token: what one holds opens nothing for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Carrier {
    /// A browser, in a cookie.
    Cookie,
    /// A program, in `Authorization: Bearer`.
    Bearer,
}

/// A grant that a session can carry.
pub trait SessionGrant: Copy + Send + Sync + private::Stored {
    /// The cookie that such sessions use.
    const AUDIENCE: &'static str;
}

pub(super) mod private {
    use super::{DateTime, SignInRequestId, Subject, TenantId, Utc};

    pub trait Stored: Sized {
        fn tenant_id(&self) -> TenantId;
        fn to_subject(self) -> Subject;
        /// When its credential was checked.
        fn since(&self) -> DateTime<Utc>;
        /// The word for how it was opened.
        fn way(&self) -> &'static str;
        /// The request whose code ends it, once it is used.
        fn until_code_of(&self) -> Option<SignInRequestId> {
            None
        }
        fn from_subject(tenant_id: TenantId, subject: Subject, started_at: DateTime<Utc>) -> Option<Self>;
    }
}
pub(super) use private::Stored;

/// Whose session a stored one is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A customer's, with how it was opened.
    Customer {
        /// Whose.
        customer_id: Uuid,
        /// How they got in.
        way: AuthMethod,
        /// When they last showed that an inbox, a phone or a secret is theirs.
        proved_at: Option<DateTime<Utc>>,
    },
    /// A staff member's.
    Staff {
        /// Whose.
        staff_member_id: Uuid,
    },
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StoredSession {
    pub(crate) tenant_id: Uuid,
    pub(crate) subject: Subject,
    pub(super) carrier: Carrier,
    pub(super) csrf: String,
    pub(crate) started_at: DateTime<Utc>,
    /// When its credential was checked: a password set between that and the beginning ends it.
    pub(super) since: DateTime<Utc>,
    pub(super) renewed_at: DateTime<Utc>,
    pub(crate) id: Uuid,
}

impl SessionGrant for CustomerGrant {
    const AUDIENCE: &'static str = "customer";
}

impl SessionGrant for StaffGrant {
    const AUDIENCE: &'static str = "staff";
}

impl Stored for CustomerGrant {
    fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    fn to_subject(self) -> Subject {
        Subject::Customer { customer_id: self.customer_id.uuid(), way: self.way, proved_at: self.proved_at }
    }

    fn since(&self) -> DateTime<Utc> {
        self.since
    }

    fn way(&self) -> &'static str {
        self.way.as_str()
    }

    fn until_code_of(&self) -> Option<SignInRequestId> {
        self.until_code_of
    }

    fn from_subject(tenant_id: TenantId, subject: Subject, since: DateTime<Utc>) -> Option<Self> {
        match subject {
            Subject::Customer { customer_id, way, proved_at } => {
                let customer_id = customer_id.into();
                Some(Self { tenant_id, customer_id, way, proved_at, since, until_code_of: None })
            }
            Subject::Staff { .. } => None,
        }
    }
}

impl Stored for StaffGrant {
    fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    fn to_subject(self) -> Subject {
        Subject::Staff { staff_member_id: self.staff_member_id.uuid() }
    }

    fn since(&self) -> DateTime<Utc> {
        self.since
    }

    fn way(&self) -> &'static str {
        AuthMethod::Password.as_str()
    }

    fn from_subject(tenant_id: TenantId, subject: Subject, started_at: DateTime<Utc>) -> Option<Self> {
        match subject {
            Subject::Staff { staff_member_id } => {
                Some(Self { tenant_id, staff_member_id: staff_member_id.into(), since: started_at })
            }
            Subject::Customer { .. } => None,
        }
    }
}
