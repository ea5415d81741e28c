//! Headers on every answer, and the check that a write came from our own page.

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use forecourt_domain::host::HostName;
use url::Url;

use super::csp::{FormsLeadTo, policy};
use super::request_headers::text;
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
    set(header::REFERRER_POLICY, referrer_policy(None));
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

/// Says on a page how much of its address the requests from it tell. A page that is not there may be a secret's with a
/// letter missing, and is left to what [`headers()`] sets.
pub async fn referrers(request: Request, next: Next) -> Response {
    let policy = referrer_policy(request.extensions().get::<MatchedPath>().map(MatchedPath::as_str));
    let mut response = next.run(request).await;
    if response.status() != StatusCode::NOT_FOUND {
        response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static(policy));
    }
    response
}

/// What a path may hold without being a secret. Whatever else a route names, such as `{token}`, is taken for one.
const NO_SECRETS: [&str; 6] = ["device", "id", "number", "payment", "reference", "slug"];

/// The one place that decides how much of a page's address its requests tell: none of the path where that holds a secret,
/// or where no route says what it holds; else the whole to this host and nothing to any other.
///
/// Not `no-referrer`: with that, browsers that know no `Sec-Fetch-Site` send `Origin: null` with every form, which
/// [`same_origin`] has to refuse.
fn referrer_policy(route: Option<&str>) -> &'static str {
    let parts = route.into_iter().flat_map(|route| route.split('/'));
    let mut named = parts.filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    if route.is_some() && named.all(|name| NO_SECRETS.contains(&name)) { "same-origin" } else { "strict-origin" }
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
        Some(home) => redirect_to_canonical_host(&site, &home, request, next).await,
        None => next.run(request).await,
    }
}

/// Where a shop has another host than this one for its links, leads the beginning of a sign-in there, so that the link
/// or code that comes of it finds the browser that asked. Everything else is answered here: secrets in addresses stay on
/// the host they were made for, and so do sessions.
async fn redirect_to_canonical_host(site: &SharedSite, home: &str, request: Request, next: Next) -> Response {
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
/// `same-origin`, and where a browser is too old to say, `Origin` must be this host's own, or `Referer` where it says
/// that only.
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
    if let Some(from) = text(headers, "sec-fetch-site") {
        return matches!(&*from, "same-origin" | "none");
    }
    if let Some(origin) = text(headers, header::ORIGIN) {
        return is_own(&origin, headers, own);
    }
    match text(headers, header::REFERER) {
        Some(page) => Url::parse(&page).is_ok_and(|page| is_own(&page.origin().ascii_serialization(), headers, own)),
        // No browser: it has no cookies of somebody else's to misuse either.
        None => true,
    }
}

fn is_own(origin: &str, headers: &HeaderMap, own: &str) -> bool {
    let (host, authority) = (text(headers, header::HOST), origin.split_once("://").map(|(_, authority)| authority));
    origin.eq_ignore_ascii_case(own)
        || authority.zip(host).is_some_and(|(authority, host)| authority.eq_ignore_ascii_case(&host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::{ops, platform};

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
        assert!(!is_same_origin(&headers(&[host, ("origin", "")]), OWN));
    }

    #[test]
    fn without_an_origin_the_referrer_says_where_a_form_came_from() {
        let host = ("host", "b.localhost:8080");
        let from = |page| is_same_origin(&headers(&[host, ("referer", page)]), OWN);
        assert!(from("https://b.example.com/") && from("https://b.example.com/jobs?page=2"));
        assert!(from("http://b.localhost:8080/login"));
        for other in ["https://a.example.com/", "https://evil.example/https://b.example.com/", "null", "", "/login"] {
            assert!(!from(other), "{other}");
        }
        assert!(!is_same_origin(&headers(&[host, ("origin", "null"), ("referer", "https://b.example.com/")]), OWN));
        assert!(is_same_origin(&headers(&[host]), OWN), "a program that is no browser");
    }

    #[test]
    fn what_cannot_be_read_is_not_taken_for_missing() {
        for name in ["sec-fetch-site", "origin", "referer"] {
            let mut asked = headers(&[("host", "b.localhost:8080")]);
            asked.insert(name, HeaderValue::from_bytes(b"https://b.example.com\xff").unwrap());
            assert!(!is_same_origin(&asked, OWN), "{name}");
        }
    }

    #[test]
    fn an_address_with_a_secret_is_not_told() {
        let secret = [
            portal::LINK,
            portal::RENEW_LINK,
            portal::ACTION_LINK,
            portal::RENEW_ACTION_LINK,
            portal::HANDOFF,
            portal::SIGN_IN_LINK,
            portal::RENEW_SIGN_IN_LINK,
            staff::INVITATION,
            ops::INVITATION,
            platform::CLIENT_LOGIN_LINK,
            platform::SHOP,
            platform::SHOP_PATH,
            "/new/{anything}",
        ];
        for route in secret {
            assert_eq!(referrer_policy(Some(route)), "strict-origin", "{route}");
        }
        assert_eq!(referrer_policy(None), "strict-origin", "an address that no route knows");
        for route in
            [portal::HOME, portal::LOGIN, portal::JOB, staff::REMOVE_PAYMENT, staff::END_CUSTOMERS_DEVICE, ops::SHOP]
        {
            assert_eq!(referrer_policy(Some(route)), "same-origin", "{route}");
        }
    }
}
