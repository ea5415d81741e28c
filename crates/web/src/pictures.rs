//! Photos' pictures, served: from here, or by an address in the file store.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use forecourt_pictures::file_name;
use forecourt_storage::blobs::{BlobKey, Presentation};
use headers::{ETag, HeaderMapExt};
use serde::Deserialize;

use crate::http::request_headers::not_modified;
use crate::site::Site;

/// `?size=…&download=…` of a picture's address.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct PictureRequest {
    /// `thumb`, `medium` or `large`; anything else is `large`.
    #[serde(default)]
    pub size: String,
    /// Anything: save it rather than show it.
    #[serde(default)]
    pub download: String,
}

/// Where a browser may fetch a picture from the store by itself.
const PRESIGNED_FOR: Duration = Duration::from_secs(300);

/// Answers with a photo's picture, or with where the store has it. The caller has checked whose it is.
///
/// # Errors
/// 404 without such a file, 503 when the file store does not answer.
pub async fn serve(
    site: &Site,
    headers: &HeaderMap,
    blob_key: &str,
    request: &PictureRequest,
) -> crate::Result<Response> {
    let key = BlobKey::stored(blob_key).file(file_name(&request.size));
    let disposition = if request.download.is_empty() { "inline" } else { "attachment; filename=\"photo.jpg\"" };
    let shown = Presentation { content_type: "image/jpeg", disposition };
    if let Some(address) = site.storage.blobs().presigned(&key, shown, PRESIGNED_FOR).await? {
        let location = HeaderValue::from_str(&address).map_err(crate::Error::internal)?;
        // Shorter than the signature lives, so that a browser never follows a stale one.
        let headers =
            [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=240"))];
        return Ok((StatusCode::FOUND, headers).into_response());
    }
    // A picture never changes, but who may see it does: browsers keep it, and ask each time whether they still may.
    let tag: ETag = format!("\"{}\"", key.as_str()).parse().map_err(crate::Error::internal)?;
    let caching = HeaderValue::from_static("private, no-cache");
    if let Some(answer) = not_modified(headers, &tag, &caching) {
        return Ok(answer);
    }
    let bytes = site.storage.blobs().get(&key).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
        (header::CACHE_CONTROL, caching),
    ];
    let mut response = (headers, bytes).into_response();
    response.headers_mut().typed_insert(tag);
    Ok(response)
}
