//! `forecourt staff`: the staff of a shop.

use clap::ValueEnum;
use forecourt_domain::tenant::Role;
use forecourt_storage::PlatformScope;
use forecourt_web::paths;

use crate::commands::tenant::{parse_email, parse_slug};
use crate::failure::Failure;
use crate::settings::Settings;
use crate::wiring::{self, RedisIs};
use crate::{say, schema};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Invite a staff member, or invite them again: their older invitations end
    Invite(Invite),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Invite {
    /// The shop's slug
    #[arg(long, alias = "slug")]
    tenant: String,
    /// Whom to invite
    #[arg(long)]
    email: String,
    /// Their role; existing members keep theirs without it, new ones become advisors
    #[arg(long, value_enum)]
    role: Option<RoleName>,
    /// They lost their phone and their recovery codes: take the second factor and passkeys away, too
    #[arg(long)]
    reset_second_factor: bool,
}

/// As the command line spells roles.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleName {
    Owner,
    Manager,
    Advisor,
    Technician,
}

/// Invites, and prints the link.
///
/// # Errors
/// [`Failure::Refused`] when an argument makes no sense, the shop does not exist, or the database does not answer.
pub(crate) async fn run(settings: Settings, command: Command) -> Result<(), Failure> {
    let Command::Invite(invite) = command;
    let slug = parse_slug(&invite.tenant)?;
    let email = parse_email(&invite.email)?;
    schema::require_current(&settings).await?;
    let storage = wiring::storage(&settings, RedisIs::Handy).await?;
    let operator = PlatformScope::for_operator(&storage);
    if invite.reset_second_factor && !operator.reset_second_factor(&slug, &email).await? {
        return Err(Failure::refused(format_args!("nobody at {slug} has the address {}", email.as_str())));
    }
    let invitation = operator.invite_staff(&slug, &email, invite.role.map(Role::from)).await?;
    let site = wiring::site(&settings, storage.clone())?;
    let link = site.settings.shop_url(&operator.tenant(&slug).await?, &paths::staff::invitation(&invitation.reveal()));
    say::out(format_args!("invitation  {link}\n            for {}, once, within 7 days", email.as_str()));
    Ok(())
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Owner => Self::Owner,
            RoleName::Manager => Self::Manager,
            RoleName::Advisor => Self::Advisor,
            RoleName::Technician => Self::Technician,
        }
    }
}
