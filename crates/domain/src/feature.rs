//! The parts of the portal that a shop turns on or off (docs/product.md, section 5).

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::tenant::{UnknownWord, stored_words};

/// A part of the portal. The list grows with the portal: a feature appears here when it has pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Work orders and their progress.
    Jobs,
    /// Galleries.
    Photos,
    /// What was billed, and what of it is to be paid.
    Invoices,
    /// Vehicles and their history.
    Vehicles,
}

stored_words! {
    Feature { Jobs = "jobs", Photos = "photos", Invoices = "invoices", Vehicles = "vehicles" }
}

impl Feature {
    /// All of them, in the order customers and settings see them.
    pub const ALL: [Self; 4] = [Self::Jobs, Self::Photos, Self::Invoices, Self::Vehicles];
}

/// The features a shop has on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Features(u32);

impl Features {
    /// Whether the feature is on.
    pub const fn has(self, feature: Feature) -> bool {
        self.0 & (1 << feature as u32) != 0
    }

    /// The stored form: words separated by spaces.
    pub fn to_words(self) -> String {
        self.iter().map(Feature::as_str).collect::<Vec<_>>().join(" ")
    }

    /// Reads the stored form; words of features that no longer exist are passed over.
    pub fn from_words(words: &str) -> Self {
        words.split_whitespace().filter_map(|w| Feature::from_str(w).ok()).collect()
    }

    /// Those that are on, in order.
    pub fn iter(self) -> impl Iterator<Item = Feature> {
        Feature::ALL.into_iter().filter(move |f| self.has(*f))
    }
}

impl FromIterator<Feature> for Features {
    fn from_iter<I: IntoIterator<Item = Feature>>(features: I) -> Self {
        Self(features.into_iter().fold(0, |bits, f| bits | (1 << f as u32)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_read_back_and_forget_unknown_words() {
        let some: Features = [Feature::Photos, Feature::Jobs].into_iter().collect();
        assert_eq!(some.to_words(), "jobs photos");
        assert_eq!(Features::from_words("photos retired jobs"), some);
        assert!(!some.has(Feature::Vehicles));
    }
}
