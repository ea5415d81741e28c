//! Every path once: routers, redirects, mails and tests take them from here.

use forecourt_domain::ids::{CustomerId, NotificationId, PhotoId, TenantId, VehicleId};
use forecourt_domain::reference::Reference;

/// What the shop's customers open.
pub mod portal {
    use super::{PhotoId, Reference};

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

    /// [`RENEW_LINK`]
    pub fn renew_link(token: &str) -> String {
        format!("/portal/{token}/renew")
    }
}

/// What the shop's staff open.
pub mod staff {
    use super::{CustomerId, NotificationId, PhotoId, Reference, VehicleId};

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

    /// [`INVITATION`]
    pub fn invitation(token: &str) -> String {
        format!("/staff/invitations/{token}")
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
    use super::{NotificationId, TenantId};

    /// The front page.
    pub const HOME: &str = "/";
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

    /// [`TWILIO_WEBHOOK`], for the news of one message.
    pub fn twilio_webhook(tenant: TenantId, notification: NotificationId) -> String {
        format!("/webhooks/twilio/{tenant}?notification={notification}")
    }
}
