//! The invitation of somebody who is to work at the shop: a mail, for that is what they will sign in with.

use chrono::{DateTime, Utc};
use forecourt_domain::color::{Accent, Background};
use forecourt_storage::outbox::ClaimedJob;
use forecourt_web::dates::Dates;
use forecourt_web::page::render_email;
use forecourt_web::site::Site;
use forecourt_web::{Page, Shop, paths};
use serde::Serialize;

use crate::message::{Channel, Outgoing, written_at};
use crate::messages::Speechless;

/// The mail.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct InviteStaffEmail {
    /// The shop's name.
    pub shop: String,
    /// The invitation.
    pub url: String,
    /// The day it ends, in the shop's time zone: "May 28".
    pub expires: String,
    /// The button, `#rrggbb`.
    pub brand_color: String,
    /// The words on the button, `#rrggbb`.
    pub brand_ink: String,
    /// The logo's whole address.
    pub logo: Option<String>,
}

impl Page for InviteStaffEmail {
    const TEMPLATE: &'static str = "emails/invite_staff.html";

    fn samples() -> Vec<Self> {
        vec![Self {
            shop: "Torque & Söhne".into(),
            url: format!("https://torque.example.com/staff/invitations/{}", "0123456789abcdef".repeat(4)),
            expires: "May 28".into(),
            brand_color: "#b3202a".into(),
            brand_ink: "#ffffff".into(),
            logo: None,
        }]
    }
}

/// Puts it into words.
pub(crate) fn compose(
    site: &Site,
    shop: &Shop,
    job: &ClaimedJob,
    token: &str,
    expires_at: DateTime<Utc>,
) -> Result<Outgoing, Speechless> {
    let tenant = &job.tenant;
    let written = written_at(job.id.uuid()).ok_or_else(|| Speechless("its id carries no time".into()))?;
    let Accent { fill, ink, .. } = tenant.brand_color.accent(Background::Light);
    let page = InviteStaffEmail {
        shop: tenant.name.clone(),
        url: site.settings.shop_url(&tenant.slug, &paths::staff::invitation(token)),
        expires: Dates::new(shop.words.clone(), tenant.time_zone, written).short(expires_at),
        brand_color: fill.to_string(),
        brand_ink: ink.to_string(),
        logo: shop.logo_href.as_ref().map(|path| site.settings.shop_url(&tenant.slug, path)),
    };
    // By `Display`: `Debug` would quote the link.
    let body = render_email(&site.theme, &shop.words, &page).map_err(|error| Speechless(error.to_string()))?;
    Ok(Outgoing {
        channel: Channel::Email,
        to: job.recipient.clone(),
        subject: Some(shop.words.with("email-invite-staff-subject", [("shop", tenant.name.as_str().into())])),
        text: body.text,
        html: Some(body.html),
        idempotency_key: job.id.uuid(),
        status_callback: None,
        from_name: Some(tenant.name.clone()),
        reply_to: tenant.email.as_ref().map(|email| email.as_str().to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use forecourt_web::files::Files;
    use forecourt_web::theme::Theme;

    use super::*;

    #[test]
    fn the_invitation_is_whole_in_every_language() {
        let presets = ["garage", "detailing", "home-services", "salon", "studio"].map(str::to_owned);
        let theme = Theme::load(&Files::default(), &presets).unwrap();
        for (language, preset, words) in theme.catalogues().all() {
            let page = &InviteStaffEmail::samples()[0];
            let mail = render_email(&theme, words, page).unwrap_or_else(|e| panic!("{language} {preset}: {e:#}"));
            assert!(mail.html.replace("&#x2f;", "/").contains(&page.url) && mail.text.contains(&page.url));
            assert!(mail.text.contains("Torque & Söhne") && mail.text.contains("May 28"), "{}", mail.text);
        }
    }
}
