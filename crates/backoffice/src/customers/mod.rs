//! Customers: the list, the record, its form, and the portal link.

pub(crate) mod access;
pub(crate) mod form;
pub(crate) mod list;
pub(crate) mod portal_link;
pub(crate) mod record;

use forecourt_domain::ids::CustomerId;
use forecourt_web::Error;

/// The customer that a path names.
///
/// # Errors
/// 404 for what is no id.
pub(crate) fn id(text: &str) -> Result<CustomerId, Error> {
    text.parse().map_err(|_| Error::not_found())
}
