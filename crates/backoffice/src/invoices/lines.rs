//! The lines of an invoice's form: as typed, and as they are once nothing is wrong with them.

use forecourt_domain::invoice::{InvoiceLine, Totals};
use forecourt_domain::money::{Currency, NumberError, in_units, typed_number};
use forecourt_domain::text::{Line, TextError};
use forecourt_web::Words;
use forecourt_web::forms::{Field, Submitted, text_problem};
use forecourt_web::prices::Prices;
use rust_decimal::Decimal;
use serde::Serialize;

/// More lines than anybody types.
const MOST: usize = 50;
/// The longest description, in characters.
const MAX_DESCRIPTION: usize = 300;
/// So many empty lines follow what there is.
const SPARE: usize = 2;
/// A form begins with so many.
const LEAST: usize = 4;

/// A line as typed.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct LineForm {
    pub(crate) description: Field,
    pub(crate) quantity: Field,
    pub(crate) price: Field,
    pub(crate) tax: Field,
}

/// The number format and currency by which typed lines are read.
pub(crate) struct Reading<'a> {
    pub(crate) words: &'a Words,
    pub(crate) prices: &'a Prices,
    pub(crate) currency: Currency,
}

impl LineForm {
    /// The form's fields for a stored line.
    pub(crate) fn filled(line: &InvoiceLine, currency: Currency, prices: &Prices) -> Self {
        let field = |value: String| Field { value, error: None };
        Self {
            description: field(line.description.clone()),
            quantity: field(prices.typed(line.quantity.normalize())),
            price: field(prices.typed(Decimal::new(line.unit_price, currency.digits()))),
            tax: field(prices.typed(line.tax_rate.normalize())),
        }
    }

    /// A line with nothing but a description and the usual tax.
    pub(crate) fn begun(description: &str, tax: Option<Decimal>, prices: &Prices) -> Self {
        // A field has one line; what a job says may have several.
        let folded = description.split_whitespace().collect::<Vec<_>>().join(" ");
        let tax = tax.map(|tax| prices.typed(tax.normalize())).unwrap_or_default();
        Self {
            description: Field { value: folded.chars().take(MAX_DESCRIPTION).collect(), error: None },
            tax: Field { value: tax, error: None },
            ..Self::default()
        }
    }

    fn is_blank(&self) -> bool {
        [&self.description, &self.quantity, &self.price].iter().all(|field| field.value.trim().is_empty())
    }
}

/// The typed fields, line by line; `more`: how many empty ones besides.
pub(crate) fn typed(form: &Submitted, more: usize) -> Vec<LineForm> {
    let columns = ["line_description[]", "line_quantity[]", "line_price[]", "line_tax[]"].map(|name| form.all(name));
    let rows = columns.iter().map(|column| column.len()).max().unwrap_or(0).min(MOST);
    let field = |column: &[String], at: usize| Field {
        value: column.get(at).map(|text| text.chars().take(1_000).collect()).unwrap_or_default(),
        error: None,
    };
    let [descriptions, quantities, prices, taxes] = columns;
    let line = |at| LineForm {
        description: field(descriptions, at),
        quantity: field(quantities, at),
        price: field(prices, at),
        tax: field(taxes, at),
    };
    let typed: Vec<LineForm> = (0..rows).map(line).filter(|line| !line.is_blank()).collect();
    with_room(typed, more)
}

/// The lines with empty ones after them, which take the tax of the last.
pub(crate) fn with_room(mut lines: Vec<LineForm>, more: usize) -> Vec<LineForm> {
    let tax = lines.last().map(|line| line.tax.value.clone()).unwrap_or_default();
    let wanted = (lines.len() + SPARE + more).clamp(LEAST, MOST);
    lines.resize_with(wanted.max(lines.len()), || LineForm {
        tax: Field { value: tax.clone(), error: None },
        ..LineForm::default()
    });
    lines
}

impl Reading<'_> {
    /// Reads all lines that are not blank.
    ///
    /// # Errors
    /// The lines again, with what is wrong with each, and the words for what is wrong with the whole.
    pub(crate) fn read(&self, mut lines: Vec<LineForm>) -> Result<Vec<InvoiceLine>, (Vec<LineForm>, String)> {
        let mut read = Vec::new();
        let mut sound = true;
        for line in lines.iter_mut().filter(|line| !line.is_blank()) {
            match self.line(line) {
                Some(line) => read.push(line),
                None => sound = false,
            }
        }
        let problem = match () {
            () if !sound => "error-form",
            () if read.is_empty() => "invoice-no-lines",
            () if Totals::of(&read).gross <= 0 => "invoice-nothing-to-pay",
            () => return Ok(read),
        };
        Err((lines, self.words.get(problem)))
    }

    fn line(&self, form: &mut LineForm) -> Option<InvoiceLine> {
        let digits = self.currency.digits();
        let description = Line::<MAX_DESCRIPTION>::parse(&form.description.value).map(Line::into_string);
        form.description.error = description.as_ref().err().map(|error| match error {
            TextError::Empty => self.words.get("invoice-line-description"),
            error => text_problem(self.words, *error),
        });
        // One of it, and no tax, where nothing is said.
        let quantity = self.number(&mut form.quantity, 3, Some(Decimal::ONE), |n| {
            n > Decimal::ZERO && n < Decimal::from(InvoiceLine::MAX_QUANTITY)
        });
        let most = Decimal::new(InvoiceLine::MAX_PRICE, digits);
        let price = self.number(&mut form.price, digits, None, |n| n.abs() <= most);
        let tax_rate =
            self.number(&mut form.tax, 3, Some(Decimal::ZERO), |n| n >= Decimal::ZERO && n <= Decimal::ONE_HUNDRED);
        Some(InvoiceLine {
            description: description.ok()?,
            quantity: quantity?,
            unit_price: in_units(price?, digits)?,
            tax_rate: tax_rate?,
        })
    }

    /// A number of a field, `otherwise` where nothing is typed.
    fn number(
        &self,
        field: &mut Field,
        digits: u32,
        otherwise: Option<Decimal>,
        fits: impl Fn(Decimal) -> bool,
    ) -> Option<Decimal> {
        let text = field.value.trim();
        let problem = match (text, otherwise) {
            ("", Some(number)) => return Some(number),
            ("", None) => "error-required",
            (text, _) => match typed_number(text, self.prices.point(), digits) {
                Ok(number) if fits(number) => return Some(number),
                Ok(_) => "invoice-number-far",
                Err(NumberError::NotANumber) => "invoice-number",
                Err(NumberError::TooFine(_)) => "invoice-number-fine",
            },
        };
        field.error = Some(self.words.get(problem));
        None
    }
}
