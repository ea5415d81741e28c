//! The method of a sign-in, and what a link or code was requested for.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::action_link::ActionThing;
use crate::ids::PortalLinkId;
use crate::tenant::{UnknownWord, stored_words};

/// How a customer got in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// A portal link: when its row ends, so does the session.
    PortalLink(PortalLinkId),
    /// A sign-in link, an invitation, or a recovery link.
    SignInLink,
    /// A one-time code.
    Code,
    /// A password.
    Password,
    /// A passkey.
    Passkey,
    /// A link in an automatic message, about one thing.
    ActionLink {
        /// What.
        thing: ActionThing,
        /// The customer's count of revocations when it was made.
        epoch: u32,
        /// When it ends by itself.
        expires_at: DateTime<Utc>,
        /// Whether it opens nothing else.
        only: bool,
    },
}

impl AuthMethod {
    /// The word in the database and in the ids of words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PortalLink(_) => "portal_link",
            Self::SignInLink => "sign_in_link",
            Self::Code => "code",
            Self::Password => "password",
            Self::Passkey => "passkey",
            Self::ActionLink { .. } => "action_link",
        }
    }

    /// Whether this method has just shown that the inbox, the phone or the secret is the person's. A link that may have
    /// been forwarded or bookmarked for weeks shows nothing of the kind.
    pub const fn proves(self) -> bool {
        match self {
            Self::SignInLink | Self::Code | Self::Password | Self::Passkey => true,
            Self::PortalLink(_) | Self::ActionLink { .. } => false,
        }
    }
}

/// What a sign-in link or code was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To sign in.
    SignIn,
    /// To open an account.
    Register,
    /// To set another password.
    Reset,
    /// By staff, for a customer who has not signed in before.
    Invite,
    /// By an operator, for a customer whom neither channel reaches.
    Recover,
    /// To confirm a change of the account.
    StepUp,
    /// To have another address of one's own proved.
    NewContact,
    /// By the mobile app.
    App,
    /// At the platform's host, by a person who does not know their shop's address.
    ClientLogin,
}

impl Purpose {
    /// Whether it is requested for an address alone, of whichever customer has it; all others name one customer.
    pub const fn is_by_address(self) -> bool {
        matches!(self, Self::SignIn | Self::Register | Self::Reset | Self::App | Self::ClientLogin)
    }
}

stored_words! {
    Purpose {
        SignIn = "sign_in",
        Register = "register",
        Reset = "reset",
        Invite = "invite",
        Recover = "recover",
        StepUp = "step_up",
        NewContact = "new_contact",
        App = "app",
        ClientLogin = "client_login",
    }
}
