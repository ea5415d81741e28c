//! Headers on every answer, and the check that a write came from our own page.

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use forecourt_domain::host::HostName;

use super::csp::{FormsLeadTo, policy};
use crate::error::Error;
use crate::page::redirect::see_other;
use crate::page::shop::SharedShop;
use crate::paths::{portal, staff};
use crate::site::SharedSite;

/// Sets the headers that every answer has. Pages are personal: nothing is stored unless a handler said so.
pub async fn headers(State(site): State<SharedSite>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let policy = policy(&site, &response);
    let secure = site.settings.secure();
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CACHE_CONTROL, "no-store");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()");
    if secure {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    // Shops share an address space of paths: a cache in front must keep them apart by host.
    headers.append(header::VARY, HeaderValue::from_static("Host"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    response
}

/// Pages where a sign-in begins. They hold no secret in their address.
const SIGN_IN_PAGES: [&str; 4] = [portal::LOGIN, portal::REGISTER, portal::FORGOT, staff::LOGIN];

/// What stands before a shop's routes: [`same_origin`], and the way to the host that its links are made for.
pub async fn at_shop(State(site): State<SharedSite>, request: Request, next: Next) -> Response {
    if is_cross_site(&site, &request) {
        return Error::cross_site().into_response();
    }
    let (shop, host) = (request.extensions().get::<SharedShop>(), request.extensions().get::<HostName>());
    let home = shop.map(|shop| site.settings.shop_host(&shop.tenant));
    match home.filter(|home| host.is_some_and(|host| host.as_str() != home)) {
        Some(home) => elsewhere(&site, &home, request, next).await,
        None => next.run(request).await,
    }
}

/// Where a shop has another host than this one for its links, leads the beginning of a sign-in there, so that the link
/// or code that comes of it finds the browser that asked. Everything else is answered here: secrets in addresses stay on
/// the host they were made for, and so do sessions.
async fn elsewhere(site: &SharedSite, home: &str, request: Request, next: Next) -> Response {
    let page = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let looks = matches!(*request.method(), Method::GET | Method::HEAD);
    if looks && page.is_some_and(|page| SIGN_IN_PAGES.contains(&page)) {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        return see_other(&site.settings.url_at(home, path));
    }
    let mut response = next.run(request).await;
    // Signing out, for one, ends on such a page.
    response.extensions_mut().insert(FormsLeadTo(site.settings.url_at(home, "")));
    response
}

/// Refuses writes that another site's page sent. Sibling shops are other sites: `Sec-Fetch-Site` must say
/// `same-origin`, and where a browser is too old to say, `Origin` must be this host's own.
pub async fn same_origin(State(site): State<SharedSite>, request: Request, next: Next) -> Response {
    if is_cross_site(&site, &request) { Error::cross_site().into_response() } else { next.run(request).await }
}

fn is_cross_site(site: &SharedSite, request: &Request) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    // The resolver has read the host, and found it to be one of ours.
    let own = request.extensions().get::<HostName>().map(|host| site.settings.url_at(host.as_str(), ""));
    !own.is_some_and(|own| is_same_origin(request.headers(), &own))
}

/// `own`: the origin of the page's host as browsers see it, which a proxy in front may have hidden from `Host`.
fn is_same_origin(headers: &HeaderMap, own: &str) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    match text(&HeaderName::from_static("sec-fetch-site")) {
        Some("same-origin" | "none") => return true,
        Some(_) => return false,
        None => {}
    }
    match (text(&header::ORIGIN), text(&header::HOST)) {
        // No browser: it has no cookies of somebody else's to misuse either.
        (None, _) => true,
        (Some(origin), _) if origin.eq_ignore_ascii_case(own) => true,
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host))
        }
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    const OWN: &str = "https://b.example.com";

    #[test]
    fn a_sibling_shop_is_another_site() {
        let host = ("host", "b.localhost:8080");
        assert!(is_same_origin(&headers(&[host, ("sec-fetch-site", "same-origin")]), OWN));
        assert!(!is_same_origin(&headers(&[host, ("sec-fetch-site", "same-site")]), OWN));
        assert!(!is_same_origin(
            &headers(&[host, ("sec-fetch-site", "cross-site"), ("origin", "http://b.localhost:8080")]),
            OWN
        ));
        assert!(is_same_origin(&headers(&[host, ("origin", "http://b.localhost:8080")]), OWN));
        assert!(!is_same_origin(&headers(&[host, ("origin", "http://a.localhost:8080")]), OWN));
        assert!(!is_same_origin(&headers(&[host, ("origin", "null")]), OWN));
    }
}
