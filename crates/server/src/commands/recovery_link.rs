//! `forecourt recovery-link`: lets a customer in whom neither channel reaches.

use forecourt_domain::contact::Contact;
use forecourt_storage::PlatformScope;
use forecourt_web::paths;

use crate::commands::tenant::parse_slug;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::wiring::{self, RedisIs};
use crate::{say, schema};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The shop's slug
    #[arg(long, alias = "slug")]
    tenant: String,
    /// The customer's email address or phone number, as the shop has it
    #[arg(long)]
    customer: String,
}

/// Makes the link, writes down that it was made, and prints it, once.
///
/// # Errors
/// [`Failure::Refused`] when there is no such shop, no such customer or more than one, or the database does not answer.
pub(crate) async fn run(settings: Settings, arguments: Arguments) -> Result<(), Failure> {
    let slug = parse_slug(&arguments.tenant)?;
    schema::require_current(&settings).await?;
    let storage = wiring::storage(&settings, RedisIs::Handy).await?;
    let operator = PlatformScope::for_operator(&storage);
    let tenant = operator.tenant(&slug).await?;
    let contact = Contact::parse(&arguments.customer, &tenant.country)
        .map_err(|error| Failure::refused(format_args!("{:?} {error}", arguments.customer)))?;
    let [customer] = operator.customers_at(&tenant, &contact).await?[..] else {
        return Err(Failure::refused(format_args!(
            "there is not exactly one customer of {slug} with {:?}; the console finds them by name",
            arguments.customer
        )));
    };
    let link = operator.recovery_link(&tenant, customer).await?;
    let link = link.ok_or_else(|| Failure::refused(format_args!("that customer is gone")))?;
    let site = wiring::site(&settings, storage)?;
    let url = site.settings.shop_url(&tenant, &paths::portal::sign_in_link(&link.reveal()));
    say::out(format_args!("recovery link  {url}\n               once, within 30 minutes"));
    Ok(())
}
