//! Every route, and who may call it.

/// Who may call a route of a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody: visibly public.
    Public,
    /// A customer, who finds only what is theirs.
    Customer,
    /// The customer whose row the path names; for others it is not there.
    CustomersRow,
    /// Staff of a role or above.
    Staff(Role),
    /// As [`Access::Staff`], for the shop whose row the path names; for others it is not there.
    StaffsRow(Role),
    /// The platform's own host, and no shop's.
    Platform,
    /// Any host, for whoever can sign.
    Signed,
    /// Any host, for anybody: the theme's files, and how the process is.
    Process,
}
use Access::{Customer, CustomersRow, Platform, Process, Public, Signed, Staff, StaffsRow};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    Technician,
    Advisor,
    Manager,
}
use Role::{Advisor, Manager, Technician};

pub(crate) const ROUTES: &[(&str, &str, Access)] = &[
    ("GET", "/", Public),
    ("GET", "/jobs", Customer),
    ("GET", "/jobs/{reference}", CustomersRow),
    ("GET", "/jobs/{reference}/photos", CustomersRow),
    ("GET", "/photos", Customer),
    ("GET", "/photos/{id}", CustomersRow),
    ("GET", "/photos/{id}/file", CustomersRow),
    ("GET", "/vehicles", Customer),
    ("GET", "/portal/{token}", Public),
    ("POST", "/portal/{token}", Public),
    ("POST", "/portal/{token}/renew", Public),
    ("POST", "/sign-out", Public),
    ("POST", "/welcome/dismiss", Customer),
    ("GET", "/brand.css", Public),
    ("GET", "/logo", Public),
    ("GET", "/assets/{version}/{*path}", Process),
    // Leads to the customers, whose door asks.
    ("GET", "/staff", Public),
    ("GET", "/staff/login", Public),
    ("POST", "/staff/login", Public),
    ("POST", "/staff/sign-out", Public),
    ("GET", "/staff/invitations/{token}", Public),
    ("POST", "/staff/invitations/{token}", Public),
    ("GET", "/staff/customers", Staff(Technician)),
    ("GET", "/staff/customers/new", Staff(Advisor)),
    ("POST", "/staff/customers/new", Staff(Advisor)),
    ("GET", "/staff/customers/{id}", StaffsRow(Technician)),
    ("GET", "/staff/customers/{id}/edit", StaffsRow(Advisor)),
    ("POST", "/staff/customers/{id}/edit", StaffsRow(Advisor)),
    ("GET", "/staff/customers/{id}/portal-link", StaffsRow(Technician)),
    ("POST", "/staff/customers/{id}/portal-link", StaffsRow(Advisor)),
    ("POST", "/staff/customers/{id}/portal-link/revoke", StaffsRow(Advisor)),
    ("GET", "/staff/customers/{id}/vehicles/new", StaffsRow(Technician)),
    ("POST", "/staff/customers/{id}/vehicles/new", StaffsRow(Technician)),
    ("GET", "/staff/vehicles/{id}/edit", StaffsRow(Technician)),
    ("POST", "/staff/vehicles/{id}/edit", StaffsRow(Technician)),
    ("GET", "/staff/customers/{id}/jobs/new", StaffsRow(Technician)),
    ("POST", "/staff/customers/{id}/jobs/new", StaffsRow(Technician)),
    ("GET", "/staff/jobs", Staff(Technician)),
    ("GET", "/staff/jobs/{reference}", StaffsRow(Technician)),
    ("GET", "/staff/jobs/{reference}/edit", StaffsRow(Technician)),
    ("POST", "/staff/jobs/{reference}/edit", StaffsRow(Technician)),
    ("POST", "/staff/jobs/{reference}/status", StaffsRow(Technician)),
    ("POST", "/staff/jobs/{reference}/ready", StaffsRow(Technician)),
    ("POST", "/staff/jobs/{reference}/photos", StaffsRow(Technician)),
    ("GET", "/staff/photos/{id}/file", StaffsRow(Technician)),
    ("POST", "/staff/photos/{id}/stage", StaffsRow(Technician)),
    ("POST", "/staff/photos/{id}/delete", StaffsRow(Technician)),
    ("GET", "/staff/messages", Staff(Technician)),
    ("POST", "/staff/messages/{id}/retry", StaffsRow(Advisor)),
    // Leads to the first page of the settings, whose door asks.
    ("GET", "/staff/settings", Public),
    ("GET", "/staff/settings/portal", Staff(Manager)),
    ("POST", "/staff/settings/portal", Staff(Manager)),
    ("GET", "/staff/settings/branding", Staff(Manager)),
    ("POST", "/staff/settings/branding", Staff(Manager)),
    ("POST", "/staff/settings/branding/remove-logo", Staff(Manager)),
    ("GET", "/staff/settings/security", Staff(Manager)),
    ("POST", "/staff/settings/security", Staff(Manager)),
    ("GET", "/dev/outbox", Platform),
    ("GET", "/dev/outbox.json", Platform),
    ("GET", "/dev/outbox/{id}", Platform),
    ("GET", "/dev/components", Platform),
    ("POST", "/webhooks/twilio/{tenant}", Signed),
    ("POST", "/webhooks/resend", Signed),
    ("GET", "/tls/ask", Process),
    ("GET", "/healthz", Process),
    ("GET", "/readyz", Process),
    ("GET", "/metrics", Process),
];
