//! The frame of a page, as its layout finds it: navigation, account menu, footer.

use minijinja::value::{Serde, Value};

use super::fragments;
use super::shell::{Page, Shell};
use super::shop::Shop;
use crate::error::{Error, Result};
use crate::format::dates::Dates;
use crate::site::Site;
use crate::theme::fields::fields;

/// The class of the body of a customer's pages.
const PORTAL: &str = "portal";

/// Renders a page in a shop's looks.
///
/// # Errors
/// A defect in the template.
pub fn render<P: Page>(site: &Site, shop: &Shop, shell: Shell, page: &P) -> Result<String> {
    render_values(site, shop, shell, P::TEMPLATE, Value::from(Serde(page)))
}

/// The part of [`render`] that is the same for every page, so that it is compiled once and not for each of them.
pub(crate) fn render_values(
    site: &Site,
    shop: &Shop,
    shell: Shell,
    template: &'static str,
    page: Value,
) -> Result<String> {
    let inlined = |value: &dyn Fn() -> Value| if shell.inline_css { value() } else { Value::from(()) };
    let inline_css = inlined(&|| site.theme.inline_css.clone());
    let inline_brand = inlined(&|| Value::from_safe_string(shop.brand_css.clone()));
    let inline_js = inlined(&|| site.theme.inline_js.clone());
    let theme = &site.theme;
    let today = today_hours(site, shop);
    let portal = shell.body_class == PORTAL;
    let fragment = |wanted: bool, rendered: &dyn Fn() -> std::result::Result<Value, minijinja::Error>| {
        if wanted { rendered().map_err(Error::template) } else { Ok(Value::from(())) }
    };
    let top = fragment(portal, &|| fragments::top(theme, shop))?;
    let tabs = fragment(portal && !shell.nav.is_empty(), &|| fragments::tabs(theme, &shop.words, &shell.nav))?;
    let call = fragment(portal, &|| fragments::call(theme, shop))?;
    let footer = fragment(portal, &|| fragments::footer(theme, shop, today.as_deref()))?;
    let account_menu = match &shell.account {
        Some(account) => fragments::account_menu(theme, &shop.words, &account.menu).map_err(Error::template)?,
        None => Value::from(()),
    };
    let shell = fields([
        ("top", top),
        ("tabs", tabs),
        ("call", call),
        ("footer", footer),
        ("account_menu", account_menu),
        ("today_hours", Value::from(today)),
        ("shop", shop.shell.clone()),
        ("lang", Value::from(shop.words.language())),
        ("dir", Value::from("ltr")),
        ("brand_css", Value::from(shop.brand_href.as_str())),
        ("inline_css", inline_css),
        ("inline_js", inline_js),
        ("inline_brand", inline_brand),
        ("title", Value::from(shell.title)),
        ("body_class", Value::from(shell.body_class)),
        ("nav", Value::from(Serde(shell.nav))),
        ("account", Value::from(Serde(shell.account))),
        ("csrf", Value::from(shell.csrf)),
        ("toast", Value::from(Serde(shell.toast))),
        ("search", Value::from(shell.search)),
    ]);
    site.theme.render(template, &shop.words, [("shell", shell), ("page", page)]).map_err(Error::template)
}

/// The hours of the shop's day; none when it tells none.
fn today_hours(site: &Site, shop: &Shop) -> Option<String> {
    if shop.tenant.hours.is_empty() {
        return None;
    }
    let dates = Dates::new(shop.words.clone(), shop.tenant.time_zone, site.storage.clock().now());
    crate::views::today_hours(&shop.tenant, &shop.words, &dates)
}
