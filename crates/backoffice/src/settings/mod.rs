//! Settings: the portal's features, the shop's looks, sign-in, the team, the audit log. For managers and owners.

pub(crate) mod audit;
pub(crate) mod branding;
pub(crate) mod portal;
pub(crate) mod security;
pub(crate) mod team;

use axum::response::Response;
use forecourt_auth::Staff;
use forecourt_domain::tenant::Role;
use forecourt_web::page::{Shell, see_other};
use forecourt_web::paths::staff as path;
use serde::Serialize;

use crate::shell;

forecourt_web::routes! {
    get path::SETTINGS => root;
    get path::PORTAL_SETTINGS => portal::show;
    post path::PORTAL_SETTINGS => portal::save;
    get path::BRANDING => branding::show;
    post path::BRANDING => branding::save;
    post path::REMOVE_LOGO => branding::remove_logo;
    get path::SECURITY => security::show;
    post path::SECURITY => security::save;
    get path::TEAM => team::show;
    post path::TEAM => team::invite;
    post path::TEAM_ROLE => team::change_role;
    post path::TEAM_INVITE => team::reinvite;
    post path::TEAM_REMOVE => team::remove;
    get path::AUDIT => audit::show;
}

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

/// The pages: where, its words, its icon, and who may open it.
const PAGES: [(&str, &str, &str, Role); 5] = [
    (path::PORTAL_SETTINGS, "staff-settings-portal-heading", "toggle-left", Role::Manager),
    (path::BRANDING, "staff-branding-heading", "palette", Role::Manager),
    (path::SECURITY, "staff-settings-security", "shield", Role::Manager),
    (path::TEAM, "staff-team-heading", "users", Role::Owner),
    (path::AUDIT, "staff-audit-heading", "history", Role::Manager),
];

fn nav(staff: &Staff, here: &'static str) -> Vec<SettingsLink> {
    let open = PAGES.into_iter().filter(|(.., role)| staff.scope.may(*role));
    let link =
        |(href, id, icon, _)| SettingsLink { label: staff.visit.words().get(id), href, current: href == here, icon };
    open.map(link).collect()
}

fn sample_nav() -> Vec<SettingsLink> {
    PAGES
        .map(|(href, id, icon, _)| SettingsLink { label: id.to_owned(), href, current: href == path::BRANDING, icon })
        .into()
}

fn shell(staff: &Staff, title: &str) -> Shell {
    shell::of(staff, "settings", staff.visit.words().get(title))
}
