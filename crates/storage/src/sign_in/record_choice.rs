//! Choosing a record: several customers of a shop may share an inbox or a phone, and the person who proves it chooses
//! one of them; or they share an inbox and a password, and the person who knows it chooses among those with that
//! password.
//!
//! What was proven stands in a row of its own for a few minutes, and its secret in the browser (or app) that proved it.
//! Choosing uses the row up, and only a record that still has the address can be chosen.

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::auth_method::AuthMethod;
use forecourt_domain::contact::Contact;
use forecourt_domain::ids::{CustomerId, TenantId};
use forecourt_domain::sign_in::SignInMethod;
use forecourt_domain::token::LinkToken;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::history::{Outcome, write_line};
use super::outcome::{Proof, SignInProblem, SignedIn};
use super::request::{method, offers, purpose};
use super::verify_contact::prove;
use crate::customers::address::{Columns, with_keys};
use crate::db::row::{Row, contact};
use crate::db::token_hash::hash;
use crate::db::{Reach, Tx, for_update_sql, values};
use crate::scope::CustomerGrant;
use crate::scope::gate::still_counts_sql;
use crate::sessions::cross_browser;
use crate::shops::Tenant;
use crate::{Error, Storage};

/// How long a person may take to choose a record.
pub const RECORD_CHOICE_LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// More records than a fleet's phone has.
const MOST_RECORDS: u32 = 50;

/// A record that a proven address fits, as much of it as tells it from the others.
#[derive(Debug, Clone)]
pub struct CustomerOption {
    /// Which.
    pub customer_id: CustomerId,
    /// Whose.
    pub name: String,
    /// Their newest vehicle, as people say it.
    pub vehicle: Option<String>,
}

impl Storage {
    /// The records among which the holder of a choice may choose.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn record_choice(
        &self,
        tenant: &Tenant,
        choice: &LinkToken,
    ) -> Result<Result<Vec<CustomerOption>, SignInProblem>, Error> {
        let tx = self.db().read(Reach::Tenant(tenant.id)).await?;
        let sql =
            format!("SELECT recipient_key, purpose, method, customer_ids FROM record_choices WHERE {}", standing(&tx));
        let Some(row) = tx.one(&sql, values![tenant.id.uuid(), hash(choice)]).await? else {
            return Ok(Err(SignInProblem::Invalid));
        };
        match offered(tenant, &row)? {
            Ok(proven) => records(&tx, tenant.id, &proven, among(&row)?.as_deref()).await.map(Ok),
            Err(problem) => Ok(Err(problem)),
        }
    }

    /// Makes the choice, once, among the records that have the address now, or those whose password was right.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn choose_record(
        &self,
        tenant: &Tenant,
        choice: &LinkToken,
        customer_id: CustomerId,
    ) -> Result<Result<SignedIn, SignInProblem>, Error> {
        self.sessions().answer().await?;
        let (tenant_id, customer) = (tenant.id.uuid(), customer_id.uuid());
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "UPDATE record_choices SET used_at = {} WHERE {}
             RETURNING request_id, client_login_id, recipient_key, purpose, method, customer_ids, proved_by, return_path,
               coalesce(proved_at, created_at) AS proved_at",
            tx.now_sql(),
            standing(&tx)
        );
        let Some(row) = tx.one(&sql, values![tenant_id, hash(choice)]).await? else {
            return Ok(Err(SignInProblem::Invalid));
        };
        let contact = match offered(tenant, &row)? {
            Ok(contact) => contact,
            Err(problem) => return Ok(Err(problem)),
        };
        let (purpose, way) = (purpose(&row)?, proved_by(&row.read::<String>("proved_by")?));
        let proved_at: DateTime<Utc> = row.read("proved_at")?;
        let request: Option<Uuid> = row.read("request_id")?;
        let mut until_code_of = None;
        if let Some(request) = request {
            // Its row before the customer's: using the code locks them in the same order.
            let sql = "UPDATE sign_in_requests SET entered_id = $3 WHERE tenant_id = $1 AND id = $2
                       RETURNING coalesce(NOT link_used_here, false) AS elsewhere";
            let used = tx.one(sql, values![tenant_id, request, customer]).await?;
            let Some(used) = used else { return Ok(Err(SignInProblem::Invalid)) };
            until_code_of = (way == AuthMethod::SignInLink && used.read("elsewhere")?).then(|| request.into());
        }
        let entered = match among(&row)? {
            Some(right) if right.contains(&customer) => {
                fits_still(&tx, tenant_id, customer, &contact, proved_at).await?
            }
            Some(_) => None,
            None => prove(&tx, tenant_id, customer, Some(&contact), Some(proved_at)).await?,
        };
        let Some(since) = entered else { return Ok(Err(SignInProblem::Invalid)) };
        // A password has no entry in the access history: it was never sent.
        if request.is_none() && way != AuthMethod::Password {
            let whose = (Some(customer), contact.as_str());
            let line = write_line(self, &tx, tenant_id, whose, purpose, &contact, Outcome::Chosen(way)).await?;
            until_code_of = cross_browser::bind(&tx, tenant.id, line, row.read("client_login_id")?).await?;
        }
        tx.commit().await?;
        let (tenant_id, proved_at) = (tenant.id, Some(proved_at));
        let grant = CustomerGrant { tenant_id, customer_id, way, proved_at, since, until_code_of };
        Ok(Ok(SignedIn { grant, purpose, return_path: row.read("return_path")? }))
    }
}

/// Makes a choice, where several records have the address; only its hash is kept.
pub(crate) async fn several(
    storage: &Storage,
    tx: &Tx,
    tenant_id: TenantId,
    proof: &Proof<'_>,
) -> Result<Option<LinkToken>, Error> {
    let sharing = records(tx, tenant_id, proof.contact, None).await?.len();
    if sharing < 2 {
        return Ok(None);
    }
    if let Some(request) = proof.request {
        let sql = "UPDATE sign_in_requests SET shared_by = $3 WHERE tenant_id = $1 AND id = $2";
        let sharing = i32::try_from(sharing).unwrap_or(i32::MAX);
        tx.run(sql, values![tenant_id.uuid(), request, sharing]).await?;
    }
    begin_choice(storage, tx, tenant_id, proof, None).await.map(Some)
}

/// Makes a choice `among` these records; without them, among all that have the address.
pub(crate) async fn begin_choice(
    storage: &Storage,
    tx: &Tx,
    tenant_id: TenantId,
    proof: &Proof<'_>,
    among: Option<&[Uuid]>,
) -> Result<LinkToken, Error> {
    let choice = LinkToken::new(storage.entropy().as_ref());
    let sql = format!(
        "INSERT INTO record_choices
           (tenant_id, token_hash, request_id, client_login_id, recipient_key, purpose, proved_by, return_path, proved_at, method, customer_ids,
            created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, {}, {})",
        tx.now_sql(),
        tx.later_sql(RECORD_CHOICE_LIFETIME)
    );
    let row = values![
        tenant_id.uuid(),
        hash(&choice),
        proof.request,
        proof.client_login,
        proof.contact.key(),
        proof.purpose.as_str(),
        proof.way.as_str(),
        proof.return_path,
        proof.proved_at,
        proof.method.map(SignInMethod::as_str),
        among.map(|ids| ids.iter().map(Uuid::to_string).collect::<Vec<_>>().join(" "))
    ];
    tx.run(&sql, row).await?;
    Ok(choice)
}

/// The records of a shop that have the address, and are `among` these if any are named, by name.
pub(crate) async fn records(
    tx: &Tx,
    tenant_id: TenantId,
    contact: &Contact,
    among: Option<&[Uuid]>,
) -> Result<Vec<CustomerOption>, Error> {
    let theirs = Columns::of(contact).are(2);
    let among = among.map(|ids| ids.iter().copied().map(Value::from).collect::<Vec<_>>());
    let named = among.as_ref().map(|ids| {
        let parameters: Vec<String> = (0..ids.len()).map(|at| format!("${}", at + 4)).collect();
        format!("AND c.id IN ({})", parameters.join(", "))
    });
    let sql = format!(
        "SELECT c.id, c.name, v.make, v.model FROM customers c
         LEFT JOIN vehicles v ON v.tenant_id = c.tenant_id AND v.customer_id = c.id AND v.id =
           (SELECT n.id FROM vehicles n WHERE n.tenant_id = c.tenant_id AND n.customer_id = c.id ORDER BY n.id DESC LIMIT 1)
         WHERE c.tenant_id = $1 AND c.{theirs} {} ORDER BY c.name, c.id LIMIT {MOST_RECORDS}",
        named.unwrap_or_default()
    );
    let rows = tx.all(&sql, with_keys(values![tenant_id.uuid()], contact).chain(among.unwrap_or_default())).await?;
    rows.iter()
        .map(|row| {
            let vehicle = match (row.read::<Option<String>>("make")?, row.read::<Option<String>>("model")?) {
                (Some(make), Some(model)) => Some(format!("{make} {model}")),
                _ => None,
            };
            Ok(CustomerOption { customer_id: row.read::<Uuid>("id")?.into(), name: row.read("name")?, vehicle })
        })
        .collect()
}

/// When a password was right for a record, if it may still be entered: it has the email, and nothing ended since then what
/// was before.
async fn fits_still(
    tx: &Tx,
    tenant_id: Uuid,
    customer: Uuid,
    email: &Contact,
    checked_at: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Error> {
    let backend = tx.get_database_backend();
    let sql = format!(
        "SELECT id FROM customers WHERE tenant_id = $1 AND id = $2 AND {} AND {} {}",
        Columns::of(email).are(4),
        still_counts_sql(backend, "customers", "$3"),
        for_update_sql(backend)
    );
    let row = tx.one(&sql, with_keys(values![tenant_id, customer, checked_at], email)).await?;
    Ok(row.map(|_| checked_at))
}

/// The records that a choice is among, if it is not among all that have the address.
fn among(row: &QueryResult) -> Result<Option<Vec<Uuid>>, Error> {
    let Some(ids) = row.read::<Option<String>>("customer_ids")? else { return Ok(None) };
    let ids = ids.split(' ').map(str::parse).collect::<Result<_, _>>();
    ids.map(Some).map_err(|_| Error::Corrupt { what: "records to choose among" })
}

/// The way that was written down: a link, unless it was a code or a password.
pub(crate) fn proved_by(word: &str) -> AuthMethod {
    [AuthMethod::Code, AuthMethod::Password]
        .into_iter()
        .find(|way| way.as_str() == word)
        .unwrap_or(AuthMethod::SignInLink)
}

/// What was proven for a choice, if the shop still offers what it was asked for by.
fn offered(tenant: &Tenant, row: &QueryResult) -> Result<Result<Contact, SignInProblem>, Error> {
    let (contact, purpose) = (contact(&row.read::<String>("recipient_key")?)?, purpose(row)?);
    let to_email = matches!(contact, Contact::Email(_));
    let offered = offers(tenant, purpose, method(row)?, to_email);
    Ok(if offered { Ok(contact) } else { Err(SignInProblem::SwitchedOff(purpose)) })
}

/// The choice `$2` of the shop `$1` stands: not used, not too old, and not of a link that has ended for a code.
fn standing(tx: &Tx) -> String {
    format!(
        "tenant_id = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > {} AND (proved_by = '{}' OR NOT EXISTS
         (SELECT 1 FROM sign_in_requests r WHERE r.tenant_id = $1 AND r.id = request_id AND r.link_ended_at IS NOT NULL))",
        tx.now_sql(),
        AuthMethod::Code.as_str()
    )
}
