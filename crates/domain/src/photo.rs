//! When in the work a picture was taken.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::tenant::{UnknownWord, stored_words};

/// Before, during or after the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoStage {
    /// As it arrived.
    Before,
    /// The work.
    During,
    /// As it left.
    After,
}

stored_words! {
    PhotoStage { Before = "before", During = "during", After = "after" }
}

impl PhotoStage {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Before, Self::During, Self::After];
}
