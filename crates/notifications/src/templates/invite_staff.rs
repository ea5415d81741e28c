//! The invitation of a new staff member: always an email, because they will sign in with that address.

use chrono::{DateTime, Utc};
use forecourt_storage::outbox::ClaimedNotification;
use forecourt_web::dates::Dates;
use forecourt_web::site::Site;
use forecourt_web::{Page, Shop, paths};
use serde::Serialize;

use super::error::Speechless;
use super::letterhead::{self, Letterhead};
use crate::message::{Outgoing, written_at};

/// The mail.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct InviteStaffEmail {
    /// The invitation.
    pub url: String,
    /// The day it ends, in the shop's time zone: "May 28".
    pub expires: String,
    /// Whose it is.
    #[serde(flatten)]
    pub letterhead: Letterhead,
}

impl Page for InviteStaffEmail {
    const TEMPLATE: &'static str = "emails/invite_staff.html";

    fn samples() -> Vec<Self> {
        vec![Self {
            url: format!("https://torque.example.com/staff/invitations/{}", "0123456789abcdef".repeat(4)),
            expires: "May 28".into(),
            letterhead: Letterhead::sample(),
        }]
    }
}

/// Puts it into words.
pub(crate) fn compose(
    site: &Site,
    shop: &Shop,
    claimed: &ClaimedNotification,
    token: &str,
    expires_at: DateTime<Utc>,
) -> Result<Outgoing, Speechless> {
    let tenant = &shop.tenant;
    let written = written_at(claimed.id.uuid()).ok_or_else(|| Speechless("its id carries no time".into()))?;
    let page = InviteStaffEmail {
        url: site.settings.shop_url(tenant, &paths::staff::invitation(token)),
        expires: Dates::new(shop.words.clone(), tenant.time_zone, written).short(expires_at),
        letterhead: Letterhead::of(site, shop),
    };
    let subject = shop.words.with("email-invite-staff-subject", [("shop", tenant.name.as_str().into())]);
    letterhead::mail(site, shop, claimed, subject, &page)
}

#[cfg(test)]
mod tests {
    use forecourt_web::files::Files;
    use forecourt_web::page::render_email;
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
