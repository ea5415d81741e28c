//! A customer changes where they can be reached. Nothing happens before a code that went to the new address has come
//! back; then everything that went to the old one ends, and the old one is told.

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::auth_method::{AuthMethod, Purpose};
use forecourt_domain::channel::SendChannel;
use forecourt_domain::contact::Contact;
use forecourt_domain::host::HostName;
use forecourt_domain::ids::{CustomerId, NotificationId, SignInRequestId};
use forecourt_domain::token::{Code, SignInToken};
use uuid::Uuid;

use super::redeem::{CodeAt, alive, shop_in_turn};
use super::request::contact;
use super::start::SignInRequest;
use crate::Error;
use crate::audit::{self, Action, Actor, Subject};
use crate::credentials::passwords::Proven;
use crate::customers::address::{Columns, with_keys};
use crate::customers::end_what_was_sent;
use crate::customers::search::refresh_search;
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Tx, for_update_sql, values};
use crate::notifications::outbox::{Notification, enqueue};
use crate::scope::{CustomerGrant, CustomerScope};
use crate::sessions::Sessions;
use crate::shops::Tenant;

/// Why an address did not become the customer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactProblem {
    /// The code is wrong, has run out, or was tried too often: one answer.
    Code,
    /// Another record of the shop has it. Said only after a proof that the address is theirs.
    Taken,
}

/// A new address that waits for its code.
#[derive(Debug, Clone)]
pub struct WaitingContact {
    /// The address.
    pub contact: Contact,
    /// How long ago the code was asked for, by the database's clock.
    pub age: TimeDelta,
}

impl CustomerScope {
    /// The address that the customer wanted to have in this browser last, while its code can still be told.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn waiting_contact(&self, browser: &SignInToken) -> Result<Option<WaitingContact>, Error> {
        let tx = self.read().await?;
        let sql = format!(
            "SELECT recipient, created_at, {now} AS now FROM sign_in_requests
             WHERE tenant_id = $1 AND customer_id = $2 AND purpose = '{purpose}' AND code_used_at IS NULL AND expires_at > {now} AND id =
               (SELECT id FROM sign_in_requests WHERE tenant_id = $1 AND browser_hash = $3 ORDER BY created_at DESC LIMIT 1)",
            now = tx.now_sql(),
            purpose = Purpose::NewContact.as_str(),
        );
        let [tenant, customer] = self.key();
        let Some(row) = tx.one(&sql, [tenant, customer, hash(browser).into()]).await? else { return Ok(None) };
        let age = row.read::<DateTime<Utc>>("now")? - row.read::<DateTime<Utc>>("created_at")?;
        Ok(Some(WaitingContact { contact: contact(&row)?, age }))
    }
}

impl Proven<'_> {
    /// Changes how the customer is called.
    ///
    /// # Errors
    /// [`Error::SignedOut`] when the session has ended meanwhile; [`Error::Unavailable`] when the database does not answer.
    pub async fn change_name(&self, name: &str, salutation: Option<&str>) -> Result<(), Error> {
        let scope = self.scope;
        let tx = self.write().await?;
        let sql = format!(
            "UPDATE customers SET name = $3, salutation = $4, updated_at = {} WHERE tenant_id = $1 AND id = $2",
            tx.now_sql()
        );
        let [tenant, customer] = scope.key();
        tx.run(&sql, [tenant, customer, name.into(), salutation.map(str::to_owned).into()]).await?;
        refresh_search(&tx, scope.grant.tenant_id.uuid(), scope.grant.customer_id).await?;
        self.log(&tx, Action::NameChanged, name).await?;
        tx.commit().await
    }

    /// Sends a code to the address that the customer wants to have, to be typed at `host`. It is theirs once the code has
    /// come back.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer: then nothing was sent.
    pub async fn ask_for_contact(
        &self,
        tenant: &Tenant,
        host: HostName,
        contact: Contact,
        browser: SignInToken,
    ) -> Result<(), Error> {
        let ask = SignInRequest {
            purpose: Purpose::NewContact,
            method: None,
            contact,
            typed: true,
            only: Some(self.scope.grant.customer_id),
            host,
            with_link: false,
            browser,
            return_path: String::new(),
            newcomer: None,
        };
        self.scope.storage.request_sign_in(tenant, &ask).await
    }

    /// Makes the address theirs if the code fits, by the browser that asked for it. Every session ends, and this one is to
    /// be begun anew under another id; so do all links and codes that went to the old address. A password and passkeys,
    /// which never went anywhere, stay.
    ///
    /// # Errors
    /// [`Error::SignedOut`] when the session has ended meanwhile; [`Error::Unavailable`] when the database or the session
    /// store does not answer.
    pub async fn change_contact(
        &self,
        tenant: &Tenant,
        browser: &SignInToken,
        code: &Code,
    ) -> Result<Result<CustomerGrant, ContactProblem>, Error> {
        let (scope, storage) = (self.scope, &self.scope.storage);
        let (tenant_id, id) = (scope.grant.tenant_id.uuid(), scope.grant.customer_id);
        storage.sessions().answer().await?;
        let Some(request) = storage.fitting_code(tenant, CodeAt::Account(id), browser, code).await? else {
            return Ok(Err(ContactProblem::Code));
        };
        let tx = scope.write().await?;
        // Of two records that want one address at once, the second sees that the first has it.
        shop_in_turn(&tx, tenant_id).await?;
        scope.hold(&tx).await?;
        let Some(new) = used_up(&tx, tenant_id, request).await? else { return Ok(Err(ContactProblem::Code)) };
        if is_anothers(&tx, tenant_id, id, &new).await? {
            refuse(&tx, tenant_id, request).await?;
            tx.commit().await?;
            return Ok(Err(ContactProblem::Taken));
        }
        let before = Reached::now(&tx, tenant_id, id).await?;
        end_what_was_sent(&tx, tenant_id, id).await?;
        let now = write(&tx, tenant_id, id, &new).await?;
        refresh_search(&tx, tenant_id, id).await?;
        if let Some(old) = before.to_be_told(&new, tenant.offers_texts(now)) {
            self.tell(&tx, &old, &new).await?;
        }
        self.log(&tx, Action::ContactChanged, &before.name).await?;
        tx.commit().await?;
        storage.outbox_wrote();
        Sessions::end_customers(storage, scope.grant.tenant_id, id, None).await?;
        Ok(Ok(CustomerGrant { way: AuthMethod::Code, proved_at: Some(now), since: now, ..scope.grant }))
    }

    /// Notifies the old address, with the new one masked so that only its owner recognises it.
    async fn tell(&self, tx: &Tx, old: &Contact, new: &Contact) -> Result<(), Error> {
        let storage = &self.scope.storage;
        let grant = self.scope.grant;
        let id = NotificationId::new(storage.clock().now(), storage.entropy().as_ref());
        let channel = SendChannel::to(old);
        let job = Notification::ContactChanged { email: matches!(new, Contact::Email(_)), masked: new.masked() };
        let (tenant, customer) = (grant.tenant_id.uuid(), Some(grant.customer_id.uuid()));
        enqueue(storage, tx, id, Some(tenant), customer, None, channel, old.as_str(), &job).await.map(drop)
    }

    async fn log(&self, tx: &Tx, action: Action, name: &str) -> Result<(), Error> {
        let grant = self.scope.grant;
        let (actor, subject) =
            (Actor::customer(grant.customer_id, name), Subject::customer(grant.customer_id.uuid(), name));
        audit::write(&self.scope.storage, tx, Some(grant.tenant_id), &actor, action, &subject).await
    }
}

/// Where a customer could be reached.
struct Reached {
    name: String,
    email: Option<Contact>,
    phone: Option<Contact>,
}

impl Reached {
    /// As it is, with the row locked.
    async fn now(tx: &Tx, tenant_id: Uuid, id: CustomerId) -> Result<Self, Error> {
        use sea_orm::ConnectionTrait;
        let lock = for_update_sql(tx.get_database_backend());
        let sql = format!("SELECT name, email, phone FROM customers WHERE tenant_id = $1 AND id = $2 {lock}");
        let row = tx.one(&sql, values![tenant_id, id.uuid()]).await?.ok_or(Error::Corrupt { what: "customer" })?;
        let read = |column| {
            let text = row.read::<Option<String>>(column)?;
            text.map(|text| text.parse::<Contact>()).transpose().map_err(|_| Error::Corrupt { what: "address" })
        };
        Ok(Self { name: row.read("name")?, email: read("email")?, phone: read("phone")? })
    }

    /// The address that another has come in place of; where there was none, or texts cannot be sent, the other kind.
    fn to_be_told(&self, new: &Contact, texts: bool) -> Option<Contact> {
        let phone = self.phone.clone().filter(|_| texts);
        match new {
            Contact::Email(_) => self.email.clone().or(phone),
            Contact::Phone(_) => phone.or(self.email.clone()),
        }
    }
}

/// Uses the code up: of two at once, one succeeds. Answers the address that it went to.
async fn used_up(tx: &Tx, tenant_id: Uuid, request: SignInRequestId) -> Result<Option<Contact>, Error> {
    let sql = format!(
        "UPDATE sign_in_requests SET code_used_at = {now} WHERE tenant_id = $1 AND id = $2 AND {alive} RETURNING recipient",
        now = tx.now_sql(),
        alive = alive(tx),
    );
    tx.one(&sql, values![tenant_id, request.uuid()]).await?.map(|row| contact(&row)).transpose()
}

async fn is_anothers(tx: &Tx, tenant_id: Uuid, id: CustomerId, new: &Contact) -> Result<bool, Error> {
    let sql = format!(
        "SELECT 1 AS one FROM customers WHERE tenant_id = $1 AND {theirs} AND id <> $2 LIMIT 1",
        theirs = Columns::of(new).are(3)
    );
    Ok(tx.one(&sql, with_keys(values![tenant_id, id.uuid()], new)).await?.is_some())
}

/// Writes down for the shop why a right code changed nothing.
async fn refuse(tx: &Tx, tenant_id: Uuid, request: SignInRequestId) -> Result<(), Error> {
    let sql = format!(
        "UPDATE sign_in_requests SET code_used_at = NULL, code_hash = NULL, expires_at = {now}, refused_at = {now}, refused_because = 'taken'
         WHERE tenant_id = $1 AND id = $2",
        now = tx.now_sql()
    );
    tx.run(&sql, values![tenant_id, request.uuid()]).await.map(drop)
}

/// Writes the proven address down, ends every session, and answers when that was.
async fn write(tx: &Tx, tenant_id: Uuid, id: CustomerId, new: &Contact) -> Result<DateTime<Utc>, Error> {
    let mut values = vec![tenant_id.into(), id.uuid().into(), new.as_str().into()];
    let set = match new {
        Contact::Email(email) => {
            values.push(email.key().into());
            "email = $3, email_key = $4, email_proven_at"
        }
        Contact::Phone(_) => "phone = $3, phone_proven_at",
    };
    let sql = format!(
        "UPDATE customers SET {set} = {now}, sessions_valid_from = {now}, updated_at = {now} WHERE tenant_id = $1 AND id = $2
         RETURNING {now} AS now",
        now = tx.now_sql()
    );
    let row = tx.one(&sql, values).await?;
    row.ok_or(Error::Corrupt { what: "customer" })?.read("now")
}
