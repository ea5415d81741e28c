//! JSON for the mobile app and other programs, on the shop's host under `/api/v1`.
//!
//! Every caller is a [`bearer::Bearer`]: a customer by a token of the portal link's shape, kept in the same table, or a
//! staff member by a session. It must not read rows but through the scope that this opens, and every answer is
//! described in [`openapi`], which is served and checked from outside.
//!
//! Start reading at [`sign_in`], then [`me`].

pub mod bearer;
pub mod me;
pub mod openapi;
pub mod reply;
pub mod sign_in;
pub mod staff;

use std::sync::Arc;

use axum::Extension;
use axum::extract::DefaultBodyLimit;
use forecourt_auth::staff_sign_in::StaffSignIn;
use forecourt_web::site::SharedSite;

pub use surface::ROUTES;

mod surface {
    use super::*;

    forecourt_web::surface! { openapi, sign_in, staff, me }
}

/// More than any request of ours holds.
const MAX_BODY: usize = 16 * 1024;

/// The routes with their handlers; `sign_in` checks staff passwords, in the process's one pool.
pub fn router(sign_in: Arc<StaffSignIn>) -> axum::Router<SharedSite> {
    surface::router().layer(DefaultBodyLimit::max(MAX_BODY)).layer(Extension(sign_in))
}
