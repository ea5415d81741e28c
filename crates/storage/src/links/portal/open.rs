//! Opening a portal link: whether it still opens, and what is recorded of the visit.

use forecourt_domain::auth_method::AuthMethod;
use forecourt_domain::channel::SendChannel;
use forecourt_domain::ids::PortalLinkId;
use forecourt_domain::token::LinkToken;
use sea_orm::{DbBackend, QueryResult};
use uuid::Uuid;

use super::{OpenedLink, Visitor, channel};
use crate::db::batch::{Prepared, prepared};
use crate::db::row::Row;
use crate::db::token_hash::hash;
use crate::db::{Reach, Tx, now_sql, values};
use crate::scope::{CustomerGrant, PortalLinkProblem};
use crate::shops::Tenant;
use crate::{Error, Storage};

impl Storage {
    /// Opens a link at its own shop. `visitor` says whether this begins a visit, goes on with one, or is a scanner's
    /// fetch, which leaves no trace.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn open_portal_link(
        &self,
        tenant: &Tenant,
        token: &LinkToken,
        visitor: Visitor,
    ) -> Result<Result<OpenedLink, PortalLinkProblem>, Error> {
        if visitor == Visitor::Bot {
            return self.look_at_portal_link(tenant, token).await;
        }
        // SQLite has one writer: a client that tries tokens must not get it.
        if self.db().backend() == DbBackend::Sqlite
            && let Err(problem) = self.look_at_portal_link(tenant, token).await?
        {
            return Ok(Err(problem));
        }
        let before = match visitor {
            Visitor::Person(Some(before)) => before.link_id().map(PortalLinkId::uuid),
            _ => None,
        };
        let key = values![tenant.id.uuid(), hash(token)];
        let arriving = values![tenant.id.uuid(), hash(token), before];
        let calls = [(&ARRIVE, arriving.as_slice()), (&OPEN, key.as_slice())];
        let [_, link] = self.db().write_batch(Reach::Tenant(tenant.id), calls).await?;
        match opened(tenant, &link)? {
            Some(grant) => Ok(Ok(OpenedLink { grant })),
            None => self.look_at_portal_link(tenant, token).await,
        }
    }

    /// Whether a link would open; leaves no trace.
    pub(crate) async fn look_at_portal_link(
        &self,
        tenant: &Tenant,
        token: &LinkToken,
    ) -> Result<Result<OpenedLink, PortalLinkProblem>, Error> {
        let tx = self.db().read(Reach::Tenant(tenant.id)).await?;
        Ok(look_up(&tx, tenant, token, "kind = 'link'").await?.and_then(LinkRow::alive))
    }
}

/// The link `k` with hash `$2` of shop `$1`, if it opens.
pub(crate) fn living_sql(backend: DbBackend) -> String {
    let now = now_sql(backend);
    format!(
        "k.tenant_id = $1 AND k.token_hash = $2 AND k.kind = 'link' AND k.retired_at IS NULL AND k.expires_at > {now}"
    )
}

/// The statements of this file, for the test that prepares them all.
#[cfg(test)]
pub(crate) static PREPARED: &[&Prepared] = &[&ARRIVE, &OPEN];

/// Records the visit: the customer's row is locked before the link's, as sending a link does. `$3`: the link of the
/// session they had, if any; from the same link they are in the middle of a visit. Customers who have been here before
/// need no welcome, dismissed or not.
pub(crate) static ARRIVE: Prepared = prepared!("portal_link_arrive", arrive_sql);

fn arrive_sql(backend: DbBackend) -> String {
    format!(
        "UPDATE customers SET last_seen_at = {now},
           welcomed_at = CASE WHEN last_seen_at IS NOT NULL AND k.id IS DISTINCT FROM $3 THEN coalesce(welcomed_at, {now}) ELSE welcomed_at END
         FROM customer_portal_tokens k
         WHERE {living} AND customers.tenant_id = $1 AND customers.id = k.customer_id",
        now = now_sql(backend),
        living = living_sql(backend),
    )
}

/// Uses a living link.
pub(crate) static OPEN: Prepared = prepared!("portal_link_open", open_sql);

fn open_sql(backend: DbBackend) -> String {
    format!(
        "UPDATE customer_portal_tokens AS k SET last_used_at = {now}, first_opened_at = coalesce(first_opened_at, {now})
         WHERE {living} RETURNING id, customer_id, {now} AS now",
        now = now_sql(backend),
        living = living_sql(backend),
    )
}

/// What [`OPEN`] lets its bearer do; none when it opened nothing.
pub(crate) fn opened(tenant: &Tenant, link: &[QueryResult]) -> Result<Option<CustomerGrant>, Error> {
    let Some(row) = link.first() else { return Ok(None) };
    let (id, customer): (Uuid, Uuid) = (row.read("id")?, row.read("customer_id")?);
    let (way, since) = (AuthMethod::PortalLink(id.into()), row.read("now")?);
    let (tenant_id, customer_id) = (tenant.id, customer.into());
    Ok(Some(CustomerGrant { tenant_id, customer_id, way, proved_at: None, since, until_code_of: None }))
}

/// A link, whether it opens or not.
pub(super) struct LinkRow {
    pub(super) grant: CustomerGrant,
    pub(super) channel: SendChannel,
    pub(super) retired: bool,
    pub(super) expired: bool,
}

impl LinkRow {
    fn alive(self) -> Result<OpenedLink, PortalLinkProblem> {
        match (self.retired, self.expired) {
            (true, _) => Err(PortalLinkProblem::Invalid),
            (false, true) => Err(PortalLinkProblem::Expired),
            (false, false) => Ok(OpenedLink { grant: self.grant }),
        }
    }
}

/// Whom a program's token stands for: an app's, or a portal link, which is of the same shape.
pub(crate) async fn bearer(tx: &Tx, tenant: &Tenant, token: &LinkToken) -> Result<Option<CustomerGrant>, Error> {
    let row = look_up(tx, tenant, token, "kind IN ('link', 'app')").await?;
    Ok(row.and_then(LinkRow::alive).ok().map(|opened| opened.grant))
}

pub(super) async fn look_up(
    tx: &Tx,
    tenant: &Tenant,
    token: &LinkToken,
    kinds: &str,
) -> Result<Result<LinkRow, PortalLinkProblem>, Error> {
    let sql = format!(
        "SELECT id, customer_id, channel, created_at, retired_at IS NOT NULL AS retired, expires_at <= {} AS expired
         FROM customer_portal_tokens WHERE tenant_id = $1 AND token_hash = $2 AND {kinds}",
        tx.now_sql()
    );
    let Some(row) = tx.one(&sql, values![tenant.id.uuid(), hash(token)]).await? else {
        return Ok(Err(PortalLinkProblem::Invalid));
    };
    Ok(Ok(LinkRow {
        grant: CustomerGrant {
            tenant_id: tenant.id,
            customer_id: row.read::<Uuid>("customer_id")?.into(),
            way: AuthMethod::PortalLink(row.read::<Uuid>("id")?.into()),
            proved_at: None,
            // A program shows it with every call: it is as old as its row.
            since: row.read("created_at")?,
            until_code_of: None,
        },
        channel: channel(&row.read::<String>("channel")?)?,
        retired: row.read("retired")?,
        expired: row.read("expired")?,
    }))
}
