//! `seko search-eval FILE`: how good concept search is, on questions whose answers are known.

use std::collections::HashMap;
use std::path::PathBuf;

use clap::Args;
use entity::language::Language;
use uuid::Uuid;

use super::{Outcome, sentence};
use crate::app::App;
use crate::auth::Viewer;
use crate::search::Means;
use crate::search::quality::{Miss, Quality};
use crate::service::taxonomy::{DevelopmentSet, names_of, search_with, shown};

/// Questions whose answers are known, and how they are asked.
#[derive(Debug, Args)]
pub struct SearchEval {
    /// CSV with the columns query and conceptUri (or escoSkillUri, occupationUri), and perhaps relation.
    file: PathBuf,
    /// Language of the questions: fr or en.
    #[arg(long, default_value = "fr", value_parser = language)]
    language: Language,
    /// Measure again without each of the means in turn.
    #[arg(long)]
    ablation: bool,
}

fn language(tag: &str) -> Result<Language, String> {
    let known = Language::ALL.into_iter().find(|language| language.tag() == tag);
    known.ok_or_else(|| format!("{tag} is not a language of the interface; say fr or en"))
}

/// Prints the figures.
///
/// # Errors
/// A sentence about a file that cannot be read, a taxonomy that lacks its answers, or the database.
pub async fn run(app: &App, command: &SearchEval) -> Outcome {
    let set = DevelopmentSet::read(app, &Viewer::system(), &command.file).await.map_err(sentence)?;
    let concepts = search_with(app, Means::default()).await.map_err(sentence)?;
    let measured = set.measure(&concepts, command.language);
    if set.is_unknown() {
        return Err("no concept of the file is loaded: run seko taxonomy import first".to_owned());
    }
    println!("{}", command.file.display());
    if set.unknown > 0 {
        println!("{} rows name concepts that are not loaded: they count as missed", set.unknown);
    }
    for part in &measured {
        println!("{:<26} {}", part.name, figures(&part.quality));
    }
    if command.ablation {
        print_ablation(app, &set, command.language).await?;
    }
    if let Some(part) = measured.last() {
        print_worst(app, part.name, &part.quality.worst, command.language).await?;
    }
    Ok(())
}

fn figures(quality: &Quality) -> String {
    let Quality { questions, mrr, interval: (low, high), hit_at_1, hit_at_10, .. } = quality;
    format!("n {questions:>5}  MRR@10 {mrr:.3} (95 % {low:.3}–{high:.3})  hit@1 {hit_at_1:.3}  hit@10 {hit_at_10:.3}")
}

async fn print_ablation(app: &App, set: &DevelopmentSet, language: Language) -> Outcome {
    println!("\nMRR@10 without one of the means");
    for (name, means) in Means::each_left_out() {
        let concepts = search_with(app, means).await.map_err(sentence)?;
        let parts = set.measure(&concepts, language);
        let parts: Vec<String> = parts.iter().map(|part| format!("{} {:.3}", part.name, part.quality.mrr)).collect();
        println!("{name:<26} {}", parts.join("  "));
    }
    Ok(())
}

async fn print_worst(app: &App, name: &str, worst: &[Miss], language: Language) -> Outcome {
    let first = worst.iter().filter_map(|miss| miss.first.as_ref().map(|(concept, _)| *concept));
    let answers = worst.iter().flat_map(|miss| miss.answers.iter().copied());
    let ids: Vec<Uuid> = first.chain(answers).collect();
    let names = names_of(&app.db, &ids).await.map_err(sentence)?;
    let labels: HashMap<Uuid, &str> =
        names.iter().filter_map(|(id, names)| Some((*id, shown(names, language)?))).collect();
    println!("\nthe worst twenty of {name}: place of the answer, what was typed, the answer, what came first");
    for miss in worst {
        let place = miss.place.map_or_else(|| "none".to_owned(), |place| place.to_string());
        let mut answers: Vec<&str> = miss.answers.iter().filter_map(|id| labels.get(id).copied()).collect();
        answers.sort_unstable();
        let first = miss.first.as_ref().and_then(|(id, _)| labels.get(id).copied()).unwrap_or("nothing");
        println!("{place:>5}  {}  |  {}  |  {first}", miss.text, answers.join(" or "));
    }
    Ok(())
}
