//! Rate limits for requests without a session: per person, network address, shop and platform.
//!
//! All of them stand in one table ([`table`]); a caller names the act and says who asks ([`crate::Storage::check_rate_limit`]). With Redis
//! every server counts in the same place, in one round trip for all rules of an act; without it there is one process,
//! which counts for itself ([`count`]).

mod count;
mod table;

use std::time::Duration;

use forecourt_domain::ids::TenantId;
use sha2::{Digest, Sha256};
pub use table::LimitedAction;
use table::{Rule, Scope};

use super::redis::Redis;
use crate::Error;
pub(crate) use count::Limits;

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub struct RateLimitKey<'a> {
    /// The shop; none on the platform's own hosts.
    pub tenant: Option<TenantId>,
    /// The network address as limits count it; empty for work that no request stands behind.
    pub client: &'a str,
    /// Whom the request is about, in the one form that all spellings share: an email's key, a phone number, an
    /// account's id. Or what only they have, where they show it: a link, a request's secret; a stranger cannot use that
    /// up. Empty when the input is no address at all: then only the other rules count.
    pub identifier: &'a str,
}

/// Too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimited {
    /// When to come back.
    pub retry_after: Duration,
}

impl RateLimited {
    /// When to come back, in whole minutes, as a person is told.
    pub fn minutes(&self) -> i64 {
        i64::try_from(self.retry_after.as_secs().div_ceil(60).max(1)).unwrap_or(i64::MAX)
    }
}

impl Limits {
    /// Counts one `act` as [`crate::Storage::check_rate_limit`] says, in `redis` where several servers count together.
    pub(crate) async fn check_rate_limit(
        &self,
        redis: Option<&Redis>,
        act: LimitedAction,
        limit_key: RateLimitKey<'_>,
    ) -> Result<Result<(), RateLimited>, Error> {
        let counted: Vec<(&Rule, Key)> =
            act.rules().iter().filter_map(|rule| Some((rule, key(act, rule.scope, limit_key)?))).collect();
        let allowed = match redis {
            Some(redis) => self.count_shared(redis, &counted).await?,
            None => self.count_here(act, &counted),
        };
        if allowed.is_err() {
            metrics::counter!("limited_total", "act" => act.as_str()).increment(1);
        }
        Ok(allowed)
    }
}

/// What is counted by: of one length, whatever comes from outside, and no address or name in the clear.
type Key = [u8; 16];

/// Some rules do not fit everybody who asks: a shop's needs a shop.
fn key(act: LimitedAction, scope: Scope, limit_key: RateLimitKey<'_>) -> Option<Key> {
    let RateLimitKey { tenant, client, identifier } = limit_key;
    let tenant = tenant.map(|tenant| tenant.to_string()).unwrap_or_default();
    let parts: [&str; 3] = match scope {
        Scope::Pair if !client.is_empty() && !identifier.is_empty() => [&tenant, client, identifier],
        Scope::Identifier if !identifier.is_empty() => [&tenant, "", identifier],
        // One address is one address at every shop.
        Scope::Address if !client.is_empty() => ["", client, ""],
        Scope::Shop if !tenant.is_empty() => [&tenant, "", ""],
        Scope::Platform => ["", "", ""],
        _ => return None,
    };
    let mut digest = Sha256::new();
    for part in [act.as_str(), scope.as_str()].into_iter().chain(parts) {
        digest.update(part.len().to_le_bytes());
        digest.update(part);
    }
    let mut key = Key::default();
    key.copy_from_slice(&digest.finalize()[..16]);
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKING: RateLimitKey<'_> = RateLimitKey { tenant: None, client: "203.0.113.7", identifier: "a@example.com" };

    #[test]
    fn keys_do_not_run_into_each_other() {
        let all = [
            key(LimitedAction::RequestLink, Scope::Pair, ASKING),
            key(LimitedAction::TryCode, Scope::Pair, ASKING),
            key(LimitedAction::RequestLink, Scope::Identifier, ASKING),
            key(
                LimitedAction::RequestLink,
                Scope::Pair,
                RateLimitKey { client: "203.0.113.7a", identifier: "@example.com", ..ASKING },
            ),
            key(LimitedAction::RequestLink, Scope::Address, ASKING),
            key(LimitedAction::RequestLink, Scope::Platform, ASKING),
        ];
        assert!(all.iter().all(Option::is_some));
        for (at, one) in all.iter().enumerate() {
            assert!(!all[at + 1..].contains(one), "{at}");
        }
    }

    #[test]
    fn a_rule_that_has_nothing_to_count_by_is_left_out() {
        let nobody = RateLimitKey { tenant: None, client: "", identifier: "" };
        for scope in [Scope::Pair, Scope::Identifier, Scope::Address, Scope::Shop] {
            assert_eq!(key(LimitedAction::RequestLink, scope, nobody), None);
        }
    }
}
