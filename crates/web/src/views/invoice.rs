//! Views of invoices, for customers and staff: cards, and what is written on one.

use chrono::NaiveDate;
use forecourt_domain::invoice::{InvoiceStatus, Totals};
use forecourt_storage::{Invoice, InvoicePayment, WholeInvoice};
use serde::Serialize;

use super::Badge;
use crate::format::dates::Dates;
use crate::format::prices::Prices;
use crate::theme::words::Words;

/// An invoice on a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InvoiceCard {
    /// Its number, or the word for a draft.
    pub number: String,
    /// Its page.
    pub href: String,
    /// The job's status.
    pub badge: Badge,
    /// The day it was sent; a draft has none.
    pub issued: Option<String>,
    /// By when it is to be paid, in words, while it is not.
    pub due: Option<String>,
    /// The total amount.
    pub total: String,
    /// The remaining amount, if some has been paid.
    pub left: Option<String>,
    /// The vehicle of the invoice's job.
    pub vehicle: Option<String>,
    /// Its plate.
    pub registration: Option<String>,
    /// Whose it is.
    pub customer_name: String,
}

/// The contents of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InvoiceSheet {
    /// The lines.
    pub lines: Vec<SheetLine>,
    /// Without tax; none where there is no tax.
    pub net: Option<String>,
    /// The tax at each rate.
    pub taxes: Vec<SheetSum>,
    /// With tax.
    pub total: String,
    /// The payments.
    pub payments: Vec<SheetSum>,
    /// The remaining amount, if some has been paid.
    pub left: Option<String>,
    /// The shop's own note.
    pub note: Option<String>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetLine {
    /// The description.
    pub description: String,
    /// Quantity and price per unit; none for a quantity of one.
    pub detail: Option<String>,
    /// The tax on it, where not all lines have the same.
    pub rate: Option<String>,
    /// The amount, without tax.
    pub amount: String,
}

/// A sum with what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetSum {
    /// The name of the sum.
    pub label: String,
    /// The amount.
    pub amount: String,
}

/// Where an invoice stands, as people say it: "overdue" is a question of the day.
pub fn badge(invoice: &Invoice, today: NaiveDate, words: &Words) -> Badge {
    let (key, looks) = match invoice.status {
        InvoiceStatus::Open if invoice.is_overdue(today) => ("overdue", ("danger", "clock")),
        InvoiceStatus::Open => ("due", ("info", "receipt")),
        InvoiceStatus::Draft => ("draft", ("neutral", "pencil")),
        InvoiceStatus::Paid => ("paid", ("success", "circle-check")),
        InvoiceStatus::Void => ("void", ("neutral", "ban")),
    };
    Badge::of(key, looks, words)
}

/// Its number as people read it.
pub fn number(invoice: &Invoice, words: &Words) -> String {
    invoice.number.map_or_else(|| words.get("invoice-draft"), |number| number.to_string())
}

/// A payment, as people say it.
pub fn payment_of(
    invoice: &Invoice,
    payment: &InvoicePayment,
    words: &Words,
    dates: &Dates,
    prices: &Prices,
) -> SheetSum {
    let method = words.get(&format!("payment-{}", payment.method.as_str()));
    let said = [("method", method.into()), ("date", dates.day(payment.received_on).into())];
    SheetSum { label: words.with("invoice-paid-on", said), amount: prices.money(invoice.money(payment.amount)) }
}

impl InvoiceCard {
    /// An invoice's card.
    pub fn new(invoice: &Invoice, href: String, words: &Words, dates: &Dates, prices: &Prices) -> Self {
        let open = invoice.status == InvoiceStatus::Open;
        let to_come = open || invoice.status == InvoiceStatus::Draft;
        Self {
            number: number(invoice, words),
            href,
            badge: badge(invoice, dates.today(), words),
            issued: invoice.issued_on.map(|day| dates.day(day)),
            due: invoice
                .due_on
                .filter(|_| to_come)
                .map(|day| words.with("invoice-due", [("date", dates.day(day).into())])),
            total: prices.money(invoice.total()),
            left: (open && invoice.paid > 0).then(|| prices.money(invoice.due())),
            vehicle: invoice.vehicle.clone(),
            registration: invoice.registration.clone(),
            customer_name: invoice.customer_name.clone(),
        }
    }

    /// An example.
    pub fn sample() -> Self {
        Self {
            number: "INV-0042".into(),
            href: "/invoices/INV-0042".into(),
            badge: Badge { key: "due", label: "Due".into(), tone: "info", icon: "receipt" },
            issued: Some("Wednesday 22 May".into()),
            due: Some("Due Wednesday 5 June".into()),
            total: "$1,234.50".into(),
            left: Some("$34.50".into()),
            vehicle: Some("Volkswagen Golf GTI".into()),
            registration: Some("AB12 CDE".into()),
            customer_name: "Alex Morgan".into(),
        }
    }
}

impl InvoiceSheet {
    /// Builds the contents from a stored invoice.
    pub fn new(whole: &WholeInvoice, words: &Words, dates: &Dates, prices: &Prices) -> Self {
        let invoice = &whole.invoice;
        let money = |minor| prices.money(invoice.money(minor));
        let totals = Totals::of(&whole.lines);
        let mixed = whole.lines.windows(2).any(|pair| pair[0].tax_rate != pair[1].tax_rate);
        let lines = whole.lines.iter().map(|line| SheetLine {
            description: line.description.clone(),
            detail: (line.quantity != rust_decimal::Decimal::ONE)
                .then(|| format!("{} × {}", prices.number(line.quantity), money(line.unit_price))),
            rate: mixed.then(|| prices.percent(line.tax_rate)),
            amount: money(line.net()),
        });
        let taxes = totals.taxes.iter().map(|tax| SheetSum {
            label: words.with("invoice-tax", [("rate", prices.percent(tax.rate).into())]),
            amount: money(tax.tax),
        });
        let payments = whole.payments.iter().map(|(_, payment)| payment_of(invoice, payment, words, dates, prices));
        let left = invoice.status == InvoiceStatus::Open && invoice.paid > 0;
        Self {
            lines: lines.collect(),
            net: (!totals.taxes.is_empty()).then(|| money(totals.net)),
            taxes: taxes.collect(),
            total: money(totals.gross),
            payments: payments.collect(),
            left: left.then(|| prices.money(invoice.due())),
            note: invoice.note.clone(),
        }
    }

    /// An example.
    pub fn sample() -> Self {
        let sum = |label: &str, amount: &str| SheetSum { label: label.into(), amount: amount.into() };
        Self {
            lines: vec![SheetLine {
                description: "Brake pads & <fitting>".into(),
                detail: Some("2 × $40.00".into()),
                rate: Some("20%".into()),
                amount: "$80.00".into(),
            }],
            net: Some("$80.00".into()),
            taxes: vec![sum("Tax 20%", "$16.00")],
            total: "$96.00".into(),
            payments: vec![sum("Card, Wednesday 22 May", "$50.00")],
            left: Some("$46.00".into()),
            note: Some("Thank you".into()),
        }
    }
}
