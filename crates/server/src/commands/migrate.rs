//! `forecourt migrate`: the database's schema, as its owner.

use crate::failure::Failure;
use crate::settings::Settings;
use crate::{say, schema, wiring};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Take the whole schema back: everything in the database is lost
    #[arg(long)]
    down: bool,
}

/// Takes the steps that are missing, or all of them back.
///
/// # Errors
/// [`Failure::Refused`] when the database does not answer, [`Failure::Broken`] when a step fails.
pub(crate) async fn run(settings: Settings, arguments: Arguments) -> Result<(), Failure> {
    let database = wiring::database(&settings);
    if arguments.down {
        schema::reached(&settings, schema::unmigrate(&database)).await??;
        say::out("the schema has been taken back");
        return Ok(());
    }
    schema::make_folder(&settings)?;
    let pending = schema::reached(&settings, schema::pending(&database)).await??;
    schema::migrate(&database).await?;
    match pending {
        0 => say::out("the schema was up to date"),
        steps => say::out(format_args!("the schema is up to date, after {steps} steps")),
    }
    Ok(())
}
