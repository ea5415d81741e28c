//! The database and the files: the only crate that names entities or SQL.
//!
//! It must not know of HTTP, pages or providers. What it gives out is *scopes*: a [`TenantScope`] is what staff of one
//! shop can reach, a [`CustomerScope`] what one customer can. They are made only from grants, and grants only by
//! checking a credential against the database or the session store, so a query without a tenant does not compile.
//! On PostgreSQL row-level security repeats the same promise below us.
//!
//! Start reading at [`scope`], then `db` for how a transaction is bound to a shop.
//!
//! # Where a thing is kept
//!
//! Each folder uses only those above it in this list; `tests/support/layers.py` checks it.
//!
//! | Folder | What it holds |
//! | --- | --- |
//! | [`blobs`] | Files: pictures and logos, in a directory or in S3 |
//! | `db` | Connections, transactions, batches, SQL dialects, entities, sealing, hashes of secrets |
//! | `shared` | What several servers share: Redis, and the counts of rate limits |
//! | [`audit`] | The audit log: what can be done, by whom, to whom |
//! | [`scope`] | Who may reach what: grants, the gate that asks whether they still stand, and the scopes they open |
//! | `shops` | Shops, their settings and hosts, and how servers hear that one has changed |
//! | `notifications` | Messages: the outbox, deliveries, delivery reports, captured messages, the budget for texts |
//! | `links` | Portal links, action links and their keys, and how those to sign in by are ended |
//! | `customers` | Customers' records and their search |
//! | `jobs` | Work orders, vehicles, photos, and the copy of them that the home page reads |
//! | `billing` | Invoices and payments |
//! | `home` | The customer's home page, in one statement |
//! | [`sessions`] | Sessions and the devices they are on |
//! | `credentials` | Passwords, passkeys, second factors |
//! | [`sign_in`] | Signing in: by link, code or password, at one shop or across shops, and with the app |
//! | `team` | Who works at a shop: invitations, signing in, second factors taken away |
//! | `operators` | Who runs the platform, and what they do across shops |
//! | [`demo`] | A demo's past |
//!
//! Beside them stand [`Storage`], the handle (`handle`), [`Error`], [`monitoring`] and the hourly sweep (`sweep`).

pub mod audit;
mod billing;
pub mod blobs;
mod credentials;
mod customers;
mod db;
pub mod demo;
mod error;
mod handle;
mod home;
mod jobs;
mod links;
pub mod monitoring;
mod notifications;
mod operators;
pub mod scope;
pub mod sessions;
mod shared;
mod shops;
pub mod sign_in;
mod sweep;
mod team;
#[cfg(test)]
mod tests;

pub use billing::{Invoice, InvoiceDetails, InvoiceFilter, InvoicePayment, InvoiceProblem, WholeInvoice};
pub use credentials::passkeys::{NewPasskey, Passkey, PasskeyHost, PasskeyOwner, StoredPasskey};
pub use credentials::passwords::{CustomerCredential, Proven, SignInDetails};
pub use credentials::second_factors::{FactorState, SecondFactor, Seed};
pub use customers::{CustomerCard, CustomerDetails, CustomerRecord, CustomersPage};
pub use db::DatabaseSettings;
pub use db::postgres::{Checked, Tls};
pub use db::sealer::{Sealer, SealerKeyError};
pub use error::Error;
pub use forecourt_domain::channel::SendChannel;
pub use forecourt_domain::delivery::TextRefusal;
pub use handle::{Parts, Storage};
pub use home::Home;
pub use jobs::photo::Photo;
pub use jobs::photos::{NewPhoto, PhotoPlace};
pub use jobs::vehicle::{Vehicle, VehicleDetails};
pub use jobs::{Job, JobDetails, JobEvent, MoveError};
pub use links::action::{ActionLinkProblem, ActionPlace, EndedAction, Notice, OpenedAction};
pub use links::portal::{LinkSummary, OpenedLink, SendProblem, Visitor};
pub use links::signing_keys::SigningKeySummary;
pub use notifications::captured::{CapturedBody, CapturedMessage};
pub use notifications::deliveries::{Delivery, Shown};
pub use notifications::outbox::HistoryKind;
pub use notifications::sms_budget::Payment;
pub use notifications::{delivery_reports, outbox};
pub use operators::Operator;
pub use operators::find_customer::FoundCustomer;
pub use operators::provision::{NewTenant, Provisioned};
pub use operators::sessions::{
    HalfOperator, HalfSession, OPERATOR_SESSION, OperatorCredential, OperatorScope, OperatorSession, ProvenOperator,
};
pub use scope::{
    CustomerGate, CustomerGrant, CustomerScope, PlatformScope, PortalLinkProblem, StaffGrant, StaffMember, TenantScope,
};
pub use sessions::devices::Device;
pub use shared::limits::{LimitedAction, RateLimitKey, RateLimited};
pub use shared::redis::{self, Redis};
pub use shops::changes::TenantChanges;
pub use shops::domains::{Domain, DomainError};
pub use shops::platform::ProvisionError;
pub use shops::{Branding, Hours, SignInSettings, Tenant};
pub use sign_in::across_shops::{ClientLogin, ClientLoginProblem, Proved, ShopOption, WaitingLogin};
pub use sign_in::app_tokens::{AppToken, Verified};
pub use sign_in::contact_change::{ContactProblem, WaitingContact};
pub use sign_in::history::{Entered, HistoryEntry};
pub use sign_in::outcome::{Redeemed, SignInProblem, SignedIn};
pub use sign_in::record_choice::CustomerOption;
pub use sign_in::redeem::{Client, LinkPreview};
pub use sign_in::request::Newcomer;
pub use sign_in::start::{PendingRequest, SignInRequest};
pub use team::invitations::{InvitationProblem, StaffCredential};
pub use team::sign_in::{HalfStaff, STAFF_SIGN_IN_LIFETIME, StaffProof, StaffTry};
pub use team::{TeamMember, TeamProblem};
