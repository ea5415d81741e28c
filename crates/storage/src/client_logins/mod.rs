//! Signing in without knowing one's shop's address: an inbox or a phone is proved on the platform's host, and only then
//! do we say which shops know it (docs/product.md, section 4, "Across shops").
//!
//! Asking ([`ask`]) writes the same for everybody, and the worker finds out whom it is about ([`post`]). What was sent is
//! proved once ([`prove`]), and one proof opens one shop ([`choose`]): another takes a new link.
//!
//! Start reading at [`ask`].

mod ask;
mod choose;
mod post;
mod prove;

pub use ask::ClientLogin;
pub use choose::Place;
pub(crate) use choose::Proven;
use chrono::TimeDelta;
use forecourt_domain::contact::Contact;
pub(crate) use post::is_over;
pub use prove::{ClientLoginProblem, Proved, WaitingLogin};
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::db::{Tx, values};
use crate::entities::tenant;
use crate::{Error, Storage, Tenant};

impl Storage {
    /// Sweeps out requests, hand-overs, choices and the platform's own messages that nobody can use any more.
    pub(crate) async fn sweep_client_logins(&self, tx: &Tx) -> Result<u64, Error> {
        let yesterday = self.clock().now() - TimeDelta::days(1);
        let mut swept = 0;
        for table in ["client_logins", "handoffs", "app_choices", "record_choices"] {
            swept += tx.run(&format!("DELETE FROM {table} WHERE expires_at < $1"), values![yesterday]).await?;
        }
        let sql = "DELETE FROM notifications WHERE tenant_id IS NULL AND created_at < $1";
        Ok(swept + tx.run(sql, values![yesterday]).await?)
    }
}

async fn shop(tx: &Tx, id: Uuid) -> Result<Tenant, Error> {
    tenant::Entity::find_by_id(id).one(tx).await?.ok_or(Error::Corrupt { what: "shop" })?.try_into()
}

/// A stored address.
pub(crate) fn contact(text: &str) -> Result<Contact, Error> {
    text.parse().map_err(|_| Error::Corrupt { what: "address" })
}
