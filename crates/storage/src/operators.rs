//! Operators: who runs the platform, their invitations, and their sessions, which open nothing until a second factor
//! is proven.
//!
//! They belong to no shop: on PostgreSQL no shop's transaction sees a row of theirs. Their sessions are in the database
//! also where Redis is, so that an operator can get in when Redis is what is broken.

use chrono::TimeDelta;
use forecourt_domain::contact::Email;
use forecourt_domain::ids::OperatorId;
use forecourt_domain::token::LinkToken;
use sea_orm::QueryResult;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::audit::{self, Action, Actor, Subject};
use crate::db::{Reach, Tx, values};
use crate::scope::Row;
use crate::second_factors::{Holder, SecondFactor};
use crate::staff::InvitationProblem;
use crate::{Error, PlatformScope, Storage};

/// How long an operator's invitation can be used.
const INVITATION_LIFETIME: TimeDelta = TimeDelta::days(1);
/// How long the second question waits.
const HALF_LIFETIME: TimeDelta = TimeDelta::minutes(15);
/// A working day: whoever holds every shop signs in every morning.
pub const OPERATOR_SESSION: TimeDelta = TimeDelta::hours(12);
/// How many answers the second question takes.
const TRIES: i32 = 5;

/// Somebody who runs the platform.
#[derive(Debug, Clone)]
pub struct Operator {
    /// Their id.
    pub id: OperatorId,
    /// Their name.
    pub name: String,
    /// Where they sign in with.
    pub email: String,
}

/// A password hash to be checked, and who has earned a session with a right one.
#[derive(Debug)]
pub struct OperatorCredential {
    /// PHC string; none until the invitation is used.
    pub password_hash: Option<String>,
    id: OperatorId,
}

/// Somebody with a right password.
#[derive(Debug)]
pub struct HalfOperator {
    id: OperatorId,
}

/// A session that was found.
#[derive(Debug)]
pub enum OperatorSession {
    /// The second factor is still asked for, or still to be set up.
    Half(HalfSession),
    /// In.
    Full(OperatorScope),
}

/// A session whose second factor is not proven.
#[derive(Debug)]
pub struct HalfSession {
    storage: Storage,
    /// Whose.
    pub operator: Operator,
    /// The token that its forms carry.
    pub csrf: String,
    /// Whether there is a second factor to ask for; else one has to be set up now.
    pub has_factor: bool,
    id_hash: Vec<u8>,
}

/// What an operator can reach: all shops.
#[derive(Debug)]
pub struct OperatorScope {
    platform: PlatformScope,
    /// Who.
    pub operator: Operator,
    /// The token that this session's forms carry.
    pub csrf: String,
    id_hash: Vec<u8>,
}

impl PlatformScope {
    /// Invites somebody to run the platform, or anew: whoever accepts sets a password and a second factor afresh.
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

    /// Uses an invitation up and sets the password: of two at once, one succeeds. An older second factor ends, and every
    /// session with it.
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
        tx.run("DELETE FROM operator_recovery_codes WHERE operator_id = $1", values![id]).await?;
        tx.run("DELETE FROM operator_sessions WHERE operator_id = $1", values![id]).await?;
        tx.commit().await?;
        Ok(Ok(HalfOperator { id: id.into() }))
    }

    /// What is known of somebody who wants to sign in.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn operator_credential(&self, email: &Email) -> Result<Option<OperatorCredential>, Error> {
        let tx = self.db().read(Reach::Platform).await?;
        let sql = "SELECT id, password_hash FROM operators WHERE email_key = $1";
        let Some(row) = tx.one(sql, values![email.key()]).await? else { return Ok(None) };
        let id: Uuid = row.read("id")?;
        Ok(Some(OperatorCredential { password_hash: row.read("password_hash")?, id: id.into() }))
    }

    /// Begins a session that asks for the second factor; the answer is what goes into the cookie.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn begin_operator_session(&self, half: &HalfOperator) -> Result<LinkToken, Error> {
        let tx = self.db().write(Reach::Platform).await?;
        let token = self.insert_operator_session(&tx, half.id, false).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// The session behind a cookie.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn operator_session(&self, token: &LinkToken) -> Result<Option<OperatorSession>, Error> {
        let id_hash = hash(token);
        let tx = self.db().read(Reach::Platform).await?;
        let sql = format!(
            "SELECT o.id, o.name, o.email, o.totp_seed IS NOT NULL AS has_factor, s.csrf, s.proven
             FROM operator_sessions s JOIN operators o ON o.id = s.operator_id
             WHERE s.id_hash = $1 AND s.expires_at > {} AND s.tries < {TRIES}
               AND (o.sessions_valid_from IS NULL OR o.sessions_valid_from <= s.started_at)",
            tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![id_hash.clone()]).await? else { return Ok(None) };
        let (operator, csrf, has_factor) = (Operator::from_row(&row)?, row.read("csrf")?, row.read("has_factor")?);
        // Proven and without a factor: it was taken away meanwhile, and another has to be set up.
        Ok(Some(if row.read("proven")? && has_factor {
            let platform = PlatformScope::by(self, Actor::operator(operator.id, &operator.name));
            OperatorSession::Full(OperatorScope { platform, operator, csrf, id_hash })
        } else {
            OperatorSession::Half(HalfSession { storage: self.clone(), operator, csrf, has_factor, id_hash })
        }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn end_operator_session(&self, token: &LinkToken) -> Result<(), Error> {
        let tx = self.db().write(Reach::Platform).await?;
        tx.run("DELETE FROM operator_sessions WHERE id_hash = $1", values![hash(token)]).await?;
        tx.commit().await
    }

    /// Sweeps out sessions that have ended.
    pub(crate) async fn sweep_operator_sessions(&self) -> Result<u64, Error> {
        let tx = self.db().write(Reach::Platform).await?;
        let swept = tx.run(&format!("DELETE FROM operator_sessions WHERE expires_at <= {}", tx.now_sql()), []).await?;
        tx.commit().await?;
        Ok(swept)
    }

    async fn insert_operator_session(&self, tx: &Tx, id: OperatorId, proven: bool) -> Result<LinkToken, Error> {
        let token = LinkToken::new(self.entropy().as_ref());
        let mut csrf = [0u8; 16];
        self.entropy().fill(&mut csrf);
        let lifetime = if proven { OPERATOR_SESSION } else { HALF_LIFETIME };
        let sql = format!(
            "INSERT INTO operator_sessions (id_hash, operator_id, csrf, proven, tries, started_at, expires_at)
             VALUES ($1, $2, $3, $4, 0, {}, {})",
            tx.now_sql(),
            tx.later_sql(lifetime)
        );
        let row = values![hash(&token), id.uuid(), hex::encode(csrf), proven];
        tx.run(&sql, row).await?;
        Ok(token)
    }
}

impl OperatorCredential {
    /// Turns the checked credential into the right to be asked the second question. The caller says that the password
    /// was right.
    pub fn proven(self) -> HalfOperator {
        HalfOperator { id: self.id }
    }
}

impl HalfSession {
    /// What the answer is compared with, or what is set up.
    pub fn second_factor(&self) -> SecondFactor {
        SecondFactor::new(&self.storage, Holder::Operator(self.operator.id), self.operator.name.clone())
    }

    /// Counts an answer before it is looked at; answers whether it may be.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn count_try(&self) -> Result<bool, Error> {
        let tx = self.storage.db().write(Reach::Platform).await?;
        let sql = format!("UPDATE operator_sessions SET tries = tries + 1 WHERE id_hash = $1 AND tries < {TRIES}");
        let counted = tx.run(&sql, values![self.id_hash.clone()]).await? == 1;
        tx.commit().await?;
        Ok(counted)
    }

    /// The answer was right: a new session in place of this one, once. None when somebody else was quicker.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn proven(self) -> Result<Option<LinkToken>, Error> {
        let tx = self.storage.db().write(Reach::Platform).await?;
        let sql = "DELETE FROM operator_sessions WHERE id_hash = $1";
        if tx.run(sql, values![self.id_hash]).await? == 0 {
            return Ok(None);
        }
        let id = self.operator.id;
        let token = self.storage.insert_operator_session(&tx, id, true).await?;
        let sql = format!("UPDATE operators SET last_signed_in_at = {} WHERE id = $1", tx.now_sql());
        tx.run(&sql, values![id.uuid()]).await?;
        let actor = Actor::operator(id, &self.operator.name);
        audit::write(&self.storage, &tx, None, &actor, Action::OperatorSignedIn, &Subject::none()).await?;
        tx.commit().await?;
        Ok(Some(token))
    }
}

impl OperatorScope {
    /// All shops.
    pub fn platform(&self) -> &PlatformScope {
        &self.platform
    }

    /// The operator's second factor.
    pub fn second_factor(&self) -> SecondFactor {
        SecondFactor::new(self.platform.storage(), Holder::Operator(self.operator.id), self.operator.name.clone())
    }

    /// Ends every other session of this operator.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn end_other_sessions(&self) -> Result<u64, Error> {
        let tx = self.platform.storage().db().write(Reach::Platform).await?;
        let sql = "DELETE FROM operator_sessions WHERE operator_id = $1 AND id_hash <> $2";
        let ended = tx.run(sql, values![self.operator.id.uuid(), self.id_hash.clone()]).await?;
        tx.commit().await?;
        Ok(ended)
    }
}

impl Operator {
    fn from_row(row: &QueryResult) -> Result<Self, Error> {
        Ok(Self { id: row.read::<Uuid>("id")?.into(), name: row.read("name")?, email: row.read("email")? })
    }
}

/// What is stored of a token: its SHA-256.
fn hash(token: &LinkToken) -> Vec<u8> {
    Sha256::digest(token.reveal()).to_vec()
}
