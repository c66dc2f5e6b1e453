//! `seko suggest-eval`: how well what texts mention agrees with what the taxonomy links.

use super::{Outcome, sentence};
use crate::app::App;
use crate::auth::Viewer;
use crate::service::suggestion;

/// Prints the figures for the definitions of the taxonomy.
///
/// # Errors
/// A sentence about a taxonomy without definitions, or the database.
pub(super) async fn run(app: &App) -> Outcome {
    let measured = suggestion::evaluate(app, &Viewer::system()).await.map_err(sentence)?;
    if measured.iter().all(|agreement| agreement.texts == 0) {
        return Err("no concept has a definition: run seko taxonomy import first".to_owned());
    }
    for agreement in measured {
        println!(
            "{} {:<11} {:>6} texts, {:>6} with a mention, {:>6} mentions: \
            precision {:.3}, lenient {:.3}; recall {:.3}",
            agreement.language.tag(),
            if agreement.is_of_occupations { "occupations" } else { "skills" },
            agreement.texts,
            agreement.speaking,
            agreement.found,
            agreement.precision(),
            agreement.lenient_precision(),
            agreement.recall(),
        );
    }
    Ok(())
}
