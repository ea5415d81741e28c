//! Bodies that did not come whole.

use std::error::Error as StdError;

use http_body_util::LengthLimitError;
use tower_http::timeout::TimeoutError;

use crate::error::Error;

/// The answer to a body whose reading failed, whoever read it: 413 when it was larger than is taken, 408 when it paused
/// for too long, and 400 when it broke off or was malformed.
pub fn unread(error: &(dyn StdError + 'static)) -> Error {
    let mut causes = std::iter::successors(Some(error), |&error| error.source());
    let known = causes.find_map(|cause| {
        // axum's extractors keep it in a box.
        if cause.is::<LengthLimitError>() || cause.is::<Box<LengthLimitError>>() {
            Some(Error::too_large())
        } else if cause.is::<TimeoutError>() {
            Some(Error::timed_out())
        } else {
            None
        }
    });
    known.unwrap_or_else(Error::bad_request)
}
