//! The customer's home: who they are, whether their grant stands, and what there is to see, in one statement.
//!
//! What it tells is kept in the customer's row by [`recount`]: working it out at every visit would take longer than all
//! the rest.

use forecourt_domain::ids::CustomerId;
use sea_orm::{DbBackend, QueryResult};

use crate::db::batch::{Prepared, prepared};
use crate::db::row::Row;
use crate::db::{Reach, now_sql};
use crate::jobs::Job;
use crate::jobs::home_cache::{self, recount};
use crate::links::portal::living_sql;
use crate::scope::gate::{GATE_TABLES, action_link_condition, gate_columns, gate_condition, still_counts_sql};
use crate::scope::{CustomerGate, CustomerGrant, CustomerScope};
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
    /// How many invoices are to be paid.
    pub invoices_due: i64,
    /// How many have been.
    pub invoices_paid: i64,
}

static HOME: Prepared = prepared!("customer_home", home_sql);
static HOME_OF_ACTION_LINK: Prepared = prepared!("customer_home_of_action_link", home_of_action_link_sql);

/// The statements of this file, for the test that prepares them all.
#[cfg(test)]
pub(crate) static PREPARED: &[&Prepared] = &[&HOME, &HOME_OF_ACTION_LINK, &HOME_BY_LINK];

/// What is kept for the home of customer `c`.
const KEPT: &str = "c.past_jobs, c.photos, c.vehicles, c.invoices_due, c.invoices_paid, c.home_jobs";

fn home_sql(backend: DbBackend) -> String {
    format!(
        "SELECT {gate}, {KEPT} FROM {GATE_TABLES} WHERE {condition}",
        gate = gate_columns(backend),
        condition = gate_condition(backend),
    )
}

fn home_of_action_link_sql(backend: DbBackend) -> String {
    home_sql(backend) + " AND " + &action_link_condition(backend)
}

/// The home page of the customer behind a valid portal link; `$1` and `$2` are shop and hash. Of the gate's conditions
/// one is left to check: the customer may have signed out everywhere after this transaction began and before it got its
/// locks.
pub(crate) static HOME_BY_LINK: Prepared = prepared!("customer_home_by_link", home_by_link_sql);

fn home_by_link_sql(backend: DbBackend) -> String {
    format!(
        "SELECT {gate}, {KEPT} FROM customer_portal_tokens k JOIN customers c ON c.tenant_id = k.tenant_id AND c.id = k.customer_id
         WHERE {living} AND {still_counts}",
        gate = gate_columns(backend),
        living = living_sql(backend),
        still_counts = still_counts_sql(backend, "c", now_sql(backend)),
    )
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
        Self::at_home(storage, grant, rows.first()).await
    }

    /// By a row of the gate's columns and [`KEPT`].
    pub(crate) async fn at_home(
        storage: &Storage,
        grant: CustomerGrant,
        row: Option<&QueryResult>,
    ) -> Result<CustomerGate<(CustomerScope, Home)>, Error> {
        let scope = match Self::from_gate(storage, grant, row)? {
            CustomerGate::Open(scope) => scope,
            CustomerGate::LinkEnded(problem) => return Ok(CustomerGate::LinkEnded(problem)),
            CustomerGate::Gone => return Ok(CustomerGate::Gone),
        };
        let row = row.ok_or(Error::Corrupt { what: "home" })?;
        let home = match Home::kept(row, grant.customer_id, scope.name())? {
            Some(home) => home,
            None => scope.work_out_home().await?,
        };
        Ok(CustomerGate::Open((scope, home)))
    }

    /// The home page when this version has not stored it yet.
    async fn work_out_home(&self) -> Result<Home, Error> {
        let [tenant_id, customer_id] = [self.grant.tenant_id.uuid(), self.grant.customer_id.uuid()];
        let tx = self.write().await?;
        recount(&tx, tenant_id, customer_id).await?;
        let sql = format!("SELECT {KEPT} FROM customers c WHERE c.tenant_id = $1 AND c.id = $2");
        let row = tx.one(&sql, self.key()).await?.ok_or(Error::Corrupt { what: "home" })?;
        tx.commit().await?;
        Home::kept(&row, self.grant.customer_id, self.name())?.ok_or(Error::Corrupt { what: "home" })
    }
}

impl Home {
    fn kept(row: &QueryResult, customer_id: CustomerId, name: &str) -> Result<Option<Self>, Error> {
        let text: Option<String> = row.read("home_jobs")?;
        let Some(active) = home_cache::read(text.as_deref(), customer_id, name) else { return Ok(None) };
        let count = |column| row.read::<i32>(column).map(i64::from);
        Ok(Some(Self {
            active,
            past_jobs: count("past_jobs")?,
            photos: count("photos")?,
            vehicles: count("vehicles")?,
            invoices_due: count("invoices_due")?,
            invoices_paid: count("invoices_paid")?,
        }))
    }
}
