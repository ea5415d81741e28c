//! Limits: in Redis when several servers share them, in this process when there is one.

use std::num::NonZeroU32;
use std::time::Duration;

use fred::interfaces::LuaInterface;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::{Error, Redis, Storage};

/// How often something may happen: `burst` times at once, then one every `per / burst`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// What it limits, in keys.
    pub name: &'static str,
    /// How many at once.
    pub burst: NonZeroU32,
    /// How long until all of them are back.
    pub per: Duration,
}

/// Too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limited {
    /// When to come back.
    pub retry_after: Duration,
}

/// One limit, for any number of keys.
#[derive(Debug)]
pub struct Limiter {
    limit: Limit,
    local: DefaultKeyedRateLimiter<String>,
    clock: DefaultClock,
}

/// The generic cell rate algorithm in one atomic step (ITU-T I.371, as in governor). Times are Redis's own.
const GCRA: &str = "
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local interval, tolerance = tonumber(ARGV[1]), tonumber(ARGV[2])
local arrival = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
local wait = arrival - tolerance - now
if wait > 0 then return math.ceil(wait) end
redis.call('SET', KEYS[1], arrival + interval, 'PX', math.ceil(arrival + interval - now))
return 0";

impl Limiter {
    /// A limiter for `limit`.
    pub fn new(limit: Limit) -> Self {
        let interval = limit.per / limit.burst.get();
        // A limit of nothing per nothing makes no sense; one a second is the gentlest reading of it.
        let quota = Quota::with_period(interval).unwrap_or(Quota::per_second(NonZeroU32::MIN)).allow_burst(limit.burst);
        Self { limit, local: RateLimiter::keyed(quota), clock: DefaultClock::default() }
    }

    /// Counts one for `key`.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the shared memory does not answer. Whether that closes the door is the caller's choice.
    pub async fn hit(&self, storage: &Storage, key: &str) -> Result<Result<(), Limited>, Error> {
        match storage.redis() {
            Some(redis) => self.hit_shared(redis, key).await,
            None => Ok(self.hit_local(key)),
        }
    }

    fn hit_local(&self, key: &str) -> Result<(), Limited> {
        // Keys come from outside: forget the quiet ones before they fill the memory.
        if self.local.len() > 10_000 {
            self.local.retain_recent();
        }
        self.local
            .check_key(&key.to_owned())
            .map_err(|not_until| Limited { retry_after: not_until.wait_time_from(self.clock.now()) })
    }

    async fn hit_shared(&self, redis: &Redis, key: &str) -> Result<Result<(), Limited>, Error> {
        let interval = self.limit.per.as_millis() / u128::from(self.limit.burst.get());
        let tolerance = self.limit.per.as_millis() - interval;
        let key = format!("forecourt:limit:{}:{key}", self.limit.name);
        let wait: u64 = redis
            .pool()
            .next()
            .eval(GCRA, vec![key], vec![interval.to_string(), tolerance.to_string()])
            .await
            .map_err(|e| Error::unavailable("Redis", e))?;
        Ok(if wait == 0 { Ok(()) } else { Err(Limited { retry_after: Duration::from_millis(wait) }) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_burst_a_key_waits_and_others_do_not() {
        let limiter =
            Limiter::new(Limit { name: "test", burst: NonZeroU32::new(3).unwrap(), per: Duration::from_secs(300) });
        for _ in 0..3 {
            assert_eq!(limiter.hit_local("a"), Ok(()));
        }
        let limited = limiter.hit_local("a").unwrap_err();
        assert!(limited.retry_after > Duration::from_secs(90) && limited.retry_after <= Duration::from_secs(100));
        assert_eq!(limiter.hit_local("b"), Ok(()));
    }
}
