//! What texts cost: credits for every one, and a day's budget for those that a stranger's request sends.
//!
//! Strangers can earn money with a login page that texts codes: they request codes for numbers whose carrier shares the
//! fee. So a shop texts only to countries on its list, and no more than its budget a day; then a breaker stops codes by
//! text, and the login page offers the other methods, until the next day (UTC) or until the shop raises the budget.
//! What staff send is never held back by it.

use chrono::{DateTime, Utc};
use forecourt_domain::contact::Phone;
use forecourt_domain::delivery::TextRefusal;
use forecourt_domain::ids::TenantId;
use forecourt_domain::tenant::Slug;
use sea_orm::{ConnectionTrait, DbBackend};

use super::outbox::ClaimedNotification;
use crate::audit::{Action, Subject};
use crate::db::row::Row;
use crate::db::{Reach, Tx, values};
use crate::scope::{PlatformScope, TenantScope};
use crate::shared::limits::{LimitedAction, RateLimitKey};
use crate::shops::Tenant;
use crate::shops::changes::log_change;
use crate::shops::platform::ProvisionError;
use crate::{Error, Storage};

/// What came of paying for a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payment {
    /// It is paid for.
    Paid,
    /// The shop has no credits left.
    NoCredits,
    /// It was a stranger's request, and the day's budget is used up.
    OverBudget,
}

impl Tenant {
    /// Whether the login page may offer texts at all.
    pub fn offers_texts(&self, now: DateTime<Utc>) -> bool {
        self.sms_credits > 0 && self.sms_paused_until.is_none_or(|until| until <= now)
    }

    /// Whether a stranger's request may send a text to `phone`. As the shop was when it was read: the exact count is
    /// made when the text leaves.
    ///
    /// # Errors
    /// [`TextRefusal`].
    pub fn may_text(&self, phone: &Phone, now: DateTime<Utc>) -> Result<(), TextRefusal> {
        let country = phone.country().ok_or(TextRefusal::Country)?;
        let listed = match self.sms_countries.trim() {
            "" => country == self.country,
            list => list.split_whitespace().any(|listed| listed == country),
        };
        match (listed, self.offers_texts(now)) {
            (false, _) => Err(TextRefusal::Country),
            (true, true) => Ok(()),
            (true, false) if self.sms_credits > 0 => Err(TextRefusal::Paused),
            (true, false) => Err(TextRefusal::NoCredits),
        }
    }
}

impl Storage {
    /// Why a requested text is refused, if it is; one that is not is counted. It depends on the number alone, never on
    /// whose it is.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when what counts does not answer.
    pub async fn text_refusal(
        &self,
        tenant: &Tenant,
        phone: &Phone,
        limit_key: RateLimitKey<'_>,
    ) -> Result<Option<TextRefusal>, Error> {
        if let Err(refused) = tenant.may_text(phone, self.clock().now()) {
            return Ok(Some(refused));
        }
        Ok(self.check_rate_limit(LimitedAction::Text, limit_key).await?.err().map(|_| TextRefusal::TooOften))
    }
}

impl TenantScope {
    /// Settings → Sign-in & Security: how many segments a day strangers' requests may send. Closes the breaker.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn set_sms_budget(&self, segments: i32) -> Result<(), Error> {
        let tx = self.write().await?;
        let sql = "UPDATE tenants SET sms_daily_budget = $2, sms_paused_until = NULL WHERE id = $1 RETURNING slug";
        let row = tx.one(sql, values![self.tenant_id.uuid(), segments]).await?;
        let slug: String = row.ok_or(Error::Corrupt { what: "shop" })?.read("slug")?;
        self.log(&tx, Action::SignInSettingsChanged, Subject::none()).await?;
        log_change(&tx, &slug).await?;
        tx.commit().await?;
        self.storage.announce_tenant_change(&slug).await;
        Ok(())
    }
}

impl PlatformScope {
    /// How many segments a day strangers' requests may send, and to which countries (none: the shop's own). What is not
    /// given stays as it is; the breaker closes.
    ///
    /// # Errors
    /// [`ProvisionError::NoSuchTenant`]; [`ProvisionError::Storage`] when the database does not answer.
    pub async fn set_sms_budget(
        &self,
        slug: &Slug,
        segments: Option<i32>,
        countries: Option<&str>,
    ) -> Result<Tenant, ProvisionError> {
        let tx = self.storage().db().write(Reach::Platform).await?;
        let sql = "UPDATE tenants SET sms_paused_until = NULL, sms_daily_budget = coalesce($2, sms_daily_budget),
                     sms_countries = coalesce($3, sms_countries) WHERE slug = $1 RETURNING id";
        let Some(row) = tx.one(sql, values![slug.as_str(), segments, countries.map(str::to_owned)]).await? else {
            return Err(ProvisionError::NoSuchTenant(slug.clone()));
        };
        let tenant_id = row.read::<uuid::Uuid>("id")?.into();
        self.log(&tx, tenant_id, Action::SmsBudgetChanged, &Subject::shop(slug.as_str())).await?;
        log_change(&tx, slug.as_str()).await?;
        tx.commit().await?;
        self.storage().announce_tenant_change(slug.as_str()).await;
        self.tenant(slug).await
    }

    /// How many segments strangers' requests have sent today.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn sms_spent_today(&self, tenant_id: TenantId) -> Result<i32, Error> {
        let tx = self.storage().db().read(Reach::Platform).await?;
        let sql = format!("SELECT segments FROM sms_days WHERE tenant_id = $1 AND day = {}", today(&tx));
        tx.one(&sql, values![tenant_id.uuid()]).await?.map_or(Ok(0), |row| row.read("segments"))
    }
}

impl Storage {
    /// Pays for a message with the shop's SMS credits, once; a stranger's also with the day's budget. One statement
    /// decides each, so that the last segment is spent once, however many workers there are. The platform has no credits
    /// of its own: what belongs to no shop is not sent as a text.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn pay_for_text(&self, claimed: &ClaimedNotification, segments: u32) -> Result<Payment, Error> {
        let segments = i32::try_from(segments).unwrap_or(i32::MAX);
        let Some(payer) = &claimed.tenant else { return Ok(Payment::NoCredits) };
        let tenant = payer.id.uuid();
        let tx = self.db().write(Reach::Tenant(payer.id)).await?;
        let sql = "UPDATE notifications SET segments = $3 WHERE tenant_id = $1 AND id = $2 AND segments IS NULL";
        if tx.run(sql, values![tenant, claimed.id.uuid(), segments]).await? == 0 {
            return Ok(Payment::Paid);
        }
        if claimed.notification.on_request() && !within_budget(&tx, payer.id, segments).await? {
            drop(tx);
            return self.pause_texts(payer).await.map(|()| Payment::OverBudget);
        }
        let sql = "UPDATE tenants SET sms_credits = sms_credits - $2 WHERE id = $1 AND sms_credits >= $2";
        if tx.run(sql, values![tenant, segments]).await? == 0 {
            return Ok(Payment::NoCredits);
        }
        tx.commit().await?;
        Ok(Payment::Paid)
    }

    /// Opens the breaker until the day is over; an open one stays as it is.
    async fn pause_texts(&self, payer: &Tenant) -> Result<(), Error> {
        let tx = self.db().write(Reach::Tenant(payer.id)).await?;
        let now = tx.now_sql();
        let sql = format!(
            "UPDATE tenants SET sms_paused_until = {} WHERE id = $1 AND (sms_paused_until IS NULL OR sms_paused_until <= {now})",
            next_day(&tx)
        );
        if tx.run(&sql, values![payer.id.uuid()]).await? == 0 {
            return Ok(());
        }
        let slug = payer.slug.as_str();
        log_change(&tx, slug).await?;
        tx.commit().await?;
        tracing::warn!(tenant = slug, "the day's budget for texts that strangers ask for is used up");
        self.announce_tenant_change(slug).await;
        Ok(())
    }
}

/// Counts the segments into the day's, if they still fit.
async fn within_budget(tx: &Tx, tenant_id: TenantId, segments: i32) -> Result<bool, Error> {
    let sql = format!(
        "INSERT INTO sms_days (tenant_id, day, segments)
         SELECT t.id, {today}, CAST($2 AS integer) FROM tenants t WHERE t.id = $1 AND t.sms_daily_budget >= $2
         ON CONFLICT (tenant_id, day) DO UPDATE SET segments = sms_days.segments + excluded.segments
           WHERE sms_days.segments + excluded.segments <= (SELECT b.sms_daily_budget FROM tenants b WHERE b.id = excluded.tenant_id)",
        today = today(tx)
    );
    Ok(tx.run(&sql, values![tenant_id.uuid(), segments]).await? > 0)
}

/// The day in UTC, by the database's clock, as SQL.
pub(crate) fn today(tx: &Tx) -> &'static str {
    match tx.get_database_backend() {
        DbBackend::Postgres => "to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
        _ => "strftime('%Y-%m-%d', 'now')",
    }
}

fn next_day(tx: &Tx) -> &'static str {
    match tx.get_database_backend() {
        DbBackend::Postgres => "(date_trunc('day', now() AT TIME ZONE 'UTC') + interval '1 day') AT TIME ZONE 'UTC'",
        _ => "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', 'start of day', '+1 day')",
    }
}
