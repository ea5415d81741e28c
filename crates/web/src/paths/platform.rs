//! What the platform's own hosts answer, and what every host does.

use forecourt_domain::ids::{NotificationId, TenantId};
use forecourt_domain::tenant::Slug;

/// The front page.
pub const HOME: &str = "/";
/// Signing in without knowing one's shop's address.
pub const CLIENT_LOGIN: &str = "/client-login";
/// Asks for a link and a code.
pub const SEND_CLIENT_LOGIN: &str = "/client-login/send";
/// The code.
pub const CLIENT_LOGIN_CODE: &str = "/client-login/code";
/// The shops that know the proven address, and choosing one.
pub const CLIENT_LOGIN_SHOPS: &str = "/client-login/shops";
/// The link.
pub const CLIENT_LOGIN_LINK: &str = "/client-login/link/{token}";
/// A shop's logo, for choosing it by.
pub const SHOP_LOGO: &str = "/client-login/logos/{slug}";
/// The sign-in by a name it has elsewhere.
pub const LOGIN: &str = "/login";
/// The sign-in by a name it has elsewhere.
pub const USER_LOGIN: &str = "/user/login";
/// Leads to the shop; `{token}` is its slug.
pub const SHOP: &str = "/portal/{token}";
/// Leads to the same path on the shop's host.
pub const SHOP_PATH: &str = "/portal/{token}/{*path}";
/// Captured messages, as a page (development).
pub const OUTBOX: &str = "/dev/outbox";
/// Captured messages, as JSON (development).
pub const OUTBOX_JSON: &str = "/dev/outbox.json";
/// A captured mail's HTML (development).
pub const OUTBOX_MAIL: &str = "/dev/outbox/{id}";
/// Every component in every state (development).
pub const COMPONENTS: &str = "/dev/components";
/// The process lives.
pub const HEALTHZ: &str = "/healthz";
/// Its parts answer.
pub const READYZ: &str = "/readyz";
/// Prometheus.
pub const METRICS: &str = "/metrics";
/// Twilio's news of a message.
pub const TWILIO_WEBHOOK: &str = "/webhooks/twilio/{tenant}";
/// Resend's news of a message.
pub const RESEND_WEBHOOK: &str = "/webhooks/resend";

/// [`SHOP_LOGO`]
pub fn shop_logo(slug: &Slug) -> String {
    format!("/client-login/logos/{slug}")
}

/// [`CLIENT_LOGIN_LINK`]
pub fn client_login_link(token: &str) -> String {
    format!("/client-login/link/{token}")
}

/// [`TWILIO_WEBHOOK`], for the news of one message.
pub fn twilio_webhook(tenant: TenantId, notification: NotificationId) -> String {
    format!("/webhooks/twilio/{tenant}?notification={notification}")
}
