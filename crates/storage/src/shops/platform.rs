//! What operators do with shops that there are: list, suspend, give credits.

use forecourt_domain::ids::TenantId;
use forecourt_domain::tenant::{Slug, TenantState};
use sea_orm::{EntityTrait, QueryOrder};
use thiserror::Error as ThisError;

use super::Tenant;
use super::changes::log_change;
use crate::Error;
use crate::audit::{Action, Subject};
use crate::db::entities::tenant;
use crate::db::row::Row;
use crate::db::{Reach, values};
use crate::scope::PlatformScope;

/// Why a shop was not made, or not found.
#[derive(Debug, ThisError)]
pub enum ProvisionError {
    /// The slug belongs to another shop.
    #[error("the slug {0} is taken")]
    SlugTaken(Slug),
    /// There is no such shop.
    #[error("there is no shop with the slug {0}")]
    NoSuchTenant(Slug),
    /// The database.
    #[error(transparent)]
    Storage(#[from] Error),
}

impl PlatformScope {
    /// All shops, by slug.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Error> {
        let tx = self.storage().db().read(Reach::Platform).await?;
        let rows = tenant::Entity::find().order_by_asc(tenant::Column::Slug).all(&tx).await?;
        // A row that was broken by hand must not hide the others.
        let readable = |row: tenant::Model| {
            let slug = row.slug.clone();
            Tenant::try_from(row).inspect_err(|error| tracing::error!(slug, %error, "a shop's row cannot be read")).ok()
        };
        Ok(rows.into_iter().filter_map(readable).collect())
    }

    /// One shop.
    ///
    /// # Errors
    /// [`ProvisionError::NoSuchTenant`]; [`ProvisionError::Storage`] when the database does not answer.
    pub async fn tenant(&self, slug: &Slug) -> Result<Tenant, ProvisionError> {
        self.storage().tenant_by_slug(slug).await?.ok_or_else(|| ProvisionError::NoSuchTenant(slug.clone()))
    }

    /// How many customers a shop has.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn customer_count(&self, tenant_id: TenantId) -> Result<i64, Error> {
        let tx = self.storage().db().read(Reach::Platform).await?;
        let row = tx.one("SELECT count(*) AS n FROM customers WHERE tenant_id = $1", values![tenant_id.uuid()]).await?;
        row.map_or(Ok(0), |row| row.read("n"))
    }

    /// Suspends or resumes a shop; saying it twice changes nothing.
    ///
    /// # Errors
    /// [`ProvisionError::NoSuchTenant`]; [`ProvisionError::Storage`] when the database does not answer.
    pub async fn set_state(&self, slug: &Slug, state: TenantState) -> Result<(), ProvisionError> {
        let tx = self.storage().db().write(Reach::Platform).await?;
        let sql = format!("UPDATE tenants SET state = $2, updated_at = {} WHERE slug = $1 RETURNING id", tx.now_sql());
        let Some(row) = tx.one(&sql, values![slug.as_str(), state.as_str()]).await? else {
            return Err(ProvisionError::NoSuchTenant(slug.clone()));
        };
        let action = match state {
            TenantState::Active => Action::TenantResumed,
            TenantState::Suspended => Action::TenantSuspended,
        };
        let tenant_id = row.read::<uuid::Uuid>("id")?.into();
        self.log(&tx, tenant_id, action, &Subject::shop(slug.as_str())).await?;
        log_change(&tx, slug.as_str()).await?;
        tx.commit().await?;
        self.storage().announce_tenant_change(slug.as_str()).await;
        Ok(())
    }

    /// Adds SMS credits, in segments.
    ///
    /// # Errors
    /// [`ProvisionError::NoSuchTenant`]; [`ProvisionError::Storage`] when the database does not answer.
    pub async fn add_sms_credits(&self, slug: &Slug, credits: i32) -> Result<i32, ProvisionError> {
        let tx = self.storage().db().write(Reach::Platform).await?;
        let sql = "UPDATE tenants SET sms_credits = sms_credits + $2 WHERE slug = $1 RETURNING id";
        let Some(row) = tx.one(sql, values![slug.as_str(), credits]).await? else {
            return Err(ProvisionError::NoSuchTenant(slug.clone()));
        };
        let subject = Subject::shop(&format!("{slug}: {credits}"));
        self.log(&tx, row.read::<uuid::Uuid>("id")?.into(), Action::SmsCreditsAdded, &subject).await?;
        log_change(&tx, slug.as_str()).await?;
        tx.commit().await?;
        self.storage().announce_tenant_change(slug.as_str()).await;
        Ok(self.tenant(slug).await?.sms_credits)
    }
}
