//! The shop's invoices, page by page.

use axum::extract::Query;
use axum::response::Response;
use forecourt_auth::Staff;
use forecourt_domain::invoice::InvoiceStatus;
use forecourt_domain::tenant::Role;
use forecourt_storage::{Invoice, InvoiceFilter};
use forecourt_web::paths::staff as path;
use forecourt_web::views::Pager;
use forecourt_web::views::invoice::InvoiceCard;
use forecourt_web::{Page, Result};
use serde::{Deserialize, Serialize};

use crate::shell;

/// Rows to a page.
const PAGE: u64 = 50;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct InvoicesPage {
    filter: &'static str,
    filters: Vec<Segment>,
    rows: Vec<Row>,
    pager: Pager,
}

#[derive(Debug, Clone, Serialize)]
struct Segment {
    href: String,
    label: String,
    current: bool,
}

/// An invoice.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    card: InvoiceCard,
    customer_href: String,
}

/// Which invoices.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    filter: String,
    #[serde(default)]
    page: String,
}

/// In the order of the page.
const FILTERS: [&str; 6] = ["all", "due", "overdue", "paid", "draft", "void"];

/// `GET /staff/invoices?filter=due&page=…`
pub(crate) async fn show(staff: Staff, Query(wanted): Query<Wanted>) -> Result<Response> {
    staff.require(Role::Advisor)?;
    let filter = FILTERS.into_iter().find(|filter| *filter == wanted.filter).unwrap_or("all");
    let page = wanted.page.parse::<u64>().unwrap_or(1).clamp(1, 100_000);
    let (words, dates) = (staff.visit.words(), staff.visit.dates());
    let which = match filter {
        "due" => InvoiceFilter::In(InvoiceStatus::Open),
        "overdue" => InvoiceFilter::Overdue(dates.today()),
        "paid" => InvoiceFilter::In(InvoiceStatus::Paid),
        "draft" => InvoiceFilter::In(InvoiceStatus::Draft),
        "void" => InvoiceFilter::In(InvoiceStatus::Void),
        _ => InvoiceFilter::All,
    };
    let (invoices, total) = staff.scope.invoices(which, (page - 1) * PAGE, PAGE).await?;
    let href = |filter: &str| {
        if filter == "all" { path::INVOICES.into() } else { format!("{}?filter={filter}", path::INVOICES) }
    };
    let segment = |one: &str| Segment {
        href: href(one),
        label: words.get(&format!("staff-invoices-{one}")),
        current: one == filter,
    };
    let page = InvoicesPage {
        filter,
        filters: FILTERS.iter().map(|one| segment(one)).collect(),
        rows: invoices.iter().map(|invoice| Row::new(invoice, &staff)).collect(),
        pager: Pager::new(page, PAGE, total, |page| format!("{}?filter={filter}&page={page}", path::INVOICES)),
    };
    staff.visit.page(shell::of(&staff, "invoices", words.get("staff-invoices-heading")), &page)
}

impl Row {
    pub(crate) fn new(invoice: &Invoice, staff: &Staff) -> Self {
        let visit = &staff.visit;
        let href = path::invoice(invoice.id);
        Self {
            card: InvoiceCard::new(invoice, href, visit.words(), &visit.dates(), &visit.prices()),
            customer_href: path::customer(invoice.customer_id),
        }
    }

    pub(crate) fn sample() -> Self {
        Self { card: InvoiceCard::sample(), customer_href: "/staff/customers/1".into() }
    }
}

impl Page for InvoicesPage {
    const TEMPLATE: &'static str = "staff/invoices.html";

    fn samples() -> Vec<Self> {
        let pager = Pager::new(1, PAGE, 2, |page| format!("/staff/invoices?page={page}"));
        let segment = Segment { href: "/staff/invoices".into(), label: "All".into(), current: true };
        let draft = InvoiceCard {
            issued: None,
            due: None,
            left: None,
            vehicle: None,
            registration: None,
            ..InvoiceCard::sample()
        };
        let bare = Row { card: draft, ..Row::sample() };
        let full = Self { filter: "all", filters: vec![segment], rows: vec![Row::sample(), bare], pager };
        let nothing = Pager::new(1, PAGE, 0, |page| format!("/staff/invoices?page={page}"));
        let none = Self { rows: vec![], pager: nothing, ..full.clone() };
        vec![full, none.clone(), Self { filter: "overdue", ..none }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::InvoicesPage>();
    }
}
