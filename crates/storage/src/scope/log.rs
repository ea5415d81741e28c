//! What is written into the audit log in the name of whoever a scope was opened for, and what of the log it reads.

use forecourt_domain::ids::{CustomerId, TenantId};

use super::{PlatformScope, TenantScope};
use crate::Error;
use crate::audit::event::COLUMNS;
use crate::audit::{self, Action, Actor, AuditEvent, Subject};
use crate::db::row::Row;
use crate::db::{Reach, Tx, values};

/// How many events a page of the log shows.
const PAGE: u32 = 100;

impl TenantScope {
    /// The staff member of this scope, for the log.
    pub(crate) fn actor(&self) -> Actor {
        let member = self.member();
        Actor::staff(member.id, member.called())
    }

    /// Writes down what was done at the shop, in the transaction that did it.
    pub(crate) async fn log(&self, tx: &Tx, action: Action, subject: Subject) -> Result<(), Error> {
        audit::write(&self.storage, tx, Some(self.tenant_id), &self.actor(), action, &subject).await
    }

    /// Writes down what was done to a customer, in the transaction that did it.
    pub(crate) async fn log_customer(&self, tx: &Tx, action: Action, id: CustomerId) -> Result<(), Error> {
        let sql = "SELECT name FROM customers WHERE tenant_id = $1 AND id = $2";
        let Some(row) = tx.one(sql, values![self.tenant_id.uuid(), id.uuid()]).await? else { return Ok(()) };
        self.log(tx, action, Subject::customer(id.uuid(), &row.read::<String>("name")?)).await
    }

    /// The newest events of the shop.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn audit_events(&self) -> Result<Vec<AuditEvent>, Error> {
        let tx = self.read().await?;
        let sql = format!(
            "SELECT {COLUMNS}, NULL AS shop FROM audit_events e WHERE e.tenant_id = $1 ORDER BY e.at DESC, e.id DESC LIMIT {PAGE}"
        );
        tx.all(&sql, values![self.tenant_id.uuid()]).await?.iter().map(AuditEvent::from_row).collect()
    }
}

impl PlatformScope {
    /// Writes down what was done to a shop.
    pub(crate) async fn log(&self, tx: &Tx, shop: TenantId, action: Action, subject: &Subject) -> Result<(), Error> {
        audit::write(&self.storage, tx, Some(shop), &self.actor, action, subject).await
    }

    /// The newest events of all shops and of the platform.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn audit_events(&self) -> Result<Vec<AuditEvent>, Error> {
        let tx = self.storage().db().read(Reach::Platform).await?;
        let sql = format!(
            "SELECT {COLUMNS}, t.name AS shop FROM audit_events e LEFT JOIN tenants t ON t.id = e.tenant_id
             ORDER BY e.at DESC, e.id DESC LIMIT {PAGE}"
        );
        tx.all(&sql, values![]).await?.iter().map(AuditEvent::from_row).collect()
    }
}
