//! The sealing key for an installation that has not configured one: generated once and kept in a file only its owner
//! can read.

use std::io::{ErrorKind, Write};
use std::path::Path;

use forecourt_domain::entropy::Entropy;

/// The key's file, beside the data that it seals.
const FILE: &str = "secrets.key";

/// The key kept in `folder`, made now if there is none.
///
/// # Errors
/// Whatever the file system says.
pub(crate) fn kept_in(folder: &Path, entropy: &dyn Entropy) -> std::io::Result<String> {
    let path = folder.join(FILE);
    match std::fs::read_to_string(&path) {
        Ok(key) => return Ok(key.trim().to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut bytes = [0u8; 32];
    entropy.fill(&mut bytes);
    let key = hex::encode(bytes);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    writeln!(options.open(&path)?, "{key}")?;
    Ok(key)
}
