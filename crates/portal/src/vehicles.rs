//! Vehicles, each with its history at the shop.

use axum::response::Response;
use forecourt_auth::Customer;
use forecourt_domain::feature::Feature;
use forecourt_web::paths::portal as path;
use forecourt_web::views::JobCard;
use forecourt_web::{Page, Result};
use serde::Serialize;

use crate::pictures::job_card;
use crate::shell;

forecourt_web::routes! {
    get path::VEHICLES => list;
}

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct VehiclesPage {
    vehicles: Vec<VehicleCard>,
}

#[derive(Debug, Clone, Serialize)]
struct VehicleCard {
    title: String,
    registration: Option<String>,
    colour: Option<String>,
    jobs: Vec<JobCard>,
}

/// `GET /vehicles`
pub(crate) async fn list(customer: Customer) -> Result<Response> {
    customer.require(Feature::Vehicles)?;
    let vehicles = customer.scope.vehicles().await?;
    let visit = &customer.visit;
    let features = visit.tenant().features;
    let jobs = if features.has(Feature::Jobs) { customer.scope.jobs().await? } else { Vec::new() };
    let dates = visit.dates();
    let vehicles = vehicles.iter().map(|vehicle| VehicleCard {
        title: vehicle.details.title(),
        registration: vehicle.details.registration.clone(),
        colour: vehicle.details.colour.clone(),
        jobs: jobs
            .iter()
            .filter(|job| job.vehicle.as_ref().is_some_and(|v| v.id == vehicle.id))
            .map(|job| job_card(job, features.has(Feature::Photos), visit, &dates))
            .collect(),
    });
    let page = VehiclesPage { vehicles: vehicles.collect() };
    visit.page(shell::of(&customer, "vehicles", visit.words().get("vehicles-title")), &page)
}

impl Page for VehiclesPage {
    const TEMPLATE: &'static str = "portal/vehicles.html";

    fn samples() -> Vec<Self> {
        let card = VehicleCard {
            title: "Tesla Model Y".into(),
            registration: Some("AB12 CDE".into()),
            colour: Some("White".into()),
            jobs: vec![JobCard::sample()],
        };
        let bare = VehicleCard { registration: None, colour: None, jobs: vec![], ..card.clone() };
        vec![Self { vehicles: vec![card, bare] }, Self { vehicles: vec![] }]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::VehiclesPage>();
    }
}
