//! Who runs the platform: inviting an operator, letting one go, and accepting an invitation.

use chrono::TimeDelta;
use forecourt_domain::contact::Email;
use forecourt_domain::ids::OperatorId;
use forecourt_domain::token::LinkToken;
use uuid::Uuid;

use super::Operator;
use super::sessions::HalfOperator;
use crate::audit::{self, Action, Actor, Subject};
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Reach, values};
use crate::scope::PlatformScope;
use crate::team::invitations::InvitationProblem;
use crate::{Error, Storage};

/// How long an operator's invitation can be used.
const INVITATION_LIFETIME: TimeDelta = TimeDelta::days(1);

impl PlatformScope {
    /// Invites an operator, or invites them again: accepting it sets a password and a second factor afresh.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn invite_operator(&self, email: &Email, name: &str) -> Result<LinkToken, Error> {
        let storage = self.storage();
        let tx = storage.db().write(Reach::Platform).await?;
        let known = tx.one("SELECT id FROM operators WHERE email_key = $1", values![email.key()]).await?;
        let id = match known {
            Some(row) => {
                let id: Uuid = row.read("id")?;
                tx.run("UPDATE operators SET name = $2 WHERE id = $1", values![id, name]).await?;
                let sql = "DELETE FROM operator_invitations WHERE operator_id = $1 AND used_at IS NULL";
                tx.run(sql, values![id]).await?;
                id
            }
            None => {
                let now = storage.clock().now();
                let id = OperatorId::new(now, storage.entropy().as_ref()).uuid();
                let sql = "INSERT INTO operators (id, email, email_key, name, created_at) VALUES ($1, $2, $3, $4, $5)";
                tx.run(sql, values![id, email.as_str(), email.key(), name, now]).await?;
                id
            }
        };
        let token = LinkToken::new(storage.entropy().as_ref());
        let sql = format!(
            "INSERT INTO operator_invitations (token_hash, operator_id, created_at, expires_at) VALUES ($1, $2, {}, {})",
            tx.now_sql(),
            tx.later_sql(INVITATION_LIFETIME),
        );
        tx.run(&sql, values![hash(&token), id]).await?;
        let subject = Subject::operator(id, name);
        audit::write(storage, &tx, None, self.actor(), Action::OperatorInvited, &subject).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Everybody who runs the platform, and whether they have a second factor.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn operators(&self) -> Result<Vec<(Operator, bool)>, Error> {
        let tx = self.storage().db().read(Reach::Platform).await?;
        let sql = "SELECT id, name, email, totp_seed IS NOT NULL AS has_factor FROM operators ORDER BY email_key";
        let rows = tx.all(sql, values![]).await?;
        rows.iter().map(|row| Ok((Operator::from_row(row)?, row.read("has_factor")?))).collect()
    }

    /// Lets an operator go; answers whether there was one. Their sessions end with them.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn remove_operator(&self, email: &Email) -> Result<bool, Error> {
        let tx = self.storage().db().write(Reach::Platform).await?;
        let sql = "DELETE FROM operators WHERE email_key = $1 RETURNING id, name";
        let Some(row) = tx.one(sql, values![email.key()]).await? else { return Ok(false) };
        let subject = Subject::operator(row.read("id")?, &row.read::<String>("name")?);
        audit::write(self.storage(), &tx, None, self.actor(), Action::OperatorRemoved, &subject).await?;
        tx.commit().await?;
        Ok(true)
    }
}

impl Storage {
    /// Whom an operator's invitation is for: looking uses nothing up.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn operator_invitation(&self, token: &LinkToken) -> Result<Result<Operator, InvitationProblem>, Error> {
        let tx = self.db().read(Reach::Platform).await?;
        let sql = format!(
            "SELECT o.id, o.name, o.email, i.used_at IS NOT NULL AS used, i.expires_at <= {} AS expired
             FROM operator_invitations i JOIN operators o ON o.id = i.operator_id WHERE i.token_hash = $1",
            tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![hash(token)]).await? else { return Ok(Err(InvitationProblem::Invalid)) };
        if row.read("used")? {
            Ok(Err(InvitationProblem::Invalid))
        } else if row.read("expired")? {
            Ok(Err(InvitationProblem::Expired))
        } else {
            Ok(Ok(Operator::from_row(&row)?))
        }
    }

    /// Uses an invitation up and sets the password: of two at once, one succeeds. An older second factor ends, and with it
    /// recovery codes, passkeys and every session.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn accept_operator_invitation(
        &self,
        token: &LinkToken,
        name: &str,
        password_hash: &str,
    ) -> Result<Result<HalfOperator, InvitationProblem>, Error> {
        let tx = self.db().write(Reach::Platform).await?;
        let sql = format!(
            "UPDATE operator_invitations SET used_at = {now}
             WHERE token_hash = $1 AND used_at IS NULL AND expires_at > {now} RETURNING operator_id",
            now = tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![hash(token)]).await? else { return Ok(Err(InvitationProblem::Invalid)) };
        let id: Uuid = row.read("operator_id")?;
        let sql = format!(
            "UPDATE operators SET name = $2, password_hash = $3, password_set_at = {now}, sessions_valid_from = {now},
               totp_seed = NULL, totp_next = NULL, totp_begun_at = NULL, totp_set_at = NULL WHERE id = $1",
            now = tx.now_sql()
        );
        tx.run(&sql, values![id, name, password_hash]).await?;
        for table in ["operator_recovery_codes", "operator_passkeys", "operator_sessions"] {
            tx.run(&format!("DELETE FROM {table} WHERE operator_id = $1"), values![id]).await?;
        }
        let actor = Actor::operator(id.into(), name);
        audit::write(self, &tx, None, &actor, Action::OperatorJoined, &Subject::none()).await?;
        tx.commit().await?;
        Ok(Ok(HalfOperator { id: id.into() }))
    }
}
