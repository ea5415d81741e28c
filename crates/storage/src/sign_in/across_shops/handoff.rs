//! Handing a proof over from the platform's host to a shop's. Cookies do not travel between hosts, so a secret does,
//! once, for a minute, and to that host only.

use chrono::TimeDelta;
use forecourt_domain::auth_method::Purpose;
use forecourt_domain::ids::{CustomerId, TenantId};
use forecourt_domain::sign_in::SignInMethod;
use forecourt_domain::token::LinkToken;
use uuid::Uuid;

use super::proven::Proven;
use crate::db::row::{Row, contact};
use crate::db::token_hash::hash;
use crate::db::{Reach, Tx, values};
use crate::scope::CustomerGrant;
use crate::sessions::cross_browser;
use crate::shops::Tenant;
use crate::sign_in::history::{Outcome, write_line};
use crate::sign_in::outcome::{Proof, Redeemed, SignInProblem, SignedIn};
use crate::sign_in::record_choice::{proved_by, several};
use crate::sign_in::verify_contact::prove;
use crate::{Error, Storage};

/// As long as a redirect takes on the worst of connections.
const LIFETIME: TimeDelta = TimeDelta::seconds(60);

impl Storage {
    /// Signs in the customer who was handed over, once: the inbox or phone they proved at the platform counts as proved
    /// here. Where several records have it, they choose first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn redeem_handoff(
        &self,
        tenant: &Tenant,
        host: &str,
        token: &LinkToken,
    ) -> Result<Result<Redeemed, SignInProblem>, Error> {
        let tx = self.db().write(Reach::Tenant(tenant.id)).await?;
        let sql = format!(
            "UPDATE handoffs SET used_at = {now}
             WHERE tenant_id = $1 AND token_hash = $2 AND host = $3 AND used_at IS NULL AND expires_at > {now}
             RETURNING customer_id, recipient, proved_by, coalesce(proved_at, created_at) AS proved_at, client_login_id",
            now = tx.now_sql()
        );
        let Some(row) = tx.one(&sql, values![tenant.id.uuid(), hash(token), host]).await? else {
            return Ok(Err(SignInProblem::Invalid));
        };
        let customer_id: CustomerId = row.read::<Uuid>("customer_id")?.into();
        let contact = contact(&row.read::<String>("recipient")?)?;
        let (purpose, way) = (Purpose::ClientLogin, proved_by(&row.read::<String>("proved_by")?));
        if !tenant.sign_in.accept(&contact) {
            // Nothing is used up.
            return Ok(Err(SignInProblem::SwitchedOff(purpose)));
        }
        let proved_at = Some(row.read("proved_at")?);
        let method = Some(SignInMethod::proving(&contact));
        let client_login = row.read("client_login_id")?;
        let (return_path, request) = ("", None);
        let proof = Proof { contact: &contact, purpose, way, return_path, method, request, client_login, proved_at };
        if let Some(choice) = several(self, &tx, tenant.id, &proof).await? {
            tx.commit().await?;
            return Ok(Ok(Redeemed::Choose(choice)));
        }
        // An address that has become another customer's since does not sign in.
        let entered = prove(&tx, tenant.id.uuid(), customer_id.uuid(), Some(&contact), proved_at).await?;
        let Some(since) = entered else { return Ok(Err(SignInProblem::Invalid)) };
        let to = (Some(customer_id.uuid()), contact.as_str());
        let line = write_line(self, &tx, tenant.id.uuid(), to, purpose, &contact, Outcome::Used(way)).await?;
        let until_code_of = cross_browser::bind(&tx, tenant.id, line, client_login).await?;
        tx.commit().await?;
        let grant = CustomerGrant { tenant_id: tenant.id, customer_id, way, proved_at, since, until_code_of };
        Ok(Ok(Redeemed::SignedIn(SignedIn { grant, purpose, return_path: String::new() })))
    }
}

/// Makes a hand-over of what was proven at the platform; only its hash is kept.
pub(crate) async fn mint(
    storage: &Storage,
    tx: &Tx,
    (tenant_id, customer_id): (TenantId, CustomerId),
    host: &str,
    proven: &Proven,
) -> Result<LinkToken, Error> {
    let token = LinkToken::new(storage.entropy().as_ref());
    let sql = format!(
        "INSERT INTO handoffs
           (tenant_id, customer_id, token_hash, host, recipient, proved_by, proved_at, client_login_id, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, {}, {})",
        tx.now_sql(),
        tx.later_sql(LIFETIME)
    );
    let whose = values![tenant_id.uuid(), customer_id.uuid(), hash(&token), host];
    let what = values![proven.contact.key(), proven.by.as_str(), proven.at, proven.elsewhere];
    tx.run(&sql, whose.into_iter().chain(what)).await?;
    Ok(token)
}
