//! Signing in: what people ask for at the login page, what they are sent, and what comes of using it (product section 4).
//!
//! A request (`start`) writes the same for every address, known or not, and the worker resolves whose it is
//! (`recipient`). What was sent is used up by one conditional statement (`redeem`), which answers a grant, or a choice
//! where several records share the address ([`record_choice`]). Passwords and passkeys are checked above us: `credentials`
//! hands out what is to be checked together with the grant that it earns.
//!
//! Start reading at `start`.

pub(crate) mod across_shops;
pub(crate) mod app_tokens;
pub(crate) mod contact_change;
pub(crate) mod history;
mod invite;
pub(crate) mod outcome;
mod password;
mod recipient;
pub mod record_choice;
pub(crate) mod redeem;
pub(crate) mod request;
pub(crate) mod start;
#[cfg(test)]
mod tests;
mod verify_contact;
