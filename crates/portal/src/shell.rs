//! The frame of a customer's page: navigation, account menu, footer.

use forecourt_auth::Customer;
use forecourt_domain::feature::Feature;
use forecourt_web::page::shop::initial;
use forecourt_web::page::{Account, MenuItem, NavItem, Shell};
use forecourt_web::paths::portal as path;

/// The portal's tabs besides home, each with its feature.
const PLACES: [(Feature, &str, &str); 4] = [
    (Feature::Jobs, path::JOBS, "wrench"),
    (Feature::Photos, path::PHOTOS, "images"),
    (Feature::Invoices, path::INVOICES, "receipt"),
    (Feature::Vehicles, path::VEHICLES, "car"),
];

/// The shell of a page in the part of the portal named `here` (`home`, or a feature).
pub(crate) fn of(customer: &Customer, here: &str, title: String) -> Shell {
    customer.note_presence();
    let words = customer.visit.words();
    let mut nav = vec![NavItem {
        key: "home",
        label: words.get("nav-home"),
        href: path::HOME,
        icon: "house",
        current: here == "home",
        badge: None,
    }];
    let mut menu = Vec::new();
    for (feature, href, icon) in PLACES {
        if customer.visit.tenant().features.has(feature) {
            let key = feature.as_str();
            let label = words.get(&format!("nav-{key}"));
            let icon = if feature == Feature::Vehicles { vehicle_icon(customer) } else { icon };
            menu.push(MenuItem { label: label.clone(), href, icon });
            nav.push(NavItem { key, label, href, icon, current: here == key, badge: None });
        }
    }
    menu.push(MenuItem { label: words.get("account-title"), href: path::ACCOUNT, icon: "shield-check" });
    let name = customer.scope.name().to_owned();
    let account = Account { initial: initial(&name), name, detail: None, menu, sign_out: path::SIGN_OUT };
    Shell {
        title,
        body_class: "portal",
        nav,
        account: Some(account),
        csrf: customer.csrf().to_owned(),
        toast: customer.visit.toast(),
        ..Shell::default()
    }
}

/// The preset names the icon of a vehicle; only icons of the theme are accepted.
pub(crate) fn vehicle_icon(customer: &Customer) -> &'static str {
    match customer.visit.words().get("vehicle-icon").as_str() {
        "house" => "house",
        "leaf" => "leaf",
        "sparkles" => "sparkles",
        _ => "car",
    }
}
