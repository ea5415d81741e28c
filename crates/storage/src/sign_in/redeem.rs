//! Using a link or a code up: one conditional statement decides, and the try is counted before anything is compared.

use forecourt_domain::auth_method::{AuthMethod, Purpose};
use forecourt_domain::contact::{Contact, Phone};
use forecourt_domain::ids::{CustomerId, SignInRequestId};
use forecourt_domain::sign_in::CODE_TRIES;
use forecourt_domain::token::{Code, SignInToken};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Value};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::outcome::{Proof, Redeemed, SignInProblem, SignedIn};
use super::record_choice::several;
use super::request::{contact, is_offered, method, purpose};
use super::verify_contact::prove;
use crate::customers::address::{Columns, with_keys};
use crate::customers::insert_newcomer;
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Reach, Tx, values};
use crate::scope::CustomerGrant;
use crate::sessions::cross_browser;
use crate::shops::Tenant;
use crate::{Error, Storage};

/// What a link's page may show to its holder, before it is used.
#[derive(Debug, Clone)]
pub struct LinkPreview {
    /// What it was asked for.
    pub purpose: Purpose,
    /// The address it went to, masked so that only its owner recognises it.
    pub masked: String,
    /// Where they wanted to go.
    pub return_path: String,
    /// Whether this is the browser that asked.
    pub is_here: bool,
}

/// Who fetches a link's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// A person, as far as can be told.
    Person,
    /// A preview or a scanner.
    Bot,
}

/// Where a code is tried.
#[derive(Debug, Clone, Copy)]
pub(crate) enum CodeAt<'a> {
    /// On the page of the browser that asked.
    Page,
    /// In the app, with the number that it was asked for.
    App(&'a Phone),
    /// On a customer's account, for a new address.
    Account(CustomerId),
}

const FACE: &str = "id, customer_id, purpose, method, channel, recipient, return_path, new_name, new_password_hash";

impl Storage {
    /// Looks at a link without using it up, and notes who looked.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn look_at_sign_in_link(
        &self,
        tenant: &Tenant,
        token: &SignInToken,
        browser: Option<&SignInToken>,
        fetch: Client,
    ) -> Result<Result<LinkPreview, SignInProblem>, Error> {
        let column = if fetch == Client::Bot { "fetched_at" } else { "opened_at" };
        let tx = self.db().read(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "SELECT id, purpose, method, channel, recipient, return_path, coalesce(browser_hash = $3, false) AS is_here,
                    link_used_at IS NOT NULL OR code_used_at IS NOT NULL AS used, expires_at <= {now} AS expired, {column} IS NULL AS is_first
             FROM sign_in_requests WHERE tenant_id = $1 AND link_hash = $2",
            now = tx.now_sql()
        );
        let found = tx.one(&sql, values![tenant.id.uuid(), hash(token), browser.map(hash)]).await?;
        drop(tx);
        let Some(row) = found else { return Ok(Err(SignInProblem::Invalid)) };
        if row.read("is_first")? {
            let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
            let sql = format!(
                "UPDATE sign_in_requests SET {column} = coalesce({column}, {now}) WHERE tenant_id = $1 AND id = $2",
                now = tx.now_sql()
            );
            tx.run(&sql, values![tenant.id.uuid(), row.read::<Uuid>("id")?]).await?;
            tx.commit().await?;
        }
        if let Some(problem) = problem(tenant, &row)? {
            return Ok(Err(problem));
        }
        Ok(Ok(LinkPreview {
            purpose: purpose(&row)?,
            masked: contact(&row).map(|contact| contact.masked()).unwrap_or_default(),
            return_path: row.read("return_path")?,
            is_here: row.read("is_here")?,
        }))
    }

    /// Uses a link up: of a hundred at once, one succeeds.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn redeem_sign_in_link(
        &self,
        tenant: &Tenant,
        token: &SignInToken,
        browser: Option<&SignInToken>,
    ) -> Result<Result<Redeemed, SignInProblem>, Error> {
        self.sessions().answer().await?;
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "UPDATE sign_in_requests SET link_used_at = {now}, link_used_here = coalesce(browser_hash = $3, false), opened_at = coalesce(opened_at, {now})
             WHERE tenant_id = $1 AND link_hash = $2 AND link_used_at IS NULL AND code_used_at IS NULL AND expires_at > {now}
             RETURNING {FACE}, coalesce(browser_hash = $3, false) AS is_here",
            now = tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![tenant.id.uuid(), hash(token), browser.map(hash)]).await? else {
            return refused(tx, tenant, token).await.map(Err);
        };
        if !is_offered(tenant, &row)? {
            // Nothing is used up, and the shop is told.
            drop(tx);
            let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
            return refused(tx, tenant, token).await.map(Err);
        }
        let is_here = row.read("is_here")?;
        let Some(came_of) = self.earn(&tx, tenant, &row, AuthMethod::SignInLink, is_here).await? else {
            return Ok(Err(SignInProblem::Invalid));
        };
        tx.commit().await?;
        Ok(Ok(came_of))
    }

    /// Tries a code in the browser that asked for it. Wrong, run out, used and never sent are deliberately one answer.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn redeem_code(
        &self,
        tenant: &Tenant,
        browser: &SignInToken,
        code: &Code,
    ) -> Result<Option<Redeemed>, Error> {
        self.sessions().answer().await?;
        let Some(id) = self.fitting_code(tenant, CodeAt::Page, browser, code).await? else { return Ok(None) };
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        let Some(row) = self.use_code(&tx, tenant, id).await? else { return Ok(None) };
        let Some(came_of) = self.earn(&tx, tenant, &row, AuthMethod::Code, true).await? else { return Ok(None) };
        cross_browser::end(self, &tx, tenant.id, id.uuid()).await?;
        tx.commit().await?;
        Ok(Some(came_of))
    }

    /// The request that a code fits, with nothing used up but a try. The try is counted, and stays counted, before the
    /// code is compared.
    pub(crate) async fn fitting_code(
        &self,
        tenant: &Tenant,
        at: CodeAt<'_>,
        browser: &SignInToken,
        code: &Code,
    ) -> Result<Option<SignInRequestId>, Error> {
        let (theirs, whose): (_, Value) = match at {
            CodeAt::Page => ("purpose NOT IN ('app', 'new_contact') AND $3 IS NULL", None::<String>.into()),
            CodeAt::App(phone) => ("purpose = 'app' AND recipient_key = $3", phone.key().into()),
            CodeAt::Account(customer) => ("purpose = 'new_contact' AND customer_id = $3", customer.uuid().into()),
        };
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "UPDATE sign_in_requests SET tries = tries + 1
             WHERE tenant_id = $1 AND tries < {CODE_TRIES} AND {alive} AND {theirs} AND id =
               (SELECT id FROM sign_in_requests WHERE tenant_id = $1 AND browser_hash = $2 ORDER BY created_at DESC LIMIT 1)
             RETURNING id, code_hash",
            alive = alive(&tx),
        );
        let counted = tx.one(&sql, [tenant.id.uuid().into(), hash(browser).into(), whose]).await?;
        tx.commit().await?;
        let (id, stored) = match &counted {
            Some(row) => (SignInRequestId::from(row.read::<Uuid>("id")?), row.read::<Vec<u8>>("code_hash")?),
            None => return Ok(None),
        };
        Ok(bool::from(self.code_hash(id, code).ct_eq(&stored)).then_some(id))
    }

    /// Uses a fitting code up, in the transaction of what comes of it: of two at once, one succeeds.
    pub(crate) async fn use_code(
        &self,
        tx: &Tx,
        tenant: &Tenant,
        id: SignInRequestId,
    ) -> Result<Option<QueryResult>, Error> {
        let sql = format!(
            "UPDATE sign_in_requests SET code_used_at = {now} WHERE tenant_id = $1 AND id = $2 AND {alive} RETURNING {FACE}",
            now = tx.now_sql(),
            alive = alive(tx),
        );
        match tx.one(&sql, values![tenant.id.uuid(), id.uuid()]).await? {
            Some(row) if is_offered(tenant, &row)? => Ok(Some(row)),
            _ => Ok(None),
        }
    }

    /// Finishes what the used-up row began, in its transaction: a proof, perhaps a new customer, and the grant.
    async fn earn(
        &self,
        tx: &Tx,
        tenant: &Tenant,
        row: &QueryResult,
        way: AuthMethod,
        is_here: bool,
    ) -> Result<Option<Redeemed>, Error> {
        let purpose = purpose(row)?;
        // A recovery link goes by no channel, and its customer may have none.
        let contact = if purpose == Purpose::Recover { None } else { Some(contact(row)?) };
        let return_path: String = row.read("return_path")?;
        if let Some(contact) = contact.as_ref().filter(|_| purpose.is_by_address()) {
            let proof = Proof {
                contact,
                purpose,
                way,
                return_path: &return_path,
                request: Some(row.read("id")?),
                client_login: None,
                method: method(row)?,
                proved_at: None,
            };
            if let Some(choice) = several(self, tx, tenant.id, &proof).await? {
                return Ok(Some(Redeemed::Choose(choice)));
            }
        }
        let customer_id = match row.read::<Option<Uuid>>("customer_id")? {
            Some(id) => id,
            None if purpose == Purpose::Register => {
                let Some(contact) = &contact else { return Ok(None) };
                let name: Option<String> = row.read("new_name")?;
                // A password counts where it was chosen: another person may have chosen it for this address.
                let password = row.read::<Option<String>>("new_password_hash")?.filter(|_| is_here);
                let id = self.newcomer(tx, tenant, &name.unwrap_or_default(), contact, password).await?;
                known_now(tx, tenant.id.uuid(), row.read("id")?, id).await?;
                id
            }
            None => return Ok(None),
        };
        let proved = prove(tx, tenant.id.uuid(), customer_id, contact.as_ref(), None).await?;
        let Some(now) = proved else { return Ok(None) };
        let grant = CustomerGrant {
            tenant_id: tenant.id,
            customer_id: CustomerId::from(customer_id),
            way,
            proved_at: Some(now),
            since: now,
            until_code_of: if is_here { None } else { Some(row.read::<Uuid>("id")?.into()) },
        };
        Ok(Some(Redeemed::SignedIn(SignedIn { grant, purpose, return_path })))
    }

    /// A person who proves an address that staff have added meanwhile is that customer, and no second one.
    async fn newcomer(
        &self,
        tx: &Tx,
        tenant: &Tenant,
        name: &str,
        contact: &Contact,
        password_hash: Option<String>,
    ) -> Result<Uuid, Error> {
        let theirs = Columns::of(contact).are(2);
        // Two registrations of one address at once become one customer.
        shop_in_turn(tx, tenant.id.uuid()).await?;
        let sql = format!("SELECT id FROM customers WHERE tenant_id = $1 AND {theirs} ORDER BY id LIMIT 1");
        match tx.one(&sql, with_keys(values![tenant.id.uuid()], contact)).await? {
            Some(row) => row.read("id"),
            None => insert_newcomer(self, tx, tenant.id, name, contact, password_hash).await,
        }
    }
}

/// Has what is decided by all addresses of a shop decided one after the other; SQLite has one writer anyway.
pub(crate) async fn shop_in_turn(tx: &Tx, tenant_id: Uuid) -> Result<(), Error> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.one("SELECT id FROM tenants WHERE id = $1 FOR UPDATE", values![tenant_id]).await?;
    }
    Ok(())
}

/// From here on the request, and its message, are part of the new customer's access history; the password has gone where
/// it belongs.
async fn known_now(tx: &Tx, tenant_id: Uuid, request: Uuid, customer: Uuid) -> Result<(), Error> {
    let key = values![tenant_id, request, customer];
    let sql = "UPDATE sign_in_requests SET customer_id = $3, new_password_hash = NULL WHERE tenant_id = $1 AND id = $2";
    tx.run(sql, key.clone()).await?;
    let sql = "UPDATE notifications SET customer_id = $3 WHERE tenant_id = $1 AND customer_id IS NULL
               AND id = (SELECT notification_id FROM sign_in_requests WHERE tenant_id = $1 AND id = $2)";
    tx.run(sql, key).await.map(drop)
}

/// A code that may be used; it stays valid when another machine has used up its link.
pub(crate) fn alive(tx: &Tx) -> String {
    format!(
        "code_hash IS NOT NULL AND code_used_at IS NULL AND (link_used_at IS NULL OR NOT link_used_here) AND code_expires_at > {}",
        tx.now_sql()
    )
}

/// Says why a link does not open, and writes it down for the shop.
async fn refused(tx: Tx, tenant: &Tenant, token: &SignInToken) -> Result<SignInProblem, Error> {
    let key = values![tenant.id.uuid(), hash(token)];
    let sql = format!(
        "SELECT {FACE}, link_used_at IS NOT NULL OR code_used_at IS NOT NULL AS used, expires_at <= {now} AS expired
         FROM sign_in_requests WHERE tenant_id = $1 AND link_hash = $2",
        now = tx.now_sql()
    );
    let Some(row) = tx.one(&sql, key.clone()).await? else { return Ok(SignInProblem::Invalid) };
    let problem = problem(tenant, &row)?.unwrap_or(SignInProblem::Invalid);
    let because = match problem {
        SignInProblem::Expired => "expired",
        SignInProblem::Invalid => "used",
        SignInProblem::SwitchedOff(_) => "switched off",
    };
    let sql = format!(
        "UPDATE sign_in_requests SET refused_at = {now}, refused_because = coalesce(refused_because, '{because}')
         WHERE tenant_id = $1 AND link_hash = $2",
        now = tx.now_sql()
    );
    tx.run(&sql, key).await?;
    tx.commit().await?;
    Ok(problem)
}

/// What keeps a link from opening, by its row.
fn problem(tenant: &Tenant, row: &QueryResult) -> Result<Option<SignInProblem>, Error> {
    Ok(if !is_offered(tenant, row)? {
        Some(SignInProblem::SwitchedOff(purpose(row)?))
    } else if row.read("used")? {
        Some(SignInProblem::Invalid)
    } else if row.read("expired")? {
        Some(SignInProblem::Expired)
    } else {
        None
    })
}
