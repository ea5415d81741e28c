//! The message about an invoice, with a link that opens it.

use chrono::NaiveDate;
use forecourt_domain::invoice::InvoiceNumber;
use forecourt_domain::money::Money;
use forecourt_storage::SendChannel;
use forecourt_storage::outbox::ClaimedNotification;
use forecourt_web::dates::Dates;
use forecourt_web::prices::Prices;
use forecourt_web::site::Site;
use forecourt_web::{Page, Shop, Words, paths};
use serde::Serialize;

use super::error::Speechless;
use super::letterhead::{self, Letterhead};
use super::plain::plain;
use crate::message::{Outgoing, written_at};

/// What there is to say.
pub(crate) struct Billed {
    /// The invoice's number.
    pub(crate) number: InvoiceNumber,
    /// What is to be paid.
    pub(crate) due: Money,
    /// By when.
    pub(crate) due_on: Option<NaiveDate>,
}

/// The mail.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct InvoiceEmail {
    /// How the customer likes to be addressed.
    pub customer_name: String,
    /// The invoice's number.
    pub number: String,
    /// What is to be paid.
    pub total: String,
    /// By when, in words.
    pub due: Option<String>,
    /// The link.
    pub url: String,
    /// Whose it is.
    #[serde(flatten)]
    pub letterhead: Letterhead,
}

impl Page for InvoiceEmail {
    const TEMPLATE: &'static str = "emails/invoice.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            customer_name: "Alex Morgan".into(),
            number: "INV-0042".into(),
            total: "$1,234.50".into(),
            due: Some("due Wednesday 5 June".into()),
            url: format!("https://torque.example.com/a/{}", "A".repeat(84)),
            letterhead: Letterhead::sample(),
        };
        let bare = Letterhead { logo: None, ..full.letterhead.clone() };
        vec![Self { letterhead: bare, due: None, ..full.clone() }, full]
    }
}

/// Puts it into words.
pub(crate) fn compose(
    site: &Site,
    shop: &Shop,
    claimed: &ClaimedNotification,
    token: &str,
    billed: &Billed,
) -> Result<Outgoing, Speechless> {
    let tenant = &shop.tenant;
    let url = site.settings.shop_url(tenant, &paths::portal::action_link(token));
    let total = Prices::new(shop.words.clone()).money(billed.due);
    if claimed.channel == SendChannel::Sms {
        return Ok(letterhead::text(site, shop, claimed, text(&shop.words, &tenant.name, billed.number, &total, &url)));
    }
    let written = written_at(claimed.id.uuid()).ok_or_else(|| Speechless("its id carries no time".into()))?;
    let dates = Dates::new(shop.words.clone(), tenant.time_zone, written);
    let number = billed.number.to_string();
    let subject =
        [("shop", tenant.name.as_str().into()), ("number", number.as_str().into()), ("total", total.as_str().into())];
    let subject = shop.words.with("email-invoice-subject", subject);
    let page = InvoiceEmail {
        customer_name: claimed.customer_name.clone(),
        due: billed.due_on.map(|day| shop.words.with("email-invoice-due", [("date", dates.day(day).into())])),
        number,
        total,
        url,
        letterhead: Letterhead::of(site, shop),
    };
    letterhead::mail(site, shop, claimed, subject, &page)
}

fn text(words: &Words, shop: &str, number: InvoiceNumber, total: &str, url: &str) -> String {
    let said =
        [("shop", shop.into()), ("number", number.to_string().into()), ("total", total.into()), ("url", url.into())];
    plain(&words.with("sms-invoice", said))
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
    fn the_invoice_is_told_whole_in_every_language_and_preset() {
        let theme = Theme::load(&Files::default(), &PRESETS.map(str::to_owned)).unwrap();
        for (language, preset, words) in theme.catalogues().all() {
            for page in InvoiceEmail::samples() {
                let mail = render_email(&theme, words, &page).unwrap_or_else(|e| panic!("{language} {preset}: {e:#}"));
                let html = mail.html.replace("&#x2f;", "/");
                for said in [&page.url, &page.customer_name, &page.number, &page.total] {
                    assert!(html.contains(said) && mail.text.contains(said), "{language} {preset}: {said}");
                }
                assert_eq!(mail.html.contains("Wednesday 5 June"), page.due.is_some());
            }
            let url = format!("https://torque.example.com/a/{}", "A".repeat(84));
            let money = Money { minor: 123_450, currency: "EUR".parse().unwrap() };
            let total = Prices::new(words.clone()).money(money);
            let text = text(words, "Torque", 42.into(), &total, &url);
            let cost = segments::count(&text);
            assert!(text.starts_with("Torque") && text.contains("INV-0042") && text.ends_with(&url), "{text}");
            assert_eq!((cost.encoding, cost.count), (Encoding::Gsm7, 1), "{language} {preset}: {text}");
        }
    }
}
