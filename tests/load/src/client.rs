//! Connections that are kept open: as many as are needed at once, each used again.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use axum::http::{Method, Request, StatusCode};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::Outcome;

/// The longest answer that is read, bytes.
const LONGEST_ANSWER: usize = 64 * 1024 * 1024;

/// A question as it goes over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// Where to.
    pub(crate) path: String,
    /// Access token, if any.
    pub(crate) token: Option<String>,
    /// JSON; a question without a body is a GET.
    pub(crate) body: Option<Bytes>,
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: StatusCode,
    /// The whole body.
    pub(crate) body: Bytes,
}

impl Answer {
    /// Whether it is what was asked for: status 200, without errors at the top and without any that a person can mend.
    pub(crate) fn is_good(&self) -> bool {
        let has = |text: &str| self.body.windows(text.len()).any(|window| window == text.as_bytes());
        self.status == StatusCode::OK && !has("\"errors\":[") && !has("\"userErrors\":[{")
    }
}

/// One server, with the connections that are open to it.
#[derive(Debug)]
pub(crate) struct Client {
    authority: String,
    idle: Mutex<Vec<SendRequest<Body>>>,
    opened: AtomicUsize,
}

impl Client {
    /// A client of `http://HOST:PORT`, with a path or without.
    ///
    /// # Errors
    /// An address that is none.
    pub(crate) fn new(target: &str) -> Outcome<Self> {
        let rest = target.strip_prefix("http://").ok_or("the target is not http://HOST:PORT")?;
        let authority = rest.split('/').next().filter(|authority| authority.contains(':'));
        let authority = authority.ok_or("the target is not http://HOST:PORT")?.to_owned();
        Ok(Self { authority, idle: Mutex::default(), opened: AtomicUsize::new(0) })
    }

    /// Connections opened so far.
    pub(crate) fn opened(&self) -> usize {
        self.opened.load(Ordering::Relaxed)
    }

    /// Opens connections before they are needed.
    ///
    /// # Errors
    /// The server cannot be reached.
    pub(crate) async fn open(&self, connections: usize) -> Outcome<()> {
        for _ in 0..connections {
            let sender = self.connect().await?;
            self.keep(sender);
        }
        Ok(())
    }

    /// Asks, and reads the whole answer. A kept connection that the server closed meanwhile is replaced.
    ///
    /// # Errors
    /// The server cannot be reached, or breaks off.
    pub(crate) async fn ask(&self, question: &Question) -> Outcome<Answer> {
        while let Some(mut sender) = self.take() {
            match sender.send_request(self.request(question)?).await {
                Ok(response) => return self.finish(sender, response).await,
                Err(fault) if fault.is_canceled() || fault.is_closed() => {}
                Err(fault) => return Err(fault.into()),
            }
        }
        let mut sender = self.connect().await?;
        let response = sender.send_request(self.request(question)?).await?;
        self.finish(sender, response).await
    }

    async fn finish(
        &self,
        mut sender: SendRequest<Body>,
        response: hyper::Response<hyper::body::Incoming>,
    ) -> Outcome<Answer> {
        let status = response.status();
        let body = to_bytes(Body::new(response.into_body()), LONGEST_ANSWER).await?;
        if sender.ready().await.is_ok() {
            self.keep(sender);
        }
        Ok(Answer { status, body })
    }

    fn take(&self) -> Option<SendRequest<Body>> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(sender) = idle.pop() {
            if sender.is_ready() {
                return Some(sender);
            }
        }
        None
    }

    fn keep(&self, sender: SendRequest<Body>) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
    }

    async fn connect(&self) -> Outcome<SendRequest<Body>> {
        let stream = TcpStream::connect(&self.authority).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // It ends when either side closes; what breaks off is told to whoever asked.
        tokio::spawn(async move { drop(connection.await) });
        self.opened.fetch_add(1, Ordering::Relaxed);
        Ok(sender)
    }

    fn request(&self, question: &Question) -> Outcome<Request<Body>> {
        let Question { path, token, body } = question;
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.authority)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}")).header("seko-purpose", "STAFFING");
        }
        Ok(request.body(body.clone().map_or_else(Body::empty, Body::from))?)
    }
}
