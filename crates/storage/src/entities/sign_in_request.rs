use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_requests")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) tenant_id: Uuid,
    pub(crate) customer_id: Option<Uuid>,
    pub(crate) notification_id: Option<Uuid>,
    pub(crate) purpose: String,
    pub(crate) method: Option<String>,
    pub(crate) channel: String,
    pub(crate) recipient: String,
    pub(crate) recipient_key: String,
    pub(crate) typed: bool,
    pub(crate) link_hash: Option<Vec<u8>>,
    pub(crate) code_hash: Option<Vec<u8>>,
    pub(crate) code_expires_at: Option<DateTimeUtc>,
    pub(crate) tries: i32,
    pub(crate) browser_hash: Option<Vec<u8>>,
    pub(crate) return_path: String,
    pub(crate) new_name: Option<String>,
    pub(crate) new_password_hash: Option<String>,
    pub(crate) issued_by: Option<Uuid>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) expires_at: DateTimeUtc,
    pub(crate) fetched_at: Option<DateTimeUtc>,
    pub(crate) opened_at: Option<DateTimeUtc>,
    pub(crate) link_used_at: Option<DateTimeUtc>,
    pub(crate) link_used_here: Option<bool>,
    pub(crate) code_used_at: Option<DateTimeUtc>,
    pub(crate) refused_at: Option<DateTimeUtc>,
    pub(crate) refused_because: Option<String>,
    pub(crate) shared_by: Option<i32>,
    pub(crate) entered_id: Option<Uuid>,
    pub(crate) link_session: Option<Vec<u8>>,
    pub(crate) link_ended_at: Option<DateTimeUtc>,
    pub(crate) client_login_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
