//! What the two email providers share: who a message is from, and addresses with letters beyond ASCII.
//!
//! A domain has a form in ASCII (IDNA, RFC 5891) that every server carries, so that it always travels in that form. The part
//! before the @ has none: only servers that offer SMTPUTF8 (RFC 6531) carry it, each on the way to the mailbox.

use std::borrow::Cow;

use lettre::Address;
use lettre::message::Mailbox;

use crate::secret::SettingsError;

/// The configured sender: `Forecourt <mail@example.com>` or only the address (RFC 5322 §3.4).
pub(super) fn sender(setting: &'static str, from: &str) -> Result<Mailbox, SettingsError> {
    let wrong = |_| SettingsError::new(setting, "is not an address such as `Forecourt <mail@example.com>`");
    let Mailbox { name, email } = from.parse().map_err(|_| wrong(()))?;
    let email: Address = with_ascii_domain(email.as_ref()).parse().map_err(|_| wrong(()))?;
    Ok(Mailbox::new(name, email))
}

/// The address with its domain in ASCII. What has no such form stays as it is, for whoever refuses it.
pub(super) fn with_ascii_domain(address: &str) -> Cow<'_, str> {
    match address.rsplit_once('@') {
        Some((mailbox, domain)) if !domain.is_ascii() => match idna::domain_to_ascii(domain) {
            Ok(domain) => Cow::Owned(format!("{mailbox}@{domain}")),
            Err(_) => Cow::Borrowed(address),
        },
        _ => Cow::Borrowed(address),
    }
}

/// Whether the part before the @ needs servers that carry such letters.
pub(super) fn needs_utf8(address: &str) -> bool {
    !address.rsplit_once('@').map_or(address, |(mailbox, _)| mailbox).is_ascii()
}

/// The configured address under the shop's name, if the message brings one.
pub(super) fn named(configured: &Mailbox, name: Option<&str>) -> Mailbox {
    let name = name.map(one_line).filter(|name| !name.is_empty()).or_else(|| configured.name.clone());
    Mailbox::new(name, configured.email.clone())
}

/// Text for a header: on one line, so that a shop's name cannot begin a header of its own.
pub(super) fn one_line(text: &str) -> String {
    text.split(|character: char| character.is_control() || character.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_travels_in_ascii_and_a_mailbox_as_it_is() {
        for (address, wire, utf8) in [
            ("sam@example.com", "sam@example.com", false),
            ("sam@müller.example", "sam@xn--mller-kva.example", false),
            ("sam@xn--mller-kva.example", "sam@xn--mller-kva.example", false),
            ("jürgen@müller.example", "jürgen@xn--mller-kva.example", true),
            ("jürgen@example.com", "jürgen@example.com", true),
            ("nobody", "nobody", false),
        ] {
            assert_eq!(with_ascii_domain(address), wire);
            assert_eq!(needs_utf8(address), utf8, "{address}");
        }
    }

    #[test]
    fn the_configured_sender_may_have_such_a_domain() {
        let from = sender("smtp.from", "Müller <post@müller.example>").unwrap();
        assert_eq!(from.email.to_string(), "post@xn--mller-kva.example");
    }
}
