//! Active jobs as a customer's row keeps them for their home: a list in JSON, written when one of them changes.
//!
//! It is a copy for the page that is asked for most, and nothing else is decided by it. What another version wrote
//! counts as missing: a change of these fields, or of their meaning, increments [`FORMAT`].

use chrono::serde::{ts_milliseconds, ts_milliseconds_option};
use chrono::{DateTime, NaiveDate, Utc};
use forecourt_domain::ids::{CustomerId, PhotoId, VehicleId, WorkOrderId};
use forecourt_domain::photo::PhotoStage;
use forecourt_domain::work_order::WorkOrderStatus;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Job;
use super::photo::Photo;
use super::vehicle::{Vehicle, VehicleDetails};
use crate::Error;
use crate::db::{Tx, for_update_sql, values};

/// Which fields there are, and what they mean.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Kept {
    format: u32,
    jobs: Vec<KeptJob>,
}

#[derive(Serialize, Deserialize)]
struct KeptJob {
    id: WorkOrderId,
    reference: String,
    status: WorkOrderStatus,
    description: String,
    #[serde(with = "ts_milliseconds_option")]
    appointment_at: Option<DateTime<Utc>>,
    ready_on: Option<NaiveDate>,
    #[serde(with = "ts_milliseconds")]
    booked_at: DateTime<Utc>,
    version: i32,
    photos: i64,
    vehicle: Option<KeptVehicle>,
    cover: Option<KeptPhoto>,
}

#[derive(Serialize, Deserialize)]
struct KeptVehicle {
    id: VehicleId,
    registration: Option<String>,
    make: String,
    model: String,
    year: Option<u16>,
    colour: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct KeptPhoto {
    id: PhotoId,
    stage: PhotoStage,
    blob_key: String,
    width: u32,
    height: u32,
    placeholder: String,
    #[serde(with = "ts_milliseconds")]
    created_at: DateTime<Utc>,
}

/// Stores what the home page shows of a customer, after the last change of their jobs, photos, vehicles or invoices and
/// in its transaction. The database itself clears the jobs whenever a job, a photo or a vehicle changes
/// (`m0018_home_jobs`): code that does not call this, as an older server would not, leaves them to be computed, never
/// out of date. Of invoices only their numbers are kept, and all code that changes invoices calls this.
pub(crate) async fn recount(tx: &Tx, tenant_id: Uuid, customer_id: Uuid) -> Result<(), Error> {
    // Of two changes at once the second counts after the first.
    let lock = for_update_sql(tx.get_database_backend());
    let lock = format!("SELECT id FROM customers WHERE tenant_id = $1 AND id = $2 {lock}");
    tx.one(&lock, values![tenant_id, customer_id]).await?;
    let sql = "UPDATE work_orders SET photos = n.now FROM
                 (SELECT w.id, (SELECT count(*) FROM photos p WHERE p.tenant_id = $1 AND p.customer_id = $2 AND p.work_order_id = w.id) AS now
                  FROM work_orders w WHERE w.tenant_id = $1 AND w.customer_id = $2) n
               WHERE work_orders.tenant_id = $1 AND work_orders.customer_id = $2 AND work_orders.id = n.id AND work_orders.photos <> n.now";
    tx.run(sql, values![tenant_id, customer_id]).await?;
    let active = super::active(tx, values![tenant_id, customer_id]).await?;
    let count = |table: &str| format!("(SELECT count(*) FROM {table} t WHERE t.tenant_id = $1 AND t.customer_id = $2");
    let sql = format!(
        "UPDATE customers SET past_jobs = {jobs} AND t.status IN ('complete', 'cancelled')), photos = {photos}), vehicles = {vehicles}),
           invoices_due = {invoices} AND t.status = 'open'), invoices_paid = {invoices} AND t.status = 'paid'), home_jobs = $3
         WHERE tenant_id = $1 AND id = $2",
        jobs = count("work_orders"),
        photos = count("photos"),
        vehicles = count("vehicles"),
        invoices = count("invoices"),
    );
    tx.run(&sql, values![tenant_id, customer_id, write(active)?]).await.map(drop)
}

/// The text to keep.
fn write(jobs: Vec<Job>) -> Result<String, Error> {
    let kept = Kept { format: FORMAT, jobs: jobs.into_iter().map(KeptJob::from).collect() };
    serde_json::to_string(&kept).map_err(|_| Error::Corrupt { what: "job" })
}

/// The jobs of a kept text; none when they have to be worked out first.
pub(crate) fn read(text: Option<&str>, customer_id: CustomerId, customer_name: &str) -> Option<Vec<Job>> {
    let kept: Kept = serde_json::from_str(text?).ok()?;
    let jobs = kept.jobs.into_iter().map(|job| job.of(customer_id, customer_name));
    if kept.format == FORMAT { jobs.collect() } else { None }
}

impl From<Job> for KeptJob {
    fn from(job: Job) -> Self {
        Self {
            id: job.id,
            reference: job.reference.as_str().to_owned(),
            status: job.status,
            description: job.description,
            appointment_at: job.appointment_at,
            ready_on: job.ready_on,
            booked_at: job.booked_at,
            version: job.version,
            photos: job.photo_count,
            vehicle: job.vehicle.map(|Vehicle { id, details, .. }| {
                let VehicleDetails { registration, make, model, year, colour } = details;
                KeptVehicle { id, registration, make, model, year, colour }
            }),
            cover: job.cover.map(|Photo { id, stage, blob_key, width, height, placeholder, created_at, .. }| {
                KeptPhoto { id, stage, blob_key, width, height, placeholder, created_at }
            }),
        }
    }
}

impl KeptJob {
    fn of(self, customer_id: CustomerId, customer_name: &str) -> Option<Job> {
        let work_order_id = self.id;
        Some(Job {
            id: self.id,
            customer_id,
            customer_name: customer_name.to_owned(),
            reference: self.reference.parse().ok()?,
            status: self.status,
            description: self.description,
            appointment_at: self.appointment_at,
            ready_on: self.ready_on,
            booked_at: self.booked_at,
            // An active job is not over.
            completed_at: None,
            version: self.version,
            photo_count: self.photos,
            vehicle: self.vehicle.map(|KeptVehicle { id, registration, make, model, year, colour }| Vehicle {
                id,
                customer_id,
                details: VehicleDetails { registration, make, model, year, colour },
            }),
            cover: self.cover.map(|KeptPhoto { id, stage, blob_key, width, height, placeholder, created_at }| Photo {
                id,
                customer_id,
                work_order_id,
                stage,
                blob_key,
                width,
                height,
                placeholder,
                created_at,
            }),
        })
    }
}
