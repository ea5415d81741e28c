//! Typed ids: UUIDv7 in newtypes, so that a customer's id cannot be passed where a vehicle's is wanted.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::entropy::Entropy;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id: time-ordered (RFC 9562, version 7), so that index pages stay warm.
            pub fn new(now: DateTime<Utc>, entropy: &dyn Entropy) -> Self {
                Self(uuid_v7(now, entropy))
            }

            /// The bare UUID, for the database and for signing.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// A shop on the platform.
    TenantId;
    /// A person the shop works for.
    CustomerId;
    /// A person who works at the shop.
    StaffMemberId;
    /// One invitation of a staff member to set their password.
    InvitationId;
    /// A vehicle of a customer.
    VehicleId;
    /// A work order; customers read "job".
    WorkOrderId;
    /// A step in a work order's history.
    WorkOrderEventId;
    /// A picture of a work order.
    PhotoId;
    /// An invoice.
    InvoiceId;
    /// Money that came in for an invoice.
    InvoicePaymentId;
    /// A portal link's row (never the token itself).
    PortalLinkId;
    /// One notification in the outbox.
    NotificationId;
    /// A person who runs the platform.
    OperatorId;
    /// One line of the audit log.
    AuditEventId;
    /// A sign-in link or code that was asked for (never the secret itself).
    SignInRequestId;
    /// A session's line in the list of devices (never its secret).
    SessionId;
    /// A passkey's row.
    PasskeyId;
}

fn uuid_v7(now: DateTime<Utc>, entropy: &dyn Entropy) -> Uuid {
    let mut random = [0u8; 10];
    entropy.fill(&mut random);
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
