//! A document on its way out: saved under its title, never shown, piece by piece.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use entity::document;
use hyper::body::Frame;
use tokio::fs::File;
use tokio::io::{AsyncRead, ReadBuf};

use crate::service::document::MediaType;

/// A document shown by a browser all the same runs nothing and belongs to nobody.
const SANDBOX: &str = "default-src 'none'; sandbox";
/// Bytes of a file that are read at a time.
const PIECE: usize = 64 * 1024;
/// Characters that are written as they are in a file name of RFC 5987.
const PLAIN: &[u8] = b"!#$&+-.^_`|~";

/// A document and its file, as an answer.
pub(crate) fn answer(row: &document::Model, file: File) -> Response {
    let headers = [
        (CONTENT_TYPE, row.media_type.clone()),
        (CONTENT_LENGTH, row.size.to_string()),
        (CONTENT_DISPOSITION, disposition(row)),
        (CONTENT_SECURITY_POLICY, SANDBOX.to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, Body::new(Pieces { file, piece: vec![0; PIECE] })).into_response()
}

/// A file that is saved, never shown: under a plain name for old programs, and under its title for the others.
fn disposition(row: &document::Model) -> String {
    let ending = MediaType::parse(&row.media_type).map_or("bin", MediaType::ending);
    let title: String = row.title.chars().map(|sign| if is_of_paths(sign) { '_' } else { sign }).collect();
    let title = title.trim_matches(['.', ' ']);
    let title = title.strip_suffix(&format!(".{ending}")).unwrap_or(title);
    let name = format!("{}.{ending}", if title.is_empty() { "document" } else { title });
    format!("attachment; filename=\"document.{ending}\"; filename*=UTF-8''{}", encoded(&name))
}

/// Signs that lead elsewhere in some file system or other.
fn is_of_paths(sign: char) -> bool {
    sign.is_control() || "/\\:*?\"<>|".contains(sign)
}

fn encoded(name: &str) -> String {
    let one = |byte: u8| {
        if byte.is_ascii_alphanumeric() || PLAIN.contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    name.bytes().map(one).collect()
}

/// A file piece by piece: a slow reader holds one piece, not the whole.
struct Pieces {
    file: File,
    piece: Vec<u8>,
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        let Self { file, piece } = &mut *self;
        let mut room = ReadBuf::new(piece);
        if let Err(fault) = ready!(Pin::new(file).poll_read(context, &mut room)) {
            return Poll::Ready(Some(Err(fault)));
        }
        let read = Bytes::copy_from_slice(room.filled());
        Poll::Ready((!read.is_empty()).then(|| Ok(Frame::data(read))))
    }
}
