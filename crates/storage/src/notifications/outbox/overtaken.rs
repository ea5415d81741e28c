//! Whether what a message tells has been overtaken before it was sent: asked of the rows that its link leads to.

use forecourt_domain::ids::{InvoiceId, WorkOrderId};
use forecourt_domain::token::{LinkToken, SignInToken};
use forecourt_domain::work_order::WorkOrderStatus;
use uuid::Uuid;

use super::Notification;
use crate::Error;
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Tx, values};
use crate::shops::Tenant;

/// Whether the shop has switched off since what the message's link would open.
pub(super) fn is_off(job: &Notification, tenant: Option<&Tenant>) -> bool {
    job.feature().is_some_and(|feature| !tenant.is_some_and(|tenant| tenant.features.has(feature)))
}

/// Whether what a message carries or tells has been used, has ended, or is no longer so.
pub(super) async fn is_over(tx: &Tx, (tenant_id, id): (Option<Uuid>, Uuid), job: &Notification) -> Result<bool, Error> {
    if let Notification::SendClientLogin { token, .. } = job {
        return client_login_is_over(tx, token).await;
    }
    let Some(tenant_id) = tenant_id else { return Ok(false) };
    match job {
        Notification::SignIn { .. } => request_is_over(tx, tenant_id, id).await,
        Notification::SendInvoice { invoice, .. } => invoice_is_closed(tx, tenant_id, *invoice).await,
        Notification::SendJobNews { job: Some(work_order), status, .. } => {
            has_moved_on(tx, tenant_id, *work_order, *status).await
        }
        Notification::InviteStaff { token, .. } => invitation_is_over(tx, tenant_id, token).await,
        // The claim has looked at the portal link; what an address was changed to stays true.
        Notification::SendJobNews { job: None, .. }
        | Notification::SendPortalLink { .. }
        | Notification::SendClientLogin { .. }
        | Notification::ContactChanged { .. } => Ok(false),
    }
}

/// Whether there is nothing left to do about the invoice.
async fn invoice_is_closed(tx: &Tx, tenant_id: Uuid, id: InvoiceId) -> Result<bool, Error> {
    let sql = "SELECT 1 AS one FROM invoices WHERE tenant_id = $1 AND id = $2 AND status = 'open'";
    Ok(tx.one(sql, values![tenant_id, id.uuid()]).await?.is_none())
}

/// Whether a job is no longer where its news says: what waited for hours must not arrive after newer news.
async fn has_moved_on(tx: &Tx, tenant_id: Uuid, job: WorkOrderId, told: WorkOrderStatus) -> Result<bool, Error> {
    let sql = "SELECT 1 AS one FROM work_orders WHERE tenant_id = $1 AND id = $2 AND status = $3";
    Ok(tx.one(sql, values![tenant_id, job.uuid(), told.as_str()]).await?.is_none())
}

/// Whether an invitation has been used or replaced, or has expired.
async fn invitation_is_over(tx: &Tx, tenant_id: Uuid, token: &str) -> Result<bool, Error> {
    let token: LinkToken = token.parse().map_err(|_| Error::Corrupt { what: "invitation" })?;
    let sql = format!(
        "SELECT 1 AS one FROM staff_invitations WHERE tenant_id = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > {}",
        tx.now_sql()
    );
    Ok(tx.one(&sql, values![tenant_id, hash(&token)]).await?.is_none())
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
