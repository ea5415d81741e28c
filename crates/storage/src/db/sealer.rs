//! Sealing: what must be kept for a while but never lie in the database in the clear.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use forecourt_domain::entropy::Entropy;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use thiserror::Error as ThisError;

use crate::Error;

const NONCE: usize = 24;

/// Seals and opens small values with XChaCha20-Poly1305 under the configured key.
///
/// Each value is bound to its `context` (the row it belongs to), so a sealed value copied to another row stays shut.
#[derive(Clone)]
pub struct Sealer {
    cipher: XChaCha20Poly1305,
    codes: Hmac<Sha256>,
}

/// The configured key is not 64 hex characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
#[error("secrets.key must be 64 hex characters (32 bytes)")]
pub struct SealerKeyError;

impl Sealer {
    /// A sealer for a key of 64 hex characters.
    ///
    /// # Errors
    /// [`SealerKeyError`] for anything else.
    pub fn from_hex(key: &str) -> Result<Self, SealerKeyError> {
        let mut bytes = [0u8; 32];
        hex::decode_to_slice(key.trim(), &mut bytes).map_err(|_| SealerKeyError)?;
        // Codes are hashed under a key of their own, derived from this one.
        let codes = keyed(&bytes, b"forecourt one-time codes");
        Ok(Self { cipher: XChaCha20Poly1305::new(&Key::from(bytes)), codes: under(&codes) })
    }

    /// What is stored of a six-digit code: HMAC-SHA256 under the configured key. A plain hash of a million codes would be
    /// reversed in a second, and this one without the key never. Bound to its `context`, the request it belongs to.
    pub fn code_hash(&self, context: &[u8], code: &str) -> Vec<u8> {
        let mut mac = self.codes.clone();
        mac.update(&u64::try_from(context.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(context);
        mac.update(code.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    /// Seals `plain`; the answer starts with its nonce.
    pub fn seal(&self, context: &[u8], plain: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
        let mut nonce = [0u8; NONCE];
        entropy.fill(&mut nonce);
        let mut sealed = nonce.to_vec();
        // The cipher refuses only messages of more than 256 GiB.
        let body = self.cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: context }).unwrap_or_default();
        sealed.extend_from_slice(&body);
        sealed
    }

    /// Opens what [`Sealer::seal`] made for the same context.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when the key, the context or a byte differs.
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let corrupt = || Error::Corrupt { what: "sealed value" };
        let (nonce, body) = sealed.split_at_checked(NONCE).ok_or_else(corrupt)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| corrupt())?;
        self.cipher.decrypt(&XNonce::from(nonce), Payload { msg: body, aad: context }).map_err(|_| corrupt())
    }
}

fn keyed(key: &[u8; 32], text: &[u8]) -> [u8; 32] {
    let mut mac = under(key);
    mac.update(text);
    mac.finalize().into_bytes().into()
}

/// A shorter key is filled up with zeros to the hash's block (RFC 2104, section 2).
fn under(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = [0u8; 64];
    block[..32].copy_from_slice(key);
    <Hmac<Sha256> as KeyInit>::new(&block.into())
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(…)")
    }
}

#[cfg(test)]
mod tests {
    use forecourt_domain::entropy::SystemEntropy;

    use super::*;

    #[test]
    fn a_value_opens_only_where_it_belongs() {
        let sealer = Sealer::from_hex(&"7".repeat(64)).unwrap();
        let sealed = sealer.seal(b"row 1", b"the secret", &SystemEntropy);
        assert!(!sealed.windows(10).any(|w| w == b"the secret"));
        assert_eq!(sealer.open(b"row 1", &sealed).unwrap(), b"the secret");
        assert!(sealer.open(b"row 2", &sealed).is_err());
        let other = Sealer::from_hex(&"8".repeat(64)).unwrap();
        assert!(other.open(b"row 1", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(sealer.open(b"row 1", &bent).is_err(), "byte {at}");
        }
        assert!(Sealer::from_hex("7777").is_err());
    }

    #[test]
    fn a_codes_hash_needs_the_key_and_its_request() {
        let (sealer, other) = (Sealer::from_hex(&"7".repeat(64)).unwrap(), Sealer::from_hex(&"8".repeat(64)).unwrap());
        let hash = sealer.code_hash(b"request 1", "123456");
        assert_eq!(hash, sealer.code_hash(b"request 1", "123456"));
        assert_ne!(hash, sealer.code_hash(b"request 1", "123457"));
        assert_ne!(hash, sealer.code_hash(b"request 2", "123456"));
        assert_ne!(hash, other.code_hash(b"request 1", "123456"));
        assert_ne!(hash, <Sha256 as sha2::Digest>::digest("123456").to_vec());
    }
}
