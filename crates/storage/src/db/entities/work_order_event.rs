use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "work_order_events")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) tenant_id: Uuid,
    pub(crate) customer_id: Uuid,
    pub(crate) work_order_id: Uuid,
    pub(crate) status: String,
    pub(crate) at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
