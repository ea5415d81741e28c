//! The theme: templates, icons and assets, prepared once.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Object, Value};
use minijinja::{AutoEscape, Environment, Error as TemplateError, ErrorKind, State, UndefinedBehavior};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use thiserror::Error as ThisError;

use crate::fields::Fields;
use crate::files::Files;
use crate::words::{Catalogues, Words, WordsError};

/// Everything a page is made with.
#[derive(Debug)]
pub struct Theme {
    templates: Environment<'static>,
    assets: Arc<Assets>,
    catalogues: Catalogues,
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

/// The words of the page being rendered, where functions find them.
#[derive(Debug)]
struct WordsInScope(Words);

impl Object for WordsInScope {}

const WORDS: &str = "__words";

/// All that a template finds.
#[derive(Debug)]
struct Scope<const N: usize> {
    words: Value,
    context: Fields<N>,
}

impl<const N: usize> Object for Scope<N> {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        if key == WORDS { Some(self.words.clone()) } else { self.context.find(key) }
    }
}

impl Theme {
    /// Prepares everything.
    ///
    /// # Errors
    /// [`ThemeError`], naming the file.
    pub fn load(files: &Files, presets: &[String]) -> Result<Self, ThemeError> {
        let catalogues = Catalogues::load(files, presets)?;
        let assets = Arc::new(Assets::load(files));
        let icons = Arc::new(icons(files));
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.set_syntax(
            SyntaxConfig::builder()
                .trim_blocks(true)
                .lstrip_blocks(true)
                .build()
                .map_err(|source| ThemeError::Template { name: "syntax".to_owned(), source })?,
        );
        templates
            .set_auto_escape_callback(|name| if name.ends_with(".txt") { AutoEscape::None } else { AutoEscape::Html });
        let (found, known) = (assets.clone(), icons.clone());
        templates.add_function("asset", move |path: &str| found.href(path));
        templates.add_function("icon", move |name: &str, options: Kwargs| icon(&icons, name, options));
        templates.add_function("t", translate);
        let known = |name: &str| known.get(name).map(|icon| icon.plain.to_string());
        for path in files.under("templates/") {
            let name = path["templates/".len()..].to_owned();
            let source = filled_in(files.text(&path).unwrap_or_default(), "icon", known);
            let source = filled_in(source, "asset", |path| Some(assets.href(path)));
            templates
                .add_template_owned(name.clone(), source)
                .map_err(|source| ThemeError::Template { name, source })?;
        }
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
        let words = Value::from_object(WordsInScope(words.clone()));
        self.templates.get_template(name)?.render(Value::from_object(Scope { words, context: Fields(context) }))
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
        for (bundle, order) in [("css/app.css", "css/order.txt"), ("css/staff.css", "css/order-staff.txt")] {
            let parts = files.text(order).unwrap_or_default();
            let text: String = parts
                .lines()
                .filter_map(|part| files.text(&format!("css/{}", part.trim())))
                .map(|css| minified(&css))
                .collect();
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

/// A picture of one colour, made once; only its class differs from place to place.
struct Icon {
    body: String,
    plain: Value,
}

fn icons(files: &Files) -> FxHashMap<String, Icon> {
    let svg = |path: &String| files.text(path).map(|text| (icon_name(path), Icon::new(inner_svg(&text))));
    files.under("icons/").iter().filter(|path| path.ends_with(".svg")).filter_map(svg).collect()
}

fn icon_name(path: &str) -> String {
    path.trim_start_matches("icons/").trim_end_matches(".svg").to_owned()
}

fn inner_svg(text: &str) -> String {
    let body = text.find("<svg").and_then(|at| text[at..].find('>').map(|end| &text[at + end + 1..])).unwrap_or("");
    body.lines().map(str::trim).collect::<Vec<_>>().join("")
}

fn icon(icons: &FxHashMap<String, Icon>, name: &str, options: Kwargs) -> Result<Value, TemplateError> {
    let class: Option<&str> = options.get("class")?;
    options.assert_all_used()?;
    let icon =
        icons.get(name).ok_or_else(|| TemplateError::new(ErrorKind::InvalidOperation, format!("no icon {name:?}")))?;
    match class {
        Some(class) if class.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b' ') => {
            Ok(icon.with(class))
        }
        _ => Ok(icon.plain.clone()),
    }
}

impl Icon {
    fn new(body: String) -> Self {
        let mut icon = Self { body, plain: Value::UNDEFINED };
        icon.plain = icon.with("");
        icon
    }

    fn with(&self, class: &str) -> Value {
        let gap = if class.is_empty() { "" } else { " " };
        let body = &self.body;
        Value::from_safe_string(format!(
            "<svg class=\"icon{gap}{class}\" aria-hidden=\"true\" viewBox=\"0 0 24 24\">{body}"
        ))
    }
}

/// A template with what `{{ function("name") }}` always says in its place: pages are full of it, and a call costs them
/// more than the text. What is unknown stays, for rendering to complain of.
fn filled_in(source: String, function: &str, says: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(source.len());
    let mut rest = source.as_str();
    let begins = [format!("{{{{ {function}(\""), format!("{{{{ {function}('")];
    while let Some((at, begin)) = begins.iter().filter_map(|begin| Some((rest.find(begin)?, begin))).min() {
        let name = &rest[at + begin.len()..];
        let quote = &begin[begin.len() - 1..];
        let whole = name.split_once(quote).and_then(|(name, after)| Some((says(name)?, after.strip_prefix(") }}")?)));
        let (text, after) = whole.unwrap_or_else(|| (begin.clone(), name));
        filled.push_str(&rest[..at]);
        filled.push_str(&text);
        rest = after;
    }
    filled.push_str(rest);
    filled
}

fn translate(state: &State<'_, '_>, id: &str, arguments: Kwargs) -> Result<Value, TemplateError> {
    let scope =
        state.lookup(WORDS).ok_or_else(|| TemplateError::new(ErrorKind::UndefinedError, "no words in scope"))?;
    let Some(words) = scope.downcast_object_ref::<WordsInScope>().map(|scope| &scope.0) else {
        return Err(TemplateError::new(ErrorKind::UndefinedError, "no words in scope"));
    };
    if let Some(text) = words.fixed(id) {
        return Ok(Value::from(text.clone()));
    }
    let mut fluent = fluent_bundle::FluentArgs::new();
    for name in arguments.args() {
        let value: Value = arguments.get(name)?;
        match i64::try_from(value.clone()) {
            Ok(number) if value.is_number() => fluent.set(name.to_owned(), number),
            _ => fluent.set(name.to_owned(), value.to_string()),
        }
    }
    let text =
        words.format(id, Some(&fluent)).map_err(|e| TemplateError::new(ErrorKind::InvalidOperation, e.to_string()))?;
    Ok(Value::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_call_always_says_stands_in_its_place() {
        let says = |name: &str| (name == "house").then(|| "<svg>".to_owned());
        let filled = |source: &str| filled_in(source.to_owned(), "icon", says);
        assert_eq!(filled(r#"a {{ icon("house") }}{{ icon('house') }} b"#), "a <svg><svg> b");
        for other in [r#"{{ icon("roof") }}"#, r#"{{ icon("house", class="flip") }}"#, "{{ icon(x.icon) }}"] {
            assert_eq!(filled(&format!("{other} {{{{ icon(\"house\") }}}}")), format!("{other} <svg>"));
        }
        assert_eq!(filled(r#"{{ icon("house"#), r#"{{ icon("house"#);
    }
}
