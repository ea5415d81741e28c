//! What staff do with work orders: the board, creating jobs, moving and changing them.

use chrono::{DateTime, NaiveDate, Utc};
use forecourt_domain::channel::SendChannel;
use forecourt_domain::ids::{CustomerId, VehicleId, WorkOrderEventId, WorkOrderId};
use forecourt_domain::reference::Reference;
use forecourt_domain::work_order::WorkOrderStatus;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::home_cache::recount;
use super::{ACTIVE, Job, JobDetails, JobEvent, MoveError, jobs, select, with_history};
use crate::Error;
use crate::customers::search::refresh_search;
use crate::db::entities::{work_order, work_order_event};
use crate::db::{Tx, values};
use crate::links::action::{Notice, tell_of_job};
use crate::scope::TenantScope;

/// More on one board than anybody can look at.
const BOARD_LIMIT: u64 = 400;

impl TenantScope {
    /// The board: all active jobs and those finished lately, in the order of their columns.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn board(&self, finished_since: DateTime<Utc>) -> Result<Vec<Job>, Error> {
        let tx = self.read().await?;
        let sql = select(
            &tx,
            &format!("w.tenant_id = $1 AND ({ACTIVE} OR (w.status = 'complete' AND w.completed_at >= $2))"),
        ) + &format!(" ORDER BY w.ready_on IS NULL, w.ready_on, w.updated_at DESC LIMIT {BOARD_LIMIT}");
        jobs(&tx, &sql, values![self.tenant_id.uuid(), finished_since]).await
    }

    /// A customer's jobs, active ones first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn jobs_of(&self, customer_id: CustomerId) -> Result<Vec<Job>, Error> {
        let tx = self.read().await?;
        let sql = select(&tx, "w.tenant_id = $1 AND w.customer_id = $2")
            + &format!(" ORDER BY ({ACTIVE}) DESC, w.booked_at DESC");
        jobs(&tx, &sql, values![self.tenant_id.uuid(), customer_id.uuid()]).await
    }

    /// One job, with its history.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn job(&self, reference: &Reference) -> Result<Option<(Job, Vec<JobEvent>)>, Error> {
        let tx = self.read().await?;
        let sql = select(&tx, "w.tenant_id = $1 AND w.reference = $2");
        with_history(&tx, &sql, values![self.tenant_id.uuid(), reference.as_str()]).await
    }

    /// Takes a job on.
    ///
    /// # Errors
    /// [`MoveError::NotFound`] without such a customer, [`MoveError::NotTheirVehicle`]; [`Error`] from the database.
    pub async fn add_job(
        &self,
        customer_id: CustomerId,
        details: JobDetails,
        status: WorkOrderStatus,
    ) -> Result<Result<Reference, MoveError>, Error> {
        let reference = Reference::new(self.storage.entropy().as_ref());
        self.add_job_as(reference, customer_id, details, status).await
    }

    /// As [`TenantScope::add_job`], with a given reference if it is still free (the demo's jobs are known by theirs).
    ///
    /// # Errors
    /// As [`TenantScope::add_job`].
    pub async fn add_job_as(
        &self,
        mut reference: Reference,
        customer_id: CustomerId,
        details: JobDetails,
        status: WorkOrderStatus,
    ) -> Result<Result<Reference, MoveError>, Error> {
        let (now, entropy) = (self.storage.clock().now(), self.storage.entropy().as_ref());
        let id = WorkOrderId::new(now, entropy);
        let tx = self.write().await?;
        if self.customer_model(&tx, customer_id).await?.is_none() {
            return Ok(Err(MoveError::NotFound));
        }
        if !self.owns_vehicle(&tx, customer_id, details.vehicle_id).await? {
            return Ok(Err(MoveError::NotTheirVehicle));
        }
        // 260,000 references to a shop: taken ones are rare, and a failed insert would end a PostgreSQL transaction.
        while self.job_model(&tx, &reference).await?.is_some() {
            reference = Reference::new(entropy);
        }
        let row = work_order::ActiveModel {
            id: Set(id.uuid()),
            tenant_id: Set(self.tenant_id.uuid()),
            customer_id: Set(customer_id.uuid()),
            vehicle_id: Set(details.vehicle_id.map(VehicleId::uuid)),
            reference: Set(reference.as_str().to_owned()),
            status: Set(status.as_str().to_owned()),
            description: Set(details.description),
            appointment_at: Set(details.appointment_at),
            ready_on: Set(details.ready_on),
            booked_at: Set(now),
            completed_at: Set((status == WorkOrderStatus::Complete).then_some(now)),
            updated_at: Set(now),
            version: Set(1),
            photos: Set(0),
        };
        row.insert(&tx).await?;
        self.insert_event(&tx, id.uuid(), customer_id.uuid(), status, now).await?;
        refresh_search(&tx, self.tenant_id.uuid(), customer_id).await?;
        recount(&tx, self.tenant_id.uuid(), customer_id.uuid()).await?;
        tx.commit().await?;
        Ok(Ok(reference))
    }

    /// Changes a job's text and status, unless another member did since `version`.
    ///
    /// # Errors
    /// [`MoveError`]; [`Error`] from the database.
    pub async fn change_job(
        &self,
        reference: &Reference,
        version: i32,
        details: JobDetails,
        status: WorkOrderStatus,
    ) -> Result<Result<(), MoveError>, Error> {
        let now = self.storage.clock().now();
        let tx = self.write().await?;
        let Some(model) = self.job_model(&tx, reference).await? else { return Ok(Err(MoveError::NotFound)) };
        if model.version != version {
            return Ok(Err(MoveError::Stale));
        }
        if !self.owns_vehicle(&tx, model.customer_id.into(), details.vehicle_id).await? {
            return Ok(Err(MoveError::NotTheirVehicle));
        }
        let from = current_status(&model)?;
        if status != from && !from.can_become(status) {
            return Ok(Err(MoveError::NotAllowed { from }));
        }
        let (id, customer_id) = (model.id, model.customer_id);
        let mut row: work_order::ActiveModel = model.into();
        if status != from {
            row.status = Set(status.as_str().to_owned());
            row.completed_at = Set((status == WorkOrderStatus::Complete).then_some(now));
            self.insert_event(&tx, id, customer_id, status, now).await?;
        }
        row.vehicle_id = Set(details.vehicle_id.map(VehicleId::uuid));
        row.description = Set(details.description);
        row.appointment_at = Set(details.appointment_at);
        row.ready_on = Set(details.ready_on);
        row.version = Set(version + 1);
        row.updated_at = Set(now);
        row.update(&tx).await?;
        recount(&tx, self.tenant_id.uuid(), customer_id).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Sets the day a job should be ready, or none, unless another member changed the job since `version`.
    ///
    /// # Errors
    /// [`MoveError::NotFound`], [`MoveError::Stale`]; [`Error`] from the database.
    pub async fn set_ready_on(
        &self,
        reference: &Reference,
        version: i32,
        ready_on: Option<NaiveDate>,
    ) -> Result<Result<(), MoveError>, Error> {
        let tx = self.write().await?;
        let Some(model) = self.job_model(&tx, reference).await? else { return Ok(Err(MoveError::NotFound)) };
        if model.version != version {
            return Ok(Err(MoveError::Stale));
        }
        let customer_id = model.customer_id;
        let mut row: work_order::ActiveModel = model.into();
        row.ready_on = Set(ready_on);
        row.version = Set(version + 1);
        row.updated_at = Set(self.storage.clock().now());
        row.update(&tx).await?;
        recount(&tx, self.tenant_id.uuid(), customer_id).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Moves a job on, unless somebody else changed it since `version`. Moving it to where it is already succeeds and
    /// changes nothing: a double tap is one tap. `tell`: how the customer hears of it, in the same transaction. Answers whether
    /// they do.
    ///
    /// # Errors
    /// [`MoveError::NotFound`], [`MoveError::Stale`], [`MoveError::NotAllowed`]; [`Error`] from the database.
    pub async fn move_job(
        &self,
        reference: &Reference,
        version: i32,
        next: WorkOrderStatus,
        tell: Option<SendChannel>,
    ) -> Result<Result<Notice, MoveError>, Error> {
        let now = self.storage.clock().now();
        let key = match tell {
            Some(channel) => Some((self.storage.signing_key().await?, channel)),
            None => None,
        };
        let tx = self.write().await?;
        let Some(model) = self.job_model(&tx, reference).await? else { return Ok(Err(MoveError::NotFound)) };
        let from = current_status(&model)?;
        if from == next {
            return Ok(Ok(Notice::NotAsked));
        }
        if model.version != version {
            return Ok(Err(MoveError::Stale));
        }
        if !from.can_become(next) {
            return Ok(Err(MoveError::NotAllowed { from }));
        }
        let (id, customer_id) = (model.id, model.customer_id);
        let mut row: work_order::ActiveModel = model.into();
        row.status = Set(next.as_str().to_owned());
        row.completed_at = Set((next == WorkOrderStatus::Complete).then_some(now));
        row.version = Set(version + 1);
        row.updated_at = Set(now);
        row.update(&tx).await?;
        self.insert_event(&tx, id, customer_id, next, now).await?;
        recount(&tx, self.tenant_id.uuid(), customer_id).await?;
        let told = match &key {
            Some((key, channel)) => {
                let job = (id.into(), customer_id.into());
                tell_of_job(&self.storage, &tx, key, self.tenant_id.uuid(), job, next, *channel).await?
            }
            None => Notice::NotAsked,
        };
        tx.commit().await?;
        if told == Notice::Written {
            self.storage.outbox_wrote();
        }
        Ok(Ok(told))
    }

    /// The row, locked until the transaction ends: of two who change it, the second sees what the first did.
    pub(crate) async fn job_model(&self, tx: &Tx, reference: &Reference) -> Result<Option<work_order::Model>, Error> {
        Ok(work_order::Entity::find()
            .filter(work_order::Column::TenantId.eq(self.tenant_id.uuid()))
            .filter(work_order::Column::Reference.eq(reference.as_str()))
            .lock_exclusive()
            .one(tx)
            .await?)
    }

    async fn owns_vehicle(
        &self,
        tx: &Tx,
        customer_id: CustomerId,
        vehicle_id: Option<VehicleId>,
    ) -> Result<bool, Error> {
        let Some(vehicle_id) = vehicle_id else { return Ok(true) };
        let sql = "SELECT 1 AS one FROM vehicles WHERE tenant_id = $1 AND customer_id = $2 AND id = $3";
        Ok(tx.one(sql, values![self.tenant_id.uuid(), customer_id.uuid(), vehicle_id.uuid()]).await?.is_some())
    }

    async fn insert_event(
        &self,
        tx: &Tx,
        job: uuid::Uuid,
        customer: uuid::Uuid,
        status: WorkOrderStatus,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let row = work_order_event::ActiveModel {
            id: Set(WorkOrderEventId::new(at, self.storage.entropy().as_ref()).uuid()),
            tenant_id: Set(self.tenant_id.uuid()),
            customer_id: Set(customer),
            work_order_id: Set(job),
            status: Set(status.as_str().to_owned()),
            at: Set(at),
        };
        row.insert(tx).await?;
        Ok(())
    }
}

fn current_status(model: &work_order::Model) -> Result<WorkOrderStatus, Error> {
    model.status.parse().map_err(|_| Error::Corrupt { what: "job status" })
}
