//! Second factors of staff and operators: the authenticator's seed, sealed; the last step that was used, so that none
//! is used twice; and the hashes of recovery codes.
//!
//! A [`SecondFactor`] is obtained from a signed-in person, or from one whose password was right a moment ago; it cannot
//! be made from an id.

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::ids::{OperatorId, StaffMemberId, TenantId};
use forecourt_domain::recovery_code::RecoveryCode;
use sea_orm::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::audit::{self, Action, Actor, Subject};
use crate::db::row::Row;
use crate::db::{Reach, Tx, values};
use crate::scope::TenantScope;
use crate::{Error, Storage};

/// How long setting one up may take: then the password is asked for again.
const BEGUN: TimeDelta = TimeDelta::minutes(15);

/// One person's second factor.
#[derive(Debug)]
pub struct SecondFactor {
    storage: Storage,
    holder: Holder,
    name: String,
}

/// Whether a person has a second factor, and what is left of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactorState {
    /// Since when; none: there is no second factor.
    pub since: Option<DateTime<Utc>>,
    /// Recovery codes that have not been used.
    pub codes_left: i64,
}

/// What an authenticator shares with us.
pub struct Seed {
    /// The secret.
    pub secret: Vec<u8>,
    /// When it was read, by the database's clock: codes are compared at that time, whatever a server's clock says.
    pub read_at: DateTime<Utc>,
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seed").field("read_at", &self.read_at).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Holder {
    Staff(TenantId, StaffMemberId),
    Operator(OperatorId),
}

impl TenantScope {
    /// The second factor of the signed-in staff member.
    pub fn second_factor(&self) -> SecondFactor {
        let member = self.member();
        SecondFactor::new(&self.storage, Holder::Staff(self.tenant_id, member.id), member.called().to_owned())
    }
}

impl SecondFactor {
    pub(crate) fn new(storage: &Storage, holder: Holder, name: String) -> Self {
        Self { storage: storage.clone(), holder, name }
    }

    /// What there is.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn state(&self) -> Result<FactorState, Error> {
        let tx = self.read().await?;
        let sql = format!(
            "SELECT CASE WHEN totp_seed IS NULL THEN NULL ELSE totp_set_at END AS since,
                    (SELECT count(*) FROM {codes} WHERE {whose} AND used_at IS NULL) AS codes_left
             FROM {people} WHERE {who}",
            codes = self.holder.codes(),
            whose = self.holder.whose(1),
            people = self.holder.people(),
            who = self.holder.who(1),
        );
        let Some(row) = tx.one(&sql, self.holder.key()).await? else {
            return Ok(FactorState { since: None, codes_left: 0 });
        };
        Ok(FactorState { since: row.read("since")?, codes_left: row.read("codes_left")? })
    }

    /// Begins to set one up: this seed, until it is confirmed or another one is begun with.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn begin(&self, seed: &[u8]) -> Result<(), Error> {
        let sealed = self.storage.sealer().seal(&self.context(), seed, self.storage.entropy().as_ref());
        let tx = self.write().await?;
        let sql = format!(
            "UPDATE {} SET totp_next = $1, totp_begun_at = {} WHERE {}",
            self.holder.people(),
            tx.now_sql(),
            self.holder.who(2)
        );
        tx.run(&sql, self.with([sealed.into()])).await?;
        tx.commit().await
    }

    /// The seed that waits to be confirmed.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn begun(&self) -> Result<Option<Seed>, Error> {
        let tx = self.read().await?;
        let recent = format!("totp_begun_at > {}", tx.earlier_sql(BEGUN));
        self.seed_in(tx, "totp_next", &recent).await
    }

    /// The seed.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn seed(&self) -> Result<Option<Seed>, Error> {
        let tx = self.read().await?;
        self.seed_in(tx, "totp_seed", "totp_seed IS NOT NULL").await
    }

    /// Confirms what was begun: a code of this seed was right, in this step. Older recovery codes end.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn confirm(&self, seed: &[u8], step: u64, codes: &[RecoveryCode]) -> Result<(), Error> {
        let sealed = self.storage.sealer().seal(&self.context(), seed, self.storage.entropy().as_ref());
        let tx = self.write().await?;
        let sql = format!(
            "UPDATE {} SET totp_seed = $1, totp_next = NULL, totp_begun_at = NULL, totp_set_at = {now}, totp_step = $2 WHERE {}",
            self.holder.people(),
            self.holder.who(3),
            now = tx.now_sql(),
        );
        tx.run(&sql, self.with([sealed.into(), stored(step).into()])).await?;
        self.write_codes(&tx, codes).await?;
        self.audit(&tx, Action::SecondFactorOn).await?;
        tx.commit().await
    }

    /// Uses a step up: of two uses of one code, however close, one succeeds.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn use_step(&self, step: u64) -> Result<bool, Error> {
        let tx = self.write().await?;
        let sql = format!(
            "UPDATE {} SET totp_step = $1 WHERE {} AND (totp_step IS NULL OR totp_step < $1)",
            self.holder.people(),
            self.holder.who(2),
        );
        let used = tx.run(&sql, self.with([stored(step).into()])).await? == 1;
        tx.commit().await?;
        Ok(used)
    }

    /// Uses a recovery code up: of two uses at once, one succeeds.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn use_recovery_code(&self, code: &RecoveryCode) -> Result<bool, Error> {
        let tx = self.write().await?;
        let sql = format!(
            "UPDATE {} SET used_at = {now} WHERE code_hash = $1 AND used_at IS NULL AND {}",
            self.holder.codes(),
            self.holder.whose(2),
            now = tx.now_sql(),
        );
        let used = tx.run(&sql, self.with([self.hash(code).into()])).await? == 1;
        if used {
            self.audit(&tx, Action::RecoveryCodeUsed).await?;
        }
        tx.commit().await?;
        Ok(used)
    }

    /// New recovery codes in place of the old.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn replace_codes(&self, codes: &[RecoveryCode]) -> Result<(), Error> {
        let tx = self.write().await?;
        self.write_codes(&tx, codes).await?;
        self.audit(&tx, Action::RecoveryCodesMade).await?;
        tx.commit().await
    }

    /// Does without.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn remove(&self) -> Result<(), Error> {
        let tx = self.write().await?;
        let sql = format!(
            "UPDATE {} SET totp_seed = NULL, totp_next = NULL, totp_begun_at = NULL, totp_set_at = NULL WHERE {}",
            self.holder.people(),
            self.holder.who(1),
        );
        tx.run(&sql, self.holder.key()).await?;
        self.write_codes(&tx, &[]).await?;
        self.audit(&tx, Action::SecondFactorOff).await?;
        tx.commit().await
    }

    async fn seed_in(&self, tx: Tx, column: &str, condition: &str) -> Result<Option<Seed>, Error> {
        let (people, who) = (self.holder.people(), self.holder.who(1));
        let sql = format!("SELECT {column} AS seed, {} AS now FROM {people} WHERE {who} AND {condition}", tx.now_sql());
        let Some(row) = tx.one(&sql, self.holder.key()).await? else { return Ok(None) };
        let Some(sealed) = row.read::<Option<Vec<u8>>>("seed")? else { return Ok(None) };
        let secret = self.storage.sealer().open(&self.context(), &sealed)?;
        Ok(Some(Seed { secret, read_at: row.read("now")? }))
    }

    async fn write_codes(&self, tx: &Tx, codes: &[RecoveryCode]) -> Result<(), Error> {
        let sql = format!("DELETE FROM {} WHERE {}", self.holder.codes(), self.holder.whose(1));
        tx.run(&sql, self.holder.key()).await?;
        let sql = match self.holder {
            Holder::Staff(..) => format!(
                "INSERT INTO staff_recovery_codes (code_hash, tenant_id, staff_member_id, created_at) VALUES ($1, $2, $3, {})",
                tx.now_sql()
            ),
            Holder::Operator(_) => format!(
                "INSERT INTO operator_recovery_codes (code_hash, operator_id, created_at) VALUES ($1, $2, {})",
                tx.now_sql()
            ),
        };
        for code in codes {
            tx.run(&sql, self.with([self.hash(code).into()])).await?;
        }
        Ok(())
    }

    async fn audit(&self, tx: &Tx, action: Action) -> Result<(), Error> {
        let (tenant, actor, subject) = match self.holder {
            Holder::Staff(tenant, id) => {
                (Some(tenant), Actor::staff(id, &self.name), Subject::staff(id.uuid(), &self.name))
            }
            Holder::Operator(id) => (None, Actor::operator(id, &self.name), Subject::operator(id.uuid(), &self.name)),
        };
        audit::write(&self.storage, tx, tenant, &actor, action, &subject).await
    }

    /// What the seed is sealed for: its row and no other.
    fn context(&self) -> Vec<u8> {
        [b"totp:".as_slice(), self.holder.id().as_bytes()].concat()
    }

    /// 80 random bits need no slow hash, but each person's are hashed apart.
    fn hash(&self, code: &RecoveryCode) -> Vec<u8> {
        Sha256::new().chain_update(self.holder.id().as_bytes()).chain_update(code.reveal()).finalize().to_vec()
    }

    /// Parameters before those of the person.
    fn with<const N: usize>(&self, first: [Value; N]) -> Vec<Value> {
        first.into_iter().chain(self.holder.key()).collect()
    }

    async fn read(&self) -> Result<Tx, Error> {
        self.storage.db().read(self.holder.reach()).await
    }

    async fn write(&self) -> Result<Tx, Error> {
        self.storage.db().write(self.holder.reach()).await
    }
}

impl Holder {
    fn reach(self) -> Reach {
        match self {
            Self::Staff(tenant, _) => Reach::Tenant(tenant),
            Self::Operator(_) => Reach::Platform,
        }
    }

    fn id(self) -> Uuid {
        match self {
            Self::Staff(_, id) => id.uuid(),
            Self::Operator(id) => id.uuid(),
        }
    }

    fn key(self) -> Vec<Value> {
        match self {
            Self::Staff(tenant, id) => values![tenant.uuid(), id.uuid()].into(),
            Self::Operator(id) => values![id.uuid()].into(),
        }
    }

    const fn people(self) -> &'static str {
        match self {
            Self::Staff(..) => "staff_members",
            Self::Operator(_) => "operators",
        }
    }

    const fn codes(self) -> &'static str {
        match self {
            Self::Staff(..) => "staff_recovery_codes",
            Self::Operator(_) => "operator_recovery_codes",
        }
    }

    /// The person's own row, where their parameters begin at number `from`.
    fn who(self, from: usize) -> String {
        match self {
            Self::Staff(..) => format!("tenant_id = ${from} AND id = ${}", from + 1),
            Self::Operator(_) => format!("id = ${from}"),
        }
    }

    /// Rows that belong to the person.
    fn whose(self, from: usize) -> String {
        match self {
            Self::Staff(..) => format!("tenant_id = ${from} AND staff_member_id = ${}", from + 1),
            Self::Operator(_) => format!("operator_id = ${from}"),
        }
    }
}

/// Steps are half minutes since 1970: they fit for a while.
fn stored(step: u64) -> i64 {
    i64::try_from(step).unwrap_or(i64::MAX)
}
