//! The OpenAPI description of this API, generated from the code. `docs/openapi.json` is a copy of it for those who write
//! programs, and for reviews: a test compares the two.

use axum::Json;
use forecourt_web::paths::api as path;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::{me, sign_in, staff};

forecourt_web::routes! {
    get path::OPENAPI => show;
}

/// The document.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Forecourt",
        description = "For the mobile app and other programs, on the shop's own host. Failures are JSON with a message in the shop's words.",
        version = "1"
    ),
    paths(
        sign_in::request_code,
        sign_in::verify_code,
        sign_in::choose,
        sign_in::sign_out,
        staff::sign_in,
        staff::second_factor,
        me::show,
    ),
    modifiers(&Bearer)
)]
pub struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        openapi.components.get_or_insert_default().add_security_scheme("bearer", scheme);
    }
}

/// `GET /api/v1/openapi.json`
pub async fn show() -> Json<utoipa::openapi::OpenApi> {
    Json(Document::openapi())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_route_is_described_and_nothing_else() {
        let document = serde_json::to_value(Document::openapi()).unwrap();
        let described: BTreeSet<String> = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, methods)| {
                methods.as_object().unwrap().keys().map(move |method| format!("{method} {path}"))
            })
            .collect();
        let served: BTreeSet<String> = crate::ROUTES
            .iter()
            .copied()
            .flatten()
            .filter(|(_, path)| !path.ends_with("openapi.json"))
            .map(|(method, path)| format!("{method} {path}"))
            .collect();
        assert_eq!(described, served);
    }

    /// Differences show in the review of the change that makes them. `FORECOURT_WRITE_OPENAPI=1` writes the file anew.
    #[test]
    fn the_committed_description_is_that_of_the_code() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
        // By way of `Value`, whose keys are in alphabetical order.
        let document = serde_json::to_value(Document::openapi()).unwrap();
        let described = format!("{document:#}\n");
        if std::env::var_os("FORECOURT_WRITE_OPENAPI").is_some() {
            std::fs::write(file, &described).unwrap();
        }
        let committed = std::fs::read_to_string(file).unwrap_or_default();
        let differs = committed.lines().zip(described.lines()).find(|(committed, described)| committed != described);
        assert!(
            committed == described,
            "docs/openapi.json is not what the code serves; first difference (file, code): {differs:?}\n\
             write it anew by `FORECOURT_WRITE_OPENAPI=1 cargo test -p forecourt-api --lib openapi`, and review what changed"
        );
    }
}
