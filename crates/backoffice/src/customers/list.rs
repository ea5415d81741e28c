//! The list of customers: search, last seen first, and the portal link on every row.

use axum::extract::Query;
use axum::response::Response;
use forecourt_auth::Staff;
use forecourt_storage::CustomerCard;
use forecourt_web::page::shop::initial;
use forecourt_web::paths::staff as path;
use forecourt_web::views::Pager;
use forecourt_web::{Page, Result, When, dates::Dates};
use serde::{Deserialize, Serialize};

use super::portal_link::{LinkState, SendLink};
use crate::shell;

/// Rows to a page.
const PAGE: u64 = 50;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CustomersPage {
    query: String,
    rows: Vec<Row>,
    pager: Pager,
    new_href: &'static str,
    sample_empty: bool,
}

#[derive(Debug, Clone, Serialize)]
struct Row {
    id: String,
    href: String,
    name: String,
    initial: String,
    email: Option<String>,
    phone: Option<String>,
    vehicle: Option<String>,
    last_seen: Option<When>,
    link: LinkState,
    send: SendLink,
}

/// The query's words and page number.
#[derive(Debug, Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: String,
}

/// `GET /staff/customers?q=…&page=…`
pub(crate) async fn show(staff: Staff, Query(search): Query<Search>) -> Result<Response> {
    let query: String = search.q.trim().chars().take(200).collect();
    // Past the last page of any shop; also keeps the offset from overflowing.
    let page = search.page.parse::<u64>().unwrap_or(1).clamp(1, 100_000);
    let wanted = forecourt_domain::search::Query::parse(&query, &staff.visit.tenant().country);
    let found = staff.scope.customers(&wanted, (page - 1) * PAGE, PAGE).await?;
    let href = |page: u64| address(&query, page);
    let here = href(page);
    let dates = staff.visit.dates();
    let page = CustomersPage {
        rows: found.rows.iter().map(|card| row(card, &staff, &dates, &here)).collect(),
        pager: Pager::new(page, PAGE, found.total, href),
        new_href: path::NEW_CUSTOMER,
        sample_empty: query.is_empty() && found.total == 0,
        query: query.clone(),
    };
    let mut shell = shell::of(&staff, "customers", staff.visit.words().get("staff-customers-heading"));
    shell.search = query;
    staff.visit.page(shell, &page)
}

fn row(card: &CustomerCard, staff: &Staff, dates: &Dates, here: &str) -> Row {
    let record = &card.record;
    let words = staff.visit.words();
    Row {
        id: record.id.to_string(),
        href: path::customer(record.id),
        initial: initial(&record.name),
        name: record.name.clone(),
        email: record.email.as_ref().map(|e| e.display()),
        phone: record.phone.as_ref().map(|p| p.display()),
        vehicle: card.vehicle.clone(),
        last_seen: record.last_seen_at.map(|at| dates.ago(at)),
        link: LinkState::new(card.link.as_ref(), words, dates),
        send: SendLink::new(record, staff, here.to_owned()),
    }
}

fn address(query: &str, page: u64) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    if !query.is_empty() {
        pairs.append_pair("q", query);
    }
    if page > 1 {
        pairs.append_pair("page", &page.to_string());
    }
    let pairs = pairs.finish();
    if pairs.is_empty() { path::CUSTOMERS.to_owned() } else { format!("{}?{pairs}", path::CUSTOMERS) }
}

impl Page for CustomersPage {
    const TEMPLATE: &'static str = "staff/customers.html";

    fn samples() -> Vec<Self> {
        let row = Row {
            id: "1".into(),
            href: "/staff/customers/1".into(),
            name: "Sarah <Chen>".into(),
            initial: "S".into(),
            email: Some("sarah.chen@example.com".into()),
            phone: Some("+1 202-555-0121".into()),
            vehicle: Some("2024 Tesla Model Y".into()),
            last_seen: Some(When {
                iso: "2024-05-22T10:00:00Z".into(),
                text: "6 days ago".into(),
                exact: "Wednesday".into(),
            }),
            link: LinkState::sample(),
            send: SendLink::sample(),
        };
        let bare = Row {
            email: None,
            phone: None,
            vehicle: None,
            last_seen: None,
            link: LinkState::none_sample(),
            ..row.clone()
        };
        let pager = Pager::new(2, PAGE, 1247, |page| format!("/staff/customers?page={page}"));
        let full = Self {
            query: String::new(),
            rows: vec![row, bare],
            pager,
            new_href: path::NEW_CUSTOMER,
            sample_empty: false,
        };
        let none =
            Self { query: "zz".into(), rows: vec![], pager: Pager::new(1, PAGE, 0, |_| String::new()), ..full.clone() };
        let first = Self { query: String::new(), sample_empty: true, ..none.clone() };
        vec![full, none, first]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::CustomersPage>();
    }
}
