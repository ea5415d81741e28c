//! `forecourt tenant create`: everything is checked before anything is touched, and made in one transaction.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use forecourt_domain::color::Color;
use forecourt_domain::contact::Phone;
use forecourt_domain::money::Currency;
use forecourt_domain::preset::Preset;
use forecourt_domain::text::Line;
use forecourt_storage::{NewTenant, PlatformScope};
use forecourt_web::paths;
use unic_langid::LanguageIdentifier;

use super::{parse_email, parse_slug};
use crate::failure::Failure;
use crate::settings::Settings;
use crate::wiring::{self, RedisIs};
use crate::{presets, say, schema};

/// The longest name, in characters: what fits above a portal and before a text's link.
const MAX_NAME: usize = 80;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The label in its address: {slug}.{platform domain}
    #[arg(long)]
    slug: String,
    /// What people call it
    #[arg(long)]
    name: String,
    /// How it starts out: garage, detailing, home-services, salon or studio
    #[arg(long)]
    preset: String,
    /// Who owns it, and gets the invitation
    #[arg(long)]
    owner_email: String,
    /// Where its clock is, such as America/New_York
    #[arg(long, default_value = "UTC")]
    timezone: String,
    /// The language and country of its pages
    #[arg(long, default_value = "en-US")]
    locale: String,
    /// What its prices are in (ISO 4217)
    #[arg(long, default_value = "USD")]
    currency: String,
    /// Where it is (ISO 3166, two letters): phone numbers without a country are read as from there
    #[arg(long, default_value = "US")]
    country: String,
    /// The accent of its pages
    #[arg(long, value_name = "#RRGGBB", default_value = "#2f5d8a")]
    brand_color: String,
    /// The main line
    #[arg(long)]
    phone: Option<String>,
}

/// Makes the shop, and prints where it is and how its owner gets in.
///
/// # Errors
/// [`Failure::Refused`] with what is wrong, and nothing made.
pub(super) async fn run(settings: Settings, arguments: Arguments) -> Result<(), Failure> {
    let new = arguments.checked(&presets::all()?)?;
    let (slug, name, owner) = (new.slug.clone(), new.name.clone(), new.owner_email.clone());
    schema::make_ready(&settings).await?;
    let storage = wiring::storage(&settings, RedisIs::Handy).await?;
    let site = wiring::site(&settings, storage.clone())?;
    let made = PlatformScope::for_operator(&storage).create_tenant(new).await?;
    let url = |path: &str| site.settings.url_at(&site.settings.subdomain(&slug), path);
    say::out(format_args!("{name} is open."));
    say::out(format_args!("portal      {}", url(paths::portal::HOME)));
    say::out(format_args!("staff       {}", url(paths::staff::LOGIN)));
    say::out(format_args!("invitation  {}", url(&paths::staff::invitation(&made.invitation.reveal()))));
    say::out(format_args!("            for {}, once, within 7 days", owner.as_str()));
    Ok(())
}

impl Arguments {
    fn checked(self, presets: &BTreeMap<String, Preset>) -> Result<NewTenant, Failure> {
        let known = || presets.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        let preset = presets.get(&self.preset).ok_or_else(|| {
            Failure::refused(format_args!("there is no preset {:?}: choose one of {}", self.preset, known()))
        })?;
        let country = country(&self.country)?;
        Ok(NewTenant {
            slug: parse_slug(&self.slug)?,
            name: Line::<MAX_NAME>::parse(&self.name)
                .map_err(|error| Failure::refused(format_args!("the name {error}")))?
                .into_string(),
            preset: preset.clone(),
            owner_email: parse_email(&self.owner_email)?,
            time_zone: time_zone(&self.timezone)?,
            locale: locale(&self.locale)?,
            currency: currency(&self.currency)?,
            brand_color: self
                .brand_color
                .parse::<Color>()
                .map_err(|error| Failure::refused(format_args!("{:?}: {error}", self.brand_color)))?,
            phone: self.phone.map(|text| phone(&text, &country)).transpose()?,
            country,
        })
    }
}

fn time_zone(text: &str) -> Result<Tz, Failure> {
    text.parse().map_err(|_| {
        Failure::refused(format_args!("there is no time zone {text:?}: it is a name such as America/New_York"))
    })
}

fn locale(text: &str) -> Result<String, Failure> {
    let parsed = text.parse::<LanguageIdentifier>();
    parsed
        .map(|locale| locale.to_string())
        .map_err(|_| Failure::refused(format_args!("{text:?} is no locale: it is one such as en-US or de-DE")))
}

fn currency(text: &str) -> Result<Currency, Failure> {
    text.parse().map_err(|error| Failure::refused(format_args!("{text:?} {error}")))
}

fn country(text: &str) -> Result<String, Failure> {
    letters(text, 2)
        .ok_or_else(|| Failure::refused(format_args!("{text:?} is no country: it is two letters such as US")))
}

fn phone(text: &str, country: &str) -> Result<Phone, Failure> {
    Phone::parse(text, country).map_err(|error| Failure::refused(format_args!("{text:?} {error}")))
}

/// Exactly so many letters, in upper case.
fn letters(text: &str, count: usize) -> Option<String> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_alphabetic())).then(|| text.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn checked(change: &[&str]) -> Result<NewTenant, Failure> {
        let mut line = vec![
            "",
            "--slug",
            "torque",
            "--name",
            "Torque Garage",
            "--preset",
            "garage",
            "--owner-email",
            "o@torque.example",
        ];
        for pair in change.chunks(2) {
            match line.iter().position(|word| word == &pair[0]) {
                Some(at) => line[at + 1] = pair[1],
                None => line.extend(pair),
            }
        }
        Line::try_parse_from(line).unwrap().arguments.checked(&presets::all().unwrap())
    }

    #[test]
    fn what_is_right_is_normalised() {
        let new = checked(&["--country", "gb", "--currency", "gbp", "--locale", "en-gb", "--phone", "020 7946 0000"])
            .unwrap();
        assert_eq!((new.country.as_str(), new.currency.as_str(), new.locale.as_str()), ("GB", "GBP", "en-GB"));
        assert_eq!(new.phone.unwrap().as_str(), "+442079460000");
    }

    #[test]
    fn what_is_wrong_is_one_clear_sentence() {
        for (option, value, words) in [
            ("--slug", "Torque", "cannot be a slug"),
            ("--slug", "ops", "reserved"),
            ("--name", "  ", "the name is empty"),
            ("--preset", "bakery", "choose one of detailing, garage"),
            ("--owner-email", "nobody", "is not an email address"),
            ("--timezone", "Mars/Olympus", "no time zone"),
            ("--locale", "english please", "no locale"),
            ("--currency", "dollars", "no currency"),
            ("--currency", "ZZZ", "no currency"),
            ("--country", "USA", "no country"),
            ("--brand-color", "red", "a colour is"),
            ("--phone", "call me", "is not a phone number"),
        ] {
            let failure = checked(&[option, value]).unwrap_err();
            assert!(matches!(failure, Failure::Refused(_)), "{option}");
            assert!(failure.sentence().contains(words), "{option}: {}", failure.sentence());
        }
    }
}
