//! Views that more than one surface shows: pictures, cards, and the badges of [`crate::badges`]. Surfaces add the addresses.

use chrono::{Datelike, NaiveDate};
use forecourt_domain::photo::PhotoStage;
use forecourt_domain::work_order::WorkOrderStatus;
use forecourt_storage::{Job, JobEvent, Passkey, Photo, Tenant};
use serde::Serialize;

pub use crate::badges::{Badge, LinkStage};
use crate::dates::{Dates, When};
use crate::words::Words;

/// The words for days, from Monday.
pub const DAYS: [&str; 7] = ["day-mon", "day-tue", "day-wed", "day-thu", "day-fri", "day-sat", "day-sun"];

/// A picture with its sizes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// The photo's id.
    pub id: String,
    /// The viewer.
    pub href: String,
    /// The middle size.
    pub src: String,
    /// All sizes.
    pub srcset: String,
    /// The smallest size.
    pub thumb: String,
    /// Width of the largest, in pixels.
    pub width: u32,
    /// Height of the largest, in pixels.
    pub height: u32,
    /// A tiny preview.
    pub placeholder: Option<String>,
    /// What it shows.
    pub alt: String,
    /// `before`, `during` or `after`.
    pub stage: &'static str,
    /// Where to save it from.
    pub download: String,
}

impl Picture {
    /// A photo. `file` gives the address of a size, `href` the viewer's; `alt` is what it shows, empty where the words
    /// beside it say so.
    pub fn new(photo: &Photo, alt: String, href: String, file: impl Fn(&str) -> String) -> Self {
        let (thumb, medium, large) = (file("thumb"), file("medium"), file("large"));
        let scaled = |longest: u32| {
            photo.width * longest.min(photo.width.max(photo.height)) / photo.width.max(photo.height).max(1)
        };
        Self {
            id: photo.id.to_string(),
            href,
            srcset: format!("{thumb} {}w, {medium} {}w, {large} {}w", scaled(480), scaled(1200), scaled(2400)),
            download: format!("{large}&download=1"),
            src: medium,
            thumb,
            width: photo.width,
            height: photo.height,
            placeholder: Some(photo.placeholder.clone()),
            alt,
            stage: photo.stage.as_str(),
        }
    }

    /// An example.
    pub fn sample() -> Self {
        Self {
            id: "0190".into(),
            href: "/photos/0190".into(),
            src: "/p".into(),
            srcset: "/p 480w".into(),
            thumb: "/p".into(),
            width: 2400,
            height: 1600,
            placeholder: Some("data:image/webp;base64,AA".into()),
            alt: "Volkswagen Golf GTI, during the work".into(),
            stage: PhotoStage::During.as_str(),
            download: "/p".into(),
        }
    }
}

/// What a photo shows: the `position`th (from 1) of its gallery.
pub fn photo_alt(photo: &Photo, position: usize, vehicle: &str, words: &Words) -> String {
    let index = i64::try_from(position).unwrap_or(0);
    let stage = photo.stage.as_str();
    words.with("photo-alt", [("vehicle", vehicle.into()), ("stage", stage.into()), ("index", index.into())])
}

/// A stage of the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stage {
    /// Its word.
    pub label: String,
    /// `done`, `current` or `todo`.
    pub state: &'static str,
    /// When it was reached.
    pub when: Option<When>,
}

/// The short form of a job's stages: segments, and the name of the current one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageBar {
    /// The current stage's word.
    pub label: String,
    /// Which it is, from 1.
    pub position: usize,
    /// `done`, `current` or `todo`, of each stage.
    pub segments: Vec<&'static str>,
}

/// The stages of a job, with the moments they were reached.
pub fn stages(job: &Job, history: &[JobEvent], words: &Words, dates: &Dates) -> Vec<Stage> {
    states(job.status)
        .map(|(shown, state)| {
            let reached = history.iter().rev().find(|e| e.status == shown).filter(|_| state != "todo");
            Stage { label: word_of(shown, words), state, when: reached.map(|e| dates.at(e.at)) }
        })
        .collect()
}

/// The short form of the same.
pub fn stage_bar(status: WorkOrderStatus, words: &Words) -> StageBar {
    let here = stage_of(status);
    let segments = states(status).map(|(_, state)| state).collect();
    let shown = states(status).nth(here).map_or(status, |(shown, _)| shown);
    StageBar { label: word_of(shown, words), position: here + 1, segments }
}

fn word_of(status: WorkOrderStatus, words: &Words) -> String {
    words.get(&format!("status-{}", status.as_str()))
}

fn stage_of(status: WorkOrderStatus) -> usize {
    WorkOrderStatus::STAGES.iter().position(|stage| *stage == status.stage()).unwrap_or(0)
}

/// What is shown as each stage of a job of that status, and whether it is done. A stage that was skipped is done all the
/// same.
fn states(status: WorkOrderStatus) -> impl Iterator<Item = (WorkOrderStatus, &'static str)> {
    let here = stage_of(status);
    WorkOrderStatus::STAGES.into_iter().enumerate().map(move |(at, stage)| {
        let state = match at.cmp(&here) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal if status == WorkOrderStatus::Complete => "done",
            std::cmp::Ordering::Equal => "current",
            std::cmp::Ordering::Greater => "todo",
        };
        // Awaiting parts is shown in place of the work it interrupts.
        (if at == here && status == WorkOrderStatus::AwaitingParts { status } else { stage }, state)
    })
}

/// A line of a job's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimelineItem {
    /// What happened.
    pub label: String,
    /// More about it.
    pub note: Option<String>,
    /// When.
    pub when: When,
    /// Its icon.
    pub icon: &'static str,
}

/// A job's history, newest first.
pub fn timeline(history: &[JobEvent], words: &Words, dates: &Dates) -> Vec<TimelineItem> {
    let first = history.first().map(|e| e.at);
    history
        .iter()
        .rev()
        .map(|event| {
            let id = if Some(event.at) == first && event.status == WorkOrderStatus::Pending {
                "event-booked".to_owned()
            } else {
                format!("event-status-{}", event.status.as_str())
            };
            TimelineItem {
                label: words.get(&id),
                note: None,
                when: dates.at(event.at),
                icon: Badge::job(event.status, words).icon,
            }
        })
        .collect()
}

/// A job on a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobCard {
    /// Its reference.
    pub reference: String,
    /// Its page.
    pub href: String,
    /// The plate.
    pub registration: Option<String>,
    /// What is worked on.
    pub vehicle: String,
    /// Its colour.
    pub colour: Option<String>,
    /// Where it stands.
    pub badge: Badge,
    /// The same in a sentence.
    pub sentence: String,
    /// What is to be done.
    pub description: String,
    /// When it is expected.
    pub appointment: Option<When>,
    /// When it was taken on.
    pub booked: When,
    /// When it should be ready.
    pub ready: Option<String>,
    /// Its newest photo.
    pub picture: Option<Picture>,
}

impl JobCard {
    /// A job's card; `picture` where photos are shown.
    pub fn new(job: &Job, href: String, picture: Option<Picture>, words: &Words, dates: &Dates) -> Self {
        let vehicle = job.vehicle.as_ref().map(|v| &v.details);
        Self {
            reference: job.reference.to_string(),
            href,
            registration: vehicle.and_then(|v| v.registration.clone()),
            vehicle: vehicle_title(job, words),
            colour: vehicle.and_then(|v| v.colour.clone()),
            badge: Badge::job(job.status, words),
            sentence: words.get(&format!("status-{}-sentence", job.status.as_str())),
            description: job.description.clone(),
            appointment: job.appointment_at.map(|at| dates.at(at)),
            booked: dates.at(job.booked_at),
            ready: ready(job, words, dates),
            picture,
        }
    }

    /// An example.
    pub fn sample() -> Self {
        let when = When {
            iso: "2024-05-22T10:00:00Z".into(),
            text: "Wednesday 22 May, 10:00".into(),
            exact: "Wednesday 22 May 2024, 10:00".into(),
        };
        Self {
            reference: "WO-TANGO-1234".into(),
            href: "/jobs/WO-TANGO-1234".into(),
            registration: Some("AB12 CDE".into()),
            vehicle: "Volkswagen Golf GTI".into(),
            colour: Some("Red".into()),
            badge: Badge { key: "in_progress", label: "In Progress".into(), tone: "progress", icon: "wrench" },
            sentence: "Work in progress".into(),
            description: "Brakes & <service>".into(),
            appointment: Some(when.clone()),
            booked: when,
            ready: Some("Estimated ready Wednesday 22 May".into()),
            picture: Some(Picture::sample()),
        }
    }
}

/// What is worked on, as people say it.
pub fn vehicle_title(job: &Job, words: &Words) -> String {
    job.vehicle_title().unwrap_or_else(|| words.get("job-without-vehicle"))
}

/// "Estimated ready Wednesday 22 May", for a job that is not done yet.
pub fn ready(job: &Job, words: &Words, dates: &Dates) -> Option<String> {
    let day: NaiveDate = job.ready_on.filter(|_| job.status.is_active())?;
    let id = if job.status == WorkOrderStatus::Ready { "job-ready" } else { "job-ready-estimated" };
    Some(words.with(id, [("date", dates.day(day).into())]))
}

/// A passkey, as its owner sees it.
#[derive(Debug, Clone, Serialize)]
pub struct PasskeyRow {
    /// Its id, for the page's own.
    pub id: String,
    /// Where it was made.
    pub name: String,
    /// When.
    pub made: When,
    /// When it was last used.
    pub used: Option<When>,
    /// Where its removal posts to.
    pub remove: String,
}

impl PasskeyRow {
    /// Reads it; `unknown` is the word for a device that did not say what it is.
    pub fn new(passkey: &Passkey, unknown: String, dates: &Dates, remove: String) -> Self {
        Self {
            id: passkey.id.to_string(),
            name: if passkey.name.is_empty() { unknown } else { passkey.name.clone() },
            made: dates.ago(passkey.created_at),
            used: passkey.last_used_at.map(|at| dates.ago(at)),
            remove,
        }
    }

    /// An example.
    pub fn sample() -> Self {
        let made = JobCard::sample().booked;
        Self { id: "1".into(), name: "Chrome on Android".into(), used: Some(made.clone()), made, remove: "/x".into() }
    }
}

/// Where one is in a long list.
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

/// What the shop's hours say of today; none when they say nothing.
pub fn today_hours(tenant: &Tenant, words: &Words, dates: &Dates) -> Option<String> {
    let today = u8::try_from(dates.today().weekday().num_days_from_monday()).ok()?;
    let text = tenant.hours.get(&today)?;
    Some(if text.is_empty() { words.get("hours-closed") } else { text.clone() })
}
