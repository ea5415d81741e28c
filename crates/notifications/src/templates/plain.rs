//! Texts kept in the alphabet that costs half: one curly apostrophe makes a text of 160 characters one of three segments.

use forecourt_domain::text::composed;

/// The text with its typography in plain characters. Letters stay as they are, whatever they cost: a name is not ours
/// to respell. But they are composed: `e` and an accent is not in the alphabet, and `é` is.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in composed(text).chars() {
        match typewritten(character) {
            Some(instead) => plain.push_str(instead),
            None => plain.push(character),
        }
    }
    plain
}

/// How a typewriter writes a mark that the GSM alphabet lacks; `None` for what stays.
fn typewritten(character: char) -> Option<&'static str> {
    Some(match character {
        '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' => "'",
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '·' | '•' | '∙' => "-",
        '…' => "...",
        '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => " ",
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '™' | '®' | '©' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::{self, Encoding};

    #[test]
    fn typography_costs_nothing() {
        let text = plain("Ben’s “Shine” · Wash – Wax — fast… 10\u{a0}€™");
        assert_eq!(text, "Ben's \"Shine\" - Wash - Wax - fast... 10 €");
        assert_eq!(segments::count(&text).encoding, Encoding::Gsm7);
    }

    #[test]
    fn everything_that_is_replaced_was_dear_and_is_cheap() {
        for character in '\0'..='\u{ffff}' {
            let Some(instead) = typewritten(character) else { continue };
            assert_eq!(segments::count(&character.to_string()).encoding, Encoding::Ucs2, "{character:?}");
            assert_eq!(segments::count(instead).encoding, Encoding::Gsm7, "{character:?}");
        }
    }

    #[test]
    fn a_letter_in_two_parts_costs_as_much_as_one() {
        let text = plain(&format!("Rene\u{301}s {}", "a".repeat(150)));
        assert_eq!(text, format!("Renés {}", "a".repeat(150)));
        let cost = segments::count(&text);
        assert_eq!((cost.encoding, cost.count), (Encoding::Gsm7, 1));
    }

    #[test]
    fn names_keep_their_letters() {
        for name in ["Zoë Çelik", "Łukasz", "Анна", "José’s", "می\u{200c}خواهم", "洗車"] {
            assert_eq!(plain(name), name.replace('’', "'"));
        }
    }
}
