//! Settings → Sign-in & Security: how long customers stay signed in.

use axum::http::StatusCode;
use axum::response::Response;
use forecourt_auth::{Checked, Staff};
use forecourt_domain::tenant::{Role, SessionDays};
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::{Form, Page, Result};
use serde::Serialize;

use super::{SettingsLink, nav, sample_nav, shell};

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SecuritySettingsPage {
    settings_nav: Vec<SettingsLink>,
    form: Form,
    action: &'static str,
}

/// `GET /staff/settings/security`
pub(crate) async fn show(staff: Staff) -> Result<Response> {
    staff.require(Role::Manager)?;
    let days = staff.scope.tenant().await?.session_days.get();
    page(&staff, StatusCode::OK, Form::filled([("session_days", days.to_string())]))
}

/// `POST /staff/settings/security`
pub(crate) async fn save(Checked { who: staff, form }: Checked<Staff>) -> Result<Response> {
    staff.require(Role::Manager)?;
    let mut reader = form.reader(staff.visit.words());
    let days = reader.parsed("session_days", |text| {
        text.parse::<u16>().ok().and_then(|days| SessionDays::try_from(days).ok()).ok_or("error-session-days")
    });
    match days {
        Some(days) => {
            staff.scope.set_session_days(days).await?;
            Ok(see_other(&with_notice(path::SECURITY, "settings-saved")))
        }
        None => page(&staff, StatusCode::UNPROCESSABLE_ENTITY, reader.into_form()),
    }
}

fn page(staff: &Staff, status: StatusCode, form: Form) -> Result<Response> {
    let page = SecuritySettingsPage { settings_nav: nav(staff, path::SECURITY), form, action: path::SECURITY };
    staff.visit.page_with_status(status, shell(staff, "staff-security-heading"), &page)
}

impl Page for SecuritySettingsPage {
    const TEMPLATE: &'static str = "staff/settings_security.html";

    fn samples() -> Vec<Self> {
        let form = Form::filled([("session_days", "30".to_owned())]);
        let fine = Self { settings_nav: sample_nav(), form: form.clone(), action: "/x" };
        vec![fine.clone(), Self { form: form.failed("1 to 90".into()), ..fine }]
    }
}
