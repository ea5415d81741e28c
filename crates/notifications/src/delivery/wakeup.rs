//! What wakes a worker: a commit in this process, an announcement by another one, and the clock for postponed messages.

use std::time::Duration;

use forecourt_storage::Storage;
use forecourt_storage::redis::{Announcement, Announcements};
use tokio::time::{Interval, MissedTickBehavior, interval};

/// Tells a worker when to look.
#[derive(Debug)]
pub(crate) struct WakeUps {
    storage: Storage,
    /// None without Redis, or after its client has gone for good: the clock still wakes us.
    announcements: Option<Announcements>,
    clock: Interval,
}

impl WakeUps {
    /// `poll`: how often to look unasked, for what becomes due again and for what no word of has come.
    pub(crate) fn new(storage: &Storage, poll: Duration) -> Self {
        let mut clock = interval(poll);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            storage: storage.clone(),
            announcements: storage.redis().map(forecourt_storage::Redis::announcements),
            clock,
        }
    }

    /// Waits for the next reason to look; the first is there at once. Nothing is lost when the wait is dropped.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            () = self.storage.outbox_written() => {}
            () = announced(&mut self.announcements) => {}
            _ = self.clock.tick() => {}
        }
    }
}

async fn announced(announcements: &mut Option<Announcements>) {
    while let Some(stream) = announcements {
        match stream.next().await {
            Some(Announcement::OutboxWritten | Announcement::Gap) => return,
            Some(Announcement::TenantChanged(_)) => {}
            None => *announcements = None,
        }
    }
    std::future::pending().await
}
