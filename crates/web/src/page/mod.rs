//! Typed pages: one struct, one template, and samples that a test renders in every language and preset.

mod fragments;
pub(crate) mod layout;
pub mod platform;
pub(crate) mod redirect;
pub(crate) mod shell;
pub mod shop;

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Utc};
use forecourt_domain::host::HostName;
use forecourt_storage::Tenant;
use forecourt_storage::sessions::Sessions;
use minijinja::value::{Serde, Value};

use self::shop::{SharedShop, Shop};
use crate::error::{Error, Result};
use crate::format::dates::Dates;
use crate::format::prices::Prices;
use crate::site::SharedSite;
use crate::theme::Theme;
use crate::theme::fields::fields;
use crate::theme::words::Words;

pub use layout::render;
use layout::render_values;
pub use platform::{platform_words, render_console, render_platform};
pub use redirect::see_other;
pub use shell::{Account, MenuItem, NavItem, Page, Shell, Toast};

/// The context of one request: shop, host and time, and helpers that render pages in the shop's language.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The state of the process.
    pub site: SharedSite,
    /// The shop.
    pub shop: SharedShop,
    /// The host that the page is on: the shop's below the platform's domain, or one of its own.
    pub host: HostName,
    /// The time of the request.
    pub now: DateTime<Utc>,
    notice: Option<String>,
}

impl FromRequestParts<SharedSite> for Visit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self> {
        // The resolver stands before every shop route: without its shop this is no shop's host.
        let shop = parts.extensions.get::<SharedShop>().cloned().ok_or_else(Error::not_found)?;
        let host = parts.extensions.get::<HostName>().cloned().ok_or_else(Error::not_found)?;
        Ok(Self { site: site.clone(), shop, host, now: site.storage.clock().now(), notice: notice(&parts.uri) })
    }
}

impl Visit {
    /// The shop.
    pub fn tenant(&self) -> &Tenant {
        &self.shop.tenant
    }

    /// Its words.
    pub fn words(&self) -> &Words {
        &self.shop.words
    }

    /// The host that the page is on, where that is one of the shop's own.
    pub fn own_host(&self) -> Option<&HostName> {
        let subdomain = self.site.settings.subdomain(&self.tenant().slug);
        (self.host.as_str() != subdomain).then_some(&self.host)
    }

    /// The sessions that live at this host.
    pub fn sessions(&self) -> Sessions<'_> {
        self.site.storage.sessions_at(self.own_host())
    }

    /// Its way of saying dates.
    pub fn dates(&self) -> Dates {
        Dates::new(self.shop.words.clone(), self.shop.tenant.time_zone, self.now)
    }

    /// Its way of saying prices.
    pub fn prices(&self) -> Prices {
        Prices::new(self.shop.words.clone())
    }

    /// The message that a redirect brought along, if it is one of ours.
    pub fn toast(&self) -> Option<Toast> {
        platform::toast(self.words(), self.notice.as_deref())
    }

    /// Answers with a page.
    ///
    /// # Errors
    /// A defect in the template.
    pub fn page<P: Page>(&self, shell: Shell, page: &P) -> Result<Response> {
        self.page_with_status(StatusCode::OK, shell, page)
    }

    /// Answers with a page and another status than 200.
    ///
    /// # Errors
    /// A defect in the template.
    pub fn page_with_status<P: Page>(&self, status: StatusCode, shell: Shell, page: &P) -> Result<Response> {
        self.answer(status, shell, P::TEMPLATE, Value::from(Serde(page)))
    }

    fn answer(&self, status: StatusCode, shell: Shell, template: &'static str, page: Value) -> Result<Response> {
        let inline = shell.inline_css;
        let html = render_values(&self.site, &self.shop, shell, template, page)?;
        let mut response = (status, Html(html)).into_response();
        if inline {
            let styles = format!("{} {}", self.site.theme.inline_css_hash, self.shop.inline_brand_hash);
            let script = self.site.theme.inline_js_hash.clone();
            response.extensions_mut().insert(crate::http::csp::Inlined { styles, script });
        }
        Ok(response)
    }
}

/// An email's two forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailBody {
    /// For most.
    pub html: String,
    /// For those who read plain text.
    pub text: String,
}

/// Renders an email: the page's template, and the one of the same name that ends in `.txt`. Of the shell there is only
/// the language: a mail has no navigation, and finds nothing by a relative address.
///
/// # Errors
/// A defect in a template. Log it by `Display` only: its `Debug` quotes the page's values, and those may be secret.
pub fn render_email<P: Page>(theme: &Theme, words: &Words, page: &P) -> Result<EmailBody, minijinja::Error> {
    render_email_values(theme, words, P::TEMPLATE, Value::from(Serde(page)))
}

fn render_email_values(
    theme: &Theme,
    words: &Words,
    template: &'static str,
    page: Value,
) -> Result<EmailBody, minijinja::Error> {
    let shell = fields([("lang", Value::from(words.language())), ("dir", Value::from("ltr"))]);
    let context = [("shell", shell), ("page", page)];
    let plain = template.replace(".html", ".txt");
    Ok(EmailBody { html: theme.render(template, words, context.clone())?, text: theme.render(&plain, words, context)? })
}

/// `?notice=…` of a redirect: a word that names one of our messages, never a message.
pub fn notice(uri: &Uri) -> Option<String> {
    let query = uri.query()?;
    let value = query.split('&').find_map(|pair| pair.strip_prefix("notice="))?;
    let plain = value.len() <= 40 && value.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    plain.then(|| value.to_owned())
}

/// Adds a message to a path of ours.
pub fn with_notice(path: &str, notice: &str) -> String {
    let separator = if path.contains('?') { '&' } else { '?' };
    format!("{path}{separator}notice={notice}")
}

/// Puts the shop, and the host of the request, where a [`Visit`] finds them.
pub fn insert_shop(parts: &mut Parts, shop: Arc<Shop>, host: HostName) {
    parts.extensions.insert(shop);
    parts.extensions.insert(host);
}

/// For the tests of surfaces: renders samples strictly, everywhere.
pub mod testing {
    use std::path::Path;
    use std::sync::LazyLock;

    use minijinja::value::{Serde, Value};

    use super::Page;
    use crate::theme::Theme;
    use crate::theme::files::Files;

    /// The presets that the theme has words for.
    const PRESETS: [&str; 5] = ["garage", "detailing", "home-services", "salon", "studio"];

    static THEME: LazyLock<Theme> = LazyLock::new(|| {
        let presets = PRESETS.map(str::to_owned);
        Theme::load(&Files::default(), &presets)
            .unwrap_or_else(|error| panic!("{error}: {:?}", std::error::Error::source(&error)))
    });

    /// Renders every sample of a page in every language and preset.
    ///
    /// # Panics
    /// When a template does not fit its page, or words are missing: that is the test.
    pub fn renders_everywhere<P: Page>() {
        let pages: Vec<_> = P::samples().iter().map(|sample| Value::from(Serde(sample))).collect();
        render_all(P::TEMPLATE, &pages);
    }

    fn render_all(template: &str, pages: &[Value]) {
        for (language, preset, words) in THEME.catalogues().all() {
            for (at, page) in pages.iter().enumerate() {
                match THEME.render(template, words, [("shell", shell(language)), ("page", page.clone())]) {
                    Ok(html) => assert!(!html.trim().is_empty(), "{template} is empty"),
                    Err(error) => panic!("{template} sample {at} in {language}, {preset}: {error:#}"),
                }
            }
        }
    }

    /// Checks that each `impl Page for X` of a crate has a `renders_everywhere::<…X>` in the same file.
    ///
    /// # Panics
    /// When a page has none, or the crate has no pages at all.
    pub fn every_page_is_rendered(manifest_dir: &str) {
        let mut pages = 0;
        let mut folders = vec![Path::new(manifest_dir).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
                let path = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display())).path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let source =
                    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                for name in source.split("impl Page for ").skip(1).filter_map(|rest| rest.split([' ', '<']).next()) {
                    pages += 1;
                    let rendered = source.contains(&format!("renders_everywhere::<super::{name}>"));
                    assert!(rendered, "{}: no test renders {name} (see docs/adding-a-feature.md)", path.display());
                }
            }
        }
        assert!(pages > 0, "{manifest_dir} has no pages");
    }

    fn shell(language: &str) -> Value {
        Value::from(Serde(serde_json::json!({
            "shop": {
                "name": "Torque & Sons", "initial": "T", "tagline": "Looked after", "phone_href": "tel:+12025550100",
                "phone": "+1 202-555-0100", "email": "hello@example.com", "logo": "/logo?v=1",
            },
            "top": "", "tabs": "", "call": "", "footer": "", "account_menu": "", "today_hours": null,
            "lang": language, "dir": "ltr", "brand_css": "/brand.css", "inline_css": null, "inline_js": null, "inline_brand": null,
            "title": "A page", "body_class": "portal",
            "nav": [{ "key": "home", "label": "Home", "href": "/", "icon": "house", "current": true, "badge": "2" }],
            "account": {
                "name": "Alex Morgan", "initial": "A", "detail": null, "sign_out": "/sign-out",
            },
            "csrf": "0", "toast": { "tone": "success", "text": "Saved" }, "search": "",
        })))
    }
}
