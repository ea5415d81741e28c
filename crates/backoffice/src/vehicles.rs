//! Adding and changing a customer's vehicle.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use forecourt_auth::{Checked, Staff};
use forecourt_domain::ids::{CustomerId, VehicleId};
use forecourt_storage::VehicleDetails;
use forecourt_web::forms::Submitted;
use forecourt_web::page::{see_other, with_notice};
use forecourt_web::paths::staff as path;
use forecourt_web::{Error, Form, Page, Result};
use serde::Serialize;

use crate::customers::id;
use crate::shell;

forecourt_web::routes! {
    get path::NEW_VEHICLE => new;
    post path::NEW_VEHICLE => create;
    get path::EDIT_VEHICLE => edit;
    post path::EDIT_VEHICLE => update;
}

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct VehicleFormPage {
    editing: bool,
    customer_name: String,
    form: Form,
    action: String,
    cancel: String,
}

/// `GET /staff/customers/{id}/vehicles/new`
pub(crate) async fn new(staff: Staff, Path(customer): Path<String>) -> Result<Response> {
    let customer = id(&customer)?;
    show(&staff, StatusCode::OK, customer, None, empty()).await
}

/// `POST /staff/customers/{id}/vehicles/new`
pub(crate) async fn create(
    Path(customer): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    let customer = id(&customer)?;
    match read(&staff, &form) {
        Ok(details) => {
            staff.scope.add_vehicle(customer, details).await?.ok_or_else(Error::not_found)?;
            Ok(see_other(&with_notice(&path::customer(customer), "vehicle-added")))
        }
        Err(form) => show(&staff, StatusCode::UNPROCESSABLE_ENTITY, customer, None, form).await,
    }
}

/// `GET /staff/vehicles/{id}/edit`
pub(crate) async fn edit(staff: Staff, Path(vehicle): Path<String>) -> Result<Response> {
    let vehicle = vehicle_id(&vehicle)?;
    let found = staff.scope.vehicle(vehicle).await?.ok_or_else(Error::not_found)?;
    show(&staff, StatusCode::OK, found.customer_id, Some(vehicle), filled(&found.details)).await
}

/// `POST /staff/vehicles/{id}/edit`
pub(crate) async fn update(
    Path(vehicle): Path<String>,
    Checked { who: staff, form }: Checked<Staff>,
) -> Result<Response> {
    let vehicle = vehicle_id(&vehicle)?;
    match read(&staff, &form) {
        Ok(details) => {
            let customer = staff.scope.change_vehicle(vehicle, details).await?.ok_or_else(Error::not_found)?;
            Ok(see_other(&with_notice(&path::customer(customer), "vehicle-saved")))
        }
        Err(form) => {
            let found = staff.scope.vehicle(vehicle).await?.ok_or_else(Error::not_found)?;
            show(&staff, StatusCode::UNPROCESSABLE_ENTITY, found.customer_id, Some(vehicle), form).await
        }
    }
}

fn vehicle_id(text: &str) -> Result<VehicleId, Error> {
    text.parse().map_err(|_| Error::not_found())
}

fn read(staff: &Staff, form: &Submitted) -> Result<VehicleDetails, Form> {
    let mut reader = form.reader(staff.visit.words());
    let registration = reader.optional_line::<20>("registration");
    let make = reader.line::<60>("make");
    let model = reader.line::<60>("model");
    let year = reader
        .optional("year", |text| text.parse::<u16>().ok().filter(|y| (1885..=2100).contains(y)).ok_or("error-year"));
    let colour = reader.optional_line::<40>("colour");
    match (make, model) {
        (Some(make), Some(model)) if reader.is_sound() => {
            Ok(VehicleDetails { registration: registration.map(|r| r.to_uppercase()), make, model, year, colour })
        }
        _ => Err(reader.into_form()),
    }
}

fn empty() -> Form {
    Form::filled(["registration", "make", "model", "year", "colour"].map(|name| (name, String::new())))
}

fn filled(details: &VehicleDetails) -> Form {
    Form::filled([
        ("registration", details.registration.clone().unwrap_or_default()),
        ("make", details.make.clone()),
        ("model", details.model.clone()),
        ("year", details.year.map(|y| y.to_string()).unwrap_or_default()),
        ("colour", details.colour.clone().unwrap_or_default()),
    ])
}

async fn show(
    staff: &Staff,
    status: StatusCode,
    customer: CustomerId,
    editing: Option<VehicleId>,
    form: Form,
) -> Result<Response> {
    let card = staff.scope.customer(customer).await?.ok_or_else(Error::not_found)?;
    let (title, action) = match editing {
        Some(vehicle) => ("staff-vehicle-form-edit", path::edit_vehicle(vehicle)),
        None => ("staff-vehicle-form-new", path::new_vehicle(customer)),
    };
    let page = VehicleFormPage {
        editing: editing.is_some(),
        customer_name: card.record.name,
        form,
        action,
        cancel: path::customer(customer),
    };
    staff.visit.page_with_status(status, shell::of(staff, "customers", staff.visit.words().get(title)), &page)
}

impl Page for VehicleFormPage {
    const TEMPLATE: &'static str = "staff/vehicle_form.html";

    fn samples() -> Vec<Self> {
        let fresh = Self {
            editing: false,
            customer_name: "Alex Morgan".into(),
            form: empty(),
            action: "/x".into(),
            cancel: "/y".into(),
        };
        let wrong = Self { editing: true, form: empty().failed("Please check".into()), ..fresh.clone() };
        vec![fresh, wrong]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::VehicleFormPage>();
    }
}
