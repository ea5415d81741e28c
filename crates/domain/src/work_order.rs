//! The life of a work order.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::tenant::{UnknownWord, stored_words};

/// Where a work order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkOrderStatus {
    /// Taken on, not planned yet.
    Pending,
    /// Has its day.
    Scheduled,
    /// Being worked on.
    InProgress,
    /// Waiting for something that was ordered.
    AwaitingParts,
    /// Can be picked up.
    Ready,
    /// Handed over.
    Complete,
    /// Will not happen.
    Cancelled,
}

stored_words! {
    WorkOrderStatus {
        Pending = "pending",
        Scheduled = "scheduled",
        InProgress = "in_progress",
        AwaitingParts = "awaiting_parts",
        Ready = "ready",
        Complete = "complete",
        Cancelled = "cancelled",
    }
}

impl WorkOrderStatus {
    /// All of them, in the order of the work.
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::Scheduled,
        Self::InProgress,
        Self::AwaitingParts,
        Self::Ready,
        Self::Complete,
        Self::Cancelled,
    ];

    /// The stages a customer sees; waiting for parts is a pause within the work, not a stage.
    pub const STAGES: [Self; 5] = [Self::Pending, Self::Scheduled, Self::InProgress, Self::Ready, Self::Complete];

    /// Whether the customer has something to wait for.
    pub const fn is_active(self) -> bool {
        !matches!(self, Self::Complete | Self::Cancelled)
    }

    /// Whether the shop may move a work order from here to there. Work can go back a step (a ready car needs one more
    /// part), a finished one can be reopened, but what was begun cannot become "not planned yet".
    pub const fn can_become(self, next: Self) -> bool {
        use WorkOrderStatus::{AwaitingParts, Cancelled, Complete, InProgress, Pending, Ready, Scheduled};
        match (self, next) {
            (Pending, Pending)
            | (Scheduled, Scheduled)
            | (InProgress, InProgress)
            | (AwaitingParts, AwaitingParts)
            | (Ready, Ready)
            | (Complete, Complete)
            | (Cancelled, Cancelled) => false,
            (Pending | Scheduled, _) => true,
            (InProgress | AwaitingParts | Ready, next) => !matches!(next, Pending),
            (Complete, next) => matches!(next, InProgress | Ready),
            (Cancelled, next) => matches!(next, Pending | Scheduled),
        }
    }

    /// The stage to show as current.
    pub const fn stage(self) -> Self {
        match self {
            Self::AwaitingParts => Self::InProgress,
            Self::Cancelled => Self::Pending,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WorkOrderStatus::*;
    use super::*;

    #[test]
    fn work_moves_on_may_step_back_and_never_unhappens() {
        assert!(Pending.can_become(InProgress) && InProgress.can_become(Ready) && Ready.can_become(AwaitingParts));
        assert!(Complete.can_become(InProgress), "reopened");
        assert!(!InProgress.can_become(Pending) && !Complete.can_become(Pending) && !Cancelled.can_become(Complete));
        for status in WorkOrderStatus::ALL {
            assert!(!status.can_become(status));
            assert_eq!(status.as_str().parse(), Ok(status));
        }
    }
}
