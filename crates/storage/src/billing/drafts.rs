//! What staff do with invoices: drafting, sending, withdrawing. Payments are in [`super::payments`].

use chrono::{NaiveDate, TimeDelta};
use forecourt_domain::channel::SendChannel;
use forecourt_domain::ids::{CustomerId, InvoiceId};
use forecourt_domain::invoice::{InvoiceLine, InvoiceStatus, Totals};
use forecourt_domain::money::{Money, in_units};
use forecourt_domain::reference::Reference;
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::{Invoice, InvoiceDetails, InvoiceFilter, InvoiceProblem, SELECT, WHOLE_OF_SHOP, WholeInvoice, key_of};
use crate::Error;
use crate::audit::{Action, Subject};
use crate::db::row::Row;
use crate::db::{Tx, for_update_sql, values};
use crate::jobs::home_cache::recount;
use crate::links::action::{Notice, tell_of_invoice};
use crate::scope::TenantScope;
use crate::scope::things::invoice_number;
use crate::shops::Tenant;

/// The payment term of an invoice without a due date.
const USUAL_TERM: TimeDelta = TimeDelta::days(14);

impl TenantScope {
    /// A page of the shop's invoices, the newest first, and how many there are.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn invoices(&self, filter: InvoiceFilter, offset: u64, limit: u64) -> Result<(Vec<Invoice>, u64), Error> {
        let tx = self.read().await?;
        let tenant = self.tenant_id.uuid();
        let (condition, values) = match filter {
            InvoiceFilter::All => ("", values![tenant].to_vec()),
            InvoiceFilter::In(status) => ("AND i.status = $2", values![tenant, status.as_str()].to_vec()),
            InvoiceFilter::Overdue(today) => {
                ("AND i.status = 'open' AND i.due_on < $2", values![tenant, today].to_vec())
            }
        };
        let sql =
            format!("{SELECT} WHERE i.tenant_id = $1 {condition} ORDER BY i.id DESC LIMIT {limit} OFFSET {offset}");
        let rows = tx.all(&sql, values.clone()).await?.iter().map(Invoice::from_row).collect::<Result<_, _>>()?;
        let sql = format!("SELECT count(*) AS n FROM invoices i WHERE i.tenant_id = $1 {condition}");
        let total = tx.one(&sql, values).await?.map_or(Ok(0), |row| row.read::<i64>("n"))?;
        Ok((rows, u64::try_from(total).unwrap_or(0)))
    }

    /// A customer's invoices, the newest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn invoices_of(&self, customer_id: CustomerId) -> Result<Vec<Invoice>, Error> {
        let tx = self.read().await?;
        let sql = format!("{SELECT} WHERE i.tenant_id = $1 AND i.customer_id = $2 ORDER BY i.id DESC");
        let key = values![self.tenant_id.uuid(), customer_id.uuid()];
        tx.all(&sql, key).await?.iter().map(Invoice::from_row).collect()
    }

    /// The tax that was last on an invoice here, in percent: most shops have one.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn usual_tax(&self) -> Result<Option<Decimal>, Error> {
        let tx = self.read().await?;
        let sql = "SELECT l.tax_rate FROM invoices i JOIN invoice_lines l ON l.tenant_id = i.tenant_id AND l.invoice_id = i.id
                   WHERE i.tenant_id = $1 ORDER BY i.id DESC, l.position LIMIT 1";
        let row = tx.one(sql, values![self.tenant_id.uuid()]).await?;
        row.map(|row| Ok(Decimal::new(row.read::<i32>("tax_rate")?.into(), 3))).transpose()
    }

    /// One invoice, whole.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn invoice(&self, id: InvoiceId) -> Result<Option<WholeInvoice>, Error> {
        WHOLE_OF_SHOP.read(&self.storage, self.tenant_id, &key_of(self.tenant_id, id)).await
    }

    /// Writes a draft.
    ///
    /// # Errors
    /// [`InvoiceProblem::NotFound`] without such a customer, [`InvoiceProblem::NotTheirJob`]; [`Error`] from the database.
    pub async fn add_invoice(
        &self,
        tenant: &Tenant,
        customer_id: CustomerId,
        details: &InvoiceDetails,
    ) -> Result<Result<InvoiceId, InvoiceProblem>, Error> {
        let now = self.storage.clock().now();
        let id = InvoiceId::new(now, self.storage.entropy().as_ref());
        let tx = self.write().await?;
        // Not locked, as it is elsewhere: a transaction that moves the job has the job locked, and locks the customer
        // next.
        let sql = "SELECT 1 AS one FROM customers WHERE tenant_id = $1 AND id = $2";
        if tx.one(sql, values![self.tenant_id.uuid(), customer_id.uuid()]).await?.is_none() {
            return Ok(Err(InvoiceProblem::NotFound));
        }
        let Some(job) = self.their_job(&tx, customer_id, details.job.as_ref()).await? else {
            return Ok(Err(InvoiceProblem::NotTheirJob));
        };
        let totals = Totals::of(&details.lines);
        let sql = "INSERT INTO invoices
                     (id, tenant_id, customer_id, work_order_id, status, currency, due_on, note, net, tax, gross, created_at, version)
                   VALUES ($1, $2, $3, $4, 'draft', $5, $6, $7, $8, $9, $10, $11, 1)";
        let row = values![
            id.uuid(),
            self.tenant_id.uuid(),
            customer_id.uuid(),
            job,
            tenant.currency.as_str(),
            details.due_on,
            details.note.clone(),
            totals.net,
            totals.tax,
            totals.gross,
            now
        ];
        tx.run(sql, row).await?;
        self.insert_lines(&tx, customer_id.uuid(), id, &details.lines).await?;
        tx.commit().await?;
        Ok(Ok(id))
    }

    /// Changes a draft, unless another member did since `version`.
    ///
    /// # Errors
    /// [`InvoiceProblem`]: what has been sent stays as it is; [`Error`] from the database.
    pub async fn change_invoice(
        &self,
        id: InvoiceId,
        version: i32,
        details: &InvoiceDetails,
    ) -> Result<Result<(), InvoiceProblem>, Error> {
        let tx = self.write().await?;
        let row = match self.locked(&tx, id, version, &[InvoiceStatus::Draft]).await? {
            Ok(row) => row,
            Err(problem) => return Ok(Err(problem)),
        };
        let Some(job) = self.their_job(&tx, row.customer_id, details.job.as_ref()).await? else {
            return Ok(Err(InvoiceProblem::NotTheirJob));
        };
        let totals = Totals::of(&details.lines);
        let sql = "UPDATE invoices SET work_order_id = $3, due_on = $4, note = $5, net = $6, tax = $7, gross = $8, version = version + 1
                   WHERE tenant_id = $1 AND id = $2";
        let [tenant, invoice] = key_of(self.tenant_id, id);
        let [job, due_on, note, net, tax, gross] =
            values![job, details.due_on, details.note.clone(), totals.net, totals.tax, totals.gross];
        tx.run(sql, [tenant, invoice, job, due_on, note, net, tax, gross]).await?;
        tx.run("DELETE FROM invoice_lines WHERE tenant_id = $1 AND invoice_id = $2", key_of(self.tenant_id, id))
            .await?;
        self.insert_lines(&tx, row.customer_id.uuid(), id, &details.lines).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Sends an invoice: a draft gets its number, its day (`today`, where the shop is) and, where nobody said by when it
    /// is to be paid, the usual term. One that is open is only sent again. `tell`: how the customer hears of it, in the
    /// same transaction. Answers whether they do.
    ///
    /// # Errors
    /// [`InvoiceProblem::NotFound`], [`InvoiceProblem::Stale`], [`InvoiceProblem::NotAllowed`],
    /// [`InvoiceProblem::DueBefore`]; [`Error`] from the database.
    pub async fn send_invoice(
        &self,
        id: InvoiceId,
        version: i32,
        today: NaiveDate,
        tell: Option<SendChannel>,
    ) -> Result<Result<Notice, InvoiceProblem>, Error> {
        let key = match tell {
            Some(channel) => Some((self.storage.signing_key().await?, channel)),
            None => None,
        };
        let tx = self.write().await?;
        let row = match self.locked(&tx, id, version, &[InvoiceStatus::Draft, InvoiceStatus::Open]).await? {
            Ok(row) => row,
            Err(problem) => return Ok(Err(problem)),
        };
        if row.status == InvoiceStatus::Draft {
            if row.due_on.is_some_and(|due| due < today) {
                return Ok(Err(InvoiceProblem::DueBefore));
            }
            self.issue(&tx, id, &row, today).await?;
        }
        let told = match &key {
            Some((key, channel)) => tell_of_invoice(&self.storage, &tx, key, self.tenant_id, id, *channel).await?,
            None => Notice::NotAsked,
        };
        recount(&tx, self.tenant_id.uuid(), row.customer_id.uuid()).await?;
        tx.commit().await?;
        if told == Notice::Written {
            self.storage.outbox_wrote();
        }
        Ok(Ok(told))
    }

    async fn issue(&self, tx: &Tx, id: InvoiceId, row: &Locked, today: NaiveDate) -> Result<(), Error> {
        // The count is the shop's row, locked from here on: numbers are given one after the other, and none is lost
        // when a transaction fails.
        let sql = "UPDATE tenants SET invoice_count = invoice_count + 1 WHERE id = $1 RETURNING invoice_count AS n";
        let counted = tx.one(sql, values![self.tenant_id.uuid()]).await?.ok_or(Error::Corrupt { what: "shop" })?;
        let count = invoice_number(counted.read("n")?)?.get();
        let sql = "UPDATE invoices SET status = 'open', number = $3, issued_on = $4, due_on = $5, version = version + 1
                   WHERE tenant_id = $1 AND id = $2";
        let [tenant, invoice] = key_of(self.tenant_id, id);
        let due_on = row.due_on.unwrap_or(today + USUAL_TERM);
        let [count, today, due_on] = values![i32::try_from(count).unwrap_or(i32::MAX), today, due_on];
        tx.run(sql, [tenant, invoice, count, today, due_on]).await?;
        self.log_invoice(tx, Action::InvoiceIssued, id, row.gross).await
    }

    /// Withdraws an invoice without payments. Its number stays its own.
    ///
    /// # Errors
    /// [`InvoiceProblem::NotFound`], [`InvoiceProblem::Stale`], [`InvoiceProblem::NotAllowed`]; [`Error`] from the database.
    pub async fn void_invoice(&self, id: InvoiceId, version: i32) -> Result<Result<(), InvoiceProblem>, Error> {
        let tx = self.write().await?;
        let row = match self.locked(&tx, id, version, &[InvoiceStatus::Open]).await? {
            Ok(row) if row.paid != 0 => return Ok(Err(InvoiceProblem::NotAllowed)),
            Ok(row) => row,
            Err(problem) => return Ok(Err(problem)),
        };
        let sql = format!(
            "UPDATE invoices SET status = 'void', closed_at = {}, version = version + 1 WHERE tenant_id = $1 AND id = $2",
            tx.now_sql()
        );
        tx.run(&sql, key_of(self.tenant_id, id)).await?;
        self.log_invoice(&tx, Action::InvoiceVoided, id, row.gross).await?;
        recount(&tx, self.tenant_id.uuid(), row.customer_id.uuid()).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// As [`TenantScope::void_invoice`].
    pub async fn delete_draft(&self, id: InvoiceId, version: i32) -> Result<Result<CustomerId, InvoiceProblem>, Error> {
        let tx = self.write().await?;
        let row = match self.locked(&tx, id, version, &[InvoiceStatus::Draft]).await? {
            Ok(row) => row,
            Err(problem) => return Ok(Err(problem)),
        };
        tx.run("DELETE FROM invoices WHERE tenant_id = $1 AND id = $2", key_of(self.tenant_id, id)).await?;
        tx.commit().await?;
        Ok(Ok(row.customer_id))
    }

    /// The invoice, locked until the transaction ends, if it has one of these states and was not changed since
    /// `version`.
    pub(super) async fn locked(
        &self,
        tx: &Tx,
        id: InvoiceId,
        version: i32,
        wanted: &[InvoiceStatus],
    ) -> Result<Result<Locked, InvoiceProblem>, Error> {
        let sql = format!(
            "SELECT customer_id, status, due_on, gross, paid, version FROM invoices WHERE tenant_id = $1 AND id = $2 {}",
            for_update_sql(tx.get_database_backend())
        );
        let Some(row) = tx.one(&sql, key_of(self.tenant_id, id)).await? else {
            return Ok(Err(InvoiceProblem::NotFound));
        };
        let locked = Locked::from_row(&row)?;
        if !wanted.contains(&locked.status) {
            return Ok(Err(InvoiceProblem::NotAllowed));
        }
        if row.read::<i32>("version")? != version {
            return Ok(Err(InvoiceProblem::Stale));
        }
        Ok(Ok(locked))
    }

    /// Writes down what was done about an invoice: whose it is, which, and about how much.
    pub(super) async fn log_invoice(&self, tx: &Tx, action: Action, id: InvoiceId, amount: i64) -> Result<(), Error> {
        let sql = "SELECT c.id, c.name, i.number, i.currency FROM invoices i
                   JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id WHERE i.tenant_id = $1 AND i.id = $2";
        let row = tx.one(sql, key_of(self.tenant_id, id)).await?.ok_or(Error::Corrupt { what: "invoice" })?;
        let currency = row.read::<String>("currency")?.try_into().map_err(|_| Error::Corrupt { what: "currency" })?;
        let (name, number) = (row.read::<String>("name")?, invoice_number(row.read("number")?)?);
        let money = Money { minor: amount, currency };
        let about = format!("{name} · {number} · {} {}", money.decimal(), currency.as_str());
        self.log(tx, action, Subject::customer(row.read("id")?, &about)).await
    }

    /// The job's id, which may be none; nothing when it is another customer's.
    async fn their_job(
        &self,
        tx: &Tx,
        customer_id: CustomerId,
        job: Option<&Reference>,
    ) -> Result<Option<Option<Uuid>>, Error> {
        let Some(reference) = job else { return Ok(Some(None)) };
        let sql = "SELECT id FROM work_orders WHERE tenant_id = $1 AND customer_id = $2 AND reference = $3";
        let found = tx.one(sql, values![self.tenant_id.uuid(), customer_id.uuid(), reference.as_str()]).await?;
        found.map(|row| row.read("id").map(Some)).transpose()
    }

    pub(crate) async fn insert_lines(
        &self,
        tx: &Tx,
        customer_id: Uuid,
        id: InvoiceId,
        lines: &[InvoiceLine],
    ) -> Result<(), Error> {
        // Checked to be so many digits, and small, when it was typed.
        let units = |number, digits| in_units(number, digits).ok_or(Error::Corrupt { what: "line of an invoice" });
        let mut row = values![self.tenant_id.uuid(), customer_id, id.uuid()].to_vec();
        let mut rows = Vec::with_capacity(lines.len());
        for (position, line) in (1i32..).zip(lines) {
            let first = row.len() + 1;
            let [what, quantity, price, tax] = [first, first + 1, first + 2, first + 3];
            rows.push(format!("($1, $2, $3, {position}, ${what}, ${quantity}, ${price}, ${tax})"));
            let rate = i32::try_from(units(line.tax_rate, 3)?).map_err(|_| Error::Corrupt { what: "rate of tax" })?;
            row.extend(values![line.description.as_str(), units(line.quantity, 3)?, line.unit_price, rate]);
        }
        let sql = format!(
            "INSERT INTO invoice_lines (tenant_id, customer_id, invoice_id, position, description, quantity, unit_price, tax_rate)
             VALUES {}",
            rows.join(", ")
        );
        tx.run(&sql, row).await?;
        Ok(())
    }
}

/// What decides about a change.
pub(super) struct Locked {
    pub(super) customer_id: CustomerId,
    status: InvoiceStatus,
    due_on: Option<NaiveDate>,
    pub(super) gross: i64,
    pub(super) paid: i64,
}

impl Locked {
    fn from_row(row: &QueryResult) -> Result<Self, Error> {
        Ok(Self {
            customer_id: row.read::<Uuid>("customer_id")?.into(),
            status: row.read::<String>("status")?.parse().map_err(|_| Error::Corrupt { what: "invoice status" })?,
            due_on: row.read("due_on")?,
            gross: row.read("gross")?,
            paid: row.read("paid")?,
        })
    }
}
