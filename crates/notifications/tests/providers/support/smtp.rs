//! An SMTP server that keeps to RFC 5321 until it is told to do otherwise.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// Where the server departs from its script: at a command (`RCPT`), or at `.`, the end of the message.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whim {
    /// It takes every message.
    None,
    /// It gives this reply instead.
    Reply(&'static str, &'static str),
    /// It hangs up.
    Hangup(&'static str),
    /// It says nothing more.
    Silence(&'static str),
}

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    received: Arc<Mutex<Vec<String>>>,
    commands: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn with(whim: Whim) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server =
            Self { address: listener.local_addr().unwrap(), received: Arc::default(), commands: Arc::default() };
        let (received, commands) = (server.received.clone(), server.commands.clone());
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                tokio::spawn(converse(socket, whim, received.clone(), commands.clone()));
            }
        });
        server
    }

    /// The messages taken so far, headers and all.
    pub(crate) fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }

    /// The lines of the conversation so far, without the messages.
    pub(crate) fn commands(&self) -> Vec<String> {
        self.commands.lock().unwrap().clone()
    }
}

async fn converse(
    socket: TcpStream,
    whim: Whim,
    received: Arc<Mutex<Vec<String>>>,
    commands: Arc<Mutex<Vec<String>>>,
) -> Option<()> {
    let (reader, mut writer) = socket.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 test ESMTP\r\n").await.ok()?;
    while let Some(line) = lines.next_line().await.ok()? {
        commands.lock().unwrap().push(line.clone());
        let verb = line.split(' ').next()?.to_ascii_uppercase();
        let reply = reply(&verb, whim).await?;
        writer.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
        if verb == "DATA" && reply.starts_with('3') {
            let mut message = String::new();
            while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                message += &format!("{line}\n");
            }
            let end = self::reply(".", whim).await?;
            if end.starts_with('2') {
                received.lock().unwrap().push(message);
            }
            writer.write_all(format!("{end}\r\n").as_bytes()).await.ok()?;
        }
    }
    Some(())
}

/// The reply to a command; none is to hang up.
async fn reply(verb: &str, whim: Whim) -> Option<&'static str> {
    match whim {
        Whim::Reply(at, reply) if at == verb => return Some(reply),
        Whim::Hangup(at) if at == verb => return None,
        Whim::Silence(at) if at == verb => tokio::time::sleep(Duration::from_secs(30)).await,
        _ => {}
    }
    Some(match verb {
        "EHLO" => "250 test",
        "DATA" => "354 go on",
        _ => "250 OK",
    })
}
