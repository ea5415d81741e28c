//! The invoices of a demo's past: sent, and mostly paid.

use chrono::{DateTime, NaiveDate, Utc};
use forecourt_domain::ids::{CustomerId, InvoiceId, InvoicePaymentId};
use forecourt_domain::invoice::{InvoiceLine, PaymentMethod, Totals};
use uuid::Uuid;

use crate::Error;
use crate::db::{Tx, values};
use crate::jobs::home_cache::recount;
use crate::scope::TenantScope;

/// An invoice that was sent.
#[derive(Debug)]
pub struct SeedInvoice {
    /// Which of the customer's jobs it is for.
    pub job: Option<usize>,
    /// What it is for.
    pub lines: Vec<InvoiceLine>,
    /// What the shop adds.
    pub note: Option<String>,
    /// When it was sent, and on which day of the shop's that was.
    pub sent_at: (DateTime<Utc>, NaiveDate),
    /// By when it is to be paid.
    pub due_on: NaiveDate,
    /// How it was paid, and when: that moment, and its day.
    pub paid: Option<(PaymentMethod, DateTime<Utc>, NaiveDate)>,
}

/// Whose it is, and the jobs of theirs that it can be for.
pub(crate) type OfWhom = (CustomerId, Vec<Uuid>);

impl TenantScope {
    /// Writes invoices in the order they were sent, so that they are numbered as they would have been.
    pub(crate) async fn seed_invoices(
        &self,
        tx: &Tx,
        currency: &str,
        mut invoices: Vec<(OfWhom, SeedInvoice)>,
    ) -> Result<(), Error> {
        invoices.sort_by_key(|(_, invoice)| invoice.sent_at);
        for (number, ((customer, jobs), invoice)) in (1i32..).zip(&invoices) {
            let job = invoice.job.and_then(|at| jobs.get(at)).copied();
            self.seed_invoice(tx, currency, *customer, job, number, invoice).await?;
            recount(tx, self.tenant_id.uuid(), customer.uuid()).await?;
        }
        let count = i32::try_from(invoices.len()).unwrap_or(0);
        let sql = "UPDATE tenants SET invoice_count = $2 WHERE id = $1";
        tx.run(sql, values![self.tenant_id.uuid(), count]).await.map(drop)
    }

    async fn seed_invoice(
        &self,
        tx: &Tx,
        currency: &str,
        customer: CustomerId,
        job: Option<Uuid>,
        number: i32,
        invoice: &SeedInvoice,
    ) -> Result<(), Error> {
        let entropy = self.storage.entropy().as_ref();
        let (sent_at, sent_on) = invoice.sent_at;
        let id = InvoiceId::new(sent_at, entropy);
        let totals = Totals::of(&invoice.lines);
        let (status, paid) = if invoice.paid.is_some() { ("paid", totals.gross) } else { ("open", 0) };
        let sql = "INSERT INTO invoices
                     (id, tenant_id, customer_id, work_order_id, number, status, currency, issued_on, due_on, note, net, tax, gross, paid,
                      created_at, closed_at, version)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 2)";
        let row = values![
            id.uuid(),
            self.tenant_id.uuid(),
            customer.uuid(),
            job,
            number,
            status,
            currency,
            sent_on,
            invoice.due_on,
            invoice.note.clone(),
            totals.net,
            totals.tax,
            totals.gross,
            paid,
            sent_at,
            invoice.paid.map(|(_, at, _)| at)
        ];
        tx.run(sql, row).await?;
        self.insert_lines(tx, customer.uuid(), id, &invoice.lines).await?;
        let Some((method, at, day)) = invoice.paid else { return Ok(()) };
        let sql = "INSERT INTO invoice_payments (id, tenant_id, customer_id, invoice_id, method, amount, received_on, created_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let payment = values![
            InvoicePaymentId::new(at, entropy).uuid(),
            self.tenant_id.uuid(),
            customer.uuid(),
            id.uuid(),
            method.as_str(),
            totals.gross,
            day,
            at
        ];
        tx.run(sql, payment).await.map(drop)
    }
}
