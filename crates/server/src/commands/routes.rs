//! `forecourt routes`: every route there is, for whoever checks that none was forgotten.

use forecourt_notifications::webhooks::routes as callbacks;

use crate::{health, http, say};

/// One line each: method, path, surface.
pub(crate) fn run() {
    let surfaces = [
        ("portal", forecourt_portal::ROUTES),
        ("backoffice", forecourt_backoffice::ROUTES),
        ("api", forecourt_api::ROUTES),
        ("platform", forecourt_platform::ROUTES),
        ("console", forecourt_platform::CONSOLE_ROUTES),
        ("notifications", callbacks::ROUTES),
        ("server", health::ROUTES),
        ("server", http::ROUTES),
    ];
    for (surface, routes) in surfaces {
        for (method, path) in routes {
            say::out(format_args!("{} {path} {surface}", method.to_uppercase()));
        }
    }
}
