//! Badges: a state as an icon, a word and a tone.

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

impl Badge {
    /// A state by its key; the word is the shop's.
    pub fn new(key: &'static str, words: &Words) -> Self {
        let (tone, icon) = match key {
            "pending" => ("neutral", "hourglass"),
            "scheduled" => ("info", "calendar-check"),
            "in_progress" => ("progress", "wrench"),
            "awaiting_parts" => ("warn", "package"),
            "ready" => ("success", "circle-check"),
            "complete" => ("neutral", "check-check"),
            "cancelled" | "void" => ("neutral", "ban"),
            "draft" => ("neutral", "pencil"),
            "due" => ("info", "receipt"),
            "overdue" => ("danger", "clock"),
            "paid" => ("success", "circle-check"),
            "queued" => ("neutral", "clock"),
            "sending" => ("info", "send"),
            "sent" => ("info", "check"),
            "delivered" => ("success", "check-check"),
            "failed" => ("danger", "circle-alert"),
            "opened" => ("success", "eye"),
            "expired" => ("warn", "calendar-x"),
            _ => ("neutral", "link-2-off"),
        };
        Self { key, label: words.get(&format!("status-{key}")), tone, icon }
    }

    /// A job's state.
    pub fn job(status: WorkOrderStatus, words: &Words) -> Self {
        Self::new(status.as_str(), words)
    }

    /// A message's state.
    pub fn delivery(state: DeliveryState, words: &Words) -> Self {
        Self::new(state.as_str(), words)
    }
}
