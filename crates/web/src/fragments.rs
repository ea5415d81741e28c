//! Parts of a shop's pages that are the same for everybody who gets them, rendered once: the top of each place, the
//! footer of each day, the menu of an account. They live as long as the shop's snapshot, so a change of the shop
//! begins with none.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use minijinja::Error as TemplateError;
use minijinja::value::{Serde, Value};

use crate::brand::Shop;
use crate::page::{MenuItem, NavItem};
use crate::theme::Theme;
use crate::words::Words;

/// The shop's name and the ways to the parts of its portal.
const TOP: &str = "components/top.html";
/// The button that calls the shop.
const CALL: &str = "components/call.html";
/// Who the shop is, and when it is open.
const FOOTER: &str = "components/footer.html";
/// Where an account's menu leads, and the switch of light and dark.
const ACCOUNT_MENU: &str = "components/account_menu.html";

/// What was rendered so far: by template, and by what it differs in.
#[derive(Debug, Default)]
pub(crate) struct Fragments(RwLock<HashMap<&'static str, HashMap<String, Value>>>);

impl Fragments {
    fn get(
        &self,
        template: &'static str,
        variant: &str,
        render: impl FnOnce() -> Result<Value, TemplateError>,
    ) -> Result<Value, TemplateError> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = known.get(template).and_then(|of| of.get(variant)) {
            return Ok(value.clone());
        }
        drop(known);
        let value = render()?;
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(template).or_default().insert(variant.to_owned(), value.clone());
        Ok(value)
    }
}

/// The top of a portal's page, with the current tab marked.
pub(crate) fn top(theme: &Theme, shop: &Shop, nav: &[NavItem]) -> Result<Value, TemplateError> {
    let render = || render(theme, shop, TOP, [("shop", shop.shell.clone()), ("nav", Value::from(Serde(nav.to_vec())))]);
    // A number on a tab is one customer's.
    if nav.iter().any(|item| item.badge.is_some()) {
        return render();
    }
    let current = nav.iter().find(|item| item.current).map_or("", |item| item.key);
    let current = if nav.is_empty() { "nowhere" } else { current };
    shop.fragments.get(TOP, current, render)
}

/// The button that calls the shop, when it has a phone.
pub(crate) fn call(theme: &Theme, shop: &Shop) -> Result<Value, TemplateError> {
    shop.fragments.get(CALL, "", || render(theme, shop, CALL, [("shop", shop.shell.clone())]))
}

/// The footer, with the hours of the day.
pub(crate) fn footer(theme: &Theme, shop: &Shop, today_hours: Option<&str>) -> Result<Value, TemplateError> {
    shop.fragments.get(FOOTER, today_hours.unwrap_or_default(), || {
        render(theme, shop, FOOTER, [("shop", shop.shell.clone()), ("today_hours", Value::from(today_hours))])
    })
}

/// What an account's menu holds: the same for all whose menu leads to the same places.
pub(crate) fn account_menu(theme: &Theme, shop: &Shop, menu: &[MenuItem]) -> Result<Value, TemplateError> {
    let places: String = menu.iter().map(|item| item.href).collect();
    shop.fragments.get(ACCOUNT_MENU, &places, || menu_of(theme, &shop.words, menu))
}

/// The same in any words, for what belongs to no shop.
pub(crate) fn menu_of(theme: &Theme, words: &Words, menu: &[MenuItem]) -> Result<Value, TemplateError> {
    let context = [("menu", Value::from(Serde(menu.to_vec())))];
    theme.render(ACCOUNT_MENU, words, context).map(Value::from_safe_string)
}

fn render<const N: usize>(
    theme: &Theme,
    shop: &Shop,
    template: &str,
    context: [(&'static str, Value); N],
) -> Result<Value, TemplateError> {
    theme.render(template, &shop.words, context).map(Value::from_safe_string)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::files::Files;

    #[test]
    fn fragments_render_in_every_language_and_preset() {
        let presets = ["garage", "detailing", "home-services", "salon", "studio"].map(str::to_owned);
        let theme = Theme::load(&Files::default(), &presets).unwrap();
        let shop = json!({
            "name": "Torque & Sons", "initial": "T", "logo": null, "tagline": "Looked after", "phone_href": "tel:+12025550100", "phone": "+1 202-555-0100",
            "email": "hello@example.com", "hours": [{ "day": "Monday", "text": "8:00 – 17:00" }],
        });
        let nav =
            json!([{ "key": "home", "label": "Home", "href": "/", "icon": "house", "current": true, "badge": "2" }]);
        for (language, preset, words) in theme.catalogues().all() {
            let context = [
                ("nav", Value::from(Serde(nav.clone()))),
                ("menu", Value::from(Serde(nav.clone()))),
                ("shop", Value::from(Serde(shop.clone()))),
                ("today_hours", Value::from("8:00 – 17:00")),
            ];
            for (template, part) in [
                (TOP, "aria-current"),
                (CALL, "tel:+1202"),
                (FOOTER, "Torque &amp; Sons"),
                (ACCOUNT_MENU, "data-set-theme"),
            ] {
                let html = theme.render(template, words, context.clone()).unwrap();
                assert!(html.contains(part), "{template} in {language}, {preset}: {html}");
            }
        }
    }

    #[test]
    fn what_was_rendered_is_not_rendered_again() {
        let fragments = Fragments::default();
        let say = |text: &'static str| move || Ok(Value::from_safe_string(text.to_owned()));
        assert_eq!(fragments.get(FOOTER, "", say("first")).unwrap().as_str(), Some("first"));
        assert_eq!(fragments.get(FOOTER, "", say("second")).unwrap().as_str(), Some("first"));
        assert_eq!(fragments.get(FOOTER, "8:00", say("third")).unwrap().as_str(), Some("third"));
        assert_eq!(fragments.get(TOP, "", say("fourth")).unwrap().as_str(), Some("fourth"));
    }
}
