//! Settings: the portal's features, the shop's looks, sessions. For managers and owners.

pub(crate) mod branding;
pub(crate) mod portal;
pub(crate) mod security;

use axum::response::Response;
use forecourt_auth::Staff;
use forecourt_web::page::{Shell, see_other};
use forecourt_web::paths::staff as path;
use serde::Serialize;

use crate::shell;

/// A page of the settings.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SettingsLink {
    label: String,
    href: &'static str,
    current: bool,
    icon: &'static str,
}

/// `GET /staff/settings`
pub(crate) async fn root() -> Response {
    see_other(path::PORTAL_SETTINGS)
}

/// The pages: where, its words, its icon.
const PAGES: [(&str, &str, &str); 3] = [
    (path::PORTAL_SETTINGS, "staff-settings-portal-heading", "toggle-left"),
    (path::BRANDING, "staff-branding-heading", "palette"),
    (path::SECURITY, "staff-settings-security", "shield"),
];

fn nav(staff: &Staff, here: &'static str) -> Vec<SettingsLink> {
    let link =
        |(href, id, icon)| SettingsLink { label: staff.visit.words().get(id), href, current: href == here, icon };
    PAGES.map(link).into()
}

fn sample_nav() -> Vec<SettingsLink> {
    PAGES
        .map(|(href, id, icon)| SettingsLink { label: id.to_owned(), href, current: href == path::BRANDING, icon })
        .into()
}

fn shell(staff: &Staff, title: &str) -> Shell {
    shell::of(staff, "settings", staff.visit.words().get(title))
}
