//! What is stored of a secret that somebody else carries: a link's, a browser's, a program's.

use forecourt_domain::action_link::ActionToken;
use forecourt_domain::token::{LinkToken, SignInToken};
use sha2::{Digest, Sha256};

/// A secret of so many random bits that nobody guesses it.
pub(crate) trait Secret {
    /// The characters that its bearer has.
    fn reveal(&self) -> String;
}

/// What is stored of a secret: its SHA-256. A slow hash would add nothing to 192 random bits, which the shortest of them has.
pub(crate) fn hash<S: Secret + ?Sized>(secret: &S) -> Vec<u8> {
    Sha256::digest(secret.reveal()).to_vec()
}

impl Secret for LinkToken {
    fn reveal(&self) -> String {
        self.reveal()
    }
}

impl Secret for SignInToken {
    fn reveal(&self) -> String {
        self.reveal()
    }
}

impl Secret for ActionToken {
    fn reveal(&self) -> String {
        self.reveal()
    }
}

/// An action link as its message carries it.
impl Secret for str {
    fn reveal(&self) -> String {
        self.to_owned()
    }
}
