//! Which shop a request is for: the host it names, strictly read, looked up in a bounded cache.
//!
//! It must not decide who is asking, nor answer pages. A known shop costs no query, below the platform's domain and on
//! hosts of its own; a change is heard at once in the
//! process that made it, at once elsewhere through Redis, and within a second through the log of changes in the
//! database, which also reaches what the other two missed.
//!
//! Start reading at [`Resolver::destination`], then [`host`] for what a request may say.

pub mod cache;
pub mod client;
mod forwarded;
pub mod host;

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::request::Parts;
use forecourt_domain::host::HostName;
use forecourt_domain::tenant::TenantState;
use forecourt_web::page::shop::{SharedShop, Shop};
use forecourt_web::site::SharedSite;

pub use cache::ShopCache;
pub use client::{ClientAddress, TrustedProxies};

/// What a request's host stands for.
#[derive(Debug, Clone)]
pub enum Destination {
    /// A shop that is open.
    Shop(SharedShop),
    /// A shop that an operator paused.
    Suspended(SharedShop),
    /// The platform itself.
    Platform,
    /// The operators' console.
    Operators,
    /// Nothing of ours.
    Unknown,
}

/// Finds shops by host.
#[derive(Debug, Clone)]
pub struct Resolver {
    site: SharedSite,
    cache: Arc<ShopCache>,
    proxies: TrustedProxies,
}

impl Resolver {
    /// A resolver, already listening to changes made in this process; [`Resolver::follow_changes`] hears of the others.
    pub fn new(site: SharedSite, proxies: TrustedProxies) -> Self {
        let cache = Arc::new(ShopCache::default());
        let heard = cache.clone();
        site.storage.on_tenant_change(move |slug| heard.forget(slug));
        Self { site, cache, proxies }
    }

    /// The host that the request names.
    ///
    /// # Errors
    /// 400 when it names its host twice or not at all.
    pub fn host(&self, parts: &Parts) -> forecourt_web::Result<HostName> {
        host::of_request(parts, &self.proxies).map_err(|_| forecourt_web::Error::bad_request())
    }

    /// Whether a change anywhere is heard here: runs for as long as the process does.
    pub async fn follow_changes(self) {
        cache::follow(&self.site, &self.cache).await;
    }

    /// Whether a proxy that is trusted has this address.
    pub fn is_proxy(&self, address: IpAddr) -> bool {
        self.proxies.contains(address.to_canonical())
    }

    /// Who is at the other end.
    pub fn client(&self, parts: &Parts) -> ClientAddress {
        client::of_request(parts, &self.proxies)
    }

    /// What a host stands for. A shop answers at its host below the platform's domain, and at every host that it has
    /// proven to be its own.
    ///
    /// # Errors
    /// 503 when the database does not answer.
    pub async fn destination(&self, host: &HostName) -> forecourt_web::Result<Destination> {
        let domain = &self.site.settings.domain;
        if host == domain {
            return Ok(Destination::Platform);
        }
        if host.as_str() == self.site.settings.ops_host() {
            return Ok(Destination::Operators);
        }
        let slug = if host.is_at_or_below(domain) {
            host.label_below(domain).and_then(|label| label.parse().ok())
        } else {
            self.cache.slug(host, || self.site.storage.slug_by_host(host)).await?
        };
        let Some(slug) = slug else { return Ok(Destination::Unknown) };
        let shop = self.cache.shop(&slug, || async {
            let tenant = self.site.storage.tenant_by_slug(&slug).await?;
            Ok::<_, forecourt_storage::Error>(
                tenant.and_then(|tenant| Shop::new(tenant, &self.site.theme)).map(Arc::new),
            )
        });
        Ok(match shop.await? {
            Some(shop) if shop.tenant.state == TenantState::Active => Destination::Shop(shop),
            Some(shop) => Destination::Suspended(shop),
            None => Destination::Unknown,
        })
    }
}
