//! `forecourt sms-credits`: what a shop may still send.

use forecourt_storage::PlatformScope;

use crate::commands::tenant::parse_slug;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::wiring::{self, RedisIs};
use crate::{say, schema};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Add credits: one is one segment of a text
    Add(Add),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    /// The shop's slug
    #[arg(long, alias = "slug")]
    tenant: String,
    /// How many segments
    #[arg(long, allow_negative_numbers = true, value_parser = clap::value_parser!(i32).range(1..=1_000_000))]
    credits: i32,
}

/// Adds, and prints what there is then.
///
/// # Errors
/// [`Failure::Refused`] when the shop does not exist or the database does not answer.
pub(crate) async fn run(settings: Settings, command: Command) -> Result<(), Failure> {
    let Command::Add(add) = command;
    let slug = parse_slug(&add.tenant)?;
    schema::require_current(&settings).await?;
    let storage = wiring::storage(&settings, RedisIs::Handy).await?;
    let credits = PlatformScope::for_operator(&storage).add_sms_credits(&slug, add.credits).await?;
    say::out(format_args!("{slug} has {credits} SMS credits"));
    Ok(())
}
