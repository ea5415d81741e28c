//! The presets: `config/presets/*.toml`, built in.

use std::collections::BTreeMap;

use forecourt_domain::preset::{Preset, PresetError};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../config/presets"]
struct Files;

/// All presets, by key.
///
/// # Errors
/// None: a test reads them.
pub(crate) fn all() -> Result<BTreeMap<String, Preset>, PresetError> {
    let mut presets = BTreeMap::new();
    for path in Files::iter() {
        let (Some(key), Some(file)) = (path.strip_suffix(".toml"), Files::get(&path)) else { continue };
        presets.insert(key.to_owned(), Preset::parse(key, &String::from_utf8_lossy(&file.data))?);
    }
    Ok(presets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_presets_are_as_the_product_says() {
        let presets = all().unwrap();
        let days: Vec<_> = presets.values().map(|preset| (preset.key.as_str(), preset.session_days.get())).collect();
        assert_eq!(days, [("detailing", 30), ("garage", 90), ("home-services", 30), ("salon", 30), ("studio", 30)]);
        assert!(presets.values().all(|preset| !preset.features.is_empty()));
        assert!(presets["salon"].self_registration && !presets["garage"].self_registration);
    }
}
