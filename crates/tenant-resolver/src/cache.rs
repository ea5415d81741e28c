//! Shops by slug, slugs by custom domain, and unknown names. Each cache is bounded, apart: guessing names cannot push
//! shops out.

use std::future::Future;
use std::time::Duration;

use forecourt_domain::host::HostName;
use forecourt_domain::tenant::Slug;
use forecourt_storage::redis::Announcement;
use forecourt_web::page::shop::SharedShop;
use forecourt_web::site::SharedSite;
use quick_cache::sync::Cache;
use tokio::time::{MissedTickBehavior, interval};

/// As many shops, and hosts of theirs, as one server is likely to see in an hour.
const SHOPS: usize = 16_384;
/// As many wrong names as are worth remembering.
const MISSES: usize = 4_096;
/// How often the log of changes is read: what bounds how long another server's change goes unseen.
const READ_EVERY: Duration = Duration::from_millis(500);

/// Shops by slug, and slugs by host.
#[derive(Debug, Default)]
pub struct ShopCache {
    shops: Known<SharedShop>,
    hosts: Known<Slug>,
}

/// What names stand for, and names that stand for nothing.
#[derive(Debug)]
struct Known<V> {
    found: Cache<String, V>,
    misses: Cache<String, ()>,
}

impl ShopCache {
    /// The shop with this slug, loaded once however many ask at the same time.
    ///
    /// # Errors
    /// Those of `load`; nothing is remembered then.
    pub async fn shop<E, F>(&self, slug: &Slug, load: impl FnOnce() -> F) -> Result<Option<SharedShop>, E>
    where
        F: Future<Output = Result<Option<SharedShop>, E>>,
    {
        self.shops.get_or_load(slug.as_str(), load).await
    }

    /// The slug of the shop whose own host this is, likewise.
    ///
    /// # Errors
    /// Those of `load`; nothing is remembered then.
    pub async fn slug<E, F>(&self, host: &HostName, load: impl FnOnce() -> F) -> Result<Option<Slug>, E>
    where
        F: Future<Output = Result<Option<Slug>, E>>,
    {
        self.hosts.get_or_load(host.as_str(), load).await
    }

    /// Forgets a slug or a host: the next request for it asks the database.
    pub fn forget(&self, name: &str) {
        self.shops.forget(name);
        self.hosts.forget(name);
    }

    /// Forgets everything: something may have been missed.
    pub fn forget_all(&self) {
        self.shops.forget_all();
        self.hosts.forget_all();
    }
}

impl<V: Clone> Default for Known<V> {
    fn default() -> Self {
        Self { found: Cache::new(SHOPS), misses: Cache::new(MISSES) }
    }
}

impl<V: Clone> Known<V> {
    async fn get_or_load<E, F>(&self, name: &str, load: impl FnOnce() -> F) -> Result<Option<V>, E>
    where
        F: Future<Output = Result<Option<V>, E>>,
    {
        if let Some(value) = self.found.get(name) {
            return Ok(Some(value));
        }
        if self.misses.get(name).is_some() {
            return Ok(None);
        }
        match self.found.get_value_or_guard_async(name).await {
            Ok(value) => Ok(Some(value)),
            Err(guard) => {
                let Some(value) = load().await? else {
                    self.misses.insert(name.to_owned(), ());
                    return Ok(None);
                };
                // A guard whose name was forgotten meanwhile does not insert: the next request loads anew.
                drop(guard.insert(value.clone()));
                Ok(Some(value))
            }
        }
    }

    fn forget(&self, name: &str) {
        self.found.remove(name);
        self.misses.remove(name);
    }

    fn forget_all(&self) {
        self.found.clear();
        self.misses.clear();
    }
}

/// Hears of changes made elsewhere, for as long as the process lives.
pub(crate) async fn follow(site: &SharedSite, cache: &ShopCache) {
    tokio::join!(read_log(site, cache), listen(site, cache));
}

async fn read_log(site: &SharedSite, cache: &ShopCache) {
    let mut seen = None;
    // Each change is applied in two rounds: a shop that was being loaded while it changed is forgotten after that, too.
    let mut again: Vec<String> = Vec::new();
    let mut ticks = interval(READ_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let position = match seen {
            Some(position) => position,
            None => match site.storage.tenant_changes_now().await {
                Ok(position) => {
                    // Whatever was answered before the log was followed may have changed since.
                    cache.forget_all();
                    position
                }
                Err(_) => continue,
            },
        };
        match site.storage.tenant_changes(position).await {
            Ok((changed, position)) => {
                seen = Some(position);
                again.iter().chain(&changed).for_each(|name| cache.forget(name));
                again = changed;
            }
            Err(error) => tracing::warn!(%error, "cannot read what changed"),
        }
    }
}

async fn listen(site: &SharedSite, cache: &ShopCache) {
    let Some(redis) = site.storage.redis() else { return };
    let mut announcements = redis.announcements();
    while let Some(announcement) = announcements.next().await {
        match announcement {
            Announcement::TenantChanged(name) => cache.forget(&name),
            Announcement::Gap => cache.forget_all(),
            Announcement::OutboxWritten => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_miss_is_asked_for_once_until_it_is_forgotten() {
        let cache = ShopCache::default();
        let asked = AtomicU32::new(0);
        let load = || async {
            asked.fetch_add(1, Ordering::Relaxed);
            Ok::<_, ()>(None)
        };
        let nobody = "nobody".parse().unwrap();
        for _ in 0..3 {
            assert!(cache.shop(&nobody, load).await.unwrap().is_none());
        }
        assert_eq!(asked.load(Ordering::Relaxed), 1);
        cache.forget("nobody");
        assert!(cache.shop(&nobody, load).await.unwrap().is_none());
        assert_eq!(asked.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn a_host_is_asked_for_once_until_it_is_forgotten() {
        let cache = ShopCache::default();
        let host = HostName::parse("portal.example.com").unwrap();
        let asked = AtomicU32::new(0);
        let answer = |slug: Option<&'static str>| {
            asked.fetch_add(1, Ordering::Relaxed);
            async move { Ok::<_, ()>(slug.map(|slug| slug.parse::<Slug>().unwrap())) }
        };
        for _ in 0..3 {
            assert_eq!(cache.slug(&host, || answer(None)).await.unwrap(), None);
        }
        cache.forget("portal.example.com");
        for _ in 0..3 {
            assert_eq!(cache.slug(&host, || answer(Some("torque"))).await.unwrap().unwrap().as_str(), "torque");
        }
        cache.forget("portal.example.com");
        assert_eq!(cache.slug(&host, || answer(None)).await.unwrap(), None);
        assert_eq!(asked.load(Ordering::Relaxed), 3);
    }

    #[tokio::test]
    async fn misses_are_bounded() {
        let cache = ShopCache::default();
        for n in 0..3 * MISSES {
            let slug: Slug = format!("nobody-{n}").parse().unwrap();
            assert!(cache.shop(&slug, || async { Ok::<_, ()>(None) }).await.unwrap().is_none());
            let host = HostName::parse(&format!("nobody-{n}.example")).unwrap();
            assert!(cache.slug(&host, || async { Ok::<_, ()>(None) }).await.unwrap().is_none());
        }
        assert!(cache.shops.misses.len() <= MISSES && cache.hosts.misses.len() <= MISSES);
        assert_eq!((cache.shops.found.len(), cache.hosts.found.len()), (0, 0));
    }
}
