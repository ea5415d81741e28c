//! The clock, as an argument: production reads the system's, tests move theirs.

use std::fmt::Debug;
use std::sync::Arc;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// Tells the time. Values are rounded to microseconds, which is what both databases keep.
pub trait Clock: Debug + Send + Sync {
    /// The current instant.
    fn now(&self) -> DateTime<Utc>;
}

/// A clock that everybody in a process shares.
pub type SharedClock = Arc<dyn Clock>;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the ambient clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

/// A clock that is wrong by so much, as a machine's may be: tests use it to show that expiry does not depend on it.
#[derive(Debug, Clone, Copy)]
pub struct WrongClock {
    /// How far it is ahead; behind, where negative.
    pub ahead: TimeDelta,
}

impl Clock for WrongClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + self.ahead
    }
}
