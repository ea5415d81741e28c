//! `forecourt tenant`: shops on the platform.

mod create;

use forecourt_domain::contact::Email;
use forecourt_domain::tenant::{Slug, TenantState};
use forecourt_storage::{PlatformScope, Storage};
use forecourt_web::paths;

use crate::failure::Failure;
use crate::settings::Settings;
use crate::wiring::{self, RedisIs};
use crate::{say, schema};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Make a shop; prints its address and its owner's invitation
    Create(create::Arguments),
    /// List all shops
    List,
    /// Show one shop
    Show(Which),
    /// Pause a shop: a plain page says so, and nothing else of it answers
    Suspend(Which),
    /// Open a paused shop again
    Resume(Which),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Which {
    /// The shop's slug
    #[arg(value_name = "SLUG", required_unless_present = "slug")]
    shop: Option<String>,
    /// The shop's slug, by name
    #[arg(long, conflicts_with = "shop", hide = true)]
    slug: Option<String>,
}

/// Does what was asked for.
///
/// # Errors
/// [`Failure::Refused`] when it makes no sense, there is no such shop, or the database does not answer.
pub(crate) async fn run(settings: Settings, command: Command) -> Result<(), Failure> {
    match command {
        Command::Create(arguments) => create::run(settings, arguments).await,
        Command::List => list(&open(&settings).await?).await,
        Command::Show(which) => show(&settings, which.slug()?).await,
        Command::Suspend(which) => set_state(&settings, which.slug()?, TenantState::Suspended).await,
        Command::Resume(which) => set_state(&settings, which.slug()?, TenantState::Active).await,
    }
}

async fn list(storage: &Storage) -> Result<(), Failure> {
    let tenants = PlatformScope::for_operator(storage).tenants().await?;
    if tenants.is_empty() {
        say::out("no shops yet");
    }
    let width = tenants.iter().map(|tenant| tenant.slug.as_str().len()).max().unwrap_or(0);
    for tenant in tenants {
        let (slug, state) = (tenant.slug.as_str(), tenant.state.as_str());
        say::out(format_args!("{slug:width$}  {state:9}  {:13}  {}", tenant.preset, tenant.name));
    }
    Ok(())
}

async fn show(settings: &Settings, slug: Slug) -> Result<(), Failure> {
    let storage = open(settings).await?;
    let operator = PlatformScope::for_operator(&storage);
    let tenant = operator.tenant(&slug).await?;
    let customers = operator.customer_count(tenant.id).await?;
    let spent = operator.sms_spent_today(tenant.id).await?;
    let site = wiring::site(settings, storage)?;
    let features: Vec<_> = tenant.features.iter().map(|feature| feature.as_str()).collect();
    for (label, value) in [
        ("name", tenant.name.clone()),
        ("slug", tenant.slug.to_string()),
        ("id", tenant.id.to_string()),
        ("state", tenant.state.as_str().to_owned()),
        ("preset", tenant.preset.clone()),
        ("portal", site.settings.shop_url(&tenant, paths::portal::HOME)),
        ("staff", site.settings.shop_url(&tenant, paths::staff::LOGIN)),
        (
            "locale",
            format!("{}, {}, {}, {}", tenant.locale, tenant.country, tenant.currency.as_str(), tenant.time_zone),
        ),
        ("features", features.join(", ")),
        ("sessions", format!("{} days", tenant.session_days.get())),
        ("customers", customers.to_string()),
        ("SMS credits", tenant.sms_credits.to_string()),
        ("codes today", format!("{spent} of {} segments", tenant.sms_daily_budget)),
    ] {
        say::out(format_args!("{label:12} {value}"));
    }
    Ok(())
}

async fn set_state(settings: &Settings, slug: Slug, state: TenantState) -> Result<(), Failure> {
    let storage = open(settings).await?;
    PlatformScope::for_operator(&storage).set_state(&slug, state).await?;
    say::out(format_args!("{slug} is {}", state.as_str()));
    Ok(())
}

async fn open(settings: &Settings) -> Result<Storage, Failure> {
    schema::require_current(settings).await?;
    wiring::storage(settings, RedisIs::Handy).await
}

impl Which {
    fn slug(self) -> Result<Slug, Failure> {
        parse_slug(&self.shop.or(self.slug).unwrap_or_default())
    }
}

/// # Errors
/// [`Failure::Refused`], saying what a slug is.
pub(crate) fn parse_slug(text: &str) -> Result<Slug, Failure> {
    text.parse().map_err(|error| Failure::refused(format_args!("{text:?} cannot be a slug: {error}")))
}

/// # Errors
/// [`Failure::Refused`].
pub(crate) fn parse_email(text: &str) -> Result<Email, Failure> {
    text.parse().map_err(|error| Failure::refused(format_args!("{text:?} {error}")))
}
