//! Whether what a message tells has been overtaken before it was sent: asked of the rows that its link leads to.

use forecourt_domain::action_link::ActionThing;
use forecourt_domain::ids::InvoiceId;
use forecourt_domain::token::SignInToken;
use uuid::Uuid;

use super::Job;
use crate::Error;
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Tx, values};
use crate::scope::things::Kind;
use crate::shops::Tenant;

/// Whether the shop has switched off since what the message's link would open.
pub(super) fn is_off(job: &Job, tenant: Option<&Tenant>) -> bool {
    let Job::SendInvoice { invoice, .. } = job else { return false };
    let feature = Kind::of(ActionThing::Invoice(*invoice)).feature();
    !tenant.is_some_and(|tenant| tenant.features.has(feature))
}

/// Whether what a message carries has been used or has ended.
pub(super) async fn is_over(tx: &Tx, (tenant_id, id): (Option<Uuid>, Uuid), job: &Job) -> Result<bool, Error> {
    match (job, tenant_id) {
        (Job::SendClientLogin { token, .. }, _) => client_login_is_over(tx, token).await,
        (Job::SendInvoice { invoice, .. }, Some(tenant_id)) => invoice_is_closed(tx, tenant_id, *invoice).await,
        (_, Some(tenant_id)) => request_is_over(tx, tenant_id, id).await,
        (_, None) => Ok(false),
    }
}

/// Whether there is nothing left to do about the invoice.
async fn invoice_is_closed(tx: &Tx, tenant_id: Uuid, id: InvoiceId) -> Result<bool, Error> {
    let sql = "SELECT 1 AS one FROM invoices WHERE tenant_id = $1 AND id = $2 AND status = 'open'";
    Ok(tx.one(sql, values![tenant_id, id.uuid()]).await?.is_none())
}

/// Whether the request that a message answers has been used or has ended.
async fn request_is_over(tx: &Tx, tenant_id: Uuid, notification_id: Uuid) -> Result<bool, Error> {
    let sql = format!(
        "SELECT expires_at <= {} OR link_used_at IS NOT NULL OR code_used_at IS NOT NULL AS is_over
         FROM sign_in_requests WHERE tenant_id = $1 AND notification_id = $2",
        tx.now_sql()
    );
    let row = tx.one(&sql, values![tenant_id, notification_id]).await?;
    row.map_or(Ok(false), |row| row.read("is_over"))
}

/// Whether the link of a request at the platform has been used or has ended.
async fn client_login_is_over(tx: &Tx, link: &str) -> Result<bool, Error> {
    let link: SignInToken = link.parse().map_err(|_| Error::Corrupt { what: "link" })?;
    let sql = format!(
        "SELECT expires_at <= {} OR proved_at IS NOT NULL AS is_over FROM client_logins WHERE link_hash = $1",
        tx.now_sql()
    );
    tx.one(&sql, values![hash(&link)]).await?.map_or(Ok(true), |row| row.read("is_over"))
}
