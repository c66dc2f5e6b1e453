//! Gathering: what the resolvers of one level ask of a loader is fetched at once, when all of them have asked.
//!
//! The library starts to fetch on another thread after a while, when some resolvers may still be asking. Here a fetch
//! waits until the request had its turn, in which every resolver that has its answers asks for what comes next. A turn
//! lasts until nothing is ready any more: answers arrive one by one, and the library breaks off now and then to go on
//! at once. Who still comes later is fetched for by another statement: slower, and no less right.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use async_graphql::dataloader::DataLoader;
use tokio::sync::watch;

use super::batch::Batch;
use crate::app::App;
use crate::auth::Viewer;

/// How often a request had its turn.
#[derive(Debug)]
pub(super) struct Turns(watch::Sender<u64>);

impl Turns {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(0))
    }

    /// The loaders of a request, which fetch between its turns.
    pub(super) fn loaders(&self, app: &Arc<App>, viewer: &Viewer) -> DataLoader<Batch> {
        let turns = self.0.subscribe();
        let fetch = move |fetch: Pin<Box<dyn Future<Output = ()> + Send>>| {
            let mut turns = turns.clone();
            let asked = *turns.borrow();
            tokio::spawn(async move {
                // A request that was given up has no more turns.
                if turns.wait_for(|turn| *turn > asked).await.is_ok() {
                    fetch.await;
                }
            })
        };
        DataLoader::new(Batch::new(app.clone(), viewer.clone()), fetch).delay(Duration::ZERO)
    }

    /// Runs a request, and counts its turns.
    pub(super) async fn run<T>(self, mut request: Pin<Box<dyn Future<Output = T> + Send + '_>>) -> T {
        let bell = Arc::new(Bell { has_rung: AtomicBool::new(false), task: Mutex::new(Waker::noop().clone()) });
        let waker = Waker::from(bell.clone());
        poll_fn(|context| {
            bell.hang(context.waker());
            let polled = request.as_mut().poll(&mut Context::from_waker(&waker));
            // Rung meanwhile, the request goes on at once: its turn is not over.
            if polled.is_ready() || !bell.has_rung.load(Ordering::SeqCst) {
                self.0.send_modify(|turn| *turn += 1);
            }
            polled
        })
        .await
    }
}

/// Wakes the task of a request, and remembers that it did.
#[derive(Debug)]
struct Bell {
    has_rung: AtomicBool,
    task: Mutex<Waker>,
}

impl Bell {
    /// From now on it wakes this task, and has not rung yet.
    fn hang(&self, task: &Waker) {
        self.task.lock().unwrap_or_else(PoisonError::into_inner).clone_from(task);
        self.has_rung.store(false, Ordering::SeqCst);
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.has_rung.store(true, Ordering::SeqCst);
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).clone();
        task.wake();
    }
}
