//! Invoices: their life, their numbers, and what their lines come to.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::money::to_minor;
use crate::tenant::{UnknownWord, stored_words};

/// Where an invoice stands. Whether it is overdue is a question of the day, and no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvoiceStatus {
    /// Being written; the customer does not know of it.
    Draft,
    /// Has its number, and is to be paid.
    Open,
    /// Paid in full.
    Paid,
    /// Withdrawn.
    Void,
}

/// How an invoice was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentMethod {
    /// With a card, at the desk.
    Card,
    /// In cash.
    Cash,
    /// From their bank.
    Transfer,
    /// Otherwise.
    Other,
}

stored_words! {
    InvoiceStatus { Draft = "draft", Open = "open", Paid = "paid", Void = "void" }
    PaymentMethod { Card = "card", Cash = "cash", Transfer = "transfer", Other = "other" }
}

impl PaymentMethod {
    /// All of them, the most usual first.
    pub const ALL: [Self; 4] = [Self::Card, Self::Cash, Self::Transfer, Self::Other];
}

/// An invoice's number, counted in its shop without a gap: `INV-0042`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InvoiceNumber(u32);

/// The text is no number of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an invoice's number reads like INV-0042")]
pub struct NotAnInvoiceNumber;

impl InvoiceNumber {
    /// The count.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl From<u32> for InvoiceNumber {
    fn from(count: u32) -> Self {
        Self(count)
    }
}

impl fmt::Display for InvoiceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "INV-{:04}", self.0)
    }
}

impl FromStr for InvoiceNumber {
    type Err = NotAnInvoiceNumber;

    /// Case does not matter: people type it. Every number has one spelling otherwise.
    fn from_str(text: &str) -> Result<Self, NotAnInvoiceNumber> {
        let upper = text.to_ascii_uppercase();
        let count = upper.strip_prefix("INV-").and_then(|digits| digits.parse().ok()).map(Self);
        count.filter(|number| number.to_string() == upper).ok_or(NotAnInvoiceNumber)
    }
}

/// A line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceLine {
    /// The description.
    pub description: String,
    /// How many, to a thousandth, above nothing and below [`InvoiceLine::MAX_QUANTITY`].
    pub quantity: Decimal,
    /// What one costs without tax, in minor units, of at most [`InvoiceLine::MAX_PRICE`] either way: a discount is a line
    /// below nothing.
    pub unit_price: i64,
    /// The tax on it, in percent to a thousandth, from 0 to 100.
    pub tax_rate: Decimal,
}

impl InvoiceLine {
    /// More than this of one thing is a slip of the finger.
    pub const MAX_QUANTITY: i64 = 100_000;
    /// So is a price above this, in minor units.
    pub const MAX_PRICE: i64 = 100_000_000_000;

    /// What it comes to without tax, in minor units.
    pub fn net(&self) -> i64 {
        // The two limits together stay far below what an i64 holds.
        to_minor(self.quantity * Decimal::from(self.unit_price)).unwrap_or_default()
    }
}

/// What an invoice comes to, in minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Without tax.
    pub net: i64,
    /// The tax at each rate above nothing, the highest first.
    pub taxes: Vec<Tax>,
    /// All tax.
    pub tax: i64,
    /// With tax: what is to be paid.
    pub gross: i64,
}

/// The tax at one rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tax {
    /// In percent.
    pub rate: Decimal,
    /// In minor units.
    pub tax: i64,
}

impl Totals {
    /// Adds lines up. Tax is worked out on what all lines of a rate come to, not line by line: so the sums on the page
    /// agree with each other (EN 16931, BR-CO-17).
    pub fn of(lines: &[InvoiceLine]) -> Self {
        let mut rates: Vec<(Decimal, i64)> = Vec::new();
        for line in lines {
            match rates.iter_mut().find(|(rate, _)| *rate == line.tax_rate) {
                Some((_, net)) => *net += line.net(),
                None => rates.push((line.tax_rate, line.net())),
            }
        }
        rates.sort_by_key(|(rate, _)| std::cmp::Reverse(*rate));
        let net = rates.iter().map(|(_, net)| net).sum();
        let tax =
            |rate: Decimal, net: i64| to_minor(Decimal::from(net) * rate / Decimal::ONE_HUNDRED).unwrap_or_default();
        let taxed = rates.iter().filter(|(rate, _)| !rate.is_zero());
        let taxes: Vec<Tax> = taxed.map(|(rate, net)| Tax { rate: *rate, tax: tax(*rate, *net) }).collect();
        let tax = taxes.iter().map(|tax| tax.tax).sum();
        Self { net, taxes, tax, gross: net + tax }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(quantity: &str, unit_price: i64, tax_rate: &str) -> InvoiceLine {
        let number = |text: &str| Decimal::from_str_exact(text).unwrap();
        InvoiceLine { description: "x".into(), quantity: number(quantity), unit_price, tax_rate: number(tax_rate) }
    }

    #[test]
    fn numbers_read_back() {
        let number = InvoiceNumber::from(42);
        assert_eq!(number.to_string(), "INV-0042");
        assert_eq!("inv-0042".parse(), Ok(number));
        assert_eq!(InvoiceNumber::from(123_456).to_string().parse(), Ok(InvoiceNumber::from(123_456)));
        for bad in ["", "INV-", "INV-42", "INV-00042", "INV-+042", "42", "WO-0042", "INV-99999999999"] {
            assert_eq!(bad.parse::<InvoiceNumber>(), Err(NotAnInvoiceNumber), "{bad}");
        }
    }

    #[test]
    fn lines_are_rounded_half_up() {
        assert_eq!(line("1.5", 333, "0").net(), 500, "499.5");
        assert_eq!(line("1.5", -333, "0").net(), -500);
        let most = line("100000", InvoiceLine::MAX_PRICE, "100");
        assert_eq!(Totals::of(&vec![most; 50]).gross, 2 * 50 * 100_000 * InvoiceLine::MAX_PRICE);
    }

    #[test]
    fn tax_is_of_each_rate() {
        let totals =
            Totals::of(&[line("1", 10_000, "20"), line("2", 333, "5"), line("3", 333, "20.00"), line("1", -99, "0")]);
        assert_eq!(totals.net, 10_000 + 666 + 999 - 99);
        let taxes: Vec<_> = totals.taxes.iter().map(|tax| (tax.rate.normalize().to_string(), tax.tax)).collect();
        assert_eq!(taxes, [("20".to_owned(), 2_200), ("5".to_owned(), 33)]);
        assert_eq!((totals.tax, totals.gross), (2_233, 11_566 + 2_233));
    }
}
