//! What servers tell each other through Redis. An announcement only hurries: what it tells of is in the database as well.

use std::time::Duration;

use ::redis::aio::{PubSub, PubSubSink, PubSubStream};
use ::redis::{Msg, RedisResult};
use futures_util::StreamExt;
use tokio::sync::broadcast;

use super::PATIENCE;
use super::connection::SharedConnection;

pub(super) const TENANT_CHANGES: &str = "forecourt:tenant-changes";
pub(super) const OUTBOX: &str = "forecourt:outbox";
/// How many announcements wait for somebody slow; past that there is a gap.
const WAITING: usize = 256;
/// How long to wait before connecting again.
const PAUSE: Duration = Duration::from_millis(200);
/// How often a silent connection is asked whether it is still there.
const CHECKED_EVERY: Duration = Duration::from_secs(15);

/// What other servers announce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Announcement {
    /// The shop with this slug is not what it was.
    TenantChanged(String),
    /// There is something to send.
    OutboxWritten,
    /// The connection was lost for a while: announcements may have been missed.
    Gap,
}

/// A stream of announcements.
#[derive(Debug)]
pub struct Announcements {
    receiver: broadcast::Receiver<Announcement>,
}

impl Announcements {
    /// The next announcement; none when the client is gone for good.
    pub async fn next(&mut self) -> Option<Announcement> {
        match self.receiver.recv().await {
            Ok(announcement) => Some(announcement),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Announcement::Gap),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

/// Where announcements come from, for any number of [`Announcements`].
#[derive(Debug)]
pub(super) struct Subscriber {
    sender: broadcast::Sender<Announcement>,
    /// Hearing ends when this is dropped.
    _task: tokio::task::JoinSet<()>,
}

impl Subscriber {
    /// Begins to hear.
    pub(super) async fn open(connection: &SharedConnection) -> RedisResult<Self> {
        let first = subscribe(connection).await?;
        let (sender, _) = broadcast::channel(WAITING);
        let mut task = tokio::task::JoinSet::new();
        task.spawn(listen(connection.clone(), first, sender.clone()));
        Ok(Self { sender, _task: task })
    }

    /// What is announced from now on.
    pub(super) fn announcements(&self) -> Announcements {
        Announcements { receiver: self.sender.subscribe() }
    }
}

/// Passes on what is heard, over one connection after the other.
async fn listen(connection: SharedConnection, first: PubSub, sender: broadcast::Sender<Announcement>) {
    let mut subscribed = first;
    loop {
        let (mut sink, mut messages) = subscribed.split();
        tokio::select! {
            () = pass_on(&mut messages, &sender) => {}
            () = silence(&mut sink) => {}
            () = connection.renewed() => {}
        }
        subscribed = loop {
            match subscribe(&connection).await {
                Ok(subscribed) => break subscribed,
                Err(error) => tracing::debug!(%error, "cannot hear announcements"),
            }
            tokio::time::sleep(PAUSE).await;
        };
        // That nobody listens is no fault.
        drop(sender.send(Announcement::Gap));
    }
}

async fn subscribe(connection: &SharedConnection) -> RedisResult<PubSub> {
    let mut pubsub = connection.pubsub().await?;
    pubsub.subscribe(&[TENANT_CHANGES, OUTBOX]).await?;
    Ok(pubsub)
}

async fn pass_on(messages: &mut PubSubStream, sender: &broadcast::Sender<Announcement>) {
    while let Some(message) = messages.next().await {
        drop(sender.send(announcement(&message)));
    }
}

fn announcement(message: &Msg) -> Announcement {
    match message.get_channel_name() {
        TENANT_CHANGES => message.get_payload().map_or(Announcement::Gap, Announcement::TenantChanged),
        _ => Announcement::OutboxWritten,
    }
}

/// Returns once the connection answers no more: of one that is cut on the way nothing else tells.
async fn silence(sink: &mut PubSubSink) {
    loop {
        tokio::time::sleep(CHECKED_EVERY).await;
        let asked = tokio::time::timeout(PATIENCE, sink.ping::<::redis::Value>()).await;
        if !matches!(asked, Ok(Ok(_))) {
            return;
        }
    }
}
