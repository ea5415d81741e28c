//! SMTP.

use std::time::Instant;

use forecourt_notifications::{
    Accepted, Outgoing, Provider, SendError,
    provider::smtp::{Smtp, SmtpSettings},
};

use forecourt_storage::outbox::{Problem, Reason};

use crate::support::{
    KEY, LIMIT, TOKEN, email,
    smtp::{Server, Whim},
    text_message,
};

fn smtp(server: &Server) -> Smtp {
    let settings =
        SmtpSettings { url: format!("smtp://{}", server.address).into(), from: "Forecourt <mail@example.com>".into() };
    Smtp::new(&settings, LIMIT).unwrap()
}

async fn received(message: &Outgoing) -> String {
    let server = Server::with(Whim::None).await;
    let accepted = smtp(&server).send(message).await.unwrap();
    let provider_message_id = format!("{KEY}@example.com");
    assert_eq!(accepted, Accepted { provider: "smtp", provider_message_id });
    server.received().remove(0)
}

async fn refusal(whim: Whim) -> SendError {
    let server = Server::with(whim).await;
    let begun = Instant::now();
    let error = smtp(&server).send(&email()).await.unwrap_err();
    assert!(begun.elapsed() < 3 * LIMIT, "{whim:?} took {:?}", begun.elapsed());
    assert!(server.received().is_empty());
    error
}

#[tokio::test]
async fn an_email_leaves_with_both_its_forms() {
    let mail = received(&email()).await;
    for header in [
        format!("Message-ID: <{KEY}@example.com>"),
        "From: \"Tango Tints\" <mail@example.com>".into(),
        "To: sam@example.org".into(),
        "Reply-To: hello@tango.example".into(),
        "Date: Fri, 20 Nov 2026 06:45:00 +0000".into(),
        "Auto-Submitted: auto-generated".into(),
        "Content-Type: multipart/alternative;".into(),
    ] {
        assert!(mail.lines().any(|line| line.starts_with(&header)), "{header}\n{mail}");
    }
    let (text, html) = (mail.find("Content-Type: text/plain").unwrap(), mail.find("Content-Type: text/html").unwrap());
    assert!(text < html, "the preferred form is the last (RFC 2046 5.1.4)");
    assert!(mail.is_ascii() && mail.lines().all(|line| line.len() <= 998));
}

#[tokio::test]
async fn a_repetition_is_the_same_to_the_byte() {
    assert_eq!(received(&email()).await, received(&email()).await);
}

#[tokio::test]
async fn a_plain_email_is_not_multipart() {
    let mail = received(&Outgoing { html: None, from_name: None, reply_to: None, ..email() }).await;
    assert!(mail.contains("From: Forecourt <mail@example.com>"), "{mail}");
    assert!(!mail.contains("multipart") && !mail.contains("Reply-To"), "{mail}");
}

#[tokio::test]
async fn a_name_or_subject_cannot_begin_a_header() {
    let hostile = Outgoing {
        from_name: Some("Tango\r\nBcc: x@example.net".into()),
        subject: Some("Hi\r\nBcc: y@example.net".into()),
        ..email()
    };
    let mail = received(&hostile).await;
    assert!(!mail.lines().any(|line| line.starts_with("Bcc")), "{mail}");
}

#[tokio::test]
async fn an_address_that_is_none_is_never_sent_to() {
    for to in ["", "sam", "sam@example.org\r\nRCPT TO:<x@example.net>", "a@example.org, b@example.org"] {
        let server = Server::with(Whim::None).await;
        let error = smtp(&server).send(&Outgoing { to: to.into(), ..email() }).await.unwrap_err();
        assert!(matches!(error, SendError::Never { .. }), "{to} {error:?}");
    }
}

#[tokio::test]
async fn a_domain_travels_in_ascii_on_the_wire_and_in_headers() {
    let server = Server::with(Whim::None).await;
    let umlauts =
        Outgoing { to: "sam@müller.example".into(), reply_to: Some("post@söhne.example".into()), ..email() };
    smtp(&server).send(&umlauts).await.unwrap();
    let mail = server.received().remove(0);
    assert!(mail.contains("To: sam@xn--mller-kva.example\n"), "{mail}");
    assert!(mail.contains("Reply-To: post@xn--shne-5qa.example\n"), "{mail}");
    assert!(server.commands().iter().any(|line| line == "RCPT TO:<sam@xn--mller-kva.example>"));
}

#[tokio::test]
async fn a_mailbox_with_umlauts_needs_a_server_that_carries_it() {
    let umlauts = Outgoing { to: "jürgen@müller.example".into(), ..email() };
    let refused = smtp(&Server::with(Whim::None).await).send(&umlauts).await.unwrap_err();
    assert_eq!(refused, SendError::Never { problem: Reason::ForeignLetters.into() });
    let server = Server::with(Whim::Reply("EHLO", "250-test\r\n250-8BITMIME\r\n250 SMTPUTF8")).await;
    smtp(&server).send(&umlauts).await.unwrap();
    assert!(server.commands().iter().any(|line| line == "RCPT TO:<jürgen@xn--mller-kva.example>"));
    // One on the way that does not is named as well.
    let onward = Server::with(Whim::Reply("RCPT", "553 5.6.7 non-ASCII addresses not permitted")).await;
    let refused = smtp(&onward).send(&email()).await.unwrap_err();
    let problem = Problem::said(Reason::ForeignLetters, "553 5.6.7 non-ASCII addresses not permitted");
    assert_eq!(refused, SendError::Never { problem });
}

#[tokio::test]
async fn an_answers_address_that_not_every_server_carries_is_left_out() {
    let mail = received(&Outgoing { reply_to: Some("jürgen@example.org".into()), ..email() }).await;
    assert!(!mail.contains("Reply-To"), "{mail}");
}

#[tokio::test]
async fn four_is_later_and_five_is_never() {
    for at in ["MAIL", "RCPT", "DATA", "."] {
        let later = refusal(Whim::Reply(at, "451 4.3.0 try again")).await;
        let problem = Problem::said(Reason::NotNow, "451 4.3.0 try again");
        assert_eq!(later, SendError::Later { after: None, problem }, "{at}");
        let never = refusal(Whim::Reply(at, "550 5.1.1 no such user")).await;
        let problem = Problem::said(Reason::NoSuchMailbox, "550 5.1.1 no such user");
        assert_eq!(never, SendError::Never { problem }, "{at}");
    }
}

#[tokio::test]
async fn a_server_that_quotes_us_does_not_give_the_link_away() {
    const QUOTE: &str =
        "554 5.7.1 spam: https://tango.example/portal/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let error = refusal(Whim::Reply(".", QUOTE)).await;
    assert!(QUOTE.contains(TOKEN) && !format!("{error} {error:?}").contains(TOKEN), "{error:?}");
}

#[tokio::test]
async fn silence_and_hanging_up_are_uncertain() {
    for whim in [Whim::Hangup("."), Whim::Silence("."), Whim::Hangup("RCPT")] {
        let error = refusal(whim).await;
        assert!(matches!(error, SendError::Uncertain { .. }), "{whim:?} {error:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_to_be_spoken_to_has_surely_sent_nothing() {
    for whim in [Whim::Hangup("EHLO"), Whim::Silence("EHLO"), Whim::Hangup("NOOP"), Whim::Silence("NOOP")] {
        let SendError::Later { after: None, problem } = refusal(whim).await else { panic!("{whim:?}") };
        assert_eq!(problem.reason, Reason::Unreachable, "{whim:?}");
    }
}

#[tokio::test]
async fn nobody_there_is_later() {
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let settings = SmtpSettings { url: format!("smtp://{gone}").into(), from: "mail@example.com".into() };
    let error = Smtp::new(&settings, LIMIT).unwrap().send(&email()).await.unwrap_err();
    assert!(matches!(error, SendError::Later { after: None, .. }), "{error:?}");
}

#[tokio::test]
async fn a_text_is_not_for_smtp_and_the_password_is_nowhere_to_be_seen() {
    let settings = SmtpSettings { url: "smtp://user:hunter22@127.0.0.1:1".into(), from: "mail@example.com".into() };
    let provider = Smtp::new(&settings, LIMIT).unwrap();
    assert!(matches!(provider.send(&text_message()).await, Err(SendError::Never { .. })));
    let shown = format!("{provider:?} {settings:?}");
    assert!(!shown.contains("hunter22"), "{shown}");
    for url in ["", "hunter22", "http://user:hunter22@host", "smtp://"] {
        let settings = SmtpSettings { url: url.into(), from: "mail@example.com".into() };
        let error = Smtp::new(&settings, LIMIT).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter22"), "{error}");
    }
}
