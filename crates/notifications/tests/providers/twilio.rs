//! Twilio.

use std::time::{Duration, Instant};

use base64::{Engine, prelude::BASE64_STANDARD};
use forecourt_notifications::{
    Accepted, Channel, Outgoing, Provider, SendError,
    provider::twilio::{Twilio, TwilioSettings},
};
use forecourt_storage::outbox::{Problem, Reason};
use url::Url;

use crate::support::{
    LIMIT, TOKEN, client, email,
    http::{Fault, Server, faulty},
    text_message,
};

const AUTH_TOKEN: &str = "0123456789abcdef0123456789abcdef";
const CREATED: &str = r#"{"sid":"SM1","status":"queued","body":"…"}"#;

fn twilio(base_url: &Url, from: &str) -> Twilio {
    let settings = TwilioSettings {
        base_url: base_url.clone(),
        account_sid: "AC1".into(),
        auth_token: AUTH_TOKEN.into(),
        from: from.into(),
    };
    Twilio::new(settings, client()).unwrap()
}

async fn sent_to(server: &Server, from: &str, message: &Outgoing) -> Vec<(String, String)> {
    let accepted = twilio(&server.url, from).send(message).await.unwrap();
    assert_eq!(accepted, Accepted { provider: "twilio", provider_message_id: "SM1".into() });
    server.asked().form()
}

async fn refusal(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> SendError {
    let server = Server::answering(status, headers, body).await;
    let error = twilio(&server.url, "+15550199").send(&text_message()).await.unwrap_err();
    server.asked();
    assert!(!format!("{error} {error:?}").contains(TOKEN));
    error
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.into(), value.into())
}

#[tokio::test]
async fn a_text_leaves_as_documented() {
    let server = Server::answering(201, &[], CREATED).await;
    let form = sent_to(&server, "+15550199", &text_message()).await;
    let expected = [
        pair("To", "+15550100"),
        pair("From", "+15550199"),
        pair("Body", &text_message().text),
        pair("StatusCallback", "https://tango.example/webhooks/twilio/7"),
    ];
    assert_eq!(form, expected);
    let asked = server.asked();
    assert_eq!((asked.method.as_str(), asked.uri.as_str()), ("POST", "/2010-04-01/Accounts/AC1/Messages.json"));
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("AC1:{AUTH_TOKEN}")));
    assert_eq!(asked.header("authorization"), Some(basic.as_str()));
    assert_eq!(asked.header("content-type"), Some("application/x-www-form-urlencoded"));
}

#[tokio::test]
async fn whatsapp_is_a_prefix_of_both_ends() {
    let server = Server::answering(201, &[], CREATED).await;
    let message = Outgoing { channel: Channel::WhatsApp, ..text_message() };
    let form = sent_to(&server, "+15550199", &message).await;
    assert_eq!(form[..2], [pair("To", "whatsapp:+15550100"), pair("From", "whatsapp:+15550199")]);
}

#[tokio::test]
async fn a_messaging_service_chooses_the_number() {
    let server = Server::answering(201, &[], CREATED).await;
    let form = sent_to(&server, "MG00000000000000000000000000000001", &text_message()).await;
    assert_eq!(form[1], pair("MessagingServiceSid", "MG00000000000000000000000000000001"));
}

#[tokio::test]
async fn an_email_is_not_for_twilio() {
    let server = Server::answering(201, &[], CREATED).await;
    let error = twilio(&server.url, "+15550199").send(&email()).await.unwrap_err();
    assert!(matches!(error, SendError::Never { .. }), "{error:?}");
}

#[tokio::test]
async fn too_many_requests_wait_as_long_as_they_are_told() {
    let limited = r#"{"code":20429,"message":"Too Many Requests","status":429}"#;
    let seconds = refusal(429, &[("retry-after", "7")], limited).await;
    let expected = SendError::Later { after: Some(Duration::from_secs(7)), problem: Reason::Busy.into() };
    assert_eq!(seconds, expected);
    let date = [("retry-after", "Fri, 20 Nov 2026 06:46:00 GMT"), ("date", "Fri, 20 Nov 2026 06:45:11 GMT")];
    let SendError::Later { after, .. } = refusal(429, &date, limited).await else { panic!() };
    assert_eq!(after, Some(Duration::from_secs(49)));
    let SendError::Later { after, .. } = refusal(429, &[], "").await else { panic!() };
    assert_eq!(after, None);
}

#[tokio::test]
async fn each_status_is_its_own_decision() {
    for status in [408, 409, 425] {
        assert!(matches!(refusal(status, &[], "").await, SendError::Later { after: None, .. }), "{status}");
    }
    assert!(matches!(refusal(503, &[("retry-after", "1")], "").await, SendError::Later { .. }));
    for status in [500, 502, 503, 504, 599] {
        assert!(matches!(refusal(status, &[], "<html>").await, SendError::Uncertain { .. }), "{status}");
    }
    for status in [302, 400, 401, 403, 404, 422] {
        assert!(matches!(refusal(status, &[("location", "/")], "{}").await, SendError::Never { .. }), "{status}");
    }
}

#[tokio::test]
async fn a_refusal_says_why_and_not_to_whom() {
    let said =
        r#"{"code":21211,"message":"Invalid 'To' Phone Number: +15550100","more_info":"https://…","status":400}"#;
    assert_eq!(refusal(400, &[], said).await, SendError::Never { problem: Reason::NotReachableNumber.into() });
    // A code that we have no words for is quoted, without the number.
    let said = r#"{"code":21999,"message":"Something about +15550100","status":400}"#;
    let problem = Problem::said(Reason::Refused, "400 21999: Something about …");
    assert_eq!(refusal(400, &[], said).await, SendError::Never { problem });
}

#[tokio::test]
async fn what_was_lost_on_the_way_is_uncertain_and_what_never_left_is_not() {
    for fault in [Fault::Refused, Fault::Reset, Fault::Silence, Fault::CutShort, Fault::Nonsense] {
        let provider = twilio(&faulty(fault).await, "+15550199");
        let begun = Instant::now();
        let error = provider.send(&text_message()).await.unwrap_err();
        assert!(begun.elapsed() < 3 * LIMIT, "{fault:?} took {:?}", begun.elapsed());
        match fault {
            Fault::Refused => assert!(matches!(error, SendError::Later { after: None, .. }), "{fault:?} {error:?}"),
            _ => assert!(matches!(error, SendError::Uncertain { .. }), "{fault:?} {error:?}"),
        }
        assert!(!error.to_string().contains("AC1"), "{error}");
    }
}

#[tokio::test]
async fn before_repeating_we_find_ours_among_the_latest() {
    let ours = text_message().text;
    let entry = |sid: &str, body: &str, created: &str, direction: &str| serde_json::json!({"sid": sid, "body": body, "date_created": created, "direction": direction});
    let (before, slack) = ("Fri, 20 Nov 2026 06:29:59 +0000", "Fri, 20 Nov 2026 06:30:01 +0000");
    let (after, later) = ("Fri, 20 Nov 2026 06:45:01 +0000", "Fri, 20 Nov 2026 06:46:00 +0000");
    let page = serde_json::json!({"messages": [
        entry("SM-trial", &format!("Sent from your Twilio trial account - {ours}"), later, "outbound-api"),
        entry("SM-ours", &ours, after, "outbound-api"),
        entry("SM-other-words", "Tango Tints: your code is 1", after, "outbound-api"),
        entry("SM-longer", &format!("Hello. {ours}"), after, "outbound-api"),
        entry("SM-incoming", &ours, after, "inbound"),
        entry("SM-slow-clock", &ours, slack, "outbound-api"),
        entry("SM-last-week", &ours, before, "outbound-api"),
        serde_json::json!({"sid": "SM-no-date", "body": ours, "date_created": null}),
    ]});
    let server = Server::answering(200, &[], &page.to_string()).await;
    let found = twilio(&server.url, "+15550199").find_recent(&text_message()).await.unwrap();
    let sids: Vec<_> = found.iter().map(|accepted| accepted.provider_message_id.as_str()).collect();
    assert_eq!(sids, ["SM-slow-clock", "SM-ours", "SM-trial"]);
    let asked = server.asked();
    let path = "/2010-04-01/Accounts/AC1/Messages.json?To=%2B15550100&PageSize=100&From=%2B15550199";
    assert_eq!((asked.method.as_str(), asked.uri.as_str()), ("GET", path));
}

#[tokio::test]
async fn a_look_that_failed_is_to_be_repeated_and_not_the_send() {
    for fault in [Fault::Refused, Fault::Reset, Fault::Silence, Fault::CutShort, Fault::Nonsense] {
        let provider = twilio(&faulty(fault).await, "+15550199");
        let error = provider.find_recent(&text_message()).await.unwrap_err();
        assert!(matches!(error, SendError::Later { .. }), "{fault:?} {error:?}");
    }
    let server = Server::answering(500, &[], "").await;
    let error = twilio(&server.url, "+15550199").find_recent(&text_message()).await.unwrap_err();
    assert!(matches!(error, SendError::Later { .. }), "{error:?}");
}

#[test]
fn the_token_is_nowhere_to_be_seen() {
    let provider = twilio(&"http://127.0.0.1:1".parse().unwrap(), "+15550199");
    assert!(!format!("{provider:?}").contains(AUTH_TOKEN));
}

#[test]
fn an_empty_setting_is_named() {
    let settings = TwilioSettings {
        base_url: "http://127.0.0.1:1".parse().unwrap(),
        account_sid: "AC1".into(),
        auth_token: "".into(),
        from: "+15550199".into(),
    };
    let error = Twilio::new(settings, client()).unwrap_err();
    assert_eq!(error.to_string(), "twilio.auth_token is empty");
}
