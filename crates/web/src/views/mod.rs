//! Views that more than one surface shows: badges, pictures, cards. Surfaces add the addresses.

mod badge;
pub mod invoice;
mod job;
mod passkey;
mod photo;

use chrono::Datelike;
use forecourt_storage::Tenant;
use serde::Serialize;

pub use badge::{Badge, LinkStage};
pub use job::{JobCard, Stage, StageBar, TimelineItem, ready, stage_bar, stages, timeline, vehicle_title};
pub use passkey::PasskeyRow;
pub use photo::{Picture, photo_alt};

use crate::format::dates::Dates;
use crate::theme::words::Words;

/// The words for days, from Monday.
pub const DAYS: [&str; 7] = ["day-mon", "day-tue", "day-wed", "day-thu", "day-fri", "day-sat", "day-sun"];

/// The position in a list of several pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pager {
    /// The first row on this page, from 1.
    pub from: u64,
    /// The last row on this page.
    pub to: u64,
    /// All rows.
    pub total: u64,
    /// The page before.
    pub prev: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

impl Pager {
    /// Page `page` (from 1) of `total` rows, `size` to a page; `href` gives a page's address.
    pub fn new(page: u64, size: u64, total: u64, href: impl Fn(u64) -> String) -> Self {
        let from = (page.saturating_sub(1)) * size;
        Self {
            from: if total == 0 { 0 } else { (from + 1).min(total) },
            to: (from + size).min(total),
            total,
            prev: (page > 1).then(|| href(page - 1)),
            next: (from + size < total).then(|| href(page + 1)),
        }
    }
}

/// Today's opening hours; none when the shop has not set any.
pub fn today_hours(tenant: &Tenant, words: &Words, dates: &Dates) -> Option<String> {
    let today = u8::try_from(dates.today().weekday().num_days_from_monday()).ok()?;
    let text = tenant.hours.get(&today)?;
    Some(if text.is_empty() { words.get("hours-closed") } else { text.clone() })
}
