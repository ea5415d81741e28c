//! `forecourt keys`: the keys that sign links in automated messages.

use forecourt_storage::PlatformScope;

use crate::failure::Failure;
use crate::settings::Settings;
use crate::wiring::{self, RedisIs};
use crate::{say, schema};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Make a new key, which signs from now on; links signed before stay good
    Rotate(Rotate),
    /// List the keys, the one that signs first
    List,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Rotate {
    /// End every link signed so far: for the day a key has become known
    #[arg(long)]
    end_old: bool,
}

/// Rotates or lists; a key's secret is never shown.
///
/// # Errors
/// [`Failure::Refused`] when the database does not answer.
pub(crate) async fn run(settings: Settings, command: Command) -> Result<(), Failure> {
    schema::require_current(&settings).await?;
    let storage = wiring::storage(&settings, RedisIs::Handy).await?;
    let platform = PlatformScope::for_operator(&storage);
    match command {
        Command::Rotate(rotate) => {
            let id = platform.rotate_signing_key(rotate.end_old).await?;
            say::out(format_args!("{id} signs from now on; running servers notice within ten seconds"));
            if rotate.end_old {
                say::out("every link signed before has ended");
            }
        }
        Command::List => {
            let keys = platform.signing_keys().await?;
            if keys.is_empty() {
                say::out("no key yet: the first one is made with the first link");
            }
            for key in keys {
                let made = key.created_at.format("%Y-%m-%d %H:%M UTC");
                match key.checks_until {
                    None => say::out(format_args!("{}  made {made}  signs", key.id)),
                    Some(until) => {
                        say::out(format_args!("{}  made {made}  checks until {}", key.id, until.format("%Y-%m-%d")));
                    }
                }
            }
        }
    }
    Ok(())
}
