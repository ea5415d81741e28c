//! Money that comes in for invoices, and is taken back.

use forecourt_domain::ids::{InvoiceId, InvoicePaymentId};
use forecourt_domain::invoice::InvoiceStatus;

use super::{InvoicePayment, InvoiceProblem, key_of};
use crate::Error;
use crate::audit::Action;
use crate::db::row::Row;
use crate::db::values;
use crate::jobs::home_cache::recount;
use crate::scope::TenantScope;

impl TenantScope {
    /// Takes money in; what makes up the whole closes the invoice, and with it the links to it.
    ///
    /// # Errors
    /// [`InvoiceProblem::TooMuch`], [`InvoiceProblem::NotFound`], [`InvoiceProblem::Stale`],
    /// [`InvoiceProblem::NotAllowed`]; [`Error`] from the database.
    pub async fn record_payment(
        &self,
        id: InvoiceId,
        version: i32,
        payment: &InvoicePayment,
    ) -> Result<Result<(), InvoiceProblem>, Error> {
        let now = self.storage.clock().now();
        let tx = self.write().await?;
        let row = match self.locked(&tx, id, version, &[InvoiceStatus::Open]).await? {
            Ok(row) => row,
            Err(problem) => return Ok(Err(problem)),
        };
        let left = row.gross - row.paid;
        if payment.amount > left {
            return Ok(Err(InvoiceProblem::TooMuch { left }));
        }
        let payment_id = InvoicePaymentId::new(now, self.storage.entropy().as_ref());
        let sql = "INSERT INTO invoice_payments (id, tenant_id, customer_id, invoice_id, method, amount, received_on, created_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let inserted = values![
            payment_id.uuid(),
            self.tenant_id.uuid(),
            row.customer_id.uuid(),
            id.uuid(),
            payment.method.as_str(),
            payment.amount,
            payment.received_on,
            now
        ];
        tx.run(sql, inserted).await?;
        let sql = format!(
            "UPDATE invoices SET paid = paid + $3, version = version + 1,
               status = CASE WHEN paid + $3 = gross THEN 'paid' ELSE status END,
               closed_at = CASE WHEN paid + $3 = gross THEN {} END
             WHERE tenant_id = $1 AND id = $2",
            tx.now_sql()
        );
        let [tenant, invoice] = key_of(self.tenant_id, id);
        tx.run(&sql, [tenant, invoice, payment.amount.into()]).await?;
        self.log_invoice(&tx, Action::PaymentRecorded, id, payment.amount).await?;
        recount(&tx, self.tenant_id.uuid(), row.customer_id.uuid()).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Takes a payment back that did not come in after all: the customer owes it again.
    ///
    /// # Errors
    /// [`InvoiceProblem::NotFound`], also without such a payment, [`InvoiceProblem::Stale`],
    /// [`InvoiceProblem::NotAllowed`]; [`Error`] from the database.
    pub async fn take_payment_back(
        &self,
        id: InvoiceId,
        version: i32,
        payment: InvoicePaymentId,
    ) -> Result<Result<(), InvoiceProblem>, Error> {
        let tx = self.write().await?;
        let row = match self.locked(&tx, id, version, &[InvoiceStatus::Open, InvoiceStatus::Paid]).await? {
            Ok(row) => row,
            Err(problem) => return Ok(Err(problem)),
        };
        let sql = "DELETE FROM invoice_payments WHERE tenant_id = $1 AND invoice_id = $2 AND id = $3 RETURNING amount";
        let [tenant, invoice] = key_of(self.tenant_id, id);
        let Some(taken) = tx.one(sql, [tenant.clone(), invoice.clone(), payment.uuid().into()]).await? else {
            return Ok(Err(InvoiceProblem::NotFound));
        };
        let sql = "UPDATE invoices SET paid = paid - $3, status = 'open', closed_at = NULL, version = version + 1
                   WHERE tenant_id = $1 AND id = $2";
        let amount: i64 = taken.read("amount")?;
        tx.run(sql, [tenant, invoice, amount.into()]).await?;
        self.log_invoice(&tx, Action::PaymentTakenBack, id, amount).await?;
        recount(&tx, self.tenant_id.uuid(), row.customer_id.uuid()).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }
}
