use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkeys")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) tenant_id: Uuid,
    pub(crate) customer_id: Option<Uuid>,
    pub(crate) staff_member_id: Option<Uuid>,
    pub(crate) credential_id: Vec<u8>,
    pub(crate) static_state: Vec<u8>,
    pub(crate) dynamic_state: Vec<u8>,
    pub(crate) name: String,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) last_used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
