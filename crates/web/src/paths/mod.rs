//! Every path once: routers, redirects, mails and tests take them from here.

pub mod api;
pub mod ops;
pub mod platform;
pub mod portal;
pub mod staff;
