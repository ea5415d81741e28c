//! The team of a shop: members, invitations, roles, removal. There is always an owner left.

pub(crate) mod invitations;
mod reset;
pub(crate) mod sign_in;

use chrono::{DateTime, Utc};
use forecourt_domain::channel::SendChannel;
use forecourt_domain::contact::Email;
use forecourt_domain::ids::{InvitationId, NotificationId, StaffMemberId};
use forecourt_domain::tenant::Role;
use forecourt_domain::token::LinkToken;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::Error;
use crate::audit::{Action, Subject};
use crate::db::entities::staff_member;
use crate::db::row::Row;
use crate::db::{Tx, for_update_sql, values};
use crate::notifications::outbox::{Notification, enqueue};
use crate::scope::{StaffGrant, StaffMember, TenantScope};
use crate::team::invitations::INVITATION_LIFETIME;
use invitations::insert_invitation;

/// A member on the team page.
#[derive(Debug, Clone)]
pub struct TeamMember {
    /// Who.
    pub member: StaffMember,
    /// Whether they have set a password; until then they are invited.
    pub joined: bool,
    /// Whether their invitation has run out.
    pub invitation_expired: bool,
    /// Whether they have a second factor.
    pub second_factor: bool,
    /// When they last signed in.
    pub last_signed_in_at: Option<DateTime<Utc>>,
}

/// Why an invitation, a change of role or a removal was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamProblem {
    /// No member has this id.
    NotFound,
    /// They work here already.
    AlreadyHere,
    /// No owner would be left to run the shop.
    LastOwner,
}

const COLUMNS: &str = "m.id, m.name, m.email, m.role, m.password_hash IS NOT NULL AS joined,
       m.totp_seed IS NOT NULL AS second_factor, m.last_signed_in_at";

impl TenantScope {
    /// Everybody who works here, owners first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn team(&self) -> Result<Vec<TeamMember>, Error> {
        let tx = self.read().await?;
        let sql = format!(
            "SELECT {COLUMNS}, NOT EXISTS (SELECT 1 FROM staff_invitations i
                 WHERE i.tenant_id = m.tenant_id AND i.staff_member_id = m.id AND i.used_at IS NULL AND i.expires_at > {now}
               ) AS invitation_expired
             FROM staff_members m WHERE m.tenant_id = $1
             ORDER BY CASE m.role WHEN 'owner' THEN 0 WHEN 'manager' THEN 1 WHEN 'advisor' THEN 2 ELSE 3 END, m.created_at, m.id",
            now = tx.now_sql()
        );
        tx.all(&sql, values![self.tenant_id.uuid()]).await?.iter().map(TeamMember::from_row).collect()
    }

    /// Invites a person by mail, or invites them again: older invitations of theirs end. Existing members are left as
    /// they are.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn invite_member(&self, email: &Email, role: Role) -> Result<Result<(), TeamProblem>, Error> {
        let tx = self.write().await?;
        let sql =
            "SELECT id, password_hash IS NOT NULL AS joined FROM staff_members WHERE tenant_id = $1 AND email_key = $2";
        let known = tx.one(sql, values![self.tenant_id.uuid(), email.key()]).await?;
        let id = match known {
            Some(row) if row.read("joined")? => return Ok(Err(TeamProblem::AlreadyHere)),
            Some(row) => {
                let id: Uuid = row.read("id")?;
                let sql = "UPDATE staff_members SET role = $3 WHERE tenant_id = $1 AND id = $2";
                tx.run(sql, values![self.tenant_id.uuid(), id, role.as_str()]).await?;
                id.into()
            }
            None => self.insert_member(&tx, email, role).await?,
        };
        self.send_invitation(&tx, id, email).await?;
        self.log(&tx, Action::StaffInvited, Subject::staff(id.uuid(), email.as_str())).await?;
        tx.commit().await?;
        self.storage.outbox_wrote();
        Ok(Ok(()))
    }

    /// Sends a fresh invitation, also to an existing member: it lets them set another password. Their second factor
    /// stays.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn reinvite_member(&self, id: StaffMemberId) -> Result<Result<(), TeamProblem>, Error> {
        let tx = self.write().await?;
        let sql = "SELECT id, name, email, role FROM staff_members WHERE tenant_id = $1 AND id = $2";
        let Some(row) = tx.one(sql, values![self.tenant_id.uuid(), id.uuid()]).await? else {
            return Ok(Err(TeamProblem::NotFound));
        };
        let member = StaffMember::from_row(&row)?;
        let email: Email = member.email.parse().map_err(|_| Error::Corrupt { what: "email address" })?;
        self.send_invitation(&tx, id, &email).await?;
        self.log(&tx, Action::StaffInvited, Subject::staff(id.uuid(), member.called())).await?;
        tx.commit().await?;
        self.storage.outbox_wrote();
        Ok(Ok(()))
    }

    /// Changes a member's role.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn change_role(&self, id: StaffMemberId, role: Role) -> Result<Result<(), TeamProblem>, Error> {
        let tx = self.write().await?;
        let member = match self.changeable(&tx, id, role == Role::Owner).await? {
            Ok(member) => member,
            Err(problem) => return Ok(Err(problem)),
        };
        let sql = "UPDATE staff_members SET role = $3 WHERE tenant_id = $1 AND id = $2";
        tx.run(sql, values![self.tenant_id.uuid(), id.uuid(), role.as_str()]).await?;
        self.log(&tx, Action::StaffRoleChanged, Subject::staff(id.uuid(), member.called())).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Removes a member: their sessions end with their next request.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn remove_member(&self, id: StaffMemberId) -> Result<Result<(), TeamProblem>, Error> {
        let tx = self.write().await?;
        let member = match self.changeable(&tx, id, false).await? {
            Ok(member) => member,
            Err(problem) => return Ok(Err(problem)),
        };
        let sql = "DELETE FROM staff_members WHERE tenant_id = $1 AND id = $2";
        tx.run(sql, values![self.tenant_id.uuid(), id.uuid()]).await?;
        self.log(&tx, Action::StaffRemoved, Subject::staff(id.uuid(), member.called())).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Ends every session of the signed-in member but the one that comes of the answer.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn sign_out_everywhere(&self) -> Result<StaffGrant, Error> {
        let id = self.member().id;
        let tx = self.write().await?;
        let sql = format!(
            "UPDATE staff_members SET sessions_valid_from = {now} WHERE tenant_id = $1 AND id = $2 RETURNING {now} AS now",
            now = tx.now_sql()
        );
        let row = tx.one(&sql, values![self.tenant_id.uuid(), id.uuid()]).await?;
        let since = row.ok_or(Error::Corrupt { what: "staff member" })?.read("now")?;
        self.log(&tx, Action::SignedOutEverywhere, Subject::staff(id.uuid(), self.member().called())).await?;
        tx.commit().await?;
        // They are over already; this takes them off the list, and out of the store.
        self.end_staffs_devices(id, None).await?;
        Ok(StaffGrant { tenant_id: self.tenant_id, staff_member_id: id, since })
    }

    /// The stored password of the signed-in member, to be asked for again before a change to their account.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn own_password_hash(&self) -> Result<Option<String>, Error> {
        let tx = self.read().await?;
        let sql = "SELECT password_hash FROM staff_members WHERE tenant_id = $1 AND id = $2";
        let row = tx.one(sql, values![self.tenant_id.uuid(), self.member().id.uuid()]).await?;
        row.map_or(Ok(None), |row| row.read("password_hash"))
    }

    /// The member, if changing them leaves an owner. Owners are locked: of two who let each other go at once, one stays.
    async fn changeable(
        &self,
        tx: &Tx,
        id: StaffMemberId,
        stays_owner: bool,
    ) -> Result<Result<StaffMember, TeamProblem>, Error> {
        let lock = for_update_sql(tx.get_database_backend());
        let sql = format!(
            "SELECT id, name, email, role, password_hash IS NOT NULL AS joined FROM staff_members
             WHERE tenant_id = $1 AND (role = 'owner' OR id = $2) ORDER BY id {lock}"
        );
        let rows = tx.all(&sql, values![self.tenant_id.uuid(), id.uuid()]).await?;
        let (mut member, mut other_owners) = (None, 0);
        for row in &rows {
            let found = StaffMember::from_row(row)?;
            if found.id == id {
                member = Some(found);
            } else if row.read("joined")? {
                other_owners += 1;
            }
        }
        Ok(match member {
            None => Err(TeamProblem::NotFound),
            Some(member) if member.role == Role::Owner && !stays_owner && other_owners == 0 => {
                Err(TeamProblem::LastOwner)
            }
            Some(member) => Ok(member),
        })
    }

    async fn insert_member(&self, tx: &Tx, email: &Email, role: Role) -> Result<StaffMemberId, Error> {
        let now = self.storage.clock().now();
        let id = StaffMemberId::new(now, self.storage.entropy().as_ref());
        let row = staff_member::ActiveModel {
            id: Set(id.uuid()),
            tenant_id: Set(self.tenant_id.uuid()),
            email: Set(email.as_str().to_owned()),
            email_key: Set(email.key()),
            name: Set(String::new()),
            role: Set(role.as_str().to_owned()),
            created_at: Set(now),
            ..Default::default()
        };
        row.insert(tx).await?;
        Ok(id)
    }

    async fn send_invitation(&self, tx: &Tx, id: StaffMemberId, email: &Email) -> Result<(), Error> {
        let sql = format!(
            "UPDATE staff_invitations SET used_at = {} WHERE tenant_id = $1 AND staff_member_id = $2 AND used_at IS NULL",
            tx.now_sql()
        );
        tx.run(&sql, values![self.tenant_id.uuid(), id.uuid()]).await?;
        let (now, entropy) = (self.storage.clock().now(), self.storage.entropy().as_ref());
        let token = LinkToken::new(entropy);
        let expires_at = now + INVITATION_LIFETIME;
        insert_invitation(tx, InvitationId::new(now, entropy), self.tenant_id, id, &token).await?;
        let job = Notification::InviteStaff { token: token.reveal(), expires_at };
        let notification = NotificationId::new(now, entropy);
        let tenant = self.tenant_id.uuid();
        enqueue(&self.storage, tx, notification, Some(tenant), None, None, SendChannel::Email, email.as_str(), &job)
            .await
            .map(drop)
    }
}

impl TeamMember {
    fn from_row(row: &QueryResult) -> Result<Self, Error> {
        Ok(Self {
            member: StaffMember::from_row(row)?,
            joined: row.read("joined")?,
            invitation_expired: row.read("invitation_expired")?,
            second_factor: row.read("second_factor")?,
            last_signed_in_at: row.read("last_signed_in_at")?,
        })
    }
}
