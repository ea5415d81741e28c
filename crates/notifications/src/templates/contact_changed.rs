//! Tells the old address that it has been replaced: its owner may not have wanted that.

use forecourt_storage::SendChannel;
use forecourt_storage::outbox::ClaimedNotification;
use forecourt_web::site::Site;
use forecourt_web::{Page, Shop, Words};
use serde::Serialize;

use super::error::Speechless;
use super::letterhead::{self, Letterhead};
use super::plain::plain;
use crate::message::Outgoing;

/// The mail.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ContactChangedEmail {
    /// How the customer likes to be addressed.
    pub customer_name: String,
    /// What was changed, in the ids of its words: `email` or `phone`.
    pub kind: &'static str,
    /// The new one, masked so that only its owner recognises it.
    pub masked: String,
    /// None: the inbox may belong to another person by now.
    pub url: Option<String>,
    /// Whose it is.
    #[serde(flatten)]
    pub letterhead: Letterhead,
}

impl Page for ContactChangedEmail {
    const TEMPLATE: &'static str = "emails/contact_changed.html";

    fn samples() -> Vec<Self> {
        let email = Self {
            customer_name: "Alex Morgan".into(),
            kind: "email",
            masked: "a…\u{2060}@example.com".into(),
            url: None,
            letterhead: Letterhead::sample(),
        };
        let bare = Letterhead { logo: None, ..email.letterhead.clone() };
        vec![Self { kind: "phone", masked: "…42".into(), letterhead: bare, ..email.clone() }, email]
    }
}

/// Puts it into words.
pub(crate) fn compose(
    site: &Site,
    shop: &Shop,
    claimed: &ClaimedNotification,
    email: bool,
    masked: &str,
) -> Result<Outgoing, Speechless> {
    let kind = if email { "email" } else { "phone" };
    if claimed.channel == SendChannel::Sms {
        return Ok(letterhead::text(site, shop, claimed, text(&shop.words, &shop.tenant.name, kind, masked)));
    }
    let page = ContactChangedEmail {
        customer_name: claimed.customer_name.clone(),
        kind,
        masked: masked.to_owned(),
        url: None,
        letterhead: Letterhead::of(site, shop),
    };
    let subject = [("shop", shop.tenant.name.as_str().into())];
    let subject = shop.words.with(&format!("email-contact-changed-{kind}-subject"), subject);
    letterhead::mail(site, shop, claimed, subject, &page)
}

fn text(words: &Words, shop: &str, kind: &str, masked: &str) -> String {
    let said = [("shop", shop.into()), ("new", masked.into())];
    plain(&words.with(&format!("sms-contact-changed-{kind}"), said))
}

#[cfg(test)]
mod tests {
    use forecourt_web::files::Files;
    use forecourt_web::page::render_email;
    use forecourt_web::theme::Theme;

    use super::*;
    use crate::segments::{self, Encoding};

    const PRESETS: [&str; 5] = ["garage", "detailing", "home-services", "salon", "studio"];

    #[test]
    fn the_old_address_is_told_in_every_language_and_preset() {
        let theme = Theme::load(&Files::default(), &PRESETS.map(str::to_owned)).unwrap();
        for (language, preset, words) in theme.catalogues().all() {
            for page in ContactChangedEmail::samples() {
                let mail = render_email(&theme, words, &page).unwrap_or_else(|e| panic!("{language} {preset}: {e:#}"));
                for said in [&page.masked, &page.customer_name] {
                    assert!(mail.html.contains(said) && mail.text.contains(said), "{language} {preset}: {said}");
                }
                assert!(!mail.text.contains("http"), "nothing to tap: {}", mail.text);
                let said = text(words, "Ben’s Torque Garage", page.kind, "a…\u{2060}@example.com");
                let cost = segments::count(&said);
                assert_eq!((cost.encoding, cost.count), (Encoding::Gsm7, 1), "{language} {preset}: {said}");
            }
        }
    }
}
