//! What was rendered once for all shops with the same words.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use minijinja::Error as TemplateError;
use minijinja::value::Value;

/// What was rendered so far in the theme: by template, and by what it differs in.
#[derive(Debug, Default)]
pub(crate) struct CommonFragments(RwLock<HashMap<&'static str, HashMap<String, Value>>>);

impl CommonFragments {
    pub(crate) fn get(
        &self,
        template: &'static str,
        variant: &str,
        render: impl FnOnce() -> Result<Value, TemplateError>,
    ) -> Result<Value, TemplateError> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = known.get(template).and_then(|of| of.get(variant)) {
            return Ok(value.clone());
        }
        drop(known);
        let value = render()?;
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(template).or_default().insert(variant.to_owned(), value.clone());
        Ok(value)
    }
}
