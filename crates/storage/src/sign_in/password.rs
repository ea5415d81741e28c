//! Signing in by a password: what the checked ones earn.

use forecourt_domain::auth_method::{AuthMethod, Purpose};
use forecourt_domain::contact::{Contact, Email};
use forecourt_domain::sign_in::SignInMethod;
use uuid::Uuid;

use super::outcome::{Proof, Redeemed, SignedIn};
use super::record_choice::begin_choice;
use crate::credentials::passwords::CustomerCredential;
use crate::db::Reach;
use crate::shops::Tenant;
use crate::{Error, Storage};

impl Storage {
    /// Turns the checked credentials of an email into the grant of the one that was right, or into a choice among those
    /// that were; none, where none was. The caller says which were right.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn proven_by_password(
        &self,
        tenant: &Tenant,
        email: &Email,
        right: &[CustomerCredential],
        return_path: &str,
    ) -> Result<Option<Redeemed>, Error> {
        let (purpose, way) = (Purpose::SignIn, AuthMethod::Password);
        let proved_at = match right {
            [] => return Ok(None),
            [only] => {
                let return_path = return_path.to_owned();
                return Ok(Some(Redeemed::SignedIn(SignedIn { grant: only.grant, purpose, return_path })));
            }
            [first, ..] => Some(first.grant.since),
        };
        let contact = &Contact::Email(email.clone());
        let (method, request) = (Some(SignInMethod::Password), None);
        let proof = Proof { contact, purpose, way, return_path, method, request, client_login: None, proved_at };
        let among: Vec<Uuid> = right.iter().map(|credential| credential.grant.customer_id.uuid()).collect();
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        let choice = begin_choice(self, &tx, tenant.id, &proof, Some(&among)).await?;
        tx.commit().await?;
        Ok(Some(Redeemed::Choose(choice)))
    }
}
