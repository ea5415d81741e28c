//! Phone numbers in E.164 (ITU-T): what can be one, and the form that all spellings of one share.
//!
//! The metadata (Google's, by the crate `phonenumber`) knows each country's prefixes, and which lengths and beginnings its
//! numbers have. Numbers that could be, but are nobody's, are taken: among them those reserved for examples
//! (202-555-01xx). Three countries write one mobile number in two ways, also internationally; see [`same_line`].

mod typed;

use std::str::FromStr;

use phonenumber::Metadata;
use phonenumber::metadata::DATABASE;
use thiserror::Error;

use typed::Typed;

/// Why a phone number was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PhoneError {
    /// Letters, or no digits.
    #[error("is not a phone number")]
    NotANumber,
    /// No country has this code, or it is not known which country is meant.
    #[error("has no known country code")]
    UnknownCountry,
    /// Fewer digits than any number there has; often the area code is missing.
    #[error("is too short for a phone number")]
    TooShort,
    /// More digits than any number there has.
    #[error("is too long for a phone number")]
    TooLong,
    /// As long as a number, but no number there begins like that.
    #[error("is not a number of that country")]
    NoSuchNumber,
    /// A number with an extension, which no text reaches.
    #[error("has an extension")]
    Extension,
}

/// A phone number in E.164 (ITU-T), such as `+12025550142`.
///
/// Two numbers are the same line when their [`Phone::key`] is.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as typed by somebody in `country` (ISO 3166 two letters, such as `US`); an international
    /// prefix wins over it.
    ///
    /// # Errors
    /// [`PhoneError`] when no such number can exist.
    pub fn parse(text: &str, country: &str) -> Result<Self, PhoneError> {
        let typed = Typed::read(text)?;
        let home = country.parse::<phonenumber::country::Id>().ok();
        let mut refused = None;
        for reading in typed.readings(home) {
            let (code, national) = match reading {
                Ok(number) => number,
                Err(error) => {
                    refused.get_or_insert(error);
                    continue;
                }
            };
            let national = same_line(code, national);
            match can_exist(code, &national) {
                Ok(()) => return Ok(Self(format!("+{code}{national}"))),
                Err(error) => refused.get_or_insert(error),
            };
        }
        Err(refused.unwrap_or(PhoneError::UnknownCountry))
    }

    /// The number as it is stored and dialled.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What all spellings of one line share. A text that goes to it arrives: in Argentina it has the 9 of mobile numbers,
    /// which no other line gets texts on.
    pub fn key(&self) -> String {
        match split(&self.0[1..]) {
            Some((54, national)) if is_argentine_area(national) => format!("+549{national}"),
            _ => self.0.clone(),
        }
    }

    /// The key, and the other form under which the line may be stored (the key again where there is none): from before
    /// such numbers were read as one, or without Argentina's 9.
    pub fn stored_keys(&self) -> [String; 2] {
        let key = self.key();
        let other = match split(&key[1..]) {
            Some((52, national)) if national.len() == 10 => Some(format!("+521{national}")),
            Some((54, national)) => {
                national.strip_prefix('9').filter(|rest| is_argentine_area(rest)).map(|rest| format!("+54{rest}"))
            }
            Some((55, national)) => without_ninth_digit(national).map(|national| format!("+55{national}")),
            _ => None,
        };
        let other = other.unwrap_or_else(|| key.clone());
        [key, other]
    }

    /// The number as people write it: `+1 202-555-0142`.
    pub fn display(&self) -> String {
        self.in_metadata()
            .map(|number| number.format().mode(phonenumber::Mode::International).to_string())
            .unwrap_or_else(|| self.0.clone())
    }

    /// Whose number it is, as ISO 3166's two letters; none where a text costs more than elsewhere in its country, or
    /// belongs to no country. Parts of the world share a code: `+1 876` is Jamaica's.
    pub fn country(&self) -> Option<String> {
        let (code, national) = split(&self.0[1..])?;
        let known = self.in_metadata().and_then(|number| number.country().id());
        let known = known.and_then(|id| DATABASE.by_id(id.as_ref()));
        // Reserved example numbers are nobody's in the metadata: they are their code's first country's.
        let country = known.or_else(|| DATABASE.by_code(&code)?.into_iter().next())?;
        let kinds = country.descriptors();
        let dear = [kinds.premium_rate(), kinds.shared_cost(), kinds.personal_number()];
        if dear.into_iter().flatten().any(|kind| kind.is_match(national)) || country.id() == "001" {
            return None;
        }
        Some(country.id().to_owned())
    }

    /// `…0142`: enough to recognise one's own.
    pub fn masked(&self) -> String {
        format!("…{}", &self.0[self.0.len().saturating_sub(4)..])
    }

    /// As the metadata's crate reads it; none where it would take a first digit for a prefix.
    fn in_metadata(&self) -> Option<phonenumber::PhoneNumber> {
        let number = phonenumber::parse(None, &self.0).ok()?;
        (number.format().mode(phonenumber::Mode::E164).to_string() == self.0).then_some(number)
    }
}

impl FromStr for Phone {
    type Err = PhoneError;

    /// A stored number: in E.164, whether or not such a number can exist by today's rules.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('+').ok_or(PhoneError::NotANumber)?;
        if !(7..=15).contains(&digits.len()) || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(PhoneError::NotANumber);
        }
        Ok(match split(digits) {
            Some((code, national)) => Self(format!("+{code}{}", same_line(code, national.to_owned()))),
            None => Self(text.to_owned()),
        })
    }
}

/// Whether these two letters (ISO 3166) are a country that has phone numbers.
pub fn is_country(code: &str) -> bool {
    code.parse::<phonenumber::country::Id>().is_ok()
}

/// The country code and the rest: no code is the beginning of another.
fn split(digits: &str) -> Option<(u16, &str)> {
    (1..=3).find_map(|length| {
        let (code, rest) = digits.split_at_checked(length)?;
        let code = code.parse().ok().filter(|_| !code.starts_with('0'))?;
        DATABASE.region(&code).is_some().then_some((code, rest))
    })
}

/// The number that is reached by this one:
///
/// - in Mexico without the 1 of mobile phones, which went in 2019;
/// - in Brazil with the 9 that mobile numbers got until 2016, and that WhatsApp still leaves out.
///
/// Argentina's mobile phones have a 9 from abroad that texts need and calls to a fixed line must not have, and nothing else
/// tells them apart: such a number stays as it is typed, and [`Phone::key`] adds the 9.
fn same_line(code: u16, national: String) -> String {
    let bytes = national.as_bytes();
    match (code, bytes) {
        (52, [b'1', rest @ ..]) if rest.len() == 10 => national[1..].to_owned(),
        // Numbers that begin with 7 were radio services', and stayed as short as they were.
        (55, [b'1'..=b'9', b'1'..=b'9', b'6' | b'8' | b'9', ..]) if bytes.len() == 10 => {
            format!("{}9{}", &national[..2], &national[2..])
        }
        _ => national,
    }
}

/// A Brazilian mobile number as it was before its ninth digit.
fn without_ninth_digit(national: &str) -> Option<String> {
    match national.as_bytes() {
        [b'1'..=b'9', b'1'..=b'9', b'9', b'6' | b'8' | b'9', ..] if national.len() == 11 => {
            Some(format!("{}{}", &national[..2], &national[3..]))
        }
        _ => None,
    }
}

/// A number within Argentina that a fixed line or a mobile phone can have.
fn is_argentine_area(national: &str) -> bool {
    national.len() == 10 && ["11", "2", "3"].iter().any(|area| national.starts_with(area))
}

/// Whether the metadata knows a country of that code which can have such a number.
fn can_exist(code: u16, national: &str) -> Result<(), PhoneError> {
    let countries = DATABASE.by_code(&code).ok_or(PhoneError::UnknownCountry)?;
    if code.to_string().len() + national.len() > 15 {
        return Err(PhoneError::TooLong);
    }
    if countries.iter().any(|country| can_have(country, national)) {
        return Ok(());
    }
    let length = u16::try_from(national.len()).unwrap_or(u16::MAX);
    let lengths = || countries.iter().flat_map(|country| lengths(country));
    if lengths().all(|known| length < known) {
        Err(PhoneError::TooShort)
    } else if lengths().all(|known| length > known) {
        Err(PhoneError::TooLong)
    } else {
        Err(PhoneError::NoSuchNumber)
    }
}

fn can_have(country: &Metadata, national: &str) -> bool {
    let kinds = country.descriptors();
    let rare = [kinds.uan(), kinds.pager(), kinds.voicemail()];
    kinds.general().is_match(national)
        && (lengths(country).any(|known| usize::from(known) == national.len())
            || rare.into_iter().flatten().any(|kind| kind.is_match(national)))
}

/// How long the numbers of a country can be, those of companies and services apart.
fn lengths(country: &Metadata) -> impl Iterator<Item = u16> {
    let kinds = country.descriptors();
    let common = [
        kinds.fixed_line(),
        kinds.mobile(),
        kinds.toll_free(),
        kinds.premium_rate(),
        kinds.shared_cost(),
        kinds.personal_number(),
        kinds.voip(),
    ];
    common.into_iter().flatten().flat_map(|kind| kind.possible_length().iter().copied())
}

#[cfg(test)]
mod tests;
