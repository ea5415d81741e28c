//! Who may reach what: grants, and the scopes they open.
//!
//! A grant says that a credential was checked; only this crate can make one. A scope is a grant that was found to
//! stand *now* (the customer still exists, the link has not been revoked, the staff member still works here), with
//! finders that carry the filter, inserts that stamp it, and updates that repeat it.
//!
//! What that rules out does not compile. A bare tenant id opens nothing:
//!
//! ```compile_fail,E0308
//! # async fn f(storage: forecourt_storage::Storage, tenant: forecourt_domain::ids::TenantId) {
//! forecourt_storage::TenantScope::open(&storage, tenant).await;
//! # }
//! ```
//!
//! A grant cannot be made up:
//!
//! ```compile_fail,E0451
//! # fn f(tenant_id: forecourt_domain::ids::TenantId, customer_id: forecourt_domain::ids::CustomerId) {
//! let way = forecourt_domain::auth_method::AuthMethod::Password;
//! let forged = forecourt_storage::CustomerGrant { tenant_id, customer_id, way, proved_at: None, since: chrono::Utc::now(), until_code_of: None };
//! # }
//! ```
//!
//! Nor can a session's subject be turned into one:
//!
//! ```compile_fail,E0599
//! # fn f(tenant: forecourt_domain::ids::TenantId, subject: forecourt_storage::sessions::Subject) {
//! let forged = forecourt_storage::StaffGrant::from_subject(tenant, subject);
//! # }
//! ```
//!
//! A customer's scope has no way to staff's finders:
//!
//! ```compile_fail,E0599
//! # async fn f(customer: forecourt_storage::CustomerScope) {
//! customer.customers("", 0, 50).await;
//! # }
//! ```
//!
//! And entities cannot be queried from outside:
//!
//! ```compile_fail,E0603
//! use forecourt_storage::db::entities::customer::Entity;
//! ```

mod customer;
pub(crate) mod gate;
mod grants;
mod log;
mod member;
mod platform;
pub(crate) mod staff;
pub(crate) mod things;

pub use customer::CustomerScope;
pub use gate::{CustomerGate, PortalLinkProblem};
pub use grants::{CustomerGrant, StaffGrant};
pub use member::StaffMember;
pub use platform::PlatformScope;
pub use staff::TenantScope;
