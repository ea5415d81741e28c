//! States as people see them: every family of states has a function of its own that names each of them.

use forecourt_domain::work_order::WorkOrderStatus;
use forecourt_storage::outbox::DeliveryState;
use serde::Serialize;

use crate::theme::words::Words;

/// A state: icon, word and tone, never colour alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Badge {
    /// Which state.
    pub key: &'static str,
    /// Its word.
    pub label: String,
    /// Its tone.
    pub tone: &'static str,
    /// Its icon.
    pub icon: &'static str,
}

/// What a link or a code is known by, once a message has carried it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkStage {
    /// A person has opened it.
    Opened,
    /// Its time is over.
    Expired,
    /// It was revoked or replaced.
    Revoked,
}

impl Badge {
    /// A state by its key, whose word is the shop's. Every family of states has a function of its own that names each of
    /// them, so that a new one does not pass for another.
    pub(crate) fn of(key: &'static str, (tone, icon): (&'static str, &'static str), words: &Words) -> Self {
        Self { key, label: words.get(&format!("status-{key}")), tone, icon }
    }

    /// A job's state.
    pub fn job(status: WorkOrderStatus, words: &Words) -> Self {
        let looks = match status {
            WorkOrderStatus::Pending => ("neutral", "hourglass"),
            WorkOrderStatus::Scheduled => ("info", "calendar-check"),
            WorkOrderStatus::InProgress => ("progress", "wrench"),
            WorkOrderStatus::AwaitingParts => ("warn", "package"),
            WorkOrderStatus::Ready => ("success", "circle-check"),
            WorkOrderStatus::Complete => ("neutral", "check-check"),
            WorkOrderStatus::Cancelled => ("neutral", "ban"),
        };
        Self::of(status.as_str(), looks, words)
    }

    /// A message's state.
    pub fn delivery(state: DeliveryState, words: &Words) -> Self {
        let looks = match state {
            DeliveryState::Queued => ("neutral", "clock"),
            DeliveryState::Sending => ("info", "send"),
            DeliveryState::Sent => ("info", "check"),
            DeliveryState::Delivered => ("success", "check-check"),
            DeliveryState::Failed => ("danger", "circle-alert"),
        };
        Self::of(state.as_str(), looks, words)
    }

    /// A message that was not taken yet, and is tried again.
    pub fn waiting(words: &Words) -> Self {
        Self::of("waiting", ("warn", "hourglass"), words)
    }

    /// A message that staff stopped.
    pub fn stopped(words: &Words) -> Self {
        Self::of("stopped", ("neutral", "ban"), words)
    }

    /// What became of a link or a code.
    pub fn link(stage: LinkStage, words: &Words) -> Self {
        match stage {
            LinkStage::Opened => Self::of("opened", ("success", "eye"), words),
            LinkStage::Expired => Self::of("expired", ("warn", "calendar-x"), words),
            LinkStage::Revoked => Self::of("revoked", ("neutral", "link-2-off"), words),
        }
    }
}
