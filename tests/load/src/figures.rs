//! What was measured: counts, percentiles and rates, as a table and as JSON.

use std::time::Duration;

use serde::Serialize;

/// One question that was asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// From the planned or actual asking to the end of the answer.
    pub(crate) took: Duration,
    /// Whether the answer was what was asked for.
    pub(crate) is_good: bool,
    /// Size of the answer's body.
    pub(crate) bytes: usize,
}

/// What one kind of question gave.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figures {
    /// The kind.
    pub(crate) kind: String,
    /// Questions asked.
    pub(crate) count: usize,
    /// Answers with another status than 200, with errors, or none at all.
    pub(crate) errors: usize,
    /// Half of the answers took no longer, milliseconds.
    pub(crate) p50_ms: f64,
    /// 95 of a hundred answers took no longer, milliseconds.
    pub(crate) p95_ms: f64,
    /// 99 of a hundred answers took no longer, milliseconds.
    pub(crate) p99_ms: f64,
    /// The longest answer, milliseconds.
    pub(crate) max_ms: f64,
    /// Good answers a second.
    pub(crate) per_second: f64,
    /// Mean size of an answer's body, bytes.
    pub(crate) mean_bytes: usize,
}

impl Figures {
    /// Figures of the questions of one kind that were asked within so long.
    pub(crate) fn of(kind: &str, samples: &[Sample], within: Duration) -> Self {
        let mut took: Vec<Duration> = samples.iter().map(|sample| sample.took).collect();
        took.sort_unstable();
        let good = samples.iter().filter(|sample| sample.is_good).count();
        let bytes: usize = samples.iter().map(|sample| sample.bytes).sum();
        Self {
            kind: kind.to_owned(),
            count: samples.len(),
            errors: samples.len() - good,
            p50_ms: percentile(&took, 50),
            p95_ms: percentile(&took, 95),
            p99_ms: percentile(&took, 99),
            max_ms: percentile(&took, 100),
            per_second: good as f64 / within.as_secs_f64().max(f64::MIN_POSITIVE),
            mean_bytes: bytes / samples.len().max(1),
        }
    }
}

/// The nearest rank of a sorted list, in milliseconds.
fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).map_or(0.0, |took| took.as_secs_f64() * 1e3)
}

/// Figures in columns, or as JSON.
pub(crate) fn print(figures: &[Figures], as_json: bool) -> Result<(), serde_json::Error> {
    if as_json {
        println!("{}", serde_json::to_string_pretty(figures)?);
        return Ok(());
    }
    println!(
        "{:<22}{:>9}{:>8}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}",
        "", "count", "errors", "p50 ms", "p95 ms", "p99 ms", "max ms", "1/s", "bytes"
    );
    for figures in figures {
        let Figures { kind, count, errors, p50_ms, p95_ms, p99_ms, max_ms, per_second, mean_bytes } = figures;
        println!(
            "{kind:<22}{count:>9}{errors:>8}{p50_ms:>10.2}{p95_ms:>10.2}{p99_ms:>10.2}{max_ms:>10.2}\
            {per_second:>10.1}{mean_bytes:>10}"
        );
    }
    Ok(())
}
