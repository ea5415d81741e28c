//! The shops that know what was proven, and the hand-over to one of them.

use forecourt_domain::contact::Contact;
use forecourt_domain::ids::{CustomerId, TenantId};
use forecourt_domain::tenant::Slug;
use forecourt_domain::token::LinkToken;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::contact;
use crate::customers::Columns;
use crate::db::{Reach, Tx, values};
use crate::entities::tenant;
use crate::portal_links::hash as secret_hash;
use crate::scope::Row;
use crate::{Error, Storage, Tenant};

/// More shops than anybody is a customer of.
const MOST_SHOPS: u32 = 50;

impl Storage {
    /// The shops that know what was proven, by name; none without a proof that still stands.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn places(&self, proof: &LinkToken) -> Result<Option<Vec<Tenant>>, Error> {
        let tx = self.db().read(Reach::Platform).await?;
        let sql = format!("SELECT recipient_key FROM client_logins WHERE {}", standing(&tx));
        let Some(row) = tx.one(&sql, values![secret_hash(proof)]).await? else { return Ok(None) };
        let proven = contact(&row.read::<String>("recipient_key")?)?;
        places(&tx, &proven).await.map(Some)
    }

    /// Uses the proof up for one of its places; answers what [`Storage::redeem_handoff`] takes on that shop's `host`.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn choose_place(&self, proof: &LinkToken, slug: &Slug, host: &str) -> Result<Option<LinkToken>, Error> {
        let tx = self.db().write(Reach::Platform).await?;
        let Some(token) = hand_over(self, &tx, proof, slug, host).await? else { return Ok(None) };
        tx.commit().await?;
        Ok(Some(token))
    }
}

pub(super) async fn places(tx: &Tx, proven: &Contact) -> Result<Vec<Tenant>, Error> {
    let sql = format!(
        "SELECT DISTINCT c.tenant_id AS id FROM customers c JOIN tenants t ON t.id = c.tenant_id AND t.state = 'active'
         WHERE c.{} = $1 LIMIT {MOST_SHOPS}",
        Columns::of(proven).key
    );
    let ids: Vec<Uuid> =
        tx.all(&sql, values![proven.key()]).await?.iter().map(|row| row.read("id")).collect::<Result<_, _>>()?;
    let shops = tenant::Entity::find().filter(tenant::Column::Id.is_in(ids));
    let shops = shops.order_by_asc(tenant::Column::Name).order_by_asc(tenant::Column::Id).all(tx).await?;
    shops.into_iter().map(Tenant::try_from).collect()
}

/// Which of several records that the shop has with this address is asked there.
pub(super) async fn hand_over(
    storage: &Storage,
    tx: &Tx,
    proof: &LinkToken,
    slug: &Slug,
    host: &str,
) -> Result<Option<LinkToken>, Error> {
    let sql = format!(
        "UPDATE client_logins SET chosen_at = {} WHERE {} RETURNING recipient_key, proved_by",
        tx.now_sql(),
        standing(tx)
    );
    let Some(row) = tx.one(&sql, values![secret_hash(proof)]).await? else { return Ok(None) };
    let key: String = row.read("recipient_key")?;
    let sql = format!(
        "SELECT t.id, c.id AS customer_id FROM customers c JOIN tenants t ON t.id = c.tenant_id AND t.state = 'active'
         WHERE t.slug = $1 AND c.{} = $2 ORDER BY c.last_seen_at DESC NULLS LAST, c.id LIMIT 1",
        Columns::of(&contact(&key)?).key
    );
    let Some(place) = tx.one(&sql, values![slug.as_str(), key.as_str()]).await? else { return Ok(None) };
    let tenant_id: TenantId = place.read::<Uuid>("id")?.into();
    let customer_id: CustomerId = place.read::<Uuid>("customer_id")?.into();
    let by: String = row.read("proved_by")?;
    crate::handoffs::mint(storage, tx, tenant_id, customer_id, host, &key, &by).await.map(Some)
}

/// The proof `$1` stands: proven lately, and not used up by a choice.
fn standing(tx: &Tx) -> String {
    format!("proof_hash = $1 AND chosen_at IS NULL AND proof_expires_at > {}", tx.now_sql())
}
