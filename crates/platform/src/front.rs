//! The front page of the platform's domain.

use axum::extract::State;
use axum::response::Html;
use forecourt_domain::tenant::TenantState;
use forecourt_storage::PlatformScope;
use forecourt_web::page::shop::initial;
use forecourt_web::page::{platform_words, render_platform};
use forecourt_web::paths;
use forecourt_web::paths::platform as path;
use forecourt_web::site::SharedSite;
use forecourt_web::{Page, Result};
use serde::Serialize;

forecourt_web::routes! {
    get path::HOME => show;
}

/// The front page, which introduces Forecourt.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PlatformHomePage {
    /// Links to all shops, in development only. In production the list of shops is not public.
    shops: Vec<ShopLink>,
    /// The outbox, in development.
    outbox: Option<&'static str>,
}

/// A shop to visit.
#[derive(Debug, Clone, Serialize)]
struct ShopLink {
    name: String,
    href: String,
    tagline: Option<String>,
    initial: String,
    brand: Option<String>,
}

impl Page for PlatformHomePage {
    const TEMPLATE: &'static str = "platform/home.html";

    fn samples() -> Vec<Self> {
        let shop = ShopLink {
            name: "Torque Garage".into(),
            href: "http://torque.localhost:8080/".into(),
            tagline: Some("Straight answers & straight axles".into()),
            initial: "T".into(),
            brand: Some("#b3202a".into()),
        };
        let plain = ShopLink { tagline: None, brand: None, ..shop.clone() };
        vec![
            Self { shops: vec![], outbox: None },
            Self { shops: vec![shop, plain], outbox: Some(paths::platform::OUTBOX) },
        ]
    }
}

pub(crate) async fn show(State(site): State<SharedSite>) -> Result<Html<String>> {
    let development = site.settings.development;
    let shops = if development { open_shops(&site).await? } else { vec![] };
    let page = PlatformHomePage { shops, outbox: development.then_some(paths::platform::OUTBOX) };
    let title = platform_words(&site)?.get("platform-title");
    Ok(Html(render_platform(&site, &title, &page)?))
}

async fn open_shops(site: &SharedSite) -> Result<Vec<ShopLink>> {
    let tenants = PlatformScope::for_operator(&site.storage).tenants().await?;
    let open = tenants.into_iter().filter(|tenant| tenant.state == TenantState::Active);
    Ok(open
        .map(|tenant| ShopLink {
            href: site.settings.shop_url(&tenant, paths::portal::HOME),
            initial: initial(&tenant.name),
            name: tenant.name,
            tagline: tenant.tagline,
            brand: Some(tenant.brand_color.to_string()),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::PlatformHomePage>();
    }
}
