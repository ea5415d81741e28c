//! Passwords: Argon2id (RFC 9106) on threads of its own (`hashing`), so that a flood of guesses cannot slow pages down.
//!
//! What is hashed is the same on every system that a password is typed on, by the rules of RFC 8265 for opaque strings
//! (`prepared`). A hash made before these rules still fits what was typed then.

use std::hint::black_box;

use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher};
use forecourt_domain::entropy::Entropy;
use forecourt_domain::text::{composed, decomposed};
use thiserror::Error as ThisError;

use crate::beat::Beat;
pub use crate::hashing::Busy;
use crate::hashing::Hashing;

/// The shortest password (docs/product.md, section 4), in characters.
pub const MIN_LENGTH: usize = 8;
/// Longer than any passphrase. Hashing more would let a client keep the server busy.
pub const MAX_LENGTH: usize = 200;

/// Common passwords of eight characters or more, which attackers try first.
const COMMON: &str = include_str!("common_passwords.txt");

/// A hash of no password: checking against it takes as long as checking a real one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$Zm9yZWNvdXJ0bm9ib2R5$QKMcoDJUR4iUoI/0bVsX0HPuUTmd/mwE2GQ4NXoqQPo";

/// Hashes and checks passwords, half as many at once as there are cores. One for a process: a clone shares its threads.
#[derive(Debug, Clone)]
pub struct Passwords {
    hashing: Hashing,
}

/// A sign-in by password. It begins before anything is looked up, so that its duration does not tell whether the
/// account exists.
#[derive(Debug)]
pub struct Attempt<'a> {
    passwords: &'a Passwords,
    beat: Beat,
}

/// Why a password was not hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum PasswordError {
    /// Fewer than [`MIN_LENGTH`] characters.
    #[error("shorter than {MIN_LENGTH} characters")]
    TooShort,
    /// More than [`MAX_LENGTH`] characters.
    #[error("longer than {MAX_LENGTH} characters")]
    TooLong,
    /// Among the first that anybody tries.
    #[error("on the lists of known passwords")]
    Common,
    /// Too many at once: nothing is wrong with this one.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// The hasher refused; a defect.
    #[error("could not be hashed")]
    Hasher,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { hashing: Hashing::start() }
    }
}

impl Passwords {
    /// Begins a sign-in if another password can be checked now. Called before the try is counted and the account is
    /// looked up, so that a flood costs the server less than it costs the attacker.
    ///
    /// # Errors
    /// [`Busy`] when too many are checked already.
    pub fn attempt(&self) -> Result<Attempt<'_>, Busy> {
        let beat = Beat::begin();
        self.hashing.room().map(|()| Attempt { passwords: self, beat })
    }

    /// Hashes a password for keeping.
    ///
    /// # Errors
    /// [`PasswordError`].
    pub async fn hash(&self, password: &str, entropy: &dyn Entropy) -> Result<String, PasswordError> {
        let password = prepared(password);
        match password.chars().count() {
            n if n < MIN_LENGTH => return Err(PasswordError::TooShort),
            n if n > MAX_LENGTH => return Err(PasswordError::TooLong),
            _ => {}
        }
        if COMMON.lines().any(|known| known.eq_ignore_ascii_case(&password)) {
            return Err(PasswordError::Common);
        }
        let mut salt = [0u8; 16];
        entropy.fill(&mut salt);
        let hash = move || Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        self.hashing.run(hash).await?.map(|hash| hash.to_string()).map_err(|_| PasswordError::Hasher)
    }

    /// Whether a password fits a stored hash. Without one it takes as long, and does not.
    ///
    /// # Errors
    /// [`Busy`] when too many are checked already; then nothing was compared.
    pub async fn verify(&self, password: &str, stored: Option<String>) -> Result<bool, Busy> {
        Ok(!self.fitting(password, stored.into_iter().collect(), String::as_str).await?.is_empty())
    }

    /// Those of `known` whose `hash` a password fits. All are compared, whichever fits, in one place of the queue; without
    /// any it takes as long as with one.
    ///
    /// # Errors
    /// [`Busy`] when too many are checked already; then nothing was compared.
    pub async fn fitting<T: Send + 'static>(
        &self,
        password: &str,
        known: Vec<T>,
        hash: fn(&T) -> &str,
    ) -> Result<Vec<T>, Busy> {
        // A letter of Hangul takes nine bytes in its longest form.
        if password.len() > MAX_LENGTH * 9 || prepared(password).chars().count() > MAX_LENGTH {
            return Ok(Vec::new());
        }
        let forms = forms(password);
        metrics::counter!("password_checks_total").increment(1);
        let hashes = forms.len() * known.len().max(1);
        let compare = move || {
            if known.is_empty() {
                black_box(fits(&forms, NOBODY));
            }
            known.into_iter().filter(|one| fits(&forms, hash(one))).collect()
        };
        self.hashing.run_many(hashes, compare).await
    }
}

impl Attempt<'_> {
    /// [`Passwords::verify`], which says on the beat that a password does not fit.
    ///
    /// # Errors
    /// [`Busy`], after the delay as well: the account has been looked up by now.
    pub async fn verify(self, password: &str, stored: Option<String>) -> Result<bool, Busy> {
        Ok(!self.fitting(password, stored.into_iter().collect(), String::as_str).await?.is_empty())
    }

    /// [`Passwords::fitting`], which says on the beat that a password fits none.
    ///
    /// # Errors
    /// [`Busy`], after the delay as well: the account has been looked up by now.
    pub async fn fitting<T: Send + 'static>(
        self,
        password: &str,
        known: Vec<T>,
        hash: fn(&T) -> &str,
    ) -> Result<Vec<T>, Busy> {
        let right = self.passwords.fitting(password, known, hash).await;
        if right.as_ref().map_or(true, Vec::is_empty) {
            self.beat.next().await;
        }
        right
    }
}

/// A password in the one form that it is hashed in (RFC 8265, section 4.2.2): every kind of space is the plain one, and
/// letters are composed (NFC). Case, width and spaces at the ends are kept. NIST SP 800-63B (3.1.1.2) asks for no less.
fn prepared(password: &str) -> String {
    composed(&password.replace(|c: char| c.is_whitespace() && !c.is_ascii(), " ")).into_owned()
}

/// What a password may have been hashed as: since there is a rule, as [`prepared`]; before, as it was typed, on a system
/// that composes letters or on one that does not. Of ASCII, all are one.
fn forms(password: &str) -> Vec<String> {
    let mut forms = vec![prepared(password)];
    for form in [password.to_owned(), composed(password).into_owned(), decomposed(password).into_owned()] {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// Whether any form fits. How many there are is known to whoever typed them, and the same for every hash.
fn fits(forms: &[String], hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| forms.iter().any(|form| Argon2::default().verify_password(form.as_bytes(), &hash).is_ok()))
}

#[cfg(test)]
mod tests {
    use forecourt_domain::entropy::SystemEntropy;

    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_and_no_other() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse", &SystemEntropy).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify("correct horse", Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("correct house", Some(hash)).await.unwrap());
        assert!(!passwords.verify("correct horse", None).await.unwrap());
        assert_eq!(passwords.hash("short", &SystemEntropy).await, Err(PasswordError::TooShort));
        assert_eq!(passwords.hash("Password1", &SystemEntropy).await, Err(PasswordError::Common));
        assert_eq!(passwords.hash(&"x".repeat(201), &SystemEntropy).await, Err(PasswordError::TooLong));
    }

    #[tokio::test]
    async fn a_password_is_the_same_on_every_system() {
        let passwords = Passwords::default();
        let spellings = [
            "pa\u{df}w\u{f6}rt gr\u{fc}n",
            "pa\u{df}wo\u{308}rt\u{a0}gru\u{308}n",
            "pa\u{df}w\u{f6}rt\u{3000}gru\u{308}n",
        ];
        for set in spellings {
            let hash = passwords.hash(set, &SystemEntropy).await.unwrap();
            for told in spellings {
                assert!(passwords.verify(told, Some(hash.clone())).await.unwrap(), "{set:?} {told:?}");
            }
            for other in [
                "pa\u{df}wort grun",
                "Pa\u{df}w\u{f6}rt gr\u{fc}n",
                "pa\u{df}w\u{f6}rtgr\u{fc}n",
                "passw\u{f6}rt gr\u{fc}n",
            ] {
                assert!(!passwords.verify(other, Some(hash.clone())).await.unwrap(), "{set:?} {other:?}");
            }
        }
        // Eight marks on one letter are not eight letters.
        assert_eq!(
            passwords.hash("e\u{301}e\u{301}e\u{301}e\u{301}", &SystemEntropy).await,
            Err(PasswordError::TooShort)
        );
    }

    #[tokio::test]
    async fn a_password_fits_the_hash_of_it_as_it_was_typed_before_there_was_a_rule() {
        let passwords = Passwords::default();
        let [composed, decomposed] = ["zo\u{eb}zo\u{eb}zo\u{eb}", "zoe\u{308}zoe\u{308}zoe\u{308}"];
        for (typed_then, typed_now) in [
            (decomposed, composed),
            (decomposed, decomposed),
            (composed, decomposed),
            ("zo\u{eb}\u{a0}zo\u{eb}zo\u{eb}", "zo\u{eb}\u{a0}zo\u{eb}zo\u{eb}"),
        ] {
            let hash = Argon2::default().hash_password_with_salt(typed_then.as_bytes(), &[7; 16]).unwrap().to_string();
            assert!(passwords.verify(typed_now, Some(hash)).await.unwrap(), "{typed_then:?} {typed_now:?}");
        }
    }

    #[tokio::test]
    async fn of_several_hashes_those_that_fit_are_told() {
        let passwords = Passwords::default();
        let mut family = Vec::new();
        for (name, password) in [("Dana", "correct horse"), ("Sam", "battery staple"), ("Alex", "correct horse")] {
            family.push((name, passwords.hash(password, &SystemEntropy).await.unwrap()));
        }
        for (told, fit) in [
            ("correct horse", vec!["Dana", "Alex"]),
            ("battery staple", vec!["Sam"]),
            ("correct staple", vec![]),
            (NOBODY, vec![]),
        ] {
            let fitting = passwords.fitting(told, family.clone(), |(_, hash)| hash).await.unwrap();
            assert_eq!(fitting.iter().map(|(name, _)| *name).collect::<Vec<_>>(), fit, "{told}");
        }
        assert!(passwords.fitting("", Vec::<String>::new(), String::as_str).await.unwrap().is_empty());
    }

    #[test]
    fn the_stand_in_hash_is_one_that_takes_as_long() {
        let stand_in = PasswordHash::new(NOBODY).unwrap();
        let real = Argon2::default().hash_password_with_salt(b"x", &[7; 16]).unwrap();
        assert_eq!(stand_in.params, real.params);
        assert_eq!(stand_in.algorithm, real.algorithm);
    }
}
