//! `forecourt domain`: shops' own hosts.

use forecourt_domain::host::HostName;
use forecourt_domain::tenant::Slug;
use forecourt_storage::{Domain, PlatformScope, Storage};
use forecourt_web::paths;

use crate::commands::tenant::parse_slug;
use crate::dns::Dns;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::wiring::{self, RedisIs};
use crate::{say, schema};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Claim a host for a shop; prints the DNS records it needs
    Add(Host),
    /// Look the records up: once they are right, the host is the shop's, and its links lead there
    Verify(Verify),
    /// Give a host up: it is unknown at once, and its sessions end
    Remove(Host),
    /// List a shop's hosts
    List(Shop),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Shop {
    /// The shop's slug
    #[arg(value_name = "SLUG")]
    shop: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Host {
    #[command(flatten)]
    shop: Shop,
    /// The host, such as portal.example.com
    host: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    host: Host,
    /// Look at the TXT record alone: for a host that reaches this server by way of another network
    #[arg(long)]
    without_cname: bool,
}

/// Does what was asked for.
///
/// # Errors
/// [`Failure::Refused`] when it makes no sense, the records are not right, or the database or DNS does not answer; nothing
/// has changed then.
pub(crate) async fn run(settings: Settings, command: Command) -> Result<(), Failure> {
    match command {
        Command::Add(which) => add(&settings, which).await,
        Command::Verify(which) => verify(&settings, which).await,
        Command::Remove(which) => remove(&settings, which).await,
        Command::List(shop) => list(&settings, shop).await,
    }
}

async fn add(settings: &Settings, which: Host) -> Result<(), Failure> {
    let (slug, host) = which.parsed(settings)?;
    let domain = PlatformScope::for_operator(&open(settings).await?).add_domain(&slug, &host).await?;
    let name = host.as_str();
    if domain.verified_at.is_some() {
        say::out(format_args!("{name} is {slug}'s already; these records have to stay:"));
    } else {
        say::out(format_args!("{name} is claimed for {slug}. It needs these records, and then"));
        say::out(format_args!("`forecourt domain verify {slug} {name}`:"));
    }
    let width = host.proof_name().len();
    say::out(format_args!("TXT    {:width$}  {}", host.proof_name(), domain.proof()));
    say::out(format_args!("CNAME  {name:width$}  {}", target(settings, &slug)));
    Ok(())
}

async fn verify(settings: &Settings, which: Verify) -> Result<(), Failure> {
    let (slug, host) = which.host.parsed(settings)?;
    let storage = open(settings).await?;
    let operator = PlatformScope::for_operator(&storage);
    let domain = operator.domain(&slug, &host).await?;
    let target = (!which.without_cname).then(|| target(settings, &slug));
    let problems = Dns::new(settings.platform.dns_server)?.problems(&domain, target.as_deref()).await?;
    if !problems.is_empty() {
        return Err(Failure::refused(format_args!("{} is not ready: {}", host.as_str(), problems.join("; "))));
    }
    operator.domain_was_proven(&slug, &domain).await?;
    let url = wiring::addresses(settings).url_at(host.as_str(), paths::portal::HOME);
    say::out(format_args!("{} is {slug}'s: links, mails and texts lead to {url} now", host.as_str()));
    Ok(())
}

async fn remove(settings: &Settings, which: Host) -> Result<(), Failure> {
    let (slug, host) = which.parsed(settings)?;
    let storage = open(settings).await?;
    let operator = PlatformScope::for_operator(&storage);
    operator.remove_domain(&slug, &host).await?;
    let url = wiring::addresses(settings).shop_url(&operator.tenant(&slug).await?, paths::portal::HOME);
    say::out(format_args!("{} is no host of {slug} any more; links lead to {url}", host.as_str()));
    Ok(())
}

async fn list(settings: &Settings, shop: Shop) -> Result<(), Failure> {
    let slug = parse_slug(&shop.shop)?;
    let domains = PlatformScope::for_operator(&open(settings).await?).domains(&slug).await?;
    if domains.is_empty() {
        say::out(format_args!("{slug} has no host of its own"));
    }
    let width = domains.iter().map(|domain| domain.host.as_str().len()).max().unwrap_or(0);
    for domain in domains {
        let added = domain.added_at.format("%Y-%m-%d");
        say::out(format_args!("{:width$}  {:7}  added {added}", domain.host.as_str(), state(&domain)));
    }
    Ok(())
}

fn state(domain: &Domain) -> &'static str {
    match domain.verified_at {
        Some(_) if domain.active => "active",
        Some(_) => "proven",
        None => "waiting",
    }
}

/// Where the host's CNAME record has to lead.
fn target(settings: &Settings, slug: &Slug) -> String {
    wiring::addresses(settings).subdomain(slug)
}

async fn open(settings: &Settings) -> Result<Storage, Failure> {
    schema::require_current(settings).await?;
    wiring::storage(settings, RedisIs::Handy).await
}

impl Host {
    fn parsed(&self, settings: &Settings) -> Result<(Slug, HostName), Failure> {
        let slug = parse_slug(&self.shop.shop)?;
        let host = HostName::custom(&self.host, &settings.platform.domain)
            .map_err(|error| Failure::refused(format_args!("{:?} {error}", self.host)))?;
        Ok((slug, host))
    }
}
