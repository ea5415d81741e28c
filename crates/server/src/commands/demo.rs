//! `forecourt demo`: six shops with embedded components, for people who see Forecourt for the first time.

mod fill;
mod folder;
mod guide;
mod past;
mod pictures;
mod shops;
mod team;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use forecourt_domain::entropy::SystemEntropy;

use crate::commands::serve::{Work, bind, serve};
use crate::failure::Failure;
use crate::settings::{Environment, Hidden, Settings};
use crate::wiring::{self, RedisIs};
use crate::{keys, logging, say, schema};

use folder::Folder;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Where to listen, on this machine only; 0 takes any port that is free
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where the demo keeps its data
    #[arg(long, value_name = "DIR", default_value = "data/demo")]
    data: PathBuf,
    /// Begin anew: empty the folder first, if it is a demo's
    #[arg(long)]
    fresh: bool,
}

/// Makes the shops unless they are there, says where to click, and serves.
///
/// # Errors
/// [`Failure::Refused`] when the port is taken or the folder holds something else.
pub(crate) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let listener = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port))).await?;
    let address = listener.local_addr().map_err(Failure::broken)?;
    let folder = Folder::open(&arguments.data, arguments.fresh)?;
    let key = keys::kept_in(folder.path(), &SystemEntropy)
        .map_err(|error| Failure::refused(format_args!("{}: {error}", folder.path().display())))?;
    let settings = settings(&folder, &key, address.port())?;
    logging::start(&settings.log)?;

    let database = wiring::database(&settings);
    schema::migrate(&database).await?;
    let site = wiring::site(&settings, wiring::storage(&settings, RedisIs::Needed).await?)?;
    let shops = shops::all()?;
    if !folder.is_filled() {
        say::out("Making six demo shops. This takes a few seconds, once.");
        fill::fill(&site, &shops, &key).await?;
        folder.mark_filled()?;
    }
    let console = team::console(&site).await?;
    serve(&settings, site.clone(), listener, Work::Here, |address| {
        guide::print(&site.settings, &shops, &key, &console);
        say::out(format_args!("listening on http://{address}"));
    })
    .await
}

/// What is configured in a demo: nothing outside its folder, nothing from the environment.
fn settings(folder: &Folder, key: &str, port: u16) -> Result<Settings, Failure> {
    let mut settings = Settings::built_in()?;
    settings.platform.environment = Environment::Development;
    let url = &mut settings.platform.public_url;
    url.set_port(Some(port)).map_err(|()| Failure::broken("the demo's address takes no port"))?;
    settings.database.url = Hidden::new(format!("sqlite://{}", folder.path().join("forecourt.db").display()));
    settings.blobs.directory = folder.path().join("blobs");
    settings.secrets.key = Hidden::new(key);
    settings.log.level = "warn".to_owned();
    Ok(settings)
}
