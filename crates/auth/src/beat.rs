//! When a wrong password is answered: on a beat, whatever was found meanwhile.
//!
//! Who is known has a row to be read, and people who share an inbox have several hashes to be compared. Each is work that
//! a clock can see: a row alone is some tenths of a millisecond, because a hash has just emptied the caches. Equal work is
//! not to be had, so it is the answer that waits.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Long enough for several hashes on an idle machine, short enough to be taken for a sign-in's own time.
const BEAT: Duration = Duration::from_millis(200);

/// Begun before anything is asked of whoever knocks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beat {
    began: Instant,
}

impl Beat {
    /// Begins now.
    pub(crate) fn begin() -> Self {
        Self { began: Instant::now() }
    }

    /// Waits for the next beat since the beginning: the first, unless what was done took longer.
    pub(crate) async fn next(self) {
        sleep_until(self.began + due(self.began.elapsed())).await;
    }
}

/// The first beat after so long.
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
