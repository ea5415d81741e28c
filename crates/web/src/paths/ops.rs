//! What operators open, on their own host.

use forecourt_domain::ids::{CustomerId, PasskeyId};

/// The shops.
pub const HOME: &str = "/console";
/// Signing in.
pub const LOGIN: &str = "/console/login";
/// The second question.
pub const SECOND_FACTOR: &str = "/console/login/code";
/// Setting the second factor up.
pub const SET_UP: &str = "/console/login/set-up";
/// Beginning to sign in with a passkey.
pub const START_PASSKEY: &str = "/console/login/passkey/start";
/// Signing in with a passkey.
pub const PASSKEY: &str = "/console/login/passkey";
/// Signing out.
pub const SIGN_OUT: &str = "/console/sign-out";
/// An invitation.
pub const INVITATION: &str = "/console/invitations/{token}";
/// One shop.
pub const SHOP: &str = "/console/shops/{slug}";
/// Pausing a shop.
pub const SUSPEND: &str = "/console/shops/{slug}/suspend";
/// Opening it again.
pub const RESUME: &str = "/console/shops/{slug}/resume";
/// Making a recovery link for a customer.
pub const RECOVERY_LINK: &str = "/console/shops/{slug}/customers/{id}/recovery-link";
/// The audit log.
pub const AUDIT: &str = "/console/audit";
/// The operator's own sign-in.
pub const ACCOUNT: &str = "/console/account";
/// New recovery codes.
pub const RECOVERY_CODES: &str = "/console/account/recovery-codes";
/// Beginning to make a passkey.
pub const START_PASSKEYS: &str = "/console/account/passkeys/start";
/// Keeping a passkey that was made.
pub const PASSKEYS: &str = "/console/account/passkeys";
/// Removing a passkey.
pub const REMOVE_PASSKEY: &str = "/console/account/passkeys/{id}/remove";
/// Ending the other sessions.
pub const OTHER_SESSIONS: &str = "/console/account/end-other-sessions";

/// [`INVITATION`]
pub fn invitation(token: &str) -> String {
    format!("/console/invitations/{token}")
}

/// [`REMOVE_PASSKEY`]
pub fn remove_passkey(id: PasskeyId) -> String {
    format!("/console/account/passkeys/{id}/remove")
}

/// [`SHOP`]
pub fn shop(slug: &str) -> String {
    format!("/console/shops/{slug}")
}

/// [`SUSPEND`]
pub fn suspend(slug: &str) -> String {
    format!("/console/shops/{slug}/suspend")
}

/// [`RESUME`]
pub fn resume(slug: &str) -> String {
    format!("/console/shops/{slug}/resume")
}

/// [`RECOVERY_LINK`]
pub fn recovery_link(slug: &str, customer: CustomerId) -> String {
    format!("/console/shops/{slug}/customers/{customer}/recovery-link")
}
