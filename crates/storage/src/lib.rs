//! The database and the blobs: the only crate that names entities or SQL.
//!
//! It must not know of HTTP, pages or providers. What it gives out is *scopes*: a [`TenantScope`] is what staff of one
//! shop can reach, a [`CustomerScope`] what one customer can. They are made only from grants, and grants only by
//! checking a credential against the database or the session store, so a query without a tenant does not compile.
//! On PostgreSQL row-level security repeats the same promise below us.
//!
//! Start reading at [`scope`], then `db.rs` for how a transaction is bound to a shop.

mod action_links;
mod app_tokens;
pub mod audit;
mod batch;
pub mod blobs;
mod captured;
mod client_logins;
mod console;
mod customers;
mod db;
mod deliveries;
pub mod demo;
mod demo_invoices;
mod demo_ways;
mod domains;
mod entities;
mod error;
mod handoffs;
mod home;
mod invoices;
mod limits;
mod migrate;
mod operator_sessions;
mod operators;
pub mod outbox;
mod photos;
mod platform;
mod portal_links;
mod postgres;
pub mod provider_news;
pub mod redis;
pub mod scope;
mod sealer;
mod search;
mod second_factors;
pub mod sessions;
mod signing_keys;
mod sms_budget;
mod staff;
mod staff_resets;
mod staff_sign_ins;
mod team;
mod tenants;
mod vehicles;
pub mod ways_in;
mod work_orders;

use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

pub use crate::redis::Redis;
pub use action_links::{ActionLinkProblem, ActionPlace, EndedAction, Notice, OpenedAction};
pub use app_tokens::{AppToken, Verified};
pub use captured::{CapturedBody, CapturedMessage};
pub use client_logins::{ClientLogin, ClientLoginProblem, Place, Proved, WaitingLogin};
pub use console::FoundCustomer;
pub use customers::{CustomerCard, CustomerDetails, CustomerRecord, CustomersPage};
pub use db::DatabaseSettings;
pub use deliveries::{Delivery, Shown};
pub use domains::{Domain, DomainError};
pub use error::Error;
pub use home::Home;
pub use invoices::{Invoice, InvoiceDetails, InvoiceFilter, InvoicePayment, InvoiceProblem, WholeInvoice};
pub use limits::{Act, Asking, Limited};
pub use operator_sessions::{
    HalfOperator, HalfSession, OPERATOR_SESSION, OperatorCredential, OperatorScope, OperatorSession, ProvenOperator,
};
pub use operators::Operator;
pub use photos::{NewPhoto, Photo, PhotoPlace};
pub use platform::{NewTenant, PlatformScope, ProvisionError, Provisioned};
pub use portal_links::{LinkSummary, OpenedLink, PortalLinkProblem, SendChannel, SendProblem, Visitor};
pub use postgres::{Checked, Tls};
pub use scope::{CustomerGate, CustomerGrant, CustomerScope, StaffGrant, TenantScope};
pub use sealer::{Sealer, SealerKeyError};
pub use second_factors::{FactorState, SecondFactor, Seed};
pub use signing_keys::SigningKeySummary;
pub use sms_budget::{Payment, TextRefusal};
pub use staff::{InvitationProblem, StaffCredential, StaffMember};
pub use staff_sign_ins::{HalfStaff, STAFF_SIGN_IN_LIFETIME, StaffProof, StaffTry};
pub use team::{TeamMember, TeamProblem};
pub use tenants::{Branding, Hours, SignInSettings, Tenant, TenantChanges};
pub use vehicles::{Vehicle, VehicleDetails};
pub use ways_in::ask::{Ask, Asked, Newcomer};
pub use ways_in::contact_change::{ContactProblem, WaitingContact};
pub use ways_in::credentials::{CustomerCredential, Proven, SignInDetails};
pub use ways_in::devices::Device;
pub use ways_in::passkeys::{NewPasskey, Passkey, PasskeyHost, PasskeyOwner, StoredPasskey};
pub use ways_in::records::RecordHint;
pub use ways_in::redeem::{Fetch, LetIn, LinkFace, Redeemed, SignInProblem};
pub use ways_in::story::{Entered, Issued, Told};
pub use work_orders::{Job, JobDetails, JobEvent, MoveError};

use blobs::Blobs;
use db::Db;
use forecourt_domain::clock::SharedClock;
use forecourt_domain::entropy::SharedEntropy;
use forecourt_domain::host::HostName;
use sessions::Sessions;

/// Everything that is kept: one handle, cheap to clone.
#[derive(Clone, Debug)]
pub struct Storage {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    blobs: Blobs,
    redis: Option<Redis>,
    limits: limits::Limits,
    sealer: Sealer,
    clock: SharedClock,
    entropy: SharedEntropy,
    keys: signing_keys::KeyRing,
    outbox_wake: tokio::sync::Notify,
    tenant_changed: OnceLock<TenantListener>,
}

type TenantListener = Box<dyn Fn(&str) + Send + Sync>;

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Storage({:?}, {:?})", self.db, self.blobs)
    }
}

/// What [`Storage::open`] needs.
#[derive(Debug)]
pub struct Parts {
    /// Where the database is.
    pub database: DatabaseSettings,
    /// Where files are.
    pub blobs: Blobs,
    /// The shared memory of several servers; none when there is one.
    pub redis: Option<Redis>,
    /// How many times the usual number a shop and the platform let through of what strangers do.
    pub limits_scale: NonZeroU32,
    /// Seals what must not lie in the database in the clear.
    pub sealer: Sealer,
    /// Tells the time.
    pub clock: SharedClock,
    /// Draws secrets.
    pub entropy: SharedEntropy,
}

impl Storage {
    /// Connects to the database as the server's role.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn open(parts: Parts) -> Result<Self, Error> {
        let db = Db::connect(&parts.database).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                db,
                blobs: parts.blobs,
                redis: parts.redis,
                limits: limits::Limits::new(parts.limits_scale),
                sealer: parts.sealer,
                clock: parts.clock,
                entropy: parts.entropy,
                keys: signing_keys::KeyRing::default(),
                outbox_wake: tokio::sync::Notify::new(),
                tenant_changed: OnceLock::new(),
            }),
        })
    }

    /// Brings the schema up to date, as its owner.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer, [`Error::Database`] when a step fails.
    pub async fn migrate(settings: &DatabaseSettings) -> Result<(), Error> {
        migrate::up(settings).await
    }

    /// Takes every step of the schema back, as its owner: everything in it is lost.
    ///
    /// # Errors
    /// As [`Storage::migrate`].
    pub async fn unmigrate(settings: &DatabaseSettings) -> Result<(), Error> {
        migrate::down(settings).await
    }

    /// How many steps the schema is behind.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn pending_migrations(settings: &DatabaseSettings) -> Result<usize, Error> {
        migrate::pending(settings).await
    }

    /// Calls `hear` whenever this process changes a shop, before the change's request is answered.
    pub fn on_tenant_change(&self, hear: impl Fn(&str) + Send + Sync + 'static) {
        // A second listener would be a second resolver, and there is one to a process.
        drop(self.inner.tenant_changed.set(Box::new(hear)));
    }

    /// Where sessions are kept: those that live at the shop's host below the platform's domain.
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions::new(self, None)
    }

    /// As [`Storage::sessions`], of those that live at a host of the shop's own, if there is one.
    pub fn sessions_at<'a>(&'a self, own_host: Option<&'a HostName>) -> Sessions<'a> {
        Sessions::new(self, own_host)
    }

    /// Where files are kept.
    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    /// The shared memory, when several servers work together.
    pub fn redis(&self) -> Option<&Redis> {
        self.inner.redis.as_ref()
    }

    /// Waits until somebody in this process has written to the outbox.
    pub async fn outbox_written(&self) {
        self.inner.outbox_wake.notified().await;
    }

    pub(crate) fn db(&self) -> &Db {
        &self.inner.db
    }

    pub(crate) fn sealer(&self) -> &Sealer {
        &self.inner.sealer
    }

    pub(crate) fn keys(&self) -> &signing_keys::KeyRing {
        &self.inner.keys
    }

    /// The clock that everything kept here goes by.
    pub fn clock(&self) -> &SharedClock {
        &self.inner.clock
    }

    /// The source of secrets.
    pub fn entropy(&self) -> &SharedEntropy {
        &self.inner.entropy
    }

    /// Sweeps out what nobody will ask for again: expired sessions, old changes, old receipts. Once an hour is enough.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn sweep(&self) -> Result<u64, Error> {
        let sessions = self.sessions().sweep().await?;
        let tx = self.db().write(db::Reach::Platform).await?;
        let ago = |days: u32| match self.db().backend() {
            sea_orm::DbBackend::Postgres => format!("now() - interval '{days} days'"),
            _ => format!("strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '-{days} days')"),
        };
        let changes = tx.run(&format!("DELETE FROM tenant_changes WHERE changed_at < {}", ago(1)), []).await?;
        let receipts = tx.run(&format!("DELETE FROM webhook_receipts WHERE received_at < {}", ago(30)), []).await?;
        let ways_in = self.sweep_ways_in(&tx, ago).await?;
        let across = self.sweep_signing_keys(&tx).await? + self.sweep_client_logins(&tx).await?;
        tx.commit().await?;
        let asked = self.sweep_staff_sign_ins().await? + self.sweep_operator_sessions().await?;
        Ok(sessions + changes + receipts + ways_in + across + asked)
    }

    /// Says that the database answers.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        self.db().ping().await
    }
}
