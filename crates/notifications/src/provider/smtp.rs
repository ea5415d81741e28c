//! Email through any SMTP server (RFC 5321), with STARTTLS or TLS.
//!
//! A repeated message is the same to the byte, its Message-ID and Date included, so that a mail program that receives
//! an uncertain one twice can see that it is one.

use std::{error::Error, io, net::IpAddr, time::Duration};

use forecourt_storage::outbox::{Problem, Reason};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp,
};
use url::Url;
use uuid::Uuid;

use super::{Provider, email, reason, wrong_channel};
use crate::message::{Accepted, Channel, Outgoing, SendError};
use crate::secret::{Secret, SettingsError};

/// `[notifications.smtp]`.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// `smtp://user:pass@host:587` (STARTTLS is required unless the host is this machine or `?tls=opportunistic` is
    /// written) or `smtps://user:pass@host:465`. User and password are percent-encoded.
    pub url: Secret,
    /// `Forecourt <mail@example.com>`. A message may bring another name, never another address.
    pub from: String,
}

/// Carries [`Channel::Email`].
#[derive(Debug, Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    limit: Duration,
}

impl Smtp {
    /// [`Provider::name`].
    pub const NAME: &str = "smtp";

    /// Needs a running Tokio runtime, on which the pool of connections looks after itself.
    ///
    /// - `limit`: for one message, from its first command to the server's last word; connecting may take half of it more.
    ///
    /// # Errors
    ///
    /// `url` is not one that can be used, or `from` is no address.
    pub fn new(settings: &SmtpSettings, limit: Duration) -> Result<Self, SettingsError> {
        let unusable = |_| SettingsError::new("smtp.url", "is not of the form smtp://user:pass@host:587 or smtps://…");
        let url = encrypted(Url::parse(settings.url.expose()).map_err(|_| unusable(()))?);
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str())
            .map_err(|_| unusable(()))?
            .timeout(Some(limit))
            .build();
        Ok(Self { transport, from: email::sender("smtp.from", &settings.from)?, limit })
    }
}

/// Asks for STARTTLS where nothing is said of it and the password would otherwise cross a network in the clear.
fn encrypted(mut url: Url) -> Url {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let local =
        host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    if url.scheme() == "smtp" && !local && !url.query_pairs().any(|(key, _)| key == "tls") {
        url.query_pairs_mut().append_pair("tls", "required");
    }
    url
}

#[async_trait::async_trait]
impl Provider for Smtp {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    /// A server takes a repetition for another mail.
    fn repeats_safely(&self) -> bool {
        false
    }

    async fn send(&self, message: &Outgoing) -> Result<Accepted, SendError> {
        if message.channel != Channel::Email {
            return Err(wrong_channel(Self::NAME, message));
        }
        let id = message_id(message.idempotency_key, &self.from.email);
        let email = compose(&self.from, &id, message)?;
        self.connect(message).await?;
        match tokio::time::timeout(self.limit, self.transport.send(email)).await {
            Ok(Ok(_)) => Ok(Accepted { provider: Self::NAME, provider_message_id: id }),
            Ok(Err(error)) => Err(refused(&error, message)),
            Err(_) => Err(SendError::uncertain("the server took too long")),
        }
    }
}

impl Smtp {
    /// Has a connection at hand. A server that cannot be reached, hangs or refuses to be spoken to has surely sent nothing:
    /// what fails from here on may be less certain.
    async fn connect(&self, message: &Outgoing) -> Result<(), SendError> {
        let unreachable =
            |said: String| SendError::Later { after: None, problem: Problem::said(Reason::Unreachable, said) };
        match tokio::time::timeout(self.limit / 2, self.transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(unreachable("the server does not answer".into())),
            Ok(Err(error)) => Err(match refused(&error, message) {
                SendError::Uncertain { problem } => unreachable(problem.said.unwrap_or_default()),
                certain => certain,
            }),
            Err(_) => Err(unreachable("the server took too long".into())),
        }
    }
}

/// RFC 5322 §3.6.4, without the angle brackets; the same in every attempt.
fn message_id(key: Uuid, from: &Address) -> String {
    format!("{key}@{}", from.domain())
}

/// Plain text, and HTML beside it where there is any (RFC 2046 §5.1.4).
fn compose(from: &Mailbox, id: &str, message: &Outgoing) -> Result<Message, SendError> {
    let mut builder = Message::builder()
        .message_id(Some(format!("<{id}>")))
        .from(email::named(from, message.from_name.as_deref()))
        .to(address(&message.to)?)
        .subject(email::one_line(message.subject.as_deref().unwrap_or_default()))
        .raw_header(automatic());
    // RFC 5322 §3.6.1 wants when the message was written, not when an attempt was made.
    if let Some(written) = message.written_at() {
        builder = builder.date(written.into());
    }
    // An address that not every server carries must not keep a message from arriving.
    if let Some(reply_to) = message.reply_to.as_deref().filter(|reply_to| !email::needs_utf8(reply_to)) {
        builder = builder.reply_to(address(reply_to)?);
    }
    let text = SinglePart::plain(message.text.clone());
    let composed = match &message.html {
        None => builder.singlepart(text),
        Some(html) => builder.multipart(
            MultiPart::builder()
                .kind(lettre::message::MultiPartKind::Alternative)
                .boundary(message.idempotency_key.simple().to_string())
                .singlepart(text)
                .singlepart(SinglePart::html(html.clone())),
        ),
    };
    composed.map_err(|error| SendError::never(format!("not a message: {error}")))
}

fn address(of: &str) -> Result<Mailbox, SendError> {
    let address: Result<Address, _> = email::with_ascii_domain(of).parse();
    let address = address.map_err(|_| SendError::Never { problem: Reason::NotAnAddress.into() })?;
    Ok(Mailbox::new(None, address))
}

/// Keeps out-of-office machines from answering a machine (RFC 3834 §5).
fn automatic() -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into())
}

/// RFC 5321 §4.2.1: 4yz may succeed later, 5yz will not. Without a reply it matters whether the message had left. What our
/// own side refuses to hand over is not worth repeating where it is the address that the server cannot carry: it has not
/// offered SMTPUTF8.
fn refused(error: &smtp::Error, message: &Outgoing) -> SendError {
    let said = reason::root(error);
    let said = match error.status() {
        Some(code) => reason::quote(&format!("{code} {said}"), message),
        None => reason::quote(&said, message),
    };
    if error.is_permanent() {
        SendError::Never { problem: Problem::said(reason::smtp(&said).unwrap_or(Reason::Refused), said) }
    } else if error.is_client() && email::needs_utf8(&message.to) {
        SendError::Never { problem: Reason::ForeignLetters.into() }
    } else if error.is_transient() || error.is_client() {
        SendError::Later { after: None, problem: Problem::said(reason::smtp(&said).unwrap_or(Reason::NotNow), said) }
    } else if error.is_tls() || never_left(error) {
        SendError::Later { after: None, problem: Problem::said(Reason::Unreachable, said) }
    } else {
        SendError::uncertain(said)
    }
}

/// The kinds of failure that only connecting has.
fn never_left(error: &smtp::Error) -> bool {
    use io::ErrorKind::{AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkUnreachable};
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(cause) = cause.downcast_ref::<io::Error>() {
            return matches!(cause.kind(), ConnectionRefused | HostUnreachable | NetworkUnreachable | AddrNotAvailable);
        }
        source = cause.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_crosses_a_network_in_the_clear() {
        let asked = |url: &str| encrypted(url.parse().unwrap()).to_string();
        assert_eq!(asked("smtp://u:p@mail.example:587"), "smtp://u:p@mail.example:587?tls=required");
        assert_eq!(asked("smtp://u:p@10.0.0.7"), "smtp://u:p@10.0.0.7?tls=required");
        // A name that only looks like this machine.
        assert_eq!(asked("smtp://u:p@localhost.example"), "smtp://u:p@localhost.example?tls=required");
        for unchanged in [
            "smtp://u:p@mail.example?tls=opportunistic",
            "smtps://u:p@mail.example:465",
            "smtp://localhost:1025",
            "smtp://127.0.0.1:1025",
            "smtp://[::1]:1025",
        ] {
            assert_eq!(asked(unchanged), unchanged);
        }
    }
}
