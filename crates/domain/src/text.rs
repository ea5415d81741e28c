//! Text that a person typed: trimmed, free of control characters, and bounded.

use serde::Serialize;
use thiserror::Error;

/// Why a text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("is empty")]
    Empty,
    /// More characters than allowed.
    #[error("is longer than {max} characters")]
    TooLong {
        /// The limit, in characters.
        max: usize,
    },
    /// A control character other than a line break or tab.
    #[error("contains a control character")]
    Control,
}

/// One line of at most `MAX` characters; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Line<const MAX: usize>(String);

impl<const MAX: usize> Line<MAX> {
    /// Trims, folds runs of white space into one space, and checks.
    ///
    /// # Errors
    /// [`TextError`], naming what is wrong.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
        check(&folded, MAX)?;
        if folded.is_empty() { Err(TextError::Empty) } else { Ok(Self(folded)) }
    }

    /// As [`Line::parse`], where nothing at all is an answer too.
    ///
    /// # Errors
    /// [`TextError`], naming what is wrong.
    pub fn optional(text: &str) -> Result<Option<Self>, TextError> {
        match Self::parse(text) {
            Err(TextError::Empty) => Ok(None),
            other => other.map(Some),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Several lines of at most `max` characters; line breaks become `\n`.
///
/// # Errors
/// [`TextError::TooLong`] or [`TextError::Control`]; empty text is fine and stays empty.
pub fn paragraph(text: &str, max: usize) -> Result<String, TextError> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    check(&text, max)?;
    Ok(text)
}

fn check(text: &str, max: usize) -> Result<(), TextError> {
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(TextError::Control);
    }
    if text.chars().count() > max {
        return Err(TextError::TooLong { max });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_folded_and_bounded() {
        assert_eq!(Line::<20>::parse("  Alex \t Morgan ").map(Line::into_string), Ok("Alex Morgan".to_owned()));
        assert_eq!(Line::<3>::parse("Alex"), Err(TextError::TooLong { max: 3 }));
        assert_eq!(Line::<4>::parse("Ёлка").map(Line::into_string), Ok("Ёлка".to_owned()));
        assert_eq!(Line::<9>::parse(" \n "), Err(TextError::Empty));
        assert_eq!(Line::<9>::parse("a\u{0}b"), Err(TextError::Control));
        assert_eq!(Line::<9>::optional(""), Ok(None));
    }
}
