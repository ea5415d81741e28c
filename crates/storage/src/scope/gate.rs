//! The gate: the statement that decides whether a customer's grant still stands, and what can come of asking it.

use forecourt_domain::auth_method::AuthMethod;
use forecourt_domain::ids::PortalLinkId;
use sea_orm::{DbBackend, Value};

use super::grants::CustomerGrant;
use super::things::Kind;
use crate::db::batch::{Prepared, prepared};
use crate::db::{for_update_sql, instant_sql, now_sql, values};

/// What came of opening a customer's scope.
#[derive(Debug)]
pub enum CustomerGate<S = super::CustomerScope> {
    /// The grant stands.
    Open(S),
    /// The link behind it has ended.
    LinkEnded(PortalLinkProblem),
    /// The customer is no more.
    Gone,
}

/// Why a portal link does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortalLinkProblem {
    /// Its 30 days are over; its owner may ask for another, sent where this one went.
    Expired,
    /// Revoked, replaced, another shop's, or never made: deliberately one answer.
    Invalid,
}

/// The statements of this file, for the test that prepares them all.
#[cfg(test)]
pub(crate) static PREPARED: &[&Prepared] = &[&GATE, &GATE_OF_ACTION_LINK, &HELD_GATE, &HELD_GATE_OF_ACTION_LINK];

/// What decides whether a customer's grant stands, and what their pages say of them. `$3` is the portal link behind it,
/// `$4` when it was made.
pub(super) static GATE: Prepared = prepared!("customer_gate", gate_sql);
/// The same for a grant of an action link, which ends with more: `$5` is the count of revocations it was made under, `$6`
/// its end, and `$7` the thing it is about.
pub(super) static GATE_OF_ACTION_LINK: Prepared = prepared!("customer_gate_of_action_link", gate_of_action_link_sql);

fn gate_sql(backend: DbBackend) -> String {
    format!("SELECT {} FROM {GATE_TABLES} WHERE {}", gate_columns(backend), gate_condition(backend))
}

fn gate_of_action_link_sql(backend: DbBackend) -> String {
    gate_sql(backend) + " AND " + &action_link_condition(backend)
}

/// The same two for a write that began with a gate and has come to its transaction since. Signing out is excluded from
/// here to its end; one that has just happened is waited for and seen.
pub(super) static HELD_GATE: Prepared = prepared!("customer_gate_held", held_gate_sql);
pub(super) static HELD_GATE_OF_ACTION_LINK: Prepared =
    prepared!("customer_gate_of_action_link_held", held_gate_of_action_link_sql);

fn held_gate_sql(backend: DbBackend) -> String {
    held(gate_sql(backend), backend)
}

fn held_gate_of_action_link_sql(backend: DbBackend) -> String {
    held(gate_of_action_link_sql(backend), backend)
}

fn held(gate: String, backend: DbBackend) -> String {
    match for_update_sql(backend) {
        "" => gate,
        lock => format!("{gate} {lock} OF c"),
    }
}

pub(crate) fn gate_columns(backend: DbBackend) -> String {
    format!(
        "c.name, c.salutation, c.welcomed_at IS NOT NULL AS welcomed, c.last_seen_at,
         c.password_hash IS NOT NULL AS has_password,
         CASE WHEN k.retired_at IS NULL THEN k.expires_at <= {now} END AS link_expired, {now} AS now",
        now = now_sql(backend)
    )
}

pub(crate) const GATE_TABLES: &str =
    "customers c LEFT JOIN customer_portal_tokens k ON k.tenant_id = $1 AND k.customer_id = $2 AND k.id = $3";

pub(crate) fn gate_condition(backend: DbBackend) -> String {
    format!("c.tenant_id = $1 AND c.id = $2 AND {}", still_counts_sql(backend, "c", "$4"))
}

/// Whether what the customer `c` showed or began at the moment of that parameter still counts: signing out everywhere,
/// another password and another address end all that was before.
pub(crate) fn still_counts_sql(backend: DbBackend, c: &str, moment: &str) -> String {
    format!("({c}.sessions_valid_from IS NULL OR {c}.sessions_valid_from <= {})", instant_sql(backend, moment))
}

/// What has to be so besides for an action link's grant. A statement of its own: it costs the others a fifth of theirs.
/// An id is one thing's, whatever its kind: which kind it is need not be asked.
pub(crate) fn action_link_condition(backend: DbBackend) -> String {
    let stands = Kind::ALL.map(|kind| {
        format!(
            "EXISTS (SELECT 1 FROM {table} t
               WHERE t.tenant_id = $1 AND t.customer_id = $2 AND t.id = $7 AND NOT {is_over})",
            table = kind.table(),
            is_over = kind.session_is_over_sql(backend, "t"),
        )
    });
    format!("c.action_link_epoch = $5 AND $6 > {} AND ({})", now_sql(backend), stands.join(" OR "))
}

impl CustomerGrant {
    /// The gate's statement for a grant of this kind, `plain` or `of_action_link`, with what it is asked with.
    pub(crate) fn gate<'a>(&self, plain: &'a Prepared, of_action_link: &'a Prepared) -> (&'a Prepared, Vec<Value>) {
        let link = self.link_id().map(PortalLinkId::uuid);
        let mut asked = values![self.tenant_id.uuid(), self.customer_id.uuid(), link, self.since].to_vec();
        let AuthMethod::ActionLink { thing, epoch, expires_at, .. } = self.way else { return (plain, asked) };
        asked.extend(values![i32::try_from(epoch).unwrap_or(-1), expires_at, thing.uuid()]);
        (of_action_link, asked)
    }
}
