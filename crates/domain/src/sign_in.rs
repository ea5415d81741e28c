//! How a shop's customers may sign in (docs/product.md, section 4).

use std::str::FromStr;

use chrono::TimeDelta;
use serde::Deserialize;

use crate::contact::Contact;
use crate::tenant::{UnknownWord, stored_words};

/// How long a sign-in link lives.
pub const LINK_LIFETIME: TimeDelta = TimeDelta::minutes(30);
/// How long a one-time code lives.
pub const CODE_LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// How long an invitation to the portal lives.
pub const INVITATION_LIFETIME: TimeDelta = TimeDelta::days(7);
/// How often a code may be tried.
pub const CODE_TRIES: i32 = 5;

/// A way customers can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInMethod {
    /// A link by email.
    EmailLink,
    /// One field for either, a link by the matching channel.
    EmailOrPhoneLink,
    /// A six-digit code by SMS.
    SmsCode,
    /// A password.
    Password,
    /// A portal link sent by staff.
    PortalLink,
}

stored_words! {
    SignInMethod {
        EmailLink = "email_link",
        EmailOrPhoneLink = "email_or_phone_link",
        SmsCode = "sms_code",
        Password = "password",
        PortalLink = "portal_link",
    }
}

impl SignInMethod {
    /// All of them, in the order settings show them.
    pub const ALL: [Self; 5] =
        [Self::EmailLink, Self::EmailOrPhoneLink, Self::SmsCode, Self::Password, Self::PortalLink];

    /// The method that proves an address of this kind: a proof made elsewhere counts as this one.
    pub const fn proving(contact: &Contact) -> Self {
        match contact {
            Contact::Email(_) => Self::EmailLink,
            Contact::Phone(_) => Self::SmsCode,
        }
    }
}

/// The ways that customers of a shop can sign in, the one that is offered first before the others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "Vec<SignInMethod>")]
pub struct SignInMethods(Vec<SignInMethod>);

impl SignInMethods {
    /// Whether customers can sign in this way.
    pub fn has(&self, method: SignInMethod) -> bool {
        self.0.contains(&method)
    }

    /// Whether what was asked for by one method is still a way in: another one may bring the same to the same place.
    pub fn still_bring(&self, asked_by: SignInMethod, to_email: bool) -> bool {
        let either = self.has(SignInMethod::EmailOrPhoneLink);
        match asked_by {
            SignInMethod::EmailOrPhoneLink if to_email => either || self.has(SignInMethod::EmailLink),
            SignInMethod::EmailLink | SignInMethod::SmsCode => either || self.has(asked_by),
            _ => self.has(asked_by),
        }
    }

    /// Whether a proof of this address signs in here: a shop that accepts only passwords does not accept a proven
    /// inbox.
    pub fn accept(&self, proven: &Contact) -> bool {
        self.still_bring(SignInMethod::proving(proven), matches!(proven, Contact::Email(_)))
    }

    /// The method by which customers have a link sent to this address.
    pub fn linking(&self, to: &Contact) -> Option<SignInMethod> {
        self.iter().find(|method| match method {
            SignInMethod::EmailOrPhoneLink => true,
            SignInMethod::EmailLink => matches!(to, Contact::Email(_)),
            SignInMethod::SmsCode | SignInMethod::Password | SignInMethod::PortalLink => false,
        })
    }

    /// Whether there is no way at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In the order of the shop.
    pub fn iter(&self) -> impl Iterator<Item = SignInMethod> {
        self.0.iter().copied()
    }

    /// The stored form: words separated by spaces.
    pub fn to_words(&self) -> String {
        self.0.iter().map(|method| method.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Reads the stored form; words of methods that no longer exist are passed over.
    pub fn from_words(words: &str) -> Self {
        words.split_whitespace().filter_map(|word| SignInMethod::from_str(word).ok()).collect()
    }

    /// These instead; those that were there before keep their order.
    #[must_use]
    pub fn changed_to(&self, wanted: &[SignInMethod]) -> Self {
        let kept = self.iter().filter(|method| wanted.contains(method));
        let added = SignInMethod::ALL.into_iter().filter(|method| wanted.contains(method) && !self.has(*method));
        kept.chain(added).collect()
    }
}

impl FromIterator<SignInMethod> for SignInMethods {
    fn from_iter<I: IntoIterator<Item = SignInMethod>>(methods: I) -> Self {
        let mut once = Vec::new();
        for method in methods {
            if !once.contains(&method) {
                once.push(method);
            }
        }
        Self(once)
    }
}

impl From<Vec<SignInMethod>> for SignInMethods {
    fn from(methods: Vec<SignInMethod>) -> Self {
        methods.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_keep_their_order_and_forget_unknown_words() {
        let methods = SignInMethods::from_words("password retired email_link password");
        assert_eq!(methods.to_words(), "password email_link");
        let changed = methods.changed_to(&[SignInMethod::SmsCode, SignInMethod::EmailLink, SignInMethod::Password]);
        assert_eq!(changed.to_words(), "password email_link sms_code");
        assert!(SignInMethods::from_words("retired").is_empty());
    }

    #[test]
    fn what_was_asked_for_stays_a_way_in_while_anything_brings_the_same() {
        use SignInMethod::{EmailLink, EmailOrPhoneLink, Password, SmsCode};
        let either = SignInMethods::from_words("email_or_phone_link");
        assert!([EmailLink, SmsCode, EmailOrPhoneLink].iter().all(|asked| either.still_bring(*asked, true)));
        let emails = SignInMethods::from_words("email_link");
        assert!(emails.still_bring(EmailOrPhoneLink, true) && !emails.still_bring(EmailOrPhoneLink, false));
        assert!(!emails.still_bring(SmsCode, false) && !emails.still_bring(Password, true));
    }

    #[test]
    fn a_proven_address_is_a_way_in_where_one_of_its_kind_is() {
        let [inbox, phone] = ["dana@example.com", "+12025550133"].map(|text| Contact::parse(text, "").unwrap());
        for (words, by_inbox, by_phone) in [
            ("email_link", true, false),
            ("sms_code portal_link", false, true),
            ("email_or_phone_link", true, true),
            ("password", false, false),
            ("portal_link", false, false),
        ] {
            let methods = SignInMethods::from_words(words);
            assert_eq!((methods.accept(&inbox), methods.accept(&phone)), (by_inbox, by_phone), "{words}");
        }
    }

    #[test]
    fn a_link_is_sent_where_links_are_offered() {
        use SignInMethod::{EmailLink, EmailOrPhoneLink};
        let [inbox, phone] = ["dana@example.com", "+12025550133"].map(|text| Contact::parse(text, "").unwrap());
        let emails = SignInMethods::from_words("password email_link");
        assert_eq!((emails.linking(&inbox), emails.linking(&phone)), (Some(EmailLink), None));
        let either = SignInMethods::from_words("email_or_phone_link");
        assert_eq!((either.linking(&inbox), either.linking(&phone)), (Some(EmailOrPhoneLink), Some(EmailOrPhoneLink)));
        let codes = SignInMethods::from_words("sms_code password portal_link");
        assert_eq!((codes.linking(&inbox), codes.linking(&phone)), (None, None));
    }
}
