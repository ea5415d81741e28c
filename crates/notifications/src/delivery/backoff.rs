//! How long to wait before the next attempt, and whether there is one.

use std::time::Duration;

/// A provider that asks for more is mistaken ("in ten years"), and its wait is not counted.
pub const RETRY_AFTER_LIMIT: Duration = Duration::from_secs(24 * 60 * 60);

/// How patiently something is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// What the first wait is at most.
    pub base: Duration,
    /// What every wait that we choose ourselves is at most.
    pub longest: Duration,
}

/// The wait before the next attempt, if it still comes within `left`; otherwise it was the last one.
///
/// Nothing is squeezed in before the end: a wait that a provider asked for is kept or there is no attempt, and whoever
/// waits for the message learns at once that it does not come.
///
/// - `left`: how much is left of the time in which the message is tried.
#[must_use]
pub fn next(attempt: u32, pace: Pace, random: f64, retry_after: Option<Duration>, left: Duration) -> Option<Duration> {
    Some(delay(attempt, pace, random, retry_after)).filter(|wait| *wait < left)
}

/// The wait before the next attempt: exponential with full jitter, and never sooner than the provider asked.
///
/// - `attempt`: how many attempts have failed so far, 1 after the first. Without `retry_after` the wait is uniform
///   between nothing and `base × 2^(attempt − 1)`, at most the pace's longest. Full jitter spreads a crowd best:
///   <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>.
/// - `random`: uniform in 0..1, drawn by the caller. What lies outside is moved to the nearest end.
/// - `retry_after`: the wait the provider named (RFC 9110 §10.2.3), up to [`RETRY_AFTER_LIMIT`]. A random part of
///   `base` is added so that everything told the same does not come back at the same moment.
#[must_use]
pub fn delay(attempt: u32, pace: Pace, random: f64, retry_after: Option<Duration>) -> Duration {
    let Pace { base, longest } = pace;
    let random = if random.is_finite() { random.clamp(0.0, 1.0) } else { 1.0 };
    let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
    let chosen = base.saturating_mul(doubled).min(longest).mul_f64(random);
    let asked = retry_after.filter(|after| *after <= RETRY_AFTER_LIMIT);
    let asked = asked.map_or(Duration::ZERO, |after| after + base.min(longest).mul_f64(random));
    chosen.max(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const PACE: Pace = Pace { base: Duration::from_secs(2), longest: Duration::from_secs(900) };
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    #[test]
    fn the_ceiling_doubles_from_the_base_to_the_longest() {
        let ceilings: Vec<u64> = (1..=11).map(|attempt| delay(attempt, PACE, 1.0, None).as_secs()).collect();
        assert_eq!(ceilings, [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    }

    #[test]
    fn jitter_takes_the_whole_range() {
        assert_eq!(delay(4, PACE, 0.0, None), Duration::ZERO);
        assert_eq!(delay(4, PACE, 0.25, None), 4 * SECOND);
    }

    #[test]
    fn never_sooner_than_asked_nor_all_at_the_same_moment() {
        assert_eq!(delay(1, PACE, 0.0, Some(30 * SECOND)), 30 * SECOND);
        assert_eq!(delay(1, PACE, 0.5, Some(30 * SECOND)), 31 * SECOND);
        // The provider's hour is longer than our longest, and still honoured.
        assert!(delay(1, PACE, 0.0, Some(3600 * SECOND)) >= 3600 * SECOND);
        // An early "come back" does not undo the backoff of a long outage.
        assert_eq!(delay(9, PACE, 1.0, Some(SECOND)), 512 * SECOND);
    }

    #[test]
    fn senseless_input_gives_a_bounded_wait() {
        assert_eq!(delay(0, PACE, 1.0, None), PACE.base);
        assert_eq!(delay(u32::MAX, Pace { base: Duration::MAX, ..PACE }, 1.0, None), PACE.longest);
        assert_eq!(delay(1, PACE, f64::NAN, None), PACE.base);
        assert_eq!(delay(1, PACE, -3.0, None), Duration::ZERO);
        assert_eq!(delay(1, PACE, 1.0, Some(Duration::MAX)), PACE.base, "in ten years is as good as nothing");
    }

    /// Over a grid of attempts, chances, requests and ends.
    #[test]
    fn a_wait_never_passes_the_end_is_never_shorter_than_asked_and_never_shrinks() {
        let chances = [0.0, 0.1, 0.5, 0.999, 1.0];
        let asked = [None, Some(SECOND), Some(90 * SECOND), Some(DAY), Some(400 * DAY)];
        let ends = [Duration::ZERO, SECOND, 31 * SECOND, 600 * SECOND, 6 * 3600 * SECOND, DAY];
        for (random, retry_after, left) in chances
            .into_iter()
            .flat_map(|random| asked.map(|retry_after| (random, retry_after)))
            .flat_map(|(random, retry_after)| ends.map(|left| (random, retry_after, left)))
        {
            let mut before = Duration::ZERO;
            for attempt in 1..=60 {
                let case = format!("attempt {attempt}, {random}, {retry_after:?}, {left:?} left");
                let Some(wait) = next(attempt, PACE, random, retry_after, left) else {
                    // Given up is given up: no later attempt would fit either.
                    assert_eq!(next(attempt + 1, PACE, random, retry_after, left), None, "{case}");
                    continue;
                };
                assert!(wait < left, "{case}: {wait:?}");
                let honoured = retry_after.filter(|after| *after <= RETRY_AFTER_LIMIT).unwrap_or_default();
                assert!(wait >= honoured, "{case}: {wait:?}");
                assert!(wait >= before, "{case}: {wait:?} after {before:?}");
                before = wait;
            }
        }
    }
}
