//! Removing what a customer signs in with: password and passkeys.

use uuid::Uuid;

use crate::Error;
use crate::db::{Tx, values};

/// Removes credentials that were set before anything was proven of the customer, and ends their sessions. To be called
/// before a proof is recorded: they may have been set by a stranger.
pub(crate) async fn forget_unproven(tx: &Tx, tenant_id: Uuid, customer_id: Uuid) -> Result<(), Error> {
    let sql = format!(
        "UPDATE customers SET sessions_valid_from = {now} WHERE tenant_id = $1 AND id = $2
           AND email_proven_at IS NULL AND phone_proven_at IS NULL AND person_proven_at IS NULL
           AND (password_hash IS NOT NULL OR EXISTS (SELECT 1 FROM passkeys WHERE tenant_id = $1 AND customer_id = $2))",
        now = tx.now_sql()
    );
    match tx.run(&sql, values![tenant_id, customer_id]).await? {
        0 => Ok(()),
        _ => forget_all(tx, tenant_id, customer_id).await,
    }
}

/// Removes all that a customer signs in with by themselves.
pub(crate) async fn forget_all(tx: &Tx, tenant_id: Uuid, customer_id: Uuid) -> Result<(), Error> {
    for sql in [
        "UPDATE customers SET password_hash = NULL, password_set_at = NULL WHERE tenant_id = $1 AND id = $2",
        "DELETE FROM passkeys WHERE tenant_id = $1 AND customer_id = $2",
    ] {
        tx.run(sql, values![tenant_id, customer_id]).await?;
    }
    Ok(())
}
