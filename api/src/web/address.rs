//! The network address of a caller, for pages and for the door above them.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;

/// The caller's address: what the proxy says in the header that the settings trust, the last one if it says several;
/// else the connection's own.
pub(crate) fn of(parts: &Parts, proxy_header: &str) -> Option<IpAddr> {
    let named = (!proxy_header.is_empty())
        .then(|| parts.headers.get_all(proxy_header).iter().next_back()?.to_str().ok()?.rsplit(',').next())
        .flatten()
        .and_then(|text| text.trim().parse::<IpAddr>().ok());
    let connected = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    named.or_else(connected).map(|address| address.to_canonical())
}
