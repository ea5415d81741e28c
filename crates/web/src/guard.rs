//! Headers on every answer, and the check that a write came from our own page.

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::brand::SharedShop;
use crate::error::Error;
use crate::site::SharedSite;

/// Hashes of what stands in a page instead of being linked, put on its response by whoever rendered it.
#[derive(Debug, Clone)]
pub struct Inlined {
    /// Of styles, separated by spaces.
    pub styles: String,
    /// Of the script.
    pub script: String,
}

/// A content security policy of its own, for the few pages that need one.
#[derive(Debug, Clone)]
pub struct OwnPolicy(pub &'static str);

/// Where else than to its own host a page's forms may lead, put on its response: browsers hold a form's redirects to the
/// policy, too.
#[derive(Debug, Clone)]
pub struct FormsLeadTo(pub String);

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

fn policy(site: &SharedSite, response: &Response) -> String {
    if let Some(OwnPolicy(own)) = response.extensions().get() {
        return (*own).to_owned();
    }
    let inlined = response.extensions().get::<Inlined>();
    let (styles, script) = inlined.map(|inlined| (&*inlined.styles, &*inlined.script)).unwrap_or_default();
    let pictures = site.storage.blobs().origin().unwrap_or_default();
    let elsewhere = response.extensions().get::<FormsLeadTo>().map(|FormsLeadTo(hosts)| &**hosts).unwrap_or_default();
    format!(
        "default-src 'none'; style-src 'self' {styles}; script-src 'self' {script}; img-src 'self' data: blob: {pictures}; connect-src 'self'; font-src 'self'; \
         manifest-src 'self'; form-action 'self' {elsewhere}; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Refuses writes that another site's page sent. Sibling shops are other sites: `Sec-Fetch-Site` must say
/// `same-origin`, and where a browser is too old to say, `Origin` must be this host's own.
pub async fn same_origin(State(site): State<SharedSite>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !safe {
        let own = match request.extensions().get::<SharedShop>() {
            Some(shop) => site.settings.shop_url(&shop.tenant.slug, ""),
            None if is_ops(request.headers(), &site) => site.settings.ops_url(""),
            None => site.settings.platform_url(""),
        };
        if !is_same_origin(request.headers(), &own) {
            return Error::cross_site().into_response();
        }
    }
    next.run(request).await
}

/// Whether this is for the operators' host.
fn is_ops(headers: &HeaderMap, site: &SharedSite) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    host.split(':').next().is_some_and(|host| host.eq_ignore_ascii_case(&site.settings.ops_host()))
}

/// `own`: the origin that our links name, which a proxy in front may have hidden from `Host`.
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
