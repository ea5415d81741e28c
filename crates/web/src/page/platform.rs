//! Pages that belong to no shop: the platform's own, and the operators' console.

use minijinja::value::{Serde, Value};

use super::fragments;
use super::shell::{Page, Shell, Toast};
use crate::error::{Error, Result};
use crate::site::Site;
use crate::theme::fields::fields;
use crate::theme::words::Words;

/// Renders a page without a shop, in the platform's looks.
///
/// # Errors
/// A defect in the template.
pub fn render_platform<P: Page>(site: &Site, title: &str, page: &P) -> Result<String> {
    let shell = Shell { title: title.to_owned(), body_class: "platform", ..Shell::default() };
    render_console(site, shell, page)
}

/// Renders a page of a signed-in operator: with their navigation and form token, and without a shop.
///
/// # Errors
/// A defect in the template.
pub fn render_console<P: Page>(site: &Site, shell: Shell, page: &P) -> Result<String> {
    render_values(site, shell, P::TEMPLATE, Value::from(Serde(page)))
}

fn render_values(site: &Site, shell: Shell, template: &'static str, page: Value) -> Result<String> {
    let words = platform_words(site)?;
    let nothing = || Value::from(());
    let shop = fields([
        ("name", Value::from("Forecourt")),
        ("initial", Value::from("F")),
        ("tagline", nothing()),
        ("phone_href", nothing()),
        ("phone", nothing()),
        ("email", nothing()),
        ("logo", nothing()),
    ]);
    let account_menu = match &shell.account {
        Some(account) => fragments::account_menu(&site.theme, words, &account.menu).map_err(Error::template)?,
        None => nothing(),
    };
    let shell = fields([
        ("account_menu", account_menu),
        ("today_hours", nothing()),
        ("shop", shop),
        ("lang", Value::from(words.language())),
        ("dir", Value::from("ltr")),
        ("brand_css", nothing()),
        ("inline_css", nothing()),
        ("inline_js", nothing()),
        ("inline_brand", nothing()),
        ("title", Value::from(shell.title)),
        ("body_class", Value::from(shell.body_class)),
        ("nav", Value::from(Serde(shell.nav))),
        ("account", Value::from(Serde(shell.account))),
        ("csrf", Value::from(shell.csrf)),
        ("toast", Value::from(Serde(shell.toast))),
        ("search", Value::from(shell.search)),
    ]);
    site.theme.render(template, words, [("shell", shell), ("page", page)]).map_err(Error::template)
}

/// The words of pages that belong to no shop.
///
/// # Errors
/// None in a working installation: there is always English.
pub fn platform_words(site: &Site) -> Result<&Words> {
    site.theme.catalogues().get("en-US", "garage").ok_or_else(Error::not_found)
}

/// The notice that a redirect brought along, if it is a known one.
pub fn toast(words: &Words, notice: Option<&str>) -> Option<Toast> {
    let id = format!("notice-{}", notice?);
    let tone = if id.ends_with("-failed") { "error" } else { "success" };
    words.has(&id).then(|| Toast { tone, text: words.get(&id) })
}
