//! Making a shop with its owner, and inviting staff from outside of it.

use chrono_tz::Tz;
use forecourt_domain::color::Color;
use forecourt_domain::contact::{Email, Phone};
use forecourt_domain::ids::{InvitationId, StaffMemberId, TenantId};
use forecourt_domain::money::Currency;
use forecourt_domain::preset::Preset;
use forecourt_domain::tenant::{Role, Slug, TenantState};
use forecourt_domain::token::LinkToken;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::Error;
use crate::audit::{Action, Subject};
use crate::db::entities::{staff_member, tenant};
use crate::db::{Reach, Tx, values};
use crate::scope::PlatformScope;
use crate::shops::changes::log_change;
use crate::shops::platform::ProvisionError;
use crate::team::invitations::insert_invitation;

/// What a new shop starts with, so that the first link can be sent before anybody thinks of credits.
const FIRST_SMS_CREDITS: i32 = 100;

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

impl PlatformScope {
    /// Makes a shop, its owner and their invitation: all of it or nothing.
    ///
    /// # Errors
    /// [`ProvisionError::SlugTaken`]; [`ProvisionError::Storage`] when the database does not answer.
    pub async fn create_tenant(&self, new: NewTenant) -> Result<Provisioned, ProvisionError> {
        let (clock, entropy) = (self.storage().clock(), self.storage().entropy().as_ref());
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
        let tx = self.storage().db().write(Reach::Platform).await?;
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
        self.storage().announce_tenant_change(new.slug.as_str()).await;
        Ok(Provisioned { tenant_id, invitation })
    }

    /// Invites a person to work at a shop, or invites them again: their older invitations end. Without a role they keep
    /// the one they have, and newcomers are advisors.
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
        let tx = self.storage().db().write(Reach::Platform).await?;
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

    async fn insert_member(
        &self,
        tx: &Tx,
        tenant_id: TenantId,
        email: &Email,
        role: Role,
    ) -> Result<StaffMemberId, Error> {
        let now = self.storage().clock().now();
        let id = StaffMemberId::new(now, self.storage().entropy().as_ref());
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
        let now = self.storage().clock().now();
        let entropy = self.storage().entropy().as_ref();
        let token = LinkToken::new(entropy);
        insert_invitation(tx, InvitationId::new(now, entropy), tenant_id, member_id, &token).await?;
        Ok(token)
    }
}
