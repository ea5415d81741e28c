//! Proving the address: by the code, where it was asked for, or by the link, anywhere.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use forecourt_domain::contact::Contact;
use forecourt_domain::token::{Code, LinkToken, SignInToken};
use forecourt_storage::{ClientLoginProblem, LimitedAction, RateLimitKey, WaitingLogin};
use forecourt_tenant_resolver::ClientAddress;
use forecourt_web::forms::Submitted;
use forecourt_web::http::request_headers::is_prefetch;
use forecourt_web::page::platform_words;
use forecourt_web::paths::platform as path;
use forecourt_web::site::SharedSite;
use forecourt_web::{Form, Page, Result};
use serde::Serialize;

use super::choose::By;
use super::{ask, browser, choose, page};

forecourt_web::routes! {
    post path::CLIENT_LOGIN_CODE => by_code;
    get path::CLIENT_LOGIN_LINK => look;
    post path::CLIENT_LOGIN_LINK => by_link;
}

/// "Check your messages", with a field for the code.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CodePage {
    form: Form,
    /// Unmasked: the person who requested it typed it.
    address: String,
    masked: String,
    /// Emails go to every address, texts only to numbers that a shop knows.
    by_mail: bool,
    /// The error of the code's field.
    problem: Option<Problem>,
}

/// Why a code was refused.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Problem {
    /// None at all: nothing was tried.
    Malformed,
    /// Another one; so many tries are left.
    Wrong(u32),
    /// No code of this request is good any more.
    Over,
}

/// "Is this you?", when the link is opened in another browser.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ContinuePage {
    masked: String,
    go_on: String,
}

/// `POST /client-login/code`
pub(crate) async fn by_code(
    State(site): State<SharedSite>,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    form: Submitted,
) -> Result<Response> {
    let browser = browser(&headers, &site);
    let asked = match &browser {
        Some(browser) => site.storage.asked_across_shops(browser).await?,
        None => None,
    };
    // By the request of this browser, and neither by the form nor by the address, for which strangers can ask, too.
    let (address, identifier) = (client.limit_key(), browser.as_ref().map(LinkToken::reveal).unwrap_or_default());
    let limit_key = RateLimitKey { tenant: None, client: &address, identifier: &identifier };
    if let Err(limited) = site.storage.check_rate_limit(LimitedAction::TryCode, limit_key).await? {
        return ask::too_many(&site, ask::empty(), limited);
    }
    let (Some(browser), Some(to)) = (browser, asked) else { return ask::ended(&site, "client-login-code-over") };
    let wrong = |problem| CodePage::new(&to, Some(problem)).show(&site, StatusCode::UNPROCESSABLE_ENTITY);
    let Ok(code) = form.get("code").parse::<Code>() else { return wrong(Problem::Malformed) };
    match site.storage.prove_by_code(&browser, &code, |shop| site.settings.shop_host(shop)).await? {
        Ok(proved) => choose::onward(&site, proved, By::Form),
        Err(ClientLoginProblem::Wrong { left }) => wrong(Problem::Wrong(left)),
        Err(ClientLoginProblem::Expired | ClientLoginProblem::Invalid) => wrong(Problem::Over),
    }
}

/// `GET /client-login/link/{token}`: in the browser that asked, one tap is enough. Anywhere else, and for machines,
/// nothing is used up.
pub(crate) async fn look(
    State(site): State<SharedSite>,
    Path(token): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response> {
    let Ok(link) = token.parse::<SignInToken>() else { return over(&site, ClientLoginProblem::Invalid) };
    let browser = browser(&headers, &site);
    match site.storage.look_at_client_login(&link, browser.as_ref()).await? {
        Ok(WaitingLogin { same_browser: true, .. }) if method == Method::GET && !is_prefetch(&headers) => {
            use_up(&site, &link, browser.as_ref(), By::Link).await
        }
        Ok(WaitingLogin { masked, .. }) => {
            let asked = ContinuePage { masked, go_on: path::client_login_link(&token) };
            page(&site, StatusCode::OK, &platform_words(&site)?.get("client-login-title"), &asked)
        }
        Err(problem) => over(&site, problem),
    }
}

/// `POST /client-login/link/{token}`: "Continue".
pub(crate) async fn by_link(
    State(site): State<SharedSite>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let Ok(link) = token.parse::<SignInToken>() else { return over(&site, ClientLoginProblem::Invalid) };
    use_up(&site, &link, browser(&headers, &site).as_ref(), By::Form).await
}

async fn use_up(site: &SharedSite, link: &SignInToken, browser: Option<&LinkToken>, by: By) -> Result<Response> {
    match site.storage.prove_by_link(link, browser, |shop| site.settings.shop_host(shop)).await? {
        Ok(proved) => choose::onward(site, proved, by),
        Err(problem) => over(site, problem),
    }
}

fn over(site: &SharedSite, problem: ClientLoginProblem) -> Result<Response> {
    let why = match problem {
        ClientLoginProblem::Expired => "client-login-expired",
        ClientLoginProblem::Wrong { .. } | ClientLoginProblem::Invalid => "client-login-used",
    };
    ask::ended(site, why)
}

impl CodePage {
    pub(crate) fn new(to: &Contact, problem: Option<Problem>) -> Self {
        let form = Form::filled([("code", String::new())]);
        let by_mail = matches!(to, Contact::Email(_));
        Self { form, address: to.as_str().to_owned(), masked: to.masked(), by_mail, problem }
    }

    pub(crate) fn show(mut self, site: &SharedSite, status: StatusCode) -> Result<Response> {
        let words = platform_words(site)?;
        let said = self.problem.map(|problem| match problem {
            Problem::Malformed => words.get("client-login-code-malformed"),
            Problem::Wrong(left) => words.with("client-login-code-wrong", [("left", i64::from(left).into())]),
            Problem::Over => words.get("client-login-code-over"),
        });
        if let Some(said) = said {
            self.form = self.form.failed(said);
        }
        let title = words.get("client-login-code-heading");
        page(site, status, &title, &self)
    }
}

impl Page for CodePage {
    const TEMPLATE: &'static str = "platform/client_login_code.html";

    fn samples() -> Vec<Self> {
        let asked = Self {
            form: Form::filled([("code", String::new())]),
            address: "dana@example.com".into(),
            masked: "d…@example.com".into(),
            by_mail: true,
            problem: None,
        };
        let failed = asked.form.clone().failed("That code is not right.".into());
        let wrong = Self { form: failed, problem: Some(Problem::Wrong(3)), ..asked.clone() };
        let by_text =
            Self { address: "+12025550133".into(), masked: "…0133".into(), by_mail: false, ..asked.clone() };
        vec![asked, by_text, Self { problem: Some(Problem::Over), ..wrong.clone() }, wrong]
    }
}

impl Page for ContinuePage {
    const TEMPLATE: &'static str = "platform/client_login_continue.html";

    fn samples() -> Vec<Self> {
        vec![Self { masked: "d…@example.com".into(), go_on: "/client-login/link/0".into() }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn code_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::CodePage>();
    }

    #[test]
    fn continue_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::ContinuePage>();
    }
}
