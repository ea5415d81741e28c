//! Customers, as staff find and keep them.

pub(crate) mod address;
pub(crate) mod forget;
pub(crate) mod search;

use chrono::{DateTime, Utc};
use forecourt_domain::contact::{Contact, Email, Phone};
use forecourt_domain::ids::{CustomerId, TenantId};
use forecourt_domain::search::Query;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryResult, QuerySelect, Value,
};

use crate::db::entities::customer;
use crate::db::row::Row;
use crate::db::{Tx, values};
use crate::links::portal::LinkSummary;
use crate::scope::{CustomerScope, TenantScope};
use crate::{Error, Storage};
use search::refresh_search;

/// What a person types about a customer, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerDetails {
    /// The name.
    pub name: String,
    /// How they like to be addressed.
    pub salutation: Option<String>,
    /// Where links by email go.
    pub email: Option<Email>,
    /// Where links by SMS go.
    pub phone: Option<Phone>,
}

/// A customer's record.
#[derive(Debug, Clone)]
pub struct CustomerRecord {
    /// The id.
    pub id: CustomerId,
    /// The name.
    pub name: String,
    /// How they like to be addressed.
    pub salutation: Option<String>,
    /// Where links by email go.
    pub email: Option<Email>,
    /// Where links by SMS go.
    pub phone: Option<Phone>,
    /// When the record was made.
    pub created_at: DateTime<Utc>,
    /// When they were last in their portal.
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// A row of the list.
#[derive(Debug, Clone)]
pub struct CustomerCard {
    /// The record.
    pub record: CustomerRecord,
    /// Their newest vehicle, as people say it.
    pub vehicle: Option<String>,
    /// Their newest link.
    pub link: Option<LinkSummary>,
}

/// A page of the list.
#[derive(Debug)]
pub struct CustomersPage {
    /// The rows.
    pub rows: Vec<CustomerCard>,
    /// How many match in all.
    pub total: u64,
}

const RECORD: &str = "c.id, c.name, c.salutation, c.email, c.phone, c.created_at, c.last_seen_at";

impl TenantScope {
    /// Customers whose name, email, phone, plate, vehicle or job reference holds every word of `query`, last seen first.
    ///
    /// Three statements, whatever the size of the page. `offset` and `limit` are in rows.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn customers(&self, query: &Query, offset: u64, limit: u64) -> Result<CustomersPage, Error> {
        search::refresh_shop(self.storage.db(), self.tenant_id).await?;
        let tx = self.read().await?;
        let mut parameters: Vec<Value> = values![self.tenant_id.uuid()].into();
        let mut condition = "c.tenant_id = $1".to_owned();
        for word in query.words() {
            parameters.push(format!("%{}%", like_escaped(word)).into());
            condition.push_str(&format!(" AND c.search_text LIKE ${} ESCAPE '\\'", parameters.len()));
        }
        let count =
            tx.one(&format!("SELECT count(*) AS n FROM customers c WHERE {condition}"), parameters.clone()).await?;
        let total: i64 = count.map_or(Ok(0), |row| row.read("n"))?;
        let sql = format!(
            "SELECT {RECORD}, v.make, v.model, v.year, {link}
             FROM (SELECT * FROM customers c WHERE {condition}
                   ORDER BY c.last_seen_at DESC NULLS LAST, c.id DESC LIMIT {limit} OFFSET {offset}) c
             LEFT JOIN vehicles v ON v.tenant_id = c.tenant_id AND v.customer_id = c.id AND v.id =
               (SELECT n.id FROM vehicles n WHERE n.tenant_id = c.tenant_id AND n.customer_id = c.id ORDER BY n.id DESC LIMIT 1)
             {link_join}
             ORDER BY c.last_seen_at DESC NULLS LAST, c.id DESC",
            link = LinkSummary::columns(&tx),
            link_join = LinkSummary::JOIN,
        );
        let rows = tx.all(&sql, parameters).await?;
        let rows = rows.iter().map(CustomerCard::from_row).collect::<Result<_, _>>()?;
        Ok(CustomersPage { rows, total: u64::try_from(total).unwrap_or(0) })
    }

    /// One customer with their newest link.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn customer(&self, id: CustomerId) -> Result<Option<CustomerCard>, Error> {
        let tx = self.read().await?;
        let sql = format!(
            "SELECT {RECORD}, NULL AS make, NULL AS model, NULL AS year, {link} FROM customers c {link_join}
             WHERE c.tenant_id = $1 AND c.id = $2",
            link = LinkSummary::columns(&tx),
            link_join = LinkSummary::JOIN,
        );
        let row = tx.one(&sql, values![self.tenant_id.uuid(), id.uuid()]).await?;
        row.as_ref().map(CustomerCard::from_row).transpose()
    }

    /// Others in this shop with the same email or phone: fine for a couple, a mistake more often.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn customers_like(
        &self,
        details: &CustomerDetails,
        except: Option<CustomerId>,
    ) -> Result<Vec<CustomerRecord>, Error> {
        let tx = self.read().await?;
        let sql = format!(
            "SELECT {RECORD} FROM customers c
             WHERE c.tenant_id = $1 AND c.id <> $2 AND (c.email_key IN ($3, $4) OR c.phone IN ($5, $6)) ORDER BY c.id LIMIT 5"
        );
        let either = |keys: Option<[String; 2]>| keys.map_or([None, None], |keys| keys.map(Some)).map(Value::from);
        let email = either(details.email.as_ref().map(Email::stored_keys));
        let phone = either(details.phone.as_ref().map(Phone::stored_keys));
        let except = except.map_or(uuid::Uuid::nil(), CustomerId::uuid);
        let except = values![self.tenant_id.uuid(), except];
        let rows = tx.all(&sql, except.into_iter().chain(email).chain(phone)).await?;
        rows.iter().map(CustomerRecord::from_row).collect()
    }

    /// Adds a customer.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn add_customer(&self, details: CustomerDetails) -> Result<CustomerId, Error> {
        let now = self.storage.clock().now();
        let id = CustomerId::new(now, self.storage.entropy().as_ref());
        let tx = self.write().await?;
        let row = customer::ActiveModel {
            id: Set(id.uuid()),
            tenant_id: Set(self.tenant_id.uuid()),
            name: Set(details.name),
            salutation: Set(details.salutation),
            email_key: Set(details.email.as_ref().map(Email::key)),
            email: Set(details.email.map(|e| e.as_str().to_owned())),
            phone: Set(details.phone.map(|p| p.as_str().to_owned())),
            search_text: Set(String::new()),
            created_at: Set(now),
            updated_at: Set(now),
            last_seen_at: Set(None),
            welcomed_at: Set(None),
            ..customer::ActiveModel::unproven()
        };
        row.insert(&tx).await?;
        refresh_search(&tx, self.tenant_id.uuid(), id).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes a customer. A new email or phone ends the links that went to the old one.
    ///
    /// Answers false when there is no such customer.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn change_customer(&self, id: CustomerId, details: CustomerDetails) -> Result<bool, Error> {
        let tx = self.write().await?;
        let Some(model) = self.customer_model(&tx, id).await? else { return Ok(false) };
        let email = details.email.as_ref().map(|e| e.as_str().to_owned());
        let phone = details.phone.as_ref().map(|p| p.as_str().to_owned());
        // Another spelling is the same inbox, or the same line; what is stored may be one of an earlier version.
        let key = |stored: &Option<String>| {
            let stored = stored.as_deref()?;
            Some(stored.parse::<Contact>().map_or_else(|_| stored.to_owned(), |contact| contact.key()))
        };
        let email_stays = key(&model.email) == details.email.as_ref().map(Email::key);
        let phone_stays = key(&model.phone) == details.phone.as_ref().map(Phone::key);
        if model.email != email || !phone_stays {
            end_what_was_sent(&tx, self.tenant_id.uuid(), id).await?;
        }
        // The owner of the old address may have set credentials.
        let was_proven =
            (!email_stays && model.email_proven_at.is_some()) || (!phone_stays && model.phone_proven_at.is_some());
        if was_proven {
            forget::forget_all(&tx, self.tenant_id.uuid(), id.uuid()).await?;
        }
        let mut row: customer::ActiveModel = model.into();
        if !email_stays {
            row.email_proven_at = Set(None);
        }
        if !phone_stays {
            row.phone_proven_at = Set(None);
        }
        row.name = Set(details.name);
        row.salutation = Set(details.salutation);
        row.email_key = Set(details.email.as_ref().map(Email::key));
        row.email = Set(email);
        row.phone = Set(phone);
        row.updated_at = Set(self.storage.clock().now());
        row.update(&tx).await?;
        // The old address may belong to another person now: sessions that it began end.
        if !email_stays || !phone_stays {
            let sql =
                format!("UPDATE customers SET sessions_valid_from = {} WHERE tenant_id = $1 AND id = $2", tx.now_sql());
            tx.run(&sql, values![self.tenant_id.uuid(), id.uuid()]).await?;
        }
        refresh_search(&tx, self.tenant_id.uuid(), id).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The row, locked until the transaction ends (SQLite has one writer anyway).
    pub(crate) async fn customer_model(&self, tx: &Tx, id: CustomerId) -> Result<Option<customer::Model>, Error> {
        Ok(customer::Entity::find()
            .filter(customer::Column::TenantId.eq(self.tenant_id.uuid()))
            .filter(customer::Column::Id.eq(id.uuid()))
            .lock_exclusive()
            .one(tx)
            .await?)
    }
}

/// Ends the links and codes that went to an address which is not the customer's any more.
pub(crate) async fn end_what_was_sent(tx: &Tx, tenant_id: uuid::Uuid, id: CustomerId) -> Result<(), Error> {
    const BECAUSE: &str = "contact changed";
    crate::links::portal::retire_all(tx, tenant_id, id.uuid(), BECAUSE).await?;
    crate::links::action::end_all(tx, tenant_id, id.uuid()).await?;
    crate::links::sign_in::end_all(tx, tenant_id, id.uuid(), BECAUSE).await
}

/// Adds a customer who has just proved that the address is theirs; answers their id.
pub(crate) async fn insert_newcomer(
    storage: &Storage,
    tx: &Tx,
    tenant_id: TenantId,
    name: &str,
    contact: &Contact,
    password_hash: Option<String>,
) -> Result<uuid::Uuid, Error> {
    let now = storage.clock().now();
    let id = CustomerId::new(now, storage.entropy().as_ref());
    let (email, phone) = match contact {
        Contact::Email(email) => (Some(email), None),
        Contact::Phone(phone) => (None, Some(phone)),
    };
    let row = customer::ActiveModel {
        id: Set(id.uuid()),
        tenant_id: Set(tenant_id.uuid()),
        name: Set(name.to_owned()),
        salutation: Set(None),
        email_key: Set(email.map(Email::key)),
        email: Set(email.map(|email| email.as_str().to_owned())),
        phone: Set(phone.map(|phone| phone.as_str().to_owned())),
        search_text: Set(String::new()),
        created_at: Set(now),
        updated_at: Set(now),
        last_seen_at: Set(None),
        welcomed_at: Set(None),
        password_set_at: Set(password_hash.as_ref().map(|_| now)),
        password_hash: Set(password_hash),
        email_proven_at: Set(email.map(|_| now)),
        phone_proven_at: Set(phone.map(|_| now)),
        ..customer::ActiveModel::unproven()
    };
    row.insert(tx).await?;
    refresh_search(tx, tenant_id.uuid(), id).await?;
    Ok(id.uuid())
}

impl CustomerScope {
    /// Notes that the welcome strip has been closed.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn dismiss_welcome(&self) -> Result<(), Error> {
        let tx = self.write().await?;
        let sql = format!(
            "UPDATE customers SET welcomed_at = {} WHERE tenant_id = $1 AND id = $2 AND welcomed_at IS NULL",
            tx.now_sql()
        );
        tx.run(&sql, self.key()).await?;
        tx.commit().await
    }
}

pub(crate) fn like_escaped(word: &str) -> String {
    word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

impl CustomerRecord {
    pub(crate) fn from_row(row: &QueryResult) -> Result<Self, Error> {
        let corrupt = |what| Error::Corrupt { what };
        Ok(Self {
            id: row.read::<uuid::Uuid>("id")?.into(),
            name: row.read("name")?,
            salutation: row.read("salutation")?,
            email: row
                .read::<Option<String>>("email")?
                .map(|e| e.parse())
                .transpose()
                .map_err(|_| corrupt("email address"))?,
            phone: row
                .read::<Option<String>>("phone")?
                .map(|p| p.parse())
                .transpose()
                .map_err(|_| corrupt("phone number"))?,
            created_at: row.read("created_at")?,
            last_seen_at: row.read("last_seen_at")?,
        })
    }
}

impl CustomerCard {
    fn from_row(row: &QueryResult) -> Result<Self, Error> {
        let vehicle = match row.read::<Option<String>>("make")? {
            Some(make) => {
                let year = row.read::<Option<i32>>("year")?.map(|y| format!("{y} ")).unwrap_or_default();
                Some(format!("{year}{make} {}", row.read::<String>("model")?))
            }
            None => None,
        };
        Ok(Self { record: CustomerRecord::from_row(row)?, vehicle, link: LinkSummary::from_row(row)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_a_pattern_mean_themselves() {
        assert_eq!(like_escaped("100%_\\"), "100\\%\\_\\\\");
    }
}
