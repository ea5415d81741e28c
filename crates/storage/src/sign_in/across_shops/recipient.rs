//! Resolves the recipient of a request: which customers it is about, where its message goes, and which shop pays for
//! it.
//!
//! A mail is the platform's own and goes to the address that was entered. For addresses that no shop knows there is a
//! daily limit, or the platform's name would carry a flood to strangers. A text costs money, so that it goes only to a
//! number that a shop knows, and becomes that shop's.

use forecourt_domain::auth_method::Purpose;
use forecourt_domain::contact::Contact;
use sea_orm::QueryResult;
use uuid::Uuid;

use super::shop;
use crate::customers::address::{Columns, keys};
use crate::db::row::{Row, contact};
use crate::db::{Reach, Tx, values};
use crate::notifications::outbox::ClaimedNotification;
use crate::notifications::sms_budget::today;
use crate::sign_in::history::{Outcome, write_line};
use crate::{Error, Storage};

/// Mails a day, of all servers together, to addresses that no shop knows. People who mistype theirs, or are not
/// customers yet, are one among hundreds; a robot reaches the limit within minutes.
const STRANGERS_MAILS: u32 = 1_000;

impl Storage {
    /// Addresses a claimed message that belongs to no shop yet; none is left of one that is not to be sent. To be done in
    /// every attempt: it changes nothing the second time.
    pub(crate) async fn address_across_shops(
        &self,
        mut claimed: ClaimedNotification,
    ) -> Result<Option<ClaimedNotification>, Error> {
        let to = contact(&claimed.recipient)?;
        let tx = self.db().write(Reach::Platform).await?;
        let known = known(&tx, &to).await?;
        let Contact::Phone(phone) = &to else {
            let Some(row) = known else { return self.to_stranger(tx, claimed).await };
            // To what a shop wrote down, and in the language it speaks there.
            claimed.recipient = row.read("address")?;
            claimed.locale = Some(row.read("locale")?);
            let sql = "UPDATE notifications SET recipient = $2 WHERE id = $1";
            tx.run(sql, values![claimed.id.uuid(), claimed.recipient.as_str()]).await?;
            return tx.commit().await.map(|()| Some(claimed));
        };
        let Some(row) = known else {
            discard(&tx, &claimed).await?;
            return tx.commit().await.map(|()| None);
        };
        let (tenant_id, customer_id): (Uuid, Uuid) = (row.read("tenant_id")?, row.read("id")?);
        let payer = shop(&tx, tenant_id).await?;
        if let Some(refusal) =
            claimed.notification.refusal().or_else(|| payer.may_text(phone, self.clock().now()).err())
        {
            let outcome = Outcome::PassedOver(refusal);
            let whose = (Some(customer_id), to.as_str());
            write_line(self, &tx, tenant_id, whose, Purpose::ClientLogin, &to, outcome).await?;
            discard(&tx, &claimed).await?;
            return tx.commit().await.map(|()| None);
        }
        let sql = "UPDATE notifications SET tenant_id = $2, customer_id = $3 WHERE id = $1 AND tenant_id IS NULL";
        tx.run(sql, values![claimed.id.uuid(), tenant_id, customer_id]).await?;
        tx.commit().await?;
        claimed.customer_id = Some(customer_id.into());
        claimed.tenant = Some(payer);
        Ok(Some(claimed))
    }

    /// Counts a mail among the day's to strangers, once, however often it is tried; one too many is not sent.
    async fn to_stranger(&self, tx: Tx, claimed: ClaimedNotification) -> Result<Option<ClaimedNotification>, Error> {
        // Charged, as a text is, and with no segments.
        let sql = "UPDATE notifications SET segments = 0 WHERE id = $1 AND tenant_id IS NULL AND segments IS NULL";
        if tx.run(sql, values![claimed.id.uuid()]).await? == 0 {
            return Ok(Some(claimed));
        }
        let budget = i32::try_from(self.inner.limits.scaled(STRANGERS_MAILS)).unwrap_or(i32::MAX);
        let sql = format!(
            "INSERT INTO stranger_mail_days (day, mails) VALUES ({}, 1)
             ON CONFLICT (day) DO UPDATE SET mails = stranger_mail_days.mails + 1 WHERE stranger_mail_days.mails < $1
             RETURNING mails",
            today(&tx)
        );
        let Some(counted) = tx.one(&sql, values![budget]).await? else {
            discard(&tx, &claimed).await?;
            tx.commit().await?;
            metrics::counter!("stranger_mails_dropped_total").increment(1);
            return Ok(None);
        };
        let is_last = counted.read::<i32>("mails")? == budget;
        tx.commit().await?;
        if is_last {
            tracing::warn!(
                budget,
                "the day's mails to addresses that no shop knows are used up; more are dropped until tomorrow (UTC)"
            );
        }
        Ok(Some(claimed))
    }
}

/// A customer with this address: of the shop that they were at last, before it those that can pay for a text.
async fn known(tx: &Tx, to: &Contact) -> Result<Option<QueryResult>, Error> {
    let columns = Columns::of(to);
    let sql = format!(
        "SELECT c.tenant_id, c.id, c.{written} AS address, t.locale FROM customers c
         JOIN tenants t ON t.id = c.tenant_id AND t.state = 'active'
         WHERE c.{theirs} ORDER BY t.sms_credits > 0 DESC, c.last_seen_at DESC NULLS LAST, c.id LIMIT 1",
        written = columns.written,
        theirs = columns.are(1),
    );
    tx.one(&sql, keys(to)).await
}

async fn discard(tx: &Tx, claimed: &ClaimedNotification) -> Result<(), Error> {
    tx.run("DELETE FROM notifications WHERE id = $1 AND tenant_id IS NULL", values![claimed.id.uuid()]).await.map(drop)
}
