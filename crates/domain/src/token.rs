//! Long secrets in links: shown once, stored only as a hash.

use std::fmt;
use std::str::FromStr;

use crate::entropy::Entropy;

macro_rules! tokens {
    ($($(#[$doc:meta])* $name:ident($bytes:literal) or $(#[$not_doc:meta])* $not:ident, $message:literal;)+) => {$(
        $(#[$doc])*
        ///
        /// `Debug` hides it, and it has no `Display`: only `reveal` writes it out, so every place that does is easy to
        /// find.
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name([u8; $bytes]);

        $(#[$not_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        #[error($message)]
        pub struct $not;

        impl $name {
            /// A new secret.
            pub fn new(entropy: &dyn Entropy) -> Self {
                let mut bytes = [0u8; $bytes];
                entropy.fill(&mut bytes);
                Self(bytes)
            }

            /// The characters that go to its bearer. Nowhere else.
            pub fn reveal(&self) -> String {
                hex::encode(self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        impl FromStr for $name {
            type Err = $not;

            /// Strict: upper case, another length or white space is another string, and no token.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                if text.len() != $bytes * 2 || text.bytes().any(|b| b.is_ascii_uppercase()) {
                    return Err($not);
                }
                let mut bytes = [0u8; $bytes];
                hex::decode_to_slice(text, &mut bytes).map_err(|_| $not)?;
                Ok(Self(bytes))
            }
        }
    )+};
}

tokens! {
    /// A 256-bit secret in a link, written as 64 lower-case hex characters (docs/product.md, section 4).
    LinkToken(32) or
    /// The text is not 64 lower-case hex characters.
    NotALinkToken, "a link token is 64 lower-case hex characters";
    /// A 192-bit secret in a sign-in link, written as 48 lower-case hex characters (docs/product.md, section 4). A
    /// browser that asks for one is given another of the same kind, which says later that it was the one.
    SignInToken(24) or
    /// The text is not 48 lower-case hex characters.
    NotASignInToken, "a sign-in token is 48 lower-case hex characters";
}

/// A one-time code of six digits.
///
/// `Debug` hides it, as it does a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

/// The text is not six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a code is six digits")]
pub struct NotACode;

impl Code {
    /// How many digits there are.
    pub const DIGITS: usize = 6;

    /// A new code, each of a million equally likely.
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(format!("{:06}", entropy.below(1_000_000)))
    }

    /// The six digits that go into the message. Nowhere else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

impl FromStr for Code {
    type Err = NotACode;

    /// As people type and paste it: `482917`, `482 917`, `482-917`.
    fn from_str(text: &str) -> Result<Self, NotACode> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let sound = digits.len() == Self::DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
        if sound { Ok(Self(digits)) } else { Err(NotACode) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn a_token_reads_back_and_hides_in_debug() {
        let token = LinkToken::new(&SystemEntropy);
        let text = token.reveal();
        assert_eq!(text.len(), 64);
        assert_eq!(text.parse::<LinkToken>(), Ok(token.clone()));
        assert!(!format!("{token:?}").contains(&text));
    }

    #[test]
    fn anything_else_is_no_token() {
        let good = "a".repeat(64);
        assert!(good.parse::<LinkToken>().is_ok());
        for bad in ["", "abc", &"A".repeat(64), &"g".repeat(64), &"a".repeat(65), &format!(" {}", "a".repeat(63))] {
            assert_eq!(bad.parse::<LinkToken>(), Err(NotALinkToken), "{bad:?}");
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for good in ["482917", " 482 917 ", "482-917"] {
            assert_eq!(good.parse::<Code>().map(|code| code.reveal().to_owned()), Ok("482917".to_owned()), "{good:?}");
        }
        for bad in ["", "48291", "4829170", "48291a", "٤٨٢٩١٧"] {
            assert_eq!(bad.parse::<Code>(), Err(NotACode), "{bad:?}");
        }
        assert!(!format!("{:?}", Code::new(&SystemEntropy)).contains(char::is_numeric));
    }
}
