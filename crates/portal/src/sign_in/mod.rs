//! Signing in without staff: by link, code or password, as the shop offers them, and opening an account where the shop
//! allows it (docs/product.md, section 4).
//!
//! Nothing here tells whether an address belongs to a customer: the words, the rows and the time are the same for every
//! address. Start reading at [`login`], then [`ask`] for what "send me a link" does.

pub(crate) mod link;
pub(crate) mod login;
pub(crate) mod passkey;
pub(crate) mod password;
pub(crate) mod record;
pub(crate) mod register;
pub(crate) mod request_link;
pub(crate) mod sent;

use axum::http::{StatusCode, header};
use axum::response::Response;
use forecourt_domain::auth_method::Purpose;
use forecourt_storage::{RateLimited, SignedIn};
use forecourt_web::error::is_plain_path;
use forecourt_web::page::Shell;
use forecourt_web::paths::portal as path;
use forecourt_web::{Page, Result, Visit};
use serde::Deserialize;

forecourt_web::routes! {
    get path::LOGIN => login::show;
    post path::LOGIN_ASK => request_link::submit;
    get path::LOGIN_SENT => sent::show;
    post path::LOGIN_AGAIN => request_link::again;
    post path::LOGIN_CODE => sent::code;
    get path::LOGIN_RECORD => record::show;
    post path::LOGIN_RECORD => record::choose;
    post path::LOGIN_PASSWORD => password::submit;
    post path::LOGIN_PASSKEY_START => passkey::start;
    post path::LOGIN_PASSKEY => passkey::finish;
    get path::FORGOT => request_link::forgot;
    post path::FORGOT => request_link::reset;
    get path::SIGN_IN_LINK => link::open;
    post path::SIGN_IN_LINK => link::open;
    post path::RENEW_SIGN_IN_LINK => link::renew;
    get path::REGISTER => register::show;
    post path::REGISTER => register::submit;
}

/// The path to continue at, and the open tab.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Place {
    #[serde(default)]
    pub(crate) next: String,
    #[serde(default)]
    pub(crate) with: String,
}

/// A path of the portal to come back to, or none. Not the login itself, and nothing of the back office.
pub(crate) fn own(next: &str) -> String {
    let fits = is_plain_path(next)
        && ![path::LOGIN, "/staff", "/sign-in", "/sign-out", "/portal", "/a/", "/handoff"]
            .iter()
            .any(|not| next.starts_with(not));
    if fits { next.to_owned() } else { String::new() }
}

/// Where a customer goes after signing in. After an invitation or a password reset they set a password first.
pub(crate) fn destination(signed_in: &SignedIn, visit: &Visit) -> String {
    use forecourt_domain::sign_in::SignInMethod;
    let wanted = own(&signed_in.return_path);
    match signed_in.purpose {
        Purpose::Reset => path::with_next(path::PASSWORD, &wanted),
        Purpose::Invite if visit.tenant().sign_in.has(SignInMethod::Password) => {
            path::with_next(path::PASSWORD, &wanted)
        }
        _ if wanted.is_empty() => path::HOME.to_owned(),
        _ => wanted,
    }
}

/// The shell of a page before sign-in: often the first page in this browser, so its styles are inlined.
pub(crate) fn shell(visit: &Visit, title: String) -> Shell {
    Shell { title, body_class: "portal", toast: visit.toast(), inline_css: true, ..Shell::default() }
}

/// A page that says when to come back, to machines too.
pub(crate) fn limited<P: Page>(visit: &Visit, title: String, limited: RateLimited, page: &P) -> Result<Response> {
    let mut response = visit.page_with_status(StatusCode::TOO_MANY_REQUESTS, shell(visit, title), page)?;
    response.headers_mut().insert(header::RETRY_AFTER, limited.retry_after.as_secs().max(1).into());
    Ok(response)
}

/// When to try again, in words.
pub(crate) fn come_back(visit: &Visit, limited: RateLimited) -> String {
    visit.words().with("sign-in-limited", [("minutes", limited.minutes().into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_come_back_to_pages_of_their_own() {
        assert_eq!(own("/jobs/WO-TANGO-1234?x=1"), "/jobs/WO-TANGO-1234?x=1");
        for not in [
            "",
            "//evil.example",
            "/staff/customers",
            "/login?next=/",
            "/sign-in/0",
            "/portal/0",
            "/a/x",
            "/handoff/0",
            "https://a.example",
        ] {
            assert_eq!(own(not), "", "{not}");
        }
    }
}
