//! What brings a portal link.

use chrono::{DateTime, Utc};
use forecourt_storage::outbox::ClaimedNotification;
use forecourt_web::dates::Dates;
use forecourt_web::site::Site;
use forecourt_web::{Page, Shop, Words, paths};
use serde::Serialize;

use super::error::Speechless;
use super::letterhead::{self, Letterhead};
use super::plain::plain;
use crate::message::{Outgoing, written_at};

/// The mail that brings a portal link.
#[derive(Debug, Clone, Serialize)]
pub struct PortalLinkEmail {
    /// How the customer likes to be addressed.
    pub customer_name: String,
    /// The link.
    pub url: String,
    /// The day it ends, in the shop's time zone: "May 28".
    pub expires: String,
    /// Whose it is.
    #[serde(flatten)]
    pub letterhead: Letterhead,
}

impl Page for PortalLinkEmail {
    const TEMPLATE: &'static str = "emails/portal_link.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            customer_name: "Alex Morgan".into(),
            url: format!("https://torque.example.com/portal/{}", "0123456789abcdef".repeat(4)),
            expires: "May 28".into(),
            letterhead: Letterhead::sample(),
        };
        let bare = Letterhead { logo: None, ..full.letterhead.clone() };
        vec![Self { letterhead: bare, ..full.clone() }, full]
    }
}

/// Its mail.
pub(super) fn mail(
    site: &Site,
    shop: &Shop,
    claimed: &ClaimedNotification,
    token: &str,
    expires_at: DateTime<Utc>,
) -> Result<Outgoing, Speechless> {
    let tenant = &shop.tenant;
    let written = written_at(claimed.id.uuid()).ok_or_else(|| Speechless("its id carries no time".into()))?;
    let page = PortalLinkEmail {
        customer_name: claimed.customer_name.clone(),
        url: link(site, shop, token),
        expires: Dates::new(shop.words.clone(), tenant.time_zone, written).short(expires_at),
        letterhead: Letterhead::of(site, shop),
    };
    let subject = shop.words.with("email-portal-link-subject", [("shop", tenant.name.as_str().into())]);
    letterhead::mail(site, shop, claimed, subject, &page)
}

/// Its text.
pub(super) fn text(site: &Site, shop: &Shop, claimed: &ClaimedNotification, token: &str) -> Outgoing {
    let said = link_text(&shop.words, &shop.tenant.name, &link(site, shop, token));
    letterhead::text(site, shop, claimed, said)
}

fn link(site: &Site, shop: &Shop, token: &str) -> String {
    site.settings.shop_url(&shop.tenant, &paths::portal::link(token))
}

fn link_text(words: &Words, shop: &str, url: &str) -> String {
    plain(&words.with("sms-portal-link", [("shop", shop.into()), ("url", url.into())]))
}

#[cfg(test)]
mod tests {
    use forecourt_web::files::Files;
    use forecourt_web::page::render_email;
    use forecourt_web::theme::Theme;

    use super::*;
    use crate::segments::{self, Encoding};

    const PRESETS: [&str; 5] = ["garage", "detailing", "home-services", "salon", "studio"];

    fn theme() -> Theme {
        Theme::load(&Files::default(), &PRESETS.map(str::to_owned)).unwrap()
    }

    #[test]
    fn the_mail_is_whole_in_every_language_and_preset() {
        let theme = theme();
        let mut seen = 0;
        for (language, preset, words) in theme.catalogues().all() {
            for page in PortalLinkEmail::samples() {
                let mail = render_email(&theme, words, &page).unwrap_or_else(|e| panic!("{language} {preset}: {e}"));
                // The subject is also the HTML's title, where strict rendering has checked its words.
                assert!(words.has("email-portal-link-subject"), "{language} {preset}");
                assert!(mail.html.contains(&format!("<html lang=\"{language}\"")), "{language} {preset}");
                let html = mail.html.replace("&#x2f;", "/");
                for said in [&page.url, &page.customer_name, &page.expires] {
                    assert!(html.contains(said) && mail.text.contains(said), "{language} {preset}: {said}");
                }
                assert!(mail.html.contains("Torque &amp; Söhne") && mail.text.contains("Torque & Söhne"));
                assert_eq!(mail.html.contains("<img"), page.letterhead.logo.is_some());
                assert!(
                    !mail.text.contains("&amp;") && !mail.text.contains("{{"),
                    "{language} {preset}: {}",
                    mail.text
                );
            }
            seen += 1;
        }
        assert_eq!(seen, 3 * PRESETS.len());
    }

    #[test]
    fn the_text_is_one_cheap_segment_in_every_language_and_preset() {
        let url = format!("https://torque.example.com/portal/{}", "0123456789abcdef".repeat(4));
        let theme = theme();
        for (language, preset, words) in theme.catalogues().all() {
            let text = link_text(words, "Ben’s Torque Garage", &url);
            assert!(text.starts_with("Ben's Torque Garage") && text.ends_with(&url), "{text}");
            let cost = segments::count(&text);
            assert_eq!((cost.encoding, cost.count), (Encoding::Gsm7, 1), "{language} {preset}: {text}");
        }
    }
}
