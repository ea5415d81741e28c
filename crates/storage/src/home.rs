//! The customer's home: who they are, whether their grant stands, and what there is to see, in one statement.

use sea_orm::{ConnectionTrait, DbBackend};
use uuid::Uuid;

use crate::batch::{Prepared, prepared};
use crate::db::{Reach, Tx, for_update_sql, values};
use crate::photos::Photo;
use crate::scope::{
    CustomerGate, CustomerGrant, CustomerScope, GATE_TABLES, Row, action_link_condition, gate_columns, gate_condition,
};
use crate::vehicles::Vehicle;
use crate::work_orders::{ACTIVE, CARD, Job, card_tables};
use crate::{Error, Storage};

/// What the home page shows.
#[derive(Debug, Clone)]
pub struct Home {
    /// Active jobs, newest first.
    pub active: Vec<Job>,
    /// How many jobs are over.
    pub past_jobs: i64,
    /// How many photos there are.
    pub photos: i64,
    /// How many vehicles.
    pub vehicles: i64,
}

static HOME: Prepared = prepared!("customer_home", home_sql);
static HOME_OF_ACTION_LINK: Prepared = prepared!("customer_home_of_action_link", home_of_action_link_sql);

/// Gate and counts stand beside each job, and alone when there is none. The counts are kept by [`recount`]: counting
/// them here would take longer than all the rest.
fn home_sql(backend: DbBackend) -> String {
    format!(
        "SELECT {gate}, c.past_jobs, c.photos, c.vehicles, {CARD}, {vehicle}, {photo}
         FROM {GATE_TABLES}
         LEFT JOIN work_orders w ON w.tenant_id = $1 AND w.customer_id = $2 AND {ACTIVE}
         {tables}
         WHERE {condition}",
        gate = gate_columns(backend),
        condition = gate_condition(backend),
        vehicle = Vehicle::COLUMNS,
        photo = Photo::COLUMNS,
        tables = card_tables(backend),
    )
}

fn home_of_action_link_sql(backend: DbBackend) -> String {
    home_sql(backend) + " AND " + &action_link_condition(backend)
}

/// Counts what the home page tells of a customer, after a change of their jobs, photos or vehicles and in its
/// transaction.
pub(crate) async fn recount(tx: &Tx, tenant_id: Uuid, customer_id: Uuid) -> Result<(), Error> {
    let count = |table: &str| format!("(SELECT count(*) FROM {table} t WHERE t.tenant_id = $1 AND t.customer_id = $2");
    let sql = format!(
        "UPDATE customers SET past_jobs = {jobs} AND t.status IN ('complete', 'cancelled')), photos = {photos}), vehicles = {vehicles})
         WHERE tenant_id = $1 AND id = $2",
        jobs = count("work_orders"),
        photos = count("photos"),
        vehicles = count("vehicles"),
    );
    // Of two changes at once the second counts after the first.
    let lock = for_update_sql(tx.get_database_backend());
    let lock = format!("SELECT id FROM customers WHERE tenant_id = $1 AND id = $2 {lock}");
    tx.one(&lock, values![tenant_id, customer_id]).await?;
    tx.run(&sql, values![tenant_id, customer_id]).await?;
    let sql = "UPDATE work_orders SET photos = n.now FROM
                 (SELECT w.id, (SELECT count(*) FROM photos p WHERE p.tenant_id = $1 AND p.customer_id = $2 AND p.work_order_id = w.id) AS now
                  FROM work_orders w WHERE w.tenant_id = $1 AND w.customer_id = $2) n
               WHERE work_orders.tenant_id = $1 AND work_orders.customer_id = $2 AND work_orders.id = n.id AND work_orders.photos <> n.now";
    tx.run(sql, values![tenant_id, customer_id]).await.map(drop)
}

impl CustomerScope {
    /// Opens the scope if the grant still stands, as [`CustomerScope::open`] does, with what the home page shows: one
    /// round trip for the page that most people see first, and often only.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn open_at_home(
        storage: &Storage,
        grant: CustomerGrant,
    ) -> Result<CustomerGate<(CustomerScope, Home)>, Error> {
        let reach = Reach::Tenant(grant.tenant_id);
        let (statement, values) = grant.gate(&HOME, &HOME_OF_ACTION_LINK);
        let [rows] = storage.db().read_batch(reach, [(statement, &values)]).await?;
        let scope = match Self::from_gate(storage, grant, rows.first())? {
            CustomerGate::Open(scope) => scope,
            CustomerGate::LinkEnded(problem) => return Ok(CustomerGate::LinkEnded(problem)),
            CustomerGate::Gone => return Ok(CustomerGate::Gone),
        };
        let first = rows.first().ok_or(Error::Corrupt { what: "count" })?;
        let count = |column| first.read::<i32>(column).map(i64::from);
        let (past_jobs, photos, vehicles) = (count("past_jobs")?, count("photos")?, count("vehicles")?);
        let mut active = Vec::with_capacity(rows.len());
        for row in &rows {
            if row.read::<Option<Uuid>>("id")?.is_some() {
                active.push(Job::of_customer(row, grant.customer_id, scope.name().to_owned())?);
            }
        }
        // Here rather than there: the database would set up a sort for what is most often one row.
        active.sort_by_key(|job| std::cmp::Reverse(job.booked_at));
        Ok(CustomerGate::Open((scope, Home { active, past_jobs, photos, vehicles })))
    }
}
