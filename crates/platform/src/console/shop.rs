//! One shop: its state, suspending and resuming it, and recovery links for its customers.

use axum::extract::{Path, Query};
use axum::response::Response;
use forecourt_auth::Checked;
use forecourt_auth::operator::Operator;
use forecourt_domain::ids::CustomerId;
use forecourt_domain::tenant::{Slug, TenantState};
use forecourt_storage::{FoundCustomer, ProvisionError, Tenant};
use forecourt_web::page::{platform_words, see_other, with_notice};
use forecourt_web::paths::{self, ops as path};
use forecourt_web::{Error, Page, Result};
use serde::{Deserialize, Serialize};

forecourt_web::routes! {
    get path::SHOP => show;
    post path::SUSPEND => suspend;
    post path::RESUME => resume;
    post path::RECOVERY_LINK => recovery_link;
}

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ShopPage {
    name: String,
    slug: String,
    preset: String,
    suspended: bool,
    customers: i64,
    sms_credits: i32,
    portal: String,
    staff: String,
    state_action: String,
    here: String,
    query: String,
    found: Vec<Found>,
    back: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct Found {
    name: String,
    contact: Option<String>,
    action: String,
}

/// The link, once.
#[derive(Clone, Serialize)]
pub(crate) struct RecoveryLinkPage {
    shop: String,
    link: String,
    back: String,
}

/// Which customer is looked for.
#[derive(Debug, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

/// `GET /console/shops/{slug}`
pub(super) async fn show(
    operator: Operator,
    Path(slug): Path<String>,
    Query(Search { q }): Query<Search>,
) -> Result<Response> {
    let shop = find(&operator, &slug).await?;
    let query: String = q.trim().chars().take(80).collect();
    let wanted = forecourt_domain::search::Query::parse(&query, &shop.country);
    let found = operator.scope.customers(&shop, &wanted).await?;
    let customers = operator.scope.platform().customer_count(shop.id).await?;
    let suspended = shop.state == TenantState::Suspended;
    let url = |path| operator.site.settings.shop_url(&shop, path);
    let page = ShopPage {
        name: shop.name.clone(),
        slug: shop.slug.to_string(),
        preset: shop.preset.clone(),
        suspended,
        customers,
        sms_credits: shop.sms_credits,
        portal: url(paths::portal::HOME),
        staff: url(paths::staff::LOGIN),
        state_action: if suspended { path::resume(&slug) } else { path::suspend(&slug) },
        here: path::shop(&slug),
        query,
        found: found.iter().map(|customer| Found::new(customer, &slug)).collect(),
        back: path::HOME,
    };
    super::page(&operator, "shops", &shop.name, &page)
}

/// `POST /console/shops/{slug}/suspend`
pub(super) async fn suspend(Path(slug): Path<String>, checked: Checked<Operator>) -> Result<Response> {
    set_state(&checked.who, &slug, TenantState::Suspended, "shop-suspended").await
}

/// `POST /console/shops/{slug}/resume`
pub(super) async fn resume(Path(slug): Path<String>, checked: Checked<Operator>) -> Result<Response> {
    set_state(&checked.who, &slug, TenantState::Active, "shop-resumed").await
}

/// `POST /console/shops/{slug}/customers/{id}/recovery-link`: the link is shown once, here, and recorded in the audit
/// log.
pub(super) async fn recovery_link(
    Path((slug, customer)): Path<(String, String)>,
    Checked { who: operator, .. }: Checked<Operator>,
) -> Result<Response> {
    let shop = find(&operator, &slug).await?;
    let customer: CustomerId = customer.parse().map_err(|_| Error::not_found())?;
    let link = operator.scope.recovery_link(&shop, customer).await?.ok_or_else(Error::not_found)?;
    let page = RecoveryLinkPage {
        shop: shop.name.clone(),
        link: operator.site.settings.shop_url(&shop, &paths::portal::sign_in_link(&link.reveal())),
        back: path::shop(&slug),
    };
    let title = platform_words(&operator.site)?.get("ops-recovery-heading");
    super::page(&operator, "shops", &title, &page)
}

async fn set_state(operator: &Operator, slug: &str, state: TenantState, notice: &str) -> Result<Response> {
    let shop = find(operator, slug).await?;
    operator.scope.platform().set_state(&shop.slug, state).await.map_err(refused)?;
    Ok(see_other(&with_notice(&path::shop(slug), notice)))
}

async fn find(operator: &Operator, slug: &str) -> Result<Tenant> {
    let slug: Slug = slug.parse().map_err(|_| Error::not_found())?;
    operator.scope.platform().tenant(&slug).await.map_err(refused)
}

fn refused(error: ProvisionError) -> Error {
    match error {
        ProvisionError::Storage(error) => error.into(),
        ProvisionError::NoSuchTenant(_) | ProvisionError::SlugTaken(_) => Error::not_found(),
    }
}

impl Found {
    fn new(customer: &FoundCustomer, slug: &str) -> Self {
        Self {
            name: customer.name.clone(),
            contact: customer.contact.clone(),
            action: path::recovery_link(slug, customer.id),
        }
    }
}

impl Page for ShopPage {
    const TEMPLATE: &'static str = "ops/shop.html";

    fn samples() -> Vec<Self> {
        let found = Found { name: "Alex Morgan".into(), contact: Some("alex@example.com".into()), action: "/x".into() };
        let plain = Self {
            name: "Torque Garage".into(),
            slug: "torque".into(),
            preset: "garage".into(),
            suspended: false,
            customers: 24,
            sms_credits: 100,
            portal: "https://torque.example.com/".into(),
            staff: "https://torque.example.com/staff/login".into(),
            state_action: "/x".into(),
            here: "/x".into(),
            query: String::new(),
            found: vec![],
            back: "/x",
        };
        let searched = Self {
            query: "alex".into(),
            found: vec![found.clone(), Found { contact: None, ..found }],
            ..plain.clone()
        };
        let none = Self { suspended: true, query: "zzz".into(), ..plain.clone() };
        vec![plain, searched, none]
    }
}

impl Page for RecoveryLinkPage {
    const TEMPLATE: &'static str = "ops/recovery_link.html";

    fn samples() -> Vec<Self> {
        vec![Self {
            shop: "Torque Garage".into(),
            link: "https://torque.example.com/sign-in/0".into(),
            back: "/x".into(),
        }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn shop_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::ShopPage>();
    }

    #[test]
    fn recovery_link_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::RecoveryLinkPage>();
    }
}
