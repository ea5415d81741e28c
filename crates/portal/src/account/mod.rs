//! Privacy & Security: the customer's credentials and signed-in devices.
//!
//! A session may come from a link that was forwarded or bookmarked weeks ago. So everything here that changes something
//! takes a [`forecourt_storage::Proven`]. A session without one confirms first, by a code or the password
//! ([`confirm`]).

pub(crate) mod confirm;
pub(crate) mod contact;
pub(crate) mod details;
pub(crate) mod devices;
pub(crate) mod new_password;
pub(crate) mod page;
pub(crate) mod passkeys;

use axum::response::Response;
use forecourt_web::page::see_other;
use forecourt_web::paths::portal as path;

/// Redirects to the confirmation page, which leads back here.
fn confirm_first(next: &str) -> Response {
    see_other(&path::with_next(path::CONFIRM, next))
}
