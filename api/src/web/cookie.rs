//! What a browser keeps for us: its session, and a secret that its forms are bound to. Nothing else, and no script
//! reads either.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

const SECONDS_OF_A_DAY: i64 = 86_400;

/// What a browser keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// The session of a browser that is signed in.
    Device,
    /// What its forms are bound to.
    Forms,
}

impl Kept {
    /// Over TLS no neighbour on another host or without encryption can set what bears the prefix.
    const fn name(self, is_secure: bool) -> &'static str {
        match (self, is_secure) {
            (Self::Device, true) => "__Host-seko",
            (Self::Device, false) => "seko",
            (Self::Forms, true) => "__Host-seko-forms",
            (Self::Forms, false) => "seko-forms",
        }
    }
}

/// The value of a cookie, the first one if there are several.
pub(super) fn read(headers: &HeaderMap, kept: Kept, is_secure: bool) -> Option<&str> {
    let name = kept.name(is_secure);
    let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Keeps a value for so many days.
pub(super) fn for_days(kept: Kept, value: &str, days: i64, is_secure: bool) -> Option<HeaderValue> {
    let age = days.saturating_mul(SECONDS_OF_A_DAY);
    written(&format!("{}={value}; Max-Age={age}", kept.name(is_secure)), is_secure)
}

/// Forgets a value.
pub(super) fn forgotten(kept: Kept, is_secure: bool) -> HeaderValue {
    let pair = format!("{}=; Max-Age=0", kept.name(is_secure));
    written(&pair, is_secure).unwrap_or_else(|| HeaderValue::from_static(""))
}

/// Sent to this site alone, and when a link elsewhere leads here; never to a script, never unencrypted where people
/// reach us over TLS.
fn written(pair: &str, is_secure: bool) -> Option<HeaderValue> {
    let secure = if is_secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{pair}; Path=/; HttpOnly; SameSite=Lax{secure}")).ok()
}
