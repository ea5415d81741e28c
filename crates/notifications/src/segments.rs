//! How many SMS segments a text takes: the unit in which carriers bill and shops hold credits.
//!
//! 3GPP TS 23.038 defines the alphabets, TS 23.040 the header that joins segments. A text whose every character is in
//! the GSM 7-bit alphabet takes 160 of them in one segment or 153 in each of several; any other text takes 70 or 67
//! UTF-16 units (<https://www.twilio.com/docs/glossary/what-sms-character-limit>).

/// How a text travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The GSM 7-bit default alphabet with its extension table.
    Gsm7,
    /// UTF-16 units, as soon as one character is outside of [`Encoding::Gsm7`].
    Ucs2,
}

/// What a text costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments {
    /// How it travels.
    pub encoding: Encoding,
    /// Segments billed: 0 for an empty text, which no provider accepts.
    pub count: u32,
}

/// Counts the segments of `text`, as sent: without trimming, normalising or replacing anything.
#[must_use]
pub fn count(text: &str) -> Segments {
    let septets: Option<Vec<u32>> = text.chars().map(septets).collect();
    match septets {
        Some(sizes) => Segments { encoding: Encoding::Gsm7, count: pack(&sizes, 160, 153) },
        None => {
            let sizes: Vec<u32> =
                text.chars().map(|character| if character.len_utf16() == 2 { 2 } else { 1 }).collect();
            Segments { encoding: Encoding::Ucs2, count: pack(&sizes, 70, 67) }
        }
    }
}

/// TS 23.038 §6.2.1, in the order of its table; 0x1B is the escape to the extension table.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// TS 23.038 §6.2.1.1: an escape and a second septet each.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The size of one character in the 7-bit alphabet; `None` for one that is not in it.
fn septets(character: char) -> Option<u32> {
    if BASIC.contains(character) {
        Some(1)
    } else if EXTENSION.contains(character) {
        Some(2)
    } else {
        None
    }
}

/// Segments needed for characters of these sizes, none of which may be cut in two (TS 23.040 §9.2.3.24.1).
fn pack(sizes: &[u32], single: u32, joined: u32) -> u32 {
    let total: u32 = sizes.iter().sum();
    if total <= single {
        return u32::from(total > 0);
    }
    let mut segments = 1;
    let mut used = 0;
    for size in sizes {
        if used + size > joined {
            segments += 1;
            used = 0;
        }
        used += size;
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each expectation is what Twilio's own `sms-segments-calculator` (npm, `new SegmentedMessage(text)`) answered.
    #[test]
    fn counts_as_twilio_bills() {
        use Encoding::{Gsm7, Ucs2};
        let straddling = format!("{0}€{0}", "a".repeat(152));
        let cases = [
            ("a".repeat(160), Gsm7, 1),
            ("a".repeat(161), Gsm7, 2),
            ("a".repeat(306), Gsm7, 2),
            ("a".repeat(307), Gsm7, 3),
            ("€".repeat(80), Gsm7, 1),
            ("€".repeat(81), Gsm7, 2),
            ("€".repeat(153), Gsm7, 3),
            (straddling, Gsm7, 3),
            ("ж".repeat(70), Ucs2, 1),
            ("ж".repeat(71), Ucs2, 2),
            ("ж".repeat(134), Ucs2, 2),
            ("ж".repeat(135), Ucs2, 3),
            ("😀".repeat(35), Ucs2, 1),
            ("😀".repeat(36), Ucs2, 2),
            ("😀".repeat(66), Ucs2, 2),
            ("😀".repeat(67), Ucs2, 3),
            ("It’s ready".into(), Ucs2, 1),
            ("Ç".into(), Gsm7, 1),
            ("ç".into(), Ucs2, 1),
            ("\t".into(), Ucs2, 1),
        ];
        for (text, encoding, segments) in cases {
            assert_eq!(count(&text), Segments { encoding, count: segments }, "{text}");
        }
    }

    /// The calculator was asked for every character of the basic plane; these alone are `GSM-7` to it.
    #[test]
    fn the_alphabet_is_twilios() {
        let theirs = "\n\u{c}\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_abcdefghijklmnopqrstuvwxyz\
                      {|}~¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ€";
        let ours: String = ('\0'..='\u{ffff}').filter(|&character| septets(character).is_some()).collect();
        assert_eq!(ours, theirs);
    }

    #[test]
    fn an_empty_text_costs_nothing() {
        assert_eq!(count("").count, 0);
    }
}
