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

forecourt_web::routes! {
    get path::ACCOUNT => page::show;
    get path::DETAILS => details::show;
    post path::DETAILS => details::save;
    get path::CONTACT => contact::show;
    post path::CONTACT => contact::submit;
    post path::CONTACT_CODE => contact::prove;
    get path::PASSWORD => new_password::show;
    post path::PASSWORD => new_password::set;
    post path::PASSKEY_START => passkeys::start;
    post path::PASSKEYS => passkeys::add;
    post path::REMOVE_PASSKEY => passkeys::remove;
    get path::CONFIRM => confirm::show;
    post path::CONFIRM => confirm::confirm;
    post path::CONFIRM_SEND => confirm::send;
    post path::END_DEVICE => devices::end;
    post path::SIGN_OUT_EVERYWHERE => devices::end_all;
}

/// Redirects to the confirmation page, which leads back here.
fn confirm_first(next: &str) -> Response {
    see_other(&path::with_next(path::CONFIRM, next))
}
