//! How far a message got, and why a text was not sent.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How far a notification got. States only move forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeliveryState {
    /// Written down.
    Queued,
    /// A worker has it.
    Sending,
    /// The provider has it.
    Sent,
    /// It has arrived.
    Delivered,
    /// It will not arrive.
    Failed,
}

impl DeliveryState {
    /// The word in the database and on badges.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    /// All of them, in the order they move.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Sending, Self::Sent, Self::Delivered, Self::Failed];

    /// Whether this state is newer than `old`. States only move forward, in their order here, so that any order of
    /// reports ends in the same state. Of "delivered" and "failed" the second stands (a mailbox's server may accept a
    /// mail and return it): a shop that is told the worse can send again.
    #[must_use]
    pub fn advances_from(self, old: Self) -> bool {
        self > old
    }
}

impl FromStr for DeliveryState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|s| s.as_str() == text).ok_or(())
    }
}

/// Why a stranger's request sends no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextRefusal {
    /// Not a country on the shop's list, or a premium-rate number.
    Country,
    /// The day's budget is used up.
    Paused,
    /// The shop has no credits left.
    NoCredits,
    /// Too many to one number, or from one place.
    TooOften,
}

impl TextRefusal {
    /// The word in the database and in figures.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooOften => "too_often",
            Self::Country => "country",
            Self::Paused => "budget",
            Self::NoCredits => "no_credits",
        }
    }
}

impl fmt::Display for TextRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::DeliveryState::{self, Delivered, Failed, Queued, Sent};

    #[test]
    fn any_order_of_reports_ends_in_the_same_state() {
        fn end(reports: [DeliveryState; 4]) -> DeliveryState {
            reports.into_iter().fold(Queued, |old, new| if new.advances_from(old) { new } else { old })
        }
        assert_eq!(end([Queued, Sent, Delivered, Sent]), Delivered);
        assert_eq!(end([Delivered, Sent, Queued, Delivered]), Delivered);
        assert_eq!(end([Sent, Failed, Delivered, Queued]), Failed);
        assert_eq!(end([Delivered, Failed, Sent, Queued]), Failed);
    }

    #[test]
    fn a_repetition_is_no_news() {
        for state in DeliveryState::ALL {
            assert!(!state.advances_from(state));
        }
    }
}
