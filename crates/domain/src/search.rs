//! How text is searched: what is stored and what is looked for are folded to the same form.
//!
//! Folding takes away what people leave out or write differently from one another: case, accents, apostrophes, hyphens,
//! full stops, the width of letters, and whether a letter is one character or two. It is for finding alone: what is found is
//! shown as it was written.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::CodePointMapData;
use icu_properties::props::{CanonicalCombiningClass, GeneralCategory};

use crate::contact::{Contact, Email, Phone};
use crate::text::is_unseen;

/// At most so many words of a query count.
const MOST_WORDS: usize = 6;
/// At most so many characters of a word count.
const LONGEST_WORD: usize = 60;

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query(Vec<String>);

impl Query {
    /// Reads what was typed in `country` (ISO 3166 two letters): a phone number is looked for by its digits, in whatever
    /// format it is written; anything else by its words.
    pub fn parse(text: &str, country: &str) -> Self {
        let text: String = text.chars().take(500).collect();
        if let Some(digits) = phone_digits(&text, country) {
            return Self(vec![digits]);
        }
        let folded = fold(&text);
        // Of signs alone nothing is left to look for; as they stand, no folded text has them.
        let folded = if folded.is_empty() { text.trim().replace(char::is_control, "\u{fffd}") } else { folded };
        let words = folded.split_whitespace().take(MOST_WORDS);
        Self(words.map(|word| word.chars().take(LONGEST_WORD).collect()).collect())
    }

    /// The folded words, each of which has to be found.
    pub fn words(&self) -> &[String] {
        &self.0
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Collects what something is found by.
#[derive(Debug, Default)]
pub struct Searchable(String);

impl Searchable {
    /// Words: a name, a make and model, a reference.
    pub fn text(&mut self, text: &str) {
        // Between two entries stands a character that no query has: no word is found across them.
        self.0.push('\u{1f}');
        self.0.push_str(&fold(text));
    }

    /// A plate: also without anything between its letters and digits.
    pub fn plate(&mut self, plate: &str) {
        self.text(plate);
        let dense: String = fold(plate).chars().filter(|c| c.is_alphanumeric()).collect();
        self.text(&dense);
    }

    /// A stored address, in each form that people type.
    pub fn contact(&mut self, stored: &str) {
        match stored.parse::<Contact>() {
            Ok(Contact::Email(email)) => self.email(&email),
            Ok(Contact::Phone(phone)) => self.phone(&phone),
            Err(_) => self.text(stored),
        }
    }

    fn email(&mut self, email: &Email) {
        self.text(&email.display());
        if email.display() != email.as_str() {
            self.text(email.as_str());
        }
    }

    fn phone(&mut self, phone: &Phone) {
        let key = phone.key();
        self.text(&key[1..]);
        if key != phone.as_str() {
            self.text(&phone.as_str()[1..]);
        }
    }

    /// The whole, for a column that is searched.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// The form that spellings of one text share.
pub fn fold(text: &str) -> String {
    const NFKD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfkd();
    const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
    let kept: String = text
        .chars()
        .map(|c| if c.is_whitespace() || is_separator(c) { ' ' } else { c })
        .filter(|c| !is_left_out(*c))
        .collect();
    let classes = CodePointMapData::<CanonicalCombiningClass>::new();
    let mut folded = String::with_capacity(kept.len());
    for character in NFKD.normalize(&kept).chars().flat_map(char::to_lowercase) {
        // Accents and vowel points go. The marks of lower classes make another letter: voicing in kana, nukta, virama.
        if is_left_out(character) || classes.get(character) > CanonicalCombiningClass::Virama {
            continue;
        }
        match letters(character) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(character),
        }
    }
    NFC.normalize(folded.split_whitespace().collect::<Vec<_>>().join(" ").as_str()).into_owned()
}

/// Stands between words.
fn is_separator(character: char) -> bool {
    matches!(character, ',' | ';')
}

/// Is written in many ways, or not at all: apostrophes, quotation marks, dashes, dots, and what cannot be seen.
fn is_left_out(character: char) -> bool {
    matches!(
        character,
        '\'' | '"' | '`' | '´' | '.' | '·' | '•' | '\u{2b9}'..='\u{2bf}' | '\u{2018}'..='\u{201f}' | '\u{2032}'..='\u{2037}' | '«' | '»' | '‹' | '›' | '\u{2212}'
    ) || is_unseen(character)
        || CodePointMapData::<GeneralCategory>::new().get(character) == GeneralCategory::DashPunctuation
}

/// Latin letters that Unicode does not take apart, as they are typed without them, and the Greek sigma that ends a word.
fn letters(character: char) -> Option<&'static str> {
    Some(match character {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' | 'ɖ' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ĸ' => "k",
        'ł' => "l",
        'ŋ' => "n",
        'ŧ' => "t",
        'ə' | 'ǝ' => "e",
        'ƶ' => "z",
        'ς' => "σ",
        _ => return None,
    })
}

/// The digits to look for, if this is (part of) a phone number.
fn phone_digits(text: &str, country: &str) -> Option<String> {
    let text: String = text.trim().chars().filter(|c| !is_unseen(*c)).collect();
    let is_dash = |c| CodePointMapData::<GeneralCategory>::new().get(c) == GeneralCategory::DashPunctuation;
    let written = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+()./".contains(c) || is_dash(c);
    if !text.chars().all(written) || text.bytes().filter(u8::is_ascii_digit).count() < 4 {
        return None;
    }
    if let Ok(phone) = Phone::parse(&text, country) {
        return phone.key().strip_prefix('+').map(str::to_owned);
    }
    // What is dialled within a country begins with a zero that E.164 does not have.
    let digits: String = text.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    Some(digits.trim_start_matches('0').to_owned()).filter(|digits| !digits.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Query::parse(text, "US").0
    }

    #[test]
    fn spellings_fold_to_one() {
        for (spellings, folded) in [
            (&["O’Brien", "O'Brien", "OʼBRIEN", "o`brien", "O´Brien", "OBrien"][..], "obrien"),
            (&["Zoë", "Zoe\u{308}", "ZOE", "zoë"], "zoe"),
            (&["Müller", "Mu\u{308}ller", "MULLER", "Ｍüller"], "muller"),
            (&["Łukasz Żółć", "LUKASZ ZOLC"], "lukasz zolc"),
            (&["Straße", "STRASSE", "STRAẞE", "strasse"], "strasse"),
            (&["Søren Ærø", "soren aero"], "soren aero"),
            (&["İpek Işık", "ipek isik"], "ipek isik"),
            (&["Anne-Marie", "Anne–Marie", "Anne\u{2011}Marie", "Anne\u{ad}marie", "annemarie"], "annemarie"),
            (&["ΟΔΥΣΣΕΥΣ", "Ὀδυσσεύς", "οδυσσευς"], "οδυσσευσ"),
            (&["Ёлка", "елка"], "елка"),
            (&["Chen, Sarah", "chen  sarah", "\u{feff}Chen,\u{a0}Sarah\n"], "chen sarah"),
            (&["ﬁat № 5", "Fiat No 5"], "fiat no 5"),
            (&["St. John", "st john"], "st john"),
            (&["ガレージ", "ｶﾞﾚｰｼﾞ"], "ガレージ"),
            (&["한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"], "한국"),
        ] {
            for spelling in spellings {
                assert_eq!(fold(spelling), folded, "{spelling:?}");
            }
        }
        assert_ne!(fold("か"), fold("が"), "another letter");
        assert_ne!(fold("हिन्दी"), fold("हन्द"), "other vowels");
    }

    #[test]
    fn a_phone_number_is_looked_for_by_its_digits_in_any_format() {
        assert_eq!(words("(202) 555-0142"), ["12025550142"]);
        assert_eq!(words("+1 202.555.0142"), ["12025550142"]);
        assert_eq!(words("555-0142"), ["5550142"]);
        assert_eq!(words("020 7946 0958"), ["2079460958"]);
        assert_eq!(words("+44 (0)20 7946 0958"), ["442079460958"]);
        assert_eq!(words("+44 (0)20 7946"), ["44207946"]);
        assert_eq!(words("+52 1 55 1234 5678"), ["525512345678"]);
        assert_eq!(Query::parse("(11) 8765-4321", "BR").words(), ["5511987654321"]);
    }

    #[test]
    fn words_are_few_and_short_and_signs_mean_nothing() {
        assert_eq!(words("Al\u{0}ex"), ["alex"]);
        assert_eq!(words("Alex  Morgan"), ["alex", "morgan"]);
        assert_eq!(words("a b c d e f g").len(), 6);
        assert_eq!(words(&"x".repeat(400)), ["x".repeat(60)]);
        assert!(Query::parse(" \n", "US").is_empty());
        assert_eq!(words(" - ’"), ["-", "’"], "which nothing folded has");
    }

    #[test]
    fn what_is_kept_is_found_by_every_spelling_of_it() {
        let mut kept = Searchable::default();
        kept.text("Zoë O’Brien-Müller");
        kept.contact("zoe@xn--mller-kva.example");
        kept.contact("+541123456789");
        kept.plate("B-MW 1234");
        kept.text("RO-1042");
        let kept = kept.into_string();
        for query in [
            "zoe o'brien",
            "ZOË obrien",
            "muller",
            "Mu\u{308}ller",
            "zoe@müller.example",
            "xn--mller-kva",
            "+54 9 11 2345 6789",
            "+54 11 2345 6789",
            "2345-6789",
            "bmw1234",
            "B-MW-1234",
            "b mw 1234",
            "BMW 1234",
            "ro1042",
            "RO-1042",
        ] {
            let query = Query::parse(query, "AR");
            assert!(query.words().iter().all(|word| kept.contains(word)), "{query:?} {kept:?}");
        }
        assert!(!kept.contains("exampleb"), "no word across two entries");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        let mut typing = crate::typing::Typing::new();
        for _ in 0..40_000 {
            let typed = typing.text(7);
            let once = fold(&typed);
            assert_eq!(fold(&once), once, "{typed:?}");
            assert_eq!(fold(&crate::text::composed(&typed)), once, "{typed:?}");
            assert_eq!(fold(&crate::text::decomposed(&typed)), once, "{typed:?}");
            assert!(!once.contains(['\u{1f}', '\u{1d}']), "{typed:?}");
        }
    }
}
