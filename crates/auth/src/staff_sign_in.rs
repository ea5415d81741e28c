//! Staff sign-in by email and password: the same answer and the same work, whoever it is; limited by account and by
//! network address.

use std::num::NonZeroU32;
use std::time::Duration;

use forecourt_domain::contact::Email;
use forecourt_storage::{Limit, Limited, Limiter, StaffGrant, Storage, Tenant};
use forecourt_tenant_resolver::ClientAddress;

use crate::passwords::Passwords;

const fn times(n: u32) -> NonZeroU32 {
    match NonZeroU32::new(n) {
        Some(n) => n,
        None => NonZeroU32::MIN,
    }
}

/// A person who forgot tries a few spellings; ten in a quarter of an hour is a machine. Counted for each address the
/// tries come from, so that a stranger cannot lock the owner out.
const PER_ACCOUNT: Limit = Limit { name: "staff-account", burst: times(10), per: Duration::from_secs(15 * 60) };
/// One account from all addresses together: what many machines get.
const PER_ACCOUNT_ANYWHERE: Limit =
    Limit { name: "staff-account-anywhere", burst: times(100), per: Duration::from_secs(60 * 60) };
/// A whole shop may sit behind one address.
const PER_ADDRESS: Limit = Limit { name: "staff-address", burst: times(60), per: Duration::from_secs(15 * 60) };

/// Checks credentials.
#[derive(Debug)]
pub struct StaffSignIn {
    per_account: Limiter,
    per_account_anywhere: Limiter,
    per_address: Limiter,
    passwords: Passwords,
}

/// Why nobody was signed in.
#[derive(Debug)]
pub enum Refusal {
    /// Email or password is wrong: deliberately one answer.
    Wrong,
    /// Too many tries.
    Limited(Limited),
}

impl StaffSignIn {
    /// A sign-in with its limits; `passwords` is the process's one pool.
    pub fn new(passwords: Passwords) -> Self {
        Self {
            per_account: Limiter::new(PER_ACCOUNT),
            per_account_anywhere: Limiter::new(PER_ACCOUNT_ANYWHERE),
            per_address: Limiter::new(PER_ADDRESS),
            passwords,
        }
    }

    /// The pool, for setting passwords.
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    /// Checks a password. The try is counted before anything is compared.
    ///
    /// # Errors
    /// [`forecourt_storage::Error::Unavailable`] when the database or the limits do not answer.
    pub async fn check(
        &self,
        storage: &Storage,
        tenant: &Tenant,
        client: ClientAddress,
        email: &str,
        password: &str,
    ) -> Result<Result<StaffGrant, Refusal>, forecourt_storage::Error> {
        let email = email.parse::<Email>().ok();
        let account = format!("{}:{}", tenant.id, email.as_ref().map(Email::key).unwrap_or_default());
        let address = client.limit_key();
        let counted = [
            (&self.per_account, format!("{account}:{address}")),
            (&self.per_address, address),
            (&self.per_account_anywhere, account),
        ];
        for (limiter, key) in counted {
            if let Err(limited) = limiter.hit(storage, &key).await? {
                return Ok(Err(Refusal::Limited(limited)));
            }
        }
        let credential = match &email {
            Some(email) => storage.staff_credential(tenant, email).await?,
            None => None,
        };
        let stored = credential.as_ref().and_then(|credential| credential.password_hash.clone());
        if !self.passwords.verify(password, stored).await {
            return Ok(Err(Refusal::Wrong));
        }
        let Some(grant) = credential.map(forecourt_storage::StaffCredential::proven) else {
            return Ok(Err(Refusal::Wrong));
        };
        storage.staff_signed_in(&grant).await?;
        Ok(Ok(grant))
    }
}
