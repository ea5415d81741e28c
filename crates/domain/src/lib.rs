//! The vocabulary of Forecourt: ids, times, host names, contact details, states and presets.
//!
//! It must not do I/O, read the ambient clock or draw ambient randomness outside [`clock::SystemClock`]
//! and [`entropy::SystemEntropy`]: everything else takes them as arguments. A value that exists is valid,
//! so that no layer above checks it again.
//!
//! Start reading at [`ids`], then [`work_order`] for what a shop does all day.

pub mod action_link;
pub mod auth_method;
pub mod channel;
pub mod clock;
pub mod color;
pub mod contact;
pub mod delivery;
pub mod entropy;
pub mod feature;
pub mod host;
pub mod ids;
pub mod invoice;
pub mod money;
pub mod photo;
pub mod preset;
pub mod recovery_code;
pub mod reference;
pub mod search;
pub mod sign_in;
pub mod tenant;
pub mod text;
pub mod token;
#[cfg(test)]
mod typing;
pub mod work_order;
