//! `forecourt routes`: every route, for tests that check that none is missing from their tables.

use forecourt_notifications::webhooks::routes as callbacks;

use crate::{health, http, say};

/// One line each: method, path, surface.
pub(crate) fn run() {
    let surfaces = [
        ("portal", forecourt_portal::ROUTES),
        ("backoffice", forecourt_backoffice::ROUTES),
        ("api", forecourt_api::ROUTES),
        ("platform", forecourt_platform::ROUTES),
        ("platform", forecourt_platform::DEVELOPMENT_ROUTES),
        ("console", forecourt_platform::CONSOLE_ROUTES),
        ("notifications", &[callbacks::ROUTES]),
        ("server", &[health::ROUTES, http::ROUTES]),
    ];
    for (surface, features) in surfaces {
        for (method, path) in features.iter().copied().flatten() {
            say::out(format_args!("{} {path} {surface}", method.to_uppercase()));
        }
    }
}
