//! Text that a person typed: in one Unicode form, free of characters that cannot be seen, trimmed and bounded.
//!
//! What a paste brings along unseen (a byte order mark, soft hyphens, zero-width spaces, joiners at the ends) is dropped.
//! What stays would be seen differently from what it is, or not at all, and is refused: control characters, characters
//! that turn the direction of the text around them, and fillers. Joiners within a word of a script that needs them, and
//! within emoji, are letters like any other.

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};
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
    /// A character that cannot be seen, or nothing that can.
    #[error("contains an invisible character")]
    Invisible,
}

/// One line of at most `MAX` characters; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Line<const MAX: usize>(String);

impl<const MAX: usize> Line<MAX> {
    /// Composes (NFC), trims, folds runs of white space into one space, and checks.
    ///
    /// # Errors
    /// [`TextError`], naming what is wrong.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let folded = cleaned(text)?.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        check(text, &folded, MAX)?;
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

/// Several lines of at most `max` characters; line breaks of every kind become `\n`.
///
/// # Errors
/// [`TextError`], naming what is wrong; empty text is fine and stays empty.
pub fn paragraph(text: &str, max: usize) -> Result<String, TextError> {
    let lines = text.replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let kept = cleaned(&lines)?.trim_matches(is_space).to_owned();
    check(text, &kept, max)?;
    Ok(kept)
}

/// The text in its composed form (Unicode NFC): the one that is stored, counted and sent, whatever system it was typed on.
pub fn composed(text: &str) -> Cow<'_, str> {
    const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
    NFC.normalize(text)
}

/// The text in its decomposed form (Unicode NFD), as some systems write file names and passwords.
pub fn decomposed(text: &str) -> Cow<'_, str> {
    const NFD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfd();
    NFD.normalize(text)
}

/// Whether a character takes no room on a page, or is a sign to whatever lays the text out.
pub(crate) fn is_unseen(character: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(character);
    is_ignorable(character) || matches!(category, GeneralCategory::Control | GeneralCategory::Format)
}

/// The text composed, without what a paste brings along unseen; refused with anything else that cannot be seen.
fn cleaned(text: &str) -> Result<String, TextError> {
    let kept: String = text.chars().filter(|character| !is_dropped(*character)).collect();
    let kept: Vec<char> = composed(&kept).chars().collect();
    let kept: &[char] = trimmed(&kept);
    let mut clean = String::with_capacity(text.len());
    for (at, &character) in kept.iter().enumerate() {
        let before = clean.chars().next_back();
        match character {
            '\n' | '\t' => clean.push(character),
            JOINER | NON_JOINER => {
                let after = kept[at + 1..].iter().copied().find(|next| !matches!(*next, JOINER | NON_JOINER));
                if before.is_some_and(joins) && after.is_some_and(joins) {
                    clean.push(character);
                }
            }
            _ if is_space(character) => clean.push(character),
            _ if character.is_control() => return Err(TextError::Control),
            _ if is_refused(before, character) => return Err(TextError::Invisible),
            _ => clean.push(character),
        }
    }
    // A joiner that is gone may have stood between a letter and its mark.
    Ok(composed(&clean).into_owned())
}

const JOINER: char = '\u{200d}';
const NON_JOINER: char = '\u{200c}';

/// The soft hyphen, the combining grapheme joiner, the zero-width space, the word joiner and the byte order mark: how a
/// text is broken into lines, or nothing.
fn is_dropped(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{34f}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Without the white space and the marks at the ends that join nothing, or give nothing a direction.
fn trimmed(mut text: &[char]) -> &[char] {
    let is_edge = |character: char| {
        is_space(character) || matches!(character, JOINER | NON_JOINER | '\u{200e}' | '\u{200f}' | '\u{61c}')
    };
    while let [first, rest @ ..] = text
        && (is_edge(*first) || is_selector(*first))
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && is_edge(*last)
    {
        text = rest;
    }
    text
}

/// White space, and the cell of a Braille text that has no dots.
fn is_space(character: char) -> bool {
    character.is_whitespace() || character == '\u{2800}'
}

/// Whether a joiner beside this character does something: no letter of ASCII joins.
fn joins(character: char) -> bool {
    !character.is_ascii() && !is_space(character) && !matches!(character, JOINER | NON_JOINER)
}

/// Chooses how the character before it looks: as emoji, as one of several shapes of an ideograph or a Mongolian letter.
fn is_selector(character: char) -> bool {
    matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180d}' | '\u{180f}')
}

/// Whether a character after `before` cannot be seen and has no business there.
fn is_refused(before: Option<char>, character: char) -> bool {
    match character {
        // Marks that give a word its direction, not the text around it.
        '\u{200e}' | '\u{200f}' | '\u{61c}' => false,
        // The flags of England, Scotland and Wales are spelled in tags.
        '\u{e0020}'..='\u{e007f}' => !matches!(before, Some('\u{1f3f4}' | '\u{e0020}'..='\u{e007e}')),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' => true,
        _ if is_selector(character) => before.is_none_or(is_space),
        _ => is_ignorable(character) || is_no_character(character),
    }
}

fn is_ignorable(character: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

/// The code points that Unicode promises never to give a character.
fn is_no_character(character: char) -> bool {
    let code = u32::from(character);
    code & 0xfffe == 0xfffe || matches!(character, '\u{fdd0}'..='\u{fdef}')
}

/// Whether `kept` of `typed` can be seen, and is short enough.
fn check(typed: &str, kept: &str, max: usize) -> Result<(), TextError> {
    let marks = CodePointMapData::<GeneralCategory>::new();
    let is_seen = |character: char| {
        !is_space(character) && !is_unseen(character) && marks.get(character) != GeneralCategory::NonspacingMark
    };
    if !kept.chars().any(is_seen) && !typed.chars().all(char::is_whitespace) {
        return Err(TextError::Invisible);
    }
    if kept.chars().count() > max {
        return Err(TextError::TooLong { max });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Result<String, TextError> {
        Line::<80>::parse(text).map(Line::into_string)
    }

    #[test]
    fn a_line_is_folded_and_bounded() {
        assert_eq!(line("  Alex \t Morgan "), Ok("Alex Morgan".to_owned()));
        assert_eq!(line("Alex\r\nMorgan\u{2028}"), Ok("Alex Morgan".to_owned()));
        assert_eq!(Line::<3>::parse("Alex"), Err(TextError::TooLong { max: 3 }));
        assert_eq!(Line::<4>::parse("Ёлка").map(Line::into_string), Ok("Ёлка".to_owned()));
        assert_eq!(line(" \n\u{a0}\u{3000} "), Err(TextError::Empty));
        assert_eq!(Line::<9>::optional(""), Ok(None));
    }

    #[test]
    fn a_letter_has_one_form_and_counts_once() {
        assert_eq!(Line::<4>::parse("Zoe\u{308}!").map(Line::into_string), Ok("Zoë!".to_owned()));
        assert_eq!(paragraph("A\u{30a}ngstro\u{308}m", 8), Ok("Ångström".to_owned()));
        assert_eq!(decomposed("Zoë"), "Zoe\u{308}");
    }

    #[test]
    fn what_a_paste_brings_along_is_dropped() {
        for pasted in [
            "Alex Morgan\n",
            "\u{feff}Alex Morgan",
            "\u{200b}Alex\u{2060} Morgan\u{200d}",
            "Al\u{ad}ex Mor\u{200b}gan\t",
            "\u{200e}Alex Morgan\u{200f}",
            "Al\u{200d}ex Morgan\u{200c}",
            "\u{fe0f}Alex\u{2800}Morgan",
        ] {
            assert_eq!(line(pasted), Ok("Alex Morgan".to_owned()), "{pasted:?}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_refused_by_name() {
        for typed in ["a\0b", "\0", "Alex\u{7}", "\u{1b}[31mAlex", "a\u{7f}", "a\u{9b}b"] {
            assert_eq!(line(typed), Err(TextError::Control), "{typed:?}");
            assert_eq!(paragraph(typed, 80), Err(TextError::Control), "{typed:?}");
        }
        for typed in [
            "\u{200b}",
            "\u{200d}\u{200c}",
            "\u{2800}",
            "\u{3164}",
            "Alex\u{3164}",
            "\u{ffa0}",
            "\u{115f}\u{1160}",
            "\u{202e}xelA",
            "Alex\u{202c}",
            "\u{2066}Alex\u{2069}",
            "a\u{e0041}",
            "a\u{2063}b",
            "\u{301}",
            "\u{fe0f}",
            "a\u{ffff}",
            "\u{fdd0}",
            "\u{ad}",
        ] {
            assert_eq!(line(typed), Err(TextError::Invisible), "{typed:?}");
            assert_eq!(paragraph(typed, 80), Err(TextError::Invisible), "{typed:?}");
        }
    }

    #[test]
    fn what_scripts_and_emoji_need_stays() {
        for typed in [
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "👩\u{200d}🔧",
            "👩\u{200d}❤\u{fe0f}\u{200d}👨",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "1\u{fe0f}\u{20e3}",
            "葛\u{e0100}城",
            "שלום \u{200f}ABC\u{200f} עולם",
            "김민수",
            "O’Brien",
            "⠁⠃",
            "\u{f8ff}",
        ] {
            assert_eq!(line(typed).as_deref(), Ok(typed), "{typed:?}");
        }
    }

    #[test]
    fn paragraphs_keep_their_lines() {
        assert_eq!(
            paragraph("\u{feff}one\r\ntwo\rthree\u{2028}four\u{b}five\n", 80).unwrap(),
            "one\ntwo\nthree\nfour\nfive"
        );
        assert_eq!(paragraph(" \r\n ", 80), Ok(String::new()));
        assert_eq!(paragraph("abc", 2), Err(TextError::TooLong { max: 2 }));
    }

    /// What is kept is read as itself: a page that is saved again changes nothing.
    #[test]
    fn whatever_is_typed_is_refused_or_has_one_form_that_stays() {
        let mut typing = crate::typing::Typing::new();
        let mut kept = 0;
        for _ in 0..40_000 {
            let typed = typing.text(6);
            if let Ok(once) = line(&typed) {
                kept += 1;
                assert_eq!(line(&once).as_ref(), Ok(&once), "{typed:?}");
                assert_eq!(composed(&once), once, "{typed:?}");
                assert_eq!(line(&decomposed(&typed)).as_ref(), Ok(&once), "{typed:?}");
                assert!(!once.chars().any(char::is_control), "{typed:?}");
            }
            if let Ok(once) = paragraph(&typed, 200) {
                assert_eq!(paragraph(&once, 200).as_ref(), Ok(&once), "{typed:?}");
            }
        }
        assert!(kept > 2_000, "{kept}");
    }
}
