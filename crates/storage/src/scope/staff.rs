//! What the staff of one shop can reach.

use forecourt_domain::ids::TenantId;
use forecourt_domain::tenant::Role;
use sea_orm::DbBackend;

use super::grants::StaffGrant;
use super::member::StaffMember;
use crate::db::batch::{Prepared, prepared};
use crate::db::{Reach, Tx, instant_sql, values};
use crate::{Error, Storage};

/// What the staff of one shop can reach.
#[derive(Debug)]
pub struct TenantScope {
    pub(crate) storage: Storage,
    pub(crate) tenant_id: TenantId,
    member: StaffMember,
}

static STAFF_GATE: Prepared = prepared!("staff_gate", staff_gate_sql);

/// The statements of this file, for the test that prepares them all.
#[cfg(test)]
pub(crate) static PREPARED: &[&Prepared] = &[&STAFF_GATE];

fn staff_gate_sql(backend: DbBackend) -> String {
    format!(
        "SELECT id, name, email, role FROM staff_members
         WHERE tenant_id = $1 AND id = $2 AND (password_set_at IS NULL OR password_set_at <= {since})
           AND (sessions_valid_from IS NULL OR sessions_valid_from <= {since})",
        since = instant_sql(backend, "$3")
    )
}

impl TenantScope {
    /// Opens the scope if the staff member still works here, with the password they had.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn open(storage: &Storage, grant: StaffGrant) -> Result<Option<Self>, Error> {
        let values = values![grant.tenant_id.uuid(), grant.staff_member_id.uuid(), grant.since];
        let [rows] = storage.db().read_batch(Reach::Tenant(grant.tenant_id), [(&STAFF_GATE, &values)]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let member = StaffMember::from_row(row)?;
        Ok(Some(Self { storage: storage.clone(), tenant_id: grant.tenant_id, member }))
    }

    /// The shop.
    pub fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    /// The storage it reads from.
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Who is working.
    pub fn member(&self) -> &StaffMember {
        &self.member
    }

    /// Whether they may do what `role` may.
    pub fn may(&self, role: Role) -> bool {
        self.member.role >= role
    }

    pub(crate) async fn read(&self) -> Result<Tx, Error> {
        self.storage.db().read(Reach::Tenant(self.tenant_id)).await
    }

    pub(crate) async fn write(&self) -> Result<Tx, Error> {
        self.storage.db().write(Reach::Tenant(self.tenant_id)).await
    }
}
