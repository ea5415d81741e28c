//! Every path once: routers, redirects, mails and tests take them from here.

use forecourt_domain::ids::{CustomerId, NotificationId, PasskeyId, PhotoId, SessionId, StaffMemberId, TenantId, VehicleId};
use forecourt_domain::reference::Reference;
use forecourt_domain::tenant::Slug;

pub mod ops;

/// What the shop's customers open.
pub mod portal {
    use super::{PasskeyId, PhotoId, Reference, SessionId};

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
    /// Where the platform hands somebody over, once.
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
    /// What was asked for is on its way; its code is typed here.
    pub const LOGIN_SENT: &str = "/login/sent";
    /// Asks for it once more.
    pub const LOGIN_AGAIN: &str = "/login/again";
    /// Tells a code.
    pub const LOGIN_CODE: &str = "/login/code";
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
}

/// What the shop's staff open.
pub mod staff {
    use super::{CustomerId, NotificationId, PasskeyId, PhotoId, Reference, SessionId, StaffMemberId, VehicleId};

    /// Leads to the customers.
    pub const ROOT: &str = "/staff";
    /// Signing in.
    pub const LOGIN: &str = "/staff/login";
    /// Signing out.
    pub const SIGN_OUT: &str = "/staff/sign-out";
    /// An invitation.
    pub const INVITATION: &str = "/staff/invitations/{token}";
    /// The list.
    pub const CUSTOMERS: &str = "/staff/customers";
    /// A new customer.
    pub const NEW_CUSTOMER: &str = "/staff/customers/new";
    /// One customer.
    pub const CUSTOMER: &str = "/staff/customers/{id}";
    /// Changing a customer.
    pub const EDIT_CUSTOMER: &str = "/staff/customers/{id}/edit";
    /// Sending a portal link, and how far it got.
    pub const PORTAL_LINK: &str = "/staff/customers/{id}/portal-link";
    /// Ending a portal link.
    pub const REVOKE_PORTAL_LINK: &str = "/staff/customers/{id}/portal-link/revoke";
    /// Inviting a customer to their portal.
    pub const INVITE: &str = "/staff/customers/{id}/invite";
    /// Signing a customer's device out.
    pub const END_CUSTOMERS_DEVICE: &str = "/staff/customers/{id}/devices/{device}/end";
    /// Ending the links in messages to a customer.
    pub const REVOKE_ACTION_LINKS: &str = "/staff/customers/{id}/action-links/revoke";
    /// A new vehicle.
    pub const NEW_VEHICLE: &str = "/staff/customers/{id}/vehicles/new";
    /// Changing a vehicle.
    pub const EDIT_VEHICLE: &str = "/staff/vehicles/{id}/edit";
    /// A new job.
    pub const NEW_JOB: &str = "/staff/customers/{id}/jobs/new";
    /// The board.
    pub const JOBS: &str = "/staff/jobs";
    /// One job.
    pub const JOB: &str = "/staff/jobs/{reference}";
    /// Changing a job.
    pub const EDIT_JOB: &str = "/staff/jobs/{reference}/edit";
    /// Moving a job.
    pub const JOB_STATUS: &str = "/staff/jobs/{reference}/status";
    /// The day a job is ready.
    pub const JOB_READY: &str = "/staff/jobs/{reference}/ready";
    /// Adding photos.
    pub const JOB_PHOTOS: &str = "/staff/jobs/{reference}/photos";
    /// A photo's picture.
    pub const PHOTO_FILE: &str = "/staff/photos/{id}/file";
    /// When in the work a photo was taken.
    pub const PHOTO_STAGE: &str = "/staff/photos/{id}/stage";
    /// Removing a photo.
    pub const DELETE_PHOTO: &str = "/staff/photos/{id}/delete";
    /// The message log.
    pub const MESSAGES: &str = "/staff/messages";
    /// Sending a failed message again.
    pub const RETRY_MESSAGE: &str = "/staff/messages/{id}/retry";
    /// Settings: leads to the first page.
    pub const SETTINGS: &str = "/staff/settings";
    /// Settings: the portal's features.
    pub const PORTAL_SETTINGS: &str = "/staff/settings/portal";
    /// Settings: looks.
    pub const BRANDING: &str = "/staff/settings/branding";
    /// Settings: removing the logo.
    pub const REMOVE_LOGO: &str = "/staff/settings/branding/remove-logo";
    /// Settings: sessions.
    pub const SECURITY: &str = "/staff/settings/security";
    /// Settings: who works here.
    pub const TEAM: &str = "/staff/settings/team";
    /// Settings: another role for somebody.
    pub const TEAM_ROLE: &str = "/staff/settings/team/{id}/role";
    /// Settings: a fresh invitation for somebody.
    pub const TEAM_INVITE: &str = "/staff/settings/team/{id}/invite";
    /// Settings: letting somebody go.
    pub const TEAM_REMOVE: &str = "/staff/settings/team/{id}/remove";
    /// Settings: what was done.
    pub const AUDIT: &str = "/staff/settings/audit";
    /// The second question of signing in.
    pub const SECOND_FACTOR: &str = "/staff/login/code";
    /// One's own sign-in.
    pub const ACCOUNT: &str = "/staff/account";
    /// Setting an authenticator up.
    pub const AUTHENTICATOR: &str = "/staff/account/authenticator";
    /// Beginning to.
    pub const BEGIN_AUTHENTICATOR: &str = "/staff/account/authenticator/begin";
    /// Doing without.
    pub const REMOVE_AUTHENTICATOR: &str = "/staff/account/authenticator/remove";
    /// New recovery codes.
    pub const RECOVERY_CODES: &str = "/staff/account/recovery-codes";
    /// Beginning to sign in with a passkey.
    pub const START_PASSKEY: &str = "/staff/login/passkey/start";
    /// Signing in with it.
    pub const PASSKEY: &str = "/staff/login/passkey";
    /// Beginning to make a passkey.
    pub const START_PASSKEYS: &str = "/staff/account/passkeys/start";
    /// Keeping it.
    pub const PASSKEYS: &str = "/staff/account/passkeys";
    /// Removing one.
    pub const REMOVE_PASSKEY: &str = "/staff/account/passkeys/{id}/remove";
    /// Signing one of one's own devices out.
    pub const END_DEVICE: &str = "/staff/account/devices/{id}/end";
    /// Ending all other sessions.
    pub const SIGN_OUT_EVERYWHERE: &str = "/staff/account/sign-out-everywhere";

    /// [`INVITATION`]
    pub fn invitation(token: &str) -> String {
        format!("/staff/invitations/{token}")
    }

    /// [`SECOND_FACTOR`], on the way to a path of ours.
    pub fn second_factor(next: &str) -> String {
        let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        format!("/staff/login/code?next={next}")
    }

    /// [`REMOVE_PASSKEY`]
    pub fn remove_passkey(id: PasskeyId) -> String {
        format!("/staff/account/passkeys/{id}/remove")
    }

    /// [`TEAM_ROLE`]
    pub fn team_role(id: StaffMemberId) -> String {
        format!("/staff/settings/team/{id}/role")
    }

    /// [`TEAM_INVITE`]
    pub fn team_invite(id: StaffMemberId) -> String {
        format!("/staff/settings/team/{id}/invite")
    }

    /// [`TEAM_REMOVE`]
    pub fn team_remove(id: StaffMemberId) -> String {
        format!("/staff/settings/team/{id}/remove")
    }

    /// [`CUSTOMER`]
    pub fn customer(id: CustomerId) -> String {
        format!("/staff/customers/{id}")
    }

    /// [`EDIT_CUSTOMER`]
    pub fn edit_customer(id: CustomerId) -> String {
        format!("/staff/customers/{id}/edit")
    }

    /// [`PORTAL_LINK`]
    pub fn portal_link(id: CustomerId) -> String {
        format!("/staff/customers/{id}/portal-link")
    }

    /// [`REVOKE_PORTAL_LINK`]
    pub fn revoke_portal_link(id: CustomerId) -> String {
        format!("/staff/customers/{id}/portal-link/revoke")
    }

    /// [`INVITE`]
    pub fn invite(id: CustomerId) -> String {
        format!("/staff/customers/{id}/invite")
    }

    /// [`END_CUSTOMERS_DEVICE`]
    pub fn end_customers_device(id: CustomerId, device: SessionId) -> String {
        format!("/staff/customers/{id}/devices/{device}/end")
    }

    /// [`REVOKE_ACTION_LINKS`]
    pub fn revoke_action_links(id: CustomerId) -> String {
        format!("/staff/customers/{id}/action-links/revoke")
    }

    /// [`END_DEVICE`]
    pub fn end_device(id: SessionId) -> String {
        format!("/staff/account/devices/{id}/end")
    }

    /// [`NEW_VEHICLE`]
    pub fn new_vehicle(id: CustomerId) -> String {
        format!("/staff/customers/{id}/vehicles/new")
    }

    /// [`EDIT_VEHICLE`]
    pub fn edit_vehicle(id: VehicleId) -> String {
        format!("/staff/vehicles/{id}/edit")
    }

    /// [`NEW_JOB`]
    pub fn new_job(id: CustomerId) -> String {
        format!("/staff/customers/{id}/jobs/new")
    }

    /// [`JOB`]
    pub fn job(reference: &Reference) -> String {
        format!("/staff/jobs/{reference}")
    }

    /// [`EDIT_JOB`]
    pub fn edit_job(reference: &Reference) -> String {
        format!("/staff/jobs/{reference}/edit")
    }

    /// [`JOB_STATUS`]
    pub fn job_status(reference: &Reference) -> String {
        format!("/staff/jobs/{reference}/status")
    }

    /// [`JOB_READY`]
    pub fn job_ready(reference: &Reference) -> String {
        format!("/staff/jobs/{reference}/ready")
    }

    /// [`JOB_PHOTOS`]
    pub fn job_photos(reference: &Reference) -> String {
        format!("/staff/jobs/{reference}/photos")
    }

    /// [`PHOTO_FILE`]
    pub fn photo_file(id: PhotoId, size: &str) -> String {
        format!("/staff/photos/{id}/file?size={size}")
    }

    /// [`PHOTO_STAGE`]
    pub fn photo_stage(id: PhotoId) -> String {
        format!("/staff/photos/{id}/stage")
    }

    /// [`DELETE_PHOTO`]
    pub fn delete_photo(id: PhotoId) -> String {
        format!("/staff/photos/{id}/delete")
    }

    /// [`RETRY_MESSAGE`]
    pub fn retry_message(id: NotificationId) -> String {
        format!("/staff/messages/{id}/retry")
    }
}

/// What the platform's own hosts answer, and what every host does.
pub mod platform {
    use super::{NotificationId, Slug, TenantId};

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
}

/// What programs call, on a shop's host.
pub mod api {
    /// Everything here: failures below it are JSON.
    pub const ROOT: &str = "/api/";
    /// The description.
    pub const OPENAPI: &str = "/api/v1/openapi.json";
    /// A code by text.
    pub const REQUEST_CODE: &str = "/api/v1/auth/request-code";
    /// The code, for a token.
    pub const VERIFY_CODE: &str = "/api/v1/auth/verify-code";
    /// One of several records, for a token.
    pub const CHOOSE: &str = "/api/v1/auth/choose";
    /// A staff member's password, for a token.
    pub const STAFF: &str = "/api/v1/auth/staff";
    /// A staff member's second factor, for a token.
    pub const STAFF_SECOND_FACTOR: &str = "/api/v1/auth/staff/second-factor";
    /// The end of a token.
    pub const SIGN_OUT: &str = "/api/v1/auth/sign-out";
    /// Who is signed in.
    pub const ME: &str = "/api/v1/me";
}
