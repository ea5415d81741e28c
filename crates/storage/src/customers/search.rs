//! What customers are found by: one column of folded words, worked out when something in it changes.
//!
//! A folded text begins with [`FOLDED`]. One that does not was written by an earlier version, which folded less: those of
//! a shop are folded before it is searched. A partial index (`m0020_folded_search`) holds such rows alone, so that the
//! question whether there are any costs next to nothing. Whoever changes how text is folded takes another first
//! character, and a step that makes the index for it.

use std::collections::HashMap;

use forecourt_domain::ids::{CustomerId, TenantId};
use forecourt_domain::search::Searchable;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::Error;
use crate::db::row::Row;
use crate::db::{Db, Reach, Tx, for_update_sql, values};

/// What a folded text begins with: a character that no query has.
const FOLDED: char = '\u{1d}';
/// The rows that are not folded, as the index has them. In its order, which no other index has: PostgreSQL takes most rows
/// for such, and would rather read them all.
const TO_FOLD: &str = "tenant_id = $1 AND substr(search_text, 1, 1) <> '\u{1d}' ORDER BY created_at, id";
/// So many are folded in one transaction: others write in between.
const BATCH: usize = 500;

/// Folds what an earlier version has written about a shop's customers.
pub(crate) async fn refresh_shop(db: &Db, tenant_id: TenantId) -> Result<(), Error> {
    let reach = Reach::Tenant(tenant_id);
    let sql = format!("SELECT 1 AS one FROM customers WHERE {TO_FOLD} LIMIT 1");
    while db.read(reach).await?.one(&sql, values![tenant_id.uuid()]).await?.is_some() {
        let tx = db.write(reach).await?;
        refresh_batch(&tx, tenant_id.uuid()).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn refresh_batch(tx: &Tx, tenant_id: Uuid) -> Result<(), Error> {
    let lock = for_update_sql(tx.get_database_backend());
    let sql = format!("SELECT id FROM customers WHERE {TO_FOLD} LIMIT {BATCH} {lock}");
    let ids = tx.all(&sql, values![tenant_id]).await?;
    let ids: Vec<Uuid> = ids.iter().map(|row| row.read("id")).collect::<Result<_, _>>()?;
    if !ids.is_empty() {
        write(tx, tenant_id, &ids).await?;
    }
    Ok(())
}

/// Writes what the search looks in: everything that people name a customer by.
pub(crate) async fn refresh_search(tx: &Tx, tenant_id: Uuid, id: CustomerId) -> Result<(), Error> {
    let lock = for_update_sql(tx.get_database_backend());
    let sql = format!("SELECT id FROM customers WHERE tenant_id = $1 AND id = $2 {lock}");
    match tx.one(&sql, values![tenant_id, id.uuid()]).await? {
        Some(_) => write(tx, tenant_id, &[id.uuid()]).await,
        None => Ok(()),
    }
}

/// Works it out for some customers, whose rows are locked, from what is read after that.
async fn write(tx: &Tx, tenant_id: Uuid, ids: &[Uuid]) -> Result<(), Error> {
    let among: Vec<String> = (0..ids.len()).map(|at| format!("${}", at + 2)).collect();
    let among = among.join(", ");
    let parameters = || [tenant_id].into_iter().chain(ids.iter().copied()).map(Value::from);
    let mut found: HashMap<Uuid, Searchable> = HashMap::with_capacity(ids.len());
    let mut add = |rows: Vec<QueryResult>, entry: fn(&mut Searchable, &QueryResult) -> Result<(), Error>| {
        rows.iter().try_for_each(|row| entry(found.entry(row.read("id")?).or_default(), row))
    };
    let sql = format!("SELECT id, name, email, phone FROM customers WHERE tenant_id = $1 AND id IN ({among})");
    add(tx.all(&sql, parameters()).await?, |searchable, row| {
        searchable.text(&row.read::<String>("name")?);
        for column in ["email", "phone"] {
            if let Some(address) = row.read::<Option<String>>(column)? {
                searchable.contact(&address);
            }
        }
        Ok(())
    })?;
    let sql = format!(
        "SELECT customer_id AS id, registration, make, model FROM vehicles
         WHERE tenant_id = $1 AND customer_id IN ({among})"
    );
    add(tx.all(&sql, parameters()).await?, |searchable, row| {
        if let Some(plate) = row.read::<Option<String>>("registration")? {
            searchable.plate(&plate);
        }
        searchable.text(&format!("{} {}", row.read::<String>("make")?, row.read::<String>("model")?));
        Ok(())
    })?;
    let sql = format!(
        "SELECT customer_id AS id, reference FROM work_orders WHERE tenant_id = $1 AND customer_id IN ({among})"
    );
    add(tx.all(&sql, parameters()).await?, |searchable, row| {
        searchable.text(&row.read::<String>("reference")?);
        Ok(())
    })?;
    let mut row = values![tenant_id].to_vec();
    let mut folded = Vec::with_capacity(found.len());
    for (id, searchable) in found {
        folded.push(format!("(${}, ${})", row.len() + 1, row.len() + 2));
        row.extend(values![id, format!("{FOLDED}{}", searchable.into_string())]);
    }
    let sql = format!(
        "WITH folded (id, words) AS (VALUES {})
         UPDATE customers SET search_text = folded.words FROM folded WHERE customers.tenant_id = $1 AND customers.id = folded.id",
        folded.join(", ")
    );
    tx.run(&sql, row).await.map(drop)
}
