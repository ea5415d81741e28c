//! The operators' console, on a host of its own: signing in, always with a second factor, then the shops.
//!
//! Every handler behind the door takes an [`Operator`], and every write a [`forecourt_auth::Checked`] one. No response
//! shows a secret but those that are made to be told once: an operator's own recovery codes, and a recovery link.

pub(crate) mod account;
pub(crate) mod audit;
pub(crate) mod invitation;
pub(crate) mod passkeys;
pub(crate) mod second_factor;
pub(crate) mod shop;
pub(crate) mod shops;
pub(crate) mod sign_in;

use axum::Extension;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use forecourt_auth::Passwords;
use forecourt_auth::operator::Operator;
use forecourt_web::page::platform::toast;
use forecourt_web::page::shop::initial;
use forecourt_web::page::{Account, MenuItem, NavItem, Shell, platform_words, render_console, see_other};
use forecourt_web::paths::ops as path;
use forecourt_web::site::{SharedSite, Site};
use forecourt_web::{Page, Result, paths};

pub use routes::ROUTES;

mod routes {
    use super::*;
    use forecourt_web::routes;

    routes! {
        get paths::platform::HOME => super::root;
        get path::HOME => shops::show;
        get path::LOGIN => sign_in::show;
        post path::LOGIN => sign_in::submit;
        post path::START_PASSKEY => passkeys::start_signing_in;
        post path::PASSKEY => passkeys::sign_in;
        post path::SIGN_OUT => sign_in::sign_out;
        get path::SECOND_FACTOR => second_factor::show;
        post path::SECOND_FACTOR => second_factor::submit;
        get path::SET_UP => second_factor::set_up;
        post path::SET_UP => second_factor::confirm;
        get path::INVITATION => invitation::show;
        post path::INVITATION => invitation::accept;
        get path::SHOP => shop::show;
        post path::SUSPEND => shop::suspend;
        post path::RESUME => shop::resume;
        post path::RECOVERY_LINK => shop::recovery_link;
        get path::AUDIT => audit::show;
        get path::ACCOUNT => account::show;
        post path::RECOVERY_CODES => account::replace_codes;
        post path::START_PASSKEYS => passkeys::start;
        post path::PASSKEYS => passkeys::add;
        post path::REMOVE_PASSKEY => passkeys::remove;
        post path::OTHER_SESSIONS => account::end_other_sessions;
    }
}

/// What the operators' host answers; `passwords` is the process's one pool.
pub fn router(passwords: Passwords) -> axum::Router<SharedSite> {
    routes::router().layer(Extension(passwords))
}

/// `GET /`
async fn root() -> Response {
    see_other(path::HOME)
}

/// Answers an operator with a page of the console.
fn page<P: Page>(operator: &Operator, here: &str, title: &str, page: &P) -> Result<Response> {
    let words = platform_words(&operator.site)?;
    let item = |key: &'static str, href, icon| NavItem {
        key,
        label: words.get(&format!("ops-nav-{key}")),
        href,
        icon,
        current: here == key,
        badge: None,
    };
    let who = &operator.scope.operator;
    let name = if who.name.is_empty() { who.email.clone() } else { who.name.clone() };
    let menu = vec![MenuItem { label: words.get("staff-account-menu"), href: path::ACCOUNT, icon: "key-round" }];
    let account =
        Account { initial: initial(&name), name, detail: Some(who.email.clone()), menu, sign_out: path::SIGN_OUT };
    let shell = Shell {
        title: title.to_owned(),
        body_class: "ops",
        nav: vec![item("shops", path::HOME, "store"), item("audit", path::AUDIT, "history")],
        account: Some(account),
        csrf: operator.scope.csrf.clone(),
        toast: toast(words, operator.notice.as_deref()),
        ..Shell::default()
    };
    Ok(Html(render_console(&operator.site, shell, page)?).into_response())
}

/// Answers at the door, where nobody is in yet.
fn door<P: Page>(site: &Site, status: StatusCode, title: &str, csrf: &str, page: &P) -> Result<Response> {
    let title = platform_words(site)?.get(title);
    let shell = Shell { title, body_class: "ops", csrf: csrf.to_owned(), ..Shell::default() };
    Ok((status, Html(render_console(site, shell, page)?)).into_response())
}
