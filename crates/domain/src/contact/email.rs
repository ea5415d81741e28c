//! Email addresses: the domain as DNS knows it, the local part as its owner writes it.

use std::borrow::Cow;
use std::str::FromStr;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use super::ContactError;
use crate::text::{composed, decomposed, is_unseen};

/// An email address with its domain in lower case, international ones as A-labels (`xn--…`, UTS 46), and the local part as
/// written, in Unicode's composed form.
///
/// Two addresses are the same when their [`Email::key`] is.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// What all spellings of one inbox share: all lower case, since no provider in use tells case apart. Of ASCII alone:
    /// other letters have lower cases that are somebody else's (the Kelvin sign's is `k`).
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The key, and the decomposed form under which it was stored before text was composed.
    pub fn stored_keys(&self) -> [String; 2] {
        let key = self.key();
        let decomposed = decomposed(&key).into_owned();
        [key, decomposed]
    }

    /// The address as it is stored and sent to.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as people write it: `anna@müller.example`.
    pub fn display(&self) -> String {
        let (local, domain) = self.parts();
        format!("{local}@{}", as_written(domain))
    }

    /// `a…@example.com`: enough to recognise one's own, not enough to learn somebody else's. A word joiner (U+2060)
    /// keeps a line from breaking after the dots.
    pub fn masked(&self) -> String {
        let (local, domain) = self.parts();
        let first = local.chars().next().map(String::from).unwrap_or_default();
        format!("{first}…\u{2060}@{}", as_written(domain))
    }

    fn parts(&self) -> (&str, &str) {
        self.0.rsplit_once('@').unwrap_or((&self.0, ""))
    }
}

impl FromStr for Email {
    type Err = ContactError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let options =
            email_address::Options::default().with_required_tld().without_display_text().without_domain_literal();
        // Far more than any address: what is worked on below stays small.
        if text.len() > 1_000 || text.contains(['"', '\\']) {
            return Err(ContactError::Email);
        }
        // What a paste brings along unseen is no part of an address; control characters within are refused with it.
        let seen: String = text.trim().chars().filter(|c| c.is_control() || !is_unseen(*c)).collect();
        let seen = composed(seen.trim());
        let (local, domain) = seen.rsplit_once('@').ok_or(ContactError::Email)?;
        // What is checked is what is kept.
        let address = format!("{local}@{}", as_dns_knows_it(domain)?);
        if address.len() > 254 {
            return Err(ContactError::Email);
        }
        email_address::EmailAddress::parse_with_options(&address, options).map_err(|_| ContactError::Email)?;
        Ok(Self(address))
    }
}

/// In lower case; an international domain, and none but that, by the rules of UTS 46 (so that what was stored in ASCII is
/// read whatever they become).
fn as_dns_knows_it(domain: &str) -> Result<Cow<'_, str>, ContactError> {
    if domain.is_ascii() {
        return Ok(domain.to_ascii_lowercase().into());
    }
    let known = Uts46::new().to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::Check, DnsLength::Verify);
    known.map_err(|_| ContactError::Email)
}

/// An international domain with its letters, if that says the same.
fn as_written(domain: &str) -> Cow<'_, str> {
    let (written, sound) = Uts46::new().to_unicode(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::Check);
    match as_dns_knows_it(&written) {
        Ok(same) if sound.is_ok() && same == domain => written,
        _ => domain.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_keeps_its_spelling_and_compares_by_key() {
        let email: Email = " Sarah.Chen@EXAMPLE.com ".parse().unwrap();
        assert_eq!(email.as_str(), "Sarah.Chen@example.com");
        assert_eq!(email.key(), "sarah.chen@example.com");
        assert_eq!(email.masked(), "S…\u{2060}@example.com");
        for bad in [
            "",
            "sarah",
            "sarah@",
            "@example.com",
            "a b@example.com",
            "sarah@example",
            "Sarah <s@example.com>",
            "s@[127.0.0.1]",
            "a@-\u{fc}.example",
            "a@xn--\u{fc}.example",
            "a@m\u{fc}ller",
            "a@example.com\r\nBcc: x@example.com",
            "a\0@example.com",
        ] {
            assert_eq!(bad.parse::<Email>(), Err(ContactError::Email), "{bad:?}");
        }
    }

    /// Unicode's Kelvin sign is another way to write a K, and what is sent to is the K.
    #[test]
    fn what_looks_like_another_inbox_is_sent_to_as_what_it_is_found_by() {
        let kelvin: Email = "\u{212a}im@example.com".parse().unwrap();
        assert_eq!((kelvin.as_str(), kelvin.key().as_str()), ("Kim@example.com", "kim@example.com"));
        let cyrillic: Email = "\u{430}nna@example.com".parse().unwrap();
        assert_ne!(cyrillic.key(), "anna@example.com", "another inbox, whose owner would get Anna's mail");
    }

    #[test]
    fn an_international_domain_has_one_form_and_is_shown_as_written() {
        for spelling in [
            "anna@m\u{fc}ller.example",
            "anna@mu\u{308}ller.example",
            "anna@M\u{dc}LLER.Example",
            "anna@xn--mller-kva.example",
            "anna@XN--MLLER-KVA.example",
            "anna@m\u{fc}ller\u{3002}example",
            "\u{feff}anna@m\u{fc}l\u{ad}ler.example\n",
        ] {
            let email: Email = spelling.parse().unwrap_or_else(|e| panic!("{spelling:?} {e}"));
            assert_eq!(email.as_str(), "anna@xn--mller-kva.example", "{spelling:?}");
            assert_eq!(email.display(), "anna@m\u{fc}ller.example");
            assert_eq!(email.masked(), "a…\u{2060}@m\u{fc}ller.example");
        }
        // Stored before, and no international domain at all: read as it is, and shown as it is.
        let odd: Email = "a@xn--a.example".parse().unwrap();
        assert_eq!((odd.as_str(), odd.display().as_str()), ("a@xn--a.example", "a@xn--a.example"));
    }

    #[test]
    fn a_local_part_may_have_any_letters_in_one_form() {
        let [composed, decomposed] = ["jos\u{e9}@example.com", "jose\u{301}@example.com"];
        let (one, other): (Email, Email) = (composed.parse().unwrap(), decomposed.parse().unwrap());
        assert_eq!(one, other);
        assert_eq!(one.as_str(), composed);
        assert_eq!(one.stored_keys(), [composed, decomposed]);
        assert!("\u{7528}\u{6237}@example.com".parse::<Email>().is_ok());
    }
}
