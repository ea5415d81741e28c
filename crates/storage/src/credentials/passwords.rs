//! A customer's password, and the changes that need a recent proof of identity (step-up).

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::auth_method::AuthMethod;
use forecourt_domain::contact::{Contact, Email, Phone};
use forecourt_domain::ids::{CustomerId, SessionId};
use sea_orm::{QueryResult, Value};
use uuid::Uuid;

use crate::db::row::Row;
use crate::db::{Reach, Tx};
use crate::links;
use crate::links::portal::retire_all;
use crate::scope::{CustomerGrant, CustomerScope};
use crate::sessions::Sessions;
use crate::shops::Tenant;
use crate::{Error, Storage};

/// How long a proof counts for changes of the account.
const PROOF_LASTS: TimeDelta = TimeDelta::hours(1);

/// As many people with one inbox as can each have a password there; of more, those who were here last. Every one of them
/// makes a wrong password take another hash.
const MOST_PASSWORDS: u32 = 4;

/// A password hash to be checked, and the grant that a right password earns.
#[derive(Debug)]
pub struct CustomerCredential {
    /// PHC string.
    pub password_hash: String,
    pub(crate) grant: CustomerGrant,
}

/// What a customer signs in with, for the page that shows it.
#[derive(Debug, Clone)]
pub struct SignInDetails {
    /// Where links by email go.
    pub email: Option<Email>,
    /// Where links by SMS go.
    pub phone: Option<Phone>,
    /// Whether a password is set.
    pub has_password: bool,
}

/// A customer's scope with a recent proof that the session is the customer's own and not a forwarded link's: the only
/// way to change credentials.
#[derive(Debug)]
pub struct Proven<'a> {
    pub(crate) scope: &'a CustomerScope,
}

impl Storage {
    /// The passwords of all who may want to sign in by this email: several customers may have it, each with their own.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn customer_credentials(&self, tenant: &Tenant, email: &Email) -> Result<Vec<CustomerCredential>, Error> {
        let tx = self.db().read(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "SELECT id, password_hash, {now} AS now FROM customers
             WHERE tenant_id = $1 AND email_key IN ($2, $3) AND password_hash IS NOT NULL
             ORDER BY last_seen_at DESC NULLS LAST, id LIMIT {MOST_PASSWORDS}",
            now = tx.now_sql()
        );
        let credential = |row: &QueryResult| {
            Ok(CustomerCredential {
                password_hash: row.read("password_hash")?,
                grant: proving(tenant, row.read::<Uuid>("id")?.into(), AuthMethod::Password, row.read("now")?),
            })
        };
        tx.all(&sql, [tenant.id.uuid().into()].into_iter().chain(email.stored_keys().map(Value::from)))
            .await?
            .iter()
            .map(credential)
            .collect()
    }
}

/// The grant of a credential that was read at that time, by the database's clock, to be checked.
pub(crate) fn proving(tenant: &Tenant, customer_id: CustomerId, way: AuthMethod, now: DateTime<Utc>) -> CustomerGrant {
    let proved_at = way.proves().then_some(now);
    CustomerGrant { tenant_id: tenant.id, customer_id, way, proved_at, since: now, until_code_of: None }
}

impl CustomerScope {
    /// What the customer signs in with.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn sign_in_details(&self) -> Result<SignInDetails, Error> {
        let tx = self.read().await?;
        let sql = "SELECT email, phone, password_hash IS NOT NULL AS has_password FROM customers WHERE tenant_id = $1 AND id = $2";
        let row = tx.one(sql, self.key()).await?.ok_or(Error::Corrupt { what: "customer" })?;
        let text = |column| row.read::<Option<String>>(column);
        let (email, phone) = (text("email")?.map(|text| text.parse()), text("phone")?.map(|text| text.parse()));
        Ok(SignInDetails {
            email: email.transpose().map_err(|_| Error::Corrupt { what: "email address" })?,
            phone: phone.transpose().map_err(|_| Error::Corrupt { what: "phone number" })?,
            has_password: row.read("has_password")?,
        })
    }

    /// The password's hash, to be checked when the customer confirms who they are.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn password_hash(&self) -> Result<Option<String>, Error> {
        let tx = self.read().await?;
        let sql = "SELECT password_hash FROM customers WHERE tenant_id = $1 AND id = $2";
        tx.one(sql, self.key()).await?.map_or(Ok(None), |row| row.read("password_hash"))
    }

    /// The grant of a customer whose password the caller has just checked.
    pub fn confirmed_by_password(&self) -> CustomerGrant {
        CustomerGrant { proved_at: Some(self.now), ..self.grant }
    }

    /// The same scope for changes of the account, if the session has a recent proof.
    pub fn proven(&self) -> Option<Proven<'_>> {
        let fresh = self.grant.proved_at.is_some_and(|at| self.now - at < PROOF_LASTS);
        fresh.then_some(Proven { scope: self })
    }
}

impl SignInDetails {
    /// Where a code can be sent to confirm a change.
    pub fn contacts(&self) -> impl Iterator<Item = Contact> {
        let email = self.email.clone().map(Contact::Email);
        email.into_iter().chain(self.phone.clone().map(Contact::Phone))
    }
}

impl Proven<'_> {
    /// Begins a change of the account. Much may have happened since the gate: a password takes its time to be hashed.
    pub(crate) async fn write(&self) -> Result<Tx, Error> {
        let tx = self.scope.write().await?;
        self.scope.hold(&tx).await?;
        Ok(tx)
    }

    /// Sets a password: every other session ends, and this one is to be begun anew under another id.
    ///
    /// # Errors
    /// [`Error::SignedOut`] when the session has ended meanwhile; [`Error::Unavailable`] when the database or the session
    /// store does not answer.
    pub async fn set_password(&self, password_hash: &str) -> Result<CustomerGrant, Error> {
        let scope = self.scope;
        let tx = self.write().await?;
        let sql = format!(
            "UPDATE customers SET password_hash = $3, password_set_at = {now}, sessions_valid_from = {now}, updated_at = {now}
             WHERE tenant_id = $1 AND id = $2 RETURNING {now} AS now",
            now = tx.now_sql()
        );
        let [tenant, customer] = scope.key();
        let row = tx.one(&sql, [tenant, customer, password_hash.into()]).await?;
        let since = row.ok_or(Error::Corrupt { what: "customer" })?.read("now")?;
        // The app's tokens are sessions as well; a link that staff sent is theirs to end.
        let sql = format!(
            "UPDATE customer_portal_tokens SET retired_at = {}, retired_because = 'password changed'
             WHERE tenant_id = $1 AND customer_id = $2 AND kind = 'app' AND retired_at IS NULL",
            tx.now_sql()
        );
        tx.run(&sql, scope.key()).await?;
        links::sign_in::end_all(&tx, scope.grant.tenant_id.uuid(), scope.grant.customer_id.uuid(), "password changed")
            .await?;
        tx.commit().await?;
        Sessions::end_customers(&scope.storage, scope.grant.tenant_id, scope.grant.customer_id, None).await?;
        Ok(CustomerGrant { since, ..scope.grant })
    }

    /// Signs out everywhere: every session ends, whatever opened it, and so do all links.
    ///
    /// # Errors
    /// [`Error::SignedOut`] when the session has ended meanwhile; [`Error::Unavailable`] when the database or the session
    /// store does not answer.
    pub async fn sign_out_everywhere(&self, but: Option<SessionId>) -> Result<(), Error> {
        let scope = self.scope;
        let (tenant_id, customer_id) = (scope.grant.tenant_id, scope.grant.customer_id);
        let tx = self.write().await?;
        if but.is_none() {
            let sql =
                format!("UPDATE customers SET sessions_valid_from = {} WHERE tenant_id = $1 AND id = $2", tx.now_sql());
            tx.run(&sql, scope.key()).await?;
        }
        const BECAUSE: &str = "signed out everywhere";
        retire_all(&tx, tenant_id.uuid(), customer_id.uuid(), BECAUSE).await?;
        links::action::end_all(&tx, tenant_id.uuid(), customer_id.uuid()).await?;
        links::sign_in::end_all(&tx, tenant_id.uuid(), customer_id.uuid(), BECAUSE).await?;
        tx.commit().await?;
        Sessions::end_customers(&scope.storage, tenant_id, customer_id, but).await
    }
}
