//! The invitation of an operator: a name, a password, and on to the second factor.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use forecourt_auth::Passwords;
use forecourt_auth::passwords::{MAX_LENGTH, MIN_LENGTH, PasswordError};
use forecourt_domain::token::LinkToken;
use forecourt_storage::Operator;
use forecourt_web::forms::Submitted;
use forecourt_web::page::platform_words;
use forecourt_web::paths::ops as path;
use forecourt_web::site::{SharedSite, Site};
use forecourt_web::{Error, Form, Page, Result};
use serde::Serialize;

forecourt_web::routes! {
    get path::INVITATION => show;
    post path::INVITATION => accept;
}

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct OperatorInvitationPage {
    email: String,
    form: Form,
    action: String,
}

/// `GET /console/invitations/{token}`: looking uses nothing up.
pub(super) async fn show(State(site): State<SharedSite>, Path(token): Path<String>) -> Result<Response> {
    let (token, operator) = invited(&site, &token).await?;
    page(&site, StatusCode::OK, &token, &operator, empty_form(&operator.name))
}

/// `POST /console/invitations/{token}`
pub(super) async fn accept(
    State(site): State<SharedSite>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Extension(passwords): Extension<Passwords>,
    form: Submitted,
) -> Result<Response> {
    let (token, operator) = invited(&site, &token).await?;
    let words = platform_words(&site)?;
    let mut reader = form.reader(words);
    let name = reader.line::<120>("name");
    let password = reader.password("password").to_owned();
    if reader.password("confirm") != password {
        reader.fail("confirm", words.get("error-password-mismatch"));
    }
    let number = |n: usize| i64::try_from(n).unwrap_or(0);
    let hash = match passwords.hash(&password, site.storage.entropy().as_ref()).await {
        Ok(hash) => Some(hash),
        Err(PasswordError::Busy(busy)) => return Err(Error::too_many(busy.retry_after)),
        Err(error @ PasswordError::Hasher) => return Err(Error::internal(error)),
        Err(problem) => {
            let said = match problem {
                PasswordError::TooLong => words.with("error-too-long", [("max", number(MAX_LENGTH).into())]),
                PasswordError::TooShort => words.with("error-password-short", [("min", number(MIN_LENGTH).into())]),
                _ => words.get("error-password-common"),
            };
            reader.fail("password", said);
            None
        }
    };
    let (Some(name), Some(hash), true) = (name, hash, reader.is_sound()) else {
        return page(&site, StatusCode::UNPROCESSABLE_ENTITY, &token, &operator, reader.into_form());
    };
    match site.storage.accept_operator_invitation(&token, &name, &hash).await? {
        Ok(half) => super::sign_in::asked(&site, &headers, &half).await,
        Err(_) => Err(Error::gone()),
    }
}

/// Used, expired and made-up invitations are all gone: none says which.
async fn invited(site: &Site, token: &str) -> Result<(LinkToken, Operator)> {
    let token: LinkToken = token.parse().map_err(|_| Error::gone())?;
    let operator = site.storage.operator_invitation(&token).await?.map_err(|_| Error::gone())?;
    Ok((token, operator))
}

fn page(site: &Site, status: StatusCode, token: &LinkToken, operator: &Operator, form: Form) -> Result<Response> {
    let page =
        OperatorInvitationPage { email: operator.email.clone(), form, action: path::invitation(&token.reveal()) };
    super::door(site, status, "ops-invitation-heading", "", &page)
}

fn empty_form(name: &str) -> Form {
    Form::filled([("name", name.to_owned()), ("password", String::new()), ("confirm", String::new())])
}

impl Page for OperatorInvitationPage {
    const TEMPLATE: &'static str = "ops/invitation.html";

    fn samples() -> Vec<Self> {
        vec![Self { email: "ops@example.com".into(), form: empty_form("Robin"), action: "/x".into() }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::OperatorInvitationPage>();
    }
}
