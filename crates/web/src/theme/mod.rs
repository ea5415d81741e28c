//! The theme: templates, words, icons and assets, prepared once.

pub mod assets;
mod error;
pub(crate) mod fields;
pub mod files;
pub(crate) mod fragments;
mod icons;
mod templates;
pub mod words;

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::Error as TemplateError;
use minijinja::value::Value;
use sha2::{Digest, Sha256};

pub use assets::{Asset, Assets};
pub use error::ThemeError;
use fields::fields;
use files::Files;
use fragments::CommonFragments;
use templates::Templates;
use words::{Catalogues, Words};

/// Everything a page is made with.
#[derive(Debug)]
pub struct Theme {
    templates: Templates,
    assets: Arc<Assets>,
    catalogues: Catalogues,
    /// Fragments that are the same for all shops with the same words.
    pub(crate) fragments: CommonFragments,
    /// The portal's stylesheet, ready to be put into a page.
    pub(crate) inline_css: Value,
    /// Its hash, for the content security policy.
    pub(crate) inline_css_hash: String,
    /// The script that has to run before the first paint, ready to be put into a page.
    pub(crate) inline_js: Value,
    /// Its hash.
    pub(crate) inline_js_hash: String,
}

impl Theme {
    /// Prepares everything.
    ///
    /// # Errors
    /// [`ThemeError`], naming the file.
    pub fn load(files: &Files, presets: &[String]) -> Result<Self, ThemeError> {
        let catalogues = Catalogues::load(files, presets)?;
        let assets = Arc::new(Assets::load(files));
        let templates = Templates::load(files, assets.clone(), &catalogues)?;
        let css = assets
            .get("css/app.css")
            .map(|asset| String::from_utf8_lossy(&asset.bytes).into_owned())
            .unwrap_or_default();
        let css = css.replace("url(\"../", &format!("url(\"/assets/{}/", assets.version()));
        let script = assets.get("js/theme.js").map(|asset| String::from_utf8_lossy(&asset.bytes).into_owned());
        let script = script.unwrap_or_default();
        Ok(Self {
            inline_js_hash: csp_hash(&script),
            inline_js: Value::from_safe_string(script),
            templates,
            assets,
            catalogues,
            fragments: CommonFragments::default(),
            inline_css_hash: csp_hash(&css),
            inline_css: Value::from_safe_string(css),
        })
    }

    /// Renders a template.
    ///
    /// # Errors
    /// A [`TemplateError`]: the template names something that the page does not have, or words that do not exist.
    pub fn render<const N: usize>(
        &self,
        name: &str,
        words: &Words,
        context: [(&'static str, Value); N],
    ) -> Result<String, TemplateError> {
        self.templates.render(name, words, fields(context))
    }

    /// Files that browsers fetch.
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    /// Words by language and preset.
    pub fn catalogues(&self) -> &Catalogues {
        &self.catalogues
    }
}

/// `'sha256-…'`, as a content security policy names a text that may stand in a page.
pub(crate) fn csp_hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}
