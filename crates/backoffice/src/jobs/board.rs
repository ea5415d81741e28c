//! The board: a column for each status.

use axum::extract::Query;
use axum::response::Response;
use chrono::TimeDelta;
use forecourt_auth::Staff;
use forecourt_domain::work_order::WorkOrderStatus;
use forecourt_storage::Job;
use forecourt_web::paths::staff as path;
use forecourt_web::views::{self, Badge, JobCard, Picture, vehicle_title};
use forecourt_web::{Page, Result};
use serde::{Deserialize, Serialize};

use super::picture;
use crate::shell;

/// How long a finished job stays on the board.
const FINISHED_FOR: TimeDelta = TimeDelta::days(7);

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct StaffJobsPage {
    columns: Vec<Column>,
    query: String,
}

#[derive(Debug, Clone, Serialize)]
struct Column {
    badge: Badge,
    count: usize,
    cards: Vec<Card>,
}

#[derive(Debug, Clone, Serialize)]
struct Card {
    href: String,
    reference: String,
    customer_name: String,
    vehicle: String,
    ready: Option<String>,
    overdue: bool,
    photo: Option<Picture>,
}

/// The query's words.
#[derive(Debug, Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: String,
}

/// `GET /staff/jobs?q=…`
pub(crate) async fn show(staff: Staff, Query(search): Query<Search>) -> Result<Response> {
    let query: String = search.q.trim().chars().take(200).collect();
    let jobs = staff.scope.board(staff.visit.now - FINISHED_FOR).await?;
    let found: Vec<&Job> = jobs.iter().filter(|job| matches(job, &query)).collect();
    let words = staff.visit.words();
    let columns =
        WorkOrderStatus::ALL.into_iter().filter(|status| *status != WorkOrderStatus::Cancelled).map(|status| {
            let cards: Vec<Card> =
                found.iter().filter(|job| job.status == status).map(|job| card(job, &staff)).collect();
            Column { badge: Badge::job(status, words), count: cards.len(), cards }
        });
    let page = StaffJobsPage { columns: columns.collect(), query };
    staff.visit.page(shell::of(&staff, "jobs", words.get("staff-board-heading")), &page)
}

fn matches(job: &Job, query: &str) -> bool {
    let plate = job.vehicle.as_ref().and_then(|v| v.details.registration.clone()).unwrap_or_default();
    let text = format!(
        "{} {} {} {plate} {}",
        job.reference,
        job.customer_name,
        job.vehicle_title().unwrap_or_default(),
        plate.replace(' ', "")
    );
    let text = text.to_lowercase();
    query.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

fn card(job: &Job, staff: &Staff) -> Card {
    let (words, dates) = (staff.visit.words(), staff.visit.dates());
    let vehicle = vehicle_title(job, words);
    let waiting = job.status.is_active() && job.status != WorkOrderStatus::Ready;
    Card {
        href: path::job(&job.reference),
        reference: job.reference.to_string(),
        customer_name: job.customer_name.clone(),
        ready: views::ready(job, words, &dates),
        overdue: waiting && job.ready_on.is_some_and(|day| day < dates.today()),
        photo: job.cover.as_ref().map(|photo| picture(photo, 1, &vehicle, &staff.visit)),
        vehicle,
    }
}

impl Page for StaffJobsPage {
    const TEMPLATE: &'static str = "staff/jobs.html";

    fn samples() -> Vec<Self> {
        let card = Card {
            href: "/x".into(),
            reference: "WO-TANGO-1234".into(),
            customer_name: "Alex Morgan".into(),
            vehicle: "Golf".into(),
            ready: Some("Ready".into()),
            overdue: true,
            photo: Some(Picture::sample()),
        };
        let bare = Card { ready: None, overdue: false, photo: None, ..card.clone() };
        let badge = JobCard::sample().badge;
        let full = Column { badge: badge.clone(), count: 2, cards: vec![card, bare] };
        let empty = Column { badge, count: 0, cards: vec![] };
        vec![
            Self { columns: vec![full, empty.clone()], query: String::new() },
            Self { columns: vec![empty.clone()], query: String::new() },
            Self { columns: vec![empty], query: "zz".into() },
        ]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::StaffJobsPage>();
    }
}
