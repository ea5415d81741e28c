//! Action links: signed, made with the message that carries them, no row of their own (docs/product.md, section 4).
//!
//! The signature says that we made it; one statement says whether what it names still stands: the customer, their
//! count of revocations, and the thing, which must be theirs and not long over.

use forecourt_domain::action_link::{ActionLink, ActionPurpose, ActionThing, ActionToken, SigningKey};
use forecourt_domain::auth_method::AuthMethod;
use forecourt_domain::channel::SendChannel;
use forecourt_domain::contact::Contact;
use forecourt_domain::ids::{CustomerId, InvoiceId, NotificationId, TenantId, WorkOrderId};
use forecourt_domain::invoice::InvoiceNumber;
use forecourt_domain::money::Money;
use forecourt_domain::reference::Reference;
use forecourt_domain::sign_in::SignInMethod;
use forecourt_domain::work_order::WorkOrderStatus;
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::signing_keys::ACTION_LINK_LIFETIME;
use crate::audit::Action;
use crate::db::row::{Row, contact};
use crate::db::token_hash::hash;
use crate::db::{Reach, Tx, values};
use crate::notifications::outbox::{Notification, enqueue};
use crate::scope::things::{Kind, invoice_number};
use crate::scope::{CustomerGate, CustomerGrant, CustomerScope, TenantScope};
use crate::shops::Tenant;
use crate::{Error, Storage};

/// What became of the wish that a customer be told of something by a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// There was none.
    NotAsked,
    /// The message is written.
    Written,
    /// The customer has no address of that kind.
    NoAddress,
    /// The shop has switched off what its link would open.
    SwitchedOff,
}

/// An action link that opened.
#[derive(Debug, Clone)]
pub struct OpenedAction {
    /// What it lets its bearer do.
    pub grant: CustomerGrant,
    /// Where it leads.
    pub place: ActionPlace,
    /// Whether the link has not been opened yet, as far as is known.
    pub unopened: bool,
}

/// A page that an action link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionPlace {
    /// A job's.
    Job(Reference),
    /// An invoice's.
    Invoice(InvoiceNumber),
}

/// Why an action link does not open.
#[derive(Debug, Clone)]
pub enum ActionLinkProblem {
    /// Not ours, another shop's, revoked, or about something that is gone: deliberately one answer.
    Invalid,
    /// Its time, or its thing's, is over. Its owner may ask for a sign-in link to the same page.
    Ended(EndedAction),
}

/// An action link whose time is over: it still says whose it was, and where it led.
#[derive(Debug, Clone)]
pub struct EndedAction {
    pub(crate) customer_id: CustomerId,
    /// Where the shop has another link sent to its owner, and by which way in; none where it offers no links.
    pub renewal: Option<(SignInMethod, Contact)>,
    /// Where it led.
    pub place: ActionPlace,
}

impl EndedAction {
    /// Whose it was.
    pub fn customer_id(&self) -> CustomerId {
        self.customer_id
    }
}

impl Storage {
    /// Opens an action link at its own shop. Nothing is written: it can be opened as often as its owner likes, and whether
    /// it was a person who did is not known here ([`Storage::action_link_opened`]).
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn open_action_link(
        &self,
        tenant: &Tenant,
        token: &ActionToken,
    ) -> Result<Result<OpenedAction, ActionLinkProblem>, Error> {
        let Some(key) = self.signing_key_named(token.key_id()).await? else {
            return Ok(Err(ActionLinkProblem::Invalid));
        };
        let Some(link) = token.verify(tenant.id, &key) else { return Ok(Err(ActionLinkProblem::Invalid)) };
        let ActionPurpose::View = link.purpose;
        let tx = self.db().read(Reach::Tenant(tenant.id)).await?;
        let backend = tx.get_database_backend();
        let kind = Kind::of(link.thing);
        let (called, table, over) = (kind.title_column(), kind.table(), kind.link_is_over_sql(backend, "t"));
        let sql = format!(
            "SELECT t.{called} AS called, c.email, c.phone, $5 <= {now} OR {over} AS over, {now} AS now,
                    EXISTS (SELECT 1 FROM notifications n WHERE n.tenant_id = $1 AND n.link_hash = $6 AND n.opened_at IS NULL) AS unopened
             FROM customers c JOIN {table} t ON t.tenant_id = c.tenant_id AND t.customer_id = c.id AND t.id = $3
             WHERE c.tenant_id = $1 AND c.id = $2 AND c.action_link_epoch = $4",
            now = tx.now_sql(),
        );
        let Ok(epoch) = i32::try_from(link.epoch) else { return Ok(Err(ActionLinkProblem::Invalid)) };
        let carried = hash(token);
        let key =
            values![tenant.id.uuid(), link.customer_id.uuid(), link.thing.uuid(), epoch, link.expires_at, carried];
        let Some(row) = tx.one(&sql, key).await? else { return Ok(Err(ActionLinkProblem::Invalid)) };
        let place = match link.thing {
            ActionThing::Job(_) => {
                let reference = row.read::<String>("called")?.parse();
                ActionPlace::Job(reference.map_err(|_| Error::Corrupt { what: "reference" })?)
            }
            ActionThing::Invoice(_) => ActionPlace::Invoice(invoice_number(row.read("called")?)?),
        };
        if row.read("over")? {
            let addresses = [row.read::<Option<String>>("email")?, row.read::<Option<String>>("phone")?];
            let addresses = addresses.into_iter().flatten().map(|address| contact(&address));
            let mut addresses = addresses.collect::<Result<Vec<_>, _>>()?.into_iter();
            let renewal = addresses.find_map(|to| Some((tenant.sign_in.linking(&to)?, to)));
            return Ok(Err(ActionLinkProblem::Ended(EndedAction { customer_id: link.customer_id, renewal, place })));
        }
        let way = AuthMethod::ActionLink {
            thing: link.thing,
            epoch: link.epoch,
            expires_at: link.expires_at,
            only: tenant.links_open_only,
        };
        let grant = CustomerGrant {
            tenant_id: tenant.id,
            customer_id: link.customer_id,
            way,
            proved_at: None,
            since: row.read("now")?,
            until_code_of: None,
        };
        Ok(Ok(OpenedAction { grant, place, unopened: row.read("unopened")? }))
    }

    /// Writes down that a person has opened an action link for the first time; later openings are not counted.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn action_link_opened(&self, tenant: &Tenant, token: &ActionToken) -> Result<(), Error> {
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "UPDATE notifications SET opened_at = {} WHERE tenant_id = $1 AND link_hash = $2 AND opened_at IS NULL",
            tx.now_sql()
        );
        tx.run(&sql, values![tenant.id.uuid(), hash(token)]).await?;
        tx.commit().await
    }
}

impl Storage {
    /// Whether a session already lets its bearer do all that an action link would: it is the same customer's, still
    /// stands, and is not bound to another thing.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn covers(&self, session: &CustomerGrant, link: &CustomerGrant) -> Result<bool, Error> {
        let same = (session.tenant_id, session.customer_id) == (link.tenant_id, link.customer_id);
        let wide = session.only().is_none() || session.only() == link.only();
        Ok(same && wide && matches!(CustomerScope::open(self, *session).await?, CustomerGate::Open(_)))
    }
}

impl TenantScope {
    /// Ends all action links of a customer, those on their way included; answers whether there is such a customer.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn revoke_action_links(&self, customer_id: CustomerId) -> Result<bool, Error> {
        let tx = self.write().await?;
        let ended = end_all(&tx, self.tenant_id.uuid(), customer_id.uuid()).await?;
        self.log_customer(&tx, Action::ActionLinksRevoked, customer_id).await?;
        tx.commit().await?;
        Ok(ended > 0)
    }
}

/// Counts the customer's revocations on: no link made before opens any more.
pub(crate) async fn end_all(tx: &Tx, tenant_id: Uuid, customer_id: Uuid) -> Result<u64, Error> {
    let sql = "UPDATE customers SET action_link_epoch = action_link_epoch + 1 WHERE tenant_id = $1 AND id = $2";
    tx.run(sql, values![tenant_id, customer_id]).await
}

/// Writes the news of a job, with a link to it, in the transaction that makes it true.
pub(crate) async fn tell_of_job(
    storage: &Storage,
    tx: &Tx,
    key: &SigningKey,
    tenant_id: Uuid,
    job: (WorkOrderId, CustomerId),
    status: WorkOrderStatus,
    channel: SendChannel,
) -> Result<Notice, Error> {
    let (job_id, customer_id) = job;
    let sql = "SELECT c.id AS customer_id, c.email, c.phone, c.action_link_epoch, v.make, v.model FROM customers c
               JOIN work_orders w ON w.tenant_id = c.tenant_id AND w.customer_id = c.id AND w.id = $3
               LEFT JOIN vehicles v ON v.tenant_id = w.tenant_id AND v.customer_id = w.customer_id AND v.id = w.vehicle_id
               WHERE c.tenant_id = $1 AND c.id = $2";
    let Some(row) = tx.one(sql, values![tenant_id, customer_id.uuid(), job_id.uuid()]).await? else {
        return Ok(Notice::NoAddress);
    };
    let vehicle = match (row.read::<Option<String>>("make")?, row.read::<Option<String>>("model")?) {
        // A text has no room for both.
        (Some(_), Some(model)) if channel == SendChannel::Sms => Some(model),
        (Some(make), Some(model)) => Some(format!("{make} {model}")),
        _ => None,
    };
    let news =
        |token, epoch| Notification::SendJobNews { token, status, vehicle, job: Some(job_id), epoch: Some(epoch) };
    tell(storage, tx, key, tenant_id, &row, ActionThing::Job(job_id), channel, news).await
}

/// Writes that there is an invoice, with a link to it, as [`tell_of_job`] does.
pub(crate) async fn tell_of_invoice(
    storage: &Storage,
    tx: &Tx,
    key: &SigningKey,
    tenant_id: TenantId,
    invoice: InvoiceId,
    channel: SendChannel,
) -> Result<Notice, Error> {
    let sql = "SELECT c.id AS customer_id, c.email, c.phone, c.action_link_epoch, i.number, i.currency, i.gross - i.paid AS due, i.due_on
               FROM invoices i JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id
               WHERE i.tenant_id = $1 AND i.id = $2";
    let Some(row) = tx.one(sql, values![tenant_id.uuid(), invoice.uuid()]).await? else {
        return Ok(Notice::NoAddress);
    };
    let currency = row.read::<String>("currency")?.try_into().map_err(|_| Error::Corrupt { what: "currency" })?;
    let (number, due_on) = (invoice_number(row.read("number")?)?, row.read("due_on")?);
    let due = Money { minor: row.read("due")?, currency };
    let news = |token, epoch| Notification::SendInvoice { token, invoice, number, due, due_on, epoch: Some(epoch) };
    tell(storage, tx, key, tenant_id.uuid(), &row, ActionThing::Invoice(invoice), channel, news).await
}

/// Writes a message to the customer of `row`, with a link to the thing.
#[expect(clippy::too_many_arguments, reason = "one message, and private to this file")]
async fn tell(
    storage: &Storage,
    tx: &Tx,
    key: &SigningKey,
    tenant_id: Uuid,
    row: &QueryResult,
    thing: ActionThing,
    channel: SendChannel,
    news: impl FnOnce(String, i32) -> Notification,
) -> Result<Notice, Error> {
    let address = match channel {
        SendChannel::Sms => row.read::<Option<String>>("phone")?,
        SendChannel::Email => row.read::<Option<String>>("email")?,
    };
    let Some(recipient) = address else { return Ok(Notice::NoAddress) };
    let customer_id: Uuid = row.read("customer_id")?;
    let now = storage.clock().now();
    let epoch = row.read::<i32>("action_link_epoch")?;
    let link = ActionLink {
        customer_id: customer_id.into(),
        thing,
        purpose: ActionPurpose::View,
        epoch: u32::try_from(epoch).map_err(|_| Error::Corrupt { what: "count of revocations" })?,
        expires_at: now + ACTION_LINK_LIFETIME,
    };
    let news = news(link.sign(tenant_id.into(), key), epoch);
    let id = NotificationId::new(now, storage.entropy().as_ref());
    let written =
        enqueue(storage, tx, id, Some(tenant_id), Some(customer_id), None, channel, &recipient, &news).await?;
    Ok(if written { Notice::Written } else { Notice::SwitchedOff })
}
