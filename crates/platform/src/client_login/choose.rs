//! The tenant picker: which shop, now that the address is proven. One proof opens one shop.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use forecourt_domain::tenant::Slug;
use forecourt_domain::token::LinkToken;
use forecourt_storage::blobs::BlobKey;
use forecourt_storage::{Proved, ShopOption, Tenant};
use forecourt_web::forms::Submitted;
use forecourt_web::page::shop::initial;
use forecourt_web::page::{platform_words, see_other};
use forecourt_web::paths;
use forecourt_web::paths::platform as path;
use forecourt_web::site::SharedSite;
use forecourt_web::{Error, Page, Result};
use serde::Serialize;

use super::{ask, forget_browser, forget_proof, page, page_leading_to, proof, remember_proof};

forecourt_web::routes! {
    get path::CLIENT_LOGIN_SHOPS => show;
    post path::CLIENT_LOGIN_SHOPS => choose;
    get path::SHOP_LOGO => logo;
}

/// The shops that know the address.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PickPage {
    places: Vec<Choice>,
}

/// One of them.
#[derive(Debug, Clone, Serialize)]
struct Choice {
    shop: String,
    name: String,
    tagline: Option<String>,
    initial: String,
    brand: String,
    logo: Option<String>,
    /// Its own sign-in page, where the proof does not open it.
    sign_in: Option<String>,
}

/// None knows it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NonePage {}

/// On the way to a shop's own host.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct OnwardPage {
    shop: String,
    href: String,
}

/// The link or code that led to the proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// A link: it may be redirected anywhere.
    Link,
    /// A form on a page from before the proof. Browsers hold its redirects to that page's policy, which must not name
    /// the shop that they turn out to be a customer of.
    Form,
}

/// Leads on after a proof: to the only shop, to the tenant picker, or to a page that says no shop was found.
pub(crate) fn onward(site: &SharedSite, proved: Proved, by: By) -> Result<Response> {
    let mut response = match proved {
        Proved::HandedOver { shop, token } => to_shop(site, &shop, &token, by)?,
        Proved::Nobody => none(site)?,
        Proved::Choose(proof) => {
            let mut response = see_other(paths::platform::CLIENT_LOGIN_SHOPS);
            remember_proof(&mut response, site, &proof);
            response
        }
    };
    forget_browser(&mut response, site);
    Ok(response)
}

/// `GET /client-login/shops`
pub(crate) async fn show(State(site): State<SharedSite>, headers: HeaderMap) -> Result<Response> {
    let Some(proof) = proof(&headers, &site) else { return Ok(see_other(paths::platform::CLIENT_LOGIN)) };
    let Some(places) = site.storage.shops_for_proof(&proof).await? else {
        return ask::ended(&site, "client-login-used");
    };
    if places.is_empty() {
        return none(&site);
    }
    let choices = PickPage { places: places.iter().map(|place| Choice::new(&site, place)).collect() };
    let shops = places.iter().map(|place| &place.shop);
    let hosts =
        shops.filter(|shop| shop.host.is_some()).map(|shop| site.settings.shop_url(shop, "")).collect::<BTreeSet<_>>();
    let hosts = hosts.into_iter().fold(site.settings.subdomains(), |all, host| format!("{all} {host}"));
    page_leading_to(&site, StatusCode::OK, &platform_words(&site)?.get("client-login-pick-title"), &choices, hosts)
}

/// `POST /client-login/shops`
pub(crate) async fn choose(State(site): State<SharedSite>, headers: HeaderMap, form: Submitted) -> Result<Response> {
    let Some(proof) = proof(&headers, &site) else { return ask::ended(&site, "client-login-used") };
    let shop: Slug = form.get("shop").parse().map_err(|_| Error::not_found())?;
    let Some(shop) = site.storage.tenant_by_slug(&shop).await? else { return ask::ended(&site, "client-login-used") };
    let host = site.settings.shop_host(&shop);
    let Some(token) = site.storage.choose_place(&proof, &shop.slug, &host).await? else {
        // What it opens may have changed while the page was read: then it is shown anew.
        let places = site.storage.shops_for_proof(&proof).await?.unwrap_or_default();
        return match places.iter().any(|place| place.shop.id == shop.id) {
            true => Ok(see_other(paths::platform::CLIENT_LOGIN_SHOPS)),
            false => ask::ended(&site, "client-login-used"),
        };
    };
    // The picker's policy names the hosts of its shops.
    let mut response = to_shop(&site, &shop, &token, By::Link)?;
    forget_proof(&mut response, &site);
    Ok(response)
}

/// `GET /client-login/logos/{slug}`: a shop's logo, which its own front page shows to everybody.
pub(crate) async fn logo(State(site): State<SharedSite>, Path(slug): Path<String>) -> Result<Response> {
    let slug: Slug = slug.parse().map_err(|_| Error::not_found())?;
    let tenant = site.storage.tenant_by_slug(&slug).await?.ok_or_else(Error::not_found)?;
    let key = tenant.logo_key.ok_or_else(Error::not_found)?;
    let bytes = site.storage.blobs().get(&BlobKey::stored(&key)).await?;
    Ok(([(header::CONTENT_TYPE, "image/png")], bytes).into_response())
}

/// To the host where the shop's links lead, with a secret that works there once.
fn to_shop(site: &SharedSite, shop: &Tenant, token: &LinkToken, by: By) -> Result<Response> {
    let there = site.settings.shop_url(shop, &paths::portal::handoff(&token.reveal()));
    if by == By::Form && shop.host.is_some() { onward_page(site, shop, there) } else { Ok(see_other(&there)) }
}

/// Goes on by itself, and by a tap where that is switched off.
fn onward_page(site: &SharedSite, shop: &Tenant, there: String) -> Result<Response> {
    let refresh = HeaderValue::from_str(&format!("0; url={there}")).map_err(Error::internal)?;
    let title = platform_words(site)?.get("client-login-title");
    let mut response = page(site, StatusCode::OK, &title, &OnwardPage { shop: shop.name.clone(), href: there })?;
    response.headers_mut().insert(header::REFRESH, refresh);
    Ok(response)
}

fn none(site: &SharedSite) -> Result<Response> {
    let title = platform_words(site)?.get("client-login-none-heading");
    page(site, StatusCode::OK, &title, &NonePage {})
}

impl Choice {
    fn new(site: &SharedSite, place: &ShopOption) -> Self {
        let tenant = &place.shop;
        Self {
            shop: tenant.slug.to_string(),
            name: tenant.name.clone(),
            tagline: tenant.tagline.clone(),
            initial: initial(&tenant.name),
            brand: tenant.brand_color.to_string(),
            logo: tenant.logo_key.as_ref().map(|_| paths::platform::shop_logo(&tenant.slug)),
            sign_in: (!place.opens).then(|| site.settings.shop_url(tenant, paths::portal::LOGIN)),
        }
    }
}

impl Page for PickPage {
    const TEMPLATE: &'static str = "platform/client_login_shops.html";

    fn samples() -> Vec<Self> {
        let lawn = Choice {
            shop: "green-acre".into(),
            name: "Green Acre Lawn & Care".into(),
            tagline: Some("Greener every week".into()),
            initial: "G".into(),
            brand: "#2f6f3e".into(),
            logo: Some("/client-login/logos/green-acre".into()),
            sign_in: None,
        };
        let pool = Choice { tagline: None, logo: None, ..lawn.clone() };
        let salon = Choice { sign_in: Some("https://shear-bliss.example.com/login".into()), ..lawn.clone() };
        vec![Self { places: vec![lawn, pool, salon.clone()] }, Self { places: vec![salon] }]
    }
}

impl Page for OnwardPage {
    const TEMPLATE: &'static str = "platform/client_login_onward.html";

    fn samples() -> Vec<Self> {
        vec![Self { shop: "Green Acre Lawn & Care".into(), href: "https://portal.example.com/handoff/0123".into() }]
    }
}

impl Page for NonePage {
    const TEMPLATE: &'static str = "platform/client_login_none.html";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pick_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::PickPage>();
    }

    #[test]
    fn onward_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::OnwardPage>();
    }

    #[test]
    fn none_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::NonePage>();
    }
}
