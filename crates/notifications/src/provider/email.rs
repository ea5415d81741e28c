//! What the two email providers share: who a message is from.

use lettre::message::Mailbox;

use crate::secret::SettingsError;

/// The configured sender: `Forecourt <mail@example.com>` or only the address (RFC 5322 §3.4).
pub(super) fn sender(setting: &'static str, from: &str) -> Result<Mailbox, SettingsError> {
    from.parse().map_err(|_| SettingsError::new(setting, "is not an address such as `Forecourt <mail@example.com>`"))
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
