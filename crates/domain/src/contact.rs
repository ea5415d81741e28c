//! Email addresses and phone numbers, normalised once (security page, row 14: what is checked is what is sent to).

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use thiserror::Error;

/// Why a contact detail was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ContactError {
    /// Not the form of an email address.
    #[error("is not an email address")]
    Email,
    /// Not a number that can be dialled in that country or internationally.
    #[error("is not a phone number")]
    Phone,
}

/// An email address with its domain in lower case and the local part as written.
///
/// Two addresses are the same when their [`Email::key`] is.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// What two spellings of one inbox share: all lower case, since no provider in use tells case apart. Of ASCII alone:
    /// other letters have lower cases that are somebody else's (the Kelvin sign's is `k`).
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The address as it is stored and sent to.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `a…@example.com`: enough to recognise one's own, not enough to learn somebody else's. A word joiner (U+2060)
    /// keeps a line from breaking after the dots.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        let first = local.chars().next().map(String::from).unwrap_or_default();
        format!("{first}…\u{2060}@{domain}")
    }
}

impl FromStr for Email {
    type Err = ContactError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let options =
            email_address::Options::default().with_required_tld().without_display_text().without_domain_literal();
        if text.len() > 254 || text.contains(['"', '\\']) {
            return Err(ContactError::Email);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(ContactError::Email)?;
        // What is checked is what is kept: lower case first, and a domain as DNS knows it (international ones as
        // punycode), since lower case of other letters need not parse again.
        if !domain.is_ascii() {
            return Err(ContactError::Email);
        }
        let text = format!("{local}@{}", domain.to_ascii_lowercase());
        email_address::EmailAddress::parse_with_options(&text, options).map_err(|_| ContactError::Email)?;
        Ok(Self(text))
    }
}

/// A phone number in E.164 (ITU-T), such as `+12025550142`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as typed by somebody in `country` (ISO 3166 two letters, such as `US`); an international
    /// prefix wins over it.
    ///
    /// # Errors
    /// [`ContactError::Phone`] when no such number can exist.
    pub fn parse(text: &str, country: &str) -> Result<Self, ContactError> {
        let text = text.trim();
        if text.len() > 40 || text.chars().any(|c| c.is_alphabetic()) {
            return Err(ContactError::Phone);
        }
        // Written internationally, a number says itself whose it is: the country would only lead to another reading.
        let country = (!text.starts_with('+')).then(|| country.parse::<phonenumber::country::Id>().ok()).flatten();
        let digits = e164(country, text)?;
        // What is stored must be read as what it is: a number with a stray zero would be another one the second time.
        if e164(None, &digits)? != digits {
            return Err(ContactError::Phone);
        }
        // Reserved example numbers (202-555-01xx) are "possible", not "valid", in the metadata: length decides.
        if (9..=16).contains(&digits.len()) { Ok(Self(digits)) } else { Err(ContactError::Phone) }
    }

    /// The number as it is stored and dialled.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as people write it: `+1 202-555-0142`.
    pub fn display(&self) -> String {
        phonenumber::parse(None, &self.0)
            .map(|n| n.format().mode(phonenumber::Mode::International).to_string())
            .unwrap_or_else(|_| self.0.clone())
    }

    /// Whose number it is, as ISO 3166's two letters; none where a text costs more than elsewhere in its country, or
    /// belongs to no country. Parts of the world share a code: `+1 876` is Jamaica's.
    pub fn country(&self) -> Option<String> {
        use phonenumber::Type;
        use phonenumber::metadata::DATABASE;
        let number = phonenumber::parse(None, &self.0).ok()?;
        if matches!(number.number_type(&DATABASE), Type::PremiumRate | Type::SharedCost | Type::PersonalNumber) {
            return None;
        }
        // Reserved example numbers are nobody's in the metadata: they are their code's first country's.
        let id = number.country().id().map(|id| id.as_ref().to_owned());
        let id = id.or_else(|| DATABASE.region(&number.country().code())?.into_iter().next().map(str::to_owned));
        id.filter(|id| id != "001")
    }

    /// `…0142`: enough to recognise one's own.
    pub fn masked(&self) -> String {
        format!("…{}", &self.0[self.0.len().saturating_sub(4)..])
    }
}

fn e164(country: Option<phonenumber::country::Id>, text: &str) -> Result<String, ContactError> {
    let number = phonenumber::parse(country, text).map_err(|_| ContactError::Phone)?;
    Ok(number.format().mode(phonenumber::Mode::E164).to_string())
}

/// Whether these two letters (ISO 3166) are a country that has phone numbers.
pub fn is_country(code: &str) -> bool {
    code.parse::<phonenumber::country::Id>().is_ok()
}

impl FromStr for Phone {
    type Err = ContactError;

    /// International form only.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text, "")
    }
}

/// Where somebody can be reached, and by that be known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Contact {
    /// By email.
    Email(Email),
    /// By text message.
    Phone(Phone),
}

impl Contact {
    /// Reads either, as typed by somebody in `country`: what holds an `@` is meant as an email address.
    ///
    /// # Errors
    /// [`ContactError`], of the kind that was meant.
    pub fn parse(text: &str, country: &str) -> Result<Self, ContactError> {
        if text.contains('@') { text.parse().map(Self::Email) } else { Phone::parse(text, country).map(Self::Phone) }
    }

    /// What two spellings of it share: what limits count by, and records are found by.
    pub fn key(&self) -> String {
        match self {
            Self::Email(email) => email.key(),
            Self::Phone(phone) => phone.as_str().to_owned(),
        }
    }

    /// As it is stored and sent to.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Phone(phone) => phone.as_str(),
        }
    }

    /// Enough to recognise one's own.
    pub fn masked(&self) -> String {
        match self {
            Self::Email(email) => email.masked(),
            Self::Phone(phone) => phone.masked(),
        }
    }
}

macro_rules! plain_text {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.masked())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    )+};
}
plain_text!(Email, Phone);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_keeps_its_spelling_and_compares_by_key() {
        let email: Email = " Sarah.Chen@EXAMPLE.com ".parse().unwrap();
        assert_eq!(email.as_str(), "Sarah.Chen@example.com");
        assert_eq!(email.key(), "sarah.chen@example.com");
        assert_eq!(email.masked(), "S…\u{2060}@example.com");
        let kelvin: Email = "\u{212a}im@example.com".parse().unwrap();
        assert_ne!(kelvin.key(), "kim@example.com", "another inbox, whose owner would get Kim's mail");
        for bad in [
            "",
            "sarah",
            "sarah@",
            "@example.com",
            "a b@example.com",
            "sarah@example",
            "Sarah <s@example.com>",
            "s@[127.0.0.1]",
            "a@\u{130}.com",
            "a@example.com\r\nBcc: x@example.com",
        ] {
            assert_eq!(bad.parse::<Email>(), Err(ContactError::Email), "{bad:?}");
        }
    }

    #[test]
    fn a_phone_number_has_one_form() {
        for spelling in ["(202) 555-0142", "202.555.0142", "+1 202 555 0142", "1-202-555-0142"] {
            assert_eq!(Phone::parse(spelling, "US").unwrap().as_str(), "+12025550142", "{spelling}");
        }
        assert_eq!(Phone::parse("020 7946 0000", "GB").unwrap().as_str(), "+442079460000");
        assert_eq!(Phone::parse("+12025550142", "GB").unwrap().display(), "+1 202-555-0142");
        let country = |text: &str| Phone::parse(text, "").unwrap().country();
        assert_eq!(country("+12025550142").as_deref(), Some("US"));
        assert_eq!(country("+442079460000").as_deref(), Some("GB"));
        assert_eq!(country("+18765550142").as_deref(), Some("JM"));
        assert_eq!(country("+19005550142"), None, "somebody earns on each call");
        assert_eq!(country("+881612345678"), None, "a satellite phone");
        for bad in ["", "abc", "12", "call me", "+1 202 555 0142 ext five", "999999999999999999999"] {
            assert_eq!(Phone::parse(bad, "US"), Err(ContactError::Phone), "{bad:?}");
        }
    }

    /// Security row 14: what is checked, what is stored and what is sent to are one and the same.
    #[test]
    fn whatever_is_typed_has_one_form_that_stays() {
        let pieces = [
            "a",
            "Z",
            "9",
            ".",
            "@",
            "+",
            "-",
            "_",
            " ",
            "\t",
            "\r\n",
            "\0",
            "\u{430}",
            "\u{130}",
            "\u{212a}",
            "\u{200b}",
            "ß",
            "É",
            "(",
            ")",
            "\"",
            "\\",
            "<",
            ">",
            ",",
            ";",
            ":",
            "example.com",
            "EXAMPLE.com",
            "1",
            "202",
            "555",
            "0142",
            "00",
            "+1",
            "tel:",
            "Bcc:",
        ];
        // Numbers after Marsaglia (xorshift): the same in every run.
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = |bound: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % bound as u64).unwrap()
        };
        let (mut emails, mut phones) = (0, 0);
        for _ in 0..60_000 {
            let mut typed: String = (0..=next(7)).map(|_| pieces[next(pieces.len())]).collect();
            typed.push_str(["", "@example.com", "@EXAMPLE.com"][next(3)]);
            if let Ok(email) = typed.parse::<Email>() {
                emails += 1;
                assert!(email.as_str().is_ascii() || !email.as_str().chars().any(char::is_control), "{typed:?}");
                assert!(!email.as_str().chars().any(|c| c.is_control() || c.is_whitespace()), "{typed:?}");
                let stored: Email = email.as_str().parse().unwrap();
                assert_eq!((stored.as_str(), stored.key()), (email.as_str(), email.key()), "{typed:?}");
                assert_eq!(email.key().parse::<Email>().map(|again| again.key()), Ok(email.key()), "{typed:?}");
            }
            if let Ok(phone) = Phone::parse(&typed, "US") {
                phones += 1;
                assert!(phone.as_str()[1..].bytes().all(|b| b.is_ascii_digit()), "{typed:?}");
                for country in ["", "GB", "DE"] {
                    assert_eq!(Phone::parse(phone.as_str(), country).as_ref(), Ok(&phone), "{typed:?}");
                }
            }
        }
        assert!(emails > 200 && phones > 50, "{emails} {phones}");
    }
}
