//! What a proof leads to: a sign-in, a choice to be made first, or the reason why neither.

use chrono::{DateTime, Utc};
use forecourt_domain::auth_method::{AuthMethod, Purpose};
use forecourt_domain::contact::Contact;
use forecourt_domain::sign_in::SignInMethod;
use forecourt_domain::token::LinkToken;
use uuid::Uuid;

use crate::scope::CustomerGrant;

/// Why a sign-in link does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInProblem {
    /// Its time is over.
    Expired,
    /// Used, another shop's, or never made: deliberately one answer.
    Invalid,
    /// The shop has switched off meanwhile what it was asked for by.
    SwitchedOff(Purpose),
}

/// What came of a proof.
#[derive(Debug, Clone)]
pub enum Redeemed {
    /// A sign-in.
    SignedIn(SignedIn),
    /// A choice to be made first: several records have the address. The secret goes into the browser's cookie.
    Choose(LinkToken),
}

/// A sign-in that succeeded.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// What it lets its bearer do.
    pub grant: CustomerGrant,
    /// What it was asked for.
    pub purpose: Purpose,
    /// Where they wanted to go; empty: home.
    pub return_path: String,
}

/// What was proven, before it is known for which record.
pub(crate) struct Proof<'a> {
    pub(crate) contact: &'a Contact,
    pub(crate) purpose: Purpose,
    pub(crate) way: AuthMethod,
    pub(crate) return_path: &'a str,
    /// By which of the shop's ways in it was asked for; none: the shop itself began it.
    pub(crate) method: Option<SignInMethod>,
    /// The request that was used up; none for a hand-over from the platform, or a password.
    pub(crate) request: Option<Uuid>,
    /// The platform's request whose link was used elsewhere, of a hand-over.
    pub(crate) client_login: Option<Uuid>,
    /// When it was proven, where that was not just now.
    pub(crate) proved_at: Option<DateTime<Utc>>,
}
