//! A job's page: its status, ready date, photos and history.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use forecourt_auth::{Checked, Staff};
use forecourt_domain::tenant::Role;
use forecourt_domain::work_order::WorkOrderStatus;
use forecourt_storage::outbox::Kind;
use forecourt_storage::{CustomerCard, Job, JobEvent, MoveError, Notice, Photo, SendChannel};
use forecourt_web::forms::Submitted;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::views::{self, Badge, JobCard, Picture, TimelineItem, vehicle_title};
use forecourt_web::{Error, Page, Result};
use serde::Serialize;

use super::{form, photos, picture, reference};
use crate::customers::portal_link::{LinkState, SendLink};
use crate::{messages, shell};

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct StaffJobPage {
    reference: String,
    customer_name: String,
    customer_href: String,
    vehicle: String,
    badge: Badge,
    description: String,
    edit_href: String,
    /// None for whom invoices are no concern of.
    invoice_href: Option<String>,
    statuses: Vec<Status>,
    status_action: String,
    /// Whether customers can be told: what a message would lead to can be switched off.
    telling: bool,
    ready_on: Option<String>,
    ready_action: String,
    version: i32,
    photos: Vec<PhotoItem>,
    upload_action: String,
    upload_limit_mb: usize,
    upload_count: usize,
    errors: Vec<photos::UploadError>,
    timeline: Vec<TimelineItem>,
    send: SendLink,
    link: LinkState,
}

#[derive(Debug, Clone, Serialize)]
struct Status {
    value: &'static str,
    label: String,
    current: bool,
    allowed: bool,
}

#[derive(Debug, Clone, Serialize)]
struct PhotoItem {
    picture: Picture,
    stage_action: String,
    delete_action: String,
}

/// `GET /staff/jobs/{reference}`
pub(crate) async fn show(staff: Staff, Path(job): Path<String>) -> Result<Response> {
    page(&staff, &job, StatusCode::OK, Vec::new()).await
}

/// `POST /staff/jobs/{reference}/status`
pub(crate) async fn set_status(
    Path(job): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    let reference = reference(&job)?;
    let next: WorkOrderStatus = form.get("status").parse().map_err(|_| Error::bad_request())?;
    let tell: Option<SendChannel> = form.get("tell").parse().ok();
    match staff.scope.move_job(&reference, version(&form)?, next, tell).await? {
        Ok(told) => Ok(see_other(&with_notice(&path::job(&reference), moved(told)))),
        Err(MoveError::NotAllowed { .. }) => {
            Ok(see_other(&with_notice(&path::job(&reference), "job-not-moved-failed")))
        }
        Err(MoveError::Stale) => Err(Error::conflict()),
        Err(_) => Err(Error::not_found()),
    }
}

/// The notice after a move, which happened in any case.
const fn moved(told: Notice) -> &'static str {
    match told {
        Notice::NotAsked | Notice::Written => "job-moved",
        Notice::NoAddress => "job-moved-no-address-failed",
        Notice::SwitchedOff => "job-moved-switched-off-failed",
    }
}

/// `POST /staff/jobs/{reference}/ready`
pub(crate) async fn set_ready(
    Path(job): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    let reference = reference(&job)?;
    let text = form.get("ready_on").trim();
    let ready_on = match text {
        "" => None,
        text => match text.parse::<NaiveDate>().ok().filter(form::is_plausible) {
            Some(day) => Some(day),
            None => return Ok(see_other(&with_notice(&path::job(&reference), "job-date-failed"))),
        },
    };
    match staff.scope.set_ready_on(&reference, version(&form)?, ready_on).await? {
        Ok(()) => Ok(see_other(&with_notice(&path::job(&reference), "job-ready-saved"))),
        Err(MoveError::Stale) => Err(Error::conflict()),
        Err(_) => Err(Error::not_found()),
    }
}

/// The version that the sender's page showed.
fn version(form: &Submitted) -> Result<i32> {
    form.get("version").parse().map_err(|_| Error::bad_request())
}

/// The page, with what was wrong with an upload.
pub(crate) async fn page(
    staff: &Staff,
    job: &str,
    status: StatusCode,
    errors: Vec<photos::UploadError>,
) -> Result<Response> {
    let (job, history) = staff.scope.job(&reference(job)?).await?.ok_or_else(Error::not_found)?;
    let gallery = staff.scope.gallery(job.customer_id, job.id).await?;
    let customer = staff.scope.customer(job.customer_id).await?.ok_or_else(Error::not_found)?;
    let page = build(staff, &job, &history, &gallery, &customer, errors);
    let shell = shell::of(staff, "jobs", format!("{} · {}", page.vehicle, page.reference));
    staff.visit.page_with_status(status, shell, &page)
}

fn build(
    staff: &Staff,
    job: &Job,
    history: &[JobEvent],
    gallery: &[Photo],
    customer: &CustomerCard,
    errors: Vec<photos::UploadError>,
) -> StaffJobPage {
    let (words, dates) = (staff.visit.words(), staff.visit.dates());
    let vehicle = vehicle_title(job, words);
    let statuses = WorkOrderStatus::ALL.into_iter().map(|status| Status {
        value: status.as_str(),
        label: words.get(&format!("status-{}", status.as_str())),
        current: status == job.status,
        allowed: job.status.can_become(status),
    });
    let photos = gallery.iter().enumerate().map(|(at, photo)| PhotoItem {
        picture: picture(photo, at + 1, &vehicle, &staff.visit),
        stage_action: path::photo_stage(photo.id),
        delete_action: path::delete_photo(photo.id),
    });
    StaffJobPage {
        reference: job.reference.to_string(),
        customer_name: job.customer_name.clone(),
        customer_href: path::customer(job.customer_id),
        badge: Badge::job(job.status, words),
        description: job.description.clone(),
        edit_href: path::edit_job(&job.reference),
        invoice_href: staff.scope.may(Role::Advisor).then(|| path::new_invoice_for(job.customer_id, &job.reference)),
        statuses: statuses.collect(),
        status_action: path::job_status(&job.reference),
        telling: messages::leads_somewhere(Kind::SendJobNews, staff),
        ready_on: job.ready_on.map(|day| day.to_string()),
        ready_action: path::job_ready(&job.reference),
        version: job.version,
        photos: photos.collect(),
        upload_action: path::job_photos(&job.reference),
        upload_limit_mb: staff.visit.site.settings.max_upload / (1024 * 1024),
        upload_count: photos::AT_ONCE,
        errors,
        timeline: views::timeline(history, words, &dates),
        send: SendLink::new(&customer.record, staff, path::job(&job.reference)),
        link: LinkState::new(customer.link.as_ref(), words, &dates),
        vehicle,
    }
}

impl Page for StaffJobPage {
    const TEMPLATE: &'static str = "staff/job.html";

    fn samples() -> Vec<Self> {
        let card = JobCard::sample();
        let full = Self {
            reference: card.reference,
            customer_name: "Alex Morgan".into(),
            customer_href: "/x".into(),
            vehicle: card.vehicle,
            badge: card.badge,
            description: card.description,
            edit_href: "/x".into(),
            invoice_href: Some("/x".into()),
            statuses: vec![
                Status { value: "in_progress", label: "In Progress".into(), current: true, allowed: false },
                Status { value: "ready", label: "Ready".into(), current: false, allowed: true },
                Status { value: "cancelled", label: "Cancelled".into(), current: false, allowed: false },
            ],
            status_action: "/x".into(),
            telling: true,
            ready_on: Some("2024-05-22".into()),
            ready_action: "/x".into(),
            version: 3,
            photos: vec![PhotoItem {
                picture: Picture::sample(),
                stage_action: "/x".into(),
                delete_action: "/x".into(),
            }],
            upload_action: "/x".into(),
            upload_limit_mb: 25,
            upload_count: 30,
            errors: vec![photos::UploadError { file: "a.svg".into(), reason: "Not a photo".into() }],
            timeline: vec![TimelineItem { label: "Started".into(), note: None, when: card.booked, icon: "wrench" }],
            send: SendLink::sample(),
            link: LinkState::sample(),
        };
        let bare = Self {
            telling: false,
            ready_on: None,
            photos: vec![],
            errors: vec![],
            timeline: vec![],
            description: String::new(),
            invoice_href: None,
            ..full.clone()
        };
        vec![full, bare]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::StaffJobPage>();
    }
}
