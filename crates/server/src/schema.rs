//! Whether the database is ready for us, and making it so where that is ours to do.

use std::path::Path;

use forecourt_storage::Storage;

use crate::failure::Failure;
use crate::settings::Settings;
use crate::wiring;

const BEHIND: &str = "the database's schema is behind this version: run `forecourt migrate` first";

/// On SQLite, makes the file and brings it up to date; on PostgreSQL that is the owner's to do, and anything else is
/// refused.
///
/// # Errors
/// [`Failure::Refused`] when the database does not answer, or is behind on PostgreSQL.
pub(crate) async fn make_ready(settings: &Settings) -> Result<(), Failure> {
    let database = wiring::database(settings);
    if database.is_sqlite() {
        make_folder(settings)?;
        return Ok(Storage::migrate(&database).await?);
    }
    require_current(settings).await
}

/// Refuses unless the database is there and up to date.
///
/// # Errors
/// [`Failure::Refused`], with what to do.
pub(crate) async fn require_current(settings: &Settings) -> Result<(), Failure> {
    let database = wiring::database(settings);
    if let Some(file) = wiring::sqlite_file(settings).filter(|file| !file.exists()) {
        let sentence = "there is no database yet: `forecourt tenant create` makes it with the first shop";
        return Err(Failure::refused(format_args!("at {} {sentence}", file.display())));
    }
    match Storage::pending_migrations(&database).await {
        Ok(0) => Ok(()),
        Ok(_) => Err(Failure::refused(BEHIND)),
        // A login that owns nothing may not look at the list of migrations. It can look whether there are any.
        Err(error) if !error.is_unavailable() && database.owner_url.is_empty() && !database.is_sqlite() => {
            let storage = wiring::storage(settings, wiring::RedisIs::Handy).await?;
            storage.tenant_changes_now().await.map(drop).map_err(|_| Failure::refused(BEHIND))
        }
        Err(error) => Err(error.into()),
    }
}

/// Makes the folder of the embedded database's file where its path is relative, as the built-in one is. Elsewhere a
/// missing folder is a mistake: an empty database in place of a disk that is not mounted helps nobody.
///
/// # Errors
/// [`Failure::Refused`] when it cannot be made.
pub(crate) fn make_folder(settings: &Settings) -> Result<(), Failure> {
    let Some(file) = wiring::sqlite_file(settings) else { return Ok(()) };
    match file.parent() {
        Some(folder) if folder.is_relative() && folder != Path::new("") => std::fs::create_dir_all(folder)
            .map_err(|error| Failure::refused(format_args!("the folder {} cannot be made: {error}", folder.display()))),
        _ => Ok(()),
    }
}
