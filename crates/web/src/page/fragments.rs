//! Parts of pages that are the same for everybody who gets them, rendered once.
//!
//! What differs by words alone (tabs, the menu of an account) is kept with the theme, for all shops. What names the shop
//! lives as long as its snapshot, so a change of the shop begins with none; it is little, because there are many shops.

use std::sync::{OnceLock, PoisonError};

use minijinja::Error as TemplateError;
use minijinja::value::{Serde, Value};

use super::shell::{MenuItem, NavItem};
use super::shop::{Shop, hours};
use crate::theme::Theme;
use crate::theme::words::Words;

/// The shop's name and the way to its home.
const TOP: &str = "components/top.html";
/// The ways to the parts of a portal.
const TABS: &str = "components/tabs.html";
/// The button that calls the shop.
const CALL: &str = "components/call.html";
/// The shop's name, contact details and opening hours.
const FOOTER: &str = "components/footer.html";
/// The links of an account's menu, and the switch of light and dark.
const ACCOUNT_MENU: &str = "components/account_menu.html";

/// The top of a portal's page.
pub(crate) fn top(theme: &Theme, shop: &Shop) -> Result<Value, TemplateError> {
    once(&shop.fragments.top, || render(theme, &shop.words, TOP, [("shop", shop.shell.clone())]))
}

/// The tabs of a portal, with the current one marked.
pub(crate) fn tabs(theme: &Theme, words: &Words, nav: &[NavItem]) -> Result<Value, TemplateError> {
    let render = || render(theme, words, TABS, [("nav", Value::from(Serde(nav.to_vec())))]);
    // A number on a tab is one customer's.
    if nav.iter().any(|item| item.badge.is_some()) {
        return render();
    }
    let current = nav.iter().find(|item| item.current).map_or("", |item| item.key);
    theme.fragments.get(TABS, &variant(words, current, nav.iter().map(|item| item.href)), render)
}

/// The button that calls the shop, when it has a phone.
pub(crate) fn call(theme: &Theme, shop: &Shop) -> Result<Value, TemplateError> {
    once(&shop.fragments.call, || render(theme, &shop.words, CALL, [("shop", shop.shell.clone())]))
}

/// The footer, with the hours of the day.
pub(crate) fn footer(theme: &Theme, shop: &Shop, today_hours: Option<&str>) -> Result<Value, TemplateError> {
    let known = shop.fragments.footer.read().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, value)) = known.as_ref().filter(|(hours, _)| hours.as_deref() == today_hours) {
        return Ok(value.clone());
    }
    drop(known);
    let context = [("shop", shop.shell.clone()), ("hours", hours(shop)), ("today_hours", Value::from(today_hours))];
    let value = render(theme, &shop.words, FOOTER, context)?;
    let mut known = shop.fragments.footer.write().unwrap_or_else(PoisonError::into_inner);
    *known = Some((today_hours.map(str::to_owned), value.clone()));
    Ok(value)
}

/// What an account's menu holds: the same for all whose menu leads to the same places.
pub(crate) fn account_menu(theme: &Theme, words: &Words, menu: &[MenuItem]) -> Result<Value, TemplateError> {
    theme.fragments.get(ACCOUNT_MENU, &variant(words, "", menu.iter().map(|item| item.href)), || {
        render(theme, words, ACCOUNT_MENU, [("menu", Value::from(Serde(menu.to_vec())))])
    })
}

/// Labels and icons are the words', so their number and the places say it all.
fn variant<'a>(words: &Words, current: &str, places: impl Iterator<Item = &'a str>) -> String {
    let mut variant = format!("{} {current}", words.number());
    for place in places {
        variant.push(' ');
        variant.push_str(place);
    }
    variant
}

fn once(kept: &OnceLock<Value>, render: impl FnOnce() -> Result<Value, TemplateError>) -> Result<Value, TemplateError> {
    match kept.get() {
        Some(value) => Ok(value.clone()),
        None => render().map(|value| kept.get_or_init(|| value).clone()),
    }
}

fn render<const N: usize>(
    theme: &Theme,
    words: &Words,
    template: &str,
    context: [(&'static str, Value); N],
) -> Result<Value, TemplateError> {
    theme.render(template, words, context).map(Value::from_safe_string)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::theme::files::Files;
    use crate::theme::fragments::CommonFragments;

    #[test]
    fn fragments_render_in_every_language_and_preset() {
        let presets = ["garage", "detailing", "home-services", "salon", "studio"].map(str::to_owned);
        let theme = Theme::load(&Files::default(), &presets).unwrap();
        let shop = json!({
            "name": "Torque & Sons", "initial": "T", "logo": null, "tagline": "Looked after", "phone_href": "tel:+12025550100", "phone": "+1 202-555-0100",
            "email": "hello@example.com",
        });
        let hours = json!([{ "day": "Monday", "text": "8:00 – 17:00" }]);
        let nav =
            json!([{ "key": "home", "label": "Home", "href": "/", "icon": "house", "current": true, "badge": "2" }]);
        for (language, preset, words) in theme.catalogues().all() {
            let context = [
                ("nav", Value::from(Serde(nav.clone()))),
                ("menu", Value::from(Serde(nav.clone()))),
                ("shop", Value::from(Serde(shop.clone()))),
                ("hours", Value::from(Serde(hours.clone()))),
                ("today_hours", Value::from("8:00 – 17:00")),
            ];
            for (template, part) in [
                (TOP, "Torque &amp; Sons"),
                (TABS, "aria-current"),
                (CALL, "tel:+1202"),
                (FOOTER, "<dt>Monday</dt>"),
                (ACCOUNT_MENU, "data-set-theme"),
            ] {
                let html = theme.render(template, words, context.clone()).unwrap();
                assert!(html.contains(part), "{template} in {language}, {preset}: {html}");
            }
        }
    }

    #[test]
    fn what_was_rendered_is_not_rendered_again() {
        let fragments = CommonFragments::default();
        let say = |text: &'static str| move || Ok(Value::from_safe_string(text.to_owned()));
        assert_eq!(fragments.get(TABS, "", say("first")).unwrap().as_str(), Some("first"));
        assert_eq!(fragments.get(TABS, "", say("second")).unwrap().as_str(), Some("first"));
        assert_eq!(fragments.get(TABS, "8:00", say("third")).unwrap().as_str(), Some("third"));
        assert_eq!(fragments.get(ACCOUNT_MENU, "", say("fourth")).unwrap().as_str(), Some("fourth"));
        let kept = OnceLock::new();
        assert_eq!(once(&kept, say("fifth")).unwrap().as_str(), Some("fifth"));
        assert_eq!(once(&kept, say("sixth")).unwrap().as_str(), Some("fifth"));
    }

    #[test]
    fn tabs_differ_by_words_places_and_where_one_is() {
        let theme = Theme::load(&Files::default(), &["garage", "salon"].map(str::to_owned)).unwrap();
        let item =
            |key, label: String, href, current| NavItem { key, label, href, icon: "house", current, badge: None };
        let said = |language: &str, preset: &str, here: &str, jobs: bool| {
            let words = theme.catalogues().get(language, preset).unwrap();
            let mut nav = vec![item("home", words.get("nav-home"), "/", here == "home")];
            if jobs {
                nav.push(item("jobs", words.get("nav-jobs"), "/jobs", here == "jobs"));
            }
            tabs(&theme, words, &nav).unwrap().to_string()
        };
        let all = [
            said("en-US", "garage", "home", true),
            said("en-US", "garage", "jobs", true),
            said("en-US", "garage", "home", false),
            said("en-US", "salon", "home", true),
            said("de", "garage", "home", true),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(all.iter().skip(at + 1).all(|other| other != one), "{at}: {one}");
        }
    }
}
