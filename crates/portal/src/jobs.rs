//! Jobs: the list, and a single job with its progress.

use axum::extract::Path;
use axum::response::Response;
use forecourt_auth::Customer;
use forecourt_domain::feature::Feature;
use forecourt_domain::reference::Reference;
use forecourt_storage::{Job, JobEvent, Photo};
use forecourt_web::paths::portal as path;
use forecourt_web::views::{self, Badge, JobCard, Picture, Stage, TimelineItem, vehicle_title};
use forecourt_web::{Error, Page, Result, When};
use serde::Serialize;

use crate::pictures::{job_card, picture};
use crate::shell;

forecourt_web::routes! {
    get path::JOBS => list;
    get path::JOB => show;
}

/// As many photos as fit beside the progress; the gallery has them all.
const PHOTOS_SHOWN: usize = 6;

/// The list.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct JobsPage {
    active: Vec<JobCard>,
    past: Vec<JobCard>,
}

/// One job.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct JobPage {
    reference: String,
    vehicle: String,
    registration: Option<String>,
    colour: Option<String>,
    badge: Badge,
    sentence: String,
    description: String,
    ready: Option<String>,
    appointment: Option<When>,
    booked: When,
    stages: Vec<Stage>,
    timeline: Vec<TimelineItem>,
    hero: Option<Picture>,
    photos: Vec<Picture>,
    photo_count: usize,
    photos_href: Option<String>,
}

/// `GET /jobs`
pub(crate) async fn list(customer: Customer) -> Result<Response> {
    customer.require(Feature::Jobs)?;
    let jobs = customer.scope.jobs().await?;
    let visit = &customer.visit;
    let dates = visit.dates();
    let photos_on = visit.tenant().features.has(Feature::Photos);
    let (active, past): (Vec<&Job>, Vec<&Job>) = jobs.iter().partition(|job| job.status.is_active());
    let cards = |jobs: Vec<&Job>| jobs.into_iter().map(|job| job_card(job, photos_on, visit, &dates)).collect();
    let page = JobsPage { active: cards(active), past: cards(past) };
    let shell = shell::of(&customer, "jobs", visit.words().get("jobs-title"));
    visit.page(shell, &page)
}

/// `GET /jobs/{reference}`
pub(crate) async fn show(customer: Customer, Path(reference): Path<String>) -> Result<Response> {
    customer.require(Feature::Jobs)?;
    let reference: Reference = reference.parse().map_err(|_| Error::not_found())?;
    let (job, history) = customer.scope.job(&reference).await?.ok_or_else(Error::not_found)?;
    let photos_on = customer.visit.tenant().features.has(Feature::Photos);
    let photos = if photos_on { customer.scope.gallery(job.id).await? } else { Vec::new() };
    let page = job_page(&customer, &job, &history, &photos);
    let shell = shell::of(&customer, "jobs", page.vehicle.clone());
    customer.visit.page(shell, &page)
}

fn job_page(customer: &Customer, job: &Job, history: &[JobEvent], photos: &[Photo]) -> JobPage {
    let visit = &customer.visit;
    let (words, dates) = (visit.words(), visit.dates());
    let vehicle = vehicle_title(job, words);
    let pictures: Vec<Picture> =
        photos.iter().enumerate().map(|(at, photo)| picture(photo, at + 1, &vehicle, visit)).collect();
    let details = job.vehicle.as_ref().map(|v| &v.details);
    JobPage {
        reference: job.reference.to_string(),
        registration: details.and_then(|v| v.registration.clone()),
        colour: details.and_then(|v| v.colour.clone()),
        badge: Badge::job(job.status, words),
        sentence: words.get(&format!("status-{}-sentence", job.status.as_str())),
        description: job.description.clone(),
        ready: views::ready(job, words, &dates),
        appointment: job.appointment_at.map(|at| dates.at(at)),
        booked: dates.at(job.booked_at),
        stages: views::stages(job, history, words, &dates),
        timeline: views::timeline(history, words, &dates),
        hero: newest(photos).and_then(|id| pictures.iter().find(|p| p.id == id)).cloned(),
        photo_count: pictures.len(),
        photos_href: (!pictures.is_empty()).then(|| path::gallery(&job.reference)),
        photos: pictures.into_iter().take(PHOTOS_SHOWN).collect(),
        vehicle,
    }
}

fn newest(photos: &[Photo]) -> Option<String> {
    photos.iter().max_by_key(|photo| photo.id).map(|photo| photo.id.to_string())
}

impl Page for JobsPage {
    const TEMPLATE: &'static str = "portal/jobs.html";

    fn samples() -> Vec<Self> {
        let bare = JobCard {
            registration: None,
            colour: None,
            appointment: None,
            ready: None,
            picture: None,
            ..JobCard::sample()
        };
        vec![Self { active: vec![JobCard::sample()], past: vec![bare] }, Self { active: vec![], past: vec![] }]
    }
}

impl Page for JobPage {
    const TEMPLATE: &'static str = "portal/job.html";

    fn samples() -> Vec<Self> {
        let card = JobCard::sample();
        let full = Self {
            reference: card.reference,
            vehicle: card.vehicle,
            registration: card.registration,
            colour: card.colour,
            badge: card.badge,
            sentence: card.sentence,
            description: card.description,
            ready: card.ready,
            appointment: card.appointment,
            stages: vec![
                Stage { label: "Pending".into(), state: "done", when: Some(card.booked.clone()) },
                Stage { label: "In Progress".into(), state: "current", when: None },
                Stage { label: "Ready".into(), state: "todo", when: None },
            ],
            timeline: vec![TimelineItem {
                label: "We've started".into(),
                note: Some("Well".into()),
                when: card.booked.clone(),
                icon: "wrench",
            }],
            booked: card.booked,
            hero: Some(Picture::sample()),
            photos: vec![Picture::sample(); 6],
            photo_count: 12,
            photos_href: Some("/jobs/WO-TANGO-1234/photos".into()),
        };
        let bare = Self {
            registration: None,
            colour: None,
            ready: None,
            appointment: None,
            timeline: vec![],
            hero: None,
            photos: vec![],
            photo_count: 0,
            photos_href: None,
            ..full.clone()
        };
        vec![full, bare]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn jobs_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::JobsPage>();
    }

    #[test]
    fn job_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::JobPage>();
    }
}
