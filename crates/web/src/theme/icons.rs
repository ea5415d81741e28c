//! Icons: pictures of one colour, made once; only their class differs from place to place.

use minijinja::value::Value;
use rustc_hash::FxHashMap;

use super::files::Files;

/// All icons of a theme, by name.
#[derive(Debug)]
pub(crate) struct Icons(FxHashMap<String, Icon>);

#[derive(Debug)]
struct Icon {
    body: String,
    plain: Value,
}

impl Icons {
    pub(crate) fn load(files: &Files) -> Self {
        let icon = |path: &String| files.text(path).map(|text| (name(path), Icon::new(inner_svg(&text))));
        Self(files.under("icons/").iter().filter(|path| path.ends_with(".svg")).filter_map(icon).collect())
    }

    /// An icon as it stands in a page, with that class besides its own.
    pub(crate) fn get(&self, name: &str, class: &str) -> Option<Value> {
        let icon = self.0.get(name)?;
        let is_class = class.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b' ');
        Some(if is_class && !class.is_empty() { icon.with(class) } else { icon.plain.clone() })
    }
}

fn name(path: &str) -> String {
    path.trim_start_matches("icons/").trim_end_matches(".svg").to_owned()
}

fn inner_svg(text: &str) -> String {
    let body = text.find("<svg").and_then(|at| text[at..].find('>').map(|end| &text[at + end + 1..])).unwrap_or("");
    body.lines().map(str::trim).collect::<Vec<_>>().join("")
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
