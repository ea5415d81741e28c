//! Invoices: the list, one with what can be done about it, and the form of a draft.

pub(crate) mod form;
mod lines;
pub(crate) mod list;
pub(crate) mod page;

use axum::response::Response;
use forecourt_domain::ids::InvoiceId;
use forecourt_storage::InvoiceProblem;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::{Error, Result};

forecourt_web::routes! {
    get path::NEW_INVOICE => form::new;
    post path::NEW_INVOICE => form::create;
    get path::INVOICES => list::show;
    get path::INVOICE => page::show;
    get path::EDIT_INVOICE => form::edit;
    post path::EDIT_INVOICE => form::update;
    post path::SEND_INVOICE => page::send;
    post path::INVOICE_PAYMENTS => page::record_payment;
    post path::REMOVE_PAYMENT => page::take_payment_back;
    post path::VOID_INVOICE => page::void;
    post path::DELETE_INVOICE => page::delete;
}

/// The invoice that a path names.
///
/// # Errors
/// 404 for what is no id.
pub(crate) fn id(text: &str) -> Result<InvoiceId> {
    text.parse().map_err(|_| Error::not_found())
}

/// Answers for a change that was not made: where the invoice has moved on meanwhile, its page says so.
///
/// # Errors
/// 404 and 409.
fn not_done(id: InvoiceId, problem: InvoiceProblem) -> Result<Response> {
    match problem {
        InvoiceProblem::NotFound => Err(Error::not_found()),
        InvoiceProblem::NotTheirJob => Err(Error::bad_request()),
        InvoiceProblem::Stale => Err(Error::conflict()),
        InvoiceProblem::DueBefore => Ok(see_other(&with_notice(&path::invoice(id), "invoice-due-before-failed"))),
        InvoiceProblem::NotAllowed | InvoiceProblem::TooMuch { .. } => {
            Ok(see_other(&with_notice(&path::invoice(id), "invoice-moved-on-failed")))
        }
    }
}
