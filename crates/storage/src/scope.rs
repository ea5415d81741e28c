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
//! And entities are nobody else's to query:
//!
//! ```compile_fail,E0603
//! use forecourt_storage::entities::customer::Entity;
//! ```

use chrono::{DateTime, Utc};
use forecourt_domain::action_link::ActionThing;
use forecourt_domain::ids::{CustomerId, PortalLinkId, SignInRequestId, StaffMemberId, TenantId};
use forecourt_domain::tenant::Role;
use forecourt_domain::way::Way;
use sea_orm::{DbBackend, QueryResult, TryGetable, Value};

use crate::batch::{Prepared, prepared};
use crate::db::{Reach, Tx, for_update_sql, instant_sql, now_sql, values};
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
    /// When it was opened, by the database's clock.
    pub(crate) now: DateTime<Utc>,
}

/// What came of opening a customer's scope.
#[derive(Debug)]
pub enum CustomerGate<S = CustomerScope> {
    /// The grant stands.
    Open(S),
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
}

/// What decides whether a customer's grant stands, and what their pages say of them. `$3` is the portal link behind it,
/// `$4` when it was made.
static GATE: Prepared = prepared!("customer_gate", gate_sql);
/// The same for a grant of an action link, which ends with more: `$5` is the count of revocations it was made under, `$6`
/// its end, and `$7` the thing it is about.
static GATE_OF_ACTION_LINK: Prepared = prepared!("customer_gate_of_action_link", gate_of_action_link_sql);

fn gate_sql(backend: DbBackend) -> String {
    format!("SELECT {} FROM {GATE_TABLES} WHERE {}", gate_columns(backend), gate_condition(backend))
}

fn gate_of_action_link_sql(backend: DbBackend) -> String {
    gate_sql(backend) + " AND " + &action_link_condition(backend)
}

/// The same two for a write that began with a gate and has come to its transaction since: nobody signs the customer out
/// from here to its end, and whoever just has is waited for and seen.
static HELD_GATE: Prepared = prepared!("customer_gate_held", held_gate_sql);
static HELD_GATE_OF_ACTION_LINK: Prepared =
    prepared!("customer_gate_of_action_link_held", held_gate_of_action_link_sql);

fn held_gate_sql(backend: DbBackend) -> String {
    held(gate_sql(backend), backend)
}

fn held_gate_of_action_link_sql(backend: DbBackend) -> String {
    held(gate_of_action_link_sql(backend), backend)
}

fn held(gate: String, backend: DbBackend) -> String {
    match for_update_sql(backend) {
        "" => gate,
        lock => format!("{gate} {lock} OF c"),
    }
}

pub(crate) fn gate_columns(backend: DbBackend) -> String {
    format!(
        "c.name, c.salutation, c.welcomed_at IS NOT NULL AS welcomed, c.last_seen_at,
         c.password_hash IS NOT NULL AS has_password,
         CASE WHEN k.retired_at IS NULL THEN k.expires_at <= {now} END AS link_expired, {now} AS now",
        now = now_sql(backend)
    )
}

pub(crate) const GATE_TABLES: &str =
    "customers c LEFT JOIN customer_portal_tokens k ON k.tenant_id = $1 AND k.customer_id = $2 AND k.id = $3";

pub(crate) fn gate_condition(backend: DbBackend) -> String {
    format!("c.tenant_id = $1 AND c.id = $2 AND {}", still_counts_sql(backend, "c", "$4"))
}

/// Whether what the customer `c` showed or began at the moment of that parameter still counts: signing out everywhere,
/// another password and another address end all that was before.
pub(crate) fn still_counts_sql(backend: DbBackend, c: &str, moment: &str) -> String {
    format!("({c}.sessions_valid_from IS NULL OR {c}.sessions_valid_from <= {})", instant_sql(backend, moment))
}

/// What has to be so besides for an action link's grant. A statement of its own: it costs the others a fifth of theirs.
/// An id is one thing's, whatever its kind: which kind it is need not be asked.
pub(crate) fn action_link_condition(backend: DbBackend) -> String {
    format!(
        "c.action_link_epoch = $5 AND $6 > {now} AND (EXISTS
           (SELECT 1 FROM work_orders j WHERE j.tenant_id = $1 AND j.customer_id = $2 AND j.id = $7 AND NOT ({job_is_over}))
         OR EXISTS
           (SELECT 1 FROM invoices i WHERE i.tenant_id = $1 AND i.customer_id = $2 AND i.id = $7 AND NOT ({invoice_is_over})))",
        now = now_sql(backend),
        job_is_over = crate::action_links::job_is_over_sql(backend, "j"),
        invoice_is_over = crate::action_links::session_of_invoice_is_over_sql(backend, "i"),
    )
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

    /// The gate's statement for a grant of this kind, `plain` or `of_action_link`, with what it is asked with.
    pub(crate) fn gate<'a>(&self, plain: &'a Prepared, of_action_link: &'a Prepared) -> (&'a Prepared, Vec<Value>) {
        let link = self.link_id().map(PortalLinkId::uuid);
        let mut asked = values![self.tenant_id.uuid(), self.customer_id.uuid(), link, self.since].to_vec();
        let Way::ActionLink { thing, epoch, expires_at, .. } = self.way else { return (plain, asked) };
        asked.extend(values![i32::try_from(epoch).unwrap_or(-1), expires_at, thing.uuid()]);
        (of_action_link, asked)
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
    /// Opens the scope if the grant still stands, in one round trip.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn open(storage: &Storage, grant: CustomerGrant) -> Result<CustomerGate, Error> {
        let reach = Reach::Tenant(grant.tenant_id);
        let (statement, values) = grant.gate(&GATE, &GATE_OF_ACTION_LINK);
        let [rows] = storage.db().read_batch(reach, [(statement, &values)]).await?;
        Self::from_gate(storage, grant, rows.first())
    }

    /// By the row that the gate's columns make.
    pub(crate) fn from_gate(
        storage: &Storage,
        grant: CustomerGrant,
        row: Option<&QueryResult>,
    ) -> Result<CustomerGate, Error> {
        let Some(row) = row else { return Ok(CustomerGate::Gone) };
        if grant.link_id().is_some() {
            // Of a link that was retired, or is gone, there is nothing to say.
            match row.read::<Option<bool>>("link_expired")? {
                Some(false) => (),
                Some(true) => return Ok(CustomerGate::LinkEnded(PortalLinkProblem::Expired)),
                None => return Ok(CustomerGate::LinkEnded(PortalLinkProblem::Invalid)),
            }
        }
        Ok(CustomerGate::Open(Self {
            storage: storage.clone(),
            grant,
            name: row.read("name")?,
            salutation: row.read("salutation")?,
            welcomed: row.read("welcomed")?,
            has_password: row.read("has_password")?,
            last_seen_at: row.read("last_seen_at")?,
            now: row.read("now")?,
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

    /// Whether the session reaches this thing: one from a link that opens nothing else reaches no other.
    pub(crate) fn reaches(&self, thing: ActionThing) -> bool {
        self.grant.only().is_none_or(|only| only == thing)
    }

    /// How the customer wants to be addressed: their salutation, or their name.
    pub fn address(&self) -> &str {
        self.salutation.as_deref().unwrap_or(&self.name)
    }

    /// How the customer likes to be addressed, if they said so.
    pub fn salutation(&self) -> Option<&str> {
        self.salutation.as_deref()
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
        self.storage.db().read(Reach::Tenant(self.grant.tenant_id)).await
    }

    pub(crate) async fn write(&self) -> Result<Tx, Error> {
        self.storage.db().write(Reach::Tenant(self.grant.tenant_id)).await
    }

    /// Asks the gate once more, in the transaction of a write, and holds it open until that ends.
    ///
    /// # Errors
    /// [`Error::SignedOut`] when the grant does not stand any more; [`Error::Unavailable`] when the database does not answer.
    pub(crate) async fn hold(&self, tx: &Tx) -> Result<(), Error> {
        let (statement, values) = self.grant.gate(&HELD_GATE, &HELD_GATE_OF_ACTION_LINK);
        let [rows] = tx.batch([(statement, &values)]).await?;
        match Self::from_gate(&self.storage, self.grant, rows.first())? {
            CustomerGate::Open(_) => Ok(()),
            CustomerGate::LinkEnded(_) | CustomerGate::Gone => Err(Error::SignedOut),
        }
    }

    /// The two parameters that every statement of this scope starts with.
    pub(crate) fn key(&self) -> [Value; 2] {
        values![self.grant.tenant_id.uuid(), self.grant.customer_id.uuid()]
    }
}

static STAFF_GATE: Prepared = prepared!("staff_gate", staff_gate_sql);

fn staff_gate_sql(backend: DbBackend) -> String {
    format!(
        "SELECT id, name, email, role FROM staff_members
         WHERE tenant_id = $1 AND id = $2 AND (password_set_at IS NULL OR password_set_at <= {since})
           AND (sessions_valid_from IS NULL OR sessions_valid_from <= {since})",
        since = instant_sql(backend, "$3")
    )
}

impl TenantScope {
    /// Opens the scope if the staff member still works here, with the password they had.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn open(storage: &Storage, grant: StaffGrant) -> Result<Option<Self>, Error> {
        let values = values![grant.tenant_id.uuid(), grant.staff_member_id.uuid(), grant.since];
        let [rows] = storage.db().read_batch(Reach::Tenant(grant.tenant_id), [(&STAFF_GATE, &values)]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let member = StaffMember::from_row(row)?;
        Ok(Some(Self { storage: storage.clone(), tenant_id: grant.tenant_id, member }))
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

    pub(crate) async fn read(&self) -> Result<Tx, Error> {
        self.storage.db().read(Reach::Tenant(self.tenant_id)).await
    }

    pub(crate) async fn write(&self) -> Result<Tx, Error> {
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
