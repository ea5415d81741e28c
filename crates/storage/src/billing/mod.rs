//! Invoices: what customers read of theirs. What staff do with them is in [`drafts`] and [`payments`].

mod drafts;
mod payments;

use chrono::{DateTime, NaiveDate, Utc};
use forecourt_domain::action_link::ActionThing;
use forecourt_domain::ids::{CustomerId, InvoiceId, InvoicePaymentId, TenantId};
use forecourt_domain::invoice::{InvoiceLine, InvoiceNumber, InvoiceStatus, PaymentMethod};
use forecourt_domain::money::{Currency, Money};
use forecourt_domain::reference::Reference;
use rust_decimal::Decimal;
use sea_orm::{DbBackend, QueryResult, Value};
use uuid::Uuid;

use crate::db::batch::{Prepared, prepared};
use crate::db::row::Row;
use crate::db::{Reach, values};
use crate::scope::CustomerScope;
use crate::scope::things::invoice_number;
use crate::{Error, Storage};

/// An invoice, as its card shows it.
#[derive(Debug, Clone)]
pub struct Invoice {
    /// Its id.
    pub id: InvoiceId,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// The customer's name.
    pub customer_name: String,
    /// Its number; a draft has none.
    pub number: Option<InvoiceNumber>,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// What its amounts are in.
    pub currency: Currency,
    /// The job it is for.
    pub job: Option<Reference>,
    /// What that job was done on, as people say it.
    pub vehicle: Option<String>,
    /// Its plate.
    pub registration: Option<String>,
    /// The day it was sent; a draft has none.
    pub issued_on: Option<NaiveDate>,
    /// By when it is to be paid.
    pub due_on: Option<NaiveDate>,
    /// The shop's own note.
    pub note: Option<String>,
    /// Without tax, in minor units.
    pub net: i64,
    /// The tax.
    pub tax: i64,
    /// With tax.
    pub gross: i64,
    /// What has been paid of it.
    pub paid: i64,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was paid in full, or withdrawn.
    pub closed_at: Option<DateTime<Utc>>,
    /// Counts changes, so that two people do not overwrite each other.
    pub version: i32,
}

/// An invoice with all that is on it.
#[derive(Debug, Clone)]
pub struct WholeInvoice {
    /// The invoice.
    pub invoice: Invoice,
    /// What it is for.
    pub lines: Vec<InvoiceLine>,
    /// What has come in, the oldest first.
    pub payments: Vec<(InvoicePaymentId, InvoicePayment)>,
}

/// Money that came in for an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoicePayment {
    /// How.
    pub method: PaymentMethod,
    /// How much, in minor units of the invoice's currency.
    pub amount: i64,
    /// On which day.
    pub received_on: NaiveDate,
}

/// What staff write on an invoice, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceDetails {
    /// The job it is for.
    pub job: Option<Reference>,
    /// By when it is to be paid; none: as usual, counted from the day it is sent.
    pub due_on: Option<NaiveDate>,
    /// The shop's own note.
    pub note: Option<String>,
    /// What it is for.
    pub lines: Vec<InvoiceLine>,
}

/// Which invoices a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InvoiceFilter {
    /// All.
    #[default]
    All,
    /// Those in one state.
    In(InvoiceStatus),
    /// Those that should have been paid before this day.
    Overdue(NaiveDate),
}

/// Why an invoice was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvoiceProblem {
    /// There is none such.
    NotFound,
    /// Another member changed it meanwhile.
    Stale,
    /// Not from where it stands.
    NotAllowed,
    /// The job is not this customer's.
    NotTheirJob,
    /// It would have to be paid before it is sent.
    DueBefore,
    /// More than is still to be paid, which is this much in minor units.
    TooMuch {
        /// What is left.
        left: i64,
    },
}

impl Invoice {
    /// What is to be paid in all.
    pub fn total(&self) -> Money {
        self.money(self.gross)
    }

    /// What is still to be paid: nothing once it is paid or withdrawn, and nothing yet of a draft.
    pub fn due(&self) -> Money {
        let left = if self.status == InvoiceStatus::Open { self.gross - self.paid } else { 0 };
        self.money(left)
    }

    /// So many minor units of its currency.
    pub fn money(&self, minor: i64) -> Money {
        Money { minor, currency: self.currency }
    }

    /// Whether it should have been paid before `today`.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.status == InvoiceStatus::Open && self.due_on.is_some_and(|due| due < today)
    }
}

const SELECT: &str = "SELECT i.id, i.customer_id, c.name AS customer_name, i.number, i.status, i.currency, w.reference, v.make, v.model,
       v.registration, i.issued_on, i.due_on, i.note, i.net, i.tax, i.gross, i.paid, i.created_at, i.closed_at, i.version
     FROM invoices i
     JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id
     LEFT JOIN work_orders w ON w.tenant_id = i.tenant_id AND w.customer_id = i.customer_id AND w.id = i.work_order_id
     LEFT JOIN vehicles v ON v.tenant_id = w.tenant_id AND v.customer_id = w.customer_id AND v.id = w.vehicle_id";

/// One customer's own, by shop, customer and number. Drafts are not theirs to read.
const OWN: &str = "i.tenant_id = $1 AND i.customer_id = $2 AND i.number = $3 AND i.status <> 'draft'";
/// The shop's, by shop and id.
const OF_SHOP: &str = "i.tenant_id = $1 AND i.id = $2";

/// The three statements that read an invoice whole, in one round trip.
struct Whole {
    invoice: Prepared,
    lines: Prepared,
    payments: Prepared,
}

static OWN_WHOLE: Whole = Whole {
    invoice: prepared!("own_invoice", own_invoice_sql),
    lines: prepared!("own_invoice_lines", own_lines_sql),
    payments: prepared!("own_invoice_payments", own_payments_sql),
};
static WHOLE_OF_SHOP: Whole = Whole {
    invoice: prepared!("shops_invoice", shops_invoice_sql),
    lines: prepared!("shops_invoice_lines", shops_lines_sql),
    payments: prepared!("shops_invoice_payments", shops_payments_sql),
};

/// The statements of this file, for the test that prepares them all.
#[cfg(test)]
pub(crate) static PREPARED: &[&Prepared] = &[
    &OWN_WHOLE.invoice,
    &OWN_WHOLE.lines,
    &OWN_WHOLE.payments,
    &WHOLE_OF_SHOP.invoice,
    &WHOLE_OF_SHOP.lines,
    &WHOLE_OF_SHOP.payments,
];

fn own_invoice_sql(_: DbBackend) -> String {
    format!("{SELECT} WHERE {OWN}")
}

fn own_lines_sql(_: DbBackend) -> String {
    lines_sql(OWN)
}

fn own_payments_sql(_: DbBackend) -> String {
    payments_sql(OWN)
}

fn shops_invoice_sql(_: DbBackend) -> String {
    format!("{SELECT} WHERE {OF_SHOP}")
}

fn shops_lines_sql(_: DbBackend) -> String {
    lines_sql(OF_SHOP)
}

fn shops_payments_sql(_: DbBackend) -> String {
    payments_sql(OF_SHOP)
}

fn lines_sql(condition: &str) -> String {
    format!(
        "SELECT l.description, l.quantity, l.unit_price, l.tax_rate FROM invoices i
         JOIN invoice_lines l ON l.tenant_id = i.tenant_id AND l.customer_id = i.customer_id AND l.invoice_id = i.id
         WHERE {condition} ORDER BY l.position"
    )
}

fn payments_sql(condition: &str) -> String {
    format!(
        "SELECT p.id, p.method, p.amount, p.received_on FROM invoices i
         JOIN invoice_payments p ON p.tenant_id = i.tenant_id AND p.customer_id = i.customer_id AND p.invoice_id = i.id
         WHERE {condition} ORDER BY p.id"
    )
}

impl CustomerScope {
    /// One's own invoices: those to be paid first, then the newest.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn invoices(&self) -> Result<Vec<Invoice>, Error> {
        let tx = self.read().await?;
        let sql = format!(
            "{SELECT} WHERE i.tenant_id = $1 AND i.customer_id = $2 AND i.status <> 'draft'
             ORDER BY (i.status = 'open') DESC, i.number DESC"
        );
        tx.all(&sql, self.key()).await?.iter().map(Invoice::from_row).collect()
    }

    /// One of one's own invoices, whole.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn invoice(&self, number: InvoiceNumber) -> Result<Option<WholeInvoice>, Error> {
        let [tenant, customer] = self.key();
        let Ok(count) = i32::try_from(number.get()) else { return Ok(None) };
        let found = OWN_WHOLE.read(&self.storage, self.grant.tenant_id, &[tenant, customer, count.into()]).await?;
        Ok(found.filter(|whole| self.reaches(ActionThing::Invoice(whole.invoice.id))))
    }
}

impl Whole {
    async fn read(&self, storage: &Storage, tenant_id: TenantId, key: &[Value]) -> Result<Option<WholeInvoice>, Error> {
        let calls = [(&self.invoice, key), (&self.lines, key), (&self.payments, key)];
        let [invoice, lines, payments] = storage.db().read_batch(Reach::Tenant(tenant_id), calls).await?;
        let Some(invoice) = invoice.first() else { return Ok(None) };
        Ok(Some(WholeInvoice {
            invoice: Invoice::from_row(invoice)?,
            lines: lines.iter().map(line).collect::<Result<_, _>>()?,
            payments: payments.iter().map(payment).collect::<Result<_, _>>()?,
        }))
    }
}

impl Invoice {
    fn from_row(row: &QueryResult) -> Result<Self, Error> {
        let corrupt = |what| Error::Corrupt { what };
        let vehicle = match (row.read::<Option<String>>("make")?, row.read::<Option<String>>("model")?) {
            (Some(make), Some(model)) => Some(format!("{make} {model}")),
            _ => None,
        };
        Ok(Self {
            id: row.read::<Uuid>("id")?.into(),
            customer_id: row.read::<Uuid>("customer_id")?.into(),
            customer_name: row.read("customer_name")?,
            number: row.read::<Option<i32>>("number")?.map(invoice_number).transpose()?,
            status: row.read::<String>("status")?.parse().map_err(|_| corrupt("invoice status"))?,
            currency: row.read::<String>("currency")?.try_into().map_err(|_| corrupt("currency"))?,
            job: row
                .read::<Option<String>>("reference")?
                .map(|text| text.parse().map_err(|_| corrupt("reference")))
                .transpose()?,
            vehicle,
            registration: row.read("registration")?,
            issued_on: row.read("issued_on")?,
            due_on: row.read("due_on")?,
            note: row.read("note")?,
            net: row.read("net")?,
            tax: row.read("tax")?,
            gross: row.read("gross")?,
            paid: row.read("paid")?,
            created_at: row.read("created_at")?,
            closed_at: row.read("closed_at")?,
            version: row.read("version")?,
        })
    }
}

fn line(row: &QueryResult) -> Result<InvoiceLine, Error> {
    Ok(InvoiceLine {
        description: row.read("description")?,
        quantity: Decimal::new(row.read("quantity")?, 3),
        unit_price: row.read("unit_price")?,
        tax_rate: Decimal::new(row.read::<i32>("tax_rate")?.into(), 3),
    })
}

fn payment(row: &QueryResult) -> Result<(InvoicePaymentId, InvoicePayment), Error> {
    let payment = InvoicePayment {
        method: row.read::<String>("method")?.parse().map_err(|_| Error::Corrupt { what: "way of paying" })?,
        amount: row.read("amount")?,
        received_on: row.read("received_on")?,
    };
    Ok((row.read::<Uuid>("id")?.into(), payment))
}

/// The values of a row's key, for statements that begin with them.
fn key_of(tenant_id: TenantId, id: InvoiceId) -> [Value; 2] {
    values![tenant_id.uuid(), id.uuid()]
}
