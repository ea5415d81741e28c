//! What this thread logs, all of it.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use tokio::sync::Notify;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;

/// Listens until it is dropped.
pub(crate) struct Log {
    text: Text,
    _listening: DefaultGuard,
}

#[derive(Clone, Default)]
struct Text(Arc<(Mutex<String>, Notify)>);

impl Log {
    pub(crate) fn listen() -> Self {
        let text = Text::default();
        let all =
            tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(text.clone()).with_ansi(false);
        Self { _listening: tracing::subscriber::set_default(all.finish()), text }
    }

    pub(crate) fn text(&self) -> String {
        self.text.0.0.lock().unwrap().clone()
    }

    /// Waits until somebody says `words`.
    pub(crate) async fn says(&self, words: &str) {
        while !self.text().contains(words) {
            tokio::time::timeout(super::PATIENCE, self.text.0.1.notified()).await.expect("it is logged");
        }
    }
}

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.0.lock().unwrap().push_str(&String::from_utf8_lossy(bytes));
        self.0.1.notify_one();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Text {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
