//! How a customer's sign-in links and codes are ended, whatever they were asked for.

use uuid::Uuid;

use crate::Error;
use crate::db::{Tx, values};

/// Ends what was sent to an address that is no longer the customer's, or before they signed out everywhere.
pub(crate) async fn end_all(tx: &Tx, tenant_id: Uuid, customer_id: Uuid, because: &str) -> Result<(), Error> {
    let sql = format!(
        "UPDATE sign_in_requests SET expires_at = {now}, code_hash = NULL, refused_because = $3, refused_at = {now}
         WHERE tenant_id = $1 AND customer_id = $2 AND expires_at > {now} AND link_used_at IS NULL AND code_used_at IS NULL",
        now = tx.now_sql()
    );
    tx.run(&sql, values![tenant_id, customer_id, because]).await.map(drop)
}
