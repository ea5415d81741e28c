//! The shops.

use axum::extract::Query;
use axum::response::Response;
use forecourt_auth::operator::Operator;
use forecourt_domain::tenant::TenantState;
use forecourt_storage::Tenant;
use forecourt_web::page::platform_words;
use forecourt_web::paths::ops as path;
use forecourt_web::{Page, Result};
use serde::{Deserialize, Serialize};

forecourt_web::routes! {
    get path::HOME => show;
}

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ShopsPage {
    query: String,
    shops: Vec<Row>,
    action: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct Row {
    name: String,
    slug: String,
    preset: String,
    suspended: bool,
    href: String,
}

/// The query's words.
#[derive(Debug, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

/// `GET /console`
pub(super) async fn show(operator: Operator, Query(Search { q }): Query<Search>) -> Result<Response> {
    let query: String = q.trim().chars().take(80).collect();
    let wanted = query.to_lowercase();
    let tenants = operator.scope.platform().tenants().await?;
    let shops = tenants.iter().filter(|shop| {
        [shop.name.to_lowercase().as_str(), shop.slug.as_str()].iter().any(|text| text.contains(&wanted))
    });
    let page = ShopsPage { shops: shops.map(Row::new).collect(), query, action: path::HOME };
    let title = platform_words(&operator.site)?.get("ops-shops-heading");
    super::page(&operator, "shops", &title, &page)
}

impl Row {
    fn new(shop: &Tenant) -> Self {
        Self {
            name: shop.name.clone(),
            slug: shop.slug.to_string(),
            preset: shop.preset.clone(),
            suspended: shop.state == TenantState::Suspended,
            href: path::shop(shop.slug.as_str()),
        }
    }
}

impl Page for ShopsPage {
    const TEMPLATE: &'static str = "ops/shops.html";

    fn samples() -> Vec<Self> {
        let row = Row {
            name: "Torque Garage".into(),
            slug: "torque".into(),
            preset: "garage".into(),
            suspended: false,
            href: "/x".into(),
        };
        let paused = Row { suspended: true, ..row.clone() };
        let full = Self { query: String::new(), shops: vec![row, paused], action: "/x" };
        vec![full.clone(), Self { query: "zzz".into(), shops: vec![], ..full.clone() }, Self { shops: vec![], ..full }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::ShopsPage>();
    }
}
