//! Recovery codes: they replace a lost second factor. Written on paper, each good for one time.

use std::fmt;
use std::str::FromStr;

use crate::entropy::Entropy;

/// 80 bits, written as four groups of four letters and digits: `k7m2-9wqx-4b1n-zr8t`.
///
/// As with [`crate::token::LinkToken`], only [`RecoveryCode::reveal`] writes it out.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode([u8; LENGTH]);

/// The text is no recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a recovery code is 16 letters and digits")]
pub struct NotARecoveryCode;

/// How many a person gets at once.
pub const RECOVERY_CODES: usize = 10;
const LENGTH: usize = 16;
const GROUP: usize = 4;
/// Crockford's base 32: nothing that is mistaken for something else on paper.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl RecoveryCode {
    /// A new code.
    pub fn new(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0u8; LENGTH];
        entropy.fill(&mut bytes);
        // 32 divides 256: every character is equally likely.
        Self(bytes.map(|byte| ALPHABET[usize::from(byte % 32)]))
    }

    /// A new sheet of them.
    pub fn sheet(entropy: &dyn Entropy) -> Vec<Self> {
        (0..RECOVERY_CODES).map(|_| Self::new(entropy)).collect()
    }

    /// As it is shown, once.
    pub fn reveal(&self) -> String {
        self.0.chunks(GROUP).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

impl FromStr for RecoveryCode {
    type Err = NotARecoveryCode;

    /// Reads a code copied from paper: hyphens, spaces and capitals do not matter, nor an O for a zero.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = |c: char| match c.to_ascii_lowercase() {
            'o' => Some(b'0'),
            'i' | 'l' => Some(b'1'),
            c => u8::try_from(c).ok().filter(|byte| ALPHABET.contains(byte)),
        };
        let typed = text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(LENGTH + 1);
        let bytes: Vec<u8> = typed.map(read).collect::<Option<_>>().ok_or(NotARecoveryCode)?;
        bytes.try_into().map(Self).map_err(|_| NotARecoveryCode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn a_code_reads_back_as_people_copy_it() {
        let code = RecoveryCode::new(&SystemEntropy);
        let text = code.reveal();
        assert_eq!(text.len(), 19);
        assert_eq!(text.parse(), Ok(code.clone()));
        assert_eq!(format!(" {} ", text.to_uppercase().replace('-', " ")).parse(), Ok(code.clone()));
        assert_eq!("oOiL-1111-0000-zzzz".parse::<RecoveryCode>().unwrap().reveal(), "0011-1111-0000-zzzz");
        assert!(!format!("{code:?}").contains(&text));
        for bad in ["", "123456", "uuuu-1111-1111-1111", "1111-1111-1111-1111-1", "1111-1111-1111-111é"] {
            assert!(bad.parse::<RecoveryCode>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_sheet_has_no_code_twice() {
        let sheet = RecoveryCode::sheet(&SystemEntropy);
        assert_eq!(sheet.len(), RECOVERY_CODES);
        assert!(sheet.iter().enumerate().all(|(at, code)| !sheet[..at].contains(code)));
    }
}
