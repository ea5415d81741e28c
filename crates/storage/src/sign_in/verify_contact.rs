//! Recording that an address, or a person, is proved.

use chrono::{DateTime, Utc};
use forecourt_domain::contact::Contact;
use sea_orm::{ConnectionTrait, DbBackend, Value};
use uuid::Uuid;

use crate::Error;
use crate::customers::address::{Columns, keys};
use crate::customers::forget::forget_unproven;
use crate::db::row::Row;
use crate::db::{Tx, for_update_sql, values};
use crate::scope::gate::still_counts_sql;

/// Notes that the address is theirs, or, without one, that an operator vouches for the person, and answers when, by the
/// database's clock. The first proof of either kind removes what was set before it. `proved_at` is when they proved it,
/// where that was not just now. None when the address is no longer the customer's, and when somebody who has it signed out
/// everywhere after that: then nothing of the transaction may stay.
pub(crate) async fn prove(
    tx: &Tx,
    tenant_id: Uuid,
    customer_id: Uuid,
    contact: Option<&Contact>,
    proved_at: Option<DateTime<Utc>>,
) -> Result<Option<DateTime<Utc>>, Error> {
    // A recovery link proves the person, and nothing of an address. The operator who made it is in the audit log.
    let (proven_at, theirs) = match contact.map(Columns::of) {
        Some(columns) => (columns.proven_at, columns.are(3)),
        None => ("person_proven_at", "true".to_owned()),
    };
    let asked = values![tenant_id, customer_id].into_iter().chain(contact.into_iter().flat_map(keys));
    let asked: Vec<Value> = asked.collect();
    if let Some(moment) = proved_at {
        // First of all, and under the lock: what the first proof removes ends what was before it, too.
        let backend = tx.get_database_backend();
        let lasting = lasting_sql(backend, contact, &format!("${}", asked.len() + 1));
        let lock = for_update_sql(backend);
        let sql =
            format!("SELECT id FROM customers WHERE tenant_id = $1 AND id = $2 AND {theirs} AND {lasting} {lock}");
        let asked = [asked.as_slice(), &values![moment]].concat();
        if tx.one(&sql, asked).await?.is_none() {
            return Ok(None);
        }
    }
    forget_unproven(tx, tenant_id, customer_id).await?;
    let sql = format!(
        "UPDATE customers SET {proven_at} = coalesce({proven_at}, {now}),
           welcomed_at = CASE WHEN last_seen_at IS NOT NULL THEN coalesce(welcomed_at, {now}) ELSE welcomed_at END,
           last_seen_at = {now}
         WHERE tenant_id = $1 AND id = $2 AND {theirs} RETURNING {now} AS now",
        now = tx.now_sql()
    );
    tx.one(&sql, asked).await?.map(|row| row.read("now")).transpose()
}

/// Whether the proof of the address (`$3` and `$4`) at that moment still counts, for its customer and for all who share it.
fn lasting_sql(backend: DbBackend, contact: Option<&Contact>, moment: &str) -> String {
    // The row itself apart: PostgreSQL looks at it again once the transaction that locked it is done, and at no other.
    let own = still_counts_sql(backend, "customers", moment);
    let Some(theirs) = contact.map(|contact| Columns::of(contact).are(3)) else { return own };
    format!(
        "{own} AND NOT EXISTS (SELECT 1 FROM customers o WHERE o.tenant_id = $1 AND o.{theirs} AND NOT {})",
        still_counts_sql(backend, "o", moment)
    )
}
