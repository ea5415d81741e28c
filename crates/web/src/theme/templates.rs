//! Templates: a set for each catalogue of words. What every page says alike (words, icons, addresses of assets) stands in
//! them as text: pages are full of it, and a call costs them more than the text.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use fluent_bundle::FluentArgs;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value};
use minijinja::{
    AutoEscape, Environment, Error as TemplateError, ErrorKind, HtmlEscape, State, Template, UndefinedBehavior,
};

use super::assets::Assets;
use super::error::ThemeError;
use super::files::Files;
use super::icons::Icons;
use super::words::{Catalogues, Words};

/// By how much a page may be longer than the last of its kind before its text has to move.
const ROOM: usize = 1024;

/// All templates, in all words.
#[derive(Debug)]
pub(crate) struct Templates {
    sources: Arc<Sources>,
    /// By the catalogue's number, from when it is first spoken.
    spoken: Vec<OnceLock<Environment<'static>>>,
}

#[derive(Debug)]
struct Sources {
    syntax: SyntaxConfig,
    /// By name.
    texts: HashMap<String, Source>,
    icons: Icons,
    assets: Arc<Assets>,
}

#[derive(Debug)]
struct Source {
    /// With icons and assets in their places.
    text: String,
    /// How long what it last made was: the next will be about as long, and its text need not move as it grows.
    made: AtomicUsize,
}

impl Templates {
    /// Reads all templates, and tries whether they parse.
    ///
    /// # Errors
    /// [`ThemeError::Template`], naming the file.
    pub(crate) fn load(files: &Files, assets: Arc<Assets>, catalogues: &Catalogues) -> Result<Self, ThemeError> {
        let told = |name: &str| {
            let name = name.to_owned();
            move |source| ThemeError::Template { name, source }
        };
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(told("syntax"))?;
        let icons = Icons::load(files);
        let texts = files.under("templates/").into_iter().map(|path| {
            let text = files.text(&path).unwrap_or_default();
            let text = filled_in(&text, "icon", |name, class| Some(icons.get(name, class)?.to_string()));
            let text = filled_in(&text, "asset", |path, class| class.is_empty().then(|| assets.href(path)));
            (path["templates/".len()..].to_owned(), Source { text, made: AtomicUsize::new(0) })
        });
        let sources = Arc::new(Sources { syntax, texts: texts.collect(), icons, assets });
        let spoken = catalogues.all().map(|_| OnceLock::new()).collect();
        if let Some((_, _, words)) = catalogues.all().next() {
            // Not kept: most templates are never rendered in most words.
            let tried = environment(&sources, words);
            for name in sources.texts.keys() {
                tried.get_template(name).map_err(told(name))?;
            }
        }
        Ok(Self { sources, spoken })
    }

    /// Renders a template in those words.
    ///
    /// # Errors
    /// A [`TemplateError`] when there is none of that name, or it does not fit what it is given.
    pub(crate) fn render(&self, name: &str, words: &Words, context: Value) -> Result<String, TemplateError> {
        let template = self.get(name, words)?;
        let made = self.sources.texts.get(name).map(|source| &source.made);
        let mut page = Vec::with_capacity(made.map_or(0, |made| made.load(Ordering::Relaxed) + ROOM));
        template.render_captured_to(context, &mut page)?;
        if let Some(made) = made {
            made.store(page.len(), Ordering::Relaxed);
        }
        String::from_utf8(page).map_err(|_| TemplateError::new(ErrorKind::BadSerialization, "text that is none"))
    }

    fn get(&self, name: &str, words: &Words) -> Result<Template<'_, '_>, TemplateError> {
        let spoken = self.spoken.get(words.number()).ok_or_else(|| {
            TemplateError::new(ErrorKind::InvalidOperation, "words of another theme than the templates'")
        })?;
        spoken.get_or_init(|| environment(&self.sources, words)).get_template(name)
    }
}

fn environment(sources: &Arc<Sources>, words: &Words) -> Environment<'static> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_syntax(sources.syntax.clone());
    templates.set_auto_escape_callback(escaping);
    let (found, spoken) = (sources.clone(), words.clone());
    templates.set_loader(move |name| Ok(found.texts.get(name).map(|source| in_words(name, &source.text, &spoken))));
    let (found, known, spoken) = (sources.clone(), sources.clone(), words.clone());
    templates.add_function("asset", move |path: &str| found.assets.href(path));
    templates.add_function("icon", move |name: &str, options: Kwargs| icon(&known.icons, name, &options));
    templates.add_function("t", move |_: &State<'_, '_>, id: &str, said: Kwargs| translate(&spoken, id, &said));
    templates
}

fn escaping(name: &str) -> AutoEscape {
    if name.ends_with(".txt") { AutoEscape::None } else { AutoEscape::Html }
}

/// A template with the words that take no arguments. Words that could be read as a template's signs stay a call.
fn in_words(name: &str, text: &str, words: &Words) -> String {
    let escaped = |text: &str| match escaping(name) {
        AutoEscape::None => text.to_owned(),
        _ => HtmlEscape(text).to_string(),
    };
    filled_in(text, "t", |id, class| {
        let said = words.fixed(id).filter(|said| class.is_empty() && !said.is_empty() && !said.contains(['{', '\n']));
        said.map(|said| escaped(said))
    })
}

/// A template with what `{{ function("name") }}` or `{{ function("name", class="class") }}` always says in its place. What
/// is unknown stays, for rendering to complain of.
fn filled_in(source: &str, function: &str, says: impl Fn(&str, &str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(source.len());
    let mut rest = source;
    let begins = [format!("{{{{ {function}(\""), format!("{{{{ {function}('")];
    while let Some((at, begin)) = begins.iter().filter_map(|begin| Some((rest.find(begin)?, begin))).min() {
        let call = &rest[at + begin.len()..];
        let quote = &begin[begin.len() - 1..];
        let whole = arguments(call, quote).and_then(|(name, class, after)| Some((says(name, class)?, after)));
        let (text, after) = whole.unwrap_or_else(|| (begin.clone(), call));
        filled.push_str(&rest[..at]);
        filled.push_str(&text);
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// Name, class, and what comes after the call; none where there are other arguments.
fn arguments<'a>(call: &'a str, quote: &str) -> Option<(&'a str, &'a str, &'a str)> {
    const END: &str = ") }}";
    let (name, rest) = call.split_once(quote)?;
    if let Some(after) = rest.strip_prefix(END) {
        return Some((name, "", after));
    }
    let (class, rest) = rest.strip_prefix(", class=\"")?.split_once('"')?;
    rest.strip_prefix(END).map(|after| (name, class, after))
}

fn icon(icons: &Icons, name: &str, options: &Kwargs) -> Result<Value, TemplateError> {
    let class: Option<&str> = options.get("class")?;
    options.assert_all_used()?;
    let unknown = || TemplateError::new(ErrorKind::InvalidOperation, format!("no icon {name:?}"));
    icons.get(name, class.unwrap_or_default()).ok_or_else(unknown)
}

fn translate(words: &Words, id: &str, arguments: &Kwargs) -> Result<Value, TemplateError> {
    if let Some(text) = words.fixed(id) {
        return Ok(Value::from(text.clone()));
    }
    let mut fluent = FluentArgs::new();
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
        let says = |name: &str, class: &str| (name == "house").then(|| format!("<svg{class}>"));
        let filled = |source: &str| filled_in(source, "icon", says);
        assert_eq!(filled(r#"a {{ icon("house") }}{{ icon('house') }} b"#), "a <svg><svg> b");
        assert_eq!(filled(r#"{{ icon("house", class="flip") }}{{ icon("house") }}"#), "<svgflip><svg>");
        for other in [r#"{{ icon("roof") }}"#, r#"{{ icon("house", size=2) }}"#, "{{ icon(x.icon) }}"] {
            assert_eq!(filled(&format!("{other} {{{{ icon(\"house\") }}}}")), format!("{other} <svg>"));
        }
        for cut_off in [r#"{{ icon("house"#, r#"{{ icon("house", class="flip"#] {
            assert_eq!(filled(cut_off), cut_off);
        }
    }

    #[test]
    fn words_stand_in_templates_as_they_would_be_said() {
        let catalogues = Catalogues::load(&Files::default(), &["garage".into(), "salon".into()]).unwrap();
        let garage = catalogues.get("en-US", "garage").unwrap();
        let salon = catalogues.get("en-US", "salon").unwrap();
        let said = |words| in_words("page.html", r#"<p>{{ t("nav-jobs") }}</p>"#, words);
        assert_eq!(said(garage), format!("<p>{}</p>", garage.get("nav-jobs")));
        assert_ne!(said(garage), said(salon));
        let title = r#"{{ t("account-title") }}"#;
        assert_eq!(in_words("page.html", title, garage), "Privacy &amp; Security");
        assert_eq!(in_words("mail.txt", title, garage), "Privacy & Security");
        for stays in [r#"{{ t("no-such-words") }}"#, r#"{{ t("photos-count", count=2) }}"#] {
            assert_eq!(in_words("page.html", stays, garage), stays);
        }
    }
}
