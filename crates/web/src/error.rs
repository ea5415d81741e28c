//! Errors of handlers: a status, the cause in the log, once, and what [`crate::http::error_page`] makes a page of.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use forecourt_domain::feature::Feature;

use crate::http::request_headers::text;
use crate::paths;

/// A request that could not be answered as asked.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The result of a handler.
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    BadRequest,
    /// The request has no session; with the page to sign in at, if there is one.
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

    /// 403: signed in, and not allowed. Never used for another customer's row, which is [`Error::not_found`].
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

    /// 409: the row was changed or used by another request meanwhile.
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

/// Why a response is what it is, for [`crate::http::error_page::branded`].
#[derive(Debug, Clone)]
pub(crate) struct Failure(pub(crate) Kind);

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
}
