use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_members")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) tenant_id: Uuid,
    pub(crate) email: String,
    pub(crate) email_key: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) password_hash: Option<String>,
    pub(crate) password_set_at: Option<DateTimeUtc>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) last_signed_in_at: Option<DateTimeUtc>,
    pub(crate) sessions_valid_from: Option<DateTimeUtc>,
    pub(crate) totp_seed: Option<Vec<u8>>,
    pub(crate) totp_next: Option<Vec<u8>>,
    pub(crate) totp_begun_at: Option<DateTimeUtc>,
    pub(crate) totp_set_at: Option<DateTimeUtc>,
    pub(crate) totp_step: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
