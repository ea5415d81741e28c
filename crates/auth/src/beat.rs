//! Delays every failed password check to the next multiple of 200 ms, so that the response time tells neither whether
//! the account exists nor how many hashes were compared.
//!
//! A known account costs the read of a row, and several people with one inbox cost several hashes. A caller can measure
//! both: the row alone takes some tenths of a millisecond, because a hash has just emptied the caches. Work of equal
//! length cannot be had, so the answer waits instead.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Long enough for several hashes on an idle machine, short enough to pass for the duration of a sign-in.
const BEAT: Duration = Duration::from_millis(200);

/// The start of one check, taken before anything is looked up for the caller.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beat {
    began: Instant,
}

impl Beat {
    /// Starts now.
    pub(crate) fn begin() -> Self {
        Self { began: Instant::now() }
    }

    /// Waits for the next multiple since the start: the first, unless the work took longer.
    pub(crate) async fn next(self) {
        sleep_until(self.began + due(self.began.elapsed())).await;
    }
}

/// The first multiple after `passed`.
fn due(passed: Duration) -> Duration {
    let whole = u32::try_from(passed.as_millis() / BEAT.as_millis() + 1).unwrap_or(u32::MAX);
    BEAT.saturating_mul(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_took_less_than_a_beat_is_answered_at_the_same_moment() {
        for (work, answered) in [(0, 200), (16, 200), (17, 200), (199, 200), (200, 400), (230, 400), (1_050, 1_200)] {
            assert_eq!(due(Duration::from_millis(work)), Duration::from_millis(answered), "after {work} ms of work");
        }
        assert!(due(Duration::MAX) > BEAT);
    }
}
