//! The mobile app's tokens: of the portal link's shape, in its table, one for each phone that signed in.

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::auth_method::AuthMethod;
use forecourt_domain::channel::SendChannel;
use forecourt_domain::contact::{Contact, Phone};
use forecourt_domain::ids::{CustomerId, PortalLinkId};
use forecourt_domain::token::{Code, LinkToken, SignInToken};

use super::record_choice::{CustomerOption, records};
use super::redeem::CodeAt;
use super::verify_contact::prove;
use crate::db::row::{Row, contact};
use crate::db::token_hash::hash;
use crate::db::{Reach, Tx, values};
use crate::links::portal::bearer;
use crate::scope::CustomerGrant;
use crate::shops::Tenant;
use crate::{Error, Storage};

/// As long as a portal link.
const TOKEN_LIFETIME: TimeDelta = TimeDelta::days(30);
/// How long a person may take to choose a record.
const CHOICE_LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// A token that was just made: told once.
#[derive(Debug)]
pub struct AppToken {
    /// The secret.
    pub token: LinkToken,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
}

/// What a right code earns.
#[derive(Debug)]
pub enum Verified {
    /// A token: the phone fits one record.
    Token(AppToken),
    /// A choice: it fits several.
    Choice {
        /// What makes the choice good, once.
        choice: LinkToken,
        /// Among these.
        records: Vec<CustomerOption>,
    },
}

impl Storage {
    /// Whom a program's token stands for, if anybody: looked at, not opened, for a program's call is no visit.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn bearer(&self, tenant: &Tenant, token: &LinkToken) -> Result<Option<CustomerGrant>, Error> {
        let tx = self.db().read(Reach::Tenant(tenant.id)).await?;
        bearer(&tx, tenant, token).await
    }

    /// Tries the code that went to a phone, for the request that asked for it; the try is counted before it is compared.
    /// What the code earns is made in the transaction that uses it up, or neither is.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn verify_app_code(
        &self,
        tenant: &Tenant,
        request: &SignInToken,
        phone: &Phone,
        code: &Code,
    ) -> Result<Option<Verified>, Error> {
        let Some(id) = self.fitting_code(tenant, CodeAt::App(phone), request, code).await? else { return Ok(None) };
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        if self.use_code(&tx, tenant, id).await?.is_none() {
            return Ok(None);
        }
        let phone = Contact::Phone(phone.clone());
        let records = records(&tx, tenant.id, &phone, None).await?;
        let verified = match records.as_slice() {
            [] => return Ok(None),
            [only] => match self.mint(&tx, tenant, only.customer_id, &phone, None).await? {
                Some(token) => Verified::Token(token),
                None => return Ok(None),
            },
            _ => {
                let choice = LinkToken::new(self.entropy().as_ref());
                let sql = format!(
                    "INSERT INTO app_choices (tenant_id, token_hash, phone, created_at, expires_at) VALUES ($1, $2, $3, {}, {})",
                    tx.now_sql(),
                    tx.later_sql(CHOICE_LIFETIME)
                );
                tx.run(&sql, values![tenant.id.uuid(), hash(&choice), phone.as_str()]).await?;
                Verified::Choice { choice, records }
            }
        };
        tx.commit().await?;
        Ok(Some(verified))
    }

    /// Makes the choice, once, among the records that the phone fits.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn choose_app_record(
        &self,
        tenant: &Tenant,
        choice: &LinkToken,
        customer_id: CustomerId,
    ) -> Result<Option<AppToken>, Error> {
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "UPDATE app_choices SET used_at = {now}
             WHERE tenant_id = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > {now} RETURNING phone, created_at",
            now = tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![tenant.id.uuid(), hash(choice)]).await? else { return Ok(None) };
        let phone = contact(&row.read::<String>("phone")?)?;
        let proved_at = Some(row.read("created_at")?);
        let Some(token) = self.mint(&tx, tenant, customer_id, &phone, proved_at).await? else { return Ok(None) };
        tx.commit().await?;
        Ok(Some(token))
    }

    /// Ends an app's token. A portal link, which shows its bearer as well, was sent by staff and stays.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn end_app_token(&self, grant: &CustomerGrant) -> Result<(), Error> {
        let AuthMethod::PortalLink(id) = grant.way else { return Ok(()) };
        let tx = self.db().write(Reach::Tenant(grant.tenant_id)).await?;
        let sql = format!(
            "UPDATE customer_portal_tokens SET retired_at = {}, retired_because = 'signed out'
             WHERE tenant_id = $1 AND customer_id = $2 AND id = $3 AND kind = 'app' AND retired_at IS NULL",
            tx.now_sql()
        );
        tx.run(&sql, values![grant.tenant_id.uuid(), grant.customer_id.uuid(), id.uuid()]).await?;
        tx.commit().await
    }

    /// Notes that a token is in use. Called now and then.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn app_was_used(&self, grant: &CustomerGrant) -> Result<(), Error> {
        let AuthMethod::PortalLink(id) = grant.way else { return Ok(()) };
        let (tenant, customer) = (grant.tenant_id.uuid(), grant.customer_id.uuid());
        let tx = self.db().write(Reach::Tenant(grant.tenant_id)).await?;
        let now = tx.now_sql();
        let sql = format!(
            "UPDATE customer_portal_tokens SET last_used_at = {now} WHERE tenant_id = $1 AND customer_id = $2 AND id = $3"
        );
        tx.run(&sql, values![tenant, customer, id.uuid()]).await?;
        let sql = format!("UPDATE customers SET last_seen_at = {now} WHERE tenant_id = $1 AND id = $2");
        tx.run(&sql, values![tenant, customer]).await?;
        tx.commit().await
    }

    /// Notes that the phone is theirs, and makes the token; none for a record that has another phone. `proved_at` as for
    /// [`prove`].
    async fn mint(
        &self,
        tx: &Tx,
        tenant: &Tenant,
        customer_id: CustomerId,
        phone: &Contact,
        proved_at: Option<DateTime<Utc>>,
    ) -> Result<Option<AppToken>, Error> {
        if prove(tx, tenant.id.uuid(), customer_id.uuid(), Some(phone), proved_at).await?.is_none() {
            return Ok(None);
        }
        let entropy = self.entropy().as_ref();
        let token = LinkToken::new(entropy);
        let id = PortalLinkId::new(self.clock().now(), entropy);
        let sql = format!(
            "INSERT INTO customer_portal_tokens (id, tenant_id, customer_id, token_hash, channel, kind, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, 'app', {}, {}) RETURNING expires_at",
            tx.now_sql(),
            tx.later_sql(TOKEN_LIFETIME)
        );
        let sms = SendChannel::Sms.as_str();
        let row = values![id.uuid(), tenant.id.uuid(), customer_id.uuid(), hash(&token), sms];
        let row = tx.one(&sql, row).await?.ok_or(Error::Corrupt { what: "app token" })?;
        Ok(Some(AppToken { token, expires_at: row.read("expires_at")? }))
    }
}
