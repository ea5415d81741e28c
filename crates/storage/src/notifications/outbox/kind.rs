//! The kinds of messages, and everything that is decided by the kind alone: each decision is one exhaustive match, so
//! that a new kind does not compile before it has been thought through.

use std::str::FromStr;

use forecourt_domain::auth_method::Purpose;
use forecourt_domain::channel::SendChannel;
use forecourt_domain::delivery::TextRefusal;
use forecourt_domain::feature::Feature;
use forecourt_domain::sign_in::{CODE_LIFETIME, LINK_LIFETIME};

use super::Notification;
use super::schedule::Schedule;

/// A [`Notification`] without what it carries: what the database and logs name, and rows are read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// [`Notification::SendPortalLink`].
    SendPortalLink,
    /// [`Notification::SignIn`].
    SignIn,
    /// [`Notification::InviteStaff`].
    InviteStaff,
    /// [`Notification::SendClientLogin`].
    SendClientLogin,
    /// [`Notification::SendJobNews`].
    SendJobNews,
    /// [`Notification::SendInvoice`].
    SendInvoice,
    /// [`Notification::ContactChanged`].
    ContactChanged,
}

/// What an entry of a customer's access history is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryKind {
    /// A link or code that was asked for.
    Request(Purpose),
    /// News of a job, with a link to it.
    JobNews,
    /// An invoice, with a link to it.
    Invoice,
    /// Word to an old address that another has come in its place.
    ContactChanged,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::SendPortalLink,
        Self::SignIn,
        Self::InviteStaff,
        Self::SendClientLogin,
        Self::SendJobNews,
        Self::SendInvoice,
        Self::ContactChanged,
    ];

    /// The word in the database and in logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SendPortalLink => "send_portal_link",
            Self::SignIn => "sign_in",
            Self::InviteStaff => "invite_staff",
            Self::SendClientLogin => "send_client_login",
            Self::SendJobNews => "send_job_news",
            Self::SendInvoice => "send_invoice",
            Self::ContactChanged => "contact_changed",
        }
    }

    /// The part of the portal that its link opens. While the shop has switched it off the message is neither written nor
    /// sent: its link would lead nowhere.
    pub const fn feature(self) -> Option<Feature> {
        match self {
            Self::SendJobNews => Some(Feature::Jobs),
            Self::SendInvoice => Some(Feature::Invoices),
            Self::SendPortalLink | Self::SignIn | Self::InviteStaff | Self::SendClientLogin | Self::ContactChanged => {
                None
            }
        }
    }

    /// Whether it is for whoever the customer is reached by: then it ends when the customer gets another address. The
    /// others are for the address itself: it was asked for there, or its link is retired with the address.
    pub const fn follows_address(self) -> bool {
        match self {
            Self::SendJobNews | Self::SendInvoice => true,
            Self::SendPortalLink | Self::SignIn | Self::InviteStaff | Self::SendClientLogin | Self::ContactChanged => {
                false
            }
        }
    }

    /// Whether a person sits before a screen and waits for it: such messages leave before all others.
    pub const fn is_awaited(self) -> bool {
        match self {
            Self::SignIn | Self::SendClientLogin => true,
            Self::SendPortalLink | Self::InviteStaff | Self::SendJobNews | Self::SendInvoice | Self::ContactChanged => {
                false
            }
        }
    }

    /// What the customer's access history calls it; none of what has an entry there by a row of its own (a request, a
    /// portal link), or is not about a customer.
    pub const fn history_kind(self) -> Option<HistoryKind> {
        match self {
            Self::SendJobNews => Some(HistoryKind::JobNews),
            Self::SendInvoice => Some(HistoryKind::Invoice),
            Self::ContactChanged => Some(HistoryKind::ContactChanged),
            Self::SendPortalLink | Self::SignIn | Self::InviteStaff | Self::SendClientLogin => None,
        }
    }

    /// The kinds that `condition` holds for, as a list in SQL.
    pub(crate) fn sql_list(condition: impl Fn(Self) -> bool) -> String {
        let kinds = Self::ALL.into_iter().filter(|kind| condition(*kind));
        kinds.map(|kind| format!("'{}'", kind.as_str())).collect::<Vec<_>>().join(", ")
    }
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

impl HistoryKind {
    /// The word in the ids of words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request(purpose) => purpose.as_str(),
            Self::JobNews => "job_news",
            Self::Invoice => "invoice",
            Self::ContactChanged => "contact_changed",
        }
    }
}

impl Notification {
    /// Which kind it is.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::SendPortalLink { .. } => Kind::SendPortalLink,
            Self::SignIn { .. } => Kind::SignIn,
            Self::InviteStaff { .. } => Kind::InviteStaff,
            Self::SendClientLogin { .. } => Kind::SendClientLogin,
            Self::SendJobNews { .. } => Kind::SendJobNews,
            Self::SendInvoice { .. } => Kind::SendInvoice,
            Self::ContactChanged { .. } => Kind::ContactChanged,
        }
    }

    /// [`Kind::feature`]
    pub const fn feature(&self) -> Option<Feature> {
        self.kind().feature()
    }

    /// The count of revocations that its link was made at, where it has a link that revoking ends: one that was revoked
    /// on its way is not sent.
    pub(crate) const fn link_epoch(&self) -> Option<i32> {
        match self {
            Self::SendJobNews { epoch, .. } | Self::SendInvoice { epoch, .. } => *epoch,
            Self::SendPortalLink { .. }
            | Self::SignIn { .. }
            | Self::InviteStaff { .. }
            | Self::SendClientLogin { .. }
            | Self::ContactChanged { .. } => None,
        }
    }

    /// Why the text is not to be sent, where asking was refused: it is written for everybody alike.
    pub(crate) const fn refusal(&self) -> Option<TextRefusal> {
        match self {
            Self::SignIn { refusal, .. } | Self::SendClientLogin { refusal, .. } => *refusal,
            Self::SendPortalLink { .. }
            | Self::InviteStaff { .. }
            | Self::SendJobNews { .. }
            | Self::SendInvoice { .. }
            | Self::ContactChanged { .. } => None,
        }
    }

    /// How long it is tried when its provider does not take it. What carries a code is not sent after the code's end, even
    /// where the link beside it lives on: a message that is half dead makes people type what no longer works.
    pub const fn schedule(&self, channel: SendChannel) -> Schedule {
        match self {
            // A code lives as long as the link of an older request at most; the link of an invitation lives for days.
            Self::SignIn { code: Some(_), .. } | Self::SendClientLogin { .. } => Schedule::carrying(CODE_LIFETIME),
            Self::SignIn { code: None, purpose: Purpose::Invite, .. } => Schedule::news(channel),
            Self::SignIn { code: None, .. } => Schedule::carrying(LINK_LIFETIME),
            // Links that live for longer than anything is tried. That one was retired is looked up at every attempt.
            Self::SendPortalLink { .. }
            | Self::InviteStaff { .. }
            | Self::SendJobNews { .. }
            | Self::SendInvoice { .. }
            | Self::ContactChanged { .. } => Schedule::news(channel),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert_eq!("send_postcard".parse::<Kind>(), Err(()));
    }

    #[test]
    fn lists_in_sql_hold_what_they_say() {
        assert_eq!(Kind::sql_list(Kind::is_awaited), "'sign_in', 'send_client_login'");
        assert_eq!(
            Kind::sql_list(|kind| kind.history_kind().is_some()),
            "'send_job_news', 'send_invoice', 'contact_changed'"
        );
    }
}
