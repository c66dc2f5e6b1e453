//! `seko score-eval`: how good the score is, on occupations whose kind is known.

use super::{Outcome, sentence};
use crate::app::App;
use crate::auth::Viewer;
use crate::matching::{ALGORITHM, Comparison, Figure};
use crate::service::matching::evaluate;

/// Prints the figures.
///
/// # Errors
/// A sentence about a registry without occupations, or the database.
pub(super) async fn run(app: &App) -> Outcome {
    let Some(evaluation) = evaluate(app, &Viewer::system()).await.map_err(sentence)? else {
        return Err("no occupation with essential skills is loaded: run seko taxonomy import first".to_owned());
    };
    println!("{ALGORITHM}: each occupation's essential skills ask for the members of the others");
    print_comparison("of at least 10 skills, with at least 4 others in the unit group", &evaluation.comparable);
    print_comparison("all that have an answer", &evaluation.all);
    Ok(())
}

fn print_comparison(needs: &str, comparison: &Comparison) {
    println!("\nneeds {needs}: n {}", comparison.needs);
    println!("{:<46} {}", "plain coverage", figure(comparison.coverage));
    println!("{:<46} {}", "score, the asking fifth's links hidden", figure(comparison.score));
    println!("{:<46} {}", "score, all links (it has seen the answers)", figure(comparison.score_with_all_links));
}

fn figure(Figure { ndcg, interval: (low, high) }: Figure) -> String {
    format!("nDCG@10 {ndcg:.3} (95 % {low:.3}–{high:.3})")
}
