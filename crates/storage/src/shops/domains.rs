//! Custom domains. Any shop may claim one; it is a shop's once its TXT record has been seen, and of one shop only. The
//! caller looks the record up: nothing here speaks to the network.

use chrono::{DateTime, Utc};
use forecourt_domain::host::HostName;
use forecourt_domain::ids::TenantId;
use forecourt_domain::tenant::Slug;
use sea_orm::QueryResult;
use thiserror::Error as ThisError;
use uuid::Uuid;

use super::changes::log_change;
use crate::audit::{Action, Subject};
use crate::db::row::Row;
use crate::db::{Reach, Tx, values};
use crate::scope::PlatformScope;
use crate::{Error, Storage};

/// A host that a shop claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// The host.
    pub host: HostName,
    /// What its TXT record has to hold.
    pub token: String,
    /// When it was claimed.
    pub added_at: DateTime<Utc>,
    /// When its record was seen; none: the claim is worth nothing yet.
    pub verified_at: Option<DateTime<Utc>>,
    /// Whether the shop's links lead there.
    pub active: bool,
}

/// Why a host was not taken, or not found.
#[derive(Debug, ThisError)]
pub enum DomainError {
    /// There is no such shop.
    #[error("there is no shop with the slug {0}")]
    NoSuchTenant(Slug),
    /// The shop never claimed it.
    #[error("{host} is no host of {slug}: add it first")]
    NotAdded {
        /// The shop.
        slug: Slug,
        /// The host.
        host: String,
    },
    /// It is proven to be another shop's.
    #[error("{0} is another shop's, which has proven it")]
    Taken(String),
    /// The database.
    #[error(transparent)]
    Storage(#[from] Error),
}

impl Domain {
    /// The whole text of the TXT record.
    pub fn proof(&self) -> String {
        format!("forecourt={}", self.token)
    }
}

impl Storage {
    /// The shop whose proven host this is.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn slug_by_host(&self, host: &HostName) -> Result<Option<Slug>, Error> {
        let tx = self.db().read(Reach::Platform).await?;
        let sql = "SELECT t.slug FROM tenant_domains d JOIN tenants t ON t.id = d.tenant_id
                   WHERE d.host = $1 AND d.verified_at IS NOT NULL";
        let Some(row) = tx.one(sql, values![host.as_str()]).await? else { return Ok(None) };
        row.read::<String>("slug")?.parse().map(Some).map_err(|_| Error::Corrupt { what: "slug" })
    }
}

impl PlatformScope {
    /// Claims a host for a shop; saying it twice changes nothing, and gives the same token.
    ///
    /// # Errors
    /// [`DomainError`].
    pub async fn add_domain(&self, slug: &Slug, host: &HostName) -> Result<Domain, DomainError> {
        let mut token = [0u8; 16];
        self.storage().entropy().fill(&mut token);
        let tx = self.storage().db().write(Reach::Platform).await?;
        let shop = shop(&tx, slug).await?;
        let sql = "SELECT 1 AS one FROM tenant_domains WHERE host = $1 AND tenant_id <> $2 AND verified_at IS NOT NULL";
        if tx.one(sql, values![host.as_str(), shop.uuid()]).await?.is_some() {
            return Err(DomainError::Taken(host.as_str().to_owned()));
        }
        let sql = format!(
            "INSERT INTO tenant_domains (tenant_id, host, token, added_at) VALUES ($1, $2, $3, {})
             ON CONFLICT (tenant_id, host) DO NOTHING",
            tx.now_sql()
        );
        if tx.run(&sql, values![shop.uuid(), host.as_str(), hex::encode(token)]).await? > 0 {
            self.log(&tx, shop, Action::DomainAdded, &Subject::shop(host.as_str())).await?;
        }
        let domain = find(&tx, shop, slug, host).await?;
        tx.commit().await?;
        Ok(domain)
    }

    /// A host that a shop claims.
    ///
    /// # Errors
    /// [`DomainError`].
    pub async fn domain(&self, slug: &Slug, host: &HostName) -> Result<Domain, DomainError> {
        let tx = self.storage().db().read(Reach::Platform).await?;
        let shop = shop(&tx, slug).await?;
        find(&tx, shop, slug, host).await
    }

    /// All hosts that a shop claims, the oldest first.
    ///
    /// # Errors
    /// [`DomainError`].
    pub async fn domains(&self, slug: &Slug) -> Result<Vec<Domain>, DomainError> {
        let tx = self.storage().db().read(Reach::Platform).await?;
        let shop = shop(&tx, slug).await?;
        let rows = tx.all(&format!("{DOMAIN} ORDER BY d.added_at, d.host"), values![shop.uuid()]).await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Makes a claim whose TXT record was seen the shop's own, and the host that its links lead to from now on.
    ///
    /// # Errors
    /// [`DomainError`]; [`DomainError::Taken`] when another shop has proven it meanwhile.
    pub async fn domain_was_proven(&self, slug: &Slug, seen: &Domain) -> Result<(), DomainError> {
        let host = seen.host.as_str();
        let tx = self.storage().db().write(Reach::Platform).await?;
        let shop = shop(&tx, slug).await?;
        // The claim that was looked at, not one that was made anew since.
        let sql = format!(
            "UPDATE tenant_domains SET verified_at = coalesce(verified_at, {}) WHERE tenant_id = $1 AND host = $2 AND token = $3",
            tx.now_sql()
        );
        match tx.run(&sql, values![shop.uuid(), host, seen.token.as_str()]).await {
            Ok(0) => return Err(DomainError::NotAdded { slug: slug.clone(), host: host.to_owned() }),
            Ok(_) => {}
            Err(error) if error.is_unique_violation() => return Err(DomainError::Taken(host.to_owned())),
            Err(error) => return Err(error.into()),
        }
        tx.run("UPDATE tenants SET host = $2 WHERE id = $1", values![shop.uuid(), host]).await?;
        self.domain_changed(tx, slug, shop, host, Action::DomainVerified).await
    }

    /// Gives a host up: it is unknown at once, and the shop's links lead to its host below the platform's domain again if
    /// they led here.
    ///
    /// # Errors
    /// [`DomainError`].
    pub async fn remove_domain(&self, slug: &Slug, host: &HostName) -> Result<(), DomainError> {
        let tx = self.storage().db().write(Reach::Platform).await?;
        let shop = shop(&tx, slug).await?;
        let key = || values![shop.uuid(), host.as_str()];
        if tx.run("DELETE FROM tenant_domains WHERE tenant_id = $1 AND host = $2", key()).await? == 0 {
            return Err(DomainError::NotAdded { slug: slug.clone(), host: host.as_str().to_owned() });
        }
        tx.run("UPDATE tenants SET host = NULL WHERE id = $1 AND host = $2", key()).await?;
        self.domain_changed(tx, slug, shop, host.as_str(), Action::DomainRemoved).await
    }

    /// Commits, and tells all servers of both: the shop, whose links have changed, and the host, which they may know.
    async fn domain_changed(
        &self,
        tx: Tx,
        slug: &Slug,
        shop: TenantId,
        host: &str,
        action: Action,
    ) -> Result<(), DomainError> {
        self.log(&tx, shop, action, &Subject::shop(host)).await?;
        for name in [slug.as_str(), host] {
            log_change(&tx, name).await?;
        }
        tx.commit().await?;
        for name in [slug.as_str(), host] {
            self.storage().announce_tenant_change(name).await;
        }
        Ok(())
    }
}

const DOMAIN: &str = "SELECT d.host, d.token, d.added_at, d.verified_at, coalesce(t.host = d.host, false) AS active
    FROM tenant_domains d JOIN tenants t ON t.id = d.tenant_id WHERE d.tenant_id = $1";

async fn shop(tx: &Tx, slug: &Slug) -> Result<TenantId, DomainError> {
    let row = tx.one("SELECT id FROM tenants WHERE slug = $1", values![slug.as_str()]).await?;
    let row = row.ok_or_else(|| DomainError::NoSuchTenant(slug.clone()))?;
    Ok(row.read::<Uuid>("id")?.into())
}

async fn find(tx: &Tx, shop: TenantId, slug: &Slug, host: &HostName) -> Result<Domain, DomainError> {
    let row = tx.one(&format!("{DOMAIN} AND d.host = $2"), values![shop.uuid(), host.as_str()]).await?;
    let row = row.ok_or_else(|| DomainError::NotAdded { slug: slug.clone(), host: host.as_str().to_owned() })?;
    Ok(read(&row)?)
}

fn read(row: &QueryResult) -> Result<Domain, Error> {
    Ok(Domain {
        host: stored_host(&row.read::<String>("host")?)?,
        token: row.read("token")?,
        added_at: row.read("added_at")?,
        verified_at: row.read("verified_at")?,
        active: row.read("active")?,
    })
}

/// A host as the database has it.
pub(crate) fn stored_host(text: &str) -> Result<HostName, Error> {
    HostName::parse(text).map_err(|_| Error::Corrupt { what: "host" })
}
