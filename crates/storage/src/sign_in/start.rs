//! Requests for a link, a code, or both: one row for the request and one in the outbox, the same for every address.
//!
//! Whether the address belongs to anybody changes neither what is written nor how long it takes: the worker finds out
//! whose it is (`recipient`), and drops a message for nobody. So the answer to the person is the truth ("if we know
//! you …"), and what was promised survives the process.

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::auth_method::Purpose;
use forecourt_domain::channel::SendChannel;
use forecourt_domain::contact::Contact;
use forecourt_domain::delivery::TextRefusal;
use forecourt_domain::host::HostName;
use forecourt_domain::ids::{CustomerId, NotificationId, SignInRequestId};
use forecourt_domain::sign_in::{LINK_LIFETIME, SignInMethod};
use forecourt_domain::token::{Code, SignInToken};
use uuid::Uuid;

use super::request::{NewRequest, Newcomer, insert, is_offered, method, purpose};
use crate::customers::address::{Columns, with_keys};
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Reach, Tx, values};
use crate::notifications::outbox::{Notification, enqueue};
use crate::shops::Tenant;
use crate::{Error, Storage};

/// A request for a link, a code, or both.
#[derive(Debug, Clone)]
pub struct SignInRequest {
    /// What for.
    pub purpose: Purpose,
    /// The way in of the shop that they ask by: once it is switched off, what was asked for opens nothing more. None
    /// where a link of the shop's own began it.
    pub method: Option<SignInMethod>,
    /// Where they say they can be reached.
    pub contact: Contact,
    /// Whether the person typed it: otherwise it must not be shown.
    pub typed: bool,
    /// Who they are, where that is known: they confirm a change of their account.
    pub only: Option<CustomerId>,
    /// Whether the message carries a link beside the code.
    pub with_link: bool,
    /// The host that it is asked on: phones fill the code in there and nowhere else.
    pub host: HostName,
    /// The secret of the browser (or of the app's request) that asks: its code works nowhere else, and its link at one tap.
    pub browser: SignInToken,
    /// Where they wanted to go; empty: home.
    pub return_path: String,
    /// Who they say they are, when they open an account.
    pub newcomer: Option<Newcomer>,
}

/// What a browser has asked for.
#[derive(Debug, Clone)]
pub struct PendingRequest {
    /// What for.
    pub purpose: Purpose,
    /// The way in that they asked by.
    pub method: Option<SignInMethod>,
    /// Whether the shop still offers it.
    pub offered: bool,
    /// Where to, in the one form that all spellings share: the same for everybody, known or not.
    pub contact: Contact,
    /// Whether the person typed it: otherwise it must not be shown.
    pub typed: bool,
    /// Whether the message carries a link beside the code.
    pub with_link: bool,
    /// Where they wanted to go; empty: home.
    pub return_path: String,
    /// Who they say they are, when they open an account.
    pub newcomer: Option<Newcomer>,
    /// How long ago, by the database's clock.
    pub age: TimeDelta,
}

impl Storage {
    /// Records a request, and the message for whichever customer has the address.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer: then nothing was promised.
    pub async fn request_sign_in(&self, tenant: &Tenant, ask: &SignInRequest) -> Result<(), Error> {
        let (now, entropy) = (self.clock().now(), self.entropy().as_ref());
        let id = SignInRequestId::new(now, entropy);
        let notification_id = NotificationId::new(now, entropy);
        let link = ask.with_link.then(|| SignInToken::new(entropy));
        let code = Code::new(entropy);
        let key = ask.contact.key();
        let channel = SendChannel::to(&ask.contact);
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        let (customer_id, recipient) = recipient(&tx, tenant, ask).await?;
        end_codes(&tx, tenant.id.uuid(), &key).await?;
        let job = Notification::SignIn {
            purpose: ask.purpose,
            link: link.as_ref().map(SignInToken::reveal),
            code: Some(code.reveal().to_owned()),
            host: Some(ask.host.as_str().to_owned()),
            expires_at: now + LINK_LIFETIME,
            refusal: None,
        };
        enqueue(self, &tx, notification_id, Some(tenant.id.uuid()), customer_id, None, channel, &recipient, &job)
            .await?;
        let request = NewRequest {
            id,
            tenant_id: tenant.id.uuid(),
            customer_id,
            notification_id: Some(notification_id.uuid()),
            purpose: ask.purpose,
            method: ask.method,
            channel: channel.as_str(),
            recipient: &recipient,
            recipient_key: &key,
            typed: ask.typed,
            link: link.as_ref(),
            code_hash: Some(self.code_hash(id, &code)),
            browser: Some(&ask.browser),
            return_path: &ask.return_path,
            newcomer: ask.newcomer.as_ref(),
            issued_by: None,
            lasts: LINK_LIFETIME,
        };
        insert(&tx, &request).await?;
        tx.commit().await?;
        self.outbox_wrote();
        Ok(())
    }

    /// Records a request for a text that is not sent, and why: the same for every address, and nothing that could be
    /// used. The browser's secret stays out of it, and an older request as it was.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn pass_over(&self, tenant: &Tenant, ask: &SignInRequest, refusal: TextRefusal) -> Result<(), Error> {
        let now = self.clock().now();
        let id = NotificationId::new(now, self.entropy().as_ref());
        let job = Notification::SignIn {
            purpose: ask.purpose,
            link: None,
            code: None,
            host: None,
            expires_at: now,
            refusal: Some(refusal),
        };
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        let (customer_id, recipient) = recipient(&tx, tenant, ask).await?;
        let channel = SendChannel::to(&ask.contact);
        enqueue(self, &tx, id, Some(tenant.id.uuid()), customer_id, None, channel, &recipient, &job).await?;
        tx.commit().await?;
        self.outbox_wrote();
        Ok(())
    }

    /// What a browser has asked for last: what it typed, never what we know.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn pending_request(
        &self,
        tenant: &Tenant,
        browser: &SignInToken,
    ) -> Result<Option<PendingRequest>, Error> {
        let tx = self.db().read(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "SELECT purpose, method, channel, recipient_key, typed, return_path, link_hash IS NOT NULL AS has_link, new_name, new_password_hash,
                    created_at, {now} AS now
             FROM sign_in_requests WHERE tenant_id = $1 AND browser_hash = $2 ORDER BY created_at DESC LIMIT 1",
            now = tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![tenant.id.uuid(), hash(browser)]).await? else { return Ok(None) };
        let corrupt = |what| Error::Corrupt { what };
        let name: Option<String> = row.read("new_name")?;
        let password_hash = row.read("new_password_hash")?;
        Ok(Some(PendingRequest {
            purpose: purpose(&row)?,
            method: method(&row)?,
            offered: is_offered(tenant, &row)?,
            contact: row.read::<String>("recipient_key")?.parse().map_err(|_| corrupt("recipient"))?,
            typed: row.read("typed")?,
            with_link: row.read("has_link")?,
            return_path: row.read("return_path")?,
            newcomer: name.map(|name| Newcomer { name, password_hash }),
            age: row.read::<DateTime<Utc>>("now")? - row.read::<DateTime<Utc>>("created_at")?,
        }))
    }

    /// What is stored of a code: keyed, and bound to its request, since a million of them are quickly tried.
    pub(crate) fn code_hash(&self, id: SignInRequestId, code: &Code) -> Vec<u8> {
        self.sealer().code_hash(id.uuid().as_bytes(), code.reveal())
    }
}

/// Who asks, where that is known, and where to send: to what is stored. Whose an address is that somebody types is not
/// looked for.
async fn recipient(tx: &Tx, tenant: &Tenant, ask: &SignInRequest) -> Result<(Option<Uuid>, String), Error> {
    let typed = ask.contact.as_str().to_owned();
    let Some(customer) = ask.only.map(CustomerId::uuid) else { return Ok((None, typed)) };
    if ask.purpose == Purpose::NewContact {
        return Ok((Some(customer), typed));
    }
    let columns = Columns::of(&ask.contact);
    let sql = format!(
        "SELECT {} AS recipient FROM customers WHERE tenant_id = $1 AND id = $2 AND {}",
        columns.written,
        columns.are(3)
    );
    match tx.one(&sql, with_keys(values![tenant.id.uuid(), customer], &ask.contact)).await? {
        Some(row) => Ok((Some(customer), row.read("recipient")?)),
        None => Ok((None, typed)),
    }
}

/// A newer code ends the older ones of the same inbox or phone: there is never more than one to guess at.
async fn end_codes(tx: &Tx, tenant_id: Uuid, recipient_key: &str) -> Result<(), Error> {
    let sql = "UPDATE sign_in_requests SET code_hash = NULL
               WHERE tenant_id = $1 AND recipient_key = $2 AND code_hash IS NOT NULL";
    tx.run(sql, values![tenant_id, recipient_key]).await.map(drop)
}
