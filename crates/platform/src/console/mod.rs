//! The operators' console, on a host of its own: signing in, always with a second factor, then the shops.
//!
//! Every handler behind the sign-in takes an [`Operator`], and every write a [`forecourt_auth::Checked`] one. No
//! response shows a secret but those that are made to be shown once: an operator's own recovery codes, and a recovery
//! link.

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

pub use surface::ROUTES;

mod surface {
    use super::*;

    forecourt_web::surface! { front, shops, sign_in, passkeys, second_factor, invitation, shop, audit, account }
}

/// `GET /` leads to the list of shops.
mod front {
    use super::*;

    forecourt_web::routes! {
        get paths::platform::HOME => root;
    }
}

/// The router of the operators' host; `passwords` is the process's one pool.
pub fn router(passwords: Passwords) -> axum::Router<SharedSite> {
    surface::router().layer(Extension(passwords))
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

/// Answers with a page for visitors who are not signed in.
fn door<P: Page>(site: &Site, status: StatusCode, title: &str, csrf: &str, page: &P) -> Result<Response> {
    let title = platform_words(site)?.get(title);
    let shell = Shell { title, body_class: "ops", csrf: csrf.to_owned(), ..Shell::default() };
    Ok((status, Html(render_console(site, shell, page)?)).into_response())
}
