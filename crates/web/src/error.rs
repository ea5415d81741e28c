//! Errors as a reader meets them: a branded page with a way on, and the cause in the log, once.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use forecourt_domain::feature::Feature;
use serde::Serialize;

use crate::brand::SharedShop;
use crate::page::{self, Page, Shell};
use crate::paths;
use crate::request_headers::text;
use crate::requests::RequestId;
use crate::site::SharedSite;

/// A request that could not be answered as asked.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The result of a handler.
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    BadRequest,
    /// Nobody is signed in; with the page to sign in at, if there is one.
    SignedOut {
        login: Option<&'static str>,
    },
    Forbidden,
    /// The form came from elsewhere, or from a session that is no more.
    CrossSite,
    NotFound,
    /// A part of the portal that the shop has switched off.
    SwitchedOff(Feature),
    Conflict,
    Gone,
    TooLarge,
    TimedOut,
    TooMany {
        retry_after: Duration,
    },
    Unavailable,
    Internal,
}

impl Error {
    /// 400: the request makes no sense.
    pub fn bad_request() -> Self {
        Kind::BadRequest.into()
    }

    /// 401, or a redirect to `login` for people who were on a page.
    pub fn signed_out(login: Option<&'static str>) -> Self {
        Kind::SignedOut { login }.into()
    }

    /// 403: signed in, and not allowed. Never used for somebody else's row, which is [`Error::not_found`].
    pub fn forbidden() -> Self {
        Kind::Forbidden.into()
    }

    /// 403: a form that did not come from our page.
    pub fn cross_site() -> Self {
        Kind::CrossSite.into()
    }

    /// 404: not there, or not theirs.
    pub fn not_found() -> Self {
        Kind::NotFound.into()
    }

    /// 404: a part of the portal that the shop has switched off; its page says so.
    pub fn switched_off(feature: Feature) -> Self {
        Kind::SwitchedOff(feature).into()
    }

    /// 409: somebody was quicker.
    pub fn conflict() -> Self {
        Kind::Conflict.into()
    }

    /// 410: was there once.
    pub fn gone() -> Self {
        Kind::Gone.into()
    }

    /// 408: the request paused for too long while it was sent.
    pub fn timed_out() -> Self {
        Kind::TimedOut.into()
    }

    /// 413: more than we take.
    pub fn too_large() -> Self {
        Kind::TooLarge.into()
    }

    /// 429: come back then.
    pub fn too_many(retry_after: Duration) -> Self {
        Kind::TooMany { retry_after }.into()
    }

    /// 500: a template that does not fit its page.
    pub fn template(cause: minijinja::Error) -> Self {
        Self { kind: Kind::Internal, cause: Some(Box::new(cause)) }
    }

    /// 500, with the cause for the log.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: Kind::Internal, cause: Some(cause.into()) }
    }

    fn status(&self) -> StatusCode {
        match self.kind {
            Kind::BadRequest => StatusCode::BAD_REQUEST,
            Kind::SignedOut { .. } => StatusCode::UNAUTHORIZED,
            Kind::Forbidden | Kind::CrossSite => StatusCode::FORBIDDEN,
            Kind::NotFound | Kind::SwitchedOff(_) => StatusCode::NOT_FOUND,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::Gone => StatusCode::GONE,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::TimedOut => StatusCode::REQUEST_TIMEOUT,
            Kind::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Self {
        Self { kind, cause: None }
    }
}

impl From<forecourt_storage::Error> for Error {
    fn from(error: forecourt_storage::Error) -> Self {
        match error {
            // Only customers' changes of their account end like this; it is as if the request had come a moment later.
            forecourt_storage::Error::SignedOut => Self::signed_out(Some(paths::portal::LOGIN)),
            error => {
                let kind = if error.is_unavailable() { Kind::Unavailable } else { Kind::Internal };
                Self { kind, cause: Some(Box::new(error)) }
            }
        }
    }
}

impl From<forecourt_storage::blobs::BlobError> for Error {
    fn from(error: forecourt_storage::blobs::BlobError) -> Self {
        match error {
            forecourt_storage::blobs::BlobError::Missing => Self::not_found(),
            unavailable => forecourt_storage::Error::from(unavailable).into(),
        }
    }
}

/// Why a response is what it is, for [`branded`].
#[derive(Debug, Clone)]
struct Failure(Kind);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status();
        if let Some(cause) = &self.cause {
            let chain = chain(cause.as_ref());
            if status == StatusCode::SERVICE_UNAVAILABLE {
                tracing::warn!(%chain, "a part does not answer");
            } else {
                tracing::error!(%chain, "a request failed");
            }
        }
        let mut response = status.into_response();
        match self.kind {
            Kind::TooMany { retry_after } => retry(&mut response, retry_after),
            Kind::Unavailable => retry(&mut response, Duration::from_secs(5)),
            _ => {}
        }
        response.extensions_mut().insert(Failure(self.kind));
        response
    }
}

/// Says on a response when to come back.
pub fn retry(response: &mut Response, after: Duration) {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(after.as_secs().max(1)));
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// The page that says so.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorPage {
    /// The HTTP status.
    pub status: u16,
    /// What happened.
    pub heading: String,
    /// What happens next.
    pub message: String,
    /// What to quote to us.
    pub reference: Option<String>,
    /// Where to try again.
    pub retry: Option<String>,
    /// The way home.
    pub home: Option<String>,
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "errors/error.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            status: 503,
            heading: "We'll be right back".into(),
            message: "Please try again in a minute.".into(),
            reference: Some("0123456789abcdef".into()),
            retry: Some("/".into()),
            home: Some("/".into()),
        };
        let bare = Self { status: 404, reference: None, retry: None, home: None, ..full.clone() };
        vec![full, bare]
    }
}

/// Gives every failure its page, in the looks of the shop that the response names; scripts get JSON. Also for the plain failures of the framework:
/// a path nobody serves, a method nobody takes, a body too large.
pub async fn branded(State(site): State<SharedSite>, request: Request, next: Next) -> Response {
    let wants_json = wants_json(request.headers()) || request.uri().path().starts_with(paths::api::ROOT);
    let is_get = request.method() == axum::http::Method::GET;
    let home =
        if request.uri().path().starts_with(paths::staff::ROOT) { paths::staff::ROOT } else { paths::portal::HOME };
    let uri = request.uri().clone();
    let reference = request.extensions().get::<RequestId>().cloned();
    let response = next.run(request).await;
    let failure = response.extensions().get::<Failure>().cloned();
    let status = response.status();
    if failure.is_none() && !(status.is_client_error() || status.is_server_error()) || has_body(&response) {
        return response;
    }
    let path = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let shop = response.extensions().get::<SharedShop>().cloned();
    if let (Some(Failure(Kind::SignedOut { login: Some(login) })), false) = (&failure, wants_json) {
        let next = if is_get && is_plain_path(&path) {
            format!("{login}?next={}", encoded(&path))
        } else {
            (*login).to_owned()
        };
        return page::see_other(&next);
    }
    let mut headers = response.headers().clone();
    // Those of the body that is replaced.
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::CONTENT_TYPE);
    let body = body(
        &site,
        shop.as_ref(),
        status,
        failure.as_ref(),
        reference.as_ref(),
        wants_json,
        home,
        is_get.then_some(path),
    );
    (status, headers, body).into_response()
}

#[expect(clippy::too_many_arguments, reason = "what the one page about failures needs to know, gathered once")]
fn body(
    site: &SharedSite,
    shop: Option<&SharedShop>,
    status: StatusCode,
    failure: Option<&Failure>,
    reference: Option<&RequestId>,
    wants_json: bool,
    home: &str,
    retry: Option<String>,
) -> Response {
    let words = match shop {
        Some(shop) => &shop.words,
        None => match page::platform_words(site) {
            Ok(words) => words,
            Err(_) => return status.into_response(),
        },
    };
    let known = [400, 401, 403, 404, 405, 408, 409, 410, 413, 422, 429, 500, 503];
    let code = if known.contains(&status.as_u16()) {
        status.as_u16()
    } else if status.is_server_error() {
        500
    } else {
        400
    };
    let (mut heading, mut message) = (words.get(&format!("error-{code}-heading")), words.get(&format!("error-{code}")));
    if matches!(failure, Some(Failure(Kind::CrossSite))) {
        message = words.get("error-csrf");
    }
    if let (Some(Failure(Kind::SwitchedOff(feature))), Some(shop)) = (failure, shop) {
        let part = words.get(&format!("nav-{}", feature.as_str()));
        heading = words.with("off-heading", [("part", part.into())]);
        message = words.with("off-message", [("shop", shop.tenant.name.as_str().into())]);
    }
    if wants_json {
        let body = serde_json::json!({ "ok": false, "error": { "status": status.as_u16(), "message": message, "reference": reference.map(ToString::to_string) } });
        return axum::Json(body).into_response();
    }
    let page = ErrorPage {
        status: status.as_u16(),
        heading,
        message,
        reference: status.is_server_error().then(|| reference.map(ToString::to_string)).flatten(),
        retry: retry.filter(|path| status.is_server_error() && is_plain_path(path)),
        home: Some(home.to_owned()),
    };
    let rendered = match shop {
        Some(shop) => {
            let shell = Shell { title: page.heading.clone(), body_class: "portal", ..Shell::default() };
            page::render(site, shop, shell, &page)
        }
        None => page::render_platform(site, &page.heading, &page),
    };
    match rendered {
        Ok(html) => Html(html).into_response(),
        // The page about the defect has one itself: the bare status is all that is left to say.
        Err(_) => status.canonical_reason().unwrap_or_default().into_response(),
    }
}

/// A response that says something for itself keeps its words; axum's own rejections are plain text and do not.
fn has_body(response: &Response) -> bool {
    let content_type = text(response.headers(), header::CONTENT_TYPE).unwrap_or_default();
    content_type.starts_with("text/html") || content_type.starts_with("application/json")
}

/// Whether the caller is a script that asked for JSON.
pub fn wants_json(headers: &HeaderMap) -> bool {
    let accept = text(headers, header::ACCEPT).unwrap_or_default();
    let first = accept.split([',', ';']).next().unwrap_or_default();
    first.trim().eq_ignore_ascii_case("application/json")
}

/// Whether a path is one of ours to come back to: relative to this host, and nothing but a path.
pub fn is_plain_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && path.len() <= 500
        && path.bytes().all(|b| b.is_ascii_graphic())
}

fn encoded(path: &str) -> String {
    url::form_urlencoded::byte_serialize(path.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_come_back_to() {
        for good in ["/", "/staff/customers?q=a&page=2"] {
            assert!(is_plain_path(good), "{good}");
        }
        for bad in
            ["", "staff", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: x", "/a b"]
        {
            assert!(!is_plain_path(bad), "{bad:?}");
        }
    }

    #[test]
    fn renders() {
        crate::page::testing::renders_everywhere::<super::ErrorPage>();
    }
}
