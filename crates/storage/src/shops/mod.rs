//! Shops: what is known of one ([`Tenant`]), what its settings change, its own hosts, and what operators do with all of them.

pub(crate) mod changes;
pub(crate) mod domains;
pub(crate) mod platform;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use forecourt_domain::color::Color;
use forecourt_domain::contact::{Email, Phone};
use forecourt_domain::feature::Features;
use forecourt_domain::host::HostName;
use forecourt_domain::ids::TenantId;
use forecourt_domain::money::Currency;
use forecourt_domain::sign_in::SignInMethods;
use forecourt_domain::tenant::{SessionDays, Slug, TenantState};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::audit::{Action, Subject};
use crate::db::entities::tenant;
use crate::db::{Reach, Tx};
use crate::scope::TenantScope;
use crate::shops::domains::stored_host;
use crate::{Error, Storage};
use changes::log_change;

/// Opening hours as the shop writes them, by day from Monday; an absent day says nothing, an empty one "closed".
pub type Hours = BTreeMap<u8, String>;

/// A shop, found by its host name. Having one grants nothing but its public face.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// Its label in host names.
    pub slug: Slug,
    /// What people call it.
    pub name: String,
    /// Whether it answers.
    pub state: TenantState,
    /// The preset it started from, which still gives its words.
    pub preset: String,
    /// BCP 47, such as `en-US`.
    pub locale: String,
    /// Where its clock is.
    pub time_zone: Tz,
    /// What its prices are in.
    pub currency: Currency,
    /// ISO 3166, two letters; how phone numbers without a country are read.
    pub country: String,
    /// A line under the name.
    pub tagline: Option<String>,
    /// The main line.
    pub phone: Option<Phone>,
    /// Where customers write to.
    pub email: Option<Email>,
    /// The accent.
    pub brand_color: Color,
    /// The logo's blob; a new logo is a new key.
    pub logo_key: Option<String>,
    /// Opening hours.
    pub hours: Hours,
    /// Parts of the portal that are on.
    pub features: Features,
    /// How long a customer's session lasts.
    pub session_days: SessionDays,
    /// How customers may sign in.
    pub sign_in: SignInMethods,
    /// Whether anybody may open an account.
    pub self_registration: bool,
    /// Whether a link in an automated message opens only what it links to.
    pub links_open_only: bool,
    /// Segments of SMS left, when this was read.
    pub sms_credits: i32,
    /// Countries that codes and links are texted to, ISO 3166, with spaces between; none: the shop's own.
    pub sms_countries: String,
    /// How many segments a day strangers' requests may send.
    pub sms_daily_budget: i32,
    /// Until when they send none, once the budget is used up.
    pub sms_paused_until: Option<DateTime<Utc>>,
    /// The host of its own that its links lead to; none: the one below the platform's domain.
    pub host: Option<HostName>,
}

/// What Settings → Branding changes.
#[derive(Debug, Clone)]
pub struct Branding {
    /// The shop's name.
    pub name: String,
    /// The line under it.
    pub tagline: Option<String>,
    /// The accent.
    pub brand_color: Color,
    /// The main line.
    pub phone: Option<Phone>,
    /// Where customers write to.
    pub email: Option<Email>,
    /// Opening hours.
    pub hours: Hours,
}

/// What Settings → Sign-in & Security changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInSettings {
    /// How customers may sign in.
    pub methods: SignInMethods,
    /// Whether anybody may open an account.
    pub self_registration: bool,
    /// How long a session lasts.
    pub session_days: SessionDays,
    /// Whether a link in an automated message opens only what it links to.
    pub links_open_only: bool,
}

impl Storage {
    /// The shop with this slug.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn tenant_by_slug(&self, slug: &Slug) -> Result<Option<Tenant>, Error> {
        let tx = self.db().read(Reach::Platform).await?;
        let model = tenant::Entity::find().filter(tenant::Column::Slug.eq(slug.as_str())).one(&tx).await?;
        model.map(Tenant::try_from).transpose()
    }
}

impl TenantScope {
    /// The shop, fresh from the database.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn tenant(&self) -> Result<Tenant, Error> {
        let tx = self.read().await?;
        self.model(&tx).await?.try_into()
    }

    /// Settings → Branding.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn set_branding(&self, branding: Branding) -> Result<(), Error> {
        self.change(|row| {
            row.name = Set(branding.name);
            row.tagline = Set(branding.tagline);
            row.brand_color = Set(branding.brand_color.to_string());
            row.phone = Set(branding.phone.map(|p| p.as_str().to_owned()));
            row.email = Set(branding.email.map(|e| e.as_str().to_owned()));
            row.hours = Set(serde_json::json!(branding.hours));
        })
        .await
    }

    /// The logo's blob, or none.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn set_logo(&self, key: Option<String>) -> Result<(), Error> {
        self.change(|row| row.logo_key = Set(key)).await
    }

    /// Settings → Customer Portal.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn set_features(&self, features: Features) -> Result<(), Error> {
        self.change(|row| row.features = Set(features.to_words())).await
    }

    /// Settings → Sign-in & Security.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn set_sign_in(&self, settings: SignInSettings) -> Result<(), Error> {
        self.change_and_log(Some(Action::SignInSettingsChanged), |row| {
            row.sign_in = Set(settings.methods.to_words());
            row.self_registration = Set(settings.self_registration);
            row.session_days = Set(i32::from(settings.session_days.get()));
            row.links_open_only = Set(settings.links_open_only);
        })
        .await
    }

    async fn change(&self, change: impl FnOnce(&mut tenant::ActiveModel)) -> Result<(), Error> {
        self.change_and_log(None, change).await
    }

    async fn change_and_log(
        &self,
        action: Option<Action>,
        change: impl FnOnce(&mut tenant::ActiveModel),
    ) -> Result<(), Error> {
        let tx = self.write().await?;
        let model = self.model(&tx).await?;
        let slug = model.slug.clone();
        let mut row: tenant::ActiveModel = model.into();
        change(&mut row);
        row.updated_at = Set(self.storage.clock().now());
        row.update(&tx).await?;
        if let Some(action) = action {
            self.log(&tx, action, Subject::none()).await?;
        }
        log_change(&tx, &slug).await?;
        tx.commit().await?;
        self.storage.announce_tenant_change(&slug).await;
        Ok(())
    }

    async fn model(&self, tx: &Tx) -> Result<tenant::Model, Error> {
        tenant::Entity::find_by_id(self.tenant_id.uuid()).one(tx).await?.ok_or(Error::Corrupt { what: "shop" })
    }
}

impl TryFrom<tenant::Model> for Tenant {
    type Error = Error;

    fn try_from(row: tenant::Model) -> Result<Self, Error> {
        let corrupt = |what| Error::Corrupt { what };
        Ok(Self {
            id: row.id.into(),
            slug: row.slug.parse().map_err(|_| corrupt("slug"))?,
            name: row.name,
            state: row.state.parse().map_err(|_| corrupt("shop state"))?,
            preset: row.preset,
            locale: row.locale,
            time_zone: row.time_zone.parse().map_err(|_| corrupt("time zone"))?,
            // Older versions took any three letters.
            currency: row.currency.parse().unwrap_or(Currency::NONE),
            country: row.country,
            tagline: row.tagline,
            phone: row.phone.map(|p| p.parse()).transpose().map_err(|_| corrupt("phone number"))?,
            email: row.email.map(|e| e.parse()).transpose().map_err(|_| corrupt("email address"))?,
            brand_color: row.brand_color.parse().map_err(|_| corrupt("brand colour"))?,
            logo_key: row.logo_key,
            hours: serde_json::from_value(row.hours).map_err(|_| corrupt("opening hours"))?,
            features: Features::from_words(&row.features),
            session_days: u16::try_from(row.session_days)
                .ok()
                .and_then(|days| days.try_into().ok())
                .ok_or(corrupt("session lifetime"))?,
            sign_in: SignInMethods::from_words(&row.sign_in),
            self_registration: row.self_registration,
            links_open_only: row.links_open_only,
            sms_credits: row.sms_credits,
            sms_countries: row.sms_countries,
            sms_daily_budget: row.sms_daily_budget,
            sms_paused_until: row.sms_paused_until,
            host: row.host.as_deref().map(stored_host).transpose()?,
        })
    }
}
