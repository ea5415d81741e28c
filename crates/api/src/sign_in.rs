//! The app's sign-in of customers: name and phone, a code by text, a token.

use axum::Extension;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use forecourt_domain::auth_method::Purpose;
use forecourt_domain::contact::{Contact, Phone};
use forecourt_domain::ids::CustomerId;
use forecourt_domain::sign_in::SignInMethod;
use forecourt_domain::text::Line;
use forecourt_domain::token::{Code, LinkToken, SignInToken};
use forecourt_storage::{AppToken, CustomerOption, LimitedAction, RateLimitKey, SignInRequest, Verified};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::{contact_problem, text_problem};
use forecourt_web::paths::api as path;
use forecourt_web::{Error, Result, Visit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::bearer::{Bearer, Who};
use crate::reply::{Body, Failure};

forecourt_web::routes! {
    post path::REQUEST_CODE => request_code;
    post path::VERIFY_CODE => verify_code;
    post path::CHOOSE => choose;
    post path::SIGN_OUT => sign_out;
}

/// A request for a code.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CodeRequest {
    /// Who they say they are. It is not kept: whose number it is, the shop knows or does not.
    #[schema(max_length = 200, example = "Sarah Chen")]
    name: String,
    /// Their mobile number, as they write it.
    #[schema(max_length = 40, example = "+1 202 555 0121")]
    phone: String,
}

/// A code is on its way, if the shop knows the number.
#[derive(Serialize, ToSchema)]
pub struct CodeRequested {
    /// Always true: the answer is the same for everybody.
    ok: bool,
    /// What to send back with the code, which is good for this request alone. Keep it where the device keeps secrets.
    #[schema(min_length = 48, max_length = 48)]
    request: String,
    /// How long the code can be used, in seconds.
    #[schema(minimum = 0)]
    expires_in: u32,
    /// How long to wait before the next request, in seconds.
    #[schema(minimum = 0)]
    again_after: u32,
}

/// The code that came.
#[derive(Deserialize, ToSchema)]
pub struct CodeAnswer {
    /// As it came when the code was asked for.
    #[schema(max_length = 48)]
    request: String,
    /// The number it came to.
    #[schema(max_length = 40, example = "+1 202 555 0121")]
    phone: String,
    /// Six digits; spaces and hyphens among them do not matter.
    #[schema(max_length = 40, example = "482917")]
    code: String,
}

/// Signed in, or a choice to make first.
#[derive(Serialize, ToSchema)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum SignedIn {
    /// Signed in.
    Token(Token),
    /// The phone fits several records of this shop: choose one.
    Choice(Choice),
}

/// The token to send as `Authorization: Bearer` from now on.
#[derive(Serialize, ToSchema)]
pub struct Token {
    /// 64 hex characters. Keep it where the device keeps secrets.
    #[schema(min_length = 64, max_length = 64)]
    token: String,
    /// When it expires.
    expires_at: DateTime<Utc>,
}

/// Records to choose from.
#[derive(Serialize, ToSchema)]
pub struct Choice {
    /// The secret to send back with the choice, once, within ten minutes.
    #[schema(min_length = 64, max_length = 64)]
    choice: String,
    /// The records that the phone fits.
    records: Vec<Record>,
}

/// A record that the phone fits.
#[derive(Debug, Serialize, ToSchema)]
pub struct Record {
    /// Which.
    customer_id: String,
    /// Whose it is.
    name: String,
    /// Their newest vehicle, where there is one.
    vehicle: Option<String>,
}

/// Which record.
#[derive(Deserialize, ToSchema)]
pub struct Chosen {
    /// As it came.
    #[schema(max_length = 64)]
    choice: String,
    /// One of those that came with it.
    #[schema(max_length = 36)]
    customer_id: String,
}

/// `POST /api/v1/auth/request-code`: a six-digit code by text. The answer is the same whether the shop knows the number
/// or not.
///
/// # Errors
/// 503 when the database does not answer.
#[utoipa::path(post, path = "/api/v1/auth/request-code", tag = "sign-in", request_body = CodeRequest, responses(
    (status = 202, body = CodeRequested, description = "On its way, if the shop knows the number"),
    (status = 400, body = Failure, description = "No such request"),
    (status = 404, body = Failure, description = "The shop does not sign customers in by text"),
    (status = 415, body = Failure, description = "Not JSON"),
    (status = 413, body = Failure, description = "Too large"),
    (status = 422, body = Failure, description = "Not a phone number, or no name"),
    (status = 429, body = Failure, description = "Too often; `Retry-After` says when to come back"),
    (status = 503, body = Failure, description = "The shop cannot send texts now"),
))]
pub async fn request_code(
    visit: Visit,
    Extension(client): Extension<ClientAddress>,
    Body(asked): Body<CodeRequest>,
) -> Result<Response> {
    let tenant = visit.tenant();
    offers_codes(&visit)?;
    if let Err(error) = Line::<200>::parse(&asked.name) {
        return Ok(Failure::response(StatusCode::UNPROCESSABLE_ENTITY, text_problem(visit.words(), error)));
    }
    let phone = match Phone::parse(&asked.phone, &tenant.country) {
        Ok(phone) => phone,
        Err(error) => return Ok(Failure::unfit(&visit, contact_problem(error))),
    };
    if !tenant.offers_texts(visit.now) {
        return Ok(Failure::response(StatusCode::SERVICE_UNAVAILABLE, visit.words().get("error-no-texts")));
    }
    let storage = &visit.site.storage;
    let (client, key) = (client.limit_key(), phone.key());
    let limit_key = RateLimitKey { tenant: Some(tenant.id), client: &client, identifier: &key };
    if let Err(limited) = storage.check_rate_limit(LimitedAction::RequestLink, limit_key).await? {
        return Ok(Failure::too_many(limited));
    }
    let refusal = storage.text_refusal(tenant, &phone, limit_key).await?;
    let request = SignInToken::new(storage.entropy().as_ref());
    let ask = SignInRequest {
        purpose: Purpose::App,
        method: Some(SignInMethod::SmsCode),
        contact: Contact::Phone(phone),
        typed: true,
        only: None,
        host: visit.host.clone(),
        with_link: false,
        browser: request.clone(),
        return_path: String::new(),
        newcomer: None,
    };
    // A number that may not be written to sounds like any other.
    match refusal {
        Some(refusal) => storage.pass_over(tenant, &ask, refusal).await?,
        None => storage.request_sign_in(tenant, &ask).await?,
    }
    let answer = CodeRequested { ok: true, request: request.reveal(), expires_in: 600, again_after: 30 };
    Ok((StatusCode::ACCEPTED, Json(answer)).into_response())
}

/// `POST /api/v1/auth/verify-code`: the code, for a token; or for a choice, where the phone fits several records.
///
/// # Errors
/// 503 when the database does not answer.
#[utoipa::path(post, path = "/api/v1/auth/verify-code", tag = "sign-in", request_body = CodeAnswer, responses(
    (status = 200, body = SignedIn, description = "The code fits"),
    (status = 400, body = Failure, description = "No such request"),
    (status = 401, body = Failure, description = "The code does not fit its request, has expired, or was tried too often: one answer"),
    (status = 413, body = Failure, description = "Too large"),
    (status = 404, body = Failure, description = "The shop does not sign customers in by text"),
    (status = 415, body = Failure, description = "Not JSON"),
    (status = 422, body = Failure, description = "Not a phone number"),
    (status = 429, body = Failure, description = "Too often; `Retry-After` says when to come back"),
))]
pub async fn verify_code(
    visit: Visit,
    Extension(client): Extension<ClientAddress>,
    Body(answer): Body<CodeAnswer>,
) -> Result<Response> {
    let (storage, tenant) = (&visit.site.storage, visit.tenant());
    offers_codes(&visit)?;
    let phone = match Phone::parse(&answer.phone, &tenant.country) {
        Ok(phone) => phone,
        Err(error) => return Ok(Failure::unfit(&visit, contact_problem(error))),
    };
    // By the request, whose secret only its owner has: a stranger cannot use up the owner's tries.
    let client = client.limit_key();
    let limit_key = RateLimitKey { tenant: Some(tenant.id), client: &client, identifier: &answer.request };
    if let Err(limited) = storage.check_rate_limit(LimitedAction::TryCode, limit_key).await? {
        return Ok(Failure::too_many(limited));
    }
    let wrong = || Failure::response(StatusCode::UNAUTHORIZED, visit.words().get("api-code-wrong"));
    let (Ok(request), Ok(code)) = (answer.request.parse::<SignInToken>(), answer.code.parse::<Code>()) else {
        return Ok(wrong());
    };
    Ok(match storage.verify_app_code(tenant, &request, &phone, &code).await? {
        Some(Verified::Token(token)) => Json(SignedIn::Token(token.into())).into_response(),
        Some(Verified::Choice { choice, records }) => {
            let records = records.into_iter().map(Record::from).collect();
            Json(SignedIn::Choice(Choice { choice: choice.reveal(), records })).into_response()
        }
        None => wrong(),
    })
}

/// `POST /api/v1/auth/choose`: one of several records, for a token.
///
/// # Errors
/// 503 when the database does not answer.
#[utoipa::path(post, path = "/api/v1/auth/choose", tag = "sign-in", request_body = Chosen, responses(
    (status = 200, body = SignedIn, description = "Signed in"),
    (status = 400, body = Failure, description = "No such request"),
    (status = 401, body = Failure, description = "The choice is over, was made, or is no such record"),
    (status = 404, body = Failure, description = "The shop does not sign customers in by text"),
    (status = 413, body = Failure, description = "Too large"),
    (status = 415, body = Failure, description = "Not JSON"),
    (status = 429, body = Failure, description = "Too often; `Retry-After` says when to come back"),
))]
pub async fn choose(
    visit: Visit,
    Extension(client): Extension<ClientAddress>,
    Body(chosen): Body<Chosen>,
) -> Result<Response> {
    let (storage, tenant) = (&visit.site.storage, visit.tenant());
    offers_codes(&visit)?;
    let client = client.limit_key();
    let limit_key = RateLimitKey { tenant: Some(tenant.id), client: &client, identifier: "" };
    if let Err(limited) = storage.check_rate_limit(LimitedAction::TryCode, limit_key).await? {
        return Ok(Failure::too_many(limited));
    }
    let over = || Failure::response(StatusCode::UNAUTHORIZED, visit.words().get("api-choice-over"));
    let (Ok(choice), Ok(customer)) = (chosen.choice.parse::<LinkToken>(), chosen.customer_id.parse::<CustomerId>())
    else {
        return Ok(over());
    };
    Ok(match storage.choose_app_record(tenant, &choice, customer).await? {
        Some(token) => Json(SignedIn::Token(token.into())).into_response(),
        None => over(),
    })
}

/// `POST /api/v1/auth/sign-out`: the token ends. A portal link that staff sent is not the app's to end.
///
/// # Errors
/// 401 without a token that stands; 503 when the database does not answer.
#[utoipa::path(post, path = "/api/v1/auth/sign-out", tag = "sign-in", security(("bearer" = [])), responses(
    (status = 204, description = "Signed out"),
    (status = 401, body = Failure, description = "No token, or one that has ended"),
))]
pub async fn sign_out(bearer: Bearer) -> Result<StatusCode, Error> {
    let storage = &bearer.visit.site.storage;
    match &bearer.who {
        Who::Customer(scope) => storage.end_app_token(scope.grant()).await?,
        Who::Staff(_) => bearer.visit.sessions().of_programs().end(bearer.visit.tenant(), &bearer.token).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Codes that a shop has switched off at its login page are refused here as well.
fn offers_codes(visit: &Visit) -> Result<()> {
    let methods = &visit.tenant().sign_in;
    let on = methods.has(SignInMethod::SmsCode) || methods.has(SignInMethod::EmailOrPhoneLink);
    if on { Ok(()) } else { Err(Error::not_found()) }
}

impl Token {
    /// A token as it is told, once.
    pub fn new(token: &LinkToken, expires_at: DateTime<Utc>) -> Self {
        Self { token: token.reveal(), expires_at }
    }
}

impl From<AppToken> for Token {
    fn from(app: AppToken) -> Self {
        Self::new(&app.token, app.expires_at)
    }
}

impl From<CustomerOption> for Record {
    fn from(record: CustomerOption) -> Self {
        Self { customer_id: record.customer_id.to_string(), name: record.name, vehicle: record.vehicle }
    }
}
