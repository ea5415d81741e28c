//! Creating a job, and changing its text and dates.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use forecourt_auth::{Checked, Staff};
use forecourt_domain::ids::{CustomerId, VehicleId};
use forecourt_domain::reference::Reference;
use forecourt_domain::work_order::WorkOrderStatus;
use forecourt_storage::{Job, JobDetails, MoveError, Vehicle};
use forecourt_web::forms::Submitted;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::{Error, Form, Page, Result};
use serde::Serialize;

use super::reference;
use crate::customers::id;
use crate::shell;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct JobFormPage {
    editing: bool,
    customer_name: String,
    form: Form,
    version: i32,
    vehicles: Vec<Choice>,
    statuses: Vec<Choice>,
    action: String,
    cancel: String,
}

#[derive(Debug, Clone, Serialize)]
struct Choice {
    value: String,
    label: String,
}

/// The values of a valid form.
struct Read {
    details: JobDetails,
    status: WorkOrderStatus,
}

/// `GET /staff/customers/{id}/jobs/new`
pub(crate) async fn new(staff: Staff, Path(customer): Path<String>) -> Result<Response> {
    let customer = id(&customer)?;
    let vehicles = staff.scope.vehicles(customer).await?;
    let newest = vehicles.first().map(|v| v.id.to_string()).unwrap_or_default();
    let form = Form::filled([
        ("vehicle", newest),
        ("description", String::new()),
        ("status", WorkOrderStatus::Pending.as_str().to_owned()),
        ("appointment", String::new()),
        ("ready_on", String::new()),
    ]);
    show_new(&staff, StatusCode::OK, customer, &vehicles, form).await
}

/// `POST /staff/customers/{id}/jobs/new`
pub(crate) async fn create(
    Path(customer): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    let customer = id(&customer)?;
    let Read { details, status } = match read(&staff, &form) {
        Ok(read) => read,
        Err(form) => {
            let vehicles = staff.scope.vehicles(customer).await?;
            return show_new(&staff, StatusCode::UNPROCESSABLE_ENTITY, customer, &vehicles, form).await;
        }
    };
    match staff.scope.add_job(customer, details, status).await? {
        Ok(reference) => Ok(see_other(&with_notice(&path::job(&reference), "job-added"))),
        Err(MoveError::NotTheirVehicle) => Err(Error::bad_request()),
        Err(_) => Err(Error::not_found()),
    }
}

/// `GET /staff/jobs/{reference}/edit`
pub(crate) async fn edit(staff: Staff, Path(job): Path<String>) -> Result<Response> {
    let (job, _) = staff.scope.job(&reference(&job)?).await?.ok_or_else(Error::not_found)?;
    let form = filled(&staff, &job);
    show_edit(&staff, StatusCode::OK, &job, job.version, form).await
}

/// `POST /staff/jobs/{reference}/edit`
pub(crate) async fn update(Path(job): Path<String>, Checked { who: staff, form }: Checked<Staff>) -> Result<Response> {
    let reference: Reference = reference(&job)?;
    let (job, _) = staff.scope.job(&reference).await?.ok_or_else(Error::not_found)?;
    let version = form.get("version").parse().map_err(|_| Error::bad_request())?;
    let Read { details, status } = match read(&staff, &form) {
        Ok(read) => read,
        Err(form) => return show_edit(&staff, StatusCode::UNPROCESSABLE_ENTITY, &job, version, form).await,
    };
    match staff.scope.change_job(&reference, version, details, status).await? {
        Ok(()) => Ok(see_other(&with_notice(&path::job(&reference), "job-saved"))),
        Err(MoveError::Stale) => {
            // What was typed stays; the newest version is what the next save is compared with.
            let form = resubmitted(&form).failed(staff.visit.words().get("error-409"));
            show_edit(&staff, StatusCode::CONFLICT, &job, job.version, form).await
        }
        Err(MoveError::NotTheirVehicle | MoveError::NotAllowed { .. }) => Err(Error::bad_request()),
        Err(MoveError::NotFound) => Err(Error::not_found()),
    }
}

/// A plausible day: a slip of the finger is refused, and databases do not accept every year.
pub(crate) fn is_plausible(day: &NaiveDate) -> bool {
    (2000..=2100).contains(&day.year())
}

fn read(staff: &Staff, form: &Submitted) -> Result<Read, Form> {
    let dates = staff.visit.dates();
    let mut reader = form.reader(staff.visit.words());
    let vehicle_id = reader.optional("vehicle", |text| text.parse::<VehicleId>().map_err(|_| "error-choice"));
    let description = reader.paragraph("description", 2_000);
    if description.as_deref() == Some("") {
        reader.fail("description", staff.visit.words().get("error-required"));
    }
    let status = reader.parsed("status", |text| text.parse::<WorkOrderStatus>().map_err(|_| "error-choice"));
    let appointment_at = reader.optional("appointment", |text| {
        let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
            .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"));
        local
            .ok()
            .filter(|local| is_plausible(&local.date()))
            .and_then(|local| dates.from_local(local))
            .ok_or("error-date")
    });
    let ready_on =
        reader.optional("ready_on", |text| text.parse::<NaiveDate>().ok().filter(is_plausible).ok_or("error-date"));
    match (description, status) {
        (Some(description), Some(status)) if reader.is_sound() => {
            Ok(Read { details: JobDetails { vehicle_id, description, appointment_at, ready_on }, status })
        }
        _ => Err(reader.into_form()),
    }
}

fn filled(staff: &Staff, job: &Job) -> Form {
    let dates = staff.visit.dates();
    Form::filled([
        ("vehicle", job.vehicle.as_ref().map(|v| v.id.to_string()).unwrap_or_default()),
        ("description", job.description.clone()),
        ("status", job.status.as_str().to_owned()),
        ("appointment", job.appointment_at.map(|at| dates.to_local_input(at)).unwrap_or_default()),
        ("ready_on", job.ready_on.map(|day| day.to_string()).unwrap_or_default()),
    ])
}

fn resubmitted(form: &Submitted) -> Form {
    Form::filled(
        ["vehicle", "description", "status", "appointment", "ready_on"].map(|name| (name, form.get(name).to_owned())),
    )
}

async fn show_new(
    staff: &Staff,
    status: StatusCode,
    customer: CustomerId,
    vehicles: &[Vehicle],
    form: Form,
) -> Result<Response> {
    let card = staff.scope.customer(customer).await?.ok_or_else(Error::not_found)?;
    let words = staff.visit.words();
    let page = JobFormPage {
        editing: false,
        customer_name: card.record.name,
        form,
        version: 0,
        vehicles: choices(staff, vehicles),
        statuses: statuses(staff, |status| status.is_active()),
        action: path::new_job(customer),
        cancel: path::customer(customer),
    };
    staff.visit.page_with_status(status, shell::of(staff, "customers", words.get("staff-job-form-new")), &page)
}

async fn show_edit(staff: &Staff, status: StatusCode, job: &Job, version: i32, form: Form) -> Result<Response> {
    let vehicles = staff.scope.vehicles(job.customer_id).await?;
    let page = JobFormPage {
        editing: true,
        customer_name: job.customer_name.clone(),
        form,
        version,
        vehicles: choices(staff, &vehicles),
        statuses: statuses(staff, |next| next == job.status || job.status.can_become(next)),
        action: path::edit_job(&job.reference),
        cancel: path::job(&job.reference),
    };
    staff.visit.page_with_status(
        status,
        shell::of(staff, "jobs", staff.visit.words().get("staff-job-form-edit")),
        &page,
    )
}

fn choices(staff: &Staff, vehicles: &[Vehicle]) -> Vec<Choice> {
    let none = Choice { value: String::new(), label: staff.visit.words().get("job-without-vehicle") };
    let label = |vehicle: &Vehicle| match &vehicle.details.registration {
        Some(plate) => format!("{} ({plate})", vehicle.details.title()),
        None => vehicle.details.title(),
    };
    vehicles
        .iter()
        .map(|vehicle| Choice { value: vehicle.id.to_string(), label: label(vehicle) })
        .chain([none])
        .collect()
}

fn statuses(staff: &Staff, offered: impl Fn(WorkOrderStatus) -> bool) -> Vec<Choice> {
    let words = staff.visit.words();
    let choice = |status: WorkOrderStatus| Choice {
        value: status.as_str().to_owned(),
        label: words.get(&format!("status-{}", status.as_str())),
    };
    WorkOrderStatus::ALL.into_iter().filter(|status| offered(*status)).map(choice).collect()
}

impl Page for JobFormPage {
    const TEMPLATE: &'static str = "staff/job_form.html";

    fn samples() -> Vec<Self> {
        let form = Form::filled(
            ["vehicle", "description", "status", "appointment", "ready_on"].map(|name| (name, String::new())),
        );
        let choice = Choice { value: "pending".into(), label: "Pending".into() };
        let fresh = Self {
            editing: false,
            customer_name: "Alex Morgan".into(),
            form: form.clone(),
            version: 0,
            vehicles: vec![choice.clone()],
            statuses: vec![choice],
            action: "/x".into(),
            cancel: "/y".into(),
        };
        let wrong = Self { editing: true, form: form.failed("Please check".into()), ..fresh.clone() };
        vec![fresh, wrong]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::JobFormPage>();
    }
}
