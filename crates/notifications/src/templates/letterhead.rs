//! What all messages have in common: sender, design and envelope.

use forecourt_domain::color::{Accent, Background};
use forecourt_domain::contact::Phone;
use forecourt_storage::outbox::ClaimedNotification;
use forecourt_web::page::render_email;
use forecourt_web::site::Site;
use forecourt_web::{Page, Shop, Words, paths};
use serde::Serialize;

use super::error::Speechless;
use crate::message::{Channel, Outgoing};

/// The platform's colour on mails, and that of words on it; it has no other place to say it.
const PLATFORM: (&str, &str) = ("#0b4f57", "#ffffff");

/// Whose a mail is, as its layout shows it.
#[derive(Debug, Clone, Serialize)]
pub struct Letterhead {
    /// The shop's name.
    pub shop: String,
    /// The button, `#rrggbb`.
    pub brand_color: String,
    /// The words on the button, `#rrggbb`.
    pub brand_ink: String,
    /// The logo's whole address.
    pub logo: Option<String>,
}

impl Letterhead {
    /// A shop's.
    pub fn of(site: &Site, shop: &Shop) -> Self {
        let tenant = &shop.tenant;
        let Accent { fill, ink, .. } = tenant.brand_color.accent(Background::Light);
        Self {
            shop: tenant.name.clone(),
            brand_color: fill.to_string(),
            brand_ink: ink.to_string(),
            logo: shop.logo_href.as_ref().map(|path| site.settings.shop_url(tenant, path)),
        }
    }

    /// The platform's.
    pub(crate) fn platform() -> Self {
        let (fill, ink) = PLATFORM;
        Self { shop: "Forecourt".into(), brand_color: fill.into(), brand_ink: ink.into(), logo: None }
    }

    /// An example.
    pub(crate) fn sample() -> Self {
        Self {
            shop: "Torque & Söhne".into(),
            brand_color: "#b3202a".into(),
            brand_ink: "#ffffff".into(),
            logo: Some("https://torque.example.com/logo?v=1".into()),
        }
    }
}

/// A shop's text, whose fate is reported to the platform's host.
pub(crate) fn text(site: &Site, shop: &Shop, claimed: &ClaimedNotification, text: String) -> Outgoing {
    let callback = paths::platform::twilio_webhook(shop.tenant.id, claimed.id);
    let status_callback = Some(site.settings.platform_url(&callback));
    Outgoing { status_callback, text, ..empty(Channel::Sms, claimed) }
}

/// A mail from the shop, to be answered to the shop.
///
/// # Errors
/// [`Speechless`]: a defect of the template.
pub(crate) fn mail<P: Page>(
    site: &Site,
    shop: &Shop,
    claimed: &ClaimedNotification,
    subject: String,
    page: &P,
) -> Result<Outgoing, Speechless> {
    let tenant = &shop.tenant;
    Ok(Outgoing {
        from_name: Some(tenant.name.clone()),
        reply_to: tenant.email.as_ref().map(|email| email.as_str().to_owned()),
        ..platform_mail(site, &shop.words, claimed, subject, page)?
    })
}

/// A mail from the platform, under the name it is configured to send by.
///
/// # Errors
/// [`Speechless`]: a defect of the template.
pub(crate) fn platform_mail<P: Page>(
    site: &Site,
    words: &Words,
    claimed: &ClaimedNotification,
    subject: String,
    page: &P,
) -> Result<Outgoing, Speechless> {
    // By `Display`: `Debug` would quote links and codes.
    let body = render_email(&site.theme, words, page).map_err(|error| Speechless(error.to_string()))?;
    Ok(Outgoing { subject: Some(subject), text: body.text, html: Some(body.html), ..empty(Channel::Email, claimed) })
}

fn empty(channel: Channel, claimed: &ClaimedNotification) -> Outgoing {
    Outgoing {
        channel,
        to: match (channel, claimed.recipient.parse::<Phone>()) {
            // Stored as it is dialled, which is not everywhere where a text goes.
            (Channel::Sms, Ok(phone)) => phone.key(),
            _ => claimed.recipient.clone(),
        },
        subject: None,
        text: String::new(),
        html: None,
        idempotency_key: claimed.id.uuid(),
        status_callback: None,
        from_name: None,
        reply_to: None,
    }
}
