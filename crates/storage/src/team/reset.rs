//! Resetting the second factor of staff who lost it. Operators do it, because a shop's only owner has no colleague who
//! could.

use forecourt_domain::contact::Email;
use forecourt_domain::tenant::Slug;
use uuid::Uuid;

use crate::audit::{Action, Subject};
use crate::db::row::Row;
use crate::db::{Reach, values};
use crate::scope::PlatformScope;
use crate::shops::platform::ProvisionError;

impl PlatformScope {
    /// Removes a member's second factor, recovery codes and passkeys, and ends their sessions; answers whether there is
    /// such a member. The password stays: an invitation replaces it.
    ///
    /// # Errors
    /// [`ProvisionError::NoSuchTenant`]; [`ProvisionError::Storage`] when the database does not answer.
    pub async fn reset_second_factor(&self, slug: &Slug, email: &Email) -> Result<bool, ProvisionError> {
        let tenant_id = self.tenant(slug).await?.id;
        let tx = self.storage().db().write(Reach::Platform).await?;
        let sql = format!(
            "UPDATE staff_members SET totp_seed = NULL, totp_next = NULL, totp_begun_at = NULL, totp_set_at = NULL, sessions_valid_from = {}
             WHERE tenant_id = $1 AND email_key = $2 RETURNING id, coalesce(nullif(name, ''), email) AS name",
            tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![tenant_id.uuid(), email.key()]).await? else { return Ok(false) };
        let (id, name): (Uuid, String) = (row.read("id")?, row.read("name")?);
        for table in ["staff_recovery_codes", "passkeys"] {
            let sql = format!("DELETE FROM {table} WHERE tenant_id = $1 AND staff_member_id = $2");
            tx.run(&sql, values![tenant_id.uuid(), id]).await?;
        }
        self.log(&tx, tenant_id, Action::SecondFactorOff, &Subject::staff(id, &name)).await?;
        tx.commit().await?;
        Ok(true)
    }
}
