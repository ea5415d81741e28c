//! The message about a job's new status, with a link that opens it.

use forecourt_domain::work_order::WorkOrderStatus;
use forecourt_storage::SendChannel;
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
pub(crate) struct JobNewsEmail {
    /// How the customer likes to be addressed.
    pub customer_name: String,
    /// What is worked on, or the word for a job.
    pub vehicle: String,
    /// Where it has got to.
    pub status: String,
    /// The same in a sentence.
    pub sentence: String,
    /// The link.
    pub url: String,
    /// Whose it is.
    #[serde(flatten)]
    pub letterhead: Letterhead,
}

impl Page for JobNewsEmail {
    const TEMPLATE: &'static str = "emails/job_news.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            customer_name: "Alex Morgan".into(),
            vehicle: "Volkswagen Golf GTI".into(),
            status: "Ready".into(),
            sentence: "Ready to collect".into(),
            url: format!("https://torque.example.com/a/{}", "A".repeat(84)),
            letterhead: Letterhead::sample(),
        };
        let bare = Letterhead { logo: None, ..full.letterhead.clone() };
        vec![Self { letterhead: bare, ..full.clone() }, full]
    }
}

/// Puts it into words.
pub(crate) fn compose(
    site: &Site,
    shop: &Shop,
    claimed: &ClaimedNotification,
    token: &str,
    status: WorkOrderStatus,
    vehicle: Option<&str>,
) -> Result<Outgoing, Speechless> {
    let tenant = &shop.tenant;
    let url = site.settings.shop_url(tenant, &paths::portal::action_link(token));
    let said = News::new(&shop.words, status, vehicle);
    if claimed.channel == SendChannel::Sms {
        return Ok(letterhead::text(site, shop, claimed, said.text(&shop.words, &tenant.name, &url)));
    }
    let page = JobNewsEmail {
        customer_name: claimed.customer_name.clone(),
        vehicle: said.vehicle.clone(),
        status: said.status.clone(),
        sentence: said.sentence,
        url,
        letterhead: Letterhead::of(site, shop),
    };
    let subject = [("vehicle", said.vehicle.as_str().into()), ("status", said.status.as_str().into())];
    let subject = shop.words.with("email-job-news-subject", subject);
    letterhead::mail(site, shop, claimed, subject, &page)
}

/// What there is to say.
struct News {
    vehicle: String,
    status: String,
    sentence: String,
}

impl News {
    fn new(words: &Words, status: WorkOrderStatus, vehicle: Option<&str>) -> Self {
        let status = status.as_str();
        Self {
            vehicle: vehicle.map_or_else(|| words.get("job-news-vehicle"), str::to_owned),
            status: words.get(&format!("status-{status}")),
            sentence: words.get(&format!("status-{status}-sentence")),
        }
    }

    fn text(&self, words: &Words, shop: &str, url: &str) -> String {
        let said = [
            ("shop", shop.into()),
            ("vehicle", self.vehicle.as_str().into()),
            ("status", self.status.as_str().into()),
            ("url", url.into()),
        ];
        plain(&words.with("sms-job-news", said))
    }
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
    fn the_news_is_whole_in_every_language_and_preset() {
        let theme = Theme::load(&Files::default(), &PRESETS.map(str::to_owned)).unwrap();
        for (language, preset, words) in theme.catalogues().all() {
            for page in JobNewsEmail::samples() {
                let mail = render_email(&theme, words, &page).unwrap_or_else(|e| panic!("{language} {preset}: {e:#}"));
                let html = mail.html.replace("&#x2f;", "/");
                for said in [&page.url, &page.customer_name, &page.vehicle] {
                    assert!(html.contains(said) && mail.text.contains(said), "{language} {preset}: {said}");
                }
                assert_eq!(mail.html.contains("<img"), page.letterhead.logo.is_some());
            }
            let url = format!("https://torque.example.com/a/{}", "A".repeat(84));
            for status in WorkOrderStatus::ALL {
                let text = News::new(words, status, Some("Golf GTI")).text(words, "Torque", &url);
                let cost = segments::count(&text);
                assert!(text.starts_with("Torque") && text.ends_with(&url), "{text}");
                assert_eq!((cost.encoding, cost.count), (Encoding::Gsm7, 1), "{language} {preset}: {text}");
                assert!(!News::new(words, status, None).text(words, "Torque", &url).contains("job-news"));
            }
        }
    }
}
