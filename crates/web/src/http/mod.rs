//! What stands around every handler: headers and the check of a write's origin, request ids, error pages, forms, and the
//! files that browsers fetch.

pub mod assets;
pub mod bodies;
pub mod csp;
pub mod error_page;
pub mod forms;
pub mod request_headers;
pub mod request_id;
pub mod security;
