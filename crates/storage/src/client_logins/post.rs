//! What the worker finds out: whom a request is about, where their message goes, and who pays for it.
//!
//! A mail is the platform's own, to whoever asked. A text costs money, so that it goes only to a number that a shop knows,
//! and becomes that shop's.

use forecourt_domain::contact::Contact;
use forecourt_domain::token::SignInToken;
use forecourt_domain::way::Purpose;
use sea_orm::QueryResult;
use uuid::Uuid;

use super::{contact, shop};
use crate::customers::Columns;
use crate::db::{Reach, Tx, values};
use crate::outbox::{ClaimedJob, Job};
use crate::scope::Row;
use crate::ways_in::hash;
use crate::ways_in::story::{Outcome, write_line};
use crate::{Error, Storage, TextRefusal};

impl Storage {
    /// Addresses a claimed message that belongs to no shop yet; none is left of one that is not to be sent. To be done in
    /// every attempt: it changes nothing the second time.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer: the lease will end and the job be tried again.
    pub async fn address(&self, mut job: ClaimedJob) -> Result<Option<ClaimedJob>, Error> {
        let to = contact(&job.recipient)?;
        let tx = self.db().write(Reach::Platform).await?;
        let known = known(&tx, &to).await?;
        let Contact::Phone(phone) = &to else {
            if let Some(row) = known {
                // To what a shop wrote down, and in the language it speaks there.
                job.recipient = row.read("address")?;
                job.locale = Some(row.read("locale")?);
                let sql = "UPDATE notifications SET recipient = $2 WHERE id = $1";
                tx.run(sql, values![job.id.uuid(), job.recipient.as_str()]).await?;
                tx.commit().await?;
            }
            return Ok(Some(job));
        };
        let Some(row) = known else {
            discard(&tx, &job).await?;
            return tx.commit().await.map(|()| None);
        };
        let (tenant_id, customer_id): (Uuid, Uuid) = (row.read("tenant_id")?, row.read("id")?);
        let payer = shop(&tx, tenant_id).await?;
        if let Some(refusal) = refusal(&job).or_else(|| payer.may_text(phone, self.clock().now()).err()) {
            let outcome = Outcome::PassedOver(refusal);
            let whose = (Some(customer_id), to.as_str());
            write_line(self, &tx, tenant_id, whose, Purpose::ClientLogin, &to, outcome).await?;
            discard(&tx, &job).await?;
            return tx.commit().await.map(|()| None);
        }
        let sql = "UPDATE notifications SET tenant_id = $2, customer_id = $3 WHERE id = $1 AND tenant_id IS NULL";
        tx.run(sql, values![job.id.uuid(), tenant_id, customer_id]).await?;
        tx.commit().await?;
        job.customer_id = Some(customer_id.into());
        job.tenant = Some(payer);
        Ok(Some(job))
    }
}

/// A customer with this address: of the shop that they were at last, before it those that can pay for a text.
async fn known(tx: &Tx, to: &Contact) -> Result<Option<QueryResult>, Error> {
    let Columns { written, key, .. } = Columns::of(to);
    let sql = format!(
        "SELECT c.tenant_id, c.id, c.{written} AS address, t.locale FROM customers c
         JOIN tenants t ON t.id = c.tenant_id AND t.state = 'active'
         WHERE c.{key} = $1 ORDER BY t.sms_credits > 0 DESC, c.last_seen_at DESC NULLS LAST, c.id LIMIT 1"
    );
    tx.one(&sql, values![to.key()]).await
}

fn refusal(job: &ClaimedJob) -> Option<TextRefusal> {
    match job.job {
        Job::SendClientLogin { refusal, .. } => refusal,
        _ => None,
    }
}

async fn discard(tx: &Tx, job: &ClaimedJob) -> Result<(), Error> {
    tx.run("DELETE FROM notifications WHERE id = $1 AND tenant_id IS NULL", values![job.id.uuid()]).await.map(drop)
}

/// Whether the link of a request has been used or has ended.
pub(crate) async fn is_over(tx: &Tx, link: &str) -> Result<bool, Error> {
    let link: SignInToken = link.parse().map_err(|_| Error::Corrupt { what: "link" })?;
    let sql = format!(
        "SELECT expires_at <= {} OR proved_at IS NOT NULL AS is_over FROM client_logins WHERE link_hash = $1",
        tx.now_sql()
    );
    tx.one(&sql, values![hash(&link)]).await?.map_or(Ok(true), |row| row.read("is_over"))
}
