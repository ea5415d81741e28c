//! Invoices: the list, and a single invoice.

use axum::extract::Path;
use axum::response::Response;
use forecourt_auth::Customer;
use forecourt_domain::feature::Feature;
use forecourt_domain::invoice::{InvoiceNumber, InvoiceStatus};
use forecourt_storage::{Invoice, WholeInvoice};
use forecourt_web::paths::portal as path;
use forecourt_web::views::invoice::{InvoiceCard, InvoiceSheet};
use forecourt_web::{Error, Page, Result, Visit};
use serde::Serialize;

use crate::shell;

forecourt_web::routes! {
    get path::INVOICES => list;
    get path::INVOICE => show;
}

/// The list.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct InvoicesPage {
    /// The sum to be paid, if there is more than one unpaid invoice.
    to_pay: Option<String>,
    open: Vec<InvoiceCard>,
    closed: Vec<InvoiceCard>,
}

/// One invoice.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct InvoicePage {
    card: InvoiceCard,
    sheet: InvoiceSheet,
    /// The amount that is still to be paid, if any.
    to_pay: Option<String>,
    job_href: Option<String>,
    job: Option<String>,
}

/// `GET /invoices`
pub(crate) async fn list(customer: Customer) -> Result<Response> {
    customer.require(Feature::Invoices)?;
    let invoices = customer.scope.invoices().await?;
    let visit = &customer.visit;
    let (open, closed): (Vec<&Invoice>, Vec<&Invoice>) =
        invoices.iter().partition(|invoice| invoice.status == InvoiceStatus::Open);
    let page = InvoicesPage { to_pay: sum(&open, visit), open: cards(&open, visit), closed: cards(&closed, visit) };
    visit.page(shell::of(&customer, "invoices", visit.words().get("invoices-title")), &page)
}

/// `GET /invoices/{number}`
pub(crate) async fn show(customer: Customer, Path(number): Path<String>) -> Result<Response> {
    customer.require(Feature::Invoices)?;
    let number: InvoiceNumber = number.parse().map_err(|_| Error::not_found())?;
    let whole = customer.scope.invoice(number).await?.ok_or_else(Error::not_found)?;
    let page = page(&customer, &whole);
    let shell = shell::of(&customer, "invoices", page.card.number.clone());
    customer.visit.page(shell, &page)
}

fn page(customer: &Customer, whole: &WholeInvoice) -> InvoicePage {
    let visit = &customer.visit;
    let (words, dates, prices) = (visit.words(), visit.dates(), visit.prices());
    let invoice = &whole.invoice;
    let jobs_on = visit.tenant().features.has(Feature::Jobs) && customer.scope.grant().only().is_none();
    InvoicePage {
        card: InvoiceCard::new(invoice, String::new(), words, &dates, &prices),
        sheet: InvoiceSheet::new(whole, words, &dates, &prices),
        to_pay: (invoice.status == InvoiceStatus::Open).then(|| prices.money(invoice.due())),
        job_href: invoice.job.as_ref().filter(|_| jobs_on).map(path::job),
        job: invoice.job.as_ref().map(ToString::to_string),
    }
}

fn cards(invoices: &[&Invoice], visit: &Visit) -> Vec<InvoiceCard> {
    let (words, dates, prices) = (visit.words(), visit.dates(), visit.prices());
    let card = |invoice: &&Invoice| {
        // A customer's invoices have numbers: drafts are not theirs.
        let href = invoice.number.map(path::invoice).unwrap_or_default();
        InvoiceCard::new(invoice, href, words, &dates, &prices)
    };
    invoices.iter().map(card).collect()
}

/// Only what is of one currency adds up.
fn sum(open: &[&Invoice], visit: &Visit) -> Option<String> {
    let [first, _, ..] = open else { return None };
    let alike = open.iter().all(|invoice| invoice.currency == first.currency);
    let minor = open.iter().fold(0_i64, |sum, invoice| sum.saturating_add(invoice.due().minor));
    alike.then(|| visit.prices().money(first.money(minor)))
}

impl Page for InvoicesPage {
    const TEMPLATE: &'static str = "portal/invoices.html";

    fn samples() -> Vec<Self> {
        let paid = InvoiceCard { due: None, left: None, vehicle: None, registration: None, ..InvoiceCard::sample() };
        let full = Self {
            to_pay: Some("$2,000.00".into()),
            open: vec![InvoiceCard::sample(), InvoiceCard::sample()],
            closed: vec![paid],
        };
        let settled = Self { to_pay: None, open: vec![], ..full.clone() };
        let none = Self { closed: vec![], ..settled.clone() };
        vec![full, settled, none]
    }
}

impl Page for InvoicePage {
    const TEMPLATE: &'static str = "portal/invoice.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            card: InvoiceCard::sample(),
            sheet: InvoiceSheet::sample(),
            to_pay: Some("$46.00".into()),
            job_href: Some("/jobs/WO-TANGO-1234".into()),
            job: Some("WO-TANGO-1234".into()),
        };
        let sheet = InvoiceSheet {
            net: None,
            taxes: vec![],
            payments: vec![],
            left: None,
            note: None,
            ..InvoiceSheet::sample()
        };
        let card = InvoiceCard {
            due: None,
            left: None,
            issued: None,
            vehicle: None,
            registration: None,
            ..InvoiceCard::sample()
        };
        let bare = Self { card, sheet, to_pay: None, job_href: None, job: None };
        vec![full.clone(), Self { job_href: None, ..full }, bare]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn invoices_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::InvoicesPage>();
    }

    #[test]
    fn invoice_page_renders() {
        forecourt_web::page::testing::renders_everywhere::<super::InvoicePage>();
    }
}
