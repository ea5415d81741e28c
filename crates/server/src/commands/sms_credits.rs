//! `forecourt sms-credits`: what a shop may still send.

use forecourt_domain::contact::is_country;
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
    /// Bound what codes and links that strangers ask for may cost, and where they are texted to
    Budget(Budget),
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

#[derive(Debug, clap::Args)]
pub(crate) struct Budget {
    /// The shop's slug
    #[arg(long, alias = "slug")]
    tenant: String,
    /// How many segments a day; 0 turns texts to strangers off
    #[arg(long, value_parser = clap::value_parser!(i32).range(0..=1_000_000))]
    segments: Option<i32>,
    /// Countries, ISO 3166, such as US,CA; empty: the shop's own
    #[arg(long, value_delimiter = ',', value_parser = country)]
    countries: Option<Vec<String>>,
}

/// Does it, and prints what there is then.
///
/// # Errors
/// [`Failure::Refused`] when the shop does not exist or the database does not answer.
pub(crate) async fn run(settings: Settings, command: Command) -> Result<(), Failure> {
    match command {
        Command::Add(wanted) => add(settings, wanted).await,
        Command::Budget(wanted) => budget(settings, wanted).await,
    }
}

async fn add(settings: Settings, add: Add) -> Result<(), Failure> {
    let slug = parse_slug(&add.tenant)?;
    schema::require_current(&settings).await?;
    let storage = wiring::storage(&settings, RedisIs::Handy).await?;
    let credits = PlatformScope::for_operator(&storage).add_sms_credits(&slug, add.credits).await?;
    say::out(format_args!("{slug} has {credits} SMS credits"));
    Ok(())
}

async fn budget(settings: Settings, budget: Budget) -> Result<(), Failure> {
    let slug = parse_slug(&budget.tenant)?;
    schema::require_current(&settings).await?;
    let storage = wiring::storage(&settings, RedisIs::Handy).await?;
    let operator = PlatformScope::for_operator(&storage);
    let countries = budget.countries.map(|all| all.join(" ").trim().to_owned());
    let tenant = operator.set_sms_budget(&slug, budget.segments, countries.as_deref()).await?;
    let spent = operator.sms_spent_today(tenant.id).await?;
    let countries = if tenant.sms_countries.is_empty() { &tenant.country } else { &tenant.sms_countries };
    say::out(format_args!(
        "{slug} texts codes and links to {countries}: {spent} of {} segments today",
        tenant.sms_daily_budget
    ));
    Ok(())
}

/// Two letters that name a country, or nothing.
fn country(text: &str) -> Result<String, String> {
    let text = text.trim().to_ascii_uppercase();
    let known = text.is_empty() || is_country(&text);
    if known { Ok(text) } else { Err(format!("{text:?} is no country: ISO 3166 has two letters, such as US")) }
}
