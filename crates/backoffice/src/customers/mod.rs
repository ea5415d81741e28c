//! Customers: the list, the record, its form, and the portal link.

pub(crate) mod access;
pub(crate) mod form;
pub(crate) mod list;
pub(crate) mod portal_link;
pub(crate) mod record;

use forecourt_domain::ids::CustomerId;
use forecourt_web::Error;
use forecourt_web::paths::staff as path;

forecourt_web::routes! {
    get path::CUSTOMERS => list::show;
    get path::NEW_CUSTOMER => form::new;
    post path::NEW_CUSTOMER => form::create;
    get path::CUSTOMER => record::show;
    get path::EDIT_CUSTOMER => form::edit;
    post path::EDIT_CUSTOMER => form::update;
    get path::PORTAL_LINK => portal_link::state;
    post path::PORTAL_LINK => portal_link::send;
    post path::REVOKE_PORTAL_LINK => portal_link::revoke;
    post path::INVITE => access::invite;
    post path::END_CUSTOMERS_DEVICE => access::end_device;
    post path::REVOKE_ACTION_LINKS => access::revoke_action_links;
}

/// The customer that a path names.
///
/// # Errors
/// 404 for what is no id.
pub(crate) fn id(text: &str) -> Result<CustomerId, Error> {
    text.parse().map_err(|_| Error::not_found())
}
