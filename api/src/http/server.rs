//! The server: connections with a clock and a cap, and a door that closes without cutting anybody off.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;
use tower::Service;

use crate::app::App;
use crate::config::Limits;
use crate::http::health::Readiness;

/// From the stop signal to the end, at most.
const WHOLE_STOP: Duration = Duration::from_secs(10);
/// Kept back for what follows the server: the index, the pool, the log.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// How long to wait when the system has no more sockets to give.
const OUT_OF_SOCKETS: Duration = Duration::from_millis(100);
/// The head of a request, which may carry a query in its address.
const HEAD_BYTES: usize = 32 * 1024;
/// Memory of one connection's reading and writing.
const BUFFER_BYTES: usize = 64 * 1024;

/// Serves until `shutdown`; then says that it is not ready, goes on for `limits.drain_ms`, closes the door, and
/// finishes what was begun.
///
/// # Errors
/// The listener has no address.
pub async fn serve(
    app: Arc<App>,
    router: Router,
    listener: TcpListener,
    readiness: Readiness,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let limits = &app.config.limits;
    let drain = Duration::from_millis(limits.drain_ms);
    let address = listener.local_addr()?;
    tracing::info!(%address, "listening");
    let watched = GracefulShutdown::new();
    let closing = async {
        shutdown.await;
        tracing::info!("stopping");
        readiness.drain();
        sleep(drain).await;
    };
    tokio::select! {
        () = accept_all(&listener, &router, limits, &readiness, &watched) => {}
        () = closing => {}
    }
    drop(listener);
    let rest = WHOLE_STOP.saturating_sub(drain).saturating_sub(LAST_WORDS);
    if timeout(rest, watched.shutdown()).await.is_err() {
        tracing::warn!("some requests were still at work when the server stopped");
    }
    Ok(())
}

/// Waits for Ctrl-C or SIGTERM.
pub async fn stop_signal() {
    let interrupted = async {
        if let Err(fault) = tokio::signal::ctrl_c().await {
            tracing::error!(%fault, "Ctrl-C cannot be heard");
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupted => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(fault) => {
            tracing::error!(%fault, "SIGTERM cannot be heard");
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending::<()>().await;
}

/// Accepts for ever; a connection beyond the cap waits in the system's queue.
async fn accept_all(
    listener: &TcpListener,
    router: &Router,
    limits: &Limits,
    readiness: &Readiness,
    watched: &GracefulShutdown,
) {
    let slots = Arc::new(Semaphore::new(limits.connections.min(Semaphore::MAX_PERMITS)));
    let header_timeout = Duration::from_millis(limits.header_timeout_ms);
    while let Ok(slot) = Arc::clone(&slots).acquire_owned().await {
        let (stream, peer) = accept(listener).await;
        let connection = Connection {
            router: router.clone(),
            readiness: readiness.clone(),
            peer,
            header_timeout,
            watcher: watched.watcher(),
            slot,
        };
        tokio::spawn(connection.run(stream));
    }
}

/// The next connection. A caller that is gone again is none; without sockets there is nothing but to wait.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(fault) if is_callers(&fault) => {}
            Err(fault) => {
                tracing::error!(%fault, "no connection could be accepted");
                sleep(OUT_OF_SOCKETS).await;
            }
        }
    }
}

fn is_callers(fault: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(fault.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection, and what it holds until it ends.
struct Connection {
    router: Router,
    readiness: Readiness,
    peer: SocketAddr,
    header_timeout: Duration,
    watcher: Watcher,
    slot: OwnedSemaphorePermit,
}

impl Connection {
    async fn run(self, stream: TcpStream) {
        stream.set_nodelay(true).ok();
        let Self { router, readiness, peer, header_timeout, watcher, slot } = self;
        let service = service_fn(move |request| answer(router.clone(), readiness.clone(), peer, request));
        let mut builder = http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(header_timeout)
            .max_header_size(HEAD_BYTES)
            .max_buf_size(BUFFER_BYTES);
        // A caller that does not read its answer would hold the connection for ever.
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(header_timeout));
        let stream = Box::pin(stream);
        let connection = pin!(watcher.watch(builder.serve_connection(TokioIo::new(stream), service)));
        // Callers that break off or stay silent are no fault of ours.
        if let Err(fault) = connection.await {
            tracing::debug!(%fault, "a connection ended early");
        }
        drop(slot);
    }
}

/// Answers one request, telling the router who calls and where the server stands.
async fn answer(
    mut router: Router,
    readiness: Readiness,
    peer: SocketAddr,
    mut request: Request<Incoming>,
) -> Result<Response, Infallible> {
    request.extensions_mut().insert(ConnectInfo(peer));
    request.extensions_mut().insert(readiness);
    router.call(request).await
}
