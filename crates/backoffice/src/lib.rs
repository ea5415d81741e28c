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
mod vehicles;

use std::sync::Arc;

use axum::Extension;
use axum::extract::DefaultBodyLimit;
use forecourt_auth::staff_sign_in::StaffSignIn;
use forecourt_web::site::SharedSite;
use forecourt_web::{paths::staff as path, routes};

pub use routes::ROUTES;

mod routes {
    use super::*;

    routes! {
        get path::ROOT => shell::root;
        get path::LOGIN => sign_in::show;
        post path::LOGIN => sign_in::submit;
        get path::SECOND_FACTOR => sign_in::second_factor::show;
        post path::SECOND_FACTOR => sign_in::second_factor::submit;
        post path::SIGN_OUT => sign_in::sign_out;
        post path::START_PASSKEY => sign_in::passkey::start;
        post path::PASSKEY => sign_in::passkey::finish;
        get path::ACCOUNT => account::show;
        post path::START_PASSKEYS => account::passkeys::start;
        post path::PASSKEYS => account::passkeys::add;
        post path::REMOVE_PASSKEY => account::passkeys::remove;
        get path::AUTHENTICATOR => account::authenticator::show;
        post path::AUTHENTICATOR => account::authenticator::confirm;
        post path::BEGIN_AUTHENTICATOR => account::authenticator::begin;
        post path::REMOVE_AUTHENTICATOR => account::authenticator::remove;
        post path::RECOVERY_CODES => account::codes::replace;
        post path::END_DEVICE => account::end_device;
        post path::SIGN_OUT_EVERYWHERE => account::sign_out_everywhere;
        get path::INVITATION => sign_in::invitation::show;
        post path::INVITATION => sign_in::invitation::accept;
        get path::CUSTOMERS => customers::list::show;
        get path::NEW_CUSTOMER => customers::form::new;
        post path::NEW_CUSTOMER => customers::form::create;
        get path::CUSTOMER => customers::record::show;
        get path::EDIT_CUSTOMER => customers::form::edit;
        post path::EDIT_CUSTOMER => customers::form::update;
        get path::PORTAL_LINK => customers::portal_link::state;
        post path::PORTAL_LINK => customers::portal_link::send;
        post path::REVOKE_PORTAL_LINK => customers::portal_link::revoke;
        post path::INVITE => customers::access::invite;
        post path::END_CUSTOMERS_DEVICE => customers::access::end_device;
        post path::REVOKE_ACTION_LINKS => customers::access::revoke_action_links;
        get path::NEW_VEHICLE => vehicles::new;
        post path::NEW_VEHICLE => vehicles::create;
        get path::EDIT_VEHICLE => vehicles::edit;
        post path::EDIT_VEHICLE => vehicles::update;
        get path::NEW_JOB => jobs::form::new;
        post path::NEW_JOB => jobs::form::create;
        get path::JOBS => jobs::board::show;
        get path::JOB => jobs::page::show;
        get path::EDIT_JOB => jobs::form::edit;
        post path::EDIT_JOB => jobs::form::update;
        post path::JOB_STATUS => jobs::page::set_status;
        post path::JOB_READY => jobs::page::set_ready;
        post path::JOB_PHOTOS => jobs::photos::upload;
        get path::PHOTO_FILE => jobs::photos::file;
        post path::PHOTO_STAGE => jobs::photos::set_stage;
        post path::DELETE_PHOTO => jobs::photos::delete;
        get path::NEW_INVOICE => invoices::form::new;
        post path::NEW_INVOICE => invoices::form::create;
        get path::INVOICES => invoices::list::show;
        get path::INVOICE => invoices::page::show;
        get path::EDIT_INVOICE => invoices::form::edit;
        post path::EDIT_INVOICE => invoices::form::update;
        post path::SEND_INVOICE => invoices::page::send;
        post path::INVOICE_PAYMENTS => invoices::page::record_payment;
        post path::REMOVE_PAYMENT => invoices::page::take_payment_back;
        post path::VOID_INVOICE => invoices::page::void;
        post path::DELETE_INVOICE => invoices::page::delete;
        get path::MESSAGES => messages::show;
        post path::RETRY_MESSAGE => messages::retry;
        post path::HURRY_MESSAGE => messages::hurry;
        post path::STOP_MESSAGE => messages::stop;
        get path::SETTINGS => settings::root;
        get path::PORTAL_SETTINGS => settings::portal::show;
        post path::PORTAL_SETTINGS => settings::portal::save;
        get path::BRANDING => settings::branding::show;
        post path::BRANDING => settings::branding::save;
        post path::REMOVE_LOGO => settings::branding::remove_logo;
        get path::SECURITY => settings::security::show;
        post path::SECURITY => settings::security::save;
        get path::TEAM => settings::team::show;
        post path::TEAM => settings::team::invite;
        post path::TEAM_ROLE => settings::team::change_role;
        post path::TEAM_INVITE => settings::team::reinvite;
        post path::TEAM_REMOVE => settings::team::remove;
        get path::AUDIT => settings::audit::show;
    }
}

/// The back office's routes.
pub fn router(sign_in: Arc<StaffSignIn>, max_upload: usize) -> axum::Router<SharedSite> {
    routes::router().layer(Extension(sign_in)).layer(DefaultBodyLimit::max(max_upload))
}

#[cfg(test)]
mod tests;
