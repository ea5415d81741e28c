//! Words: Fluent catalogues by language and preset.
//!
//! A catalogue is built once for each pair: English, then the language, then the preset's own words, each overriding
//! what came before. Messages without arguments are formatted at start and handed out as they are.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::format::{Item, StrftimeItems};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rustc_hash::FxHashMap;
use thiserror::Error as ThisError;
use unic_langid::LanguageIdentifier;

use super::files::Files;

/// All catalogues.
#[derive(Debug)]
pub struct Catalogues {
    by_language_and_preset: HashMap<(String, String), Words>,
}

/// A language's words, as one preset says them. Cheap to clone.
#[derive(Clone)]
pub struct Words {
    catalogue: Arc<Catalogue>,
}

struct Catalogue {
    /// Its place among all catalogues.
    number: usize,
    language: String,
    bundle: FluentBundle<Arc<FluentResource>>,
    /// Messages (`id`) and attributes (`id.name`) that take no arguments.
    fixed: FxHashMap<String, Arc<str>>,
    /// Date formats: the messages that begin with `date-`, parsed once.
    dates: FxHashMap<String, Vec<Item<'static>>>,
}

/// Words that cannot be used.
#[derive(Debug, ThisError)]
pub enum WordsError {
    /// A file does not parse.
    #[error("{path}: {problem}")]
    Syntax {
        /// Which file.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// There is no such message, or it lacks an argument.
    #[error("no words for {id:?} in {language}: {problem}")]
    Missing {
        /// The message.
        id: String,
        /// The language.
        language: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// The languages there are, each with those it builds on.
const LANGUAGES: [(&str, &[&str]); 3] = [("en", &["en"]), ("en-GB", &["en", "en-GB"]), ("de", &["en", "de"])];

impl Catalogues {
    /// Builds all catalogues.
    ///
    /// # Errors
    /// [`WordsError::Syntax`] when a file does not parse.
    pub fn load(files: &Files, presets: &[String]) -> Result<Self, WordsError> {
        let mut by_language_and_preset = HashMap::new();
        // Every catalogue is made of the same few files: read once, and shared.
        let mut read: HashMap<String, Arc<FluentResource>> = HashMap::new();
        for (language, layers) in LANGUAGES {
            for preset in presets {
                let mut resources = Vec::new();
                for layer in layers {
                    let folder = format!("locales/{layer}/");
                    for path in files.under(&folder) {
                        if let Some(known) = read.get(&path) {
                            resources.push(known.clone());
                        } else if let Some(text) = files.text(&path) {
                            let resource = parse(&path, text)?;
                            resources.push(resource.clone());
                            read.insert(path, resource);
                        }
                    }
                    if let Some(text) = files.preset_words(preset, layer) {
                        resources.push(parse(&format!("{preset}.{layer}.ftl"), text)?);
                    }
                }
                let words = Words::build(by_language_and_preset.len(), language, resources);
                by_language_and_preset.insert((language.to_owned(), preset.clone()), words);
            }
        }
        Ok(Self { by_language_and_preset })
    }

    /// The words of a shop: its language, or English; its preset, or whatever there is.
    pub fn get(&self, locale: &str, preset: &str) -> Option<&Words> {
        let find = |language: &str| self.by_language_and_preset.get(&(language.to_owned(), preset.to_owned()));
        let language = locale.split(['-', '_']).next().unwrap_or("en");
        find(locale)
            .or_else(|| find(language))
            .or_else(|| find("en"))
            .or_else(|| self.by_language_and_preset.values().next())
    }

    /// All languages and presets there are.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str, &Words)> {
        self.by_language_and_preset
            .iter()
            .map(|((language, preset), words)| (language.as_str(), preset.as_str(), words))
    }
}

fn parse(path: &str, text: String) -> Result<Arc<FluentResource>, WordsError> {
    FluentResource::try_new(text).map(Arc::new).map_err(|(_, errors)| WordsError::Syntax {
        path: path.to_owned(),
        problem: errors.first().map(ToString::to_string).unwrap_or_default(),
    })
}

impl Words {
    fn build(number: usize, language: &str, resources: Vec<Arc<FluentResource>>) -> Self {
        let identifier: LanguageIdentifier = language.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Isolation marks would show up in SMS, titles and copied text; values here are names, dates and numbers.
        bundle.set_use_isolating(false);
        let separator = if language == "de" { '.' } else { ',' };
        bundle.set_formatter(Some(if separator == '.' { grouped_with_points } else { grouped_with_commas }));
        let mut fixed = FxHashMap::default();
        for resource in &resources {
            bundle.add_resource_overriding(resource.clone());
        }
        for resource in &resources {
            for entry in resource.entries() {
                if let fluent_syntax::ast::Entry::Message(message) = entry {
                    remember_fixed(&bundle, message.id.name, &mut fixed);
                }
            }
        }
        let dates = fixed.iter().filter(|(id, _)| id.starts_with("date-"));
        let dates = dates.filter_map(|(id, text)| Some((id.clone(), StrftimeItems::new(text).parse_to_owned().ok()?)));
        let dates = dates.collect();
        Self { catalogue: Arc::new(Catalogue { number, language: language.to_owned(), bundle, fixed, dates }) }
    }

    /// The catalogue's place among all.
    pub(crate) fn number(&self) -> usize {
        self.catalogue.number
    }

    /// The language, as in `<html lang>`.
    pub fn language(&self) -> &str {
        &self.catalogue.language
    }

    /// A message without arguments. One that does not exist shows as its id, so that nothing breaks on a page that is
    /// being answered; templates, which tests render in full, are stricter.
    pub fn get(&self, id: &str) -> String {
        self.format(id, None).unwrap_or_else(|error| {
            tracing::error!(%error, "missing words");
            id.to_owned()
        })
    }

    /// A message with arguments; as [`Words::get`] otherwise.
    pub fn with<'a>(&self, id: &str, arguments: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>) -> String {
        let arguments: FluentArgs<'a> = arguments.into_iter().collect();
        self.format(id, Some(&arguments)).unwrap_or_else(|error| {
            tracing::error!(%error, "missing words");
            id.to_owned()
        })
    }

    /// Whether there is such a message.
    pub fn has(&self, id: &str) -> bool {
        self.catalogue.bundle.has_message(id)
    }

    /// The strict form.
    ///
    /// # Errors
    /// [`WordsError::Missing`] without such a message, or when it refers to what is not there.
    pub fn format(&self, id: &str, arguments: Option<&FluentArgs<'_>>) -> Result<String, WordsError> {
        if let Some(text) = self.catalogue.fixed.get(id) {
            return Ok(text.to_string());
        }
        let missing = |problem: String| WordsError::Missing {
            id: id.to_owned(),
            language: self.catalogue.language.clone(),
            problem,
        };
        let (name, attribute) = id.split_once('.').map_or((id, None), |(name, attribute)| (name, Some(attribute)));
        let message = self.catalogue.bundle.get_message(name).ok_or_else(|| missing("no such message".into()))?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute).map(|a| a.value()),
            None => message.value(),
        };
        let pattern = pattern.ok_or_else(|| missing("no such text".into()))?;
        let mut errors = Vec::new();
        let text = self.catalogue.bundle.format_pattern(pattern, arguments, &mut errors).into_owned();
        match errors.first() {
            None => Ok(text),
            Some(error) => Err(missing(error.to_string())),
        }
    }

    /// How a kind of date is said. One that does not exist says nothing, and the log says so.
    pub(crate) fn date_pattern(&self, id: &str) -> &[Item<'static>] {
        self.catalogue.dates.get(id).map_or_else(
            || {
                tracing::error!(id, "no such way to say a date");
                &[][..]
            },
            Vec::as_slice,
        )
    }

    /// A fixed text without copying it.
    pub(crate) fn fixed(&self, id: &str) -> Option<&Arc<str>> {
        self.catalogue.fixed.get(id)
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({})", self.catalogue.language)
    }
}

fn remember_fixed(bundle: &FluentBundle<Arc<FluentResource>>, id: &str, fixed: &mut FxHashMap<String, Arc<str>>) {
    let Some(message) = bundle.get_message(id) else { return };
    let mut remember = |name: String, pattern| {
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, None, &mut errors);
        if errors.is_empty() {
            fixed.insert(name, text.into());
        }
    };
    if let Some(pattern) = message.value() {
        remember(id.to_owned(), pattern);
    }
    for attribute in message.attributes() {
        remember(format!("{id}.{}", attribute.id()), attribute.value());
    }
}

fn grouped_with_commas<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    grouped(value, ',', '.')
}

fn grouped_with_points<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    grouped(value, '.', ',')
}

fn grouped(value: &FluentValue<'_>, separator: char, point: char) -> Option<String> {
    let FluentValue::Number(FluentNumber { value, .. }) = value else { return None };
    let text = value.to_string();
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::with_capacity(text.len() + 4);
    grouped.push_str(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push(point);
        grouped.push_str(fraction);
    }
    Some(grouped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogues() -> Catalogues {
        Catalogues::load(&Files::default(), &["garage".into(), "salon".into()]).unwrap()
    }

    #[test]
    fn a_preset_replaces_words_and_a_language_falls_back() {
        let all = catalogues();
        let garage = all.get("en-US", "garage").unwrap();
        let salon = all.get("en-US", "salon").unwrap();
        let german = all.get("de-DE", "garage").unwrap();
        assert_ne!(garage.get("nav-jobs"), salon.get("nav-jobs"));
        assert_ne!(garage.get("nav-home"), "nav-home");
        assert_eq!(german.language(), "de");
        assert_eq!(all.get("fr-FR", "garage").unwrap().language(), "en");
        assert_eq!(all.get("en-GB", "garage").unwrap().language(), "en-GB");
    }

    #[test]
    fn numbers_are_grouped_and_missing_words_are_told() {
        let all = catalogues();
        let words = all.get("en-US", "garage").unwrap();
        assert!(words.with("photos-count", [("count", 1247.into())]).contains("1,247"));
        let german = all.get("de", "garage").unwrap();
        assert!(german.with("photos-count", [("count", 1247.into())]).contains("1.247"));
        assert!(words.format("no-such-message", None).is_err());
        assert!(words.format("photos-count", None).is_err());
    }

    #[test]
    fn every_language_says_everything() {
        let files = Files::default();
        let ids = |language: &str| -> std::collections::BTreeSet<String> {
            let folder = format!("locales/{language}/");
            let paths = files.under(&folder).into_iter();
            paths
                .flat_map(|path| files.text(&path).unwrap().lines().map(str::to_owned).collect::<Vec<_>>())
                .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()) && line.contains(" ="))
                .map(|line| line.split(" =").next().unwrap().to_owned())
                .collect()
        };
        assert_eq!(ids("en"), ids("de"));
    }
}
