//! The testkit: a whole Forecourt for each test, spoken to as browsers and providers speak to it.
//!
//! A test gets two shops ([`TwoShops`]) on a server process of its own, with a database of its own, once on embedded
//! parts and once on PostgreSQL, Redis and S3 ([`both!`]). It sees pages, headers, messages and, to move time, rows;
//! never the server's types. The parts come from `tests/run`, by environment variables.
//!
//! Start reading at [`shops`], then [`server`].
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on says so at once")]

pub mod authenticator;
pub mod backend;
pub mod client;
pub mod database;
pub mod dns;
pub mod html;
pub mod passkey;
pub mod pictures;
pub mod postgres;
pub mod providers;
pub mod raw;
pub mod redis;
pub mod server;
mod sessions;
pub mod shops;
pub mod ways;

use std::future::Future;
use std::time::{Duration, Instant};

pub use backend::Backend;
pub use client::{Answer, Client, Multipart};
pub use database::Database;
pub use dns::NamedShops;
pub use server::{Said, Server, Settings};
pub use shops::{Channel, Customer, Link, Shop, TwoShops};

/// Runs each test on both backends: `embedded::name` and `many::name`. One block in a file.
#[macro_export]
macro_rules! both {
    ($($(#[$attribute:meta])* async fn $name:ident($fixture:ident: $kind:ty) $body:block)+) => {
        $($(#[$attribute])* async fn $name($fixture: $kind) $body)+

        mod embedded {
            use super::*;

            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(<$kind>::start($crate::Backend::Embedded).await).await;
            })+
        }

        mod many {
            use super::*;

            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(<$kind>::start($crate::Backend::Many).await).await;
            })+
        }
    };
}

/// The time, by this machine's clock, which the servers go by too. To move time, tests change rows.
#[expect(clippy::disallowed_methods, reason = "the outside of the server has no other clock")]
pub fn now() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}

/// How long anything that happens "soon" may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Looks again and again until there is something to see.
///
/// # Panics
/// When there is still nothing after [`PATIENCE`].
pub async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(Instant::now() < deadline, "still not: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
