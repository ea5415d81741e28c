//! `forecourt operator`: the platform's operators.

use forecourt_domain::text::Line;
use forecourt_storage::{PlatformScope, Storage};
use forecourt_web::paths;

use crate::commands::tenant::parse_email;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::wiring::{self, RedisIs};
use crate::{say, schema};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Invite an operator, or invite them again: they set a password and a second factor
    Create(Create),
    /// List all operators
    List,
    /// Let an operator go: their sessions end at once
    Remove(Remove),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Create {
    /// Where they sign in with
    #[arg(long)]
    email: String,
    /// What colleagues call them
    #[arg(long)]
    name: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Remove {
    /// Whom
    #[arg(long)]
    email: String,
}

/// Does what was asked for.
///
/// # Errors
/// [`Failure::Refused`] when an argument makes no sense, or the database does not answer.
pub(crate) async fn run(settings: Settings, command: Command) -> Result<(), Failure> {
    match command {
        Command::Create(create) => invite(&settings, create).await,
        Command::List => list(&open(&settings).await?).await,
        Command::Remove(remove) => let_go(&settings, &remove.email).await,
    }
}

async fn invite(settings: &Settings, create: Create) -> Result<(), Failure> {
    let email = parse_email(&create.email)?;
    let name = Line::<120>::parse(&create.name)
        .map_err(|error| Failure::refused(format_args!("{:?} cannot be a name: {error}", create.name)))?
        .into_string();
    let storage = open(settings).await?;
    let invitation = PlatformScope::for_operator(&storage).invite_operator(&email, &name).await?;
    let site = wiring::site(settings, storage)?;
    let link = site.settings.ops_url(&paths::ops::invitation(&invitation.reveal()));
    say::out(format_args!("invitation  {link}\n            for {}, once, within a day", email.as_str()));
    Ok(())
}

async fn list(storage: &Storage) -> Result<(), Failure> {
    let operators = PlatformScope::for_operator(storage).operators().await?;
    if operators.is_empty() {
        say::out("no operators yet");
    }
    for (operator, has_factor) in operators {
        let state = if has_factor { "active" } else { "invited" };
        say::out(format_args!("{:32}  {state:8}  {}", operator.email, operator.name));
    }
    Ok(())
}

async fn let_go(settings: &Settings, email: &str) -> Result<(), Failure> {
    let email = parse_email(email)?;
    if PlatformScope::for_operator(&open(settings).await?).remove_operator(&email).await? {
        say::out(format_args!("{} is no operator any more", email.as_str()));
        Ok(())
    } else {
        Err(Failure::refused(format_args!("there is no operator with the address {}", email.as_str())))
    }
}

async fn open(settings: &Settings) -> Result<Storage, Failure> {
    schema::require_current(settings).await?;
    wiring::storage(settings, RedisIs::Handy).await
}
