//! The brake on guessing: how often an address or a network may try to sign in, register or reset.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::auth::Viewer;
use crate::config::Limits;
use crate::error::{Error, Result};

/// What is tried. Each is counted apart, so that nobody keeps a person from signing in by asking for resets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Signing in by password.
    SignIn,
    /// Asking for a code to sign in.
    RequestCode,
    /// Entering such a code.
    EnterCode,
    /// Registering.
    Register,
    /// Asking for a link to a new password.
    RequestReset,
    /// Using such a link.
    Reset,
    /// Asking what became of an erasure.
    ReadReceipt,
    /// An app signing in by its secret.
    Client,
    /// Writing down, as an agent, what somebody states about a consent.
    Witness,
    /// Registering somebody, as an agent.
    Assist,
    /// Taking over, by its code, what an agent registered.
    Claim,
    /// Taking out everything that is held about oneself.
    Export,
}

/// Counters by address asked for and by network address, in memory: each server brakes on its own.
#[derive(Debug)]
pub struct Attempts {
    by_account: DefaultKeyedRateLimiter<(Act, String)>,
    by_network: DefaultKeyedRateLimiter<Option<IpAddr>>,
}

impl Attempts {
    /// Counters with the limits of the settings.
    pub fn new(limits: &Limits) -> Self {
        Self {
            by_account: RateLimiter::keyed(per_minute(limits.attempts_per_account)),
            by_network: RateLimiter::keyed(per_minute(limits.attempts_per_network)),
        }
    }

    /// Counts one attempt, before any password is hashed.
    ///
    /// # Errors
    /// RATE_LIMITED with the time to wait.
    pub fn count(&self, viewer: &Viewer, act: Act, email: &str) -> Result<()> {
        self.by_network.check_key(&viewer.address.map(network)).map_err(|denied| wait(&denied))?;
        // Longer than any address: a stranger must not fill the memory with keys.
        let key = (act, email.chars().take(254).collect());
        self.by_account.check_key(&key).map_err(|denied| wait(&denied))?;
        Ok(())
    }

    /// Forgets those who have not tried for long.
    pub fn forget_old(&self) {
        self.by_account.retain_recent();
        self.by_network.retain_recent();
    }
}

fn per_minute(attempts: u32) -> Quota {
    Quota::per_minute(NonZeroU32::new(attempts).unwrap_or(NonZeroU32::MIN))
}

fn wait(denied: &governor::NotUntil<governor::clock::QuantaInstant>) -> Error {
    let retry_after = denied.wait_time_from(DefaultClock::default().now());
    Error::RateLimited { retry_after: retry_after.max(Duration::from_secs(1)) }
}

/// Whom a brake or a quota counts: of IPv6 the /64 network, since one household has as many addresses as it likes.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
    }
}
