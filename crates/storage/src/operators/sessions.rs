//! Sessions of operators: they open nothing until a second factor is proven, or a passkey, which is both factors at
//! once.
//!
//! Sessions are in the database also where Redis is, so that an operator can get in when Redis is what is broken.

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::contact::Email;
use forecourt_domain::ids::OperatorId;
use forecourt_domain::token::LinkToken;
use uuid::Uuid;

use super::Operator;
use crate::audit::{self, Action, Actor, Subject};
use crate::credentials::passkeys::{PasskeyOwner, StoredPasskey};
use crate::credentials::second_factors::{Holder, SecondFactor};
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Reach, Tx, values};
use crate::scope::PlatformScope;
use crate::{Error, Storage};

/// How long the second question waits.
const HALF_LIFETIME: TimeDelta = TimeDelta::minutes(15);
/// A working day: operators, who can open every shop, sign in every morning.
pub const OPERATOR_SESSION: TimeDelta = TimeDelta::hours(12);
/// How many answers the second question takes.
const TRIES: i32 = 5;

/// A password hash to be checked, and who has earned a session with a right one.
#[derive(Debug)]
pub struct OperatorCredential {
    /// PHC string; none until the invitation is used.
    pub password_hash: Option<String>,
    id: OperatorId,
}

/// An operator whose password was right.
#[derive(Debug)]
pub struct HalfOperator {
    pub(crate) id: OperatorId,
}

/// An operator whose passkey was right.
#[derive(Debug)]
pub struct ProvenOperator {
    id: OperatorId,
    since: DateTime<Utc>,
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

impl Storage {
    /// What sign-in needs to know of a staff member.
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
        let token = self.insert_operator_session(&tx, half.id, false, None).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Turns a checked passkey of an operator into the right to a session. The caller says that it was right.
    pub fn operator_passkey_proven(&self, passkey: &StoredPasskey) -> Option<ProvenOperator> {
        match passkey.owner {
            PasskeyOwner::Operator(id) => Some(ProvenOperator { id, since: passkey.found_at }),
            PasskeyOwner::Customer(_) | PasskeyOwner::Staff(_) => None,
        }
    }

    /// Begins a session of an operator who has shown both factors; none when they are no operator any more.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn begin_proven_session(&self, operator: &ProvenOperator) -> Result<Option<LinkToken>, Error> {
        let tx = self.db().write(Reach::Platform).await?;
        let sql = "SELECT name FROM operators WHERE id = $1";
        let Some(row) = tx.one(sql, values![operator.id.uuid()]).await? else { return Ok(None) };
        let token = self.enter_console(&tx, operator.id, &row.read::<String>("name")?, Some(operator.since)).await?;
        tx.commit().await?;
        Ok(Some(token))
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

    /// Signs in an operator who has shown both factors: a session, from now or from when the proof was looked up, and
    /// an audit event.
    async fn enter_console(
        &self,
        tx: &Tx,
        id: OperatorId,
        name: &str,
        since: Option<DateTime<Utc>>,
    ) -> Result<LinkToken, Error> {
        let token = self.insert_operator_session(tx, id, true, since).await?;
        let sql = format!("UPDATE operators SET last_signed_in_at = {} WHERE id = $1", tx.now_sql());
        tx.run(&sql, values![id.uuid()]).await?;
        let actor = Actor::operator(id, name);
        audit::write(self, tx, None, &actor, Action::OperatorSignedIn, &Subject::none()).await?;
        Ok(token)
    }

    async fn insert_operator_session(
        &self,
        tx: &Tx,
        id: OperatorId,
        proven: bool,
        since: Option<DateTime<Utc>>,
    ) -> Result<LinkToken, Error> {
        let token = LinkToken::new(self.entropy().as_ref());
        let mut csrf = [0u8; 16];
        self.entropy().fill(&mut csrf);
        let lifetime = if proven { OPERATOR_SESSION } else { HALF_LIFETIME };
        let sql = format!(
            "INSERT INTO operator_sessions (id_hash, operator_id, csrf, proven, tries, started_at, expires_at)
             VALUES ($1, $2, $3, $4, 0, coalesce($5, {}), {})",
            tx.now_sql(),
            tx.later_sql(lifetime)
        );
        let row = values![hash(&token), id.uuid(), hex::encode(csrf), proven, since];
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

    /// The answer was right: a new session in place of this one, once. None when another request was quicker.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn proven(self) -> Result<Option<LinkToken>, Error> {
        let tx = self.storage.db().write(Reach::Platform).await?;
        let sql = "DELETE FROM operator_sessions WHERE id_hash = $1";
        if tx.run(sql, values![self.id_hash]).await? == 0 {
            return Ok(None);
        }
        let token = self.storage.enter_console(&tx, self.operator.id, &self.operator.name, None).await?;
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

    /// The stored password, to be asked for again before something grave.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn password_hash(&self) -> Result<Option<String>, Error> {
        let tx = self.read().await?;
        let row = tx.one("SELECT password_hash FROM operators WHERE id = $1", values![self.operator.id.uuid()]).await?;
        row.map_or(Ok(None), |row| row.read("password_hash"))
    }

    /// Ends every other session of this operator.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn end_other_sessions(&self) -> Result<u64, Error> {
        let tx = self.write().await?;
        let sql = "DELETE FROM operator_sessions WHERE operator_id = $1 AND id_hash <> $2";
        let ended = tx.run(sql, values![self.operator.id.uuid(), self.id_hash.clone()]).await?;
        self.log(&tx, Action::SignedOutEverywhere).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Writes down what the operator did to their own sign-in, in the transaction that did it.
    pub(crate) async fn log(&self, tx: &Tx, action: Action) -> Result<(), Error> {
        audit::write(self.platform.storage(), tx, None, self.platform.actor(), action, &Subject::none()).await
    }

    pub(crate) async fn read(&self) -> Result<Tx, Error> {
        self.platform.storage().db().read(Reach::Platform).await
    }

    pub(crate) async fn write(&self) -> Result<Tx, Error> {
        self.platform.storage().db().write(Reach::Platform).await
    }
}
