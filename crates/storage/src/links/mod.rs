//! Links that open something without a password: portal links that staff send, action links in automated messages, and what
//! sign-in links have in common with them. Signing in by a link is in `sign_in`.

pub(crate) mod action;
pub(crate) mod portal;
pub(crate) mod sign_in;
pub(crate) mod signing_keys;
