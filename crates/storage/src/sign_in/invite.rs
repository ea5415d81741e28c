//! Links that others start: an invitation by staff, a recovery link by an operator, and a fresh one in place of one
//! that has ended.

use forecourt_domain::auth_method::Purpose;
use forecourt_domain::channel::SendChannel;
use forecourt_domain::contact::Contact;
use forecourt_domain::host::HostName;
use forecourt_domain::ids::{CustomerId, NotificationId, SignInRequestId};
use forecourt_domain::sign_in::{INVITATION_LIFETIME, LINK_LIFETIME, SignInMethod};
use forecourt_domain::token::SignInToken;
use uuid::Uuid;

use super::request::{NewRequest, Newcomer, contact, insert, is_offered, method, purpose};
use super::start::SignInRequest;
use crate::audit::{Action, Subject};
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Reach, values};
use crate::links::portal::SendProblem;
use crate::notifications::outbox::{Notification, enqueue};
use crate::scope::{PlatformScope, TenantScope};
use crate::shops::Tenant;
use crate::{Error, Storage};

impl TenantScope {
    /// Invites a customer to their portal: a link of seven days, which also offers to set a password.
    ///
    /// # Errors
    /// [`SendProblem`]; [`Error::Unavailable`] when the database does not answer: then nothing was sent.
    pub async fn send_invite(
        &self,
        customer_id: CustomerId,
        channel: SendChannel,
    ) -> Result<Result<(), SendProblem>, Error> {
        let (storage, tenant_id) = (&self.storage, self.tenant_id.uuid());
        let (now, entropy) = (storage.clock().now(), storage.entropy().as_ref());
        let tx = self.write().await?;
        let sql = "SELECT email, phone FROM customers WHERE tenant_id = $1 AND id = $2";
        let Some(row) = tx.one(sql, values![tenant_id, customer_id.uuid()]).await? else {
            return Ok(Err(SendProblem::NoSuchCustomer));
        };
        let column = if channel == SendChannel::Email { "email" } else { "phone" };
        let Some(recipient) = row.read::<Option<String>>(column)? else { return Ok(Err(SendProblem::NoAddress)) };
        let key = recipient.parse::<Contact>().map_err(|_| Error::Corrupt { what: "recipient" })?.key();
        let link = SignInToken::new(entropy);
        let notification_id = NotificationId::new(now, entropy);
        let expires_at = now + INVITATION_LIFETIME;
        let job = Notification::SignIn {
            purpose: Purpose::Invite,
            link: Some(link.reveal()),
            code: None,
            host: None,
            expires_at,
            refusal: None,
        };
        enqueue(
            storage,
            &tx,
            notification_id,
            Some(tenant_id),
            Some(customer_id.uuid()),
            None,
            channel,
            &recipient,
            &job,
        )
        .await?;
        let request = NewRequest {
            id: SignInRequestId::new(now, entropy),
            tenant_id,
            customer_id: Some(customer_id.uuid()),
            notification_id: Some(notification_id.uuid()),
            purpose: Purpose::Invite,
            method: None,
            channel: channel.as_str(),
            recipient: &recipient,
            recipient_key: &key,
            typed: false,
            link: Some(&link),
            code_hash: None,
            browser: None,
            return_path: "",
            newcomer: None,
            issued_by: Some(self.member().id.uuid()),
            lasts: INVITATION_LIFETIME,
        };
        insert(&tx, &request).await?;
        self.log_customer(&tx, Action::CustomerInvited, customer_id).await?;
        tx.commit().await?;
        storage.outbox_wrote();
        Ok(Ok(()))
    }
}

impl PlatformScope {
    /// Creates a link for a customer whom neither channel reaches, and records it in the audit log. It is shown once
    /// and not sent.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn recovery_link(&self, tenant: &Tenant, customer_id: CustomerId) -> Result<Option<SignInToken>, Error> {
        let storage = self.storage();
        let (now, entropy) = (storage.clock().now(), storage.entropy().as_ref());
        let tx = storage.db().write(Reach::Tenant(tenant.id)).await?;
        let sql = "SELECT name, coalesce(email, phone) AS recipient FROM customers WHERE tenant_id = $1 AND id = $2";
        let Some(row) = tx.one(sql, values![tenant.id.uuid(), customer_id.uuid()]).await? else { return Ok(None) };
        let recipient: Option<String> = row.read("recipient")?;
        let link = SignInToken::new(entropy);
        let request = NewRequest {
            id: SignInRequestId::new(now, entropy),
            tenant_id: tenant.id.uuid(),
            customer_id: Some(customer_id.uuid()),
            notification_id: None,
            purpose: Purpose::Recover,
            method: None,
            channel: "shown",
            recipient: recipient.as_deref().unwrap_or_default(),
            recipient_key: "",
            typed: false,
            link: Some(&link),
            code_hash: None,
            browser: None,
            return_path: "",
            newcomer: None,
            issued_by: None,
            lasts: LINK_LIFETIME,
        };
        insert(&tx, &request).await?;
        let subject = Subject::customer(customer_id.uuid(), &row.read::<String>("name")?);
        self.log(&tx, tenant.id, Action::RecoveryLinkMade, &subject).await?;
        tx.commit().await?;
        Ok(Some(link))
    }
}

impl Storage {
    /// What to ask for once more in place of a link that has ended: to where that one went, to come back to the page that
    /// one meant. None for any other token.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn ended_sign_in_link(
        &self,
        tenant: &Tenant,
        token: &SignInToken,
        host: &HostName,
        browser: SignInToken,
    ) -> Result<Option<SignInRequest>, Error> {
        let tx = self.db().read(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "SELECT customer_id, purpose, method, channel, recipient, return_path, new_name FROM sign_in_requests
             WHERE tenant_id = $1 AND link_hash = $2 AND channel <> 'shown'
               AND (expires_at <= {} OR link_used_at IS NOT NULL OR code_used_at IS NOT NULL)",
            tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![tenant.id.uuid(), hash(token)]).await? else { return Ok(None) };
        // What the shop no longer offers is not sent once more.
        if !is_offered(tenant, &row)? {
            return Ok(None);
        }
        let contact = contact(&row)?;
        // Staff sent that one; this one anybody can have sent, and it leads to the same page.
        let (purpose, method) = match purpose(&row)? {
            Purpose::Invite if tenant.sign_in.has(SignInMethod::Password) => {
                (Purpose::Reset, Some(SignInMethod::Password))
            }
            Purpose::Invite => match tenant.sign_in.linking(&contact) {
                Some(method) => (Purpose::SignIn, Some(method)),
                None => return Ok(None),
            },
            other => (other, method(&row)?),
        };
        let customer: Option<Uuid> = row.read("customer_id")?;
        let name: Option<String> = row.read("new_name")?;
        // What was chosen in another browser, perhaps by another person, does not come along.
        let newcomer = name.map(|name| Newcomer { name, password_hash: None });
        Ok(Some(SignInRequest {
            purpose,
            method,
            contact,
            typed: false,
            with_link: true,
            only: customer.map(Into::into),
            host: host.clone(),
            browser,
            return_path: row.read("return_path")?,
            newcomer,
        }))
    }
}
