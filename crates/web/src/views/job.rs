//! A job: its stages, its history, its card.

use chrono::NaiveDate;
use forecourt_domain::work_order::WorkOrderStatus;
use forecourt_storage::{Job, JobEvent};
use serde::Serialize;

use super::badge::Badge;
use super::photo::Picture;
use crate::format::dates::{Dates, When};
use crate::theme::words::Words;

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
    /// The event.
    pub label: String,
    /// More about it.
    pub note: Option<String>,
    /// Its time.
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
    /// The vehicle.
    pub vehicle: String,
    /// Its colour.
    pub colour: Option<String>,
    /// The job's status.
    pub badge: Badge,
    /// The same in a sentence.
    pub sentence: String,
    /// The description of the work.
    pub description: String,
    /// The appointment.
    pub appointment: Option<When>,
    /// When the job was created.
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

/// The name of a job's vehicle, as people say it.
pub fn vehicle_title(job: &Job, words: &Words) -> String {
    job.vehicle_title().unwrap_or_else(|| words.get("job-without-vehicle"))
}

/// "Estimated ready Wednesday 22 May", for a job that is not done yet.
pub fn ready(job: &Job, words: &Words, dates: &Dates) -> Option<String> {
    let day: NaiveDate = job.ready_on.filter(|_| job.status.is_active())?;
    let id = if job.status == WorkOrderStatus::Ready { "job-ready" } else { "job-ready-estimated" };
    Some(words.with(id, [("date", dates.day(day).into())]))
}
