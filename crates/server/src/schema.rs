//! Checks the version of the database's schema, and migrates where the server may do that itself.

use std::future::Future;
use std::path::Path;
use std::time::Duration;

use forecourt_storage::{DatabaseSettings, Error};
use url::Url;

use crate::failure::{Failure, chain};
use crate::settings::Settings;
use crate::wiring;

/// As long as a person waits for a command.
const PATIENCE: Duration = Duration::from_secs(5);

const BEHIND: &str = "the database's schema is behind this version: run `forecourt migrate` first";

const NO_ROLE: &str = "the database does not let this login work as the role forecourt_app: run `forecourt migrate`, which makes \
    the role, and then GRANT forecourt_app TO the login";

/// On SQLite, makes the file and brings it up to date; on PostgreSQL that is the owner's to do, and anything else is
/// refused.
///
/// # Errors
/// [`Failure::Refused`] when the database does not answer, or is behind on PostgreSQL.
pub(crate) async fn make_ready(settings: &Settings) -> Result<(), Failure> {
    let database = wiring::database(settings);
    if database.is_sqlite() {
        make_folder(settings)?;
        return reached(settings, migrate(&database)).await?.map_err(Failure::from);
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
    match reached(settings, pending(&database)).await? {
        Ok(0) => Ok(()),
        Ok(_) => Err(Failure::refused(BEHIND)),
        Err(error @ Error::Setting { .. }) => Err(error.into()),
        // A login that owns nothing may not look at the list of migrations. It can look whether there are any.
        Err(_) if database.owner_url.is_empty() && !database.is_sqlite() => {
            let storage =
                wiring::storage(settings, wiring::RedisIs::Handy).await.map_err(|_| Failure::refused(NO_ROLE))?;
            storage.tenant_changes_now().await.map(drop).map_err(|_| Failure::refused(BEHIND))
        }
        Err(error) => Err(error.into()),
    }
}

/// Brings the schema up to date, as its owner.
///
/// # Errors
/// [`Error::Unavailable`] when the database does not answer, [`Error::Database`] when a step fails.
pub(crate) async fn migrate(database: &DatabaseSettings) -> Result<(), Error> {
    Ok(forecourt_migrations::up(database.connect_as_owner().await?).await?)
}

/// Takes every step of the schema back, as its owner: everything in it is lost.
///
/// # Errors
/// As [`migrate`].
pub(crate) async fn unmigrate(database: &DatabaseSettings) -> Result<(), Error> {
    Ok(forecourt_migrations::down(database.connect_as_owner().await?).await?)
}

/// How many steps the schema is behind.
///
/// # Errors
/// [`Error::Unavailable`] when the database does not answer.
pub(crate) async fn pending(database: &DatabaseSettings) -> Result<usize, Error> {
    Ok(forecourt_migrations::pending(database.connect_as_owner().await?).await?)
}

/// Waits for the database as long as a person would, and says which one it is when it does not answer.
///
/// # Errors
/// [`Failure::Refused`] when it does not answer; what else it says is in the answer.
pub(crate) async fn reached<T>(
    settings: &Settings,
    asked: impl Future<Output = Result<T, Error>>,
) -> Result<Result<T, Error>, Failure> {
    let silent = |why: &str| Failure::refused(format_args!("the database at {} does not answer{why}", place(settings)));
    match tokio::time::timeout(PATIENCE, asked).await {
        Err(_) => Err(silent("")),
        Ok(Err(Error::Unavailable { source, .. })) => Err(silent(&format!(": {}", chain(source.as_ref())))),
        Ok(answer) => Ok(answer),
    }
}

/// The address of the database for its owner, without credentials.
fn place(settings: &Settings) -> String {
    if let Some(file) = wiring::sqlite_file(settings) {
        return file.display().to_string();
    }
    let (setting, url) = match settings.database.owner_url.expose() {
        "" => ("database.url", settings.database.url.expose()),
        owner_url => ("database.owner_url", owner_url),
    };
    let Ok(url) = Url::parse(url) else { return format!("the address in {setting}") };
    format!("{}:{}{}", url.host_str().unwrap_or("the local socket"), url.port().unwrap_or(5432), url.path())
}

/// Creates the folder of the embedded database's file where its path is relative, as in the default configuration.
/// Elsewhere a missing folder is a mistake: an empty database in place of a disk that is not mounted would only hide
/// it.
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
