//! The way a message travels to a person.

use std::str::FromStr;

use crate::contact::Contact;

/// The way a message travels to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendChannel {
    /// A text message.
    Sms,
    /// An email.
    Email,
}

impl SendChannel {
    /// The word in the database and in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }

    /// By which an address is reached.
    pub const fn to(contact: &Contact) -> Self {
        match contact {
            Contact::Email(_) => Self::Email,
            Contact::Phone(_) => Self::Sms,
        }
    }
}

impl FromStr for SendChannel {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "sms" => Ok(Self::Sms),
            "email" => Ok(Self::Email),
            _ => Err(()),
        }
    }
}
