//! Gathering: what the resolvers of one level ask of a loader is fetched at once, when all of them have asked.
//!
//! A request and its fetches take turns in one task. In a turn of the request every resolver that has its answers asks for
//! what comes next, until nothing is ready any more: answers arrive one by one, and the library breaks off now and then
//! to go on at once. Then what was asked for is fetched, all of it at the same time. Who still comes later is fetched for
//! by another statement: slower, and no less right.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use async_graphql::dataloader::DataLoader;

use super::batch::Batch;
use crate::app::App;
use crate::auth::Viewer;

/// A fetch that a loader wants to have run.
type Fetch = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The turns of a request and of its fetches.
#[derive(Default)]
pub(super) struct Turns {
    /// What was asked for in this turn.
    asked: Arc<Mutex<Vec<Fetch>>>,
}

impl Turns {
    /// The loaders of a request, which fetch between its turns.
    pub(super) fn loaders(&self, app: &Arc<App>, viewer: &Viewer) -> DataLoader<Batch> {
        let asked = Arc::clone(&self.asked);
        let fetch = move |fetch| asked.lock().unwrap_or_else(PoisonError::into_inner).push(fetch);
        DataLoader::new(Batch::new(app.clone(), viewer.clone()), fetch).delay(Duration::ZERO)
    }

    /// Runs a request with what its loaders fetch.
    pub(super) async fn run<T>(self, mut request: Pin<Box<dyn Future<Output = T> + Send + '_>>) -> T {
        let bell = Arc::new(Bell { has_rung: AtomicBool::new(true), task: Mutex::new(Waker::noop().clone()) });
        let waker = Waker::from(Arc::clone(&bell));
        let mut fetching: Vec<Fetch> = Vec::new();
        poll_fn(|context| {
            bell.hang(context.waker());
            loop {
                // What has arrived rings the bell.
                fetching.retain_mut(|fetch| fetch.as_mut().poll(context).is_pending());
                if !bell.has_rung.swap(false, Ordering::SeqCst) {
                    return Poll::Pending;
                }
                if let Poll::Ready(response) = request.as_mut().poll(&mut Context::from_waker(&waker)) {
                    return Poll::Ready(response);
                }
                // Rung meanwhile, the request goes on at once: its turn is not over.
                if bell.has_rung.load(Ordering::SeqCst) {
                    return Poll::Pending;
                }
                fetching.append(&mut self.asked.lock().unwrap_or_else(PoisonError::into_inner));
            }
        })
        .await
    }
}

/// Wakes the task of a request, and remembers that the request goes on.
#[derive(Debug)]
struct Bell {
    has_rung: AtomicBool,
    task: Mutex<Waker>,
}

impl Bell {
    /// From now on it wakes this task.
    fn hang(&self, task: &Waker) {
        self.task.lock().unwrap_or_else(PoisonError::into_inner).clone_from(task);
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // Whoever rings a bell that has not been heard yet need not wake anybody.
        if !self.has_rung.swap(true, Ordering::SeqCst) {
            let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).clone();
            task.wake();
        }
    }
}
