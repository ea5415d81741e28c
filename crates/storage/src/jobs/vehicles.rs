//! Vehicles of customers.

use forecourt_domain::ids::{CustomerId, VehicleId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::home_cache::recount;
use super::vehicle::{Vehicle, VehicleDetails};
use crate::Error;
use crate::customers::search::refresh_search;
use crate::db::Tx;
use crate::db::entities::vehicle;
use crate::scope::{CustomerScope, TenantScope};

impl TenantScope {
    /// A customer's vehicles, newest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn vehicles(&self, customer_id: CustomerId) -> Result<Vec<Vehicle>, Error> {
        let tx = self.read().await?;
        of_customer(&tx, self.tenant_id.uuid(), customer_id).await
    }

    /// One vehicle.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn vehicle(&self, id: VehicleId) -> Result<Option<Vehicle>, Error> {
        let tx = self.read().await?;
        Ok(self.vehicle_model(&tx, id).await?.map(Vehicle::from))
    }

    /// Adds a vehicle to a customer; answers nothing when there is no such customer.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn add_vehicle(
        &self,
        customer_id: CustomerId,
        details: VehicleDetails,
    ) -> Result<Option<VehicleId>, Error> {
        let now = self.storage.clock().now();
        let id = VehicleId::new(now, self.storage.entropy().as_ref());
        let tx = self.write().await?;
        if self.customer_model(&tx, customer_id).await?.is_none() {
            return Ok(None);
        }
        let row = vehicle::ActiveModel {
            id: Set(id.uuid()),
            tenant_id: Set(self.tenant_id.uuid()),
            customer_id: Set(customer_id.uuid()),
            registration: Set(details.registration),
            make: Set(details.make),
            model: Set(details.model),
            year: Set(details.year.map(i32::from)),
            colour: Set(details.colour),
            created_at: Set(now),
        };
        row.insert(&tx).await?;
        refresh_search(&tx, self.tenant_id.uuid(), customer_id).await?;
        recount(&tx, self.tenant_id.uuid(), customer_id.uuid()).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Changes a vehicle; answers its customer, or nothing when there is no such vehicle.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn change_vehicle(&self, id: VehicleId, details: VehicleDetails) -> Result<Option<CustomerId>, Error> {
        let tx = self.write().await?;
        let Some(model) = self.vehicle_model(&tx, id).await? else { return Ok(None) };
        let customer_id = model.customer_id.into();
        let mut row: vehicle::ActiveModel = model.into();
        row.registration = Set(details.registration);
        row.make = Set(details.make);
        row.model = Set(details.model);
        row.year = Set(details.year.map(i32::from));
        row.colour = Set(details.colour);
        row.update(&tx).await?;
        refresh_search(&tx, self.tenant_id.uuid(), customer_id).await?;
        recount(&tx, self.tenant_id.uuid(), customer_id.uuid()).await?;
        tx.commit().await?;
        Ok(Some(customer_id))
    }

    async fn vehicle_model(&self, tx: &Tx, id: VehicleId) -> Result<Option<vehicle::Model>, Error> {
        Ok(vehicle::Entity::find()
            .filter(vehicle::Column::TenantId.eq(self.tenant_id.uuid()))
            .filter(vehicle::Column::Id.eq(id.uuid()))
            .one(tx)
            .await?)
    }
}

impl CustomerScope {
    /// One's own vehicles, newest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn vehicles(&self) -> Result<Vec<Vehicle>, Error> {
        let tx = self.read().await?;
        of_customer(&tx, self.grant.tenant_id.uuid(), self.grant.customer_id).await
    }
}

async fn of_customer(tx: &Tx, tenant_id: uuid::Uuid, customer_id: CustomerId) -> Result<Vec<Vehicle>, Error> {
    let models = vehicle::Entity::find()
        .filter(vehicle::Column::TenantId.eq(tenant_id))
        .filter(vehicle::Column::CustomerId.eq(customer_id.uuid()))
        .order_by_desc(vehicle::Column::Id)
        .all(tx)
        .await?;
    Ok(models.into_iter().map(Vehicle::from).collect())
}
