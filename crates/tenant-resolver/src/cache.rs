//! Shops by slug, and slugs that are nobody's. Both are bounded, apart: guessing names cannot push shops out.

use std::future::Future;
use std::time::Duration;

use forecourt_storage::redis::Announcement;
use forecourt_web::brand::SharedShop;
use forecourt_web::site::SharedSite;
use quick_cache::sync::Cache;
use tokio::time::{MissedTickBehavior, interval};

/// As many shops as one server is likely to see in an hour.
const SHOPS: usize = 16_384;
/// As many wrong names as are worth remembering.
const MISSES: usize = 4_096;
/// How often the log of changes is read: what bounds how long another server's change goes unseen.
const READ_EVERY: Duration = Duration::from_millis(500);

/// Shops and misses by slug.
#[derive(Debug)]
pub struct ShopCache {
    shops: Cache<String, SharedShop>,
    misses: Cache<String, ()>,
}

impl Default for ShopCache {
    fn default() -> Self {
        Self { shops: Cache::new(SHOPS), misses: Cache::new(MISSES) }
    }
}

impl ShopCache {
    /// The shop with this slug, loaded once however many ask at the same time.
    ///
    /// # Errors
    /// Those of `load`; nothing is remembered then.
    pub async fn get_or_load<E, F>(&self, slug: &str, load: impl FnOnce() -> F) -> Result<Option<SharedShop>, E>
    where
        F: Future<Output = Result<Option<SharedShop>, E>>,
    {
        if let Some(shop) = self.shops.get(slug) {
            return Ok(Some(shop));
        }
        if self.misses.get(slug).is_some() {
            return Ok(None);
        }
        match self.shops.get_value_or_guard_async(slug).await {
            Ok(shop) => Ok(Some(shop)),
            Err(guard) => {
                let Some(shop) = load().await? else {
                    self.misses.insert(slug.to_owned(), ());
                    return Ok(None);
                };
                // A guard whose slug was forgotten meanwhile does not insert: the next request loads anew.
                drop(guard.insert(shop.clone()));
                Ok(Some(shop))
            }
        }
    }

    /// Forgets a slug: the next request for it asks the database.
    pub fn forget(&self, slug: &str) {
        self.shops.remove(slug);
        self.misses.remove(slug);
    }

    /// Forgets everything: something may have been missed.
    pub fn forget_all(&self) {
        self.shops.clear();
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
                again.iter().chain(&changed).for_each(|slug| cache.forget(slug));
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
            Announcement::TenantChanged(slug) => cache.forget(&slug),
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
        for _ in 0..3 {
            assert!(cache.get_or_load("nobody", load).await.unwrap().is_none());
        }
        assert_eq!(asked.load(Ordering::Relaxed), 1);
        cache.forget("nobody");
        assert!(cache.get_or_load("nobody", load).await.unwrap().is_none());
        assert_eq!(asked.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn misses_are_bounded() {
        let cache = ShopCache::default();
        for n in 0..3 * MISSES {
            let slug = format!("nobody-{n}");
            let missing = cache.get_or_load(&slug, || async { Ok::<_, ()>(None) });
            assert!(missing.await.unwrap().is_none());
        }
        assert!(cache.misses.len() <= MISSES);
        assert_eq!(cache.shops.len(), 0);
    }
}
