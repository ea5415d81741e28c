//! Signing in by password: the same answer at the same time for every address.

use std::sync::Arc;

use axum::Extension;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use forecourt_auth::Passwords;
use forecourt_domain::contact::Email;
use forecourt_domain::sign_in::SignInMethod;
use forecourt_storage::{LimitedAction, RateLimitKey};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::Submitted;
use forecourt_web::{Error, Result, Visit};

use super::{come_back, limited, login, own, record};

/// `POST /login/password`
pub(crate) async fn submit(
    visit: Visit,
    headers: HeaderMap,
    Extension(client): Extension<ClientAddress>,
    Extension(passwords): Extension<Arc<Passwords>>,
    form: Submitted,
) -> Result<Response> {
    let tenant = visit.tenant();
    if !tenant.sign_in.has(SignInMethod::Password) {
        return Err(Error::not_found());
    }
    let attempt = passwords.attempt().map_err(|busy| Error::too_many(busy.retry_after))?;
    let next = own(form.get("next"));
    let typed: String = form.get("contact").trim().chars().take(254).collect();
    let email = typed.parse::<Email>().ok();
    let identifier = email.as_ref().map(Email::key).unwrap_or_default();
    let (storage, client) = (&visit.site.storage, client.limit_key());
    // The try is counted before anything is compared.
    let limit_key = RateLimitKey { tenant: Some(tenant.id), client: &client, identifier: &identifier };
    if let Err(refused) = storage.check_rate_limit(LimitedAction::TryPassword, limit_key).await? {
        let form = login::empty_form(&typed).failed(come_back(&visit, refused));
        let page = login::LoginPage::new(&visit, Some(SignInMethod::Password), form, &next);
        return limited(&visit, visit.words().get("login-title"), refused, &page);
    }
    let known = match &email {
        Some(email) => storage.customer_credentials(tenant, email).await?,
        None => Vec::new(),
    };
    let right = attempt.fitting(form.get("password"), known, |known| &known.password_hash).await;
    let right = right.map_err(|busy| Error::too_many(busy.retry_after))?;
    let redeemed = match &email {
        Some(email) => storage.proven_by_password(tenant, email, &right, &next).await?,
        None => None,
    };
    match redeemed {
        Some(redeemed) => record::onward(&visit, &headers, redeemed).await,
        None => {
            let form = login::empty_form(&typed).failed(visit.words().get("login-wrong"));
            login::page(&visit, StatusCode::UNPROCESSABLE_ENTITY, Some(SignInMethod::Password), form, &next)
        }
    }
}
