//! A demo's past sign-ins: links that were requested and used, and the devices they were used on.

use chrono::{DateTime, TimeDelta, Utc};
use forecourt_domain::auth_method::{AuthMethod, Purpose};
use forecourt_domain::ids::{CustomerId, SessionId, SignInRequestId};
use forecourt_domain::sign_in::LINK_LIFETIME;
use forecourt_domain::token::SignInToken;

use crate::Error;
use crate::customers::CustomerDetails;
use crate::db::{Tx, values};
use crate::scope::TenantScope;

/// From asking to tapping.
const LEAD: TimeDelta = TimeDelta::seconds(70);

impl TenantScope {
    /// Lets a customer have signed in by a mailed link, then, on a device that is still signed in; and once before,
    /// with a link that expired.
    pub(crate) async fn seed_visit(
        &self,
        tx: &Tx,
        customer: CustomerId,
        details: &CustomerDetails,
        seen_at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Some(email) = &details.email else { return Ok(()) };
        self.seed_asked(tx, customer, email.as_str(), &email.key(), seen_at - LEAD, Some(seen_at)).await?;
        let before = seen_at - TimeDelta::days(3);
        self.seed_asked(tx, customer, email.as_str(), &email.key(), before, None).await?;
        let entropy = self.storage.entropy().as_ref();
        let mut store_id = [0u8; 16];
        entropy.fill(&mut store_id);
        let sql = "INSERT INTO sessions_seen (id, tenant_id, customer_id, store_id, way, device, started_at, seen_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
        let row = values![
            SessionId::new(seen_at, entropy).uuid(),
            self.tenant_id.uuid(),
            customer.uuid(),
            store_id.to_vec(),
            AuthMethod::SignInLink.as_str(),
            "Safari on iPhone",
            seen_at,
        ];
        tx.run(sql, row).await.map(drop)
    }

    async fn seed_asked(
        &self,
        tx: &Tx,
        customer: CustomerId,
        recipient: &str,
        key: &str,
        asked_at: DateTime<Utc>,
        used_at: Option<DateTime<Utc>>,
    ) -> Result<(), Error> {
        let entropy = self.storage.entropy().as_ref();
        let sql = "INSERT INTO sign_in_requests
                     (id, tenant_id, customer_id, purpose, channel, recipient, recipient_key, typed, link_hash, tries, return_path,
                      created_at, expires_at, opened_at, link_used_at)
                   VALUES ($1, $2, $3, $4, 'email', $5, $6, true, $7, 0, '', $8, $9, $10, $10)";
        let row = values![
            SignInRequestId::new(asked_at, entropy).uuid(),
            self.tenant_id.uuid(),
            customer.uuid(),
            Purpose::SignIn.as_str(),
            recipient,
            key,
            crate::db::token_hash::hash(&SignInToken::new(entropy)),
            asked_at,
            asked_at + LINK_LIFETIME,
            used_at,
        ];
        tx.run(sql, row).await.map(drop)
    }
}
