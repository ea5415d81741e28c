//! Ways in: what people ask for at the login page, what they are sent, and what they sign in with (product section 4).
//!
//! Asking ([`ask`]) writes the same for everybody, known or not, and the worker finds out whom it is about (`post`). What was sent is used up by one conditional statement
//! ([`redeem`]), which answers a grant, or a choice where several records share the address ([`records`]). Passwords and passkeys are checked above us: we hand out what is to be checked
//! together with the grant that it earns.
//!
//! Start reading at [`ask`].

pub mod ask;
pub mod contact_change;
pub mod credentials;
pub mod devices;
pub(crate) mod elsewhere;
pub mod invite;
pub mod passkeys;
mod post;
pub(crate) mod proof;
pub mod records;
pub mod redeem;
pub mod story;

use chrono::TimeDelta;
use forecourt_domain::token::SignInToken;
use sha2::{Digest, Sha256};

/// How long a sign-in link lives.
pub const LINK_LIFETIME: TimeDelta = TimeDelta::minutes(30);
/// How long a one-time code lives.
pub const CODE_LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// How long an invitation lives.
pub const INVITATION_LIFETIME: TimeDelta = TimeDelta::days(7);
/// How often a code may be tried.
pub const CODE_TRIES: i32 = 5;

/// What is stored of a link's or a browser's secret: its SHA-256. A slow hash would add nothing to 192 random bits.
pub(crate) fn hash(token: &SignInToken) -> Vec<u8> {
    Sha256::digest(token.reveal()).to_vec()
}

#[cfg(test)]
mod tests;
