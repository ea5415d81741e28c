//! The shops that know what was proven, and the hand-over to one of them.

use std::collections::HashMap;

use forecourt_domain::ids::CustomerId;
use forecourt_domain::tenant::Slug;
use forecourt_domain::token::LinkToken;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::handoff;
use super::proven::{PROVEN, Proven};
use crate::customers::address::{Columns, with_keys};
use crate::db::entities::tenant;
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Reach, Tx, values};
use crate::scope::gate::still_counts_sql;
use crate::shops::Tenant;
use crate::{Error, Storage};

/// More shops than anybody is a customer of.
const MOST_SHOPS: u32 = 50;

/// A shop that knows what was proven.
#[derive(Debug, Clone)]
pub struct ShopOption {
    /// Which.
    pub shop: Tenant,
    /// Whether the proof opens it. Otherwise the shop's own sign-in page is the way on: the shop does not offer sign-in
    /// by such an address, or the customer has signed out everywhere there since.
    pub opens: bool,
}

impl Storage {
    /// The shops that know what was proven, by name; none without a proof that still stands.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn shops_for_proof(&self, proof: &LinkToken) -> Result<Option<Vec<ShopOption>>, Error> {
        let tx = self.db().read(Reach::Platform).await?;
        let sql = format!("SELECT {PROVEN} FROM client_logins WHERE {}", standing(&tx));
        match tx.one(&sql, values![hash(proof)]).await? {
            Some(row) => shops_for_proof(&tx, &Proven::of(&row)?).await.map(Some),
            None => Ok(None),
        }
    }

    /// Uses the proof up for one of the places that it opens; answers what [`Storage::redeem_handoff`] takes on that
    /// shop's `host`.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn choose_place(&self, proof: &LinkToken, slug: &Slug, host: &str) -> Result<Option<LinkToken>, Error> {
        let tx = self.db().write(Reach::Platform).await?;
        let Some(proven) = use_up(&tx, proof).await? else { return Ok(None) };
        let places = shops_for_proof(&tx, &proven).await?;
        let Some(place) = places.iter().find(|place| place.opens && place.shop.slug == *slug) else { return Ok(None) };
        let Some(token) = hand_over(self, &tx, &proven, &place.shop, host).await? else { return Ok(None) };
        tx.commit().await?;
        Ok(Some(token))
    }
}

/// Uses a proof up, for one place: of two choices at once, one is made.
pub(super) async fn use_up(tx: &Tx, proof: &LinkToken) -> Result<Option<Proven>, Error> {
    let sql =
        format!("UPDATE client_logins SET chosen_at = {} WHERE {} RETURNING {PROVEN}", tx.now_sql(), standing(tx));
    tx.one(&sql, values![hash(proof)]).await?.map(|row| Proven::of(&row)).transpose()
}

pub(super) async fn shops_for_proof(tx: &Tx, proven: &Proven) -> Result<Vec<ShopOption>, Error> {
    let sql = format!(
        "SELECT c.tenant_id AS id, min(CASE WHEN {counts} THEN 1 ELSE 0 END) = 1 AS counts
         FROM customers c JOIN tenants t ON t.id = c.tenant_id AND t.state = 'active'
         WHERE c.{theirs} GROUP BY c.tenant_id LIMIT {MOST_SHOPS}",
        counts = still_counts_sql(tx.get_database_backend(), "c", "$1"),
        theirs = Columns::of(&proven.contact).are(2)
    );
    let rows = tx.all(&sql, with_keys(values![proven.at], &proven.contact)).await?;
    let counts = rows.iter().map(|row| Ok((row.read::<Uuid>("id")?, row.read::<bool>("counts")?)));
    let counts = counts.collect::<Result<HashMap<_, _>, Error>>()?;
    let shops = tenant::Entity::find().filter(tenant::Column::Id.is_in(counts.keys().copied()));
    let shops = shops.order_by_asc(tenant::Column::Name).order_by_asc(tenant::Column::Id).all(tx).await?;
    let place = |shop: tenant::Model| {
        let counts = counts.get(&shop.id).copied().unwrap_or(false);
        let shop = Tenant::try_from(shop)?;
        Ok(ShopOption { opens: counts && shop.sign_in.accept(&proven.contact), shop })
    };
    shops.into_iter().map(place).collect()
}

/// Which of several records that the shop has with this address is asked there.
pub(super) async fn hand_over(
    storage: &Storage,
    tx: &Tx,
    proven: &Proven,
    shop: &Tenant,
    host: &str,
) -> Result<Option<LinkToken>, Error> {
    let sql = format!(
        "SELECT id FROM customers WHERE tenant_id = $1 AND {} ORDER BY last_seen_at DESC NULLS LAST, id LIMIT 1",
        Columns::of(&proven.contact).are(2)
    );
    let row = tx.one(&sql, with_keys(values![shop.id.uuid()], &proven.contact)).await?;
    let Some(row) = row else { return Ok(None) };
    let customer: CustomerId = row.read::<Uuid>("id")?.into();
    handoff::mint(storage, tx, (shop.id, customer), host, proven).await.map(Some)
}

/// The proof `$1` stands: proven lately, and not used up by a choice.
fn standing(tx: &Tx) -> String {
    format!("proof_hash = $1 AND chosen_at IS NULL AND proof_expires_at > {}", tx.now_sql())
}
