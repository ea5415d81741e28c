//! Dates and prices, as the shop's language writes them.

pub mod dates;
pub mod prices;
