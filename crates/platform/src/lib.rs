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
use axum::routing::{get, post};
use client_login::{ask, choose, prove, shops};
use forecourt_web::paths::platform as paths;
use forecourt_web::site::SharedSite;

pub use console::{ROUTES as CONSOLE_ROUTES, router as console};
pub use doors::{suspended, unknown_host};

/// Every route: method and path. Those under `/dev` exist in development only.
pub const ROUTES: &[(&str, &str)] = &[
    ("get", paths::HOME),
    ("get", paths::LOGIN),
    ("get", paths::USER_LOGIN),
    ("get", paths::CLIENT_LOGIN),
    ("post", paths::SEND_CLIENT_LOGIN),
    ("post", paths::CLIENT_LOGIN_CODE),
    ("get", paths::CLIENT_LOGIN_LINK),
    ("post", paths::CLIENT_LOGIN_LINK),
    ("get", paths::CLIENT_LOGIN_SHOPS),
    ("post", paths::CLIENT_LOGIN_SHOPS),
    ("get", paths::SHOP_LOGO),
    ("get", paths::SHOP),
    ("get", paths::SHOP_PATH),
    ("get", paths::OUTBOX),
    ("get", paths::OUTBOX_JSON),
    ("get", paths::OUTBOX_MAIL),
    ("get", paths::COMPONENTS),
];

/// What the platform's domain answers. `development` adds `/dev/*`: without it those paths do not exist.
pub fn router(development: bool) -> Router<SharedSite> {
    let router = Router::new()
        .route(paths::HOME, get(front::show))
        .route(paths::LOGIN, get(shops::login))
        .route(paths::USER_LOGIN, get(shops::login))
        .route(paths::CLIENT_LOGIN, get(ask::show))
        .route(paths::SEND_CLIENT_LOGIN, post(ask::send))
        .route(paths::CLIENT_LOGIN_CODE, post(prove::by_code))
        .route(paths::CLIENT_LOGIN_LINK, get(prove::look).post(prove::by_link))
        .route(paths::CLIENT_LOGIN_SHOPS, get(choose::show).post(choose::choose))
        .route(paths::SHOP_LOGO, get(choose::logo))
        .route(paths::SHOP, get(shops::home))
        .route(paths::SHOP_PATH, get(shops::inner));
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
