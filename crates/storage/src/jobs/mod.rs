//! Work orders, which customers read "jobs", with their vehicles and photos: the shop's board and the customer's own.

mod board;
pub(crate) mod home_cache;
pub(crate) mod photo;
pub(crate) mod photos;
pub(crate) mod vehicle;
mod vehicles;

use chrono::{DateTime, NaiveDate, Utc};
use forecourt_domain::action_link::ActionThing;
use forecourt_domain::ids::{CustomerId, VehicleId, WorkOrderId};
use forecourt_domain::reference::Reference;
use forecourt_domain::work_order::WorkOrderStatus;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QueryResult, Value};

use crate::Error;
use crate::db::Tx;
use crate::db::entities::work_order_event;
use crate::db::row::Row;
use crate::jobs::photo::Photo;
use crate::jobs::vehicle::Vehicle;
use crate::scope::CustomerScope;

/// A work order with what its card shows.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its id.
    pub id: WorkOrderId,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// The customer's name.
    pub customer_name: String,
    /// Its reference.
    pub reference: Reference,
    /// Where it stands.
    pub status: WorkOrderStatus,
    /// The description of the work.
    pub description: String,
    /// When the vehicle is expected.
    pub appointment_at: Option<DateTime<Utc>>,
    /// When it should be ready.
    pub ready_on: Option<NaiveDate>,
    /// When it was taken on.
    pub booked_at: DateTime<Utc>,
    /// When it was handed over.
    pub completed_at: Option<DateTime<Utc>>,
    /// Counts changes, so that two people do not overwrite each other.
    pub version: i32,
    /// What is worked on.
    pub vehicle: Option<Vehicle>,
    /// Its newest photo.
    pub cover: Option<Photo>,
    /// How many photos it has.
    pub photo_count: i64,
}

/// What a person types about a work order, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobDetails {
    /// What is worked on.
    pub vehicle_id: Option<VehicleId>,
    /// The description of the work.
    pub description: String,
    /// When the vehicle is expected.
    pub appointment_at: Option<DateTime<Utc>>,
    /// When it should be ready.
    pub ready_on: Option<NaiveDate>,
}

/// A step in a work order's history.
#[derive(Debug, Clone)]
pub struct JobEvent {
    /// What it became.
    pub status: WorkOrderStatus,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why a work order was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveError {
    /// There is none such.
    NotFound,
    /// Another member changed it meanwhile.
    Stale,
    /// It cannot go there from where it is.
    NotAllowed {
        /// Where it is.
        from: WorkOrderStatus,
    },
    /// The vehicle is not this customer's.
    NotTheirVehicle,
}

const ACTIVE: &str = "w.status NOT IN ('complete', 'cancelled')";

/// The card's columns, by the tables of [`card_tables`].
const CARD: &str = "w.id, w.reference, w.status, w.description, w.appointment_at, w.ready_on,
    w.booked_at, w.completed_at, w.version, w.photos AS photo_count";

/// What hangs on a work order `w`, by index, without a query of its own for each: its vehicle `v`, its newest photo `p`.
/// PostgreSQL looks for that photo job by job; SQLite, which knows no `LATERAL`, by its id.
fn card_tables(backend: DbBackend) -> String {
    let own = "n.tenant_id = w.tenant_id AND n.customer_id = w.customer_id AND n.work_order_id = w.id ORDER BY n.id DESC LIMIT 1";
    let photo = match backend {
        DbBackend::Postgres => format!("LEFT JOIN LATERAL (SELECT n.* FROM photos n WHERE {own}) p ON true"),
        _ => format!(
            "LEFT JOIN photos p ON p.tenant_id = w.tenant_id AND p.customer_id = w.customer_id AND p.work_order_id = w.id
               AND p.id = (SELECT n.id FROM photos n WHERE {own})"
        ),
    };
    format!(
        "LEFT JOIN vehicles v ON v.tenant_id = w.tenant_id AND v.customer_id = w.customer_id AND v.id = w.vehicle_id {photo}"
    )
}

fn select(tx: &Tx, condition: &str) -> String {
    format!(
        "SELECT {CARD}, w.tenant_id, w.customer_id, c.name AS customer_name, {vehicle}, {photo}
         FROM work_orders w JOIN customers c ON c.tenant_id = w.tenant_id AND c.id = w.customer_id {tables}
         WHERE {condition}",
        vehicle = Vehicle::COLUMNS,
        photo = Photo::COLUMNS,
        tables = card_tables(tx.get_database_backend()),
    )
}

impl CustomerScope {
    /// One's own jobs, active ones first, newest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn jobs(&self) -> Result<Vec<Job>, Error> {
        let tx = self.read().await?;
        let sql = select(&tx, "w.tenant_id = $1 AND w.customer_id = $2")
            + &format!(" ORDER BY ({ACTIVE}) DESC, w.booked_at DESC");
        jobs(&tx, &sql, self.key()).await
    }

    /// One of one's own jobs, with its history.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn job(&self, reference: &Reference) -> Result<Option<(Job, Vec<JobEvent>)>, Error> {
        let tx = self.read().await?;
        let [tenant, customer] = self.key();
        let sql = select(&tx, "w.tenant_id = $1 AND w.customer_id = $2 AND w.reference = $3");
        let found = with_history(&tx, &sql, [tenant, customer, reference.as_str().into()]).await?;
        Ok(found.filter(|(job, _)| self.reaches(ActionThing::Job(job.id))))
    }
}

/// A customer's active jobs, newest first.
pub(crate) async fn active(tx: &Tx, key: [Value; 2]) -> Result<Vec<Job>, Error> {
    let sql =
        select(tx, &format!("w.tenant_id = $1 AND w.customer_id = $2 AND {ACTIVE}")) + " ORDER BY w.booked_at DESC";
    jobs(tx, &sql, key).await
}

async fn jobs(tx: &Tx, sql: &str, parameters: impl IntoIterator<Item = Value>) -> Result<Vec<Job>, Error> {
    tx.all(sql, parameters).await?.iter().map(Job::from_row).collect()
}

async fn with_history(
    tx: &Tx,
    sql: &str,
    parameters: impl IntoIterator<Item = Value>,
) -> Result<Option<(Job, Vec<JobEvent>)>, Error> {
    let Some(row) = tx.one(sql, parameters).await? else { return Ok(None) };
    let job = Job::from_row(&row)?;
    let tenant: uuid::Uuid = row.read("tenant_id")?;
    let events = work_order_event::Entity::find()
        .filter(work_order_event::Column::TenantId.eq(tenant))
        .filter(work_order_event::Column::WorkOrderId.eq(job.id.uuid()))
        .filter(work_order_event::Column::CustomerId.eq(job.customer_id.uuid()))
        .order_by_asc(work_order_event::Column::At)
        .order_by_asc(work_order_event::Column::Id)
        .all(tx)
        .await?;
    let events = events
        .into_iter()
        .map(|e| {
            Ok(JobEvent { status: e.status.parse().map_err(|_| Error::Corrupt { what: "job status" })?, at: e.at })
        })
        .collect::<Result<_, Error>>()?;
    Ok(Some((job, events)))
}

impl Job {
    /// From the card's columns, and whose it is.
    fn from_row(row: &QueryResult) -> Result<Self, Error> {
        let customer_id = row.read::<uuid::Uuid>("customer_id")?.into();
        let corrupt = |what| Error::Corrupt { what };
        let id = row.read::<uuid::Uuid>("id")?.into();
        Ok(Self {
            id,
            customer_id,
            customer_name: row.read("customer_name")?,
            reference: row.read::<String>("reference")?.parse().map_err(|_| corrupt("reference"))?,
            status: row.read::<String>("status")?.parse().map_err(|_| corrupt("job status"))?,
            description: row.read("description")?,
            appointment_at: row.read("appointment_at")?,
            ready_on: row.read("ready_on")?,
            booked_at: row.read("booked_at")?,
            completed_at: row.read("completed_at")?,
            version: row.read("version")?,
            vehicle: Vehicle::joined(row, customer_id)?,
            cover: Photo::of_job(row, customer_id, id)?,
            photo_count: row.read::<i32>("photo_count")?.into(),
        })
    }

    /// The vehicle as people say it; none without one.
    pub fn vehicle_title(&self) -> Option<String> {
        self.vehicle.as_ref().map(|v| v.details.title())
    }
}
