//! What the shop's staff open.

use forecourt_domain::ids::{
    CustomerId, InvoiceId, InvoicePaymentId, NotificationId, PasskeyId, PhotoId, SessionId, StaffMemberId, VehicleId,
};
use forecourt_domain::reference::Reference;

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
/// At which stage of the work a photo was taken.
pub const PHOTO_STAGE: &str = "/staff/photos/{id}/stage";
/// Removing a photo.
pub const DELETE_PHOTO: &str = "/staff/photos/{id}/delete";
/// A new invoice.
pub const NEW_INVOICE: &str = "/staff/customers/{id}/invoices/new";
/// All invoices.
pub const INVOICES: &str = "/staff/invoices";
/// One invoice.
pub const INVOICE: &str = "/staff/invoices/{id}";
/// Changing a draft.
pub const EDIT_INVOICE: &str = "/staff/invoices/{id}/edit";
/// Sending an invoice.
pub const SEND_INVOICE: &str = "/staff/invoices/{id}/send";
/// Taking money in.
pub const INVOICE_PAYMENTS: &str = "/staff/invoices/{id}/payments";
/// Taking a payment back.
pub const REMOVE_PAYMENT: &str = "/staff/invoices/{id}/payments/{payment}/remove";
/// Withdrawing an invoice.
pub const VOID_INVOICE: &str = "/staff/invoices/{id}/void";
/// Throwing a draft away.
pub const DELETE_INVOICE: &str = "/staff/invoices/{id}/delete";
/// The message log.
pub const MESSAGES: &str = "/staff/messages";
/// Sending a failed message again.
pub const RETRY_MESSAGE: &str = "/staff/messages/{id}/retry";
/// Sending a message at once that waits for its next attempt.
pub const HURRY_MESSAGE: &str = "/staff/messages/{id}/hurry";
/// Stopping a message that waits for its next attempt.
pub const STOP_MESSAGE: &str = "/staff/messages/{id}/stop";
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
/// Settings: another role for a member.
pub const TEAM_ROLE: &str = "/staff/settings/team/{id}/role";
/// Settings: a fresh invitation for a member.
pub const TEAM_INVITE: &str = "/staff/settings/team/{id}/invite";
/// Settings: removing a member.
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

/// [`NEW_INVOICE`]
pub fn new_invoice(id: CustomerId) -> String {
    format!("/staff/customers/{id}/invoices/new")
}

/// [`NEW_INVOICE`], for a job.
pub fn new_invoice_for(id: CustomerId, job: &Reference) -> String {
    format!("/staff/customers/{id}/invoices/new?job={job}")
}

/// [`INVOICE`]
pub fn invoice(id: InvoiceId) -> String {
    format!("/staff/invoices/{id}")
}

/// [`EDIT_INVOICE`]
pub fn edit_invoice(id: InvoiceId) -> String {
    format!("/staff/invoices/{id}/edit")
}

/// [`SEND_INVOICE`]
pub fn send_invoice(id: InvoiceId) -> String {
    format!("/staff/invoices/{id}/send")
}

/// [`INVOICE_PAYMENTS`]
pub fn invoice_payments(id: InvoiceId) -> String {
    format!("/staff/invoices/{id}/payments")
}

/// [`REMOVE_PAYMENT`]
pub fn remove_payment(id: InvoiceId, payment: InvoicePaymentId) -> String {
    format!("/staff/invoices/{id}/payments/{payment}/remove")
}

/// [`VOID_INVOICE`]
pub fn void_invoice(id: InvoiceId) -> String {
    format!("/staff/invoices/{id}/void")
}

/// [`DELETE_INVOICE`]
pub fn delete_invoice(id: InvoiceId) -> String {
    format!("/staff/invoices/{id}/delete")
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

/// [`HURRY_MESSAGE`]
pub fn hurry_message(id: NotificationId) -> String {
    format!("/staff/messages/{id}/hurry")
}

/// [`STOP_MESSAGE`]
pub fn stop_message(id: NotificationId) -> String {
    format!("/staff/messages/{id}/stop")
}
