//! What this thread logs, all of it.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, Once},
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

/// Has somebody listen all the time, to whom nothing is new. A place in the code that is first reached while nobody does
/// is taken for one that need not speak, and if a test begins to listen at that moment, stays so.
pub(crate) fn somebody_listens() {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(|| {
        let deaf = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(io::sink);
        tracing::subscriber::set_global_default(deaf.finish()).expect("nobody else does");
    });
}

impl Log {
    pub(crate) fn listen() -> Self {
        somebody_listens();
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
