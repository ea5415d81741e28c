//! The platform's own hosts: the front page, the pages of unknown hosts and suspended shops, sign-in across shops, the
//! operators' console, and the development tools.
//!
//! It must not show any customer's data outside development, where all data is made up.
//!
//! Start reading at [`router`]; `doors` holds the two pages that end a visit before it began.

mod client_login;
mod console;
mod doors;
mod front;
mod outbox;
mod parts;

use axum::Router;
use client_login::{ask, choose, prove, shops};
use forecourt_web::site::SharedSite;

pub use always::ROUTES;
pub use console::{ROUTES as CONSOLE_ROUTES, router as console};
pub use development::ROUTES as DEVELOPMENT_ROUTES;
pub use doors::{suspended, unknown_host};

mod always {
    use super::*;

    forecourt_web::surface! { front, shops, ask, prove, choose }
}

mod development {
    use super::*;

    forecourt_web::surface! { outbox, parts }
}

/// What the platform's domain answers. `development` adds `/dev/*`: without it those paths do not exist.
pub fn router(development: bool) -> Router<SharedSite> {
    let router = always::router();
    if development { router.merge(development::router()) } else { router }
}

#[cfg(test)]
mod tests;
