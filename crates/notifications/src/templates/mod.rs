//! What a job says: a shop's words around a link, the same in every attempt.
//!
//! Providers recognise a repetition by its content (Resend refuses a known key with other words, at Twilio we look for
//! the text), so nothing here may depend on when the attempt is made: "now" is when the notification was written.

mod client_login;
mod contact_changed;
mod error;
mod invite_staff;
mod invoice;
mod job_news;
pub mod letterhead;
mod plain;
pub mod portal_link;
mod sign_in;

use forecourt_storage::SendChannel;
use forecourt_storage::outbox::{ClaimedNotification, Notification};
use forecourt_web::Shop;
use forecourt_web::site::Site;

use crate::message::Outgoing;
use error::Speechless;
use invoice::Billed;
use sign_in::SignIn;

/// Puts a job into words, ready to leave.
///
/// The link is on the shop's own host, and the callback's address on the platform's; both are configured or stored,
/// never taken from a request.
///
/// # Errors
/// [`Speechless`], without anything the message would have said.
pub(crate) fn compose(site: &Site, claimed: &ClaimedNotification) -> Result<Outgoing, Speechless> {
    let Some(tenant) = &claimed.tenant else { return without_shop(site, claimed) };
    let shop = &Shop::new(tenant.clone(), &site.theme).ok_or_else(no_words)?;
    match &claimed.notification {
        Notification::SendPortalLink { token, expires_at } => match claimed.channel {
            SendChannel::Sms => Ok(portal_link::text(site, shop, claimed, token)),
            SendChannel::Email => portal_link::mail(site, shop, claimed, token, *expires_at),
        },
        Notification::InviteStaff { token, expires_at } => {
            invite_staff::compose(site, shop, claimed, token, *expires_at)
        }
        Notification::SendClientLogin { token, code, .. } => Ok(client_login::text(site, shop, claimed, token, code)),
        Notification::SignIn { purpose, link, code, host, expires_at, .. } => {
            let (link, code, host) = (link.as_deref(), code.as_deref(), host.as_deref());
            let what = SignIn { purpose: *purpose, link, code, host, expires_at: *expires_at };
            sign_in::compose(site, shop, claimed, what)
        }
        Notification::ContactChanged { email, masked } => contact_changed::compose(site, shop, claimed, *email, masked),
        Notification::SendJobNews { token, status, vehicle, .. } => {
            job_news::compose(site, shop, claimed, token, *status, vehicle.as_deref())
        }
        Notification::SendInvoice { token, number, due, due_on, .. } => {
            let billed = Billed { number: *number, due: *due, due_on: *due_on };
            invoice::compose(site, shop, claimed, token, &billed)
        }
    }
}

/// The platform's own words, in the recipient's language where that is known.
fn without_shop(site: &Site, claimed: &ClaimedNotification) -> Result<Outgoing, Speechless> {
    let locale = claimed.locale.as_deref().unwrap_or("en-US");
    let words = site.theme.catalogues().get(locale, "garage").ok_or_else(no_words)?;
    match (&claimed.notification, claimed.channel) {
        (Notification::SendClientLogin { token, code, .. }, SendChannel::Email) => {
            client_login::mail(site, words, claimed, token, code)
        }
        (claimed, _) => Err(Speechless(format!("only a shop can send {}", claimed.kind().as_str()))),
    }
}

fn no_words() -> Speechless {
    Speechless("there are no words at all".into())
}
