//! The page about a request that could not be answered, in the looks of its shop.

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;

use super::request_headers::text;
use super::request_id::RequestId;
use crate::error::{Failure, Kind, is_plain_path, wants_json};
use crate::page::redirect::see_other;
use crate::page::shell::{Page, Shell};
use crate::page::shop::SharedShop;
use crate::page::{layout, platform};
use crate::paths;
use crate::site::SharedSite;

/// The page that says so.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorPage {
    /// The HTTP status.
    pub status: u16,
    /// The heading: what happened.
    pub heading: String,
    /// The message: what to do next.
    pub message: String,
    /// The request's id, to quote to the shop.
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

/// Gives every failure its page, in the design of the shop that the response names; scripts get JSON. Also for the
/// plain failures of the framework: unknown path, method not allowed, body too large.
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
        return see_other(&next);
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
        None => match platform::platform_words(site) {
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
            layout::render(site, shop, shell, &page)
        }
        None => platform::render_platform(site, &page.heading, &page),
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

fn encoded(path: &str) -> String {
    url::form_urlencoded::byte_serialize(path.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        crate::page::testing::renders_everywhere::<super::ErrorPage>();
    }
}
