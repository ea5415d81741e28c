//! What was proven at the platform, before it is known for which shop.

use chrono::{DateTime, Utc};
use forecourt_domain::auth_method::AuthMethod;
use forecourt_domain::contact::Contact;
use sea_orm::QueryResult;
use uuid::Uuid;

use crate::Error;
use crate::db::row::{Row, contact};
use crate::sign_in::record_choice::proved_by;

/// What was proven at the platform.
#[derive(Debug, Clone)]
pub(crate) struct Proven {
    pub(crate) contact: Contact,
    pub(crate) by: AuthMethod,
    pub(crate) at: DateTime<Utc>,
    /// The request, if its link was used in another browser than the one that asked.
    pub(crate) elsewhere: Option<Uuid>,
}

/// The columns of `client_logins` that [`Proven::of`] reads.
pub(super) const PROVEN: &str = "id, recipient_key, proved_by, proved_at, proved_here";

impl Proven {
    pub(super) fn of(row: &QueryResult) -> Result<Self, Error> {
        Ok(Self {
            contact: contact(&row.read::<String>("recipient_key")?)?,
            by: proved_by(&row.read::<String>("proved_by")?),
            at: row.read("proved_at")?,
            elsewhere: if row.read("proved_here")? { None } else { Some(row.read("id")?) },
        })
    }
}
