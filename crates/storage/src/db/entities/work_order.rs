use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "work_orders")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) tenant_id: Uuid,
    pub(crate) customer_id: Uuid,
    pub(crate) vehicle_id: Option<Uuid>,
    pub(crate) reference: String,
    pub(crate) status: String,
    pub(crate) description: String,
    pub(crate) appointment_at: Option<DateTimeUtc>,
    pub(crate) ready_on: Option<Date>,
    pub(crate) booked_at: DateTimeUtc,
    pub(crate) completed_at: Option<DateTimeUtc>,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) version: i32,
    pub(crate) photos: i32,
}

impl ActiveModelBehavior for ActiveModel {}
