//! Figures: how long questions took, what the process holds, and whether that meets what is asked of the registry.

use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

use serde::Serialize;

/// How long the questions of one kind took, each asked once before.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figure {
    /// What was asked.
    pub name: String,
    /// How many questions there were.
    pub questions: usize,
    /// Half of them took at most so long.
    pub p50_ms: f64,
    /// All but one in a hundred took at most so long.
    pub p99_ms: f64,
    /// None took longer.
    pub max_ms: f64,
    /// What is asked of the registry, in words.
    pub target: Option<String>,
    /// Whether it is met.
    pub met: Option<bool>,
}

impl Figure {
    /// The figure of some times.
    pub(super) fn of(name: impl Into<String>, mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self {
            name: name.into(),
            questions: times.len(),
            p50_ms: milliseconds(quantile(&times, 0.5)),
            p99_ms: milliseconds(quantile(&times, 0.99)),
            max_ms: milliseconds(quantile(&times, 1.0)),
            target: None,
            met: None,
        }
    }

    /// With what the 99th percentile must not exceed: so long and, where one is given, so many times the median.
    pub(super) fn within(self, p99_ms: f64, medians: Option<f64>) -> Self {
        let is_even = medians.is_none_or(|medians| self.p99_ms <= medians * self.p50_ms);
        let evenly = medians.map(|medians| format!(" and {medians} × p50")).unwrap_or_default();
        let met = self.p99_ms <= p99_ms && is_even;
        Self { target: Some(format!("p99 ≤ {p99_ms} ms{evenly}")), met: Some(met), ..self }
    }
}

/// Asks each question twice, and tells how long the second answers took.
pub(super) fn asked<Q, T>(name: &str, questions: &[Q], mut ask: impl FnMut(&Q) -> T) -> Figure {
    let mut timed = |question: &Q| {
        let begun = Instant::now();
        black_box(ask(question));
        begun.elapsed()
    };
    questions.iter().for_each(|question| {
        timed(question);
    });
    Figure::of(name, questions.iter().map(timed).collect())
}

/// Makes each change once, in order, and tells how long those after the first half took.
pub(super) fn made<C>(name: &str, changes: Vec<C>, mut make: impl FnMut(C)) -> Figure {
    let first = changes.len() / 2;
    let times = changes.into_iter().map(|change| {
        let begun = Instant::now();
        make(change);
        begun.elapsed()
    });
    Figure::of(name, times.skip(first).collect())
}

pub(super) fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

/// The time that this share of the sorted times does not exceed.
pub(super) fn quantile(times: &[Duration], share: f64) -> Duration {
    let place = (times.len().saturating_sub(1) as f64 * share) as usize;
    times.get(place).copied().unwrap_or_default()
}

/// Bytes that the process holds now.
pub(super) fn resident() -> u64 {
    status("VmRSS:")
}

/// Bytes that the process held at most since it began.
pub(super) fn peak() -> u64 {
    status("VmHWM:")
}

/// What the kernel says of this process; nothing where it does not.
fn status(what: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(what)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or_default() * 1_024
}

/// What it took to make something.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// Time spent in making it; what it is made from is drawn beside and not counted.
    pub seconds: f64,
    /// By how much the process grew meanwhile; what fits where others were before makes it grow less.
    pub bytes: u64,
}

/// Adds up what it takes to make something.
#[derive(Debug)]
pub(super) struct Meter {
    before: u64,
    spent: Duration,
}

impl Meter {
    pub(super) fn start() -> Self {
        Self { before: resident(), spent: Duration::ZERO }
    }

    /// Does something that counts.
    pub(super) fn spend<T>(&mut self, act: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let made = act();
        self.spent += begun.elapsed();
        made
    }

    /// What it took up to now.
    pub(super) fn cost(&self) -> Cost {
        let seconds = milliseconds(self.spent) / 1_000.0;
        Cost { seconds, bytes: resident().saturating_sub(self.before) }
    }
}
