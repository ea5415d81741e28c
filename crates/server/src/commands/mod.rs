//! The command line: one module a command.

mod demo;
mod doctor;
mod domain;
mod keys;
mod migrate;
mod operator;
mod recovery_link;
mod routes;
pub(crate) mod serve;
mod sms_credits;
mod staff;
mod tenant;
mod work;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::failure::Failure;
use crate::say;
use crate::settings::Settings;

/// Branded customer portals for shops.
#[derive(Debug, Parser)]
#[command(name = "forecourt", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// A configuration file, laid over the built-in one
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Try Forecourt: six demo shops on embedded parts, nothing to configure
    Demo(demo::Arguments),
    /// Run the server: web and worker together
    Serve(serve::Arguments),
    /// Run a worker alone: it delivers the outbox's messages
    Work,
    /// Bring the database's schema up to date, as its owner
    Migrate(migrate::Arguments),
    /// Check every configured part and say what is wrong
    Doctor,
    /// Make, list, show, suspend and resume shops
    #[command(subcommand)]
    Tenant(tenant::Command),
    /// Claim, prove, list and give up shops' own hosts
    #[command(subcommand)]
    Domain(domain::Command),
    /// Invite people to work at a shop
    #[command(subcommand)]
    Staff(staff::Command),
    /// Make a link for a customer whom neither email nor text reaches; shown once, and in the audit log
    RecoveryLink(recovery_link::Arguments),
    /// Say who runs the platform, and may open the console
    #[command(subcommand)]
    Operator(operator::Command),
    /// Give a shop SMS credits
    #[command(subcommand)]
    SmsCredits(sms_credits::Command),
    /// Rotate and list the keys that sign links in messages
    #[command(subcommand)]
    Keys(keys::Command),
    /// List every route there is
    Routes,
}

impl Cli {
    /// Reads the command line.
    ///
    /// # Errors
    /// The exit code, after everything has been said: 0 for help, 2 for one sentence on what is wrong.
    pub(crate) fn read() -> Result<Self, ExitCode> {
        Self::try_parse().map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                say::out(error.to_string().trim_end());
                ExitCode::SUCCESS
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                say::err(error.to_string().trim_end());
                ExitCode::from(2)
            }
            _ => {
                say::err(sentence(&error));
                ExitCode::from(2)
            }
        })
    }

    /// Does what was asked for.
    ///
    /// # Errors
    /// [`Failure`], with its sentence.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let settings = || Settings::load(self.config.as_deref(), environment()).map_err(Failure::from);
        let done = match self.command {
            Command::Demo(arguments) => demo::run(arguments).await,
            Command::Serve(arguments) => serve::run(settings()?, arguments).await,
            Command::Work => work::run(settings()?).await,
            Command::Migrate(arguments) => migrate::run(settings()?, arguments).await,
            Command::Doctor => return doctor::run(settings()).await,
            Command::Tenant(command) => tenant::run(settings()?, command).await,
            Command::Domain(command) => domain::run(settings()?, command).await,
            Command::Staff(command) => staff::run(settings()?, command).await,
            Command::RecoveryLink(arguments) => recovery_link::run(settings()?, arguments).await,
            Command::Operator(command) => operator::run(settings()?, command).await,
            Command::SmsCredits(command) => sms_credits::run(settings()?, command).await,
            Command::Keys(command) => keys::run(settings()?, command).await,
            Command::Routes => {
                routes::run();
                Ok(())
            }
        };
        done.map(|()| ExitCode::SUCCESS)
    }
}

/// The environment; variables that are not UTF-8 are ignored.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// What is wrong with a command line, without the usage that follows it.
fn sentence(error: &clap::Error) -> String {
    let text = error.to_string();
    let lines =
        text.lines().take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"));
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ").trim_start_matches("error: ").replace(" tip: ", ": ")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn what_is_wrong_is_one_sentence() {
        let error = Cli::try_parse_from(["forecourt", "tenant", "create", "--slug", "torque"]).unwrap_err();
        let said = sentence(&error);
        assert!(said.starts_with("the following required arguments were not provided: --name <NAME>"), "{said}");
        assert!(!said.contains('\n') && !said.contains("Usage"), "{said}");
    }
}
