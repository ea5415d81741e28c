//! Prices and numbers as people write them, in the shop's language.

use forecourt_domain::money::Money;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal as Digits;
use icu_locale_core::Locale;
use rust_decimal::Decimal;

use crate::theme::words::Words;

/// Says prices for one shop.
#[derive(Debug)]
pub struct Prices {
    words: Words,
    numbers: DecimalFormatter,
}

impl Prices {
    /// In the language of these words.
    #[expect(clippy::expect_used, reason = "the data of all languages is compiled in")]
    pub fn new(words: Words) -> Self {
        let locale = Locale::try_from_str(words.language()).unwrap_or(Locale::UNKNOWN);
        let numbers = DecimalFormatter::try_new(locale.into(), Default::default()).expect("numbers of every language");
        Self { words, numbers }
    }

    /// `$1,234.50`; below nothing with a minus before it.
    pub fn money(&self, money: Money) -> String {
        let symbol = money.currency.symbol();
        let amount = self.digits(money.decimal().abs());
        // Letters stand apart from digits in every language.
        let id = if symbol.chars().all(char::is_alphabetic) { "money-letters" } else { "money" };
        let said = self.words.with(id, [("symbol", symbol.as_str().into()), ("amount", amount.as_str().into())]);
        let said = said.trim();
        if money.minor < 0 { format!("−{said}") } else { said.to_owned() }
    }

    /// `1.5`, without idle noughts.
    pub fn number(&self, number: Decimal) -> String {
        self.digits(number.normalize())
    }

    /// `20%`
    pub fn percent(&self, percent: Decimal) -> String {
        self.words.with("percent", [("number", self.number(percent).into())])
    }

    /// The decimal separator.
    pub fn point(&self) -> char {
        self.digits(Decimal::new(5, 1)).chars().find(|c| !c.is_ascii_digit()).unwrap_or('.')
    }

    /// In the form in which people type it into a field and [`typed_number`](forecourt_domain::money::typed_number)
    /// reads it.
    pub fn typed(&self, number: Decimal) -> String {
        number.to_string().replace('.', self.point().encode_utf8(&mut [0; 4]))
    }

    fn digits(&self, number: Decimal) -> String {
        let mut digits = Digits::from(number.mantissa());
        digits.multiply_pow10(-i16::try_from(number.scale()).unwrap_or(0));
        self.numbers.format(&digits).to_string()
    }
}

#[cfg(test)]
mod tests {
    use forecourt_domain::money::typed_number;

    use super::*;
    use crate::theme::files::Files;
    use crate::theme::words::Catalogues;

    fn prices(locale: &str) -> Prices {
        let all = Catalogues::load(&Files::default(), &["garage".into()]).unwrap();
        Prices::new(all.get(locale, "garage").unwrap().clone())
    }

    #[test]
    fn prices_are_written_as_the_language_does() {
        for (locale, minor, currency, said) in [
            ("en-US", 123_450, "USD", "$1,234.50"),
            ("en-GB", 5, "GBP", "£0.05"),
            ("en-US", -5_000, "USD", "−$50.00"),
            ("de-DE", 123_450, "EUR", "1.234,50\u{a0}€"),
            ("en-US", 1_200, "JPY", "¥1,200"),
            ("en-US", 1_200, "PLN", "zł\u{a0}12.00"),
            ("de-DE", 1_200, "PLN", "12,00\u{a0}zł"),
        ] {
            let money = Money { minor, currency: currency.parse().unwrap() };
            assert_eq!(prices(locale).money(money), said);
        }
        let unknown = Money { minor: 100, currency: forecourt_domain::money::Currency::NONE };
        assert!(prices("en-US").money(unknown).starts_with('1'));
        assert_eq!(prices("en-US").percent(Decimal::new(2_000, 2)), "20%");
        assert_eq!(prices("de-DE").percent(Decimal::new(750, 2)), "7,5\u{a0}%");
        assert_eq!(prices("de-DE").number(Decimal::new(1_500, 3)), "1,5");
    }

    #[test]
    fn what_stands_in_a_field_can_be_sent_as_it_is() {
        for locale in ["en-US", "de-DE"] {
            let prices = prices(locale);
            for number in [Decimal::new(123_450, 2), Decimal::new(-5, 2), Decimal::new(7, 0)] {
                assert_eq!(typed_number(&prices.typed(number), prices.point(), 2), Ok(number), "{locale}");
            }
        }
    }
}
