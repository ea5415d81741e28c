//! A shop as pages show it: its words, colours and logo, prepared when it is first asked for.

use std::sync::{Arc, OnceLock, RwLock};

use forecourt_domain::color::{Accent, Background};
use forecourt_storage::Tenant;
use minijinja::value::{Serde, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::theme::fields::fields;
use crate::theme::words::Words;
use crate::theme::{Theme, csp_hash};
use crate::views::DAYS;

/// A shop with all that pages need of it.
#[derive(Debug)]
pub struct Shop {
    /// The shop.
    pub tenant: Tenant,
    /// Its words.
    pub words: Words,
    /// Its stylesheet: the accent in light and dark.
    pub brand_css: String,
    /// The address of the stylesheet.
    pub brand_href: String,
    /// The address of the logo.
    pub logo_href: Option<String>,
    pub(crate) inline_brand_hash: String,
    /// The part of the shell that is the same on every page.
    pub(crate) shell: Value,
    pub(crate) fragments: ShopFragments,
}

impl Shop {
    /// Prepares a shop.
    pub fn new(tenant: Tenant, theme: &Theme) -> Option<Self> {
        let words = theme.catalogues().get(&tenant.locale, &tenant.preset)?.clone();
        let brand_css = stylesheet(&tenant);
        let version: String = Sha256::digest(&brand_css).iter().take(4).map(|b| format!("{b:02x}")).collect();
        let logo_href = tenant
            .logo_key
            .as_ref()
            .map(|key| format!("{}?v={}", crate::paths::portal::LOGO, key.rsplit('/').next().unwrap_or_default()));
        let mut shop = Self {
            inline_brand_hash: csp_hash(&brand_css),
            brand_href: format!("{}?v={version}", crate::paths::portal::BRAND_CSS),
            brand_css,
            logo_href,
            shell: Value::UNDEFINED,
            fragments: ShopFragments::default(),
            words,
            tenant,
        };
        shop.shell = shop_value(&shop);
        Some(shop)
    }

    /// The first letter of the name, for where a logo would be.
    pub fn initial(&self) -> String {
        initial(&self.tenant.name)
    }
}

/// The fragments of a shop that have been rendered so far.
#[derive(Debug, Default)]
pub(crate) struct ShopFragments {
    pub(super) top: OnceLock<Value>,
    pub(super) call: OnceLock<Value>,
    /// With the hours that it tells: today's.
    pub(super) footer: RwLock<Option<(Option<String>, Value)>>,
}

/// A shop that many requests share.
pub type SharedShop = Arc<Shop>;

/// The first letter, in upper case.
pub fn initial(name: &str) -> String {
    name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().to_string()).unwrap_or_else(|| "?".to_owned())
}

fn stylesheet(tenant: &Tenant) -> String {
    let light = declarations(tenant.brand_color.accent(Background::Light));
    let dark = declarations(tenant.brand_color.accent(Background::Dark));
    // In the theme's layer order this comes after the tokens: unlayered rules win.
    format!(
        ":root,[data-theme=light]{{{light}}}\n@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n[data-theme=dark]{{{dark}}}\n"
    )
}

fn declarations(accent: Accent) -> String {
    let Accent { fill, ink, text, soft } = accent;
    format!("--brand:{fill};--brand-ink:{ink};--brand-text:{text};--brand-soft:{soft}")
}

/// A shop's opening hours, day by day; only its footer shows them.
pub(crate) fn hours(shop: &Shop) -> Value {
    #[derive(Serialize)]
    struct Day {
        day: String,
        text: String,
    }
    let days = DAYS.iter().zip(0u8..).filter_map(|(id, day)| {
        let text = shop.tenant.hours.get(&day)?;
        let text = if text.is_empty() { shop.words.get("hours-closed") } else { text.clone() };
        Some(Day { day: shop.words.get(id), text })
    });
    Value::from(Serde(days.collect::<Vec<_>>()))
}

/// The values of a shop that every page shows.
pub(crate) fn shop_value(shop: &Shop) -> Value {
    let tenant = &shop.tenant;
    let optional = |text: Option<String>| text.map_or(Value::from(()), Value::from);
    fields([
        ("name", Value::from(tenant.name.as_str())),
        ("initial", Value::from(initial(&tenant.name))),
        ("tagline", optional(tenant.tagline.clone())),
        ("phone_href", optional(tenant.phone.as_ref().map(|p| format!("tel:{}", p.as_str())))),
        ("phone", optional(tenant.phone.as_ref().map(|p| p.display()))),
        ("email", optional(tenant.email.as_ref().map(|e| e.display()))),
        ("logo", optional(shop.logo_href.clone())),
    ])
}
