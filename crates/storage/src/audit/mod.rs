//! The audit log: who did what to whom, written in the transaction of what was done. Never what was secret about it.

pub(crate) mod event;

use std::str::FromStr;

use forecourt_domain::ids::{AuditEventId, CustomerId, OperatorId, StaffMemberId, TenantId};
use uuid::Uuid;

use crate::db::{Tx, values};
use crate::{Error, Storage};

pub use event::AuditEvent;

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal),+ $(,)?) => {
        /// What was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Action { $($(#[$doc])* $name),+ }

        impl Action {
            /// The word in the database; with `audit-` before it, the id of its sentence.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

actions! {
    /// A person was invited to work at the shop.
    StaffInvited = "staff-invited",
    /// A member's role was changed.
    StaffRoleChanged = "staff-role-changed",
    /// A member was removed.
    StaffRemoved = "staff-removed",
    /// A second factor was set up.
    SecondFactorOn = "second-factor-on",
    /// A second factor was given up.
    SecondFactorOff = "second-factor-off",
    /// New recovery codes were made.
    RecoveryCodesMade = "recovery-codes-made",
    /// A recovery code was used.
    RecoveryCodeUsed = "recovery-code-used",
    /// A passkey was added.
    PasskeyAdded = "passkey-added",
    /// A passkey was removed.
    PasskeyRemoved = "passkey-removed",
    /// A member ended their other sessions.
    SignedOutEverywhere = "signed-out-everywhere",
    /// How customers sign in was changed.
    SignInSettingsChanged = "sign-in-settings-changed",
    /// A customer was invited.
    CustomerInvited = "customer-invited",
    /// A customer's device was signed out.
    DeviceEnded = "device-ended",
    /// A customer had another address of theirs proved.
    ContactChanged = "contact-changed",
    /// A customer changed their name, or how to be addressed.
    NameChanged = "name-changed",
    /// A customer's action links were ended.
    ActionLinksRevoked = "action-links-revoked",
    /// A customer's invoice got its number, and cannot be changed from then on.
    InvoiceIssued = "invoice-issued",
    /// An invoice was withdrawn.
    InvoiceVoided = "invoice-voided",
    /// Money came in for an invoice.
    PaymentRecorded = "payment-recorded",
    /// A payment was taken back: it had not come in.
    PaymentTakenBack = "payment-taken-back",
    /// A failed message was sent again.
    MessageRetried = "message-retried",
    /// A message that waited for its next attempt was sent at once.
    MessageHurried = "message-hurried",
    /// A message that waited for its next attempt was stopped.
    MessageStopped = "message-stopped",
    /// The shop was made.
    TenantCreated = "tenant-created",
    /// The shop was paused.
    TenantSuspended = "tenant-suspended",
    /// The shop was opened again.
    TenantResumed = "tenant-resumed",
    /// The shop was given credits for texts.
    SmsCreditsAdded = "sms-credits-added",
    /// How much, and where to, the shop texts strangers was changed.
    SmsBudgetChanged = "sms-budget-changed",
    /// The shop claimed a host of its own.
    DomainAdded = "domain-added",
    /// The shop proved that host to be its own, and its links lead there.
    DomainVerified = "domain-verified",
    /// The shop gave a host up.
    DomainRemoved = "domain-removed",
    /// A recovery link was made for a customer.
    RecoveryLinkMade = "recovery-link-made",
    /// A person was made an operator.
    OperatorInvited = "operator-invited",
    /// An operator accepted an invitation: another password, and nothing left of an older second factor.
    OperatorJoined = "operator-joined",
    /// An operator was let go.
    OperatorRemoved = "operator-removed",
    /// An operator signed in.
    OperatorSignedIn = "operator-signed-in",
    /// The keys that sign links were changed.
    KeysRotated = "keys-rotated",
}

impl FromStr for Action {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|action| action.as_str() == text).ok_or(())
    }
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    kind: &'static str,
    id: Option<Uuid>,
    name: String,
}

impl Actor {
    pub(crate) fn staff(id: StaffMemberId, name: &str) -> Self {
        Self { kind: "staff", id: Some(id.uuid()), name: name.to_owned() }
    }

    pub(crate) fn operator(id: OperatorId, name: &str) -> Self {
        Self { kind: "operator", id: Some(id.uuid()), name: name.to_owned() }
    }

    pub(crate) fn customer(id: CustomerId, name: &str) -> Self {
        Self { kind: "customer", id: Some(id.uuid()), name: name.to_owned() }
    }

    /// The person at the server's command line.
    pub fn command_line() -> Self {
        Self { kind: "command_line", id: None, name: String::new() }
    }
}

/// To whom or what it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    kind: &'static str,
    id: Option<Uuid>,
    name: String,
}

impl Subject {
    /// A person who works at the shop.
    pub fn staff(id: Uuid, name: &str) -> Self {
        Self { kind: "staff", id: Some(id), name: name.to_owned() }
    }

    /// A customer.
    pub fn customer(id: Uuid, name: &str) -> Self {
        Self { kind: "customer", id: Some(id), name: name.to_owned() }
    }

    /// An operator.
    pub fn operator(id: Uuid, name: &str) -> Self {
        Self { kind: "operator", id: Some(id), name: name.to_owned() }
    }

    /// The shop itself.
    pub fn shop(name: &str) -> Self {
        Self { kind: "shop", id: None, name: name.to_owned() }
    }

    /// Nothing in particular.
    pub fn none() -> Self {
        Self { kind: "none", id: None, name: String::new() }
    }
}

/// Writes an event in the transaction of what it tells of.
pub(crate) async fn write(
    storage: &Storage,
    tx: &Tx,
    tenant_id: Option<TenantId>,
    actor: &Actor,
    action: Action,
    subject: &Subject,
) -> Result<(), Error> {
    let now = storage.clock().now();
    let id = AuditEventId::new(now, storage.entropy().as_ref());
    let sql = "INSERT INTO audit_events
                 (id, tenant_id, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, subject_name)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let row = values![
        id.uuid(),
        tenant_id.map(TenantId::uuid),
        now,
        actor.kind,
        actor.id,
        actor.name.as_str(),
        action.as_str(),
        subject.kind,
        subject.id,
        subject.name.as_str(),
    ];
    tx.run(sql, row).await.map(drop)
}
