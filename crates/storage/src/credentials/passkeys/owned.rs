//! The passkeys of a signed-in person: listing, adding, removing. Changes by staff and operators are in the audit log.

use forecourt_domain::ids::PasskeyId;
use sea_orm::QueryResult;
use uuid::Uuid;

use super::{NewPasskey, Passkey, PasskeyOwner, Rows};
use crate::audit::{Action, Subject};
use crate::credentials::passwords::Proven;
use crate::db::row::Row;
use crate::db::{Tx, values};
use crate::scope::{CustomerScope, TenantScope};
use crate::{Error, Storage};

/// More keys than anybody carries.
const AT_MOST: u32 = 20;

impl CustomerScope {
    /// The customer's passkeys, oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn passkeys(&self) -> Result<Vec<Passkey>, Error> {
        list(&self.read().await?, Rows::Shop(self.grant.tenant_id), PasskeyOwner::Customer(self.grant.customer_id))
            .await
    }
}

impl Proven<'_> {
    /// Adds a passkey; answers false when it is registered already.
    ///
    /// # Errors
    /// [`Error::SignedOut`] when the session has ended meanwhile; [`Error::Unavailable`] when the database does not answer.
    pub async fn add_passkey(&self, new: NewPasskey) -> Result<bool, Error> {
        let scope = self.scope;
        let tx = self.write().await?;
        let owner = PasskeyOwner::Customer(scope.grant.customer_id);
        if !insert(&scope.storage, &tx, Rows::Shop(scope.grant.tenant_id), owner, new).await? {
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Removes a passkey; answers whether it was the customer's.
    ///
    /// # Errors
    /// [`Error::SignedOut`] when the session has ended meanwhile; [`Error::Unavailable`] when the database does not answer.
    pub async fn remove_passkey(&self, id: PasskeyId) -> Result<bool, Error> {
        let scope = self.scope;
        let tx = self.write().await?;
        let owner = PasskeyOwner::Customer(scope.grant.customer_id);
        let removed = remove(&tx, Rows::Shop(scope.grant.tenant_id), owner, id).await?;
        tx.commit().await?;
        Ok(removed)
    }
}

impl TenantScope {
    /// One's own passkeys, oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn own_passkeys(&self) -> Result<Vec<Passkey>, Error> {
        list(&self.read().await?, Rows::Shop(self.tenant_id), PasskeyOwner::Staff(self.member().id)).await
    }

    /// Adds a passkey of one's own; answers false when it is registered already.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn add_own_passkey(&self, new: NewPasskey) -> Result<bool, Error> {
        let tx = self.write().await?;
        let owner = PasskeyOwner::Staff(self.member().id);
        if !insert(&self.storage, &tx, Rows::Shop(self.tenant_id), owner, new).await? {
            return Ok(false);
        }
        self.log(&tx, Action::PasskeyAdded, Subject::none()).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Removes a passkey of one's own; answers whether it was.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn remove_own_passkey(&self, id: PasskeyId) -> Result<bool, Error> {
        let tx = self.write().await?;
        let owner = PasskeyOwner::Staff(self.member().id);
        if !remove(&tx, Rows::Shop(self.tenant_id), owner, id).await? {
            return Ok(false);
        }
        self.log(&tx, Action::PasskeyRemoved, Subject::none()).await?;
        tx.commit().await?;
        Ok(true)
    }
}

pub(crate) async fn list(tx: &Tx, rows: Rows, owner: PasskeyOwner) -> Result<Vec<Passkey>, Error> {
    let sql = format!(
        "SELECT id, credential_id, name, created_at, last_used_at FROM {}
         WHERE {} = $1 AND {} ORDER BY created_at LIMIT {AT_MOST}",
        rows.passkeys(),
        owner.column(),
        rows.here(2)
    );
    tx.all(&sql, rows.after(values![owner.uuid()])).await?.iter().map(Passkey::from_row).collect()
}

/// Answers false when it is registered already: the transaction is of no use then.
pub(crate) async fn insert(
    storage: &Storage,
    tx: &Tx,
    rows: Rows,
    owner: PasskeyOwner,
    new: NewPasskey,
) -> Result<bool, Error> {
    let now = storage.clock().now();
    let id = PasskeyId::new(now, storage.entropy().as_ref());
    let name: String = new.name.chars().take(100).collect();
    let (column, parameter) = rows.inserting(8);
    let sql = format!(
        "INSERT INTO {} (id, {}, credential_id, static_state, dynamic_state, name, created_at{column})
         VALUES ($1, $2, $3, $4, $5, $6, $7{parameter})",
        rows.passkeys(),
        owner.column(),
    );
    let row = values![id.uuid(), owner.uuid(), new.credential_id, new.static_state, new.dynamic_state, name, now];
    match tx.run(&sql, rows.after(row)).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_unique_violation() => Ok(false),
        Err(error) => Err(error),
    }
}

pub(crate) async fn remove(tx: &Tx, rows: Rows, owner: PasskeyOwner, id: PasskeyId) -> Result<bool, Error> {
    let sql = format!("DELETE FROM {} WHERE id = $1 AND {} = $2 AND {}", rows.passkeys(), owner.column(), rows.here(3));
    Ok(tx.run(&sql, rows.after(values![id.uuid(), owner.uuid()])).await? > 0)
}

impl Passkey {
    fn from_row(row: &QueryResult) -> Result<Self, Error> {
        Ok(Self {
            id: row.read::<Uuid>("id")?.into(),
            credential_id: row.read("credential_id")?,
            name: row.read("name")?,
            created_at: row.read("created_at")?,
            last_used_at: row.read("last_used_at")?,
        })
    }
}
