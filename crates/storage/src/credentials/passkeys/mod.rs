//! Passkeys (WebAuthn credentials) of customers, staff and operators, and the ceremonies that are under way. What they
//! prove is checked above us, in `auth::passkeys`.
//!
//! A passkey is good at one host: a shop's, or the operators', whose passkeys lie in tables of the platform's own. What
//! each of the three does with theirs is in `owned`.

pub(crate) mod owned;

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::auth_method::AuthMethod;
use forecourt_domain::ids::{CustomerId, OperatorId, PasskeyId, StaffMemberId, TenantId};
use forecourt_domain::token::SignInToken;
use sea_orm::Value;
use uuid::Uuid;

use super::passwords::proving;
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Reach, Tx, values};
use crate::scope::CustomerGrant;
use crate::shops::Tenant;
use crate::{Error, Storage};

/// How long a person may take to touch their key.
const CEREMONY_LIFETIME: TimeDelta = TimeDelta::minutes(5);

/// Where a passkey is good.
#[derive(Debug, Clone, Copy)]
pub enum PasskeyHost<'a> {
    /// At a shop.
    Shop(&'a Tenant),
    /// At the operators' console.
    Console,
}

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
    /// The name of the device that created it.
    pub name: String,
}

/// Whose a passkey is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyOwner {
    /// A customer's.
    Customer(CustomerId),
    /// A staff member's.
    Staff(StaffMemberId),
    /// An operator's.
    Operator(OperatorId),
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
    /// When it was found, by the database's clock: what ends sessions after that ends the one it earns.
    pub(crate) found_at: DateTime<Utc>,
}

/// The rows of one host: the tables, and which of their rows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rows {
    Shop(TenantId),
    Console,
}

impl PasskeyOwner {
    /// What authenticators know its owner by.
    pub fn uuid(self) -> Uuid {
        match self {
            Self::Customer(id) => id.uuid(),
            Self::Staff(id) => id.uuid(),
            Self::Operator(id) => id.uuid(),
        }
    }

    const fn column(self) -> &'static str {
        match self {
            Self::Customer(_) => "customer_id",
            Self::Staff(_) => "staff_member_id",
            Self::Operator(_) => "operator_id",
        }
    }
}

impl Storage {
    /// Keeps what a ceremony that has begun must remember; the answer names it, once.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn begin_ceremony(&self, host: PasskeyHost<'_>, state: &[u8]) -> Result<SignInToken, Error> {
        let rows = Rows::from(host);
        let token = SignInToken::new(self.entropy().as_ref());
        let tx = self.db().write(rows.reach()).await?;
        let (column, parameter) = rows.inserting(3);
        let sql = format!(
            "INSERT INTO {} (id_hash, state, expires_at{column}) VALUES ($1, $2, {}{parameter})",
            rows.ceremonies(),
            tx.later_sql(CEREMONY_LIFETIME)
        );
        tx.run(&sql, rows.after(values![hash(&token), state.to_vec()])).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Ends a ceremony: of two that finish it at once, one does.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn end_ceremony(&self, host: PasskeyHost<'_>, token: &SignInToken) -> Result<Option<Vec<u8>>, Error> {
        let rows = Rows::from(host);
        let tx = self.db().write(rows.reach()).await?;
        let sql = format!(
            "DELETE FROM {} WHERE id_hash = $1 AND expires_at > {} AND {} RETURNING state",
            rows.ceremonies(),
            tx.now_sql(),
            rows.here(2)
        );
        let row = tx.one(&sql, rows.after(values![hash(token)])).await?;
        tx.commit().await?;
        row.map(|row| row.read("state")).transpose()
    }

    /// The passkey with that credential id.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn passkey(&self, host: PasskeyHost<'_>, credential_id: &[u8]) -> Result<Option<StoredPasskey>, Error> {
        let rows = Rows::from(host);
        let tx = self.db().read(rows.reach()).await?;
        let sql = format!(
            "SELECT id, {}, static_state, dynamic_state, {} AS found_at FROM {} WHERE credential_id = $1 AND {}",
            rows.owners(),
            tx.now_sql(),
            rows.passkeys(),
            rows.here(2)
        );
        let Some(row) = tx.one(&sql, rows.after(values![credential_id.to_vec()])).await? else { return Ok(None) };
        let id = |column| row.read::<Option<Uuid>>(column);
        let owner = match (id("customer_id")?, id("staff_member_id")?, id("operator_id")?) {
            (Some(id), None, None) => PasskeyOwner::Customer(id.into()),
            (None, Some(id), None) => PasskeyOwner::Staff(id.into()),
            (None, None, Some(id)) => PasskeyOwner::Operator(id.into()),
            _ => return Err(Error::Corrupt { what: "passkey" }),
        };
        Ok(Some(StoredPasskey {
            id: row.read::<Uuid>("id")?.into(),
            owner,
            static_state: row.read("static_state")?,
            dynamic_state: row.read("dynamic_state")?,
            found_at: row.read("found_at")?,
        }))
    }

    /// Notes that a passkey was used, with what its authenticator counts; answers whether it is still there.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn passkey_used(
        &self,
        host: PasskeyHost<'_>,
        id: PasskeyId,
        dynamic_state: &[u8],
    ) -> Result<bool, Error> {
        let rows = Rows::from(host);
        let tx = self.db().write(rows.reach()).await?;
        let sql = format!(
            "UPDATE {} SET dynamic_state = $1, last_used_at = {} WHERE id = $2 AND {}",
            rows.passkeys(),
            tx.now_sql(),
            rows.here(3)
        );
        let there = tx.run(&sql, rows.after(values![dynamic_state.to_vec(), id.uuid()])).await? == 1;
        tx.commit().await?;
        Ok(there)
    }

    /// Turns a checked passkey of a customer into its grant. The caller says that it was right.
    pub fn passkey_proven(&self, tenant: &Tenant, passkey: &StoredPasskey) -> Option<CustomerGrant> {
        match passkey.owner {
            PasskeyOwner::Customer(id) => Some(proving(tenant, id, AuthMethod::Passkey, passkey.found_at)),
            PasskeyOwner::Staff(_) | PasskeyOwner::Operator(_) => None,
        }
    }
}

/// Deletes unfinished ceremonies, by the condition on when they could have ended.
pub(crate) async fn sweep_ceremonies(tx: &Tx, ended: &str) -> Result<u64, Error> {
    let mut swept = 0;
    for table in ["passkey_ceremonies", "operator_passkey_ceremonies"] {
        swept += tx.run(&format!("DELETE FROM {table} WHERE expires_at < {ended}"), []).await?;
    }
    Ok(swept)
}

impl From<PasskeyHost<'_>> for Rows {
    fn from(host: PasskeyHost<'_>) -> Self {
        match host {
            PasskeyHost::Shop(tenant) => Self::Shop(tenant.id),
            PasskeyHost::Console => Self::Console,
        }
    }
}

impl Rows {
    const fn reach(self) -> Reach {
        match self {
            Self::Shop(tenant) => Reach::Tenant(tenant),
            Self::Console => Reach::Platform,
        }
    }

    const fn passkeys(self) -> &'static str {
        match self {
            Self::Shop(_) => "passkeys",
            Self::Console => "operator_passkeys",
        }
    }

    const fn ceremonies(self) -> &'static str {
        match self {
            Self::Shop(_) => "passkey_ceremonies",
            Self::Console => "operator_passkey_ceremonies",
        }
    }

    /// The columns of all owners, those that the table has not as NULL.
    const fn owners(self) -> &'static str {
        match self {
            Self::Shop(_) => "customer_id, staff_member_id, NULL AS operator_id",
            Self::Console => "NULL AS customer_id, NULL AS staff_member_id, operator_id",
        }
    }

    /// The condition that holds here, whose parameter, if it has one, is number `at`.
    fn here(self, at: usize) -> String {
        match self {
            Self::Shop(_) => format!("tenant_id = ${at}"),
            Self::Console => "true".to_owned(),
        }
    }

    /// What an insert says further, as columns and as parameters from number `at`.
    fn inserting(self, at: usize) -> (&'static str, String) {
        match self {
            Self::Shop(_) => (", tenant_id", format!(", ${at}")),
            Self::Console => ("", String::new()),
        }
    }

    /// The parameters of a statement, with that of [`Rows::here`] or [`Rows::inserting`] after them.
    fn after<const N: usize>(self, first: [Value; N]) -> Vec<Value> {
        let tenant = match self {
            Self::Shop(tenant) => Some(tenant.uuid().into()),
            Self::Console => None,
        };
        first.into_iter().chain(tenant).collect()
    }
}
