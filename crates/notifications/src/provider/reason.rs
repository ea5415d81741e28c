//! What a provider said, made fit for logs and staff pages.

use std::error::Error;

use crate::message::Outgoing;

/// Longest quotation, in characters.
const LIMIT: usize = 200;

/// A provider's words without line breaks, shortened, and with nothing in them that `message` itself said.
///
/// Mail servers quote what they dislike, and what they dislike may be a portal link ("554 message contains
/// https://…"). So each word of the message that could be a token or a code (six characters or more with a digit among
/// them, or twenty of any kind) is blotted out, and so is the recipient's address.
pub(super) fn quote(words: &str, message: &Outgoing) -> String {
    let mut quoted: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    quoted.retain(|character| !character.is_control());
    for secret in secrets(message) {
        quoted = quoted.replace(secret, "…");
    }
    quoted.chars().take(LIMIT).collect()
}

fn secrets(message: &Outgoing) -> impl Iterator<Item = &str> {
    let said = [Some(message.text.as_str()), message.html.as_deref(), message.subject.as_deref()];
    let words =
        said.into_iter().flatten().flat_map(|text| text.split(|c: char| !(c.is_alphanumeric() || "-_".contains(c))));
    let guarded =
        words.filter(|word| word.len() >= 20 || (word.len() >= 6 && word.contains(|c: char| c.is_ascii_digit())));
    guarded.chain(std::iter::once(message.to.as_str()).filter(|to| !to.is_empty()))
}

/// The innermost cause of an error: "connection refused" rather than "error sending request".
pub(super) fn root(error: &(dyn Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::message::Channel;

    const TOKEN: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    fn message() -> Outgoing {
        Outgoing {
            channel: Channel::Email,
            to: "sam@example.com".into(),
            subject: Some("Sign in to Tango Tints".into()),
            text: format!("Your code is 482913\nhttps://tango.example/portal/{TOKEN}"),
            html: Some("<a href=\"https://tango.example/s/abcdefghijklmnopqrstuvwx\">Sign in</a>".into()),
            idempotency_key: Uuid::nil(),
            status_callback: None,
            from_name: None,
            reply_to: None,
        }
    }

    #[test]
    fn tokens_codes_and_addresses_are_blotted_out() {
        let said = format!(
            "5.7.1 <sam@example.com> spam:\r\n https://tango.example/portal/{TOKEN} 482913 abcdefghijklmnopqrstuvwx"
        );
        assert_eq!(quote(&said, &message()), "5.7.1 <…> spam: https://tango.example/portal/… … …");
    }

    #[test]
    fn useful_words_stay_and_long_ones_are_cut() {
        assert_eq!(quote("21608: The number is unverified", &message()), "21608: The number is unverified");
        assert_eq!(quote(&"é".repeat(500), &message()).chars().count(), LIMIT);
    }
}
