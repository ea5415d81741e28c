//! Randomness, as an argument.

use std::fmt::Debug;
use std::sync::Arc;

/// A source of unpredictable bytes.
pub trait Entropy: Debug + Send + Sync {
    /// Fills the whole buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// The source that everybody in a process shares.
pub type SharedEntropy = Arc<dyn Entropy>;

/// The thread's cryptographic generator, seeded by the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "the one place that draws ambient randomness")]
    fn fill(&self, buffer: &mut [u8]) {
        rand::Rng::fill_bytes(&mut rand::rng(), buffer);
    }
}

impl dyn Entropy + '_ {
    /// A number in `0..bound`, each equally likely (rejection sampling, so no modulo bias).
    ///
    /// `bound` of 0 answers 0.
    pub fn below(&self, bound: u32) -> u32 {
        if bound == 0 {
            return 0;
        }
        let zone = u32::MAX - u32::MAX % bound;
        loop {
            let mut bytes = [0u8; 4];
            self.fill(&mut bytes);
            let number = u32::from_le_bytes(bytes);
            if number < zone {
                return number % bound;
            }
        }
    }

    /// A fraction in `0.0..1.0`, for jitter.
    pub fn fraction(&self) -> f64 {
        f64::from(self.below(1 << 24)) / f64::from(1u32 << 24)
    }
}
