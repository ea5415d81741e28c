//! What a provider said: as a reason of ours where its code is known, and made fit for logs and staff pages where it is
//! quoted.

use std::error::Error;

use forecourt_storage::outbox::{Problem, Reason};

use crate::message::Outgoing;

/// Longest quotation, in characters.
const LIMIT: usize = 200;

/// Twilio's codes that a shop or the operator can do something about, or that say what happened better than Twilio's words:
/// <https://www.twilio.com/docs/api/errors>.
pub(super) fn twilio(code: &str) -> Option<Reason> {
    Some(match code {
        "20003" | "30002" => Reason::AccountRefused,
        "20429" => Reason::Busy,
        "21211" => Reason::NotReachableNumber,
        "21408" => Reason::CountryNotOn,
        "21609" => Reason::CallbackUnreachable,
        "21610" => Reason::RepliedStop,
        "21612" => Reason::NotFromOurNumber,
        "21614" => Reason::NotMobile,
        "30003" => Reason::PhoneOff,
        "30004" => Reason::Blocked,
        "30005" => Reason::NoSuchNumber,
        "30006" => Reason::Landline,
        "30007" => Reason::TakenForSpam,
        "30008" => Reason::CarrierSilent,
        "30032" | "30034" => Reason::NumberNotRegistered,
        "63016" => Reason::WhatsAppClosed,
        _ => return None,
    })
}

/// Resend's names of errors: <https://resend.com/docs/api-reference/errors>. Its `validation_error` is everything that is
/// wrong with a field, and only its words say what.
pub(super) fn resend(name: &str) -> Option<Reason> {
    Some(match name {
        "missing_api_key" | "invalid_api_key" | "restricted_api_key" => Reason::AccountRefused,
        "invalid_from_address" => Reason::SenderRefused,
        "rate_limit_exceeded" => Reason::Busy,
        "daily_quota_exceeded" | "monthly_quota_exceeded" => Reason::QuotaUsedUp,
        _ => return None,
    })
}

/// An SMTP server's reply, by its enhanced status code (RFC 3463, and the registry of RFC 5248), or by the reply codes that
/// mean one thing only (RFC 4954 §6).
pub(super) fn smtp(reply: &str) -> Option<Reason> {
    let mut words = reply.split_whitespace();
    if matches!(words.next(), Some("530" | "534" | "535" | "538")) {
        return Some(Reason::AccountRefused);
    }
    let mut parts = words.next()?.splitn(3, '.');
    let (class, subject, detail) = (parts.next()?, parts.next()?, parts.next()?);
    Some(match (class, subject, detail) {
        ("4" | "5", "2", "2") => Reason::MailboxFull,
        ("5", "1", "1" | "2" | "6" | "10") | ("5", "2", "1") => Reason::NoSuchMailbox,
        ("5", "1", "3") => Reason::NotAnAddress,
        ("5", "1", "7" | "8") | ("5", "7", "23" | "24" | "25" | "26" | "27") => Reason::SenderRefused,
        ("5", "6", "7" | "8" | "9") => Reason::ForeignLetters,
        ("5", "7", "8" | "9") => Reason::AccountRefused,
        _ => return None,
    })
}

/// What a delivery callback said of a message that was taken and did not arrive: a code of Twilio's, or the receiving
/// server's words as Resend passes them on.
pub(crate) fn reported(event: &str, error: Option<&str>) -> Problem {
    if event == "email.suppressed" {
        return Reason::Suppressed.into();
    }
    let Some(error) = error else { return Reason::Undelivered.into() };
    match twilio(error) {
        Some(reason) => reason.into(),
        None => Problem::said(smtp(error).unwrap_or(Reason::Undelivered), on_one_line(error)),
    }
}

fn on_one_line(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LIMIT).collect()
}

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
    fn codes_become_reasons_and_other_words_stay_as_a_quotation() {
        assert_eq!(twilio("21211"), Some(Reason::NotReachableNumber));
        assert_eq!(twilio("99999"), None);
        assert_eq!(resend("daily_quota_exceeded"), Some(Reason::QuotaUsedUp));
        assert_eq!(resend("validation_error"), None);
        for (reply, reason) in [
            ("550 5.1.1 no such user", Some(Reason::NoSuchMailbox)),
            ("452 4.2.2 mailbox full", Some(Reason::MailboxFull)),
            ("553 5.6.7 non-ASCII addresses not permitted", Some(Reason::ForeignLetters)),
            ("535 5.7.8 bad credentials", Some(Reason::AccountRefused)),
            ("535 no", Some(Reason::AccountRefused)),
            ("554 5.7.1 rejected", None),
            ("451 4.3.0 try again", None),
            ("550 no", None),
            ("", None),
        ] {
            assert_eq!(smtp(reply), reason, "{reply}");
        }
        assert_eq!(reported("undelivered", Some("30005")), Reason::NoSuchNumber.into());
        assert_eq!(reported("email.suppressed", Some("listed")), Reason::Suppressed.into());
        assert_eq!(reported("failed", None), Reason::Undelivered.into());
        assert_eq!(reported("email.bounced", Some("mailbox full")), Problem::said(Reason::Undelivered, "mailbox full"));
    }

    #[test]
    fn a_long_story_is_cut_to_a_row() {
        let said = reported("email.bounced", Some(&"é\r\n".repeat(500))).said.unwrap();
        assert_eq!(said.chars().count(), LIMIT);
        assert!(!said.contains(['\r', '\n']));
    }

    #[test]
    fn useful_words_stay_and_long_ones_are_cut() {
        assert_eq!(quote("21608: The number is unverified", &message()), "21608: The number is unverified");
        assert_eq!(quote(&"é".repeat(500), &message()).chars().count(), LIMIT);
    }
}
