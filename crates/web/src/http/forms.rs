//! Forms: what was typed, what is wrong with it, and the value if nothing is.
//!
//! A failed form is shown again with everything that was typed, except passwords.

use std::collections::{BTreeMap, HashMap};

use axum::extract::{FromRequest, Request};
use headers::{ContentType, HeaderMapExt, Mime};
use serde::Serialize;

use forecourt_domain::contact::{ContactError, PhoneError};
use forecourt_domain::text::{Line, TextError, paragraph};

use super::bodies::unread;
use crate::error::Error;
use crate::theme::words::Words;

/// The largest form, in bytes: no page of ours asks for more text than this.
const MAX_FORM: usize = 64 * 1024;

/// A form as it was sent.
#[derive(Debug, Clone, Default)]
pub struct Submitted {
    values: HashMap<String, Vec<String>>,
}

/// A form as a template shows it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Form {
    /// The error of the form as a whole.
    pub error: Option<String>,
    /// Each field.
    pub fields: BTreeMap<&'static str, Field>,
}

/// A field as a template shows it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Field {
    /// The typed text.
    pub value: String,
    /// The field's error.
    pub error: Option<String>,
}

impl<S: Sync> FromRequest<S> for Submitted {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        // A body that does not say what it is can be read; one that says something else, or nothing sensible, is refused.
        let content_type = request.headers().typed_try_get::<ContentType>().map_err(|_| Error::bad_request())?;
        if content_type.is_some_and(|content_type| !is_form(&content_type.into())) {
            return Err(Error::bad_request());
        }
        let bytes = axum::body::to_bytes(request.into_body(), MAX_FORM).await.map_err(|error| unread(&error))?;
        Self::parse(&bytes)
    }
}

fn is_form(media: &Mime) -> bool {
    media.essence_str().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

impl Submitted {
    /// Reads `application/x-www-form-urlencoded` (WHATWG URL, section 5).
    ///
    /// # Errors
    /// 400 when the text is not UTF-8: replacing characters would store a text that was never typed.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let mut values: HashMap<String, Vec<String>> = HashMap::new();
        for (name, value) in url::form_urlencoded::parse(bytes) {
            if name.contains('\u{fffd}') || value.contains('\u{fffd}') {
                return Err(Error::bad_request());
            }
            values.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        Ok(Self { values })
    }

    /// Adds a value, for forms that arrive in parts.
    pub fn push(&mut self, name: &str, value: String) {
        self.values.entry(name.to_owned()).or_default().push(value);
    }

    /// A field's text; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// All values of a field that can be sent several times.
    pub fn all(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// Starts showing this form again.
    pub fn reader<'a>(&'a self, words: &'a Words) -> Reader<'a> {
        Reader { submitted: self, words, form: Form::default(), sound: true }
    }
}

/// Reads fields one by one, collecting what is wrong.
#[derive(Debug)]
pub struct Reader<'a> {
    submitted: &'a Submitted,
    words: &'a Words,
    form: Form,
    sound: bool,
}

impl Reader<'_> {
    /// One line that has to be there.
    pub fn line<const MAX: usize>(&mut self, name: &'static str) -> Option<String> {
        self.read(name, |text| Line::<MAX>::parse(text).map(Line::into_string))
    }

    /// One line that may be empty.
    pub fn optional_line<const MAX: usize>(&mut self, name: &'static str) -> Option<String> {
        self.read(name, |text| Line::<MAX>::optional(text).map(|line| line.map(Line::into_string))).flatten()
    }

    /// Some lines, at most `max` characters.
    pub fn paragraph(&mut self, name: &'static str, max: usize) -> Option<String> {
        self.read(name, |text| paragraph(text, max))
    }

    /// A field of any type: `parse` answers the value or the id of the words that say what is wrong.
    pub fn parsed<T>(&mut self, name: &'static str, parse: impl FnOnce(&str) -> Result<T, &'static str>) -> Option<T> {
        let value = self.submitted.get(name).to_owned();
        let parsed = parse(value.trim());
        self.form.fields.insert(name, Field { value, error: None });
        match parsed {
            Ok(parsed) => Some(parsed),
            Err(id) => {
                self.fail(name, self.words.get(id));
                None
            }
        }
    }

    /// As [`Reader::parsed`], where nothing typed is nothing said.
    pub fn optional<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        self.parsed(name, |text| if text.is_empty() { Ok(None) } else { parse(text).map(Some) }).flatten()
    }

    /// A password: read as typed, never shown again.
    pub fn password(&mut self, name: &'static str) -> &str {
        self.form.fields.insert(name, Field::default());
        self.submitted.get(name)
    }

    /// Says what is wrong with a field.
    pub fn fail(&mut self, name: &'static str, problem: String) {
        self.sound = false;
        self.form.fields.entry(name).or_default().error = Some(problem);
    }

    /// Whether nothing has been wrong so far.
    pub fn is_sound(&self) -> bool {
        self.sound
    }

    /// The form to show again.
    pub fn into_form(mut self) -> Form {
        if !self.sound {
            self.form.error.get_or_insert_with(|| self.words.get("error-form"));
        }
        self.form
    }

    fn read<T>(&mut self, name: &'static str, parse: impl FnOnce(&str) -> Result<T, TextError>) -> Option<T> {
        let value = self.submitted.get(name);
        let parsed = parse(value);
        // Longer than any field of ours is not a slip of the finger, and showing it again would not help.
        self.form.fields.insert(name, Field { value: value.chars().take(4_000).collect(), error: None });
        match parsed {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.fail(name, text_problem(self.words, error));
                None
            }
        }
    }
}

/// The words that say what is wrong with a text.
pub fn text_problem(words: &Words, error: TextError) -> String {
    match error {
        TextError::Empty => words.get("error-required"),
        TextError::Control => words.get("error-control"),
        TextError::Invisible => words.get("error-invisible"),
        TextError::TooLong { max } => words.with("error-too-long", [("max", i64::try_from(max).unwrap_or(0).into())]),
    }
}

/// The id of the words that say what is wrong with an email address or a phone number.
pub fn contact_problem(error: impl Into<ContactError>) -> &'static str {
    match error.into() {
        ContactError::Email => "error-email",
        ContactError::Phone(PhoneError::NotANumber) => "error-phone",
        ContactError::Phone(PhoneError::UnknownCountry) => "error-phone-country",
        ContactError::Phone(PhoneError::TooShort) => "error-phone-too-short",
        ContactError::Phone(PhoneError::TooLong) => "error-phone-too-long",
        ContactError::Phone(PhoneError::NoSuchNumber) => "error-phone-no-such",
        ContactError::Phone(PhoneError::Extension) => "error-phone-extension",
    }
}

impl Form {
    /// A form with these values and nothing wrong.
    pub fn filled(values: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let fields = values.into_iter().map(|(name, value)| (name, Field { value, error: None })).collect();
        Self { error: None, fields }
    }

    /// The same form with something wrong with the whole.
    #[must_use]
    pub fn failed(mut self, problem: String) -> Self {
        self.error = Some(problem);
        self
    }
}
