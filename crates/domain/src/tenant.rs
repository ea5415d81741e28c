//! What names a shop, and how it is set up.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The shop's label in `{slug}.{platform domain}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slug(String);

/// Why a slug was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SlugError {
    /// Not 3 to 40 lower-case letters, digits and single inner hyphens.
    #[error(
        "a slug is 3 to 40 lower-case letters, digits and single hyphens, and starts and ends with a letter or digit"
    )]
    Form,
    /// A word that the platform keeps for itself.
    #[error("that slug is reserved for the platform")]
    Reserved,
}

/// Words that could be mistaken for the platform itself, or that it uses.
const RESERVED: &[&str] = &[
    "abuse",
    "account",
    "accounts",
    "admin",
    "administrator",
    "api",
    "app",
    "apps",
    "assets",
    "auth",
    "billing",
    "blog",
    "cdn",
    "client",
    "client-login",
    "clients",
    "console",
    "contact",
    "customer",
    "dashboard",
    "demo",
    "dev",
    "docs",
    "email",
    "forecourt",
    "ftp",
    "help",
    "hostmaster",
    "imap",
    "info",
    "internal",
    "localhost",
    "login",
    "mail",
    "metrics",
    "monitoring",
    "mx",
    "news",
    "noreply",
    "ns1",
    "ns2",
    "ops",
    "operator",
    "pay",
    "payments",
    "platform",
    "pop",
    "portal",
    "postmaster",
    "preview",
    "root",
    "security",
    "shop",
    "shops",
    "sign-in",
    "signin",
    "signup",
    "sms",
    "smtp",
    "staff",
    "staging",
    "static",
    "status",
    "support",
    "system",
    "test",
    "webhook",
    "webhooks",
    "webmaster",
    "www",
];

impl Slug {
    /// The slug as it stands in the host name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let edge = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = text.as_bytes();
        let sound = (3..=40).contains(&bytes.len())
            && bytes.iter().copied().all(plain)
            && edge(bytes.first())
            && edge(bytes.last())
            // Also keeps `xn--` labels out: what a browser shows for them is not what is typed here.
            && !text.contains("--");
        if !sound {
            Err(SlugError::Form)
        } else if RESERVED.contains(&text) {
            Err(SlugError::Reserved)
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

/// Whether a shop answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenantState {
    /// Open for business.
    Active,
    /// Paused by the operator: a plain page, and nothing else of it answers.
    Suspended,
}

/// What a staff member may do. Each role can do what those after it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Hands-on work: jobs and photos.
    Technician,
    /// The front desk: customers, links, jobs.
    Advisor,
    /// Runs the shop: settings too.
    Manager,
    /// Everything.
    Owner,
}

macro_rules! stored_words {
    ($($name:ident { $($variant:ident = $word:literal),+ $(,)? })+) => {$(
        impl $name {
            /// The word in the database and in URLs.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($word => Ok(Self::$variant),)+ _ => Err(UnknownWord) }
            }
        }
    )+};
}
pub(crate) use stored_words;

/// A word that names none of the known states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("unknown word")]
pub struct UnknownWord;

stored_words! {
    TenantState { Active = "active", Suspended = "suspended" }
    Role { Owner = "owner", Manager = "manager", Advisor = "advisor", Technician = "technician" }
}

/// How many days a customer's session may last (docs/product.md, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16")]
pub struct SessionDays(u16);

/// A session lifetime outside 1 to 90 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a session lasts 1 to 90 days")]
pub struct SessionDaysError;

impl SessionDays {
    /// The number of days.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The lifetime.
    pub fn duration(self) -> chrono::TimeDelta {
        chrono::TimeDelta::days(i64::from(self.0))
    }
}

impl TryFrom<u16> for SessionDays {
    type Error = SessionDaysError;

    fn try_from(days: u16) -> Result<Self, Self::Error> {
        if (1..=90).contains(&days) { Ok(Self(days)) } else { Err(SessionDaysError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_host_labels_that_cannot_mislead() {
        for good in ["torque", "sample-shop", "a1b", "9-lives"] {
            assert!(good.parse::<Slug>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "ab",
            "Torque",
            "-torque",
            "torque-",
            "to--rque",
            "xn--abc",
            "tor_que",
            "tor que",
            "törque",
            &"a".repeat(41),
        ] {
            assert_eq!(bad.parse::<Slug>(), Err(SlugError::Form), "{bad:?}");
        }
        assert_eq!("ops".parse::<Slug>(), Err(SlugError::Reserved));
    }

    #[test]
    fn roles_are_ordered_by_what_they_may_do() {
        assert!(Role::Owner > Role::Manager && Role::Manager > Role::Advisor && Role::Advisor > Role::Technician);
    }
}
