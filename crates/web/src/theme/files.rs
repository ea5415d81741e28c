//! The theme's files: built into the binary, a folder on top of them where one is configured.

use std::borrow::Cow;
use std::path::PathBuf;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../themes/default"]
#[exclude = "demo/*"]
struct DefaultTheme;

/// The words of presets lie with the presets, which are not the theme's.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../config/presets"]
#[include = "*.ftl"]
struct PresetWords;

/// The theme's files: `overlay` first, the default theme after it.
#[derive(Debug, Clone, Default)]
pub struct Files {
    overlay: Option<PathBuf>,
}

impl Files {
    /// The default theme, under the files of a folder.
    pub fn new(overlay: Option<PathBuf>) -> Self {
        Self { overlay }
    }

    /// One file, by its path in the theme.
    pub fn get(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        let own = self.overlay.as_ref().and_then(|folder| std::fs::read(folder.join(path)).ok());
        own.map(Cow::Owned).or_else(|| DefaultTheme::get(path).map(|file| file.data))
    }

    /// The words of a preset in a language, if it has any.
    pub fn preset_words(&self, preset: &str, language: &str) -> Option<String> {
        PresetWords::get(&format!("{preset}.{language}.ftl"))
            .map(|file| String::from_utf8_lossy(&file.data).into_owned())
    }

    /// One file of text.
    pub fn text(&self, path: &str) -> Option<String> {
        self.get(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The paths of all files in a folder of the theme, sorted. An overlay replaces files; it adds none.
    pub fn under(&self, folder: &str) -> Vec<String> {
        let mut paths: Vec<_> =
            DefaultTheme::iter().filter(|path| path.starts_with(folder)).map(Cow::into_owned).collect();
        paths.sort();
        paths
    }
}
