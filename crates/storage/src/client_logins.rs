//! Signing in without knowing one's shop's address: an inbox or a phone is proved on the platform's host, and only then
//! do we say which shops know it (product section 4, "Across shops").
//!
//! A request is written down for everybody alike, and a message leaves where a shop knows the address. One proof opens
//! one shop: another takes a new link.

use chrono::TimeDelta;
use forecourt_domain::contact::Contact;
use forecourt_domain::ids::{CustomerId, NotificationId, SignInRequestId, TenantId};
use forecourt_domain::tenant::Slug;
use forecourt_domain::token::{Code, LinkToken, SignInToken};
use forecourt_domain::way::Purpose;
use sea_orm::EntityTrait;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::db::{Reach, Tx, values};
use crate::entities::tenant;
use crate::outbox::{Job, enqueue};
use crate::portal_links::{SendChannel, hash as secret_hash};
use crate::scope::Row;
use crate::ways_in::story::{Outcome, write_line};
use crate::ways_in::{CODE_LIFETIME, CODE_TRIES, LINK_LIFETIME, hash};
use crate::{Error, Storage, Tenant, TextRefusal};

/// A link that somebody else's machine used up leaves the code to whoever asked, and its proof ends with theirs.
const CODE_ALIVE: &str = "(proved_at IS NULL OR NOT proved_here)";
/// How long somebody may think about which shop.
const PROOF_LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// A request to be sent: what the browser that asks is given is known before anything is written.
#[derive(Debug)]
pub struct ClientLogin {
    to: Contact,
    browser: LinkToken,
    link: SignInToken,
    code: Code,
}

/// A proven inbox or phone: the secret goes into the browser's cookie.
#[derive(Debug)]
pub struct Proof {
    /// What the cookie holds.
    pub secret: LinkToken,
}

/// Why nothing was proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientLoginProblem {
    /// The code is another one; so many tries are left.
    Wrong {
        /// How many.
        left: u32,
    },
    /// Its time is over.
    Expired,
    /// Used, out of tries, or never made.
    Invalid,
}

/// A link that has not been used, as somebody without the browser that asked may see it.
#[derive(Debug)]
pub struct WaitingLogin {
    /// Enough of the address to recognise one's own.
    pub masked: String,
    /// Whether this is the browser that asked.
    pub same_browser: bool,
}

/// A shop that knows the proven address, and the record there.
#[derive(Debug, Clone)]
pub struct Place {
    /// The shop.
    pub tenant: Tenant,
    /// The record.
    pub customer_id: CustomerId,
    /// Whose it is, as the shop knows them.
    pub customer_name: String,
}

impl ClientLogin {
    /// A request to be sent to this address.
    pub fn new(storage: &Storage, to: Contact) -> Self {
        let entropy = storage.entropy().as_ref();
        Self { to, browser: LinkToken::new(entropy), link: SignInToken::new(entropy), code: Code::new(entropy) }
    }

    /// What says later that it was this browser that asked.
    pub fn browser(&self) -> &LinkToken {
        &self.browser
    }

    /// Writes the request down, for everybody alike.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer: then nothing was promised.
    pub async fn write_down(&self, storage: &Storage) -> Result<(), Error> {
        let id = SignInRequestId::new(storage.clock().now(), storage.entropy().as_ref());
        let tx = storage.db().write(Reach::Platform).await?;
        let sql = format!(
            "INSERT INTO client_logins
               (id, channel, recipient, recipient_key, browser_hash, link_hash, code_hash, tries, created_at, code_expires_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, {now}, {code_end}, {end})",
            now = tx.now_sql(),
            code_end = tx.later_sql(CODE_LIFETIME),
            end = tx.later_sql(LINK_LIFETIME),
        );
        let code_hash = storage.sealer().code_hash(id.uuid().as_bytes(), self.code.reveal());
        let row = values![
            id.uuid(),
            channel_of(&self.to).as_str(),
            self.to.as_str(),
            self.to.key(),
            secret_hash(&self.browser),
            hash(&self.link),
            code_hash
        ];
        tx.run(&sql, row).await?;
        tx.commit().await
    }

    /// Sends it, where a shop knows the address; what is not sent is told to that shop. To be called after the answer: it
    /// takes longer for those who are known.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn send(self, storage: &Storage, refusal: Option<TextRefusal>) -> Result<(), Error> {
        let tx = storage.db().write(Reach::Platform).await?;
        let Some((tenant_id, customer_id, recipient)) = self.known(&tx).await? else { return Ok(()) };
        let refusal = match refusal {
            Some(refusal) => Some(refusal),
            None => self.refusal(storage, &tx, tenant_id).await?,
        };
        if let Some(refusal) = refusal {
            let (to, outcome) = ((Some(customer_id), recipient.as_str()), Outcome::PassedOver(refusal));
            write_line(storage, &tx, tenant_id, to, Purpose::ClientLogin, &self.to, outcome).await?;
            return tx.commit().await;
        }
        let job = Job::SendClientLogin { token: self.link.reveal(), code: self.code.reveal().to_owned() };
        let notification = NotificationId::new(storage.clock().now(), storage.entropy().as_ref());
        let channel = channel_of(&self.to);
        enqueue(storage, &tx, notification, tenant_id, Some(customer_id), None, channel, &recipient, &job).await?;
        tx.commit().await?;
        storage.outbox_wrote().await;
        Ok(())
    }

    /// The shop that the message goes through: one that can pay for it, and that they were at last.
    async fn known(&self, tx: &Tx) -> Result<Option<(Uuid, Uuid, String)>, Error> {
        let (address, key) = column(&self.to);
        let sql = format!(
            "SELECT c.tenant_id, c.id, c.{address} AS address FROM customers c
             JOIN tenants t ON t.id = c.tenant_id AND t.state = 'active'
             WHERE c.{key} = $1 ORDER BY t.sms_credits > 0 DESC, c.last_seen_at DESC NULLS LAST, c.id LIMIT 1"
        );
        let Some(row) = tx.one(&sql, values![self.to.key()]).await? else { return Ok(None) };
        Ok(Some((row.read("tenant_id")?, row.read("id")?, row.read("address")?)))
    }

    /// Why that shop sends no text there, if it does not.
    async fn refusal(&self, storage: &Storage, tx: &Tx, tenant_id: Uuid) -> Result<Option<TextRefusal>, Error> {
        let Contact::Phone(phone) = &self.to else { return Ok(None) };
        Ok(shop(tx, tenant_id).await?.may_text(phone, storage.clock().now()).err())
    }
}

impl Storage {
    /// Proves by the code that was sent for this browser's request. The try is counted before anything is compared.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn prove_by_code(
        &self,
        browser: &LinkToken,
        code: &Code,
    ) -> Result<Result<Proof, ClientLoginProblem>, Error> {
        let tx = self.db().write(Reach::Platform).await?;
        let sql = format!(
            "UPDATE client_logins SET tries = tries + 1
             WHERE browser_hash = $1 AND {CODE_ALIVE} AND code_expires_at > {} AND tries < {CODE_TRIES}
             RETURNING id, code_hash, tries",
            tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![secret_hash(browser)]).await? else {
            return Ok(Err(over(&tx, "browser_hash", "code_expires_at", secret_hash(browser)).await?));
        };
        tx.commit().await?;
        let (id, stored): (Uuid, Vec<u8>) = (row.read("id")?, row.read("code_hash")?);
        if !bool::from(self.sealer().code_hash(id.as_bytes(), code.reveal()).ct_eq(&stored)) {
            let left = u32::try_from(CODE_TRIES - row.read::<i32>("tries")?).unwrap_or(0);
            return Ok(Err(if left == 0 { ClientLoginProblem::Invalid } else { ClientLoginProblem::Wrong { left } }));
        }
        let here = secret_hash(browser);
        self.prove(&format!("id = $1 AND {CODE_ALIVE}"), "code", id.into(), Some(here)).await
    }

    /// Looks at a link without using it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn look_at_client_login(
        &self,
        link: &SignInToken,
        browser: Option<&LinkToken>,
    ) -> Result<Result<WaitingLogin, ClientLoginProblem>, Error> {
        let tx = self.db().read(Reach::Platform).await?;
        let sql = format!(
            "SELECT channel, recipient, browser_hash FROM client_logins
             WHERE link_hash = $1 AND proved_at IS NULL AND expires_at > {}",
            tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![hash(link)]).await? else {
            return Ok(Err(over(&tx, "link_hash", "expires_at", hash(link)).await?));
        };
        let recipient = contact(&row.read::<String>("recipient")?)?;
        let asked: Vec<u8> = row.read("browser_hash")?;
        let same_browser = browser.is_some_and(|browser| secret_hash(browser) == asked);
        Ok(Ok(WaitingLogin { masked: recipient.masked(), same_browser }))
    }

    /// Proves by the link, once.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn prove_by_link(
        &self,
        link: &SignInToken,
        browser: Option<&LinkToken>,
    ) -> Result<Result<Proof, ClientLoginProblem>, Error> {
        let here = browser.map(secret_hash);
        self.prove("link_hash = $1 AND proved_at IS NULL", "sign_in_link", hash(link).into(), here).await
    }

    /// Of two who come at once, one has proven it.
    async fn prove(
        &self,
        condition: &str,
        by: &str,
        key: sea_orm::Value,
        browser: Option<Vec<u8>>,
    ) -> Result<Result<Proof, ClientLoginProblem>, Error> {
        let secret = LinkToken::new(self.entropy().as_ref());
        let tx = self.db().write(Reach::Platform).await?;
        let sql = format!(
            "UPDATE client_logins SET proved_at = {now}, proved_by = $2, proof_hash = $3, proof_expires_at = {end},
               proved_here = coalesce(browser_hash = $4, false), chosen_at = NULL
             WHERE {condition} AND expires_at > {now}",
            now = tx.now_sql(),
            end = tx.later_sql(PROOF_LIFETIME),
        );
        if tx.run(&sql, [key, by.into(), secret_hash(&secret).into(), browser.into()]).await? == 0 {
            return Ok(Err(ClientLoginProblem::Invalid));
        }
        tx.commit().await?;
        Ok(Ok(Proof { secret }))
    }

    /// The shops that know what was proven, by name; none without a proof that still stands.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn places(&self, proof: &LinkToken) -> Result<Option<Vec<Place>>, Error> {
        let tx = self.db().read(Reach::Platform).await?;
        let sql = format!("SELECT recipient_key FROM client_logins WHERE {}", standing(&tx));
        let Some(row) = tx.one(&sql, values![secret_hash(proof)]).await? else { return Ok(None) };
        let key: String = row.read("recipient_key")?;
        let (_, column) = column(&contact(&key)?);
        let sql = format!(
            "SELECT c.tenant_id, c.id, c.name FROM customers c JOIN tenants t ON t.id = c.tenant_id AND t.state = 'active'
             WHERE c.{column} = $1 ORDER BY t.name, t.id, c.name, c.id LIMIT 50"
        );
        let mut places = Vec::new();
        for row in tx.all(&sql, values![key]).await? {
            places.push(Place {
                tenant: shop(&tx, row.read("tenant_id")?).await?,
                customer_id: row.read::<Uuid>("id")?.into(),
                customer_name: row.read("name")?,
            });
        }
        Ok(Some(places))
    }

    /// Uses the proof up for one of its places; answers what [`Storage::redeem_handoff`] takes on that shop's host.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn choose_place(
        &self,
        proof: &LinkToken,
        slug: &Slug,
        customer_id: CustomerId,
        host: &str,
    ) -> Result<Option<LinkToken>, Error> {
        let tx = self.db().write(Reach::Platform).await?;
        let sql = format!(
            "UPDATE client_logins SET chosen_at = {} WHERE {} RETURNING recipient_key, proved_by",
            tx.now_sql(),
            standing(&tx)
        );
        let Some(row) = tx.one(&sql, values![secret_hash(proof)]).await? else { return Ok(None) };
        let key: String = row.read("recipient_key")?;
        let (_, column) = column(&contact(&key)?);
        let sql = format!(
            "SELECT t.id FROM customers c JOIN tenants t ON t.id = c.tenant_id AND t.state = 'active'
             WHERE t.slug = $1 AND c.id = $2 AND c.{column} = $3"
        );
        let wanted = values![slug.as_str(), customer_id.uuid(), key.as_str()];
        let Some(shop) = tx.one(&sql, wanted).await? else { return Ok(None) };
        let tenant_id: TenantId = shop.read::<Uuid>("id")?.into();
        let by: String = row.read("proved_by")?;
        let token = crate::handoffs::mint(self, &tx, tenant_id, customer_id, host, &key, &by).await?;
        tx.commit().await?;
        Ok(Some(token))
    }

    /// Sweeps out requests and hand-overs that nobody can use any more.
    pub(crate) async fn sweep_client_logins(&self, tx: &Tx) -> Result<u64, Error> {
        let yesterday = self.clock().now() - TimeDelta::days(1);
        let mut swept = 0;
        for table in ["client_logins", "handoffs", "app_choices"] {
            swept += tx.run(&format!("DELETE FROM {table} WHERE expires_at < $1"), values![yesterday]).await?;
        }
        Ok(swept)
    }
}

async fn shop(tx: &Tx, id: Uuid) -> Result<Tenant, Error> {
    tenant::Entity::find_by_id(id).one(tx).await?.ok_or(Error::Corrupt { what: "shop" })?.try_into()
}

/// The proof `$1` stands: proven lately, and not used up by a choice.
fn standing(tx: &Tx) -> String {
    format!("proof_hash = $1 AND chosen_at IS NULL AND proof_expires_at > {}", tx.now_sql())
}

/// Why a request cannot be used: what somebody who has its secret may know.
async fn over(tx: &Tx, column: &str, end: &str, secret: Vec<u8>) -> Result<ClientLoginProblem, Error> {
    let sql = format!(
        "SELECT 1 AS one FROM client_logins WHERE {column} = $1 AND proved_at IS NULL AND {end} <= {}",
        tx.now_sql()
    );
    let expired = tx.one(&sql, values![secret]).await?.is_some();
    Ok(if expired { ClientLoginProblem::Expired } else { ClientLoginProblem::Invalid })
}

/// The columns of a customer that hold the address and what it is found by.
const fn column(contact: &Contact) -> (&'static str, &'static str) {
    match contact {
        Contact::Email(_) => ("email", "email_key"),
        Contact::Phone(_) => ("phone", "phone"),
    }
}

const fn channel_of(to: &Contact) -> SendChannel {
    match to {
        Contact::Email(_) => SendChannel::Email,
        Contact::Phone(_) => SendChannel::Sms,
    }
}

/// A stored address.
pub(crate) fn contact(text: &str) -> Result<Contact, Error> {
    Contact::parse(text, "").map_err(|_| Error::Corrupt { what: "address" })
}
