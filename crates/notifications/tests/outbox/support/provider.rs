//! A provider in this process: it says what it is told to, and tells what it was asked.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use forecourt_notifications::{Accepted, Outgoing, Provider, SendError};
use tokio::sync::{Semaphore, mpsc};

use super::PATIENCE;

/// What the provider was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    Send(Outgoing),
    Look(Outgoing),
}

impl Asked {
    #[track_caller]
    pub(crate) fn sent(self) -> Outgoing {
        match self {
            Self::Send(message) => message,
            Self::Look(_) => panic!("looked, and did not send"),
        }
    }
}

/// Carries everything, under the name "twilio".
pub(crate) struct Fake {
    asked: mpsc::UnboundedSender<Asked>,
    heard: tokio::sync::Mutex<mpsc::UnboundedReceiver<Asked>>,
    answers: Mutex<VecDeque<Result<Accepted, SendError>>>,
    found: Mutex<VecDeque<Result<Vec<Accepted>, SendError>>>,
    gate: Semaphore,
    forgetful: AtomicBool,
}

pub(crate) fn accepted(id: &str) -> Accepted {
    Accepted { provider: "twilio", provider_message_id: id.into() }
}

impl Fake {
    /// Gives these answers, one after the other, and then accepts everything under an id of its own.
    pub(crate) fn answering(answers: impl IntoIterator<Item = Result<Accepted, SendError>>) -> Arc<Self> {
        let (asked, heard) = mpsc::unbounded_channel();
        Arc::new(Self {
            asked,
            heard: heard.into(),
            answers: Mutex::new(answers.into_iter().collect()),
            found: Mutex::default(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
            forgetful: AtomicBool::default(),
        })
    }

    /// Finds these when asked for the first time, and nothing after that.
    pub(crate) fn finding(self: Arc<Self>, found: Result<Vec<Accepted>, SendError>) -> Arc<Self> {
        self.found.lock().unwrap().push_back(found);
        self
    }

    /// Takes a repetition for another message, as a mail server does.
    pub(crate) fn forgetful(self: Arc<Self>) -> Arc<Self> {
        self.forgetful.store(true, Ordering::Relaxed);
        self
    }

    /// Answers no send before [`Fake::open`].
    pub(crate) fn closed() -> Arc<Self> {
        let fake = Self::answering([]);
        fake.gate.forget_permits(Semaphore::MAX_PERMITS);
        fake
    }

    /// Answers so many sends.
    pub(crate) fn open(&self, sends: usize) {
        self.gate.add_permits(sends);
    }

    /// The next thing it is asked.
    pub(crate) async fn asked(&self) -> Asked {
        let mut heard = self.heard.lock().await;
        tokio::time::timeout(PATIENCE, heard.recv()).await.expect("the provider is asked").unwrap()
    }

    /// Whatever it has been asked besides.
    pub(crate) async fn rest(&self) -> Vec<Asked> {
        let mut heard = self.heard.lock().await;
        std::iter::from_fn(|| heard.try_recv().ok()).collect()
    }
}

#[async_trait::async_trait]
impl Provider for Fake {
    fn name(&self) -> &'static str {
        "twilio"
    }

    fn repeats_safely(&self) -> bool {
        !self.forgetful.load(Ordering::Relaxed)
    }

    async fn send(&self, message: &Outgoing) -> Result<Accepted, SendError> {
        self.asked.send(Asked::Send(message.clone())).unwrap();
        self.gate.acquire().await.unwrap().forget();
        let answer = self.answers.lock().unwrap().pop_front();
        answer.unwrap_or_else(|| Ok(accepted(&format!("SM-{}", message.idempotency_key))))
    }

    async fn find_recent(&self, message: &Outgoing) -> Result<Vec<Accepted>, SendError> {
        self.asked.send(Asked::Look(message.clone())).unwrap();
        self.found.lock().unwrap().pop_front().unwrap_or(Ok(Vec::new()))
    }
}
