//! Invitations to work at a shop, and what is checked when staff sign in.

use chrono::TimeDelta;
use forecourt_domain::contact::Email;
use forecourt_domain::ids::{InvitationId, StaffMemberId, TenantId};
use forecourt_domain::token::LinkToken;

use super::sign_in::{HalfStaff, StaffProof};
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Reach, Tx, values};
use crate::scope::{StaffGrant, StaffMember};
use crate::shops::Tenant;
use crate::{Error, Storage};

/// How long an invitation of a staff member can be used.
pub(crate) const INVITATION_LIFETIME: TimeDelta = TimeDelta::days(7);

/// Why an invitation cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationProblem {
    /// Older than a week.
    Expired,
    /// Used, replaced, another shop's, or never made.
    Invalid,
}

/// A password hash to be checked, and what a right password earns.
#[derive(Debug)]
pub struct StaffCredential {
    /// PHC string; none until the invitation is used.
    pub password_hash: Option<String>,
    grant: StaffGrant,
    second_factor: bool,
}

impl StaffCredential {
    /// Turns the checked credential into its grant, or into the right to be asked for the second factor. The caller says
    /// that the password was right.
    pub fn proven(self) -> StaffProof {
        let StaffGrant { tenant_id, staff_member_id, .. } = self.grant;
        if self.second_factor {
            StaffProof::Half(HalfStaff { tenant_id, staff_member_id })
        } else {
            StaffProof::Grant(self.grant)
        }
    }
}

impl Storage {
    /// What sign-in needs to know of a staff member.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn staff_credential(&self, tenant: &Tenant, email: &Email) -> Result<Option<StaffCredential>, Error> {
        let tx = self.db().read(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "SELECT id, password_hash, totp_seed IS NOT NULL AS second_factor, {now} AS now FROM staff_members
             WHERE tenant_id = $1 AND email_key = $2",
            now = tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![tenant.id.uuid(), email.key()]).await? else { return Ok(None) };
        Ok(Some(StaffCredential {
            password_hash: row.read("password_hash")?,
            second_factor: row.read("second_factor")?,
            grant: StaffGrant {
                tenant_id: tenant.id,
                staff_member_id: row.read::<uuid::Uuid>("id")?.into(),
                since: row.read("now")?,
            },
        }))
    }

    /// Notes a sign-in.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn staff_signed_in(&self, grant: &StaffGrant) -> Result<(), Error> {
        let tx = self.db().write(Reach::Tenant(grant.tenant_id)).await?;
        let sql =
            format!("UPDATE staff_members SET last_signed_in_at = {} WHERE tenant_id = $1 AND id = $2", tx.now_sql());
        tx.run(&sql, values![grant.tenant_id.uuid(), grant.staff_member_id.uuid()]).await?;
        tx.commit().await
    }

    /// Whom an invitation is for: looking uses nothing up.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn invitation(
        &self,
        tenant: &Tenant,
        token: &LinkToken,
    ) -> Result<Result<StaffMember, InvitationProblem>, Error> {
        let tx = self.db().read(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "SELECT m.id, m.name, m.email, m.role, i.used_at IS NOT NULL AS used, i.expires_at <= {} AS expired
             FROM staff_invitations i
             JOIN staff_members m ON m.tenant_id = i.tenant_id AND m.id = i.staff_member_id
             WHERE i.tenant_id = $1 AND i.token_hash = $2",
            tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![tenant.id.uuid(), hash(token)]).await? else {
            return Ok(Err(InvitationProblem::Invalid));
        };
        if row.read("used")? {
            Ok(Err(InvitationProblem::Invalid))
        } else if row.read("expired")? {
            Ok(Err(InvitationProblem::Expired))
        } else {
            Ok(Ok(StaffMember::from_row(&row)?))
        }
    }

    /// Uses an invitation up and sets name and password: of two at once, one succeeds. Members with a second factor are
    /// still asked for it: an inbox alone does not replace it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn accept_invitation(
        &self,
        tenant: &Tenant,
        token: &LinkToken,
        name: &str,
        password_hash: &str,
    ) -> Result<Result<StaffProof, InvitationProblem>, Error> {
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "UPDATE staff_invitations SET used_at = {now}
             WHERE tenant_id = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > {now}
             RETURNING staff_member_id",
            now = tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![tenant.id.uuid(), hash(token)]).await? else {
            return Ok(Err(InvitationProblem::Invalid));
        };
        let member: uuid::Uuid = row.read("staff_member_id")?;
        let sql = format!(
            "UPDATE staff_members SET name = $3, password_hash = $4, password_set_at = {now} WHERE tenant_id = $1 AND id = $2
             RETURNING totp_seed IS NOT NULL AS second_factor, {now} AS now",
            now = tx.now_sql()
        );
        let row = tx.one(&sql, values![tenant.id.uuid(), member, name, password_hash]).await?;
        let row = row.ok_or(Error::Corrupt { what: "staff member" })?;
        // The holder of the old password may have made a passkey with it.
        let sql = "DELETE FROM passkeys WHERE tenant_id = $1 AND staff_member_id = $2";
        tx.run(sql, values![tenant.id.uuid(), member]).await?;
        tx.commit().await?;
        let (tenant_id, staff_member_id) = (tenant.id, member.into());
        Ok(Ok(if row.read("second_factor")? {
            StaffProof::Half(HalfStaff { tenant_id, staff_member_id })
        } else {
            StaffProof::Grant(StaffGrant { tenant_id, staff_member_id, since: row.read("now")? })
        }))
    }
}

/// Writes an invitation, of which only the hash is kept.
pub(crate) async fn insert_invitation(
    tx: &Tx,
    id: InvitationId,
    tenant_id: TenantId,
    member: StaffMemberId,
    token: &LinkToken,
) -> Result<(), Error> {
    let sql = format!(
        "INSERT INTO staff_invitations (id, tenant_id, staff_member_id, token_hash, created_at, expires_at)
         VALUES ($1, $2, $3, $4, {}, {})",
        tx.now_sql(),
        tx.later_sql(INVITATION_LIFETIME)
    );
    tx.run(&sql, values![id.uuid(), tenant_id.uuid(), member.uuid(), hash(token)]).await.map(drop)
}
