//! The person the app is signed in as, and the tabs it shows them.

use axum::Json;
use forecourt_domain::feature::Feature;
use forecourt_domain::tenant::Role;
use forecourt_web::paths::api as path;
use forecourt_web::{Result, Visit};
use serde::Serialize;
use utoipa::ToSchema;

use crate::bearer::{Bearer, Who};
use crate::reply::Failure;

forecourt_web::routes! {
    get path::ME => show;
}

/// The signed-in person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Me {
    /// A customer.
    Customer(CustomerMe),
    /// A member of the shop's staff.
    Staff(StaffMe),
}

/// A customer, as they see themselves.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerMe {
    /// Their id at this shop.
    id: String,
    /// Their name.
    name: String,
    /// The customer's preferred form of address.
    address: String,
    shop: ShopMe,
    /// The tabs to show, in this order.
    tabs: Vec<Tab>,
}

/// A staff member, as they see themselves.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffMe {
    /// Their id at this shop.
    id: String,
    /// Their name.
    name: String,
    /// The member's role.
    staff_role: StaffRole,
    shop: ShopMe,
    /// The tabs to show, in this order.
    tabs: Vec<Tab>,
}

/// The shop.
#[derive(Debug, Serialize, ToSchema)]
struct ShopMe {
    /// Its label in host names.
    slug: String,
    name: String,
    /// Its main line.
    phone: Option<String>,
    /// Its accent, `#rrggbb`.
    brand_color: String,
}

/// A staff member's role; each role may do what those after it may.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StaffRole {
    Owner,
    Manager,
    Advisor,
    Technician,
}

/// A part of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Tab {
    Home,
    Jobs,
    Photos,
    Invoices,
    Vehicles,
    Customers,
    Board,
    Messages,
    Settings,
}

/// `GET /api/v1/me`
///
/// # Errors
/// 401 without a token that stands; 503 when the database does not answer.
#[utoipa::path(get, path = "/api/v1/me", tag = "me", security(("bearer" = [])), responses(
    (status = 200, body = Me, description = "Who is signed in, and which tabs they have"),
    (status = 401, body = Failure, description = "No token, or one that has ended"),
))]
pub async fn show(bearer: Bearer) -> Result<Json<Me>> {
    let shop = ShopMe::of(&bearer.visit);
    Ok(Json(match &bearer.who {
        Who::Customer(scope) => Me::Customer(CustomerMe {
            id: scope.customer_id().to_string(),
            name: scope.name().to_owned(),
            address: scope.display_name().to_owned(),
            shop,
            tabs: customers_tabs(&bearer.visit),
        }),
        Who::Staff(scope) => {
            let member = scope.member();
            Me::Staff(StaffMe {
                id: member.id.to_string(),
                name: member.name.clone(),
                staff_role: member.role.into(),
                shop,
                tabs: staffs_tabs(member.role),
            })
        }
    }))
}

fn customers_tabs(visit: &Visit) -> Vec<Tab> {
    let features = visit.tenant().features;
    let parts = Feature::ALL.into_iter().filter(|feature| features.has(*feature)).map(|feature| match feature {
        Feature::Jobs => Tab::Jobs,
        Feature::Photos => Tab::Photos,
        Feature::Invoices => Tab::Invoices,
        Feature::Vehicles => Tab::Vehicles,
    });
    std::iter::once(Tab::Home).chain(parts).collect()
}

fn staffs_tabs(role: Role) -> Vec<Tab> {
    let mut tabs = vec![Tab::Customers, Tab::Board];
    if role >= Role::Advisor {
        tabs.push(Tab::Invoices);
    }
    tabs.push(Tab::Messages);
    if role >= Role::Manager {
        tabs.push(Tab::Settings);
    }
    tabs
}

impl ShopMe {
    fn of(visit: &Visit) -> Self {
        let tenant = visit.tenant();
        Self {
            slug: tenant.slug.to_string(),
            name: tenant.name.clone(),
            phone: tenant.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            brand_color: tenant.brand_color.to_string(),
        }
    }
}

impl From<Role> for StaffRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Manager => Self::Manager,
            Role::Advisor => Self::Advisor,
            Role::Technician => Self::Technician,
        }
    }
}
