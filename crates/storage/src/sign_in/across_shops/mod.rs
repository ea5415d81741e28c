//! Signing in without knowing one's shop's address: an inbox or a phone is proved on the platform's host, and only then
//! do we say which shops know it (docs/product.md, section 4, "Across shops").
//!
//! A request ([`start`]) writes the same for every address, and the worker resolves whose it is ([`recipient`]). What was
//! sent is proved once ([`verify`]), and one proof opens one shop ([`choose_shop`]), to which a secret takes the browser
//! ([`handoff`]): another shop takes a new link.
//!
//! Start reading at [`start`].

mod choose_shop;
mod handoff;
mod proven;
mod recipient;
mod start;
mod verify;

use chrono::TimeDelta;
use sea_orm::EntityTrait;
use uuid::Uuid;

pub use choose_shop::ShopOption;
pub use start::ClientLogin;
pub use verify::{ClientLoginProblem, Proved, WaitingLogin};

use crate::db::entities::tenant;
use crate::db::{Tx, values};
use crate::shops::Tenant;
use crate::{Error, Storage};

impl Storage {
    /// Deletes requests, hand-overs, choices and messages of the platform that have expired.
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
