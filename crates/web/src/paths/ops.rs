//! What operators open, on their own host.

use forecourt_domain::ids::CustomerId;

/// The shops.
pub const HOME: &str = "/console";
/// Signing in.
pub const LOGIN: &str = "/console/login";
/// The second question.
pub const SECOND_FACTOR: &str = "/console/login/code";
/// Setting the second factor up.
pub const SET_UP: &str = "/console/login/set-up";
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
/// Ending the other sessions.
pub const OTHER_SESSIONS: &str = "/console/account/end-other-sessions";

/// [`INVITATION`]
pub fn invitation(token: &str) -> String {
    format!("/console/invitations/{token}")
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
