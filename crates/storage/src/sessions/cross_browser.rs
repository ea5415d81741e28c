//! Sessions started from a sign-in link in another browser than the one that requested it. They end when the requester
//! signs in with the code, so that a mail scanner keeps no access (SECURITY.md, row 4).
//!
//! The request's row decides, whichever of the two comes first. A session says there where it will be kept, before it is;
//! a code says there that nothing of the link may begin any more, and ends what has begun.

use forecourt_domain::ids::{SignInRequestId, TenantId};
use forecourt_domain::sign_in::LINK_LIFETIME;
use sea_orm::QueryResult;
use uuid::Uuid;

use super::devices::store_id;
use crate::db::row::Row;
use crate::db::{Tx, values};
use crate::{Error, Storage};

/// Notes where the store keeps the session that the link begins: in the session's transaction, which ends only once the
/// store has it.
///
/// # Errors
/// [`Error::SignedOut`] when the code has been used meanwhile; [`Error::Unavailable`] when the database does not
/// answer.
pub(crate) async fn begin(tx: &Tx, tenant_id: TenantId, request: SignInRequestId, session: i128) -> Result<(), Error> {
    let sql =
        "UPDATE sign_in_requests SET link_session = $3 WHERE tenant_id = $1 AND id = $2 AND link_ended_at IS NULL";
    let session = session.to_be_bytes().to_vec();
    match tx.run(sql, values![tenant_id.uuid(), request.uuid(), session]).await? {
        0 => Err(Error::SignedOut),
        _ => Ok(()),
    }
}

/// Ends what the link began, and that of the same browser's requests just before: a mail that is slow is asked for twice.
/// To be called last in the transaction that uses the code up, because Redis takes nothing back.
///
/// # Errors
/// [`Error::Unavailable`] when the database or the session store does not answer: then the code is not used up either.
pub(crate) async fn end(storage: &Storage, tx: &Tx, tenant_id: TenantId, request: Uuid) -> Result<(), Error> {
    let sql = format!(
        "UPDATE sign_in_requests SET link_ended_at = {}
         WHERE tenant_id = $1 AND link_ended_at IS NULL AND link_used_at > {} AND NOT link_used_here
           AND (browser_hash, recipient_key) = (SELECT browser_hash, recipient_key FROM sign_in_requests WHERE tenant_id = $1 AND id = $2)
         RETURNING tenant_id, link_session",
        tx.now_sql(),
        tx.earlier_sql(LINK_LIFETIME)
    );
    end_sessions(storage, tx, &tx.all(&sql, values![tenant_id.uuid(), request]).await?).await
}

/// Binds a hand-over's line to the platform's request whose link was used elsewhere.
pub(crate) async fn bind(
    tx: &Tx,
    tenant_id: TenantId,
    line: SignInRequestId,
    client_login: Option<Uuid>,
) -> Result<Option<SignInRequestId>, Error> {
    let Some(client_login) = client_login else { return Ok(None) };
    let sql = "UPDATE sign_in_requests SET client_login_id = $3 WHERE tenant_id = $1 AND id = $2";
    tx.run(sql, values![tenant_id.uuid(), line.uuid(), client_login]).await?;
    Ok(Some(line))
}

/// Ends what a link of the platform's began at any shop, and what of it still waits: a hand-over before the choice that it
/// becomes, and that before the line of the sign-in, so that none is missed between. Otherwise like [`end`].
///
/// # Errors
/// As for [`end`].
pub(crate) async fn end_of_client_login(storage: &Storage, tx: &Tx, client_login: Uuid) -> Result<(), Error> {
    let now = tx.now_sql();
    for table in ["handoffs", "record_choices"] {
        let sql = format!("UPDATE {table} SET used_at = {now} WHERE client_login_id = $1 AND used_at IS NULL");
        tx.run(&sql, values![client_login]).await?;
    }
    let sql = format!(
        "UPDATE sign_in_requests SET link_ended_at = {now} WHERE client_login_id = $1 AND link_ended_at IS NULL
         RETURNING tenant_id, link_session"
    );
    end_sessions(storage, tx, &tx.all(&sql, values![client_login]).await?).await
}

async fn end_sessions(storage: &Storage, tx: &Tx, requests: &[QueryResult]) -> Result<(), Error> {
    for request in requests {
        let Some(session) = request.read::<Option<Vec<u8>>>("link_session")? else { continue };
        storage.sessions().end_in(tx, request.read::<Uuid>("tenant_id")?.into(), store_id(session)?).await?;
    }
    Ok(())
}
