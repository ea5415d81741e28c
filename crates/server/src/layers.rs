//! The layers of the configuration, each brought into the shape of `config/default.toml`: unknown keys refused by
//! name, secrets read from the files that `…_file` names, and the environment's text read as what the key wants.

use std::path::{Path, PathBuf};

use figment::value::{Dict, Map, Value};
use figment::{Metadata, Profile, Provider};
use thiserror::Error as ThisError;

/// The file that has every key and says what it means.
const DEFAULT: &str = include_str!("../../../config/default.toml");
const PREFIX: &str = "FORECOURT__";
const SEPARATOR: &str = "__";
const FILE_SUFFIX: &str = "_file";

/// Keys that can also be read from a file.
const SECRETS: [&str; 11] = [
    "server.metrics_token",
    "database.url",
    "database.owner_url",
    "redis.url",
    "blobs.access_key_id",
    "blobs.secret_access_key",
    "secrets.key",
    "notifications.twilio.auth_token",
    "notifications.resend.api_key",
    "notifications.resend.webhook_secret",
    "notifications.smtp.url",
];

/// A layer, checked.
#[derive(Debug)]
pub(crate) struct Layer {
    name: String,
    values: Dict,
}

/// Why a layer was refused.
#[derive(Debug, ThisError)]
pub(crate) enum LayerError {
    /// The configuration file cannot be read.
    #[error("the configuration file {} cannot be read: {source}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The configuration file is no TOML.
    #[error("{name} is not TOML: {problem}")]
    Syntax {
        /// Which layer.
        name: String,
        /// Where the error is, and what it is.
        problem: String,
    },
    /// A key that does not exist.
    #[error("{name} sets {key}, and there is no such key")]
    UnknownKey {
        /// Which layer.
        name: String,
        /// The key, as it was written.
        key: String,
    },
    /// A section's name with something else in it.
    #[error("{name} gives {key} a value, and it is a section")]
    NotASection {
        /// Which layer.
        name: String,
        /// The key.
        key: String,
    },
    /// A secret and its file at once.
    #[error("{name} sets both {key} and {key}_file")]
    SaidTwice {
        /// Which layer.
        name: String,
        /// The secret's key.
        key: String,
    },
    /// A secret's file cannot be read.
    #[error("{key} of {name} is {}, which cannot be read: {source}", path.display())]
    SecretUnreadable {
        /// Which layer.
        name: String,
        /// The key, with `_file`.
        key: String,
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
}

/// The built-in defaults.
///
/// # Errors
/// None: a test reads it.
pub(crate) fn built_in() -> Result<Layer, LayerError> {
    let name = "config/default.toml";
    Ok(Layer { name: name.to_owned(), values: parse(name, DEFAULT)? })
}

/// A file.
///
/// # Errors
/// [`LayerError`].
pub(crate) fn file(path: &Path) -> Result<Layer, LayerError> {
    let text =
        std::fs::read_to_string(path).map_err(|source| LayerError::Unreadable { path: path.to_owned(), source })?;
    let name = path.display().to_string();
    let values = parse(&name, &text)?;
    checked(name, values)
}

/// The variables `FORECOURT__SECTION__KEY` among these.
///
/// # Errors
/// [`LayerError`].
pub(crate) fn environment(variables: impl Iterator<Item = (String, String)>) -> Result<Layer, LayerError> {
    let shape = built_in()?.values;
    let mut values = Dict::new();
    for (name, text) in variables {
        let Some(path) = name.strip_prefix(PREFIX) else { continue };
        let path = path.to_lowercase();
        let path: Vec<&str> = path.split(SEPARATOR).collect();
        let value = typed(text, find(&shape, &path));
        insert(&mut values, &path, value);
    }
    checked("the environment (FORECOURT__…)".to_owned(), values)
}

fn parse(name: &str, text: &str) -> Result<Dict, LayerError> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or(""));
        let problem = format!("line {}: {}", before.lines().count().max(1), error.message());
        LayerError::Syntax { name: name.to_owned(), problem }
    })
}

fn checked(name: String, values: Dict) -> Result<Layer, LayerError> {
    let shape = built_in()?.values;
    let values = fitted(&name, "", values, &shape)?;
    Ok(Layer { name, values })
}

/// The same values in the shape's terms.
fn fitted(name: &str, section: &str, values: Dict, shape: &Dict) -> Result<Dict, LayerError> {
    let mut fitting = Dict::new();
    for (word, value) in &values {
        let key = if section.is_empty() { word.clone() } else { format!("{section}.{word}") };
        let secret = word
            .strip_suffix(FILE_SUFFIX)
            .filter(|_| key.strip_suffix(FILE_SUFFIX).is_some_and(|key| SECRETS.contains(&key)));
        match (shape.get(word), value) {
            (Some(Value::Dict(_, shape)), Value::Dict(_, values)) => {
                let tag = value.tag();
                fitting.insert(word.clone(), Value::Dict(tag, fitted(name, &key, values.clone(), shape)?));
            }
            (Some(Value::Dict(..)), _) => return Err(LayerError::NotASection { name: name.to_owned(), key }),
            (Some(_), _) => drop(fitting.insert(word.clone(), value.clone())),
            (None, value) => {
                let Some(secret) = secret else { return Err(LayerError::UnknownKey { name: name.to_owned(), key }) };
                if values.contains_key(secret) {
                    let key = key.trim_end_matches(FILE_SUFFIX).to_owned();
                    return Err(LayerError::SaidTwice { name: name.to_owned(), key });
                }
                fitting.insert(secret.to_owned(), read_secret(name, key, value)?.into());
            }
        }
    }
    Ok(fitting)
}

fn read_secret(name: &str, key: String, value: &Value) -> Result<String, LayerError> {
    let path = PathBuf::from(value.as_str().unwrap_or_default());
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(text.trim().to_owned()),
        Err(source) => Err(LayerError::SecretUnreadable { name: name.to_owned(), key, path, source }),
    }
}

/// A variable's text as the key wants it: a token of digits stays a text, a list may be written with commas.
fn typed(text: String, wanted: Option<&Value>) -> Value {
    match wanted {
        Some(Value::Bool(..)) => text.parse::<bool>().map_or_else(|_| text.clone().into(), Value::from),
        Some(Value::Num(..)) => text.parse::<i64>().map_or_else(|_| text.clone().into(), Value::from),
        Some(Value::Array(..)) => {
            let items = text.trim().trim_start_matches('[').trim_end_matches(']').split(',');
            let items = items.map(|item| item.trim().trim_matches('"').to_owned()).filter(|item| !item.is_empty());
            items.collect::<Vec<_>>().into()
        }
        _ => text.into(),
    }
}

fn find<'a>(shape: &'a Dict, path: &[&str]) -> Option<&'a Value> {
    let (last, sections) = path.split_last()?;
    let mut shape = shape;
    for section in sections {
        shape = shape.get(*section)?.as_dict()?;
    }
    shape.get(*last)
}

fn insert(values: &mut Dict, path: &[&str], value: Value) {
    match path {
        [] => {}
        [last] => drop(values.insert((*last).to_owned(), value)),
        [section, rest @ ..] => {
            let entry = values.entry((*section).to_owned()).or_insert_with(|| Dict::new().into());
            if let Value::Dict(_, inner) = entry {
                insert(inner, rest, value);
            }
        }
    }
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Map::from([(Profile::Default, self.values.clone())]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(text: &str) -> Result<Layer, LayerError> {
        checked("my.toml".to_owned(), parse("my.toml", text)?)
    }

    #[test]
    fn an_unknown_key_is_named_with_its_place() {
        let said = |text: &str| layer(text).unwrap_err().to_string();
        assert_eq!(said("[server]\nlissten = \"x\""), "my.toml sets server.lissten, and there is no such key");
        assert_eq!(said("[servers]\nlisten = \"x\""), "my.toml sets servers, and there is no such key");
        assert_eq!(said("server = 3"), "my.toml gives server a value, and it is a section");
        assert_eq!(said("[server]\nlisten_file = \"x\""), "my.toml sets server.listen_file, and there is no such key");
        assert!(said("[server\n").starts_with("my.toml is not TOML: line 1"), "{}", said("[server\n"));
        let variables = [("FORECOURT__SERVER__LISSTEN".to_owned(), "x".to_owned())];
        let said = environment(variables.into_iter()).unwrap_err().to_string();
        assert!(said.contains("server.lissten") && said.contains("environment"), "{said}");
    }

    #[test]
    fn a_secret_is_read_from_its_file() {
        let path = std::env::temp_dir().join(format!("forecourt-secret-{}", std::process::id()));
        std::fs::write(&path, "the secret\n").unwrap();
        let layer_with = layer(&format!("[secrets]\nkey_file = {:?}", path)).unwrap();
        assert_eq!(find(&layer_with.values, &["secrets", "key"]).and_then(Value::as_str), Some("the secret"));
        let twice = layer(&format!("[secrets]\nkey = \"x\"\nkey_file = {:?}", path)).unwrap_err();
        assert_eq!(twice.to_string(), "my.toml sets both secrets.key and secrets.key_file");
        std::fs::remove_file(&path).unwrap();
        assert!(layer(&format!("[secrets]\nkey_file = {:?}", path)).is_err());
    }

    #[test]
    fn the_file_marks_the_secrets_that_there_are() {
        let (mut section, mut marked, mut found) = (String::new(), false, Vec::new());
        for line in DEFAULT.lines() {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                section = name.to_owned();
            } else if line.starts_with('#') {
                marked |= line.starts_with("# Secret.");
            } else if let Some((key, _)) = line.split_once(" = ")
                && std::mem::take(&mut marked)
            {
                found.push(format!("{section}.{key}"));
            }
        }
        assert_eq!(found, SECRETS);
    }
}
