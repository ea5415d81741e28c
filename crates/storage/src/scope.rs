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
//! let way = forecourt_domain::way::Way::Password;
//! let forged = forecourt_storage::CustomerGrant { tenant_id, customer_id, way, proved_at: None, since: chrono::Utc::now() };
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
//! And entities are nobody else's to query:
//!
//! ```compile_fail,E0603
//! use forecourt_storage::entities::customer::Entity;
//! ```

use std::sync::Arc;

use chrono::{DateTime, Utc};
use forecourt_domain::action_link::ActionThing;
use forecourt_domain::ids::{CustomerId, PortalLinkId, StaffMemberId, TenantId, WorkOrderId};
use forecourt_domain::tenant::Role;
use forecourt_domain::way::Way;
use sea_orm::{QueryResult, TryGetable, Value};
use tokio::sync::Mutex;

use crate::db::{Reach, Tx, values};
use crate::portal_links::PortalLinkProblem;
use crate::staff::StaffMember;
use crate::{Error, Storage};

/// A customer proved who they are to one shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomerGrant {
    pub(crate) tenant_id: TenantId,
    pub(crate) customer_id: CustomerId,
    /// How they got in: when a portal link ends, so does the grant.
    pub(crate) way: Way,
    /// When they last showed that an inbox, a phone or a secret is theirs.
    pub(crate) proved_at: Option<DateTime<Utc>>,
    /// When the session began: signing out everywhere ends what began before.
    pub(crate) since: DateTime<Utc>,
}

/// A staff member proved who they are to one shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaffGrant {
    pub(crate) tenant_id: TenantId,
    pub(crate) staff_member_id: StaffMemberId,
    /// When the credential was checked: a password set later ends the grant.
    pub(crate) since: DateTime<Utc>,
}

/// What one customer can reach.
#[derive(Debug)]
pub struct CustomerScope {
    pub(crate) storage: Storage,
    pub(crate) grant: CustomerGrant,
    name: String,
    salutation: Option<String>,
    welcomed: bool,
    has_password: bool,
    last_seen_at: Option<DateTime<Utc>>,
    /// The transaction that checked the grant: the page's first finder reads on in it.
    warm: Arc<Mutex<Option<Tx>>>,
}

/// What came of opening a customer's scope.
#[derive(Debug)]
pub enum CustomerGate {
    /// The grant stands.
    Open(CustomerScope),
    /// The link behind it has ended.
    LinkEnded(PortalLinkProblem),
    /// The customer is no more.
    Gone,
}

/// What the staff of one shop can reach.
#[derive(Debug)]
pub struct TenantScope {
    pub(crate) storage: Storage,
    pub(crate) tenant_id: TenantId,
    member: StaffMember,
    warm: Arc<Mutex<Option<Tx>>>,
}

impl CustomerGrant {
    /// How they got in.
    pub fn way(&self) -> Way {
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
            Way::ActionLink { thing, only: true, .. } => Some(thing),
            _ => None,
        }
    }

    /// The same grant at a shop that has links open nothing but their thing: what began wider is held to it.
    #[must_use]
    pub fn held_to_its_thing(mut self) -> Self {
        if let Way::ActionLink { only, .. } = &mut self.way {
            *only = true;
        }
        self
    }

    /// The count of revocations that an action link was made under, and its end.
    fn action_link(&self) -> (Option<i32>, Option<DateTime<Utc>>) {
        match self.way {
            Way::ActionLink { epoch, expires_at, .. } => (Some(i32::try_from(epoch).unwrap_or(-1)), Some(expires_at)),
            _ => (None, None),
        }
    }

    /// The portal link behind it, if one is.
    pub(crate) fn link_id(&self) -> Option<PortalLinkId> {
        match self.way {
            Way::PortalLink(id) => Some(id),
            _ => None,
        }
    }
}

impl CustomerScope {
    /// Opens the scope if the grant still stands, in one round trip after the transaction's beginning.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn open(storage: &Storage, grant: CustomerGrant) -> Result<CustomerGate, Error> {
        let tx = storage.db().read(Reach::Tenant(grant.tenant_id)).await?;
        let sql = format!(
            "SELECT c.name, c.salutation, c.welcomed_at, c.last_seen_at, c.password_hash IS NOT NULL AS has_password,
                    k.id IS NOT NULL AS link_known, k.retired_at, coalesce(k.expires_at <= {now}, false) AS link_expired
             FROM customers c
             LEFT JOIN customer_portal_tokens k ON k.tenant_id = c.tenant_id AND k.customer_id = c.id AND k.id = $3
             WHERE c.tenant_id = $1 AND c.id = $2 AND (c.sessions_valid_from IS NULL OR c.sessions_valid_from <= $4)
               AND ($5 IS NULL OR c.action_link_epoch = $5) AND ($6 IS NULL OR $6 > {now})",
            now = tx.now_sql(),
        );
        let link = grant.link_id().map(PortalLinkId::uuid);
        let (epoch, link_end) = grant.action_link();
        let key = values![grant.tenant_id.uuid(), grant.customer_id.uuid(), link, grant.since, epoch, link_end];
        let Some(row) = tx.one(&sql, key).await? else {
            return Ok(CustomerGate::Gone);
        };
        if grant.link_id().is_some() {
            if !row.read::<bool>("link_known")? || row.read::<Option<DateTime<Utc>>>("retired_at")?.is_some() {
                return Ok(CustomerGate::LinkEnded(PortalLinkProblem::Invalid));
            }
            if row.read("link_expired")? {
                return Ok(CustomerGate::LinkEnded(PortalLinkProblem::Expired));
            }
        }
        Ok(CustomerGate::Open(Self {
            storage: storage.clone(),
            grant,
            name: row.read("name")?,
            salutation: row.read("salutation")?,
            welcomed: row.read::<Option<DateTime<Utc>>>("welcomed_at")?.is_some(),
            has_password: row.read("has_password")?,
            last_seen_at: row.read("last_seen_at")?,
            warm: Arc::new(Mutex::new(Some(tx))),
        }))
    }

    /// The customer.
    pub fn customer_id(&self) -> CustomerId {
        self.grant.customer_id
    }

    /// What was checked.
    pub fn grant(&self) -> &CustomerGrant {
        &self.grant
    }

    /// Whether the session reaches this job: one from a link that opens nothing else reaches no other.
    pub(crate) fn reaches(&self, job: WorkOrderId) -> bool {
        self.grant.only().is_none_or(|ActionThing::Job(only)| only == job)
    }

    /// How the customer wants to be addressed: their salutation, or their name.
    pub fn address(&self) -> &str {
        self.salutation.as_deref().unwrap_or(&self.name)
    }

    /// The customer's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether they have been welcomed: the strip of the first visit stays away.
    pub fn welcomed(&self) -> bool {
        self.welcomed
    }

    /// Whether they have set a password.
    pub fn has_password(&self) -> bool {
        self.has_password
    }

    /// When they were last here, to within a few minutes.
    pub fn last_seen_at(&self) -> Option<DateTime<Utc>> {
        self.last_seen_at
    }

    pub(crate) async fn read(&self) -> Result<Tx, Error> {
        match self.warm.lock().await.take() {
            Some(tx) => Ok(tx),
            None => self.storage.db().read(Reach::Tenant(self.grant.tenant_id)).await,
        }
    }

    pub(crate) async fn write(&self) -> Result<Tx, Error> {
        // Given back first: a pool of one must not wait for itself.
        drop(self.warm.lock().await.take());
        self.storage.db().write(Reach::Tenant(self.grant.tenant_id)).await
    }

    /// The two parameters that every statement of this scope starts with.
    pub(crate) fn key(&self) -> [Value; 2] {
        values![self.grant.tenant_id.uuid(), self.grant.customer_id.uuid()]
    }
}

impl TenantScope {
    /// Opens the scope if the staff member still works here, with the password they had.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn open(storage: &Storage, grant: StaffGrant) -> Result<Option<Self>, Error> {
        let tx = storage.db().read(Reach::Tenant(grant.tenant_id)).await?;
        let sql = "SELECT id, name, email, role FROM staff_members
                   WHERE tenant_id = $1 AND id = $2 AND (password_set_at IS NULL OR password_set_at <= $3)
                     AND (sessions_valid_from IS NULL OR sessions_valid_from <= $3)";
        let Some(row) = tx.one(sql, values![grant.tenant_id.uuid(), grant.staff_member_id.uuid(), grant.since]).await?
        else {
            return Ok(None);
        };
        Ok(Some(Self {
            storage: storage.clone(),
            tenant_id: grant.tenant_id,
            member: StaffMember::from_row(&row)?,
            warm: Arc::new(Mutex::new(Some(tx))),
        }))
    }

    /// The shop.
    pub fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    /// The storage it reads from.
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Who is working.
    pub fn member(&self) -> &StaffMember {
        &self.member
    }

    /// Whether they may do what `role` may.
    pub fn may(&self, role: Role) -> bool {
        self.member.role >= role
    }

    /// Gives back what the scope holds of the database, before something slow: reading a body, making a picture.
    pub async fn release(&self) {
        drop(self.warm.lock().await.take());
    }

    pub(crate) async fn read(&self) -> Result<Tx, Error> {
        match self.warm.lock().await.take() {
            Some(tx) => Ok(tx),
            None => self.storage.db().read(Reach::Tenant(self.tenant_id)).await,
        }
    }

    pub(crate) async fn write(&self) -> Result<Tx, Error> {
        drop(self.warm.lock().await.take());
        self.storage.db().write(Reach::Tenant(self.tenant_id)).await
    }
}

/// Reading a column by name, with our error.
pub(crate) trait Row {
    fn read<T: TryGetable>(&self, column: &str) -> Result<T, Error>;
}

impl Row for QueryResult {
    fn read<T: TryGetable>(&self, column: &str) -> Result<T, Error> {
        Ok(self.try_get("", column)?)
    }
}
