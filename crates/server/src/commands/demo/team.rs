//! The demo's colleagues, and its operator.

use forecourt_domain::contact::Email;
use forecourt_domain::tenant::Role;
use forecourt_storage::{PlatformScope, Tenant};
use forecourt_web::paths;
use forecourt_web::site::SharedSite;

use crate::failure::Failure;

/// Each shop's staff beside its owner: the first part of their address, their name, their role.
const COLLEAGUES: [(&str, &str, Role); 3] = [
    ("manager", "Casey Brooks", Role::Manager),
    ("advisor", "Jamie Fox", Role::Advisor),
    ("technician", "Sam Reyes", Role::Technician),
];
/// Who runs the demo's platform.
const OPERATOR: (&str, &str) = ("operator@forecourt.example", "Robin Operator");

/// Lets them join, and one more be invited.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub(super) async fn join(site: &SharedSite, tenant: &Tenant, password_hash: &str) -> Result<(), Failure> {
    let operator = PlatformScope::for_operator(&site.storage);
    for (who, name, role) in COLLEAGUES {
        let invitation = operator.invite_staff(&tenant.slug, &address(who, tenant)?, Some(role)).await?;
        let joined = site.storage.accept_invitation(tenant, &invitation, name, password_hash).await?;
        joined.map_err(|problem| Failure::broken(format_args!("the invitation of {name} is {problem:?}")))?;
    }
    operator.invite_staff(&tenant.slug, &address("new", tenant)?, None).await?;
    Ok(())
}

/// Where the demo's operator sets up the console: a fresh invitation at each start, until they have.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub(super) async fn console(site: &SharedSite) -> Result<String, Failure> {
    let platform = PlatformScope::for_operator(&site.storage);
    let (email, name) = OPERATOR;
    let joined =
        platform.operators().await?.iter().any(|(operator, has_factor)| operator.email == email && *has_factor);
    if joined {
        return Ok(site.settings.ops_url(paths::ops::HOME));
    }
    let invitation = platform.invite_operator(&email.parse().map_err(Failure::broken)?, name).await?;
    Ok(site.settings.ops_url(&paths::ops::invitation(&invitation.reveal())))
}

fn address(who: &str, tenant: &Tenant) -> Result<Email, Failure> {
    format!("{who}@{}.example", tenant.slug).parse().map_err(Failure::broken)
}
