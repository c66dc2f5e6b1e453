//! The network address of a caller.

use std::net::{IpAddr, Ipv6Addr};

/// The caller's address: what the trusted proxy says, the last one if it says several, else the connection's own.
pub fn of(named_by_proxy: Option<&str>, connected: Option<IpAddr>) -> Option<IpAddr> {
    let named = named_by_proxy.and_then(|text| text.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
    named.or(connected).map(|address| address.to_canonical())
}

/// Whom a brake counts: of IPv6 the /64 network, since one household has as many addresses as it likes.
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
    }
}
