//! The link and the code for a person who requested them on the platform's host. The message names no shop: its reader
//! has not yet shown that the inbox is theirs.

use forecourt_domain::token::Code;
use forecourt_storage::outbox::ClaimedNotification;
use forecourt_web::site::Site;
use forecourt_web::{Page, Shop, Words, paths};
use serde::Serialize;

use super::error::Speechless;
use super::letterhead::{self, Letterhead};
use super::plain::plain;
use crate::message::Outgoing;

/// The mail.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ClientLoginEmail {
    /// The code, in two groups.
    pub code: String,
    /// The link.
    pub url: String,
    /// The platform's: it is no shop's mail.
    #[serde(flatten)]
    pub letterhead: Letterhead,
}

impl ClientLoginEmail {
    fn new(code: &str, url: String) -> Self {
        Self { code: grouped(code), url, letterhead: Letterhead::platform() }
    }
}

impl Page for ClientLoginEmail {
    const TEMPLATE: &'static str = "emails/client_login.html";

    fn samples() -> Vec<Self> {
        vec![Self::new("482917", format!("https://example.com/client-login/{}", "0123456789ab".repeat(4)))]
    }
}

/// The mail, which is the platform's.
pub(crate) fn mail(
    site: &Site,
    words: &Words,
    claimed: &ClaimedNotification,
    token: &str,
    code: &str,
) -> Result<Outgoing, Speechless> {
    let page = ClientLoginEmail::new(code, url(site, token));
    letterhead::platform_mail(site, words, claimed, words.get("email-client-login-subject"), &page)
}

/// The text, which a shop pays for, in the words of that shop.
pub(crate) fn text(site: &Site, shop: &Shop, claimed: &ClaimedNotification, token: &str, code: &str) -> Outgoing {
    let said = said(&shop.words, &url(site, token), code, site.settings.domain.as_str());
    letterhead::text(site, shop, claimed, said)
}

fn url(site: &Site, token: &str) -> String {
    site.settings.platform_url(&paths::platform::client_login_link(token))
}

/// The last line lets phones fill the code in, on this host only (WebOTP, "origin-bound one-time codes").
fn said(words: &Words, url: &str, code: &str, host: &str) -> String {
    let said = words.with("sms-client-login", [("code", code.into()), ("url", url.into())]);
    format!("{}\n\n@{host} #{code}", plain(&said))
}

fn grouped(code: &str) -> String {
    code.split_at_checked(Code::DIGITS / 2).map_or_else(|| code.to_owned(), |(a, b)| format!("{a} {b}"))
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
    fn link_and_code_are_whole_in_every_language() {
        let theme = Theme::load(&Files::default(), &PRESETS.map(str::to_owned)).unwrap();
        for (language, preset, words) in theme.catalogues().all() {
            let page = &ClientLoginEmail::samples()[0];
            let mail = render_email(&theme, words, page).unwrap_or_else(|e| panic!("{language} {preset}: {e:#}"));
            let html = mail.html.replace("&#x2f;", "/");
            for said in [&page.url, &page.code] {
                assert!(html.contains(said) && mail.text.contains(said), "{language} {preset}: {said}");
            }
            let text = said(words, &page.url, "482917", "example.com");
            assert!(text.contains(&page.url) && text.ends_with("\n\n@example.com #482917"), "{text}");
            let cost = segments::count(&text);
            assert_eq!(cost.encoding, Encoding::Gsm7, "{text}");
            assert!(cost.count <= 2, "{text}");
        }
    }
}
