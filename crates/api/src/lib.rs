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
use forecourt_web::paths::api as path;
use forecourt_web::routes;
use forecourt_web::site::SharedSite;

pub use routes::ROUTES;

mod routes {
    use super::*;

    routes! {
        get path::OPENAPI => openapi::show;
        post path::REQUEST_CODE => sign_in::request_code;
        post path::VERIFY_CODE => sign_in::verify_code;
        post path::CHOOSE => sign_in::choose;
        post path::STAFF => staff::sign_in;
        post path::STAFF_SECOND_FACTOR => staff::second_factor;
        post path::SIGN_OUT => sign_in::sign_out;
        get path::ME => me::show;
    }
}

/// More than any request of ours holds.
const MAX_BODY: usize = 16 * 1024;

/// The routes with their handlers; `sign_in` checks staff passwords, in the process's one pool.
pub fn router(sign_in: Arc<StaffSignIn>) -> axum::Router<SharedSite> {
    routes::router().layer(DefaultBodyLimit::max(MAX_BODY)).layer(Extension(sign_in))
}
