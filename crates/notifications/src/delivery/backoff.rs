//! How long to wait before the next attempt.

use std::time::Duration;

/// No wait that we choose ourselves is longer than this.
pub const CAP: Duration = Duration::from_secs(15 * 60);

/// No wait that a provider asks for is honoured beyond this; a header that says "in ten years" is a mistake.
pub const RETRY_AFTER_CAP: Duration = Duration::from_secs(24 * 60 * 60);

/// The wait before the next attempt: exponential with full jitter, and never sooner than the provider asked.
///
/// - `attempt`: how many attempts have failed so far, 1 after the first. Without `retry_after` the wait is uniform
///   between nothing and `base × 2^(attempt − 1)`, at most [`CAP`]. Full jitter spreads a crowd best:
///   <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>.
/// - `random`: uniform in 0..1, drawn by the caller. What lies outside is moved to the nearest end.
/// - `retry_after`: the wait the provider named (RFC 9110 §10.2.3), at most [`RETRY_AFTER_CAP`]. A random part of
///   `base` is added so that everything told the same does not come back at the same moment.
#[must_use]
pub fn delay(attempt: u32, base: Duration, random: f64, retry_after: Option<Duration>) -> Duration {
    let random = if random.is_finite() { random.clamp(0.0, 1.0) } else { 1.0 };
    let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
    let chosen = base.saturating_mul(doubled).min(CAP).mul_f64(random);
    let asked = retry_after.map_or(Duration::ZERO, |after| after.min(RETRY_AFTER_CAP) + base.min(CAP).mul_f64(random));
    chosen.max(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: Duration = Duration::from_secs(2);
    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_ceiling_doubles_from_the_base_to_the_cap() {
        let ceilings: Vec<u64> = (1..=11).map(|attempt| delay(attempt, BASE, 1.0, None).as_secs()).collect();
        assert_eq!(ceilings, [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    }

    #[test]
    fn jitter_takes_the_whole_range() {
        assert_eq!(delay(4, BASE, 0.0, None), Duration::ZERO);
        assert_eq!(delay(4, BASE, 0.25, None), 4 * SECOND);
    }

    #[test]
    fn never_sooner_than_asked_nor_all_at_the_same_moment() {
        assert_eq!(delay(1, BASE, 0.0, Some(30 * SECOND)), 30 * SECOND);
        assert_eq!(delay(1, BASE, 0.5, Some(30 * SECOND)), 31 * SECOND);
        // The provider's hour is longer than our cap, and still honoured.
        assert!(delay(1, BASE, 0.0, Some(3600 * SECOND)) >= 3600 * SECOND);
        // An early "come back" does not undo the backoff of a long outage.
        assert_eq!(delay(9, BASE, 1.0, Some(SECOND)), 512 * SECOND);
    }

    #[test]
    fn senseless_input_gives_a_bounded_wait() {
        assert_eq!(delay(0, BASE, 1.0, None), BASE);
        assert_eq!(delay(u32::MAX, Duration::MAX, 1.0, None), CAP);
        assert_eq!(delay(1, BASE, f64::NAN, None), BASE);
        assert_eq!(delay(1, BASE, -3.0, None), Duration::ZERO);
        assert!(delay(1, BASE, 1.0, Some(Duration::MAX)) <= RETRY_AFTER_CAP + BASE);
    }
}
