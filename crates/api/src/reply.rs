//! What all answers have in common.

use axum::Json;
use axum::extract::FromRequest;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use forecourt_storage::RateLimited;
use forecourt_web::http::bodies::unread;
use forecourt_web::{Error, Visit};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

/// An error.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Failure {
    /// Always false.
    ok: bool,
    error: FailureDetails,
}

/// The error, in the shop's words.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct FailureDetails {
    /// The HTTP status.
    status: u16,
    /// For people to read.
    message: String,
    /// The request's id, to quote when asking about the error.
    reference: Option<String>,
}

impl Failure {
    /// An answer in words of ours.
    pub fn response(status: StatusCode, message: String) -> Response {
        let error = FailureDetails { status: status.as_u16(), message, reference: None };
        (status, Json(Self { ok: false, error })).into_response()
    }

    /// 422: the words say what is wrong with the request.
    pub fn unfit(visit: &Visit, words: &str) -> Response {
        Self::response(StatusCode::UNPROCESSABLE_ENTITY, visit.words().get(words))
    }

    /// 429: come back then.
    pub fn too_many(limited: RateLimited) -> Response {
        Error::too_many(limited.retry_after).into_response()
    }
}

/// A JSON body. What does not fit is refused with one answer, whatever it is that does not.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: axum::extract::Request, state: &S) -> Result<Self, Response> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(JsonRejection::BytesRejection(error)) => Err(unread(&error).into_response()),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response()),
            Err(_) => Err(Error::bad_request().into_response()),
        }
    }
}
