//! A row of `sign_in_requests`: writing one, ending all of a customer's, and reading what it says.

use chrono::TimeDelta;
use forecourt_domain::auth_method::Purpose;
use forecourt_domain::channel::SendChannel;
use forecourt_domain::contact::Contact;
use forecourt_domain::ids::SignInRequestId;
use forecourt_domain::sign_in::{CODE_LIFETIME, SignInMethod};
use forecourt_domain::token::SignInToken;
use sea_orm::QueryResult;
use uuid::Uuid;

use crate::Error;
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Tx, values};
use crate::shops::Tenant;

/// A person who opens an account.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// Their name.
    pub name: String,
    /// The hash of the password they chose, which counts only once they have proved that the address is theirs, in the
    /// browser they chose it in.
    pub password_hash: Option<String>,
}

/// A row of `sign_in_requests` to be.
pub(crate) struct NewRequest<'a> {
    pub(crate) id: SignInRequestId,
    pub(crate) tenant_id: Uuid,
    pub(crate) customer_id: Option<Uuid>,
    pub(crate) notification_id: Option<Uuid>,
    pub(crate) purpose: Purpose,
    pub(crate) method: Option<SignInMethod>,
    pub(crate) channel: &'static str,
    pub(crate) recipient: &'a str,
    pub(crate) recipient_key: &'a str,
    /// Whether the person typed the address, so that it may be shown to them unmasked.
    pub(crate) typed: bool,
    pub(crate) link: Option<&'a SignInToken>,
    pub(crate) code_hash: Option<Vec<u8>>,
    pub(crate) browser: Option<&'a SignInToken>,
    pub(crate) return_path: &'a str,
    pub(crate) newcomer: Option<&'a Newcomer>,
    pub(crate) issued_by: Option<Uuid>,
    /// How long its link lives, from now.
    pub(crate) lasts: TimeDelta,
}

/// Writes the row. Its times are the database's: ours may be another server's clock than theirs who ask later.
pub(crate) async fn insert(tx: &Tx, new: &NewRequest<'_>) -> Result<(), Error> {
    let code_end = if new.code_hash.is_some() { tx.later_sql(CODE_LIFETIME) } else { "NULL".to_owned() };
    let sql = format!(
        "INSERT INTO sign_in_requests
           (id, tenant_id, customer_id, notification_id, purpose, method, channel, recipient, recipient_key, typed, link_hash, code_hash,
            browser_hash, return_path, new_name, new_password_hash, issued_by, tries, created_at, expires_at, code_expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, {now}, {end}, {code_end})",
        now = tx.now_sql(),
        end = tx.later_sql(new.lasts),
    );
    let row = values![
        new.id.uuid(),
        new.tenant_id,
        new.customer_id,
        new.notification_id,
        new.purpose.as_str(),
        new.method.map(SignInMethod::as_str),
        new.channel,
        new.recipient,
        new.recipient_key,
        new.typed,
        new.link.map(hash),
        new.code_hash.clone(),
        new.browser.map(hash),
        new.return_path,
        new.newcomer.map(|newcomer| newcomer.name.as_str()),
        new.newcomer.and_then(|newcomer| newcomer.password_hash.as_deref()),
        new.issued_by
    ];
    tx.run(&sql, row).await.map(drop)
}

/// Whether the shop still offers what the row was asked for by.
pub(crate) fn is_offered(tenant: &Tenant, row: &QueryResult) -> Result<bool, Error> {
    let to_email = row.read::<String>("channel")? == SendChannel::Email.as_str();
    Ok(offers(tenant, purpose(row)?, method(row)?, to_email))
}

/// Whether the shop offers what was asked for by that method; by none: it began it itself.
pub(crate) fn offers(tenant: &Tenant, purpose: Purpose, method: Option<SignInMethod>, to_email: bool) -> bool {
    (purpose != Purpose::Register || tenant.self_registration)
        && method.is_none_or(|method| tenant.sign_in.still_bring(method, to_email))
}

pub(crate) fn method(row: &QueryResult) -> Result<Option<SignInMethod>, Error> {
    let method = row.read::<Option<String>>("method")?.map(|word| word.parse()).transpose();
    method.map_err(|_| Error::Corrupt { what: "sign-in method" })
}

pub(crate) fn contact(row: &QueryResult) -> Result<Contact, Error> {
    row.read::<String>("recipient")?.parse().map_err(|_| Error::Corrupt { what: "recipient" })
}

pub(crate) fn purpose(row: &QueryResult) -> Result<Purpose, Error> {
    row.read::<String>("purpose")?.parse().map_err(|_| Error::Corrupt { what: "purpose" })
}
