//! The pages for hosts without a portal: an unknown host, and a shop that is suspended.

use axum::extract::FromRequestParts;
use axum::http::{Request, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use forecourt_domain::host::HostName;
use forecourt_web::http::error_page::ErrorPage;
use forecourt_web::page::shop::SharedShop;
use forecourt_web::page::{Shell, Visit, insert_shop, platform_words, render_platform};
use forecourt_web::site::SharedSite;
use forecourt_web::{Page, Result};
use serde::Serialize;

/// An unknown host.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct UnknownHostPage {
    message: String,
}

impl Page for UnknownHostPage {
    const TEMPLATE: &'static str = "errors/unknown_host.html";

    fn samples() -> Vec<Self> {
        vec![Self { message: "Unable to find your garage. Please check the URL.".into() }]
    }
}

/// 404: no shop has this host.
pub fn unknown_host(site: &SharedSite) -> Response {
    let page = || -> Result<Response> {
        let words = platform_words(site)?;
        let page = UnknownHostPage { message: words.get("unknown-host") };
        Ok((StatusCode::NOT_FOUND, Html(render_platform(site, &page.message, &page)?)).into_response())
    };
    page().unwrap_or_else(IntoResponse::into_response)
}

/// 503: the shop is paused. Says whose portal this is and how to call them; nothing else of it answers.
pub async fn suspended(site: &SharedSite, shop: SharedShop, host: HostName) -> Response {
    let (mut parts, ()) = Request::new(()).into_parts();
    let page = paused_page(&shop);
    insert_shop(&mut parts, shop, host);
    // The shop's stylesheet does not answer either: the page brings its own.
    let shell = Shell { title: page.heading.clone(), body_class: "portal", inline_css: true, ..Shell::default() };
    let paused = StatusCode::SERVICE_UNAVAILABLE;
    let response = Visit::from_request_parts(&mut parts, site)
        .await
        .and_then(|visit| visit.page_with_status(paused, shell, &page));
    response.unwrap_or_else(IntoResponse::into_response)
}

fn paused_page(shop: &SharedShop) -> ErrorPage {
    ErrorPage {
        status: StatusCode::SERVICE_UNAVAILABLE.as_u16(),
        heading: shop.words.with("paused-heading", [("shop", shop.tenant.name.as_str().into())]),
        message: shop.words.get("paused-message"),
        reference: None,
        retry: None,
        home: None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::UnknownHostPage>();
    }
}
