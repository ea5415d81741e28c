use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "photos")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) tenant_id: Uuid,
    pub(crate) customer_id: Uuid,
    pub(crate) work_order_id: Uuid,
    pub(crate) stage: String,
    pub(crate) blob_key: String,
    pub(crate) width: i32,
    pub(crate) height: i32,
    pub(crate) bytes: i64,
    pub(crate) placeholder: String,
    pub(crate) created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
