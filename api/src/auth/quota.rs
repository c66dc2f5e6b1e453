//! Quotas: how much of the server one account or one network may use, and how many messages strangers may cause.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use uuid::Uuid;

use crate::auth::attempts::network;
use crate::auth::{Viewer, secret};
use crate::config::Limits;
use crate::error::{Error, Result};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// What every request costs its network, read or not: bodies that are no requests are not free.
const ARRIVAL: usize = 1;

/// Counters in memory: each server counts on its own.
#[derive(Debug)]
pub struct Quotas {
    cost_by_account: Budget<Uuid>,
    cost_by_network: Budget<Option<IpAddr>>,
    visits_by_network: Budget<Option<IpAddr>>,
    mails_by_recipient: Budget<String>,
    sms_by_network: Budget<Option<IpAddr>>,
    sms: Budget<()>,
}

impl Quotas {
    /// Counters with the limits of the settings; zero there means no limit.
    pub fn new(limits: &Limits) -> Self {
        Self {
            cost_by_account: Budget::new(limits.cost_per_minute_account, MINUTE),
            cost_by_network: Budget::new(limits.cost_per_minute_network, MINUTE),
            visits_by_network: Budget::new(limits.requests_per_minute_network, MINUTE),
            mails_by_recipient: Budget::new(limits.mails_per_address_day, DAY),
            sms_by_network: Budget::new(limits.sms_per_network_day, DAY),
            sms: Budget::new(limits.sms_per_day, DAY),
        }
    }

    /// Counts a request for GraphQL before anything of it is read.
    ///
    /// # Errors
    /// RATE_LIMITED with the time to wait.
    pub fn arrive(&self, address: Option<IpAddr>) -> Result<()> {
        self.cost_by_network.spend(&address.map(network), ARRIVAL)
    }

    /// Counts what a document costs: to the account that asks, or to the network of who is signed out.
    ///
    /// # Errors
    /// RATE_LIMITED with the time to wait.
    pub fn spend(&self, viewer: &Viewer, cost: usize) -> Result<()> {
        match viewer.author() {
            Some(account) => self.cost_by_account.spend(&account, cost),
            None => self.cost_by_network.spend(&viewer.address.map(network), cost),
        }
    }

    /// Counts a request for a page, a file or a token, which all cost about the same.
    ///
    /// # Errors
    /// RATE_LIMITED with the time to wait.
    pub fn visit(&self, address: Option<IpAddr>) -> Result<()> {
        self.visits_by_network.spend(&address.map(network), 1)
    }

    /// Counts a mail that anybody may cause by typing an address, and says whether it may be sent. The address is
    /// kept as its hash alone.
    pub fn may_mail(&self, email: &str) -> bool {
        self.mails_by_recipient.spend(&secret::hash(email), 1).is_ok()
    }

    /// Counts a code that somebody asks for to be mailed to an address.
    ///
    /// # Errors
    /// RATE_LIMITED with the time to wait: asking tells nothing but that much was asked for.
    pub fn mail_code(&self, email: &str) -> Result<()> {
        self.mails_by_recipient.spend(&secret::hash(email), 1)
    }

    /// Counts a code that somebody asks for to be sent to a telephone number, which costs money.
    ///
    /// # Errors
    /// RATE_LIMITED with the time to wait.
    pub fn text_code(&self, address: Option<IpAddr>, phone: &str) -> Result<()> {
        // In this order a network that is refused uses up neither what others may cause nor the codes of a number.
        self.sms_by_network.spend(&address.map(network), 1)?;
        self.sms.spend(&(), 1)?;
        self.mails_by_recipient.spend(&secret::hash(phone), 1)
    }

    /// Counts a text message that is no code, and says whether it may be sent. A number that has had its own uses up
    /// nothing of what others may be sent.
    pub fn may_text(&self, phone: &str) -> bool {
        self.mails_by_recipient.spend(&secret::hash(phone), 1).and_then(|()| self.sms.spend(&(), 1)).is_ok()
    }

    /// Forgets those who have used nothing for so long that all of it is theirs again.
    pub fn forget_old(&self) {
        self.cost_by_account.forget_old();
        self.cost_by_network.forget_old();
        self.visits_by_network.forget_old();
        self.mails_by_recipient.forget_old();
        self.sms_by_network.forget_old();
        self.sms.forget_old();
    }

    /// How many are remembered.
    pub fn remembered(&self) -> usize {
        self.cost_by_account.remembered()
            + self.cost_by_network.remembered()
            + self.visits_by_network.remembered()
            + self.mails_by_recipient.remembered()
            + self.sms_by_network.remembered()
            + self.sms.remembered()
    }
}

/// So much for each key in a span of time, given back little by little; or without a limit.
#[derive(Debug)]
struct Budget<K: Clone + Eq + Hash> {
    limiter: Option<DefaultKeyedRateLimiter<K>>,
    whole: NonZeroU32,
}

impl<K: Clone + Eq + Hash> Budget<K> {
    fn new(whole: u32, span: Duration) -> Self {
        let quota =
            NonZeroU32::new(whole).and_then(|whole| Some(Quota::with_period(span / whole.get())?.allow_burst(whole)));
        Self { limiter: quota.map(RateLimiter::keyed), whole: NonZeroU32::new(whole).unwrap_or(NonZeroU32::MAX) }
    }

    /// What costs more than the whole budget costs the whole budget.
    fn spend(&self, key: &K, cost: usize) -> Result<()> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        let cost = NonZeroU32::new(u32::try_from(cost).unwrap_or(u32::MAX)).unwrap_or(NonZeroU32::MIN);
        match limiter.check_key_n(key, cost.min(self.whole)) {
            Ok(Err(denied)) => {
                let retry_after = denied.wait_time_from(DefaultClock::default().now());
                Err(Error::RateLimited { retry_after: retry_after.max(Duration::from_secs(1)) })
            }
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }

    fn forget_old(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }

    fn remembered(&self) -> usize {
        self.limiter.as_ref().map_or(0, RateLimiter::len)
    }
}
