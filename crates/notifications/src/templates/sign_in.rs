//! The link and the code that a customer requested at their shop, or was sent: to sign in, to open an account, to set
//! another password, to confirm a change.

use chrono::{DateTime, Utc};
use forecourt_domain::auth_method::Purpose;
use forecourt_domain::token::Code;
use forecourt_storage::SendChannel;
use forecourt_storage::outbox::ClaimedNotification;
use forecourt_web::dates::Dates;
use forecourt_web::site::Site;
use forecourt_web::{Page, Shop, Words, paths};
use serde::Serialize;

use super::error::Speechless;
use super::letterhead::{self, Letterhead};
use super::plain::plain;
use crate::message::{Outgoing, written_at};

/// The mail.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SignInEmail {
    /// What it is about, in the ids of its words: `sign-in`, `register`, `known`, `reset`, `invite`, `confirm`,
    /// `new-contact`.
    pub(crate) kind: &'static str,
    /// How the customer likes to be addressed; empty for a person who is no customer yet.
    pub(crate) customer_name: String,
    /// The link.
    pub(crate) url: Option<String>,
    /// The code, in two groups.
    pub(crate) code: Option<String>,
    /// The day the link ends, in the shop's time zone; for those that live for days.
    pub(crate) expires: String,
    /// Whose it is.
    #[serde(flatten)]
    pub(crate) letterhead: Letterhead,
}

impl Page for SignInEmail {
    const TEMPLATE: &'static str = "emails/sign_in.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            kind: "sign-in",
            customer_name: "Alex Morgan".into(),
            url: Some(format!("https://torque.example.com/sign-in/{}", "0123456789ab".repeat(4))),
            code: Some("482 917".into()),
            expires: "May 28".into(),
            letterhead: Letterhead::sample(),
        };
        let register = Self { kind: "register", customer_name: String::new(), ..full.clone() };
        let known = Self { kind: "known", ..full.clone() };
        let reset = Self { kind: "reset", ..full.clone() };
        let invite = Self { kind: "invite", code: None, ..full.clone() };
        let confirm = Self { kind: "confirm", url: None, ..full.clone() };
        let new_contact = Self { kind: "new-contact", ..confirm.clone() };
        vec![full, register, known, reset, invite, confirm, new_contact]
    }
}

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SignIn<'a> {
    pub(crate) purpose: Purpose,
    pub(crate) link: Option<&'a str>,
    pub(crate) code: Option<&'a str>,
    pub(crate) host: Option<&'a str>,
    pub(crate) expires_at: DateTime<Utc>,
}

/// Puts it into the shop's words; the link is where the shop's links lead.
pub(crate) fn compose(
    site: &Site,
    shop: &Shop,
    claimed: &ClaimedNotification,
    what: SignIn<'_>,
) -> Result<Outgoing, Speechless> {
    let tenant = &shop.tenant;
    let url = what.link.map(|token| site.settings.shop_url(tenant, &paths::portal::sign_in_link(token)));
    let kind = kind(what.purpose, claimed.customer_id.is_some());
    if claimed.channel == SendChannel::Sms {
        let host = what.host.map_or_else(|| site.settings.shop_host(tenant), str::to_owned);
        let said = text(&shop.words, &tenant.name, kind, url.as_deref(), what.code, &host);
        return Ok(letterhead::text(site, shop, claimed, said));
    }
    let written = written_at(claimed.id.uuid()).ok_or_else(|| Speechless("its id carries no time".into()))?;
    let page = SignInEmail {
        kind,
        customer_name: claimed.customer_name.clone(),
        url,
        code: what.code.map(grouped),
        expires: Dates::new(shop.words.clone(), tenant.time_zone, written).short(what.expires_at),
        letterhead: Letterhead::of(site, shop),
    };
    let subject = shop.words.with(&format!("email-{kind}-subject"), [("shop", tenant.name.as_str().into())]);
    letterhead::mail(site, shop, claimed, subject, &page)
}

fn kind(purpose: Purpose, known: bool) -> &'static str {
    match purpose {
        Purpose::SignIn | Purpose::Recover | Purpose::App | Purpose::ClientLogin => "sign-in",
        Purpose::Register if known => "known",
        Purpose::Register => "register",
        Purpose::Reset => "reset",
        Purpose::Invite => "invite",
        Purpose::StepUp => "confirm",
        Purpose::NewContact => "new-contact",
    }
}

/// A code alone ends with the line that lets phones fill it in, on this host only (WebOTP, "origin-bound one-time
/// codes"). Beside a link it would cost a second segment, and the link is the quicker way.
fn text(words: &Words, shop: &str, kind: &str, url: Option<&str>, code: Option<&str>, host: &str) -> String {
    let (url, digits) = (url.unwrap_or_default(), code.unwrap_or_default());
    let form = match (url, digits) {
        ("", _) => "code",
        (_, "") => "link",
        _ => "both",
    };
    let id = if kind == "invite" { "sms-invite".to_owned() } else { format!("sms-sign-in-{form}") };
    let said = plain(&words.with(&id, [("shop", shop.into()), ("url", url.into()), ("code", digits.into())]));
    if form == "code" { format!("{said}\n\n@{host} #{digits}") } else { said }
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

    fn theme() -> Theme {
        Theme::load(&Files::default(), &PRESETS.map(str::to_owned)).unwrap()
    }

    #[test]
    fn the_mail_is_whole_in_every_language_and_preset() {
        let theme = theme();
        for (language, preset, words) in theme.catalogues().all() {
            for page in SignInEmail::samples() {
                let mail = render_email(&theme, words, &page)
                    .unwrap_or_else(|e| panic!("{language} {preset} {}: {e:#}", page.kind));
                assert!(words.has(&format!("email-{}-subject", page.kind)), "{language} {}", page.kind);
                let html = mail.html.replace("&#x2f;", "/");
                for said in page.url.iter().chain(&page.code) {
                    assert!(html.contains(said) && mail.text.contains(said), "{language} {}: {said}", page.kind);
                }
                assert!(!mail.text.contains("&amp;") && !mail.text.contains("{{"), "{}", mail.text);
            }
        }
    }

    #[test]
    fn a_code_is_one_cheap_segment_that_phones_can_read() {
        let url = format!("https://torque.example.com/sign-in/{}", "0123456789ab".repeat(4));
        for (language, preset, words) in theme().catalogues().all() {
            let shop = "Ben’s Torque Garage";
            let code = text(words, shop, "sign-in", None, Some("482917"), "torque.example.com");
            assert!(code.ends_with("\n\n@torque.example.com #482917"), "{code}");
            let both = text(words, shop, "sign-in", Some(&url), Some("482917"), "torque.example.com");
            assert!(both.contains(&url) && both.contains("482917"), "{both}");
            let invite = text(words, shop, "invite", Some(&url), None, "torque.example.com");
            for said in [&code, &both, &invite] {
                let cost = segments::count(said);
                assert_eq!((cost.encoding, cost.count), (Encoding::Gsm7, 1), "{language} {preset}: {said}");
            }
        }
    }
}
