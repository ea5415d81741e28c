//! Staff in the app: email and password, and their second factor where they have one.

use std::sync::Arc;

use axum::Extension;
use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use forecourt_auth::devices;
use forecourt_auth::staff::STAFF_SESSION;
use forecourt_auth::staff_sign_in::{Refusal, StaffSignIn};
use forecourt_domain::token::LinkToken;
use forecourt_storage::{StaffGrant, StaffProof};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::paths::api as path;
use forecourt_web::{Result, Visit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::reply::{Body, Failure};
use crate::sign_in::Token;

forecourt_web::routes! {
    post path::STAFF => sign_in;
    post path::STAFF_SECOND_FACTOR => second_factor;
}

/// A staff member's credentials.
#[derive(Deserialize, ToSchema)]
pub struct StaffCredentials {
    /// As for the back office.
    #[schema(max_length = 254, example = "owner@torque.example")]
    email: String,
    /// As for the back office.
    #[schema(max_length = 800)]
    password: String,
}

/// An answer to the second question.
#[derive(Deserialize, ToSchema)]
pub struct SecondFactor {
    /// As it came.
    #[schema(max_length = 64)]
    second_factor: String,
    /// A code of the authenticator, or a recovery code.
    #[schema(max_length = 64)]
    code: String,
}

/// Signed in, or half of it.
#[derive(Serialize, ToSchema)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum StaffSignedIn {
    /// Signed in.
    Token(Token),
    /// The second factor is asked for.
    SecondFactor(Half),
}

/// The secret to send back with the second factor, within minutes.
#[derive(Serialize, ToSchema)]
pub struct Half {
    /// 64 hex characters.
    #[schema(min_length = 64, max_length = 64)]
    second_factor: String,
}

/// `POST /api/v1/auth/staff`
///
/// # Errors
/// 503 when the database does not answer.
#[utoipa::path(post, path = "/api/v1/auth/staff", tag = "sign-in", request_body = StaffCredentials, responses(
    (status = 200, body = StaffSignedIn, description = "The password fits"),
    (status = 400, body = Failure, description = "No such request"),
    (status = 401, body = Failure, description = "Email or password is wrong: one answer"),
    (status = 413, body = Failure, description = "Too large"),
    (status = 415, body = Failure, description = "Not JSON"),
    (status = 429, body = Failure, description = "Too often; `Retry-After` says when to come back"),
))]
pub async fn sign_in(
    visit: Visit,
    Extension(client): Extension<ClientAddress>,
    Extension(checks): Extension<Arc<StaffSignIn>>,
    headers: HeaderMap,
    Body(credentials): Body<StaffCredentials>,
) -> Result<Response> {
    let storage = &visit.site.storage;
    let email = credentials.email.trim();
    match checks.check(storage, visit.tenant(), client, email, &credentials.password).await? {
        Ok(StaffProof::Grant(grant)) => signed_in(&visit, &headers, grant).await,
        Ok(StaffProof::Half(half)) => {
            let token = storage.begin_staff_sign_in(&half).await?;
            Ok(Json(StaffSignedIn::SecondFactor(Half { second_factor: token.reveal() })).into_response())
        }
        Err(refusal) => Ok(refused(&visit, refusal, "staff-login-wrong")),
    }
}

/// `POST /api/v1/auth/staff/second-factor`
///
/// # Errors
/// 503 when the database does not answer.
#[utoipa::path(post, path = "/api/v1/auth/staff/second-factor", tag = "sign-in", request_body = SecondFactor, responses(
    (status = 200, body = StaffSignedIn, description = "Signed in"),
    (status = 400, body = Failure, description = "No such request"),
    (status = 401, body = Failure, description = "The code does not fit, or the question is over"),
    (status = 413, body = Failure, description = "Too large"),
    (status = 415, body = Failure, description = "Not JSON"),
    (status = 429, body = Failure, description = "Too often; `Retry-After` says when to come back"),
))]
pub async fn second_factor(
    visit: Visit,
    Extension(client): Extension<ClientAddress>,
    Extension(checks): Extension<Arc<StaffSignIn>>,
    headers: HeaderMap,
    Body(answer): Body<SecondFactor>,
) -> Result<Response> {
    let Ok(token) = answer.second_factor.parse::<LinkToken>() else {
        return Ok(refused(&visit, Refusal::Over, "api-code-wrong"));
    };
    match checks.answer(&visit.site.storage, visit.tenant(), client, &token, &answer.code).await? {
        Ok(grant) => signed_in(&visit, &headers, grant).await,
        Err(refusal) => Ok(refused(&visit, refusal, "api-code-wrong")),
    }
}

async fn signed_in(visit: &Visit, headers: &HeaderMap, grant: StaffGrant) -> Result<Response> {
    let ends = visit.now + STAFF_SESSION;
    let (token, _) = visit.sessions().of_programs().start(grant, ends, &devices::name(headers)).await?;
    Ok(Json(StaffSignedIn::Token(Token::new(&token, ends))).into_response())
}

fn refused(visit: &Visit, refusal: Refusal, words: &str) -> Response {
    match refusal {
        Refusal::Wrong | Refusal::Over => Failure::response(StatusCode::UNAUTHORIZED, visit.words().get(words)),
        Refusal::Limited(limited) => Failure::too_many(limited),
    }
}
