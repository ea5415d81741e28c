use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions_seen")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) tenant_id: Uuid,
    pub(crate) customer_id: Option<Uuid>,
    pub(crate) staff_member_id: Option<Uuid>,
    pub(crate) store_id: Vec<u8>,
    pub(crate) way: String,
    pub(crate) device: String,
    pub(crate) started_at: DateTimeUtc,
    pub(crate) seen_at: DateTimeUtc,
    pub(crate) ended_at: Option<DateTimeUtc>,
    pub(crate) portal_token_id: Option<Uuid>,
    pub(crate) action_link_epoch: Option<i32>,
    pub(crate) action_link_ends_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
