//! Signing in without knowing one's shop's address: ask, prove, choose (docs/product.md, section 4, "Across shops").
//!
//! Nothing here names a shop before the inbox or the phone has been proven, and every address gets the same answer.
//! Start reading at [`ask`], then [`prove`], then [`choose`].

pub(crate) mod ask;
pub(crate) mod choose;
pub(crate) mod prove;
pub(crate) mod shops;

use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use forecourt_auth::cookies;
use forecourt_domain::token::LinkToken;
use forecourt_web::http::csp::FormsLeadTo;
use forecourt_web::page::render_platform;
use forecourt_web::site::{SharedSite, Site};
use forecourt_web::{Page, Result};

/// Says that this browser asked.
const BROWSER: &str = "client-login";
/// Says that this browser has proven an address.
const PROOF: &str = "client-proof";
/// As long as a link lives.
const BROWSER_SECONDS: i64 = 30 * 60;
/// The lifetime of a proof.
const PROOF_SECONDS: i64 = 10 * 60;

/// A page whose form may lead to a shop's host below the platform's domain.
fn page<P: Page>(site: &SharedSite, status: StatusCode, title: &str, page: &P) -> Result<Response> {
    page_leading_to(site, status, title, page, site.settings.subdomains())
}

/// A page whose form may lead to these hosts.
fn page_leading_to<P: Page>(
    site: &SharedSite,
    status: StatusCode,
    title: &str,
    page: &P,
    hosts: String,
) -> Result<Response> {
    let mut response = (status, Html(render_platform(site, title, page)?)).into_response();
    response.extensions_mut().insert(FormsLeadTo(hosts));
    Ok(response)
}

fn browser(headers: &HeaderMap, site: &Site) -> Option<LinkToken> {
    cookies::read_named(headers, &site.settings, BROWSER)
}

fn remember_browser(response: &mut Response, site: &Site, secret: &LinkToken) {
    cookies::set_named(response, &site.settings, BROWSER, secret, BROWSER_SECONDS);
}

fn forget_browser(response: &mut Response, site: &Site) {
    cookies::clear_named(response, &site.settings, BROWSER);
}

fn proof(headers: &HeaderMap, site: &Site) -> Option<LinkToken> {
    cookies::read_named(headers, &site.settings, PROOF)
}

fn remember_proof(response: &mut Response, site: &Site, secret: &LinkToken) {
    cookies::set_named(response, &site.settings, PROOF, secret, PROOF_SECONDS);
}

fn forget_proof(response: &mut Response, site: &Site) {
    cookies::clear_named(response, &site.settings, PROOF);
}
