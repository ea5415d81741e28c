//! A customer's record: everything the shop knows of them on one page.

use axum::extract::Path;
use axum::response::Response;
use forecourt_auth::Staff;
use forecourt_domain::tenant::Role;
use forecourt_storage::Delivery;
use forecourt_storage::{CustomerCard, Invoice, Job, Vehicle};
use forecourt_web::page::shop::initial;
use forecourt_web::paths::staff as path;
use forecourt_web::views::invoice::InvoiceCard;
use forecourt_web::views::{self, Badge, vehicle_title};
use forecourt_web::{Error, Page, Result, When};
use serde::Serialize;

use super::access::Access;
use super::id;
use super::portal_link::{LinkState, SendLink};
use crate::{messages, shell};

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CustomerPage {
    id: String,
    name: String,
    initial: String,
    salutation: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    created: When,
    last_seen: Option<When>,
    edit_href: String,
    link: LinkState,
    send: SendLink,
    revoke: Option<String>,
    deliveries: Vec<messages::Row>,
    access: Access,
    vehicles: Vec<VehicleRow>,
    new_vehicle_href: String,
    jobs: Vec<JobRow>,
    new_job_href: String,
    /// None for whom invoices are no concern of.
    invoices: Option<Vec<InvoiceCard>>,
    new_invoice_href: String,
}

#[derive(Debug, Clone, Serialize)]
struct VehicleRow {
    title: String,
    registration: Option<String>,
    colour: Option<String>,
    edit_href: String,
}

#[derive(Debug, Clone, Serialize)]
struct JobRow {
    href: String,
    reference: String,
    vehicle: String,
    badge: Badge,
    description: String,
    ready: Option<String>,
    photo_count: i64,
}

/// `GET /staff/customers/{id}`
pub(crate) async fn show(staff: Staff, Path(customer): Path<String>) -> Result<Response> {
    let customer = id(&customer)?;
    let card = staff.scope.customer(customer).await?.ok_or_else(Error::not_found)?;
    let vehicles = staff.scope.vehicles(customer).await?;
    let jobs = staff.scope.jobs_of(customer).await?;
    let invoices = match staff.scope.may(Role::Advisor) {
        true => Some(staff.scope.invoices_of(customer).await?),
        false => None,
    };
    let deliveries = staff.scope.deliveries_of(customer).await?;
    let access = Access::of(&staff, &card.record).await?;
    let page = page(&staff, &card, &vehicles, &jobs, invoices.as_deref(), &deliveries, access);
    staff.visit.page(shell::of(&staff, "customers", card.record.name.clone()), &page)
}

fn page(
    staff: &Staff,
    card: &CustomerCard,
    vehicles: &[Vehicle],
    jobs: &[Job],
    invoices: Option<&[Invoice]>,
    deliveries: &[Delivery],
    access: Access,
) -> CustomerPage {
    let (words, dates) = (staff.visit.words(), staff.visit.dates());
    let record = &card.record;
    let here = path::customer(record.id);
    let vehicles = vehicles.iter().map(|vehicle| VehicleRow {
        title: match vehicle.details.year {
            Some(year) => format!("{year} {}", vehicle.details.title()),
            None => vehicle.details.title(),
        },
        registration: vehicle.details.registration.clone(),
        colour: vehicle.details.colour.clone(),
        edit_href: path::edit_vehicle(vehicle.id),
    });
    let jobs = jobs.iter().map(|job| JobRow {
        href: path::job(&job.reference),
        reference: job.reference.to_string(),
        vehicle: vehicle_title(job, words),
        badge: Badge::job(job.status, words),
        description: job.description.clone(),
        ready: views::ready(job, words, &dates),
        photo_count: job.photo_count,
    });
    let prices = staff.visit.prices();
    let invoice = |invoice: &Invoice| InvoiceCard::new(invoice, path::invoice(invoice.id), words, &dates, &prices);
    let alive = card.link.as_ref().is_some_and(|link| !link.retired && !link.expired);
    CustomerPage {
        id: record.id.to_string(),
        name: record.name.clone(),
        initial: initial(&record.name),
        salutation: record.salutation.clone(),
        email: record.email.as_ref().map(|e| e.display()),
        phone: record.phone.as_ref().map(|p| p.display()),
        created: dates.ago(record.created_at),
        last_seen: record.last_seen_at.map(|at| dates.ago(at)),
        edit_href: path::edit_customer(record.id),
        link: LinkState::new(card.link.as_ref(), words, &dates),
        send: SendLink::new(record, staff, here.clone()),
        revoke: alive.then(|| path::revoke_portal_link(record.id)),
        deliveries: deliveries.iter().map(|delivery| messages::Row::new(delivery, staff, &here)).collect(),
        access,
        vehicles: vehicles.collect(),
        new_vehicle_href: path::new_vehicle(record.id),
        jobs: jobs.collect(),
        new_job_href: path::new_job(record.id),
        invoices: invoices.map(|invoices| invoices.iter().map(invoice).collect()),
        new_invoice_href: path::new_invoice(record.id),
    }
}

impl Page for CustomerPage {
    const TEMPLATE: &'static str = "staff/customer.html";

    fn samples() -> Vec<Self> {
        let when = views::JobCard::sample().booked;
        let full = Self {
            id: "1".into(),
            name: "Alex Morgan".into(),
            initial: "A".into(),
            salutation: Some("Alex".into()),
            email: Some("alex.morgan@example.com".into()),
            phone: Some("+1 202-555-0142".into()),
            created: when.clone(),
            last_seen: Some(when),
            edit_href: "/staff/customers/1/edit".into(),
            link: LinkState::sample(),
            send: SendLink::sample(),
            revoke: Some("/staff/customers/1/portal-link/revoke".into()),
            deliveries: vec![messages::Row::sample(), messages::Row::waiting_sample()],
            access: Access::sample(),
            vehicles: vec![VehicleRow {
                title: "Golf".into(),
                registration: Some("AB12".into()),
                colour: Some("Red".into()),
                edit_href: "/x".into(),
            }],
            new_vehicle_href: "/x".into(),
            jobs: vec![JobRow {
                href: "/x".into(),
                reference: "WO-TANGO-1234".into(),
                vehicle: "Golf".into(),
                badge: views::JobCard::sample().badge,
                description: "Brakes".into(),
                ready: Some("Ready".into()),
                photo_count: 3,
            }],
            new_job_href: "/x".into(),
            invoices: Some(vec![InvoiceCard::sample()]),
            new_invoice_href: "/x".into(),
        };
        let bare = Self {
            salutation: None,
            email: None,
            phone: None,
            last_seen: None,
            link: LinkState::none_sample(),
            revoke: None,
            deliveries: vec![],
            access: Access::none_sample(),
            vehicles: vec![],
            jobs: vec![],
            invoices: Some(vec![]),
            ..full.clone()
        };
        let of_a_technician = Self { invoices: None, ..full.clone() };
        vec![full, bare, of_a_technician]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn renders() {
        forecourt_web::page::testing::renders_everywhere::<super::CustomerPage>();
    }
}
