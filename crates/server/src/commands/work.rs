//! `forecourt work`: a worker alone, for machines that serve no pages.

use crate::commands::serve::stop_on_signal;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::wiring::{self, RedisIs};
use crate::{logging, say, schema};

/// Sends what the outbox holds until it is told to stop.
///
/// # Errors
/// [`Failure::Refused`] when it cannot begin.
pub(crate) async fn run(settings: Settings) -> Result<(), Failure> {
    logging::start(&settings.log)?;
    schema::make_ready(&settings).await?;
    let storage = wiring::storage(&settings, RedisIs::Needed).await?;
    let site = wiring::site(&settings, storage)?;
    let stop = stop_on_signal()?;
    let worker = tokio::spawn(wiring::worker(&settings, site)?.run(stop.clone()));
    say::out("working");
    stop.cancelled().await;
    super::serve::finish(Some(worker), settings.server.shutdown()).await;
    Ok(())
}
