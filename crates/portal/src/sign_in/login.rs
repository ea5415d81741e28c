//! The login page: a tab for each sign-in method of the shop.

use axum::extract::{FromRequestParts, Query, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use forecourt_auth::customer;
use forecourt_domain::auth_method::Purpose;
use forecourt_domain::sign_in::SignInMethod;
use forecourt_web::page::see_other;
use forecourt_web::paths::portal as path;
use forecourt_web::site::SharedSite;
use forecourt_web::{Form, Page, Result, Visit};
use serde::Serialize;

use super::{Place, own, register, shell};

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LoginPage {
    /// `email`, `phone`, `contact`, `password`, or `none` where nothing can be offered just now.
    kind: &'static str,
    tabs: Vec<Tab>,
    intro: String,
    field_label: String,
    button: String,
    form: Form,
    next: String,
    with: &'static str,
    register: Option<&'static str>,
    forgot: Option<&'static str>,
}

#[derive(Debug, Clone, Serialize)]
struct Tab {
    href: String,
    label: String,
    current: bool,
}

/// `GET /login`: a customer who is signed in already is redirected.
pub(crate) async fn show(
    State(site): State<SharedSite>,
    Query(place): Query<Place>,
    request: Request,
) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, &site).await?;
    if let Some((_, session)) = customer::session(&parts, &visit).await?
        && let customer::Entry::Open(_) = forecourt_auth::Customer::open(visit.clone(), session).await?
    {
        let next = own(&place.next);
        return Ok(see_other(if next.is_empty() { path::HOME } else { &next }));
    }
    let method = chosen(&visit, &place.with);
    page(&visit, StatusCode::OK, method, empty_form(""), &own(&place.next))
}

/// The page, with a form that is shown again.
pub(crate) fn page(
    visit: &Visit,
    status: StatusCode,
    method: Option<SignInMethod>,
    form: Form,
    next: &str,
) -> Result<Response> {
    let page = LoginPage::new(visit, method, form, next);
    visit.page_with_status(status, shell(visit, visit.words().get("login-title")), &page)
}

/// The page for a link or code whose method the shop has switched off since it was requested: it says so and offers the
/// remaining methods.
pub(crate) fn switched_off(visit: &Visit, purpose: Purpose) -> Result<Response> {
    if purpose == Purpose::Register {
        return register::closed(visit);
    }
    let said = visit.words().with("login-switched-off", [("shop", visit.tenant().name.as_str().into())]);
    page(visit, StatusCode::GONE, chosen(visit, ""), empty_form("").failed(said), "")
}

/// The ways that have a tab here and now, in the shop's order. A shop without SMS credits offers no codes.
pub(crate) fn offered(visit: &Visit) -> Vec<SignInMethod> {
    let tenant = visit.tenant();
    let now_possible = |method: &SignInMethod| match method {
        SignInMethod::EmailLink | SignInMethod::EmailOrPhoneLink | SignInMethod::Password => true,
        SignInMethod::SmsCode => tenant.offers_texts(visit.now),
        // Staff send it.
        SignInMethod::PortalLink => false,
    };
    tenant.sign_in.iter().filter(now_possible).collect()
}

/// The way that `with` names, or the shop's first.
pub(crate) fn chosen(visit: &Visit, with: &str) -> Option<SignInMethod> {
    let offered = offered(visit);
    offered.iter().find(|method| method.as_str() == with).or(offered.first()).copied()
}

/// An empty form, or one with what was typed.
pub(crate) fn empty_form(contact: &str) -> Form {
    Form::filled([("contact", contact.to_owned()), ("password", String::new())])
}

impl LoginPage {
    pub(crate) fn new(visit: &Visit, method: Option<SignInMethod>, form: Form, next: &str) -> Self {
        let (tenant, words) = (visit.tenant(), visit.words());
        let offered = offered(visit);
        let tab = |one: &SignInMethod| Tab {
            href: path::with_next(&format!("{}?with={}", path::LOGIN, one.as_str()), next),
            label: words.get(tab_word(*one)),
            current: method == Some(*one),
        };
        let kind = method.map_or("none", kind);
        let has_password = offered.contains(&SignInMethod::Password);
        Self {
            kind,
            tabs: if offered.len() > 1 { offered.iter().map(tab).collect() } else { Vec::new() },
            intro: words.get(&format!("login-intro-{kind}")),
            field_label: words.get(&format!("login-field-{kind}")),
            button: words.get(&format!("login-button-{kind}")),
            form,
            next: next.to_owned(),
            with: method.map_or("", SignInMethod::as_str),
            register: tenant.self_registration.then_some(path::REGISTER),
            forgot: (kind == "password" && has_password).then_some(path::FORGOT),
        }
    }
}

fn kind(method: SignInMethod) -> &'static str {
    match method {
        SignInMethod::EmailLink => "email",
        SignInMethod::EmailOrPhoneLink => "contact",
        SignInMethod::SmsCode => "phone",
        SignInMethod::Password => "password",
        SignInMethod::PortalLink => "none",
    }
}

fn tab_word(method: SignInMethod) -> &'static str {
    match method {
        SignInMethod::EmailLink => "login-tab-email",
        SignInMethod::EmailOrPhoneLink | SignInMethod::PortalLink => "login-tab-contact",
        SignInMethod::SmsCode => "login-tab-phone",
        SignInMethod::Password => "login-tab-password",
    }
}

impl Page for LoginPage {
    const TEMPLATE: &'static str = "portal/login.html";

    fn samples() -> Vec<Self> {
        let tab = |label: &str, current| Tab { href: "/login?with=email_link".into(), label: label.into(), current };
        let email = Self {
            kind: "email",
            tabs: vec![tab("Email link", true), tab("Password", false)],
            intro: "Enter your email to receive a sign-in link".into(),
            field_label: "Email address".into(),
            button: "Send sign-in link".into(),
            form: empty_form(""),
            next: String::new(),
            with: "email_link",
            register: None,
            forgot: None,
        };
        let password = Self { kind: "password", with: "password", forgot: Some("/login/forgot"), ..email.clone() };
        let wrong =
            Self { form: empty_form("a@example.com").failed("Wrong".into()), next: "/jobs".into(), ..password.clone() };
        let phone = Self { kind: "phone", with: "sms_code", register: Some("/user/register"), ..email.clone() };
        let contact = Self { kind: "contact", with: "email_or_phone_link", tabs: vec![], ..email.clone() };
        let none = Self { kind: "none", tabs: vec![], ..email.clone() };
        let switched_off = Self { form: empty_form("").failed("No longer offered".into()), ..none.clone() };
        vec![email, password, wrong, phone, contact, none, switched_off]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::LoginPage>();
    }
}
