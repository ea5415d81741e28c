//! Somebody who works at a shop.

use forecourt_domain::ids::StaffMemberId;
use forecourt_domain::tenant::Role;
use sea_orm::QueryResult;

use crate::Error;
use crate::db::row::Row;

/// A person who works at the shop.
#[derive(Debug, Clone)]
pub struct StaffMember {
    /// Their id.
    pub id: StaffMemberId,
    /// Their name; empty until they have followed their invitation.
    pub name: String,
    /// Where they sign in with.
    pub email: String,
    /// What they may do.
    pub role: Role,
}

impl StaffMember {
    /// What colleagues call them: their name, or their address until they have told one.
    pub fn called(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }

    pub(crate) fn from_row(row: &QueryResult) -> Result<Self, Error> {
        Ok(Self {
            id: row.read::<uuid::Uuid>("id")?.into(),
            name: row.read("name")?,
            email: row.read("email")?,
            role: row.read::<String>("role")?.parse().map_err(|_| Error::Corrupt { what: "role" })?,
        })
    }
}
