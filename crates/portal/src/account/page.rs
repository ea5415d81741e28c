//! The page "Privacy & Security".

use axum::response::Response;
use forecourt_auth::Customer;
use forecourt_domain::sign_in::SignInMethod;
use forecourt_storage::{Device, Passkey};
use forecourt_web::paths::portal as path;
use forecourt_web::views::PasskeyRow;
use forecourt_web::{Page, Result, When};
use serde::Serialize;

use crate::shell;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AccountPage {
    name: String,
    email: Option<String>,
    phone: Option<String>,
    passwords: bool,
    has_password: bool,
    passkeys: Vec<PasskeyRow>,
    devices: Vec<DeviceRow>,
}

#[derive(Debug, Clone, Serialize)]
struct DeviceRow {
    name: String,
    way: String,
    icon: &'static str,
    started: When,
    seen: When,
    here: bool,
    end: String,
}

/// `GET /account`
pub(crate) async fn show(customer: Customer) -> Result<Response> {
    let details = customer.scope.sign_in_details().await?;
    let passkeys = customer.scope.passkeys().await?;
    let devices = customer.scope.devices().await?;
    let visit = &customer.visit;
    let (words, dates) = (visit.words(), visit.dates());
    let row = |key: &Passkey| PasskeyRow::new(key, words.get("passkey-unknown"), &dates, path::remove_passkey(key.id));
    let page = AccountPage {
        name: customer.scope.name().to_owned(),
        email: details.email.map(|email| email.display()),
        phone: details.phone.map(|phone| phone.display()),
        passwords: visit.tenant().sign_in.has(SignInMethod::Password),
        has_password: details.has_password,
        passkeys: passkeys.iter().map(row).collect(),
        devices: devices.iter().map(|device| DeviceRow::new(device, &customer)).collect(),
    };
    visit.page(shell::of(&customer, "account", visit.words().get("account-title")), &page)
}

impl DeviceRow {
    fn new(device: &Device, customer: &Customer) -> Self {
        let (words, dates) = (customer.visit.words(), customer.visit.dates());
        let phone = ["Android", "iPhone", "iPad", "iOS"].iter().any(|system| device.name.contains(system));
        Self {
            name: if device.name.is_empty() { words.get("device-unknown") } else { device.name.clone() },
            way: words.get(&format!("way-{}", device.way)),
            icon: if phone { "smartphone" } else { "monitor" },
            started: dates.ago(device.started_at),
            seen: dates.ago(device.seen_at),
            here: device.id == customer.session().id,
            end: path::end_device(device.id),
        }
    }
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "portal/account.html";

    fn samples() -> Vec<Self> {
        let when = When { iso: "2030-05-22".into(), text: "yesterday".into(), exact: "22 May".into() };
        let here = DeviceRow {
            name: "Chrome on Android".into(),
            way: "by link".into(),
            icon: "smartphone",
            started: when.clone(),
            seen: when,
            here: true,
            end: "/account/devices/x/end".into(),
        };
        let passkey = PasskeyRow::sample();
        let unused = PasskeyRow { used: None, ..passkey.clone() };
        let there = DeviceRow { here: false, icon: "monitor", ..here.clone() };
        let full = Self {
            name: "Alex Morgan".into(),
            email: Some("alex.morgan@example.com".into()),
            phone: Some("+1 202-555-0142".into()),
            passwords: true,
            has_password: true,
            passkeys: vec![passkey, unused],
            devices: vec![here.clone(), there],
        };
        let bare = Self {
            email: None,
            phone: None,
            has_password: false,
            passkeys: vec![],
            devices: vec![here],
            ..full.clone()
        };
        let without = Self { passwords: false, ..bare.clone() };
        vec![full, bare, without]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::AccountPage>();
    }
}
