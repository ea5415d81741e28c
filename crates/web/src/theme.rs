//! The theme: templates, icons and assets, prepared once.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use minijinja::Error as TemplateError;
use minijinja::value::Value;
use sha2::{Digest, Sha256};
use thiserror::Error as ThisError;

use crate::fields::fields;
use crate::files::Files;
use crate::fragments::CommonFragments;
use crate::templates::Templates;
use crate::words::{Catalogues, Words, WordsError};

/// Everything a page is made with.
#[derive(Debug)]
pub struct Theme {
    templates: Templates,
    assets: Arc<Assets>,
    catalogues: Catalogues,
    /// What is the same for all shops with the same words, rendered once.
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

/// A theme that cannot be used.
#[derive(Debug, ThisError)]
pub enum ThemeError {
    /// A template does not parse.
    #[error("template {name}")]
    Template {
        /// Which.
        name: String,
        /// What is wrong.
        #[source]
        source: TemplateError,
    },
    /// A catalogue does not parse.
    #[error(transparent)]
    Words(#[from] WordsError),
}

/// Files that browsers fetch, under one version.
#[derive(Debug)]
pub struct Assets {
    version: String,
    files: HashMap<String, Asset>,
}

/// One file that browsers fetch.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its media type.
    pub content_type: &'static str,
    /// Its bytes.
    pub bytes: Bytes,
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
        let css = css.replace("url(\"../", &format!("url(\"/assets/{}/", assets.version));
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

impl Assets {
    fn load(files: &Files) -> Self {
        let mut found = HashMap::new();
        for folder in ["css/", "js/", "fonts/", "icons/"] {
            for path in files.under(folder) {
                if let (Some(content_type), Some(bytes)) = (content_type(&path), files.get(&path)) {
                    found.insert(path, Asset { content_type, bytes: Bytes::from(bytes.into_owned()) });
                }
            }
        }
        // The stylesheets of a folder, in the order of their names, are one file for browsers.
        for (folder, bundle) in [("css/app/", "css/app.css"), ("css/staff/", "css/staff.css")] {
            let parts = files.under(folder);
            let text: String = parts.iter().filter_map(|part| files.text(part)).map(|css| minified(&css)).collect();
            found.insert(bundle.to_owned(), Asset { content_type: "text/css; charset=utf-8", bytes: text.into() });
        }
        let mut paths: Vec<_> = found.keys().collect();
        paths.sort();
        let mut digest = Sha256::new();
        for path in paths {
            digest.update(path);
            digest.update(&found[path].bytes);
        }
        let version = digest.finalize().iter().take(6).map(|b| format!("{b:02x}")).collect();
        Self { version, files: found }
    }

    /// The file at a path of the theme.
    pub fn get(&self, path: &str) -> Option<&Asset> {
        self.files.get(path)
    }

    /// The version that is part of every address: what is there is there for good.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The address of a file.
    pub fn href(&self, path: &str) -> String {
        format!("/assets/{}/{path}", self.version)
    }
}

fn content_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => return None,
    })
}

/// Comments and indentation out: enough, since the transfer is compressed.
fn minified(css: &str) -> String {
    let mut text = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("/*") {
        text.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    text.push_str(rest);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold(String::with_capacity(text.len()), |mut all, line| {
        all.push_str(line);
        all.push('\n');
        all
    })
}

/// `'sha256-…'`, as a content security policy names a text that may stand in a page.
pub(crate) fn csp_hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}
