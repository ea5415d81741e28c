//! What operators do in the console beyond their own sign-in: finding a customer who cannot sign in, and issuing a
//! recovery link.

use forecourt_domain::contact::{Contact, Email};
use forecourt_domain::ids::CustomerId;
use forecourt_domain::search::Query;
use forecourt_domain::token::SignInToken;
use uuid::Uuid;

use super::sessions::OperatorScope;
use crate::Error;
use crate::customers::address::{Columns, with_keys};
use crate::customers::{like_escaped, search};
use crate::db::row::Row;
use crate::db::{Reach, values};
use crate::scope::PlatformScope;
use crate::shops::Tenant;

/// A customer that an operator looked for.
#[derive(Debug, Clone)]
pub struct FoundCustomer {
    /// Their id.
    pub id: CustomerId,
    /// Their name.
    pub name: String,
    /// How the shop reaches them.
    pub contact: Option<String>,
}

impl OperatorScope {
    /// Customers of a shop whose record holds every word of `query`, to be recovered. None without a word: operators
    /// look for one person, and do not browse.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn customers(&self, tenant: &Tenant, query: &Query) -> Result<Vec<FoundCustomer>, Error> {
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let db = self.platform().storage().db();
        search::refresh_shop(db, tenant.id).await?;
        let words = query.words().iter().map(|word| format!("%{}%", like_escaped(word)));
        let mut values: Vec<sea_orm::Value> = values![tenant.id.uuid()].into();
        let mut condition = String::from("tenant_id = $1");
        for word in words {
            values.push(word.into());
            condition.push_str(&format!(" AND search_text LIKE ${} ESCAPE '\\'", values.len()));
        }
        let tx = db.read(Reach::Tenant(tenant.id)).await?;
        let sql = format!("SELECT id, name, email, phone FROM customers WHERE {condition} ORDER BY name, id LIMIT 20");
        let rows = tx.all(&sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(FoundCustomer {
                    id: row.read::<Uuid>("id")?.into(),
                    name: row.read("name")?,
                    contact: match row.read::<Option<String>>("email")? {
                        Some(email) => Some(email.parse::<Email>().map_or(email, |email| email.display())),
                        None => row.read("phone")?,
                    },
                })
            })
            .collect()
    }

    /// [`PlatformScope::recovery_link`]
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn recovery_link(&self, tenant: &Tenant, customer: CustomerId) -> Result<Option<SignInToken>, Error> {
        self.platform().recovery_link(tenant, customer).await
    }
}

impl PlatformScope {
    /// The customers of a shop with exactly this address or number.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn customers_at(&self, tenant: &Tenant, contact: &Contact) -> Result<Vec<CustomerId>, Error> {
        let theirs = Columns::of(contact).are(2);
        let tx = self.storage().db().read(Reach::Tenant(tenant.id)).await?;
        let sql = format!("SELECT id FROM customers WHERE tenant_id = $1 AND {theirs} LIMIT 2");
        let rows = tx.all(&sql, with_keys(values![tenant.id.uuid()], contact)).await?;
        rows.iter().map(|row| Ok(row.read::<Uuid>("id")?.into())).collect()
    }
}
