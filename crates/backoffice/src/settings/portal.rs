//! Settings → Customer Portal: a switch for every feature.

use std::str::FromStr;

use axum::response::Response;
use forecourt_auth::{Checked, Staff};
use forecourt_domain::feature::{Feature, Features};
use forecourt_domain::tenant::Role;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::{Error, Page, Result};
use serde::Serialize;

use super::{SettingsLink, nav, sample_nav, shell};

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PortalSettingsPage {
    settings_nav: Vec<SettingsLink>,
    groups: Vec<Switch>,
    action: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct Switch {
    key: &'static str,
    label: String,
    description: String,
    loses: String,
    on: bool,
}

/// `GET /staff/settings/portal`
pub(crate) async fn show(staff: Staff) -> Result<Response> {
    staff.require(Role::Manager)?;
    let features = staff.scope.tenant().await?.features;
    let words = staff.visit.words();
    let groups = Feature::ALL.into_iter().map(|feature| {
        let id = format!("feature-{}", feature.as_str());
        Switch {
            key: feature.as_str(),
            label: words.get(&id),
            description: words.get(&format!("{id}.description")),
            loses: words.get(&format!("{id}.loses")),
            on: features.has(feature),
        }
    });
    let page = PortalSettingsPage {
        settings_nav: nav(&staff, path::PORTAL_SETTINGS),
        groups: groups.collect(),
        action: path::PORTAL_SETTINGS,
    };
    staff.visit.page(shell(&staff, "staff-settings-portal-heading"), &page)
}

/// `POST /staff/settings/portal`, `features` once for each that is on
pub(crate) async fn save(Checked { who: staff, form }: Checked<Staff>) -> Result<Response> {
    staff.require(Role::Manager)?;
    let chosen = form.all("features").iter().map(|word| Feature::from_str(word)).collect::<Result<Features, _>>();
    staff.scope.set_features(chosen.map_err(|_| Error::bad_request())?).await?;
    Ok(see_other(&with_notice(path::PORTAL_SETTINGS, "settings-saved")))
}

impl Page for PortalSettingsPage {
    const TEMPLATE: &'static str = "staff/settings_portal.html";

    fn samples() -> Vec<Self> {
        let switch = |on| Switch {
            key: "photos",
            label: "Photos".into(),
            description: "Photos".into(),
            loses: "No photos".into(),
            on,
        };
        vec![Self { settings_nav: sample_nav(), groups: vec![switch(true), switch(false)], action: "/x" }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::PortalSettingsPage>();
    }
}
