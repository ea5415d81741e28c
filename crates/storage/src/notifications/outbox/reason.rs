//! Why a message has not arrived, or not yet: a word for every reason. Whoever shows it says it in the reader's language
//! (`problem-…` in the catalogues); a provider's own words are kept beside it, for whoever looks further.

use std::fmt;
use std::str::FromStr;

use sea_orm::QueryResult;

use crate::Error;
use crate::db::row::Row;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $word:literal),+ $(,)?) => {
        /// Why a message has not arrived, or not yet.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason { $($(#[$doc])* $name),+ }

        impl Reason {
            /// The word in the database; with `problem-` before it, the id of its phrase.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

reasons! {
    /// The shop has no SMS credits left.
    NoCredits = "no-credits",
    /// Strangers asked for more texts than the shop wants to pay a day.
    OverBudget = "over-budget",
    /// Its link was replaced, revoked or used, or has expired; or the invoice was settled.
    Overtaken = "overtaken",
    /// Its customer has another address now.
    AddressChanged = "address-changed",
    /// The shop has switched off what its link would open.
    SwitchedOff = "switched-off",
    /// The operator suspended the shop.
    ShopPaused = "shop-paused",
    /// Staff stopped it.
    Stopped = "stopped",
    /// The time in which it is tried is over.
    GivenUp = "given-up",
    /// Its row cannot be read: sealed with another key.
    Unreadable = "unreadable",
    /// It cannot be put into words: a defect of ours.
    Unwritable = "unwritable",
    /// Worker after worker ended while sending it: a defect of ours.
    BrokenOff = "broken-off",
    /// The provider could not be reached.
    Unreachable = "unreachable",
    /// The provider asks to be left alone for a while.
    Busy = "busy",
    /// The provider does not take it now, for a reason that may pass.
    NotNow = "not-now",
    /// It may have been sent: the provider's answer was lost.
    Unconfirmed = "unconfirmed",
    /// The provider does not take it, for a reason that we have no word for.
    Refused = "refused",
    /// It was taken and has not arrived, for a reason that we have no word for.
    Undelivered = "undelivered",
    /// The provider does not know or trust us: a wrong password or key, a suspended account.
    AccountRefused = "account-refused",
    /// The provider does not let us send under our address.
    SenderRefused = "sender-refused",
    /// What the account may send in a day or a month is used up.
    QuotaUsedUp = "quota-used-up",
    /// Not an address at all.
    NotAnAddress = "not-an-address",
    /// There is no such mailbox.
    NoSuchMailbox = "no-such-mailbox",
    /// The address has letters before its @ that the mail server, or one on the way, cannot carry.
    ForeignLetters = "foreign-letters",
    /// The mailbox takes nothing more.
    MailboxFull = "mailbox-full",
    /// The receiving server took it for unwanted.
    TakenForSpam = "taken-for-spam",
    /// The provider sends nothing to this address any more: it bounced or complained before.
    Suppressed = "suppressed",
    /// Not a number that texts can reach.
    NotReachableNumber = "not-reachable-number",
    /// The account sends no texts to that country.
    CountryNotOn = "country-not-on",
    /// The provider cannot reach us.
    CallbackUnreachable = "callback-unreachable",
    /// The person replied STOP.
    RepliedStop = "replied-stop",
    /// The number cannot be reached from ours.
    NotFromOurNumber = "not-from-our-number",
    /// Not a mobile number.
    NotMobile = "not-mobile",
    /// The phone is switched off or out of reach.
    PhoneOff = "phone-off",
    /// The phone or its carrier blocks our texts.
    Blocked = "blocked",
    /// There is no such number.
    NoSuchNumber = "no-such-number",
    /// A landline, or a carrier that takes no texts.
    Landline = "landline",
    /// The carrier did not say why.
    CarrierSilent = "carrier-silent",
    /// Our number is not verified or registered with the carriers.
    NumberNotRegistered = "number-not-registered",
    /// WhatsApp takes free text only within a day of what the person wrote.
    WhatsAppClosed = "whatsapp-closed",
}

impl FromStr for Reason {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|reason| reason.as_str() == text).ok_or(())
    }
}

/// Why a message has not arrived, and what the provider said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Why.
    pub reason: Reason,
    /// The provider's own words, where they say more than the reason does; whatever language they are in.
    pub said: Option<String>,
}

impl Problem {
    /// A reason, and what was said.
    pub fn said(reason: Reason, said: impl Into<String>) -> Self {
        Self { reason, said: Some(said.into()) }
    }

    /// Reads the columns `reason` and `problem`, the second of which holds what was said. A row of an older version has
    /// only that, in English.
    pub(crate) fn from_row(row: &QueryResult, reason: &str, said: &str) -> Result<Option<Self>, Error> {
        let said: Option<String> = row.read(said)?;
        let Some(word) = row.read::<Option<String>>(reason)? else {
            return Ok(said.map(|said| Self::said(Reason::Undelivered, said)));
        };
        // A newer version has a word that this one does not know.
        Ok(Some(Self { reason: word.parse().unwrap_or(Reason::Undelivered), said }))
    }
}

impl From<Reason> for Problem {
    fn from(reason: Reason) -> Self {
        Self { reason, said: None }
    }
}

/// For logs.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason.as_str())?;
        self.said.as_ref().map_or(Ok(()), |said| write!(f, ": {said}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_reads_back() {
        for reason in Reason::ALL {
            assert_eq!(reason.as_str().parse(), Ok(*reason));
        }
    }
}
