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
use forecourt_storage::outbox::{ClaimedJob, Job};
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
pub(crate) fn compose(site: &Site, job: &ClaimedJob) -> Result<Outgoing, Speechless> {
    let Some(tenant) = &job.tenant else { return without_shop(site, job) };
    let shop = &Shop::new(tenant.clone(), &site.theme).ok_or_else(no_words)?;
    match &job.job {
        Job::SendPortalLink { token, expires_at } => match job.channel {
            SendChannel::Sms => Ok(portal_link::text(site, shop, job, token)),
            SendChannel::Email => portal_link::mail(site, shop, job, token, *expires_at),
        },
        Job::InviteStaff { token, expires_at } => invite_staff::compose(site, shop, job, token, *expires_at),
        Job::SendClientLogin { token, code, .. } => Ok(client_login::text(site, shop, job, token, code)),
        Job::SignIn { purpose, link, code, host, expires_at, .. } => {
            let (link, code, host) = (link.as_deref(), code.as_deref(), host.as_deref());
            let what = SignIn { purpose: *purpose, link, code, host, expires_at: *expires_at };
            sign_in::compose(site, shop, job, what)
        }
        Job::ContactChanged { email, masked } => contact_changed::compose(site, shop, job, *email, masked),
        Job::SendJobNews { token, status, vehicle, .. } => {
            job_news::compose(site, shop, job, token, *status, vehicle.as_deref())
        }
        Job::SendInvoice { token, number, due, due_on, .. } => {
            let billed = Billed { number: *number, due: *due, due_on: *due_on };
            invoice::compose(site, shop, job, token, &billed)
        }
    }
}

/// The platform's own words, in the recipient's language where that is known.
fn without_shop(site: &Site, job: &ClaimedJob) -> Result<Outgoing, Speechless> {
    let locale = job.locale.as_deref().unwrap_or("en-US");
    let words = site.theme.catalogues().get(locale, "garage").ok_or_else(no_words)?;
    match (&job.job, job.channel) {
        (Job::SendClientLogin { token, code, .. }, SendChannel::Email) => {
            client_login::mail(site, words, job, token, code)
        }
        (job, _) => Err(Speechless(format!("only a shop can send {}", job.kind().as_str()))),
    }
}

fn no_words() -> Speechless {
    Speechless("there are no words at all".into())
}
