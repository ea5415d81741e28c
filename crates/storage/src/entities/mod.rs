//! One entity a table, written by hand; a test compares them with what the migrations made.
//!
//! Ids are bare UUIDs here and typed everywhere above.

pub(crate) mod customer;
pub(crate) mod photo;
pub(crate) mod staff_invitation;
pub(crate) mod staff_member;
pub(crate) mod tenant;
pub(crate) mod vehicle;
pub(crate) mod work_order;
pub(crate) mod work_order_event;
