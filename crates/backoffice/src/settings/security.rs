//! Settings → Sign-in & Security: how customers sign in, for how long, and what links open.

use std::str::FromStr;

use axum::http::StatusCode;
use axum::response::Response;
use forecourt_auth::{Checked, Staff};
use forecourt_domain::sign_in::{SignInMethod, SignInMethods};
use forecourt_domain::tenant::{Role, SessionDays};
use forecourt_storage::SignInSettings;
use forecourt_web::forms::{Reader, Submitted};
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::{Form, Page, Result, Words};
use serde::Serialize;

use super::{SettingsLink, nav, sample_nav, shell};

/// More than any shop's customers ask for in a day.
const MAX_SMS_BUDGET: i32 = 100_000;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SecuritySettingsPage {
    settings_nav: Vec<SettingsLink>,
    form: Form,
    methods: Vec<Method>,
    /// The error of the choice of sign-in methods.
    methods_error: Option<String>,
    self_registration: bool,
    links_open_only: bool,
    /// Today's texts are used up: codes are offered again tomorrow.
    texts_paused: bool,
    action: &'static str,
}

/// A way to sign in, and whether it is offered.
#[derive(Debug, Clone, Serialize)]
struct Method {
    key: &'static str,
    label: String,
    hint: String,
    on: bool,
}

/// `GET /staff/settings/security`
pub(crate) async fn show(staff: Staff) -> Result<Response> {
    staff.require(Role::Manager)?;
    let tenant = staff.scope.tenant().await?;
    let form = Form::filled([
        ("session_days", tenant.session_days.get().to_string()),
        ("sms_budget", tenant.sms_daily_budget.to_string()),
    ]);
    let chosen = Chosen {
        methods: tenant.sign_in.iter().collect(),
        self_registration: tenant.self_registration,
        links_open_only: tenant.links_open_only,
    };
    page(&staff, StatusCode::OK, form, &chosen)
}

/// `POST /staff/settings/security`, `methods` once for each that is on
pub(crate) async fn save(Checked { who: staff, form }: Checked<Staff>) -> Result<Response> {
    staff.require(Role::Manager)?;
    let chosen = Chosen::read(&form);
    let mut reader = form.reader(staff.visit.words());
    let before = staff.scope.tenant().await?;
    let settings = settings(&mut reader, &chosen, &before.sign_in);
    let budget = sms_budget(&mut reader, &form, before.sms_daily_budget);
    match settings.zip(budget) {
        Some((settings, budget)) => {
            staff.scope.set_sign_in(settings).await?;
            // Saving the budget closes the breaker, so only a changed budget is saved.
            if budget != before.sms_daily_budget {
                staff.scope.set_sms_budget(budget).await?;
            }
            Ok(see_other(&with_notice(path::SECURITY, "settings-saved")))
        }
        None => page(&staff, StatusCode::UNPROCESSABLE_ENTITY, reader.into_form(), &chosen),
    }
}

/// The ticked boxes.
struct Chosen {
    methods: Vec<SignInMethod>,
    self_registration: bool,
    links_open_only: bool,
}

impl Chosen {
    fn read(form: &Submitted) -> Self {
        Self {
            methods: form.all("methods").iter().filter_map(|word| SignInMethod::from_str(word).ok()).collect(),
            self_registration: form.get("self_registration") == "on",
            links_open_only: form.get("links_open_only") == "on",
        }
    }
}

fn settings(reader: &mut Reader<'_>, chosen: &Chosen, before: &SignInMethods) -> Option<SignInSettings> {
    let session_days = reader.parsed("session_days", |text| {
        text.parse::<u16>().ok().and_then(|days| SessionDays::try_from(days).ok()).ok_or("error-session-days")
    });
    let methods = before.changed_to(&chosen.methods);
    if methods.is_empty() {
        return None;
    }
    Some(SignInSettings {
        methods,
        self_registration: chosen.self_registration,
        session_days: session_days?,
        links_open_only: chosen.links_open_only,
    })
}

/// A form without the field leaves it as it is.
fn sms_budget(reader: &mut Reader<'_>, form: &Submitted, before: i32) -> Option<i32> {
    if form.get("sms_budget").trim().is_empty() {
        return Some(before);
    }
    reader.parsed("sms_budget", |text| {
        text.parse().ok().filter(|segments| (0..=MAX_SMS_BUDGET).contains(segments)).ok_or("error-sms-budget")
    })
}

fn page(staff: &Staff, status: StatusCode, form: Form, chosen: &Chosen) -> Result<Response> {
    let words = staff.visit.words();
    let mut form = form;
    form.fields.entry("sms_budget").or_default();
    let page = SecuritySettingsPage {
        settings_nav: nav(staff, path::SECURITY),
        form,
        methods: SignInMethod::ALL.map(|method| Method::new(method, chosen, words)).into(),
        methods_error: chosen.methods.is_empty().then(|| words.get("error-no-sign-in-method")),
        self_registration: chosen.self_registration,
        links_open_only: chosen.links_open_only,
        texts_paused: staff.visit.tenant().sms_paused_until.is_some_and(|until| until > staff.visit.now),
        action: path::SECURITY,
    };
    staff.visit.page_with_status(status, shell(staff, "staff-security-heading"), &page)
}

impl Method {
    fn new(method: SignInMethod, chosen: &Chosen, words: &Words) -> Self {
        let id = format!("sign-in-{}", method.as_str().replace('_', "-"));
        Self {
            key: method.as_str(),
            label: words.get(&id),
            hint: words.get(&format!("{id}.hint")),
            on: chosen.methods.contains(&method),
        }
    }
}

impl Page for SecuritySettingsPage {
    const TEMPLATE: &'static str = "staff/settings_security.html";

    fn samples() -> Vec<Self> {
        let form = Form::filled([("session_days", "30".to_owned()), ("sms_budget", "200".to_owned())]);
        let method = |on| Method { key: "password", label: "Password".into(), hint: "They set one".into(), on };
        let fine = Self {
            settings_nav: sample_nav(),
            form: form.clone(),
            methods: vec![method(true), method(false)],
            methods_error: None,
            self_registration: true,
            links_open_only: false,
            texts_paused: false,
            action: "/x",
        };
        let wrong = Self {
            form: form.failed("1 to 90".into()),
            methods_error: Some("Choose one".into()),
            self_registration: false,
            links_open_only: true,
            texts_paused: true,
            ..fine.clone()
        };
        vec![fine, wrong]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::SecuritySettingsPage>();
    }
}
