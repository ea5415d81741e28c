//! Why a message has not arrived, in words for the people in the shop.
//!
//! They stand in the delivery log and beside the customer: lower-case phrases, without a full stop. A provider's own
//! words stay in brackets or behind a colon, for whoever looks further.

/// The shop has to buy some.
pub(crate) const NO_CREDITS: &str = "no SMS credits left";
/// Strangers asked for more than the shop wants to pay a day.
pub(crate) const OVER_BUDGET: &str = "the day's budget for codes and links by text is used up";
/// The link in it would not open any more.
pub(crate) const OVERTAKEN: &str = "the link was replaced, revoked or had expired before it could be sent";
/// The operator suspended the shop.
pub(crate) const PAUSED: &str = "the shop is paused";
/// A defect of ours.
pub(crate) const SPEECHLESS: &str = "the message could not be written; please tell the operator";

/// Twilio's codes that a shop can do something about, or that say what happened better than Twilio's words:
/// <https://www.twilio.com/docs/api/errors>.
const TWILIO_CODES: [(&str, &str); 17] = [
    ("20003", "the SMS account's password is wrong; please tell the operator"),
    ("21211", "this is not a phone number that texts can reach"),
    ("21408", "texts to that country are not switched on; please tell the operator"),
    ("21609", "the platform's public address is not reachable; please tell the operator"),
    ("21610", "this person replied STOP and gets no texts until they reply START"),
    ("21612", "this number cannot be reached from ours"),
    ("21614", "this is not a mobile number"),
    ("30002", "the SMS account is suspended; please tell the operator"),
    ("30003", "the phone is switched off or out of reach"),
    ("30004", "the phone or its carrier blocks our texts"),
    ("30005", "there is no such number"),
    ("30006", "this is a landline, or its carrier takes no texts"),
    ("30007", "the carrier took it for spam"),
    ("30008", "the carrier did not say why"),
    ("30032", "our number is not verified with the carriers; please tell the operator"),
    ("30034", "our number is not registered with the carriers; please tell the operator"),
    ("63016", "this person has not written to us for a day, so WhatsApp takes no free text"),
];

/// Longest phrase, in characters: a row of the log.
const LIMIT: usize = 200;

/// It will be tried again.
pub(crate) fn later(reason: &str) -> String {
    cut(&format!("not taken yet, will be tried again ({})", known(reason).unwrap_or(reason)))
}

/// It will be looked for, and tried again if it is not found.
pub(crate) fn uncertain(reason: &str) -> String {
    cut(&format!("not confirmed yet, will be checked and tried again ({reason})"))
}

/// It will not be tried again by itself.
pub(crate) fn refused(reason: &str) -> String {
    match known(reason) {
        Some(words) => words.to_owned(),
        None => cut(&format!("not accepted: {reason}")),
    }
}

/// It has been tried often enough.
pub(crate) fn given_up(attempts: u32, last: Option<&str>) -> String {
    let last = last.map(|reason| format!(": {}", known(reason).unwrap_or(reason))).unwrap_or_default();
    cut(&format!("given up after {attempts} attempts{last}"))
}

/// It was taken, and did not arrive.
pub(crate) fn reported(error: Option<&str>) -> String {
    match error {
        None => "not delivered".to_owned(),
        Some(error) => known(error).map_or_else(|| cut(&format!("not delivered: {error}")), str::to_owned),
    }
}

/// The words for the first code in a provider's reason (`400 21211: Invalid number`).
fn known(reason: &str) -> Option<&'static str> {
    let code = |part: &str| TWILIO_CODES.iter().find(|(code, _)| *code == part).map(|(_, words)| *words);
    reason.split(|c: char| !c.is_ascii_alphanumeric()).find_map(code)
}

fn cut(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LIMIT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_words_and_other_words_stay() {
        assert_eq!(
            refused("400 21211: Invalid 'To' Phone Number: …"),
            "this is not a phone number that texts can reach"
        );
        assert_eq!(refused("422 validation_error: bad"), "not accepted: 422 validation_error: bad");
        assert_eq!(reported(Some("30005")), "there is no such number");
        assert_eq!(reported(Some("mailbox full")), "not delivered: mailbox full");
        assert_eq!(reported(None), "not delivered");
        assert_eq!(later("connection refused"), "not taken yet, will be tried again (connection refused)");
        assert_eq!(given_up(12, Some("429 20429: Slow down")), "given up after 12 attempts: 429 20429: Slow down");
    }

    #[test]
    fn a_long_story_is_cut_to_a_row() {
        assert_eq!(reported(Some(&"é\r\n".repeat(500))).chars().count(), LIMIT);
        assert!(!reported(Some("a\r\nb")).contains(['\r', '\n']));
    }
}
