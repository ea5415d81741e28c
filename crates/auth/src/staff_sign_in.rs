//! Staff sign-in by email and password, and by the second factor of those who have one. The answer is the same in the
//! same time for every address; tries are limited by account and by network address.

use forecourt_domain::contact::Email;
use forecourt_domain::token::LinkToken;
use forecourt_storage::{
    LimitedAction, RateLimitKey, RateLimited, StaffCredential, StaffGrant, StaffProof, Storage, Tenant, TenantScope,
};
use forecourt_tenant_resolver::ClientAddress;

use crate::passwords::{Busy, Passwords};
use crate::second_factor;

/// Checks credentials.
#[derive(Debug)]
pub struct StaffSignIn {
    passwords: Passwords,
}

/// Why a sign-in failed.
#[derive(Debug)]
pub enum Refusal {
    /// Email or password, or the answer to the second question, is wrong: deliberately one answer.
    Wrong,
    /// The second step has expired: it is too old, or was answered too often. Begin again.
    Over,
    /// Too many tries.
    Limited(RateLimited),
}

impl From<Busy> for Refusal {
    fn from(busy: Busy) -> Self {
        Self::Limited(RateLimited { retry_after: busy.retry_after })
    }
}

impl StaffSignIn {
    /// A sign-in; `passwords` is the process's one pool.
    pub fn new(passwords: Passwords) -> Self {
        Self { passwords }
    }

    /// The pool, for setting passwords.
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    /// Checks a password. The try is counted before anything is compared. Staff with a second factor are half signed in
    /// afterwards: [`Storage::begin_staff_sign_in`], then [`StaffSignIn::answer`].
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
    ) -> Result<Result<StaffProof, Refusal>, forecourt_storage::Error> {
        let attempt = match self.passwords.attempt() {
            Ok(attempt) => attempt,
            Err(busy) => return Ok(Err(busy.into())),
        };
        let email = email.parse::<Email>().ok();
        let identifier = email.as_ref().map(Email::key).unwrap_or_default();
        let limit_key = RateLimitKey { tenant: Some(tenant.id), client: &client.limit_key(), identifier: &identifier };
        if let Err(limited) = storage.check_rate_limit(LimitedAction::StaffPassword, limit_key).await? {
            return Ok(Err(Refusal::Limited(limited)));
        }
        let credential = match &email {
            Some(email) => storage.staff_credential(tenant, email).await?,
            None => None,
        };
        let stored = credential.as_ref().and_then(|credential| credential.password_hash.clone());
        let fits = match attempt.verify(password, stored).await {
            Ok(fits) => fits,
            Err(busy) => return Ok(Err(busy.into())),
        };
        let Some(proof) = credential.filter(|_| fits).map(StaffCredential::proven) else {
            return Ok(Err(Refusal::Wrong));
        };
        if let StaffProof::Grant(grant) = &proof {
            storage.staff_signed_in(grant).await?;
        }
        Ok(Ok(proof))
    }

    /// Checks the password of a signed-in person again, before a change to their account.
    ///
    /// # Errors
    /// 503 when the database or the limits do not answer.
    pub async fn confirm(
        &self,
        scope: &TenantScope,
        client: ClientAddress,
        password: &str,
    ) -> forecourt_web::Result<Result<(), Refusal>> {
        let identifier = scope.member().email.parse::<Email>().map(|email| email.key()).unwrap_or_default();
        let tenant = Some(scope.tenant_id());
        let limit_key = RateLimitKey { tenant, client: &client.limit_key(), identifier: &identifier };
        if let Err(limited) = scope.storage().check_rate_limit(LimitedAction::StaffPassword, limit_key).await? {
            return Ok(Err(Refusal::Limited(limited)));
        }
        let stored = scope.own_password_hash().await?;
        Ok(match self.passwords.verify(password, stored).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Refusal::Wrong),
            Err(busy) => Err(busy.into()),
        })
    }

    /// Checks an answer to the second question: a code of the authenticator, or a recovery code. It is counted before it
    /// is looked at.
    ///
    /// # Errors
    /// 503 when the database or the limits do not answer.
    pub async fn answer(
        &self,
        storage: &Storage,
        tenant: &Tenant,
        client: ClientAddress,
        token: &LinkToken,
        typed: &str,
    ) -> forecourt_web::Result<Result<StaffGrant, Refusal>> {
        let Some(counted) = storage.try_staff_sign_in(tenant, token).await? else { return Ok(Err(Refusal::Over)) };
        let identifier = counted.staff_member_id().to_string();
        let limit_key = RateLimitKey { tenant: Some(tenant.id), client: &client.limit_key(), identifier: &identifier };
        if let Err(limited) = storage.check_rate_limit(LimitedAction::SecondFactor, limit_key).await? {
            return Ok(Err(Refusal::Limited(limited)));
        }
        if !second_factor::check(&counted.second_factor(), typed).await? {
            return Ok(Err(Refusal::Wrong));
        }
        let Some(grant) = counted.proven().await? else { return Ok(Err(Refusal::Over)) };
        storage.staff_signed_in(&grant).await?;
        Ok(Ok(grant))
    }
}
