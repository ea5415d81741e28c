use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenants")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) preset: String,
    pub(crate) state: String,
    pub(crate) locale: String,
    pub(crate) time_zone: String,
    pub(crate) currency: String,
    pub(crate) country: String,
    pub(crate) tagline: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) brand_color: String,
    pub(crate) logo_key: Option<String>,
    pub(crate) hours: Json,
    pub(crate) features: String,
    pub(crate) session_days: i32,
    pub(crate) sms_credits: i32,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
    pub(crate) sign_in: String,
    pub(crate) self_registration: bool,
    pub(crate) links_open_only: bool,
    pub(crate) sms_countries: String,
    pub(crate) sms_daily_budget: i32,
    pub(crate) sms_paused_until: Option<DateTimeUtc>,
    pub(crate) host: Option<String>,
    pub(crate) invoice_count: i32,
}

impl ActiveModelBehavior for ActiveModel {}
