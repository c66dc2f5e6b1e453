//! Figures for Prometheus: requests by class of status, how long they took, what is at work.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use crate::http::{Door, health};

/// Upper bounds of the histogram's buckets, as Prometheus reads them, in microseconds beside.
const BUCKETS: [(&str, u64); 12] = [
    ("0.001", 1_000),
    ("0.0025", 2_500),
    ("0.005", 5_000),
    ("0.01", 10_000),
    ("0.025", 25_000),
    ("0.05", 50_000),
    ("0.1", 100_000),
    ("0.25", 250_000),
    ("0.5", 500_000),
    ("1", 1_000_000),
    ("2.5", 2_500_000),
    ("10", 10_000_000),
];
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// Counters of one server since it started.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    in_flight: AtomicU64,
    by_class: [AtomicU64; CLASSES.len()],
    by_duration: [AtomicU64; BUCKETS.len()],
    took_us: AtomicU64,
}

/// A request that is being answered; counted until it is dropped, also when its caller goes away.
#[derive(Debug)]
pub(super) struct InFlight(Arc<Metrics>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// A request came.
    pub(super) fn begin(self: &Arc<Self>) -> InFlight {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        InFlight(Arc::clone(self))
    }

    /// A request was answered.
    pub(super) fn record(&self, status: StatusCode, took: Duration) {
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        if let Some(class) = self.by_class.get(usize::from(status.as_u16() / 100).wrapping_sub(1)) {
            class.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(bucket) = BUCKETS.iter().position(|(_, bound)| took_us <= *bound) {
            self.by_duration[bucket].fetch_add(1, Ordering::Relaxed);
        }
        self.took_us.fetch_add(took_us, Ordering::Relaxed);
    }

    /// The figures in Prometheus' text format.
    ///
    /// # Errors
    /// Never: text grows.
    fn text(&self, is_database_ready: bool) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        let total = self.write_requests(&mut text)?;
        self.write_durations(&mut text, total)?;
        writeln!(text, "# HELP seko_http_requests_in_flight Requests being answered.")?;
        writeln!(text, "# TYPE seko_http_requests_in_flight gauge")?;
        writeln!(text, "seko_http_requests_in_flight {}", self.in_flight.load(Ordering::Relaxed))?;
        writeln!(text, "# HELP seko_database_ready Whether the database answers.")?;
        writeln!(text, "# TYPE seko_database_ready gauge")?;
        writeln!(text, "seko_database_ready {}", u8::from(is_database_ready))?;
        Ok(text)
    }

    fn write_requests(&self, text: &mut String) -> Result<u64, std::fmt::Error> {
        writeln!(text, "# HELP seko_http_requests_total Requests answered, by class of status.")?;
        writeln!(text, "# TYPE seko_http_requests_total counter")?;
        let mut total = 0;
        for (class, counter) in CLASSES.iter().zip(&self.by_class) {
            let count = counter.load(Ordering::Relaxed);
            total += count;
            writeln!(text, "seko_http_requests_total{{status=\"{class}\"}} {count}")?;
        }
        Ok(total)
    }

    fn write_durations(&self, text: &mut String, total: u64) -> std::fmt::Result {
        writeln!(text, "# HELP seko_http_request_duration_seconds How long answers took.")?;
        writeln!(text, "# TYPE seko_http_request_duration_seconds histogram")?;
        let mut so_far = 0;
        for ((bound, _), counter) in BUCKETS.iter().zip(&self.by_duration) {
            so_far += counter.load(Ordering::Relaxed);
            writeln!(text, "seko_http_request_duration_seconds_bucket{{le=\"{bound}\"}} {so_far}")?;
        }
        // Read at slightly different moments, the total may lag behind the buckets; a histogram never shrinks.
        let total = total.max(so_far);
        let took = Duration::from_micros(self.took_us.load(Ordering::Relaxed)).as_secs_f64();
        writeln!(text, "seko_http_request_duration_seconds_bucket{{le=\"+Inf\"}} {total}")?;
        writeln!(text, "seko_http_request_duration_seconds_sum {took}")?;
        writeln!(text, "seko_http_request_duration_seconds_count {total}")
    }
}

/// The figures.
pub(super) async fn show(State(door): State<Door>) -> impl IntoResponse {
    let text = door.metrics.text(health::is_database_ready(&door.app).await).unwrap_or_default();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}
