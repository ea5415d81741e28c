//! Authenticator apps: time-based codes (RFC 6238), and the picture that sets one up.

use chrono::{DateTime, Utc};
use forecourt_domain::entropy::Entropy;
use qrcode::{Color, QrCode};
use serde::Serialize;
use thiserror::Error as ThisError;
use totp_rs::{Builder, Totp};

/// As long as the hash behind the codes (RFC 4226, section 4).
const SEED: usize = 20;
/// White around the picture: cameras find it by that.
const QUIET: usize = 4;

/// The authenticator of one person.
#[derive(Debug)]
pub struct Authenticator {
    totp: Totp,
}

/// The data that an app needs to be set up.
#[derive(Clone, Serialize)]
pub struct Enrolment {
    /// The seed for those who type it: base 32 in groups of four.
    pub secret: String,
    /// The same for an app on this very device: `otpauth://…`.
    pub url: String,
    /// The same for a camera.
    pub qr: QrPicture,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Enrolment(…)")
    }
}

/// A QR code as one path of an SVG.
#[derive(Clone, Serialize)]
pub struct QrPicture {
    /// Width and height, in modules.
    pub size: usize,
    /// The dark ones.
    pub path: String,
}

/// A seed that makes no authenticator; a defect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
#[error("no authenticator can be made of this seed")]
pub struct BadSeed;

/// A new seed.
pub fn new_seed(entropy: &dyn Entropy) -> [u8; SEED] {
    let mut seed = [0u8; SEED];
    entropy.fill(&mut seed);
    seed
}

impl Authenticator {
    /// The authenticator of a seed, under the names that the app shows.
    ///
    /// # Errors
    /// [`BadSeed`].
    pub fn new(seed: &[u8], issuer: &str, account: &str) -> Result<Self, BadSeed> {
        // A colon is what separates the two names.
        let plain = |name: &str| name.replace(':', " ");
        let totp = Builder::new()
            .with_secret(seed.to_vec())
            .with_issuer(Some(plain(issuer)))
            .with_account_name(plain(account))
            .build();
        Ok(Self { totp: totp.map_err(|_| BadSeed)? })
    }

    /// The step that a code belongs to, if it is right now, half a minute ago or half a minute from now.
    pub fn check(&self, code: &str, now: DateTime<Utc>) -> Option<u64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).take(7).collect();
        if code.len() != 6 || code.bytes().any(|b| !b.is_ascii_digit()) {
            return None;
        }
        self.totp.check(&code, u64::try_from(now.timestamp()).ok()?)
    }

    /// The data that an app needs to be set up.
    ///
    /// # Errors
    /// [`BadSeed`].
    pub fn enrolment(&self) -> Result<Enrolment, BadSeed> {
        let url = self.totp.to_url().map_err(|_| BadSeed)?;
        let secret: Vec<char> = self.totp.secret().to_base32().chars().collect();
        let secret = secret.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ");
        Ok(Enrolment { secret, qr: QrPicture::of(&url).ok_or(BadSeed)?, url })
    }
}

impl QrPicture {
    /// The picture of a text; none when it is too long for one.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::new(text.as_bytes()).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(width).enumerate() {
            let mut x = 0;
            while x < width {
                let run = row[x..].iter().take_while(|module| **module == Color::Dark).count();
                if run > 0 {
                    path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
                }
                x += run.max(1);
            }
        }
        Some(Self { size: width + 2 * QUIET, path })
    }

    /// One for the samples of pages.
    pub fn sample() -> Self {
        Self { size: 29, path: "M4 4h7v1h-7z".into() }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    /// RFC 6238, appendix B, whose codes have eight digits: an app shows the last six.
    #[test]
    fn codes_are_those_of_the_standard() {
        let authenticator = Authenticator::new(b"12345678901234567890", "Torque", "a@example.com").unwrap();
        for (time, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            let at = Utc.timestamp_opt(time, 0).unwrap();
            let step = u64::try_from(time).unwrap() / 30;
            assert_eq!(authenticator.check(code, at), Some(step));
            assert_eq!(authenticator.check(&format!(" {} {} ", &code[..3], &code[3..]), at), Some(step));
            let later = |seconds| authenticator.check(code, at + chrono::TimeDelta::seconds(seconds));
            assert_eq!((later(30), later(90)), (Some(step), None));
        }
        let at = Utc.timestamp_opt(59, 0).unwrap();
        for wrong in ["", "28708", "2870822", "287083", "28708a", "２８７０８２"] {
            assert_eq!(authenticator.check(wrong, at), None, "{wrong}");
        }
    }

    #[test]
    fn an_app_can_be_set_up_with_any_names() {
        let seed = new_seed(&forecourt_domain::entropy::SystemEntropy);
        let authenticator = Authenticator::new(&seed, "Müller: Söhne & Co", "chef@example.com").unwrap();
        let enrolment = authenticator.enrolment().unwrap();
        assert!(enrolment.url.starts_with("otpauth://totp/"), "{}", enrolment.url);
        assert_eq!(enrolment.secret.replace(' ', "").len(), 32);
        assert!(enrolment.qr.size > 40 && enrolment.qr.path.starts_with("M4 4h7v1h-7z"));
    }
}
