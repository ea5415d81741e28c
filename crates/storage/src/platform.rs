//! What operators do across shops: provision, list, suspend.

use chrono::TimeDelta;
use chrono_tz::Tz;
use forecourt_domain::color::Color;
use forecourt_domain::contact::{Email, Phone};
use forecourt_domain::ids::{InvitationId, StaffMemberId, TenantId};
use forecourt_domain::money::Currency;
use forecourt_domain::preset::Preset;
use forecourt_domain::tenant::{Role, Slug, TenantState};
use forecourt_domain::token::LinkToken;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use thiserror::Error as ThisError;

use crate::audit::{self, Action, Actor, Subject};
use crate::db::{Reach, Tx, values};
use crate::entities::{staff_member, tenant};
use crate::scope::Row;
use crate::team::insert_invitation;
use crate::tenants::log_change;
use crate::{Error, Storage, Tenant};

/// How long an invitation of a staff member can be used.
pub(crate) const INVITATION_LIFETIME: TimeDelta = TimeDelta::days(7);
/// What a new shop starts with, so that the first link can be sent before anybody thinks of credits.
const FIRST_SMS_CREDITS: i32 = 100;

/// All shops. Made for the operator's command line, which whoever runs it has already been let in to, or by an
/// operator's session.
#[derive(Debug)]
pub struct PlatformScope {
    storage: Storage,
    actor: Actor,
}

/// A shop to be.
#[derive(Debug, Clone)]
pub struct NewTenant {
    /// Its label in host names.
    pub slug: Slug,
    /// What people call it.
    pub name: String,
    /// How it starts out.
    pub preset: Preset,
    /// Who owns it.
    pub owner_email: Email,
    /// Where its clock is.
    pub time_zone: Tz,
    /// BCP 47.
    pub locale: String,
    /// ISO 4217.
    pub currency: Currency,
    /// ISO 3166, two letters.
    pub country: String,
    /// The accent to begin with.
    pub brand_color: Color,
    /// The main line, if known.
    pub phone: Option<Phone>,
}

/// A shop that has just been made.
#[derive(Debug)]
pub struct Provisioned {
    /// Its id.
    pub tenant_id: TenantId,
    /// The owner's invitation, told once.
    pub invitation: LinkToken,
}

/// Why a shop was not made, or not found.
#[derive(Debug, ThisError)]
pub enum ProvisionError {
    /// The slug belongs to another shop.
    #[error("the slug {0} is taken")]
    SlugTaken(Slug),
    /// There is no such shop.
    #[error("there is no shop with the slug {0}")]
    NoSuchTenant(Slug),
    /// The database.
    #[error(transparent)]
    Storage(#[from] Error),
}

impl PlatformScope {
    /// All shops, for an operator at the command line or for the demo.
    pub fn for_operator(storage: &Storage) -> Self {
        Self { storage: storage.clone(), actor: Actor::command_line() }
    }

    /// All shops, for a signed-in operator.
    pub(crate) fn by(storage: &Storage, actor: Actor) -> Self {
        Self { storage: storage.clone(), actor }
    }

    /// Who does it, for the log.
    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }

    pub(crate) fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Makes a shop, its owner and their invitation: all of it or nothing.
    ///
    /// # Errors
    /// [`ProvisionError::SlugTaken`]; [`ProvisionError::Storage`] when the database does not answer.
    pub async fn create_tenant(&self, new: NewTenant) -> Result<Provisioned, ProvisionError> {
        let (clock, entropy) = (self.storage.clock(), self.storage.entropy().as_ref());
        let now = clock.now();
        let tenant_id = TenantId::new(now, entropy);
        let row = tenant::ActiveModel {
            id: Set(tenant_id.uuid()),
            slug: Set(new.slug.to_string()),
            name: Set(new.name),
            preset: Set(new.preset.key.clone()),
            state: Set(TenantState::Active.as_str().to_owned()),
            locale: Set(new.locale),
            time_zone: Set(new.time_zone.name().to_owned()),
            currency: Set(new.currency.into()),
            country: Set(new.country),
            tagline: Set(None),
            phone: Set(new.phone.map(|p| p.as_str().to_owned())),
            email: Set(None),
            brand_color: Set(new.brand_color.to_string()),
            logo_key: Set(None),
            hours: Set(serde_json::json!({})),
            features: Set(new
                .preset
                .features
                .iter()
                .copied()
                .collect::<forecourt_domain::feature::Features>()
                .to_words()),
            session_days: Set(i32::from(new.preset.session_days.get())),
            sms_credits: Set(FIRST_SMS_CREDITS),
            created_at: Set(now),
            updated_at: Set(now),
            sign_in: Set(new.preset.sign_in.to_words()),
            self_registration: Set(new.preset.self_registration),
            links_open_only: Set(false),
            ..Default::default()
        };
        let tx = self.storage.db().write(Reach::Platform).await?;
        match row.insert(&tx).await.map_err(Error::from) {
            Ok(_) => {}
            Err(error) if error.is_unique_violation() => return Err(ProvisionError::SlugTaken(new.slug)),
            Err(error) => return Err(error.into()),
        }
        let member_id = self.insert_member(&tx, tenant_id, &new.owner_email, Role::Owner).await?;
        let invitation = self.insert_invitation(&tx, tenant_id, member_id).await?;
        self.log(&tx, tenant_id, Action::TenantCreated, &Subject::shop(new.slug.as_str())).await?;
        log_change(&tx, new.slug.as_str()).await?;
        tx.commit().await?;
        self.storage.announce_tenant_change(new.slug.as_str()).await;
        Ok(Provisioned { tenant_id, invitation })
    }

    /// All shops, by slug.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Error> {
        let tx = self.storage.db().read(Reach::Platform).await?;
        let rows = tenant::Entity::find().order_by_asc(tenant::Column::Slug).all(&tx).await?;
        // A row that somebody broke by hand must not hide the others.
        let readable = |row: tenant::Model| {
            let slug = row.slug.clone();
            Tenant::try_from(row).inspect_err(|error| tracing::error!(slug, %error, "a shop's row cannot be read")).ok()
        };
        Ok(rows.into_iter().filter_map(readable).collect())
    }

    /// One shop.
    ///
    /// # Errors
    /// [`ProvisionError::NoSuchTenant`]; [`ProvisionError::Storage`] when the database does not answer.
    pub async fn tenant(&self, slug: &Slug) -> Result<Tenant, ProvisionError> {
        self.storage.tenant_by_slug(slug).await?.ok_or_else(|| ProvisionError::NoSuchTenant(slug.clone()))
    }

    /// How many customers a shop has.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn customer_count(&self, tenant_id: TenantId) -> Result<i64, Error> {
        use crate::scope::Row;
        let tx = self.storage.db().read(Reach::Platform).await?;
        let row = tx.one("SELECT count(*) AS n FROM customers WHERE tenant_id = $1", values![tenant_id.uuid()]).await?;
        row.map_or(Ok(0), |row| row.read("n"))
    }

    /// Suspends or resumes a shop; saying it twice changes nothing.
    ///
    /// # Errors
    /// [`ProvisionError::NoSuchTenant`]; [`ProvisionError::Storage`] when the database does not answer.
    pub async fn set_state(&self, slug: &Slug, state: TenantState) -> Result<(), ProvisionError> {
        let tx = self.storage.db().write(Reach::Platform).await?;
        let sql = format!("UPDATE tenants SET state = $2, updated_at = {} WHERE slug = $1 RETURNING id", tx.now_sql());
        let Some(row) = tx.one(&sql, values![slug.as_str(), state.as_str()]).await? else {
            return Err(ProvisionError::NoSuchTenant(slug.clone()));
        };
        let action = match state {
            TenantState::Active => Action::TenantResumed,
            TenantState::Suspended => Action::TenantSuspended,
        };
        let tenant_id = row.read::<uuid::Uuid>("id")?.into();
        self.log(&tx, tenant_id, action, &Subject::shop(slug.as_str())).await?;
        log_change(&tx, slug.as_str()).await?;
        tx.commit().await?;
        self.storage.announce_tenant_change(slug.as_str()).await;
        Ok(())
    }

    /// Adds SMS credits, in segments.
    ///
    /// # Errors
    /// [`ProvisionError::NoSuchTenant`]; [`ProvisionError::Storage`] when the database does not answer.
    pub async fn add_sms_credits(&self, slug: &Slug, credits: i32) -> Result<i32, ProvisionError> {
        let tx = self.storage.db().write(Reach::Platform).await?;
        let sql = "UPDATE tenants SET sms_credits = sms_credits + $2 WHERE slug = $1 RETURNING id";
        let Some(row) = tx.one(sql, values![slug.as_str(), credits]).await? else {
            return Err(ProvisionError::NoSuchTenant(slug.clone()));
        };
        let subject = Subject::shop(&format!("{slug}: {credits}"));
        self.log(&tx, row.read::<uuid::Uuid>("id")?.into(), Action::SmsCreditsAdded, &subject).await?;
        log_change(&tx, slug.as_str()).await?;
        tx.commit().await?;
        self.storage.announce_tenant_change(slug.as_str()).await;
        Ok(self.tenant(slug).await?.sms_credits)
    }

    /// Invites somebody to work at a shop, or invites them anew: their older invitations end. Without a role they keep the
    /// one they have, and newcomers are advisors.
    ///
    /// # Errors
    /// [`ProvisionError::NoSuchTenant`]; [`ProvisionError::Storage`] when the database does not answer.
    pub async fn invite_staff(
        &self,
        slug: &Slug,
        email: &Email,
        role: Option<Role>,
    ) -> Result<LinkToken, ProvisionError> {
        let tenant_id = self.tenant(slug).await?.id;
        let tx = self.storage.db().write(Reach::Platform).await?;
        let known = staff_member::Entity::find()
            .filter(staff_member::Column::TenantId.eq(tenant_id.uuid()))
            .filter(staff_member::Column::EmailKey.eq(email.key()))
            .one(&tx)
            .await
            .map_err(Error::from)?;
        let member_id = match known {
            Some(member) => {
                let sql = "UPDATE staff_members SET role = coalesce($3, role) WHERE tenant_id = $1 AND id = $2";
                tx.run(sql, values![tenant_id.uuid(), member.id, role.map(Role::as_str)]).await?;
                member.id.into()
            }
            None => self.insert_member(&tx, tenant_id, email, role.unwrap_or(Role::Advisor)).await?,
        };
        let sql = format!(
            "UPDATE staff_invitations SET used_at = {} WHERE tenant_id = $1 AND staff_member_id = $2 AND used_at IS NULL",
            tx.now_sql()
        );
        tx.run(&sql, values![tenant_id.uuid(), member_id.uuid()]).await?;
        let invitation = self.insert_invitation(&tx, tenant_id, member_id).await?;
        let subject = Subject::staff(member_id.uuid(), email.as_str());
        self.log(&tx, tenant_id, Action::StaffInvited, &subject).await?;
        tx.commit().await?;
        Ok(invitation)
    }

    /// Writes down what was done to a shop.
    pub(crate) async fn log(&self, tx: &Tx, shop: TenantId, action: Action, subject: &Subject) -> Result<(), Error> {
        audit::write(&self.storage, tx, Some(shop), &self.actor, action, subject).await
    }

    async fn insert_member(
        &self,
        tx: &Tx,
        tenant_id: TenantId,
        email: &Email,
        role: Role,
    ) -> Result<StaffMemberId, Error> {
        let now = self.storage.clock().now();
        let id = StaffMemberId::new(now, self.storage.entropy().as_ref());
        let row = staff_member::ActiveModel {
            id: Set(id.uuid()),
            tenant_id: Set(tenant_id.uuid()),
            email: Set(email.as_str().to_owned()),
            email_key: Set(email.key()),
            name: Set(String::new()),
            role: Set(role.as_str().to_owned()),
            password_hash: Set(None),
            password_set_at: Set(None),
            created_at: Set(now),
            last_signed_in_at: Set(None),
            ..Default::default()
        };
        row.insert(tx).await?;
        Ok(id)
    }

    async fn insert_invitation(
        &self,
        tx: &Tx,
        tenant_id: TenantId,
        member_id: StaffMemberId,
    ) -> Result<LinkToken, Error> {
        let now = self.storage.clock().now();
        let entropy = self.storage.entropy().as_ref();
        let token = LinkToken::new(entropy);
        insert_invitation(tx, InvitationId::new(now, entropy), tenant_id, member_id, &token).await?;
        Ok(token)
    }
}
