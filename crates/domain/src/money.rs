//! Money, in whole minor units (cents) of one currency, and numbers as people type them.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A currency of ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

/// The text is no code of ISO 4217.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("is no currency: it is three letters such as USD")]
pub struct UnknownCurrency;

impl Currency {
    /// "No currency" (ISO 4217, XXX): for an amount whose own is not known.
    pub const NONE: Self = Self(iso_currency::Currency::XXX);

    /// Its three letters.
    pub fn as_str(self) -> &'static str {
        self.0.code()
    }

    /// What stands beside an amount of it: a sign, or the letters where it has none.
    pub fn symbol(self) -> String {
        match self.0.symbol().symbol {
            _ if self == Self::NONE => String::new(),
            // The list's placeholder for a missing sign, and one that is not in use (the franc's).
            sign if sign == "¤" || sign == "₣" => self.as_str().to_owned(),
            sign => sign,
        }
    }

    /// How many digits its minor unit has: 2 for cents.
    pub fn digits(self) -> u32 {
        self.0.exponent().map_or(2, u32::from)
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(text: &str) -> Result<Self, UnknownCurrency> {
        let code = text.trim().to_ascii_uppercase();
        let known = iso_currency::Currency::from_code(&code).ok_or(UnknownCurrency)?;
        if known.is_fund() || known.is_special() { Err(UnknownCurrency) } else { Ok(Self(known)) }
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownCurrency;

    fn try_from(text: String) -> Result<Self, UnknownCurrency> {
        if text == Self::NONE.as_str() { Ok(Self::NONE) } else { text.parse() }
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// In minor units: cents.
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

impl Money {
    /// The amount in major units: 12.50.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.digits())
    }
}

/// Why a typed number was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NumberError {
    /// It is none.
    #[error("is no number")]
    NotANumber,
    /// It has more digits after the point than there are.
    #[error("has more than {0} digits after the point")]
    TooFine(u32),
}

/// A typed number: `point` divides the whole from its parts, the other of `.` and `,`, spaces and apostrophes may group
/// thousands. At most `digits` digits after the point.
///
/// # Errors
/// [`NumberError`], naming what is wrong.
pub fn typed_number(text: &str, point: char, digits: u32) -> Result<Decimal, NumberError> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let (whole, parts) = text.split_once(point).unwrap_or((text, ""));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let grouping = |c: char| matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’') && c != point;
    let mut groups = whole.split(grouping);
    let first = groups.next().unwrap_or("");
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty()
        || first.len() <= 3 && !first.starts_with('0') && rest.iter().all(|group| group.len() == 3 && is_digits(group));
    if !is_digits(first) || !grouped || !(parts.is_empty() || is_digits(parts)) {
        return Err(NumberError::NotANumber);
    }
    if parts.trim_end_matches('0').len() > digits as usize {
        return Err(NumberError::TooFine(digits));
    }
    let number = format!("{first}{}.{parts}0", rest.concat());
    let number = Decimal::from_str_exact(&number).map_err(|_| NumberError::NotANumber)?;
    Ok(if negative { -number } else { number })
}

/// The number counted in units of its last digit, of which there are `digits` after the point: 12.5 with two is 1250, as
/// cents are; none where they are beyond counting.
pub fn in_units(mut number: Decimal, digits: u32) -> Option<i64> {
    number.rescale(digits);
    number.mantissa().try_into().ok()
}

/// To whole minor units, half of one away from zero, as invoices are rounded; none where they are beyond counting.
pub(crate) fn to_minor(amount: Decimal) -> Option<i64> {
    amount.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_know_their_signs_and_digits() {
        let of = |code: &str| code.parse::<Currency>().map(|c| (c.symbol(), c.digits()));
        assert_eq!(of("usd"), Ok(("$".to_owned(), 2)));
        assert_eq!(of("EUR"), Ok(("€".to_owned(), 2)));
        assert_eq!(of("CHF").map(|(sign, _)| sign).as_deref(), Ok("CHF"));
        assert_eq!(of("JPY").map(|(_, digits)| digits), Ok(0));
        for bad in ["", "ZZZ", "XXX", "dollars", "XAU"] {
            assert_eq!(of(bad), Err(UnknownCurrency), "{bad}");
        }
        let amount = Money { minor: -1_250, currency: "USD".parse().unwrap() };
        assert_eq!(amount.decimal().to_string(), "-12.50");
        assert_eq!(in_units(amount.decimal(), 2), Some(-1_250));
        assert_eq!(in_units(Decimal::new(125, 1), 3), Some(12_500));
        assert_eq!(in_units(Decimal::MAX, 0), None);
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let typed = |text: &str, point| typed_number(text, point, 2).map(|n| n.normalize().to_string());
        for (text, point, read) in [
            ("40", '.', "40"),
            (" 1,234.50 ", '.', "1234.5"),
            ("1.234,5", ',', "1234.5"),
            ("1 234,50", ',', "1234.5"),
            ("1'234.50", '.', "1234.5"),
            ("-12.3", '.', "-12.3"),
            ("12.500", '.', "12.5"),
            ("12.", '.', "12"),
            ("1,234", '.', "1234"),
            ("0", '.', "0"),
        ] {
            assert_eq!(typed(text, point).as_deref(), Ok(read), "{text}");
        }
        for text in [
            "",
            "-",
            "abc",
            "1,23",
            "12,34.5",
            "1.2.3",
            "1e5",
            "0,500",
            "$5",
            ".5,",
            "1,2345",
            "99999999999999999999999999999999",
        ] {
            assert_eq!(typed(text, '.'), Err(NumberError::NotANumber), "{text}");
        }
        assert_eq!(typed("1.005", '.'), Err(NumberError::TooFine(2)));
    }
}
