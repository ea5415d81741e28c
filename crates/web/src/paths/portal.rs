//! What the shop's customers open.

use forecourt_domain::ids::{PasskeyId, PhotoId, SessionId};
use forecourt_domain::invoice::InvoiceNumber;
use forecourt_domain::reference::Reference;

/// The home page, or the shop's front page without a session.
pub const HOME: &str = "/";
/// All jobs.
pub const JOBS: &str = "/jobs";
/// One job.
pub const JOB: &str = "/jobs/{reference}";
/// A job's gallery.
pub const GALLERY: &str = "/jobs/{reference}/photos";
/// All galleries.
pub const PHOTOS: &str = "/photos";
/// One photo, full screen.
pub const PHOTO: &str = "/photos/{id}";
/// A photo's picture.
pub const PHOTO_FILE: &str = "/photos/{id}/file";
/// All invoices.
pub const INVOICES: &str = "/invoices";
/// One invoice.
pub const INVOICE: &str = "/invoices/{number}";
/// All vehicles.
pub const VEHICLES: &str = "/vehicles";
/// Ends the session.
pub const SIGN_OUT: &str = "/sign-out";
/// Closes the welcome strip.
pub const DISMISS_WELCOME: &str = "/welcome/dismiss";
/// A portal link.
pub const LINK: &str = "/portal/{token}";
/// Asks for a fresh link in place of an expired one.
pub const RENEW_LINK: &str = "/portal/{token}/renew";
/// A link in an automated message, about one thing.
pub const ACTION_LINK: &str = "/a/{token}";
/// Asks for a sign-in link in place of an ended action link.
pub const RENEW_ACTION_LINK: &str = "/a/{token}/renew";
/// Where the platform hands a proof over, once.
pub const HANDOFF: &str = "/handoff/{token}";
/// The login page by a name it has elsewhere.
pub const CLIENT_LOGIN: &str = "/client-login";
/// The login page by a name it has elsewhere.
pub const USER_LOGIN: &str = "/user/login";
/// The login page by a name it has elsewhere; `{token}` is the shop's slug.
pub const SLUG_LOGIN: &str = "/portal/{token}/login";
/// Signing in.
pub const LOGIN: &str = "/login";
/// Asks for a link or a code.
pub const LOGIN_ASK: &str = "/login/link";
/// After a request: says that the message is on its way, and takes its code.
pub const LOGIN_SENT: &str = "/login/sent";
/// Asks for it once more.
pub const LOGIN_AGAIN: &str = "/login/again";
/// Tells a code.
pub const LOGIN_CODE: &str = "/login/code";
/// Which of the records that share a proven address.
pub const LOGIN_RECORD: &str = "/login/record";
/// Signs in by password.
pub const LOGIN_PASSWORD: &str = "/login/password";
/// Begins signing in with a passkey.
pub const LOGIN_PASSKEY_START: &str = "/login/passkey/start";
/// Signs in with a passkey.
pub const LOGIN_PASSKEY: &str = "/login/passkey";
/// Asks for a link to set another password.
pub const FORGOT: &str = "/login/forgot";
/// A sign-in link.
pub const SIGN_IN_LINK: &str = "/sign-in/{token}";
/// Asks for a fresh sign-in link in place of one that has ended.
pub const RENEW_SIGN_IN_LINK: &str = "/sign-in/{token}/renew";
/// Opens an account.
pub const REGISTER: &str = "/user/register";
/// Privacy & Security.
pub const ACCOUNT: &str = "/account";
/// One's own details.
pub const DETAILS: &str = "/account/details";
/// Another address of one's own, until its code has come back.
pub const CONTACT: &str = "/account/contact";
/// Proves it.
pub const CONTACT_CODE: &str = "/account/contact/code";
/// Sets or changes the password.
pub const PASSWORD: &str = "/account/password";
/// Begins making a passkey.
pub const PASSKEY_START: &str = "/account/passkeys/start";
/// Keeps a passkey that was made.
pub const PASSKEYS: &str = "/account/passkeys";
/// Removes a passkey.
pub const REMOVE_PASSKEY: &str = "/account/passkeys/{id}/remove";
/// Confirms who one is before a change of the account.
pub const CONFIRM: &str = "/account/confirm";
/// Sends the code for it.
pub const CONFIRM_SEND: &str = "/account/confirm/send";
/// Signs a device out.
pub const END_DEVICE: &str = "/account/devices/{id}/end";
/// Signs out everywhere.
pub const SIGN_OUT_EVERYWHERE: &str = "/account/sign-out-everywhere";
/// The shop's colours.
pub const BRAND_CSS: &str = "/brand.css";
/// The shop's logo.
pub const LOGO: &str = "/logo";
/// Files of the theme.
pub const ASSET: &str = "/assets/{version}/{*path}";

/// [`JOB`]
pub fn job(reference: &Reference) -> String {
    format!("/jobs/{reference}")
}

/// [`INVOICE`]
pub fn invoice(number: InvoiceNumber) -> String {
    format!("/invoices/{number}")
}

/// [`GALLERY`]
pub fn gallery(reference: &Reference) -> String {
    format!("/jobs/{reference}/photos")
}

/// [`PHOTO`]
pub fn photo(id: PhotoId) -> String {
    format!("/photos/{id}")
}

/// [`PHOTO_FILE`]
pub fn photo_file(id: PhotoId, size: &str) -> String {
    format!("/photos/{id}/file?size={size}")
}

/// [`LINK`]: the one place that writes a token into an address.
pub fn link(token: &str) -> String {
    format!("/portal/{token}")
}

/// [`ACTION_LINK`]
pub fn action_link(token: &str) -> String {
    format!("/a/{token}")
}

/// [`RENEW_ACTION_LINK`]
pub fn renew_action_link(token: &str) -> String {
    format!("/a/{token}/renew")
}

/// [`HANDOFF`]
pub fn handoff(token: &str) -> String {
    format!("/handoff/{token}")
}

/// [`SIGN_IN_LINK`]: the one place that writes such a token into an address.
pub fn sign_in_link(token: &str) -> String {
    format!("/sign-in/{token}")
}

/// [`RENEW_SIGN_IN_LINK`]
pub fn renew_sign_in_link(token: &str) -> String {
    format!("/sign-in/{token}/renew")
}

/// [`REMOVE_PASSKEY`]
pub fn remove_passkey(id: PasskeyId) -> String {
    format!("/account/passkeys/{id}/remove")
}

/// [`END_DEVICE`]
pub fn end_device(id: SessionId) -> String {
    format!("/account/devices/{id}/end")
}

/// A page of ours that comes back to another one.
pub fn with_next(path: &str, next: &str) -> String {
    if next.is_empty() {
        return path.to_owned();
    }
    let separator = if path.contains('?') { '&' } else { '?' };
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{path}{separator}next={next}")
}

/// [`RENEW_LINK`]
pub fn renew_link(token: &str) -> String {
    format!("/portal/{token}/renew")
}
