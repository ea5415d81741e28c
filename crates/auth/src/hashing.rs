//! Password hashing on a few threads of its own, at a lower priority than threads that serve pages.
//!
//! By design a hash takes tens of milliseconds of a core and megabytes of its cache. A flood of guesses therefore meets
//! a short queue in front of these threads, and no way around it. A request that does not fit is told when to come
//! back, before any other work is done for it; a request whose client has hung up is not hashed.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use thiserror::Error as ThisError;
use tokio::sync::{Semaphore, oneshot};

/// Maximum number of waiting hashes per thread: some two seconds of work.
const QUEUE_EACH: usize = 32;
/// As far as the operating system lets work give way.
const NICENESS: i32 = 19;

/// Too many passwords at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
#[error("too many passwords at once")]
pub struct Busy {
    /// How long to wait before the next try.
    pub retry_after: Duration,
}

/// The threads.
#[derive(Debug, Clone)]
pub(crate) struct Hashing {
    queue: Sender<Task>,
    /// The places in the queue.
    places: Arc<Semaphore>,
}

type Task = Box<dyn FnOnce() + Send>;

const BUSY: Busy = Busy { retry_after: Duration::from_secs(3) };

impl Hashing {
    /// Half as many threads as there are cores.
    pub(crate) fn start() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).div_ceil(2);
        let (queue, tasks) = channel::<Task>();
        let tasks = Arc::new(std::sync::Mutex::new(tasks));
        for _ in 0..threads {
            let tasks = tasks.clone();
            let thread = std::thread::Builder::new().name("hashing".to_owned());
            if let Err(error) = thread.spawn(move || work(&tasks)) {
                tracing::error!(%error, "a hashing thread could not be started");
            }
        }
        Self { queue, places: Arc::new(Semaphore::new(threads * QUEUE_EACH)) }
    }

    /// Whether there is a place left now.
    ///
    /// # Errors
    /// [`Busy`] when there is none.
    pub(crate) fn room(&self) -> Result<(), Busy> {
        if self.places.available_permits() > 0 { Ok(()) } else { Err(turned_away()) }
    }

    /// Runs `task` on one of the threads.
    ///
    /// # Errors
    /// [`Busy`] when the queue is full, or its threads have ended.
    pub(crate) async fn run<T: Send + 'static>(&self, task: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        self.run_many(1, task).await
    }

    /// The same for a task of so many hashes, each of which takes a place in the queue.
    ///
    /// # Errors
    /// As [`Hashing::run`].
    pub(crate) async fn run_many<T: Send + 'static>(
        &self,
        hashes: usize,
        task: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let hashes = u32::try_from(hashes).unwrap_or(u32::MAX);
        let Ok(place) = self.places.clone().try_acquire_many_owned(hashes) else { return Err(turned_away()) };
        let (done, answer) = oneshot::channel();
        let task: Task = Box::new(move || {
            drop(place);
            // The client has hung up: no one would receive the result.
            if !done.is_closed() {
                drop(done.send(task()));
            }
        });
        self.queue.send(task).map_err(|_| BUSY)?;
        answer.await.map_err(|_| BUSY)
    }
}

fn turned_away() -> Busy {
    metrics::counter!("password_checks_turned_away_total").increment(1);
    BUSY
}

fn work(tasks: &std::sync::Mutex<Receiver<Task>>) {
    give_way();
    loop {
        // A task runs outside the lock, and a task that panics takes nothing with it but its own answer.
        let next = tasks.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv();
        let Ok(task) = next else { return };
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(task)).is_err() {
            tracing::error!("a password could not be hashed");
        }
    }
}

/// On Linux a thread's niceness is its own; elsewhere the bound on their number has to do.
#[cfg(target_os = "linux")]
fn give_way() {
    if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICENESS) {
        tracing::warn!(%error, "hashing runs at the priority of everything else");
    }
}

#[cfg(not(target_os = "linux"))]
fn give_way() {
    let _ = NICENESS;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_flood_finds_a_short_queue() {
        let hashing = Hashing::start();
        let slow = || std::thread::sleep(Duration::from_millis(20));
        let flood: Vec<_> = (0..2_000)
            .map(|_| {
                let hashing = hashing.clone();
                tokio::spawn(async move { hashing.run(slow).await })
            })
            .collect();
        let mut turned_away = 0;
        for one in flood {
            turned_away += usize::from(one.await.unwrap().is_err());
        }
        assert!(turned_away > 1_000, "{turned_away}");
        assert_eq!(hashing.run(|| 7).await, Ok(7), "and afterwards there is room again");
    }

    #[tokio::test]
    async fn nobody_is_hashed_for_who_has_hung_up() {
        let hashing = Hashing::start();
        let threads = std::thread::available_parallelism().map_or(1, usize::from).div_ceil(2);
        let held: Vec<_> = (0..threads)
            .map(|_| {
                let hashing = hashing.clone();
                tokio::spawn(async move { hashing.run(|| std::thread::sleep(Duration::from_millis(300))).await })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(50)).await;
        let ran = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let seen = ran.clone();
        let hung_up = hashing.run(move || seen.store(true, std::sync::atomic::Ordering::SeqCst));
        assert!(tokio::time::timeout(Duration::from_millis(20), hung_up).await.is_err());
        for one in held {
            one.await.unwrap().unwrap();
        }
        hashing.run(|| ()).await.unwrap();
        assert!(!ran.load(std::sync::atomic::Ordering::SeqCst));
    }

    #[tokio::test]
    async fn a_task_that_panics_leaves_the_others_alone() {
        let hashing = Hashing::start();
        for _ in 0..8 {
            let broken: Result<u8, Busy> = hashing.run(|| panic!("on purpose")).await;
            assert!(broken.is_err());
        }
        assert_eq!(hashing.run(|| 7).await, Ok(7));
    }
}
