//! Staff whose password was right and whose second factor is still asked for.
//!
//! A [`HalfStaff`] opens nothing. It becomes a row, the row's token goes into a cookie of its own, and each answer to
//! the second question is counted before it is looked at.

use chrono::TimeDelta;
use forecourt_domain::ids::{StaffMemberId, TenantId};
use forecourt_domain::token::LinkToken;
use uuid::Uuid;

use crate::credentials::passkeys::{PasskeyOwner, StoredPasskey};
use crate::credentials::second_factors::{Holder, SecondFactor};
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Reach, values};
use crate::scope::StaffGrant;
use crate::shops::Tenant;
use crate::{Error, Storage};

/// How long the second question waits.
pub const STAFF_SIGN_IN_LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// How many answers it takes.
const TRIES: i32 = 5;

/// What a right password earned.
#[derive(Debug)]
pub enum StaffProof {
    /// All there is to ask.
    Grant(StaffGrant),
    /// The second question.
    Half(HalfStaff),
}

/// A member with a right password and a second factor.
#[derive(Debug)]
pub struct HalfStaff {
    pub(crate) tenant_id: TenantId,
    pub(crate) staff_member_id: StaffMemberId,
}

/// An answer to the second question that has been counted and may be looked at.
#[derive(Debug)]
pub struct StaffTry {
    storage: Storage,
    tenant_id: TenantId,
    staff_member_id: StaffMemberId,
    name: String,
    token_hash: Vec<u8>,
}

impl StaffProof {
    /// The grant, where nothing more is asked.
    pub fn grant(self) -> Option<StaffGrant> {
        match self {
            Self::Grant(grant) => Some(grant),
            Self::Half(_) => None,
        }
    }
}

impl Storage {
    /// Begins to ask for the second factor.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn begin_staff_sign_in(&self, half: &HalfStaff) -> Result<LinkToken, Error> {
        let token = LinkToken::new(self.entropy().as_ref());
        let tx = self.db().write(Reach::Tenant(half.tenant_id)).await?;
        let sql = format!(
            "INSERT INTO staff_sign_ins (tenant_id, staff_member_id, token_hash, tries, created_at, expires_at)
             VALUES ($1, $2, $3, 0, {now}, {end})",
            now = tx.now_sql(),
            end = tx.later_sql(STAFF_SIGN_IN_LIFETIME),
        );
        tx.run(&sql, values![half.tenant_id.uuid(), half.staff_member_id.uuid(), hash(&token)]).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Whether the second question still stands: looking counts nothing.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn staff_sign_in_stands(&self, tenant: &Tenant, token: &LinkToken) -> Result<bool, Error> {
        let tx = self.db().read(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "SELECT 1 AS one FROM staff_sign_ins
             WHERE tenant_id = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > {} AND tries < {TRIES}",
            tx.now_sql()
        );
        Ok(tx.one(&sql, values![tenant.id.uuid(), hash(token)]).await?.is_some())
    }

    /// Counts an answer; none when the question does not stand any more.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn try_staff_sign_in(&self, tenant: &Tenant, token: &LinkToken) -> Result<Option<StaffTry>, Error> {
        let token_hash = hash(token);
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "UPDATE staff_sign_ins SET tries = tries + 1
             WHERE tenant_id = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > {} AND tries < {TRIES}
             RETURNING staff_member_id",
            tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![tenant.id.uuid(), token_hash.clone()]).await? else { return Ok(None) };
        let id: Uuid = row.read("staff_member_id")?;
        let sql =
            "SELECT coalesce(nullif(name, ''), email) AS name FROM staff_members WHERE tenant_id = $1 AND id = $2";
        let Some(member) = tx.one(sql, values![tenant.id.uuid(), id]).await? else { return Ok(None) };
        let name = member.read("name")?;
        tx.commit().await?;
        Ok(Some(StaffTry { storage: self.clone(), tenant_id: tenant.id, staff_member_id: id.into(), name, token_hash }))
    }

    /// Turns a checked passkey of a staff member into their grant. The caller says that it was right.
    pub fn staff_passkey_proven(&self, tenant: &Tenant, passkey: &StoredPasskey) -> Option<StaffGrant> {
        match passkey.owner {
            PasskeyOwner::Staff(staff_member_id) => {
                Some(StaffGrant { tenant_id: tenant.id, staff_member_id, since: passkey.found_at })
            }
            PasskeyOwner::Customer(_) | PasskeyOwner::Operator(_) => None,
        }
    }

    /// Sweeps out what was asked long ago.
    pub(crate) async fn sweep_staff_sign_ins(&self) -> Result<u64, Error> {
        let tx = self.db().write(Reach::Platform).await?;
        let swept = tx.run(&format!("DELETE FROM staff_sign_ins WHERE expires_at <= {}", tx.now_sql()), []).await?;
        tx.commit().await?;
        Ok(swept)
    }
}

impl StaffTry {
    /// Who answers.
    pub fn staff_member_id(&self) -> StaffMemberId {
        self.staff_member_id
    }

    /// What the answer is compared with.
    pub fn second_factor(&self) -> SecondFactor {
        SecondFactor::new(&self.storage, Holder::Staff(self.tenant_id, self.staff_member_id), self.name.clone())
    }

    /// The answer was right: they are signed in, once. None when another request was quicker, or a password was set
    /// meanwhile.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn proven(self) -> Result<Option<StaffGrant>, Error> {
        let tx = self.storage.db().write(Reach::Tenant(self.tenant_id)).await?;
        let sql = format!(
            "UPDATE staff_sign_ins SET used_at = {now}
             WHERE tenant_id = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > {now} AND EXISTS (
               SELECT 1 FROM staff_members m
               WHERE m.tenant_id = $1 AND m.id = $3 AND (m.password_set_at IS NULL OR m.password_set_at <= staff_sign_ins.created_at))
             RETURNING {now} AS now",
            now = tx.now_sql()
        );
        let values = values![self.tenant_id.uuid(), self.token_hash, self.staff_member_id.uuid()];
        let Some(row) = tx.one(&sql, values).await? else { return Ok(None) };
        tx.commit().await?;
        let since = row.read("now")?;
        Ok(Some(StaffGrant { tenant_id: self.tenant_id, staff_member_id: self.staff_member_id, since }))
    }
}
