//! Reading a request's body: its type, its size, its pace.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, EXPECT};
use axum::http::{HeaderMap, StatusCode};
use tokio::time::timeout;

use crate::config::Limits;
use crate::error::Code;
use crate::http::answer::Refusal;
use crate::http::negotiation;
use crate::locale::Message;

/// How many times the limit is read and thrown away, so that who sends too much gets to read the answer.
const PATIENCE: usize = 8;

/// The whole body of a request that sends JSON.
///
/// # Errors
/// 415 for other types and encodings, 413 for too much, 408 for too slow.
pub(super) async fn read(headers: &HeaderMap, body: Body, limits: &Limits) -> Result<Vec<u8>, Refusal> {
    if !negotiation::is_json(headers) {
        return Err(unsupported("door-content-type"));
    }
    read_plain(headers, body, (limits.body_bytes, Duration::from_millis(limits.body_timeout_ms))).await
}

/// The whole body of a request that sends a form, of at most so many bytes.
///
/// # Errors
/// 415 for other types and encodings, 413 for too much, 408 for too slow.
pub(super) async fn read_form(
    headers: &HeaderMap,
    body: Body,
    limits: &Limits,
    most: usize,
) -> Result<Vec<u8>, Refusal> {
    if !negotiation::is_form(headers) {
        return Err(unsupported("door-content-type"));
    }
    read_plain(headers, body, (most, Duration::from_millis(limits.body_timeout_ms))).await
}

/// The whole body of a request: at most so many bytes, within so much time.
///
/// # Errors
/// 415 for encodings, 413 for too much, 408 for too slow.
pub(super) async fn read_plain(
    headers: &HeaderMap,
    body: Body,
    (most, limit): (usize, Duration),
) -> Result<Vec<u8>, Refusal> {
    if !is_plain(headers) {
        return Err(unsupported("door-content-encoding"));
    }
    let declared = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let is_waiting = headers.contains_key(EXPECT);
    if declared.is_some_and(|bytes| exceeds(bytes, most.saturating_mul(PATIENCE)) || is_waiting && exceeds(bytes, most))
    {
        return Err(too_large(most));
    }
    timeout(limit, collect(body, most)).await.unwrap_or_else(|_| {
        Err(Refusal::http(StatusCode::REQUEST_TIMEOUT, Code::BadRequest, Message::new("door-body-timeout")))
    })
}

/// The length declared is believed only when it is too much: what streams in is counted.
async fn collect(mut body: Body, most: usize) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut seen = 0_usize;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(frame) = frame else { return Err(Refusal::parameters(Message::new("door-body-broken"))) };
        let Ok(data) = frame.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen <= most {
            bytes.extend_from_slice(&data);
        } else if seen > most.saturating_mul(PATIENCE) {
            break;
        }
    }
    if seen > most { Err(too_large(most)) } else { Ok(bytes) }
}

fn exceeds(bytes: u64, most: usize) -> bool {
    usize::try_from(bytes).map_or(true, |bytes| bytes > most)
}

/// Compressed bodies are refused: a small one may hold a very large one.
fn is_plain(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_ENCODING).iter().all(|value| value.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn unsupported(key: &'static str) -> Refusal {
    Refusal::http(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::BadRequest, Message::new(key))
}

fn too_large(most: usize) -> Refusal {
    let message = Message::new("door-body-too-large").with("limit", most);
    Refusal::http(StatusCode::PAYLOAD_TOO_LARGE, Code::BadRequest, message)
}
