use sea_orm::ActiveValue::Set;
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
    pub(crate) password_hash: Option<String>,
    pub(crate) password_set_at: Option<DateTimeUtc>,
    pub(crate) email_proven_at: Option<DateTimeUtc>,
    pub(crate) phone_proven_at: Option<DateTimeUtc>,
    pub(crate) person_proven_at: Option<DateTimeUtc>,
    pub(crate) sessions_valid_from: Option<DateTimeUtc>,
    pub(crate) action_link_epoch: i32,
    pub(crate) past_jobs: i32,
    pub(crate) photos: i32,
    pub(crate) vehicles: i32,
    pub(crate) home_jobs: Option<String>,
    pub(crate) invoices_due: i32,
    pub(crate) invoices_paid: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// A customer who has proved nothing yet and set nothing to sign in with; the rest is still to be filled in.
    pub(crate) fn unproven() -> Self {
        Self {
            password_hash: Set(None),
            password_set_at: Set(None),
            email_proven_at: Set(None),
            phone_proven_at: Set(None),
            person_proven_at: Set(None),
            sessions_valid_from: Set(None),
            action_link_epoch: Set(0),
            ..<Self as ActiveModelTrait>::default()
        }
    }
}
