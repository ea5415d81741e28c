//! The platform's own hosts: the front page, what strangers and paused shops' visitors see, and the development tools.
//!
//! It must not show anybody's data outside development, where nothing in it is real.
//!
//! Start reading at [`router`]; `doors` holds the two pages that end a visit before it began.

mod doors;
mod front;
mod outbox;
mod parts;

use axum::Router;
use axum::routing::get;
use forecourt_web::paths::platform as paths;
use forecourt_web::site::SharedSite;

pub use doors::{suspended, unknown_host};

/// Every route: method and path. Those under `/dev` exist in development only.
pub const ROUTES: &[(&str, &str)] = &[
    ("get", paths::HOME),
    ("get", paths::OUTBOX),
    ("get", paths::OUTBOX_JSON),
    ("get", paths::OUTBOX_MAIL),
    ("get", paths::COMPONENTS),
];

/// What the platform's domain answers. `development` adds `/dev/*`: without it those paths do not exist.
pub fn router(development: bool) -> Router<SharedSite> {
    let router = Router::new().route(paths::HOME, get(front::show));
    if !development {
        return router;
    }
    router
        .route(paths::OUTBOX, get(outbox::show))
        .route(paths::OUTBOX_JSON, get(outbox::list))
        .route(paths::OUTBOX_MAIL, get(outbox::mail))
        .route(paths::COMPONENTS, get(parts::show))
}

#[cfg(test)]
mod tests;
