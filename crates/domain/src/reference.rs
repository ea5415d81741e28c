//! References that can be read out on the phone: `WO-TANGO-1234` (docs/product.md, section 10).

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::entropy::Entropy;

const WORDS: [&str; 26] = [
    "ALPHA", "BRAVO", "CHARLIE", "DELTA", "ECHO", "FOXTROT", "GOLF", "HOTEL", "INDIA", "JULIETT", "KILO", "LIMA",
    "MIKE", "NOVEMBER", "OSCAR", "PAPA", "QUEBEC", "ROMEO", "SIERRA", "TANGO", "UNIFORM", "VICTOR", "WHISKEY", "XRAY",
    "YANKEE", "ZULU",
];

/// A work order's reference, unique in its shop.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference(String);

/// The text is no reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a reference reads like WO-TANGO-1234")]
pub struct NotAReference;

impl Reference {
    /// A random one; the caller tries again when the shop already has it.
    pub fn new(entropy: &dyn Entropy) -> Self {
        let word = WORDS[entropy.below(WORDS.len() as u32) as usize];
        Self(format!("WO-{word}-{:04}", entropy.below(10_000)))
    }

    /// As people read it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Reference {
    type Err = NotAReference;

    /// Case does not matter: people type it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.to_ascii_uppercase();
        let (word, digits) = text.strip_prefix("WO-").and_then(|rest| rest.split_once('-')).ok_or(NotAReference)?;
        let sound = WORDS.contains(&word) && digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
        if sound { Ok(Self(text)) } else { Err(NotAReference) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn references_read_back() {
        let reference = Reference::new(&SystemEntropy);
        assert_eq!(reference.as_str().to_lowercase().parse(), Ok(reference));
        for bad in ["", "WO-TANGO-12", "WO-NOPE-1234", "TANGO-1234", "WO-TANGO-12345", "WO-TANGO-12a4"] {
            assert_eq!(bad.parse::<Reference>(), Err(NotAReference), "{bad}");
        }
    }
}
