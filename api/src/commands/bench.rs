//! `seko bench`: how long the registry takes to answer, on a made-up population.

use clap::{Args, value_parser};

use super::{Outcome, sentence};
use crate::service::bench::{self, Build, Comparison, Cost, Figure, Memory, Report, Rival, Scale};

/// How large the made-up registry is, and what it is compared with.
#[derive(Debug, Args)]
pub(super) struct Bench {
    /// Members of the made-up registry.
    #[arg(long, value_name = "COUNT", default_value_t = 1_000_000, value_parser = value_parser!(u32).range(1_000..))]
    members: u32,
    /// Its open positions.
    #[arg(long, value_name = "COUNT", default_value_t = 10_000, value_parser = value_parser!(u32).range(200..))]
    positions: u32,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// Run the same ranking as one SQL statement on this PostgreSQL database, in a schema of its own, seko_bench.
    #[arg(long, value_name = "URL", value_parser = postgres)]
    compare_sql: Option<String>,
}

fn postgres(url: &str) -> Result<String, String> {
    let is_postgres = ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
    is_postgres.then(|| url.to_owned()).ok_or_else(|| "say postgres://USER:PASSWORD@HOST/NAME".to_owned())
}

/// Measures, and prints the figures beside what is asked of them; what is being done goes to standard error.
///
/// # Errors
/// A sentence about the folder for temporary files, or the database that is compared with.
pub(super) async fn run(command: &Bench) -> Outcome {
    let rival = match &command.compare_sql {
        Some(url) => Some(Rival::open(url).await.map_err(|_| "the database of --compare-sql cannot be reached")?),
        None => None,
    };
    let scale = Scale { members: command.members as usize, positions: command.positions as usize };
    let progress = |step: &str| eprintln!("{step} …");
    let report = bench::measure(scale, rival.as_ref(), &progress).await.map_err(sentence)?;
    if command.json {
        let text = serde_json::to_string_pretty(&report).map_err(|fault| format!("the report is no JSON: {fault}"))?;
        println!("{text}");
    } else {
        print!("{}", table(&report));
    }
    Ok(())
}

/// The report, one figure a line.
fn table(report: &Report) -> String {
    let Report { members, positions, seed, words_per_member, build, memory, .. } = report;
    let mut lines = vec![
        format!("{members} members, {positions} open positions, seed {seed}, {words_per_member} words a member"),
        String::new(),
        format!("{:<42}{:>10}{:>10}", "built", "s", "MB"),
    ];
    let Build { seconds, bytes, index, positions, member_search, concept_search } = build;
    lines.extend([
        built("members, index", index),
        built("open positions, index", positions),
        built("members, member search", member_search),
        built("concepts, concept search, made-up labels", concept_search),
        built("all", &Cost { seconds: *seconds, bytes: *bytes }),
        String::new(),
        format!("{:<42}{:>10}{:>10}{:>10}  target", "ms", "p50", "p99", "max"),
    ]);
    lines.extend(report.figures.iter().map(asked));
    lines.push(String::new());
    lines.extend(report.remarks.iter().cloned());
    lines.push(held(memory));
    lines.extend(report.sql.iter().flat_map(compared));
    lines.join("\n") + "\n"
}

fn held(memory: &Memory) -> String {
    let Memory { peak_of_members_bytes, resident_bytes, peak_bytes, target, met } = memory;
    let [members, end, most] = [peak_of_members_bytes, resident_bytes, peak_bytes].map(|bytes| megabytes(*bytes));
    let verdict = verdict(target, *met);
    format!("{members:.0} MB at most until all were in, {end:.0} MB at the end, {most:.0} MB at most; {verdict}")
}

fn built(what: &str, cost: &Cost) -> String {
    format!("{what:<42}{:>10.3}{:>10.1}", cost.seconds, megabytes(cost.bytes))
}

fn asked(figure: &Figure) -> String {
    let Figure { name, p50_ms, p99_ms, max_ms, target, met, .. } = figure;
    let verdict = target.iter().zip(*met).map(|(target, met)| format!("  {}", verdict(target, met)));
    format!("{name:<42}{p50_ms:>10.3}{p99_ms:>10.3}{max_ms:>10.3}{}", verdict.collect::<String>())
}

fn compared(comparison: &Comparison) -> [String; 3] {
    let Comparison { questions, equal, index_p50_ms, sql_p50_ms, ratio, target, met, settings, fill_seconds } =
        comparison;
    [
        format!(
            "one SQL statement: equal {equal} of {questions}; median {sql_p50_ms:.1} ms beside {index_p50_ms:.3} ms, \
            ratio {ratio}: {}",
            verdict(target, *met)
        ),
        format!("its tables were filled in {fill_seconds:.0} s"),
        settings.join(", "),
    ]
}

fn verdict(target: &str, met: bool) -> String {
    format!("{target}: {}", if met { "met" } else { "missed" })
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
