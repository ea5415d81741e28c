//! What templates are given: a few named values, found by looking along them. For so few that is quicker than hashing,
//! and a page looks a hundred times.

use std::sync::Arc;

use minijinja::value::{Object, Value};

/// Named values.
#[derive(Debug, Clone)]
pub(crate) struct Fields<const N: usize>(pub [(&'static str, Value); N]);

impl<const N: usize> Fields<N> {
    pub(crate) fn find(&self, key: &str) -> Option<Value> {
        self.0.iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone())
    }
}

impl<const N: usize> Object for Fields<N> {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.find(key)
    }

    /// True like an object, not false like an empty list: templates do not ask how many fields there are.
    fn is_true(self: &Arc<Self>) -> bool {
        true
    }
}

/// Named values as one value.
pub(crate) fn fields<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    Value::from_object(Fields(entries))
}

#[cfg(test)]
mod tests {
    use minijinja::Environment;

    use super::*;

    #[test]
    fn templates_find_what_they_are_given_and_nothing_else() {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        let say = |source| {
            let shell = fields([("lang", Value::from("en")), ("title", Value::from("A & B"))]);
            templates.render_named_str("page.html", source, fields([("shell", shell)]))
        };
        assert_eq!(say("{% if shell %}{{ shell.lang }}: {{ shell['title'] }}{% endif %}").unwrap(), "en: A &amp; B");
        assert!(say("{{ shell.nothing }}").is_err());
        assert!(say("{{ nothing }}").is_err());
    }
}
