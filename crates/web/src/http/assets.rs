//! Files of the theme, and a shop's own colours and logo: the only answers that caches may keep.

use axum::extract::{Path, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use forecourt_storage::blobs::BlobKey;
use headers::{ETag, HeaderMapExt};

use super::request_headers::not_modified;
use crate::error::{Error, Result};
use crate::page::Visit;
use crate::site::SharedSite;

/// For addresses with a version in them: their contents never change.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// `GET /assets/{version}/{path}`. Another version (an open tab across a release) gets today's file, for a while only.
///
/// # Errors
/// 404 for what the theme does not have.
pub async fn asset(
    State(site): State<SharedSite>,
    Path((version, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    let assets = site.theme.assets();
    let asset = assets.get(&path).ok_or_else(Error::not_found)?;
    let caching = HeaderValue::from_static(if version == assets.version() { FOR_GOOD } else { "public, max-age=60" });
    // Weak: the same file travels in several encodings.
    let tag: ETag = format!("W/\"{}\"", assets.version()).parse().map_err(Error::internal)?;
    if let Some(answer) = not_modified(&headers, &tag, &caching) {
        return Ok(answer);
    }
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type)), (header::CACHE_CONTROL, caching)];
    let mut response = (headers, asset.bytes.clone()).into_response();
    response.headers_mut().typed_insert(tag);
    Ok(response)
}

/// `GET /brand.css`: the shop's accent. Its address carries a version of the colours.
pub async fn brand_css(visit: Visit, uri: Uri) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, caching(&uri, Some(&visit.shop.brand_href))),
    ];
    (headers, visit.shop.brand_css.clone()).into_response()
}

/// `GET /logo`: the shop's logo. Its address carries a version.
///
/// # Errors
/// 404 without a logo, 503 when the file store does not answer.
pub async fn logo(visit: Visit, uri: Uri) -> Result<Response> {
    let key = visit.tenant().logo_key.as_ref().ok_or_else(Error::not_found)?;
    let bytes = visit.site.storage.blobs().get(&BlobKey::stored(key)).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, caching(&uri, visit.shop.logo_href.as_ref())),
        // Mail is read elsewhere.
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    Ok((headers, bytes).into_response())
}

/// Only today's address is kept for good: a server that has not heard of the newest colours must not have its answer
/// kept under their address.
fn caching(uri: &Uri, current: Option<&String>) -> &'static str {
    let asked = uri.path_and_query().map(|asked| asked.as_str());
    if asked == current.map(String::as_str) { FOR_GOOD } else { "no-store" }
}
