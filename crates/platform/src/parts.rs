//! Every component of the theme in every state, for designers of further ones.

use axum::extract::State;
use axum::response::Html;
use forecourt_web::page::{platform_words, render_platform};
use forecourt_web::paths::platform as path;
use forecourt_web::site::SharedSite;
use forecourt_web::{Page, Result};
use serde::Serialize;

forecourt_web::routes! {
    get path::COMPONENTS => show;
}

/// The catalogue of parts; the template has all there is to say.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ComponentsPage {}

impl Page for ComponentsPage {
    const TEMPLATE: &'static str = "dev/components.html";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

pub(crate) async fn show(State(site): State<SharedSite>) -> Result<Html<String>> {
    let title = platform_words(&site)?.get("components-title");
    Ok(Html(render_platform(&site, &title, &ComponentsPage {})?))
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::ComponentsPage>();
    }
}
