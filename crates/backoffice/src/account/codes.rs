//! Recovery codes: shown once, on a page that is kept nowhere.

use std::sync::Arc;

use axum::Extension;
use axum::response::Response;
use forecourt_auth::staff_sign_in::StaffSignIn;
use forecourt_auth::{Checked, Staff};
use forecourt_domain::recovery_code::RecoveryCode;
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::page::see_other;
use forecourt_web::paths::staff as path;
use forecourt_web::{Page, Result};
use serde::Serialize;

use super::authenticator::refused;
use crate::shell;

/// The page.
#[derive(Clone, Serialize)]
pub(crate) struct RecoveryCodesPage {
    codes: Vec<String>,
    /// Whether the second factor has just been set up.
    fresh: bool,
    done: &'static str,
}

/// `POST /staff/account/recovery-codes`: a new sheet in place of the old.
pub(crate) async fn replace(
    Extension(client): Extension<ClientAddress>,
    Extension(sign_in): Extension<Arc<StaffSignIn>>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    if let Some(refused) = refused(&staff, client, &sign_in, form.get("password")).await? {
        return Ok(refused);
    }
    let factor = staff.scope.second_factor();
    if factor.state().await?.since.is_none() {
        return Ok(see_other(path::ACCOUNT));
    }
    let sheet = RecoveryCode::sheet(staff.visit.site.storage.entropy().as_ref());
    factor.replace_codes(&sheet).await?;
    page(&staff, &sheet, false)
}

/// Shows them.
pub(super) fn page(staff: &Staff, sheet: &[RecoveryCode], fresh: bool) -> Result<Response> {
    let codes = sheet.iter().map(RecoveryCode::reveal).collect();
    let page = RecoveryCodesPage { codes, fresh, done: path::ACCOUNT };
    let title = staff.visit.words().get("recovery-codes-heading");
    staff.visit.page(shell::of(staff, "account", title), &page)
}

impl Page for RecoveryCodesPage {
    const TEMPLATE: &'static str = "staff/recovery_codes.html";

    fn samples() -> Vec<Self> {
        let codes = vec!["k7m2-9wqx-4b1n-zr8t".to_owned(), "0000-1111-2222-3333".to_owned()];
        vec![Self { codes: codes.clone(), fresh: true, done: "/x" }, Self { codes, fresh: false, done: "/x" }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::RecoveryCodesPage>();
    }
}
