//! Passkeys (WebAuthn credentials) of customers and staff, and the ceremonies that are under way. What they prove is
//! checked above us, in `auth::passkeys`.

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::ids::{CustomerId, PasskeyId, StaffMemberId};
use forecourt_domain::token::SignInToken;
use forecourt_domain::way::Way;
use sea_orm::{ActiveValue::Set, EntityTrait, QueryResult};
use uuid::Uuid;

use super::credentials::{Proven, proving};
use super::hash;
use crate::db::{Reach, Tx, values};
use crate::entities::passkey;
use crate::scope::{CustomerGrant, CustomerScope, Row, TenantScope};
use crate::{Error, Storage, Tenant};

/// How long somebody may take to touch their key.
const CEREMONY_LIFETIME: TimeDelta = TimeDelta::minutes(5);
/// More keys than anybody carries.
const AT_MOST: u32 = 20;

/// A passkey, as its owner sees it.
#[derive(Debug, Clone)]
pub struct Passkey {
    /// Its row.
    pub id: PasskeyId,
    /// What its authenticator calls it.
    pub credential_id: Vec<u8>,
    /// Where it was made: "Chrome on Android".
    pub name: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A passkey that has just been made.
#[derive(Debug, Clone)]
pub struct NewPasskey {
    /// What its authenticator calls it.
    pub credential_id: Vec<u8>,
    /// Its public key, encoded.
    pub static_state: Vec<u8>,
    /// Its counter and flags, encoded.
    pub dynamic_state: Vec<u8>,
    /// Where it was made.
    pub name: String,
}

/// Whose a passkey is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyOwner {
    /// A customer's.
    Customer(CustomerId),
    /// A staff member's.
    Staff(StaffMemberId),
}

/// A passkey to be checked, and the grant that it earns.
#[derive(Debug)]
pub struct StoredPasskey {
    /// Its row.
    pub id: PasskeyId,
    /// Whose it is.
    pub owner: PasskeyOwner,
    /// Its public key, encoded.
    pub static_state: Vec<u8>,
    /// Its counter and flags, encoded.
    pub dynamic_state: Vec<u8>,
    /// When it was read, by the database's clock.
    pub(crate) read_at: DateTime<Utc>,
}

impl PasskeyOwner {
    /// What authenticators know its owner by.
    pub fn uuid(self) -> Uuid {
        match self {
            Self::Customer(id) => id.uuid(),
            Self::Staff(id) => id.uuid(),
        }
    }

    fn column(self) -> &'static str {
        match self {
            Self::Customer(_) => "customer_id",
            Self::Staff(_) => "staff_member_id",
        }
    }
}

impl Storage {
    /// Keeps what a ceremony that has begun must remember; the answer names it, once.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn begin_ceremony(&self, tenant: &Tenant, state: &[u8]) -> Result<SignInToken, Error> {
        let token = SignInToken::new(self.entropy().as_ref());
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "INSERT INTO passkey_ceremonies (tenant_id, id_hash, state, expires_at) VALUES ($1, $2, $3, {})",
            tx.later_sql(CEREMONY_LIFETIME)
        );
        tx.run(&sql, values![tenant.id.uuid(), hash(&token), state.to_vec()]).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Ends a ceremony: of two that finish it at once, one does.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn end_ceremony(&self, tenant: &Tenant, token: &SignInToken) -> Result<Option<Vec<u8>>, Error> {
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "DELETE FROM passkey_ceremonies WHERE tenant_id = $1 AND id_hash = $2 AND expires_at > {} RETURNING state",
            tx.now_sql()
        );
        let row = tx.one(&sql, values![tenant.id.uuid(), hash(token)]).await?;
        tx.commit().await?;
        row.map(|row| row.read("state")).transpose()
    }

    /// The passkey with that credential id.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn passkey(&self, tenant: &Tenant, credential_id: &[u8]) -> Result<Option<StoredPasskey>, Error> {
        let tx = self.db().read(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "SELECT id, customer_id, staff_member_id, static_state, dynamic_state, {now} AS now FROM passkeys
             WHERE tenant_id = $1 AND credential_id = $2",
            now = tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![tenant.id.uuid(), credential_id.to_vec()]).await? else { return Ok(None) };
        let customer: Option<Uuid> = row.read("customer_id")?;
        let staff: Option<Uuid> = row.read("staff_member_id")?;
        let owner = match (customer, staff) {
            (Some(id), _) => PasskeyOwner::Customer(id.into()),
            (None, Some(id)) => PasskeyOwner::Staff(id.into()),
            (None, None) => return Err(Error::Corrupt { what: "passkey" }),
        };
        Ok(Some(StoredPasskey {
            id: row.read::<Uuid>("id")?.into(),
            owner,
            static_state: row.read("static_state")?,
            dynamic_state: row.read("dynamic_state")?,
            read_at: row.read("now")?,
        }))
    }

    /// Notes that a passkey was used, with what its authenticator counts.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn passkey_used(&self, tenant: &Tenant, id: PasskeyId, dynamic_state: &[u8]) -> Result<(), Error> {
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "UPDATE passkeys SET dynamic_state = $3, last_used_at = {} WHERE tenant_id = $1 AND id = $2",
            tx.now_sql()
        );
        tx.run(&sql, values![tenant.id.uuid(), id.uuid(), dynamic_state.to_vec()]).await?;
        tx.commit().await
    }

    /// Turns a checked passkey of a customer into its grant. The caller says that it was right.
    pub fn passkey_proven(&self, tenant: &Tenant, passkey: &StoredPasskey) -> Option<CustomerGrant> {
        match passkey.owner {
            PasskeyOwner::Customer(id) => Some(proving(tenant, id, Way::Passkey, passkey.read_at)),
            PasskeyOwner::Staff(_) => None,
        }
    }
}

impl CustomerScope {
    /// The customer's passkeys, oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn passkeys(&self) -> Result<Vec<Passkey>, Error> {
        let tx = self.read().await?;
        list(&tx, self.grant.tenant_id.uuid(), PasskeyOwner::Customer(self.grant.customer_id)).await
    }
}

impl Proven<'_> {
    /// Adds a passkey; answers false when somebody has it already.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn add_passkey(&self, new: NewPasskey) -> Result<bool, Error> {
        let scope = self.scope;
        let tx = scope.write().await?;
        let owner = PasskeyOwner::Customer(scope.grant.customer_id);
        insert(&scope.storage, tx, scope.grant.tenant_id.uuid(), owner, new).await
    }

    /// Removes a passkey; answers whether it was the customer's.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn remove_passkey(&self, id: PasskeyId) -> Result<bool, Error> {
        let scope = self.scope;
        let tx = scope.write().await?;
        remove(tx, scope.grant.tenant_id.uuid(), PasskeyOwner::Customer(scope.grant.customer_id), id).await
    }
}

impl TenantScope {
    /// One's own passkeys, oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn own_passkeys(&self) -> Result<Vec<Passkey>, Error> {
        list(&self.read().await?, self.tenant_id.uuid(), PasskeyOwner::Staff(self.member().id)).await
    }

    /// Adds a passkey of one's own; answers false when somebody has it already.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn add_own_passkey(&self, new: NewPasskey) -> Result<bool, Error> {
        let tx = self.write().await?;
        insert(&self.storage, tx, self.tenant_id.uuid(), PasskeyOwner::Staff(self.member().id), new).await
    }

    /// Removes a passkey of one's own; answers whether it was.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn remove_own_passkey(&self, id: PasskeyId) -> Result<bool, Error> {
        let tx = self.write().await?;
        remove(tx, self.tenant_id.uuid(), PasskeyOwner::Staff(self.member().id), id).await
    }
}

async fn list(tx: &Tx, tenant_id: Uuid, owner: PasskeyOwner) -> Result<Vec<Passkey>, Error> {
    let sql = format!(
        "SELECT id, credential_id, name, created_at, last_used_at FROM passkeys
         WHERE tenant_id = $1 AND {} = $2 ORDER BY created_at LIMIT {AT_MOST}",
        owner.column()
    );
    tx.all(&sql, values![tenant_id, owner.uuid()]).await?.iter().map(Passkey::from_row).collect()
}

async fn insert(
    storage: &Storage,
    tx: Tx,
    tenant_id: Uuid,
    owner: PasskeyOwner,
    new: NewPasskey,
) -> Result<bool, Error> {
    let now = storage.clock().now();
    let id = PasskeyId::new(now, storage.entropy().as_ref());
    let NewPasskey { credential_id, static_state, dynamic_state, name } = new;
    let (customer_id, staff_member_id) = match owner {
        PasskeyOwner::Customer(id) => (Some(id.uuid()), None),
        PasskeyOwner::Staff(id) => (None, Some(id.uuid())),
    };
    let row = passkey::ActiveModel {
        id: Set(id.uuid()),
        tenant_id: Set(tenant_id),
        customer_id: Set(customer_id),
        staff_member_id: Set(staff_member_id),
        credential_id: Set(credential_id),
        static_state: Set(static_state),
        dynamic_state: Set(dynamic_state),
        name: Set(name.chars().take(100).collect()),
        created_at: Set(now),
        last_used_at: Set(None),
    };
    match passkey::Entity::insert(row).exec_without_returning(&tx).await.map_err(Error::from) {
        Ok(_) => {}
        Err(error) if error.is_unique_violation() => return Ok(false),
        Err(error) => return Err(error),
    }
    tx.commit().await?;
    Ok(true)
}

async fn remove(tx: Tx, tenant_id: Uuid, owner: PasskeyOwner, id: PasskeyId) -> Result<bool, Error> {
    let sql = format!("DELETE FROM passkeys WHERE tenant_id = $1 AND {} = $2 AND id = $3", owner.column());
    let removed = tx.run(&sql, values![tenant_id, owner.uuid(), id.uuid()]).await?;
    tx.commit().await?;
    Ok(removed > 0)
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
