use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customers")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) tenant_id: Uuid,
    pub(crate) name: String,
    pub(crate) salutation: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) email_key: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) search_text: String,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) last_seen_at: Option<DateTimeUtc>,
    pub(crate) welcomed_at: Option<DateTimeUtc>,
    pub(crate) past_jobs: i32,
    pub(crate) photos: i32,
    pub(crate) vehicles: i32,
}

impl ActiveModelBehavior for ActiveModel {}
