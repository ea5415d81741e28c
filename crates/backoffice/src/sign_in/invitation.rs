//! The invitation of a staff member: shows whom it is for, takes a name and a password, and signs in.

use std::sync::Arc;

use axum::Extension;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use forecourt_auth::passwords::{MAX_LENGTH, MIN_LENGTH, PasswordError};
use forecourt_auth::staff_sign_in::StaffSignIn;
use forecourt_domain::token::LinkToken;
use forecourt_storage::{StaffMember, StaffProof};
use forecourt_web::forms::Submitted;
use forecourt_web::page::Shell;
use forecourt_web::paths::staff as path;
use forecourt_web::{Error, Form, Page, Result, Visit};
use serde::Serialize;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct InvitationPage {
    shop_name: String,
    email: String,
    form: Form,
    action: String,
}

/// `GET /staff/invitations/{token}`: looking uses nothing up.
pub(crate) async fn show(visit: Visit, Path(token): Path<String>) -> Result<Response> {
    let (token, member) = invited(&visit, &token).await?;
    page(&visit, StatusCode::OK, &token, &member, empty_form(&member.name))
}

/// `POST /staff/invitations/{token}`
pub(crate) async fn accept(
    visit: Visit,
    Path(token): Path<String>,
    headers: HeaderMap,
    Extension(sign_in): Extension<Arc<StaffSignIn>>,
    form: Submitted,
) -> Result<Response> {
    let (token, member) = invited(&visit, &token).await?;
    let words = visit.words();
    let mut reader = form.reader(words);
    let name = reader.line::<120>("name");
    let password = reader.password("password").to_owned();
    if reader.password("confirm") != password {
        reader.fail("confirm", words.get("error-password-mismatch"));
    }
    let hash = match sign_in.passwords().hash(&password, visit.site.storage.entropy().as_ref()).await {
        Ok(hash) => Some(hash),
        Err(PasswordError::TooLong) => {
            reader.fail(
                "password",
                words.with("error-too-long", [("max", i64::try_from(MAX_LENGTH).unwrap_or(0).into())]),
            );
            None
        }
        Err(PasswordError::TooShort) => {
            reader.fail(
                "password",
                words.with("error-password-short", [("min", i64::try_from(MIN_LENGTH).unwrap_or(0).into())]),
            );
            None
        }
        Err(PasswordError::Common) => {
            reader.fail("password", words.get("error-password-common"));
            None
        }
        Err(PasswordError::Busy(busy)) => return Err(Error::too_many(busy.retry_after)),
        Err(error @ PasswordError::Hasher) => return Err(Error::internal(error)),
    };
    let (Some(name), Some(hash), true) = (name, hash, reader.is_sound()) else {
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &token, &member, reader.into_form());
    };
    match visit.site.storage.accept_invitation(visit.tenant(), &token, &name, &hash).await? {
        Ok(StaffProof::Grant(grant)) => super::signed_in(&visit, &headers, grant, "").await,
        Ok(StaffProof::Half(half)) => super::second_factor::ask(&visit, &headers, &half, "").await,
        Err(_) => Err(Error::gone()),
    }
}

/// Used, expired, another shop's and made-up invitations are all gone: none says which.
async fn invited(visit: &Visit, token: &str) -> Result<(LinkToken, StaffMember)> {
    let token: LinkToken = token.parse().map_err(|_| Error::gone())?;
    let member = visit.site.storage.invitation(visit.tenant(), &token).await?.map_err(|_| Error::gone())?;
    Ok((token, member))
}

fn page(visit: &Visit, status: StatusCode, token: &LinkToken, member: &StaffMember, form: Form) -> Result<Response> {
    let shop = visit.tenant().name.clone();
    let title = visit.words().with("staff-invitation-heading", [("shop", shop.as_str().into())]);
    let page = InvitationPage {
        shop_name: shop.clone(),
        email: member.email.clone(),
        form,
        action: path::invitation(&token.reveal()),
    };
    visit.page_with_status(status, Shell { title, body_class: "staff", inline_css: true, ..Shell::default() }, &page)
}

fn empty_form(name: &str) -> Form {
    Form::filled([("name", name.to_owned()), ("password", String::new()), ("confirm", String::new())])
}

impl Page for InvitationPage {
    const TEMPLATE: &'static str = "staff/invitation.html";

    fn samples() -> Vec<Self> {
        let form = empty_form("Mike");
        vec![Self {
            shop_name: "Torque Garage".into(),
            email: "owner@example.com".into(),
            form,
            action: "/staff/invitations/x".into(),
        }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::InvitationPage>();
    }
}
