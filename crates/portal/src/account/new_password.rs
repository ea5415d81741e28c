//! Setting a password: after a link, an invitation or a reset, or from the card on the home page.

use std::sync::Arc;

use axum::Extension;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use forecourt_auth::passwords::{MAX_LENGTH, MIN_LENGTH, PasswordError};
use forecourt_auth::{Checked, Customer, Passwords, customer};
use forecourt_domain::sign_in::SignInMethod;
use forecourt_web::forms::Reader;
use forecourt_web::page::with_notice;
use forecourt_web::paths::portal as path;
use forecourt_web::{Error, Form, Page, Result, Visit};
use serde::Serialize;

use super::confirm_first;
use crate::shell;
use crate::sign_in::{Place, own};

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NewPasswordPage {
    /// The user name under which a password manager stores it.
    username: String,
    has_password: bool,
    form: Form,
    next: String,
}

/// `GET /account/password`
pub(crate) async fn show(customer: Customer, Query(place): Query<Place>) -> Result<Response> {
    offered(&customer)?;
    let next = own(&place.next);
    if customer.scope.proven().is_none() {
        return Ok(confirm_first(&path::with_next(path::PASSWORD, &next)));
    }
    page(&customer, StatusCode::OK, empty_form(), next).await
}

/// `POST /account/password`
pub(crate) async fn set(
    headers: HeaderMap,
    Extension(passwords): Extension<Arc<Passwords>>,
    Checked { who: customer, form }: Checked<Customer>,
) -> Result<Response> {
    offered(&customer)?;
    let next = own(form.get("next"));
    if customer.scope.proven().is_none() {
        return Ok(confirm_first(&path::with_next(path::PASSWORD, &next)));
    }
    let visit = &customer.visit;
    let mut reader = form.reader(visit.words());
    if form.get("confirm") != form.get("password") {
        reader.fail("confirm", visit.words().get("error-password-mismatch"));
    }
    let hash = hashed(visit, &passwords, &mut reader, "password").await?;
    reader.password("confirm");
    let (Some(hash), true) = (hash, reader.is_sound()) else {
        return page(&customer, StatusCode::UNPROCESSABLE_ENTITY, reader.into_form(), next).await;
    };
    let Some(proven) = customer.scope.proven() else { return Ok(confirm_first(path::PASSWORD)) };
    let grant = proven.set_password(&hash).await?;
    // Every session has ended, this one too: it goes on under another id.
    let to = with_notice(if next.is_empty() { path::HOME } else { &next }, "password-set");
    customer::signed_in(visit, &headers, grant, &to).await
}

/// Hashes a form's password, or answers with the error at its field.
///
/// # Errors
/// 429 when too many are hashed already.
pub(crate) async fn hashed(
    visit: &Visit,
    passwords: &Passwords,
    reader: &mut Reader<'_>,
    name: &'static str,
) -> Result<Option<String>> {
    let words = visit.words();
    let password = reader.password(name).to_owned();
    let number = |n: usize| i64::try_from(n).unwrap_or(0).into();
    let problem = match passwords.hash(&password, visit.site.storage.entropy().as_ref()).await {
        Ok(hash) => return Ok(Some(hash)),
        Err(PasswordError::TooLong) => words.with("error-too-long", [("max", number(MAX_LENGTH))]),
        Err(PasswordError::TooShort) => words.with("error-password-short", [("min", number(MIN_LENGTH))]),
        Err(PasswordError::Common) => words.get("error-password-common"),
        Err(PasswordError::Busy(busy)) => return Err(Error::too_many(busy.retry_after)),
        Err(error @ PasswordError::Hasher) => return Err(Error::internal(error)),
    };
    reader.fail(name, problem);
    Ok(None)
}

/// No password where the shop offers none.
fn offered(customer: &Customer) -> Result<()> {
    if customer.visit.tenant().sign_in.has(SignInMethod::Password) { Ok(()) } else { Err(Error::not_found()) }
}

async fn page(customer: &Customer, status: StatusCode, form: Form, next: String) -> Result<Response> {
    let details = customer.scope.sign_in_details().await?;
    let page = NewPasswordPage {
        username: details.email.map(|email| email.as_str().to_owned()).unwrap_or_default(),
        has_password: details.has_password,
        form,
        next,
    };
    let title = customer.visit.words().get(if page.has_password { "password-change" } else { "password-set" });
    customer.visit.page_with_status(status, shell::of(customer, "account", title), &page)
}

fn empty_form() -> Form {
    Form::filled([("password", String::new()), ("confirm", String::new())])
}

impl Page for NewPasswordPage {
    const TEMPLATE: &'static str = "portal/password.html";

    fn samples() -> Vec<Self> {
        let first = Self {
            username: "alex.morgan@example.com".into(),
            has_password: false,
            form: empty_form(),
            next: String::new(),
        };
        let again = Self {
            has_password: true,
            form: empty_form().failed("Wrong".into()),
            next: "/jobs".into(),
            ..first.clone()
        };
        vec![first, again]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::NewPasswordPage>();
    }
}
