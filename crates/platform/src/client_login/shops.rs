//! `/portal/{slug}/…` on the platform's host leads to the same path on the shop's: for links from before a shop had a
//! host of its own.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use forecourt_domain::tenant::{Slug, TenantState};
use forecourt_web::error::is_plain_path;
use forecourt_web::page::see_other;
use forecourt_web::paths;
use forecourt_web::paths::platform as path;
use forecourt_web::site::SharedSite;
use forecourt_web::{Error, Result};

forecourt_web::routes! {
    get path::LOGIN => login;
    get path::USER_LOGIN => login;
    get path::SHOP => home;
    get path::SHOP_PATH => inner;
}

/// `GET /portal/{slug}`
pub(crate) async fn home(State(site): State<SharedSite>, Path(slug): Path<String>) -> Result<Response> {
    lead(&site, &slug, paths::portal::HOME).await
}

/// `GET /portal/{slug}/{path}`
pub(crate) async fn inner(
    State(site): State<SharedSite>,
    Path((slug, path)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    lead(&site, &slug, &format!("/{path}{query}")).await
}

/// `GET /login` and `GET /user/login`: the shop is not known here.
pub(crate) async fn login() -> Response {
    see_other(paths::platform::CLIENT_LOGIN)
}

async fn lead(site: &SharedSite, slug: &str, path: &str) -> Result<Response> {
    let slug: Slug = slug.parse().map_err(|_| Error::not_found())?;
    if !is_plain_path(path) {
        return Err(Error::not_found());
    }
    let tenant = site.storage.tenant_by_slug(&slug).await?.ok_or_else(Error::not_found)?;
    // A paused shop says so itself, at its own address.
    let path = if tenant.state == TenantState::Active { path } else { paths::portal::HOME };
    Ok(see_other(&site.settings.shop_url(&tenant, path)))
}
