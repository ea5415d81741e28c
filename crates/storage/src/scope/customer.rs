//! What one customer can reach.

use chrono::{DateTime, Utc};
use forecourt_domain::action_link::ActionThing;
use forecourt_domain::ids::CustomerId;
use sea_orm::{QueryResult, Value};

use super::gate::{CustomerGate, GATE, GATE_OF_ACTION_LINK, HELD_GATE, HELD_GATE_OF_ACTION_LINK, PortalLinkProblem};
use super::grants::CustomerGrant;
use crate::db::row::Row;
use crate::db::{Reach, Tx, values};
use crate::{Error, Storage};

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
    pub fn display_name(&self) -> &str {
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
