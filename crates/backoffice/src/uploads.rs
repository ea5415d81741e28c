//! What forms with files have in common: why one is refused.

use axum::extract::multipart::MultipartError;
use forecourt_pictures::PictureError;
use forecourt_web::http::bodies::unread;
use forecourt_web::{Error, Words};

/// Why a form cannot be read on.
pub(crate) fn unreadable(error: MultipartError) -> Error {
    unread(&error)
}

/// Why a picture is not taken, in words to stand at its field. `kinds` is the message that names the kinds taken.
pub(crate) fn reason(words: &Words, error: PictureError, kinds: &'static str) -> String {
    match error {
        PictureError::Type => words.get(kinds),
        PictureError::TooManyPixels { millions } => {
            words.with("error-file-pixels", [("max", i64::from(millions).into())])
        }
        PictureError::Broken => words.get("error-file-broken"),
    }
}
