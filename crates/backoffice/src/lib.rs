//! What a shop's staff see, one folder a thing: sign-in, customers and their portal links, jobs and their photos,
//! invoices, the message log, settings.
//!
//! It must not read rows but through a staff member's scope, nor know of the customers' pages. Every write takes a
//! [`forecourt_auth::Checked`] witness. Start reading at `customers`, then `customers::portal_link`: the main job.

mod account;
mod customers;
mod invoices;
mod jobs;
mod messages;
mod settings;
mod shell;
mod sign_in;
mod uploads;
mod vehicles;

use std::sync::Arc;

use axum::Extension;
use axum::extract::DefaultBodyLimit;
use forecourt_auth::staff_sign_in::StaffSignIn;
use forecourt_web::site::SharedSite;

pub use surface::ROUTES;

mod surface {
    use super::*;

    forecourt_web::surface! { shell, sign_in, account, customers, vehicles, jobs, invoices, messages, settings }
}

/// The back office's routes.
pub fn router(sign_in: Arc<StaffSignIn>, max_upload: usize) -> axum::Router<SharedSite> {
    surface::router().layer(Extension(sign_in)).layer(DefaultBodyLimit::max(max_upload))
}

#[cfg(test)]
mod tests;
