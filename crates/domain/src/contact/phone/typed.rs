//! Reading a phone number as people type it: the digits, and what they can mean.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;
use phonenumber::Metadata;
use phonenumber::metadata::DATABASE;

use super::{PhoneError, split};
use crate::text::is_unseen;

/// What was typed, as digits.
pub(super) struct Typed {
    /// Whether it begins with a plus.
    international: bool,
    digits: String,
    /// Where among the digits a zero in brackets stands: dialled within the country and left out from abroad, in most.
    bracketed_zero: Option<usize>,
}

impl Typed {
    pub(super) fn read(text: &str) -> Result<Self, PhoneError> {
        const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
        if text.len() > 1_000 {
            return Err(PhoneError::NotANumber);
        }
        let text = NFKC.normalize(text.trim());
        // Address books wrap a number in marks that keep it from left to right.
        let text: String = text.chars().filter(|c| !is_unseen(*c)).map(digit).collect();
        let text = text.trim();
        let text = match text.get(..4) {
            Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => &text[4..],
            _ => text,
        };
        let (number, rest) = text.split_at(text.find(begins_extension).unwrap_or(text.len()));
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        if !rest.is_empty() {
            let error =
                if digits.len() > 2 && is_extension(rest) { PhoneError::Extension } else { PhoneError::NotANumber };
            return Err(error);
        }
        let dense: String = number.chars().filter(|c| !c.is_whitespace()).collect();
        let pluses = dense.matches('+').count();
        let leading = dense.trim_start_matches(['(', '[']).starts_with('+');
        if digits.is_empty() || pluses > usize::from(leading) || !dense.chars().all(|c| c == '+' || is_written(c)) {
            return Err(PhoneError::NotANumber);
        }
        if digits.len() > 20 {
            return Err(PhoneError::TooLong);
        }
        let before = dense.find("(0)").map(|at| dense[..at].bytes().filter(u8::is_ascii_digit).count());
        Ok(Self { international: leading, digits, bracketed_zero: before.filter(|before| *before > 0) })
    }

    /// What it can mean, likeliest first: a country code and the number within the country.
    pub(super) fn readings(&self, home: Option<phonenumber::country::Id>) -> Vec<Result<(u16, String), PhoneError>> {
        if self.international {
            return self.with_country_code(&self.digits, 0);
        }
        let zeros = self.digits.starts_with("00");
        let abroad = if zeros { self.with_country_code(&self.digits[2..], 2) } else { Vec::new() };
        let Some((id, country)) = home.and_then(|id| Some((id, DATABASE.by_id(id.as_ref())?))) else { return abroad };
        let by_crate = read_by_crate(Some(id), &self.digits);
        let code = country.country_code();
        let within = [Some(self.digits.clone()), without_prefix(country, &self.digits)];
        let [whole, without] = within.map(|national| national.map(|national| (code, national)));
        let within = [whole, by_crate, without].into_iter().flatten().map(Ok);
        // Zeros begin no number within a country, but the numbers of other countries in most.
        if zeros { abroad.into_iter().chain(within).collect() } else { within.collect() }
    }

    /// `digits` begin with a country code, and are those that were typed without the first `skipped`.
    fn with_country_code(&self, digits: &str, skipped: usize) -> Vec<Result<(u16, String), PhoneError>> {
        let Some((code, rest)) = split(digits) else {
            let error = if digits.len() < 4 { PhoneError::TooShort } else { PhoneError::UnknownCountry };
            return vec![Err(error)];
        };
        let country = DATABASE.by_code(&code).and_then(|countries| countries.into_iter().next());
        let mut national = rest.to_owned();
        let zero = self.bracketed_zero.and_then(|at| at.checked_sub(skipped + digits.len() - rest.len()));
        // Italy's zero is part of the number.
        let is_prefix = country.is_some_and(|country| country.national_prefix() == Some("0"));
        if let Some(at) = zero.filter(|at| is_prefix && *at < national.len()) {
            national.remove(at);
        }
        let without = country.and_then(|country| without_prefix(country, &national));
        let by_crate = read_by_crate(None, &format!("+{code}{national}"));
        let readings = [Some((code, national)), by_crate, without.map(|national| (code, national))];
        readings.into_iter().flatten().map(Ok).collect()
    }
}

/// The Latin digit for one of another script.
fn digit(character: char) -> char {
    const ZEROS: [char; 12] = ['٠', '۰', '߀', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '๐'];
    let value = ZEROS.iter().find_map(|zero| u32::from(character).checked_sub(u32::from(*zero)).filter(|v| *v < 10));
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(character)
}

/// Digits, and what people write between them.
fn is_written(character: char) -> bool {
    let dash = || CodePointMapData::<GeneralCategory>::new().get(character) == GeneralCategory::DashPunctuation;
    character.is_ascii_digit() || "()[]./\u{b7}\u{2212}~".contains(character) || dash()
}

/// Where an extension begins, or something that is no number.
fn begins_extension(character: char) -> bool {
    character.is_alphabetic() || "#;,".contains(character)
}

/// `ext. 12`, `x12`, `;ext=12` (RFC 3966), `#12`, `Durchwahl 12` and the like.
fn is_extension(text: &str) -> bool {
    const MARKS: [&str; 18] = [
        "ext",
        "extn",
        "extension",
        "x",
        "int",
        "anexo",
        "ramal",
        "poste",
        "apparat",
        "app",
        "durchwahl",
        "dw",
        "nst",
        "nebenstelle",
        "interno",
        "toestel",
        "доб",
        "wew",
    ];
    let text = text.trim_end_matches('#');
    let (mark, digits) = text.split_at(text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len()));
    let mark: String = mark.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let digits: String = digits.chars().filter(|c| !" -".contains(*c)).collect();
    (mark.is_empty() || MARKS.contains(&mark.as_str()))
        && (1..=11).contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// As the metadata's crate reads it, which knows of prefixes for carriers, and of Argentina's 15.
fn read_by_crate(home: Option<phonenumber::country::Id>, digits: &str) -> Option<(u16, String)> {
    let number = phonenumber::parse(home, digits).ok()?;
    let e164 = number.format().mode(phonenumber::Mode::E164).to_string();
    split(e164.strip_prefix('+')?).map(|(code, national)| (code, national.to_owned()))
}

/// Without what is dialled within the country before a number of another area.
fn without_prefix(country: &Metadata, national: &str) -> Option<String> {
    // Mexico's, until 2019: to another area, and to a mobile phone.
    let former: &[&str] = if country.country_code() == 52 { &["01", "044", "045"] } else { &[] };
    let mut prefixes = former.iter().copied().chain(country.national_prefix());
    prefixes.find_map(|prefix| national.strip_prefix(prefix)).map(str::to_owned)
}
