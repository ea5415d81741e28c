//! Operators: who runs the platform, how they get in, and what they do across shops.
//!
//! They belong to no shop: on PostgreSQL no shop's transaction sees a row of theirs.

pub(crate) mod find_customer;
pub(crate) mod invitations;
mod passkeys;
pub(crate) mod provision;
pub(crate) mod sessions;

use forecourt_domain::ids::OperatorId;
use sea_orm::QueryResult;
use uuid::Uuid;

use crate::Error;
use crate::db::row::Row;

/// A person who runs the platform.
#[derive(Debug, Clone)]
pub struct Operator {
    /// Their id.
    pub id: OperatorId,
    /// Their name.
    pub name: String,
    /// Where they sign in with.
    pub email: String,
}

impl Operator {
    pub(crate) fn from_row(row: &QueryResult) -> Result<Self, Error> {
        Ok(Self { id: row.read::<Uuid>("id")?.into(), name: row.read("name")?, email: row.read("email")? })
    }
}
