//! Log lines, on standard error: standard output is for what a command answers.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::failure::Failure;
use crate::settings::{Log, LogFormat};

const LIBRARIES: &str = "warn,tower_sessions_core=off";

/// Starts logging. Long-running commands do; the others answer in their own words.
///
/// # Errors
/// [`Failure::Refused`] when `log.level` is neither a level nor directives.
pub(crate) fn start(settings: &Log) -> Result<(), Failure> {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter(&settings.level)?)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second start in one process would be a test's, and changes nothing.
    match settings.format {
        LogFormat::Text => drop(builder.finish().try_init()),
        LogFormat::Json => drop(builder.json().flatten_event(true).with_span_list(false).finish().try_init()),
    }
    Ok(())
}

/// The level applies to Forecourt's own code. Libraries log from `warn` on: at `debug` some of them log what they send,
/// which includes secrets. tower-sessions is silenced: it reports an expired cookie as an attack, and its failures are
/// logged once by the caller.
fn filter(level: &str) -> Result<EnvFilter, Failure> {
    let level = level.trim();
    let directives = match level.to_lowercase().as_str() {
        word @ ("error" | "warn" | "info" | "debug" | "trace") => format!("{LIBRARIES},forecourt={word}"),
        "" => format!("{LIBRARIES},forecourt=info"),
        _ => level.to_owned(),
    };
    EnvFilter::try_new(directives)
        .map_err(|error| Failure::refused(format_args!("log.level is neither a level nor directives: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_for_what_is_ours() {
        assert_eq!(filter("debug").unwrap().to_string(), "tower_sessions_core=off,forecourt=debug,warn");
        assert!(filter("info,forecourt_storage=debug").is_ok());
        assert!(filter("forecourt=loud").is_err());
    }
}
