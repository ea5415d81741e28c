//! Long secrets in links: shown once, stored only as a hash.

use std::fmt;
use std::str::FromStr;

use crate::entropy::Entropy;

/// A 256-bit secret in a link, written as 64 lower-case hex characters (product section 4).
///
/// `Debug` hides it, and it has no `Display`: only [`LinkToken::reveal`] writes it out, so every place that
/// does is easy to find.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken([u8; 32]);

/// The text is not 64 lower-case hex characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a link token is 64 lower-case hex characters")]
pub struct NotALinkToken;

impl LinkToken {
    /// A new secret.
    pub fn new(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0u8; 32];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// The 64 characters that go into the link. Nowhere else.
    pub fn reveal(&self) -> String {
        hex::encode(self.0)
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkToken(…)")
    }
}

impl FromStr for LinkToken {
    type Err = NotALinkToken;

    /// Strict: upper case, another length or white space is another string, and no token.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 64 || text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(NotALinkToken);
        }
        let mut bytes = [0u8; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotALinkToken)?;
        Ok(Self(bytes))
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
}
