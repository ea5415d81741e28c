//! Who is asking: credentials, sessions, and the extractors that say so.
//!
//! An extractor is the authorization: a handler that takes a [`Customer`] or a [`Staff`] cannot be reached without
//! one, and one that takes neither is visibly public. Writes take a [`Checked`] witness, which has also verified the
//! form's token. Nothing here reads rows by itself: that is what the scope inside a witness is for.
//!
//! Start reading at [`customer`], then [`staff`], then [`checked`].

mod beat;
pub mod browser;
pub mod checked;
pub mod cookies;
pub mod customer;
pub mod devices;
mod hashing;
pub mod link_page;
pub mod operator;
pub mod passkeys;
pub mod passwords;
pub mod second_factor;
pub mod staff;
pub mod staff_sign_in;
pub mod totp;

pub use checked::{Checked, Witness};
pub use customer::Customer;
pub use passwords::Passwords;
pub use staff::Staff;
