//! The demo's shops and people: `config/demo/*.toml`, built in.

use forecourt_domain::invoice::PaymentMethod;
use forecourt_domain::photo::PhotoStage;
use forecourt_domain::reference::Reference;
use forecourt_domain::tenant::Slug;
use forecourt_domain::token::LinkToken;
use forecourt_domain::work_order::WorkOrderStatus;
use forecourt_storage::SendChannel;
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};

use super::past::{Appointment, Span};
use crate::failure::Failure;

/// Everybody's password.
pub(super) const PASSWORD: &str = "forecourt-demo";

/// In the order of the guide.
const FILES: [&str; 6] = [
    include_str!("../../../../../config/demo/torque.toml"),
    include_str!("../../../../../config/demo/sample-shop.toml"),
    include_str!("../../../../../config/demo/green-acre.toml"),
    include_str!("../../../../../config/demo/blue-lagoon.toml"),
    include_str!("../../../../../config/demo/shear-bliss.toml"),
    include_str!("../../../../../config/demo/stillwater.toml"),
];

/// A shop.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoShop {
    #[serde(deserialize_with = "parsed")]
    pub(super) slug: Slug,
    pub(super) name: String,
    pub(super) preset: String,
    pub(super) tagline: String,
    pub(super) brand_color: String,
    pub(super) phone: String,
    pub(super) email: String,
    pub(super) time_zone: String,
    /// The owner's name.
    pub(super) owner: String,
    /// From Monday; an empty one is closed.
    pub(super) hours: [String; 7],
    pub(super) people: Vec<Person>,
}

/// A customer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    /// When they were last in their portal.
    pub(super) seen: Option<Span>,
    /// Make, model, year, colour, plate; what is missing or empty is not known.
    #[serde(default)]
    pub(super) vehicles: Vec<Vec<String>>,
    #[serde(default)]
    pub(super) jobs: Vec<DemoJob>,
    #[serde(default)]
    pub(super) invoices: Vec<DemoInvoice>,
    pub(super) link: Option<Link>,
    /// Whether the guide shows their portal.
    #[serde(default, rename = "try")]
    pub(super) shown: bool,
}

/// A link that they were sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link {
    #[serde(deserialize_with = "channel")]
    pub(super) by: SendChannel,
    /// How long ago.
    pub(super) sent: Span,
    /// How long after its arrival they opened it.
    pub(super) opened: Span,
}

/// A work order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoJob {
    #[serde(default, deserialize_with = "optional")]
    pub(super) reference: Option<Reference>,
    pub(super) what: String,
    /// Which of their vehicles; the first, if they have one.
    #[serde(default)]
    pub(super) vehicle: usize,
    pub(super) status: WorkOrderStatus,
    /// How long ago it was taken on.
    pub(super) booked: Span,
    /// How long ago it came to where it is.
    pub(super) moved: Option<Span>,
    /// When the vehicle is or was expected.
    pub(super) at: Option<Appointment>,
    /// In how many days it should be ready.
    pub(super) ready: Option<i64>,
    #[serde(default)]
    pub(super) photos: Vec<DemoPhoto>,
}

/// An invoice.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoInvoice {
    /// Which of their jobs it is for.
    pub(super) job: Option<usize>,
    /// How long ago it was sent.
    pub(super) sent: Span,
    /// In how many days from then it is or was to be paid.
    #[serde(default = "two_weeks")]
    pub(super) term: i64,
    /// How long ago it was paid.
    pub(super) paid: Option<Span>,
    /// How; by card, if nothing is said.
    #[serde(default, deserialize_with = "optional")]
    pub(super) by: Option<PaymentMethod>,
    /// What, how many, at which price without tax, at which rate of tax.
    pub(super) lines: Vec<(String, String, String, String)>,
    pub(super) note: Option<String>,
}

const fn two_weeks() -> i64 {
    14
}

/// A photo: when in the work, and which picture.
#[derive(Debug, Clone)]
pub(super) struct DemoPhoto {
    pub(super) stage: PhotoStage,
    pub(super) picture: String,
}

/// All shops.
///
/// # Errors
/// None: a test reads them.
pub(super) fn all() -> Result<Vec<DemoShop>, Failure> {
    FILES
        .iter()
        .map(|text| toml::from_str(text).map_err(|error| Failure::broken(format_args!("config/demo: {error}"))))
        .collect()
}

impl DemoShop {
    /// What the owner signs in with.
    pub(super) fn owner_email(&self) -> String {
        format!("owner@{}.example", self.slug)
    }
}

impl Person {
    /// Their address: as given, or made of the name.
    pub(super) fn email(&self) -> String {
        self.email.clone().unwrap_or_else(|| format!("{}@example.com", self.name.to_lowercase().replace(' ', ".")))
    }

    /// Their number: the given one, or the row's. 202-555-0100 to 0199 are reserved for examples.
    pub(super) fn phone(&self, row: usize) -> String {
        self.phone.clone().unwrap_or_else(|| format!("+1 202 555 01{:02}", (row * 7 + 3) % 100))
    }

    /// The secret in their link: the same at every start of this demo, and another in every other demo.
    ///
    /// # Errors
    /// None: a digest is as long as a token.
    pub(super) fn token(&self, slug: &Slug, key: &str) -> Result<LinkToken, Failure> {
        let digest = Sha256::new().chain_update(key).chain_update(slug.as_str()).chain_update(&self.name).finalize();
        hex::encode(digest).parse().map_err(Failure::broken)
    }
}

impl<'de> Deserialize<'de> for DemoPhoto {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let refused = || serde::de::Error::custom(format!("{text:?} is not \"before picture\""));
        let (stage, picture) = text.split_once(' ').ok_or_else(refused)?;
        Ok(Self { stage: stage.parse().map_err(|_| refused())?, picture: picture.to_owned() })
    }
}

fn parsed<'de, D: Deserializer<'de>, T: std::str::FromStr<Err: std::fmt::Display>>(
    deserializer: D,
) -> Result<T, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

fn optional<'de, D: Deserializer<'de>, T: std::str::FromStr<Err: std::fmt::Display>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    parsed(deserializer).map(Some)
}

fn channel<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SendChannel, D::Error> {
    let word = String::deserialize(deserializer)?;
    word.parse().map_err(|()| serde::de::Error::custom(format!("{word:?} is no channel")))
}

#[cfg(test)]
mod tests {
    use forecourt_domain::contact::{Email, Phone};

    use super::*;

    #[test]
    fn the_shops_are_as_the_product_says() {
        let shops = all().unwrap();
        let slugs: Vec<_> = shops.iter().map(|shop| shop.slug.as_str()).collect();
        assert_eq!(slugs, ["torque", "sample-shop", "green-acre", "blue-lagoon", "shear-bliss", "stillwater"]);
        for shop in &shops {
            let named = shop.people.iter().filter(|person| person.link.is_some()).count();
            assert!(shop.people.len() - named >= 20, "{}", shop.slug);
            assert_eq!(shop.people.iter().filter(|person| person.shown).count(), 1, "{}", shop.slug);
            for (row, person) in shop.people.iter().enumerate() {
                assert!(
                    person.email().parse::<Email>().is_ok_and(|email| email.as_str().ends_with("@example.com")),
                    "{}",
                    person.name
                );
                assert!(
                    Phone::parse(&person.phone(row), "US").is_ok_and(|phone| phone.as_str().starts_with("+120255501")),
                    "{}",
                    person.name
                );
                assert!(
                    person.jobs.iter().all(|job| person.vehicles.is_empty() || job.vehicle < person.vehicles.len()),
                    "{}",
                    person.name
                );
            }
        }
        let person = |shop: usize, name: &str| shops[shop].people.iter().find(|person| person.name == name).unwrap();
        let active = |person: &Person| person.jobs.iter().filter(|job| job.status.is_active()).count();
        assert_eq!(person(0, "Alex Morgan").jobs[0].reference.as_ref().unwrap().as_str(), "WO-TANGO-1234");
        assert_eq!(
            [active(person(0, "Alex Morgan")), active(person(0, "Priya Natarajan")), active(person(0, "Tom Becker"))],
            [1, 2, 0]
        );
        assert_eq!(person(1, "Sarah Chen").jobs.iter().map(|job| job.photos.len()).sum::<usize>(), 12);
        assert_eq!(person(2, "Dana Whitfield").email(), person(3, "Dana Whitfield").email());
    }
}
