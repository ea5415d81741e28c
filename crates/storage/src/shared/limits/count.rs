//! Counting: in Redis when several servers share the limits, in this process when there is one.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ::redis::Script;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::table::{LimitedAction, Rule};
use super::{Key, RateLimited};
use crate::Error;
use crate::shared::redis::Redis;

/// How many keys a rule remembers before it first forgets the quiet ones.
const CROWD: usize = 10_000;

/// The generic cell rate algorithm (ITU-T I.371, as in governor) for each rule in turn, in one atomic step; the first
/// that refuses ends it. Times are Redis's own. An interval may be finer than its numbers, but a key lives a millisecond.
const GCRA: &str = "
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
for i, key in ipairs(KEYS) do
  local interval, tolerance = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local arrival = math.max(tonumber(redis.call('GET', key) or 0), now)
  local wait = arrival - tolerance - now
  if wait > 0 then return math.ceil(wait) end
  redis.call('SET', key, string.format('%.3f', arrival + interval), 'PX', math.max(1, math.ceil(arrival + interval - now)))
end
return 0";

/// All counts of this process, and the table's numbers as configured.
#[derive(Debug)]
pub(crate) struct Limits {
    scale: NonZeroU32,
    here: HashMap<(LimitedAction, &'static str), Counts>,
    clock: DefaultClock,
    gcra: Script,
}

/// One rule's counts.
#[derive(Debug)]
struct Counts {
    by_key: DefaultKeyedRateLimiter<Key>,
    /// How many keys it may have before the quiet ones are forgotten next.
    crowd: AtomicUsize,
}

impl Limits {
    /// Limits with `scale` times the table's numbers for shops and for the platform.
    pub(crate) fn new(scale: NonZeroU32) -> Self {
        let rules = LimitedAction::ALL.into_iter().flat_map(|act| act.rules().iter().map(move |rule| (act, rule)));
        let here = rules.map(|(act, rule)| ((act, rule.scope.as_str()), Counts::new(rule, scale))).collect();
        Self { scale, here, clock: DefaultClock::default(), gcra: Script::new(GCRA) }
    }

    /// What a number of the whole platform's grows to.
    pub(crate) fn scaled(&self, number: u32) -> u32 {
        number.saturating_mul(self.scale.get())
    }

    pub(super) fn count_here(&self, act: LimitedAction, counted: &[(&Rule, Key)]) -> Result<(), RateLimited> {
        for (rule, key) in counted {
            let Some(counts) = self.here.get(&(act, rule.scope.as_str())) else { continue };
            counts.count(key, &self.clock)?;
        }
        Ok(())
    }

    pub(super) async fn count_shared(
        &self,
        redis: &Redis,
        counted: &[(&Rule, Key)],
    ) -> Result<Result<(), RateLimited>, Error> {
        let mut asked = self.gcra.prepare_invoke();
        for (rule, key) in counted {
            let (interval, burst) = pace(rule, self.scale);
            let milliseconds = interval.as_secs_f64() * 1000.0;
            // A script is one step on one node of a cluster, so all keys carry the one tag that says which.
            asked.key(format!("forecourt:{{limit}}:{}", hex::encode(key)));
            for number in [milliseconds, milliseconds * f64::from(burst.get() - 1)] {
                asked.arg(format!("{number:.3}"));
            }
        }
        let wait: u64 =
            Box::pin(asked.invoke_async(&mut redis.connection())).await.map_err(|e| Error::unavailable("Redis", e))?;
        Ok(if wait == 0 { Ok(()) } else { Err(RateLimited { retry_after: Duration::from_millis(wait) }) })
    }
}

impl Counts {
    fn new(rule: &Rule, scale: NonZeroU32) -> Self {
        let (interval, burst) = pace(rule, scale);
        // An interval of nothing makes no sense; one a second is the gentlest reading of it.
        let quota = Quota::with_period(interval).unwrap_or(Quota::per_second(NonZeroU32::MIN)).allow_burst(burst);
        Self { by_key: RateLimiter::keyed(quota), crowd: AtomicUsize::new(CROWD) }
    }

    fn count(&self, key: &Key, clock: &DefaultClock) -> Result<(), RateLimited> {
        // Keys come from outside: the quiet ones are forgotten before they fill the memory. Looking for them takes
        // longer the more there are, so it waits until there are twice as many.
        if self.by_key.len() > self.crowd.load(Ordering::Relaxed) {
            self.by_key.retain_recent();
            self.by_key.shrink_to_fit();
            self.crowd.store((self.by_key.len() * 2).max(CROWD), Ordering::Relaxed);
        }
        let counted = self.by_key.check_key(key);
        counted.map_err(|not_until| RateLimited { retry_after: not_until.wait_time_from(clock.now()) })
    }
}

/// The time between two, and how many at once.
fn pace(rule: &Rule, scale: NonZeroU32) -> (Duration, NonZeroU32) {
    let burst = if rule.scope.is_wide() { rule.burst.saturating_mul(scale) } else { rule.burst };
    (rule.per / burst.get(), burst)
}

#[cfg(test)]
mod tests {
    use super::super::table::Scope;
    use super::*;

    fn address(act: LimitedAction) -> &'static Rule {
        act.rules().iter().find(|rule| rule.scope == Scope::Address).unwrap()
    }

    #[test]
    fn after_the_burst_a_key_waits_and_others_do_not() {
        let limits = Limits::new(NonZeroU32::MIN);
        let rule = address(LimitedAction::Register);
        for _ in 0..rule.burst.get() {
            assert_eq!(limits.count_here(LimitedAction::Register, &[(rule, [1; 16])]), Ok(()));
        }
        let limited = limits.count_here(LimitedAction::Register, &[(rule, [1; 16])]).unwrap_err();
        let interval = rule.per / rule.burst.get();
        assert!(limited.retry_after > interval / 2 && limited.retry_after <= interval, "{limited:?}");
        assert_eq!(limits.count_here(LimitedAction::Register, &[(rule, [2; 16])]), Ok(()));
    }

    #[test]
    fn scaling_leaves_people_alone() {
        let scale = NonZeroU32::new(10).unwrap();
        for rule in LimitedAction::RequestLink.rules() {
            let (_, burst) = pace(rule, scale);
            let expected = if rule.scope.is_wide() { rule.burst.get() * 10 } else { rule.burst.get() };
            assert_eq!(burst.get(), expected);
        }
    }

    #[test]
    fn a_crowd_is_looked_through_rarely() {
        let limits = Limits::new(NonZeroU32::MIN);
        let rule = address(LimitedAction::RequestLink);
        let started = std::time::Instant::now();
        for n in 0..40_000_u128 {
            assert_eq!(limits.count_here(LimitedAction::RequestLink, &[(rule, n.to_le_bytes())]), Ok(()));
        }
        assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    }
}
