//! The second factor: a code of the authenticator, or a recovery code. Each works once.

use forecourt_domain::recovery_code::RecoveryCode;
use forecourt_storage::SecondFactor;
use forecourt_web::{Error, Result};

use crate::totp::Authenticator;

/// Checks an answer and uses it up: a code of a step that was used is wrong, however right it looks.
///
/// The caller has counted the try.
///
/// # Errors
/// 503 when the database does not answer.
pub async fn check(factor: &SecondFactor, typed: &str) -> Result<bool> {
    if let Ok(code) = typed.parse::<RecoveryCode>() {
        return Ok(factor.use_recovery_code(&code).await?);
    }
    let Some(seed) = factor.seed().await? else { return Ok(false) };
    match Authenticator::new(&seed.secret, "", "").map_err(Error::internal)?.check(typed, seed.read_at) {
        Some(step) => Ok(factor.use_step(step).await?),
        None => Ok(false),
    }
}

/// Confirms what is being set up, if a first code shows that the app has it; the answer is the sheet of recovery codes,
/// to be shown once.
///
/// # Errors
/// 503 when the database does not answer.
pub async fn confirm(
    factor: &SecondFactor,
    typed: &str,
    entropy: &dyn forecourt_domain::entropy::Entropy,
) -> Result<Option<Vec<RecoveryCode>>> {
    let Some(seed) = factor.begun().await? else { return Ok(None) };
    let authenticator = Authenticator::new(&seed.secret, "", "").map_err(Error::internal)?;
    let Some(step) = authenticator.check(typed, seed.read_at) else { return Ok(None) };
    let codes = RecoveryCode::sheet(entropy);
    factor.confirm(&seed.secret, step, &codes).await?;
    Ok(Some(codes))
}
