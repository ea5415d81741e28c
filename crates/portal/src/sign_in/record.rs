//! Choosing a customer record: a family may share an inbox or a phone, and the person who proved it chooses among the
//! shop's records with it.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use forecourt_auth::{cookies, customer};
use forecourt_domain::ids::CustomerId;
use forecourt_domain::token::LinkToken;
use forecourt_storage::sign_in::record_choice::RECORD_CHOICE_LIFETIME;
use forecourt_storage::{CustomerOption, Redeemed, SignInProblem};
use forecourt_web::forms::Submitted;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::portal as path;
use forecourt_web::{Page, Result, Visit};
use serde::Serialize;

use super::{destination, login, shell};

/// The cookie that holds what was proven until the choice is made.
const CHOICE: &str = "record";

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RecordPage {
    records: Vec<RecordRow>,
}

/// One of the records.
#[derive(Debug, Clone, Serialize)]
struct RecordRow {
    id: String,
    name: String,
    /// Their newest vehicle: of two of one name it tells which.
    vehicle: Option<String>,
}

/// On from a proof: in, or to the choice.
pub(crate) async fn onward(visit: &Visit, headers: &HeaderMap, redeemed: Redeemed) -> Result<Response> {
    match redeemed {
        Redeemed::SignedIn(signed_in) => {
            customer::signed_in(visit, headers, signed_in.grant, &destination(&signed_in, visit)).await
        }
        Redeemed::Choose(choice) => {
            let mut response = see_other(path::LOGIN_RECORD);
            let seconds = RECORD_CHOICE_LIFETIME.num_seconds();
            cookies::set_named(&mut response, &visit.site.settings, CHOICE, &choice, seconds);
            Ok(response)
        }
    }
}

/// `GET /login/record`
pub(crate) async fn show(visit: Visit, headers: HeaderMap) -> Result<Response> {
    let Some(choice) = choice(&visit, &headers) else { return Ok(see_other(path::LOGIN)) };
    match visit.site.storage.record_choice(visit.tenant(), &choice).await? {
        Ok(records) => page(&visit, StatusCode::OK, records),
        Err(problem) => refused(&visit, problem),
    }
}

/// `POST /login/record`: one of them, once.
pub(crate) async fn choose(visit: Visit, headers: HeaderMap, form: Submitted) -> Result<Response> {
    let (Some(choice), Ok(customer)) = (choice(&visit, &headers), form.get("record").parse::<CustomerId>()) else {
        return Ok(over(&visit));
    };
    let signed_in = match visit.site.storage.choose_record(visit.tenant(), &choice, customer).await? {
        Ok(signed_in) => signed_in,
        Err(problem) => return refused(&visit, problem),
    };
    let mut response = customer::signed_in(&visit, &headers, signed_in.grant, &destination(&signed_in, &visit)).await?;
    cookies::clear_named(&mut response, &visit.site.settings, CHOICE);
    Ok(response)
}

fn choice(visit: &Visit, headers: &HeaderMap) -> Option<LinkToken> {
    cookies::read_named(headers, &visit.site.settings, CHOICE)
}

fn refused(visit: &Visit, problem: SignInProblem) -> Result<Response> {
    match problem {
        SignInProblem::SwitchedOff(purpose) => login::switched_off(visit, purpose),
        SignInProblem::Expired | SignInProblem::Invalid => Ok(over(visit)),
    }
}

fn over(visit: &Visit) -> Response {
    let mut response = see_other(&with_notice(path::LOGIN, "record-over-failed"));
    cookies::clear_named(&mut response, &visit.site.settings, CHOICE);
    response
}

fn page(visit: &Visit, status: StatusCode, records: Vec<CustomerOption>) -> Result<Response> {
    let page = RecordPage { records: records.into_iter().map(RecordRow::from).collect() };
    visit.page_with_status(status, shell(visit, visit.words().get("record-title")), &page)
}

impl From<CustomerOption> for RecordRow {
    fn from(record: CustomerOption) -> Self {
        Self { id: record.customer_id.to_string(), name: record.name, vehicle: record.vehicle }
    }
}

impl Page for RecordPage {
    const TEMPLATE: &'static str = "portal/record.html";

    fn samples() -> Vec<Self> {
        let dana =
            RecordRow { id: "0190".into(), name: "Dana Whitfield".into(), vehicle: Some("Volkswagen Golf GTI".into()) };
        let sam = RecordRow { id: "0191".into(), name: "Sam Whitfield".into(), vehicle: None };
        vec![Self { records: vec![dana, sam] }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::RecordPage>();
    }
}
