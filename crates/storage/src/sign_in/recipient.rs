//! Resolves the recipient of a request: whose address it is, and where the message goes.
//!
//! The request itself looks nothing up ([`super::start`]): a known address would be answered a little later than an
//! unknown one, if only by what the database checks of a row that names a customer.

use forecourt_domain::auth_method::Purpose;
use forecourt_domain::contact::Contact;
use forecourt_domain::delivery::TextRefusal;
use forecourt_domain::ids::TenantId;
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::history::{Outcome, write_line};
use crate::customers::address::{Columns, with_keys};
use crate::db::row::{Row, contact};
use crate::db::{Reach, Tx, values};
use crate::notifications::outbox::{ClaimedNotification, Notification};
use crate::scope::gate::still_counts_sql;
use crate::{Error, Storage};

impl Storage {
    /// Resolves whom a claimed message is for; none if it is for no customer, or must not be sent. To be done in every
    /// attempt: it changes nothing the second time.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer: the lease will end and the job be tried again.
    pub async fn resolve_recipient(&self, claimed: ClaimedNotification) -> Result<Option<ClaimedNotification>, Error> {
        match (&claimed.tenant, &claimed.notification) {
            (None, _) => self.address_across_shops(claimed).await,
            (Some(tenant), Notification::SignIn { purpose, refusal: Some(refusal), .. }) => {
                self.tell_of_refused(tenant.id, &claimed, *purpose, *refusal).await.map(|()| None)
            }
            (Some(tenant), Notification::SignIn { purpose, .. }) if claimed.customer_id.is_none() => {
                let (tenant_id, purpose) = (tenant.id, *purpose);
                self.address_at_shop(tenant_id, purpose, claimed).await
            }
            _ => Ok(Some(claimed)),
        }
    }

    /// A text that is not to be sent, whosever number it is: its customer's access history says so.
    async fn tell_of_refused(
        &self,
        tenant_id: TenantId,
        claimed: &ClaimedNotification,
        purpose: Purpose,
        refusal: TextRefusal,
    ) -> Result<(), Error> {
        let to = contact(&claimed.recipient)?;
        let tx = self.db().write(Reach::Tenant(tenant_id)).await?;
        let customer = match claimed.customer_id {
            Some(customer) => Some(customer.uuid()),
            None => addressee(&tx, tenant_id, claimed.id.uuid(), purpose, &to)
                .await?
                .map(|row| row.read("id"))
                .transpose()?,
        };
        if let Some(customer) = customer {
            let (whose, outcome) = ((Some(customer), to.as_str()), Outcome::PassedOver(refusal));
            write_line(self, &tx, tenant_id.uuid(), whose, purpose, &to, outcome).await?;
        }
        discard(&tx, tenant_id, claimed).await?;
        tx.commit().await
    }

    async fn address_at_shop(
        &self,
        tenant_id: TenantId,
        purpose: Purpose,
        mut claimed: ClaimedNotification,
    ) -> Result<Option<ClaimedNotification>, Error> {
        let to = contact(&claimed.recipient)?;
        let tx = self.db().write(Reach::Tenant(tenant_id)).await?;
        let Some(row) = addressee(&tx, tenant_id, claimed.id.uuid(), purpose, &to).await? else {
            // A person who opens an account is not a customer yet.
            if purpose == Purpose::Register {
                return Ok(Some(claimed));
            }
            discard(&tx, tenant_id, &claimed).await?;
            return tx.commit().await.map(|()| None);
        };
        let customer: Uuid = row.read("id")?;
        claimed.recipient = row.read("address")?;
        claimed.customer_name = row.read("name")?;
        claimed.customer_id = Some(customer.into());
        let theirs = values![tenant_id.uuid(), claimed.id.uuid(), customer, claimed.recipient.as_str()];
        for sql in [
            "UPDATE notifications SET customer_id = $3, recipient = $4 WHERE tenant_id = $1 AND id = $2",
            "UPDATE sign_in_requests SET customer_id = $3, recipient = $4 WHERE tenant_id = $1 AND notification_id = $2",
        ] {
            tx.run(sql, theirs.clone()).await?;
        }
        tx.commit().await.map(|()| Some(claimed))
    }
}

/// The customer with the address, and what is stored of it: of several, the one who was here last. None who has signed
/// out everywhere since the request.
async fn addressee(
    tx: &Tx,
    tenant_id: TenantId,
    notification_id: Uuid,
    purpose: Purpose,
    to: &Contact,
) -> Result<Option<QueryResult>, Error> {
    if !purpose.is_by_address() {
        return Ok(None);
    }
    let columns = Columns::of(to);
    let sql = format!(
        "SELECT c.id, c.{written} AS address, coalesce(c.salutation, c.name) AS name FROM customers c
         JOIN notifications n ON n.tenant_id = c.tenant_id AND n.id = $2
         WHERE c.tenant_id = $1 AND c.{theirs} AND {still_counts}
         ORDER BY c.last_seen_at DESC NULLS LAST, c.id LIMIT 1",
        written = columns.written,
        theirs = columns.are(3),
        still_counts = still_counts_sql(tx.get_database_backend(), "c", "n.created_at"),
    );
    tx.one(&sql, with_keys(values![tenant_id.uuid(), notification_id], to)).await
}

/// Removes a message without a recipient from the outbox.
async fn discard(tx: &Tx, tenant_id: TenantId, claimed: &ClaimedNotification) -> Result<(), Error> {
    let key = values![tenant_id.uuid(), claimed.id.uuid()];
    let sql = "UPDATE sign_in_requests SET notification_id = NULL WHERE tenant_id = $1 AND notification_id = $2";
    tx.run(sql, key.clone()).await?;
    tx.run("DELETE FROM notifications WHERE tenant_id = $1 AND id = $2", key).await.map(drop)
}
