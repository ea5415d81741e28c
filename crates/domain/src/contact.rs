//! Email addresses and phone numbers, normalised once (security page, row 14: what is checked is what is sent to).
//!
//! What people type goes through [`Contact::parse`], [`Phone::parse`] and [`Email`]'s `FromStr`. What is stored is read by
//! `FromStr`, which takes what an earlier release may have written.

mod email;
mod phone;

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use thiserror::Error;

pub use email::Email;
pub use phone::{Phone, PhoneError, is_country};

/// Why a contact detail was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ContactError {
    /// Not the form of an email address.
    #[error("is not an email address")]
    Email,
    /// Not a number that can be dialled in that country or internationally.
    #[error(transparent)]
    Phone(#[from] PhoneError),
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
        if text.contains('@') {
            text.parse().map(Self::Email)
        } else {
            Phone::parse(text, country).map(Self::Phone).map_err(ContactError::Phone)
        }
    }

    /// What all spellings of it share: what limits count by, and records are found by.
    pub fn key(&self) -> String {
        match self {
            Self::Email(email) => email.key(),
            Self::Phone(phone) => phone.key(),
        }
    }

    /// The key, and the one other form under which an earlier release may have stored it (the key again where there is
    /// none).
    pub fn stored_keys(&self) -> [String; 2] {
        match self {
            Self::Email(email) => email.stored_keys(),
            Self::Phone(phone) => phone.stored_keys(),
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

impl FromStr for Contact {
    type Err = ContactError;

    /// A stored one.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains('@') {
            text.parse().map(Self::Email)
        } else {
            text.parse().map(Self::Phone).map_err(ContactError::Phone)
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
                serializer.serialize_str(self.as_str())
            }
        }
    )+};
}
plain_text!(Email, Phone);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typing::Typing;

    /// Security row 14: what is checked, what is stored and what is sent to are one and the same.
    #[test]
    fn whatever_is_typed_has_one_form_that_stays() {
        let mut typing = Typing::new();
        let (mut emails, mut phones) = (0, 0);
        for _ in 0..60_000 {
            let ending = ["", "@example.com", "@EXAMPLE.com", "@m\u{fc}ller.example", "@mu\u{308}ller.example"];
            let typed = typing.text(7) + ending[typing.below(ending.len())];
            if let Ok(email) = typed.parse::<Email>() {
                emails += 1;
                assert!(!email.as_str().chars().any(|c| c.is_control() || c.is_whitespace()), "{typed:?}");
                assert!(email.as_str().rsplit('@').next().unwrap().is_ascii(), "{typed:?}");
                let stored: Email = email.as_str().parse().unwrap();
                assert_eq!((stored.as_str(), stored.key()), (email.as_str(), email.key()), "{typed:?}");
                assert_eq!(email.key().parse::<Email>().map(|again| again.key()), Ok(email.key()), "{typed:?}");
                assert_eq!(email.display().parse::<Email>().as_ref(), Ok(&email), "{typed:?}");
            }
            let number = (0..=typing.below(5)).map(|_| {
                let pieces = [
                    "1", "202", "555", "0142", "00", "+1", "+52", "+54", "+55", "9", "11", "15", "(0)", "+44", "0",
                    "8", "٢", "１", " ", "-",
                ];
                pieces[typing.below(pieces.len())]
            });
            let number = number.collect::<String>() + ["", "5550142", "2345 6789"][typing.below(3)];
            for country in ["US", "DE", "MX", "AR", "BR", "IT", "RU", ""] {
                let Ok(phone) = Phone::parse(&number, country) else { continue };
                phones += 1;
                assert!(phone.as_str()[1..].bytes().all(|b| b.is_ascii_digit()), "{number:?}");
                assert_eq!(phone.as_str().parse::<Phone>().as_ref(), Ok(&phone), "{number:?}");
                for elsewhere in ["", "GB", "DE", "US", "AR"] {
                    assert_eq!(Phone::parse(phone.as_str(), elsewhere).as_ref(), Ok(&phone), "{number:?} {country}");
                }
                for spelling in phone.stored_keys().iter().chain([&phone.key(), &phone.display()]) {
                    let read = Phone::parse(spelling, country).unwrap_or_else(|e| panic!("{number:?}: {spelling} {e}"));
                    assert_eq!(read.key(), phone.key(), "{number:?} {country} {spelling}");
                }
            }
        }
        assert!(emails > 200 && phones > 500, "{emails} {phones}");
    }
}
