//! A staff member's own sign-in: second factor, recovery codes, devices.

pub(crate) mod authenticator;
pub(crate) mod codes;
pub(crate) mod passkeys;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use forecourt_auth::{Checked, Staff};
use forecourt_domain::ids::SessionId;
use forecourt_storage::{Device, Passkey};
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::views::PasskeyRow;
use forecourt_web::{Error, Form, Page, Result, When};
use serde::Serialize;

use crate::customers::access::device_name;
use crate::shell;

forecourt_web::routes! {
    get path::ACCOUNT => show;
    post path::START_PASSKEYS => passkeys::start;
    post path::PASSKEYS => passkeys::add;
    post path::REMOVE_PASSKEY => passkeys::remove;
    get path::AUTHENTICATOR => authenticator::show;
    post path::AUTHENTICATOR => authenticator::confirm;
    post path::BEGIN_AUTHENTICATOR => authenticator::begin;
    post path::REMOVE_AUTHENTICATOR => authenticator::remove;
    post path::RECOVERY_CODES => codes::replace;
    post path::END_DEVICE => end_device;
    post path::SIGN_OUT_EVERYWHERE => sign_out_everywhere;
}

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AccountPage {
    email: String,
    role: String,
    /// Since when there is a second factor.
    since: Option<When>,
    codes_left: i64,
    passkeys: Vec<PasskeyRow>,
    make_passkey: [&'static str; 2],
    devices: Vec<OwnDevice>,
    /// The password field that confirms a change, with its error.
    form: Form,
    begin_action: &'static str,
    remove_action: &'static str,
    codes_action: &'static str,
    everywhere_action: &'static str,
}

/// A device that the member is signed in on.
#[derive(Debug, Clone, Serialize)]
struct OwnDevice {
    name: String,
    seen: When,
    here: bool,
    end: String,
}

/// `GET /staff/account`
pub(crate) async fn show(staff: Staff) -> Result<Response> {
    page(&staff, StatusCode::OK, empty_form()).await
}

/// `POST /staff/account/sign-out-everywhere`: ends every session but this one, which goes on under a new id.
pub(crate) async fn sign_out_everywhere(
    headers: HeaderMap,
    Checked { who: staff, .. }: Checked<Staff>,
) -> Result<Response> {
    let grant = staff.scope.sign_out_everywhere().await?;
    crate::sign_in::end_session(&staff.visit, &headers).await?;
    let mut response = see_other(&with_notice(path::ACCOUNT, "signed-out-everywhere"));
    crate::sign_in::give_session(&staff.visit, &headers, grant, &mut response).await?;
    Ok(response)
}

/// `POST /staff/account/devices/{id}/end`
pub(crate) async fn end_device(Path(id): Path<String>, Checked { who: staff, .. }: Checked<Staff>) -> Result<Response> {
    let id: SessionId = id.parse().map_err(|_| Error::not_found())?;
    if !staff.scope.end_own_device(id).await? {
        return Err(Error::not_found());
    }
    Ok(see_other(&with_notice(path::ACCOUNT, "device-ended")))
}

/// The page, with what is wrong with a form of it.
async fn page(staff: &Staff, status: StatusCode, form: Form) -> Result<Response> {
    let state = staff.scope.second_factor().state().await?;
    let passkeys = staff.scope.own_passkeys().await?;
    let devices = staff.scope.own_devices().await?;
    let (words, dates, member) = (staff.visit.words(), staff.visit.dates(), staff.scope.member());
    let unknown = || words.get("access-device-unknown");
    let row = |key: &Passkey| PasskeyRow::new(key, unknown(), &dates, path::remove_passkey(key.id));
    let page = AccountPage {
        email: member.email.clone(),
        role: words.get(&format!("staff-role-{}", member.role.as_str())),
        since: state.since.map(|at| dates.ago(at)),
        codes_left: state.codes_left,
        passkeys: passkeys.iter().map(row).collect(),
        make_passkey: [path::START_PASSKEYS, path::PASSKEYS],
        devices: devices.iter().map(|device| OwnDevice::new(device, staff)).collect(),
        form,
        begin_action: path::BEGIN_AUTHENTICATOR,
        remove_action: path::REMOVE_AUTHENTICATOR,
        codes_action: path::RECOVERY_CODES,
        everywhere_action: path::SIGN_OUT_EVERYWHERE,
    };
    staff.visit.page_with_status(status, shell::of(staff, "account", words.get("staff-account-heading")), &page)
}

impl OwnDevice {
    fn new(device: &Device, staff: &Staff) -> Self {
        Self {
            name: device_name(device, staff.visit.words()),
            seen: staff.visit.dates().ago(device.seen_at),
            here: device.id == staff.session_id(),
            end: path::end_device(device.id),
        }
    }
}

fn empty_form() -> Form {
    Form::filled([("password", String::new())])
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "staff/account.html";

    fn samples() -> Vec<Self> {
        let plain = Self {
            email: "owner@example.com".into(),
            role: "Owner".into(),
            since: None,
            codes_left: 0,
            passkeys: vec![],
            make_passkey: ["/x", "/x"],
            devices: vec![],
            form: empty_form(),
            begin_action: "/x",
            remove_action: "/x",
            codes_action: "/x",
            everywhere_action: "/x",
        };
        let when = forecourt_web::views::JobCard::sample().booked;
        let here = OwnDevice { name: "Chrome on Android".into(), seen: when.clone(), here: true, end: "/x".into() };
        let there = OwnDevice { here: false, ..here.clone() };
        let safe = Self {
            since: Some(when),
            codes_left: 10,
            passkeys: vec![PasskeyRow::sample()],
            devices: vec![here, there],
            ..plain.clone()
        };
        let few = Self { codes_left: 1, form: empty_form().failed("Wrong".into()), ..safe.clone() };
        vec![plain, safe, few]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::AccountPage>();
    }
}
