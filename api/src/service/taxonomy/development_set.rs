//! Questions whose answers are known, read from a file, and the figures of concept search on them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use entity::concept::ConceptType;
use entity::language::Language;
use sea_orm::{EntityTrait, QuerySelect};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::search::quality::{Quality, Question, measure};
use crate::search::{Concepts, Means};
use crate::service::taxonomy::read::SKILLS;
use crate::service::taxonomy::search::vocabulary;
use crate::service::taxonomy::table::{Column, ImportError, Table};

/// Columns that may hold the URI of the answer.
const ANSWERS: [&str; 3] = ["conceptUri", "escoSkillUri", "occupationUri"];
/// Relations of SKOS in a file that has several, and the sets of them that are measured.
const EXACT: &str = "exactMatch";
const CLOSE: &str = "closeMatch";

/// A part of a file that is measured by itself.
#[derive(Debug)]
pub struct Measured {
    /// Which answers count, such as `exactMatch + closeMatch`.
    pub name: &'static str,
    /// The figures.
    pub quality: Quality,
}

/// A file of questions: `query`, the URI of an answer, and perhaps the `relation` between the two.
#[derive(Debug)]
pub struct DevelopmentSet {
    /// Types that answers are of, which is what the search is asked for.
    types: Vec<ConceptType>,
    /// Question by question, how which concepts answer it; none where the concept is not loaded.
    rows: BTreeMap<String, Vec<(String, Option<Uuid>)>>,
    has_relations: bool,
    /// Rows whose answer is not loaded: they count as missed.
    pub unknown: usize,
}

impl DevelopmentSet {
    /// Reads a file, looking its answers up among the concepts that are loaded.
    ///
    /// # Errors
    /// A file that cannot be read or breaks its format; FORBIDDEN for anybody but staff; database faults.
    pub async fn read(app: &App, viewer: &Viewer, file: &Path) -> Result<Self, ImportError> {
        viewer.staff()?;
        let known = concepts_by_uri(app).await?;
        let mut table = Table::open(file)?;
        let query = table.column("query")?;
        let answer = answer_column(&table)?;
        let relation = table.optional_column("relation");
        let mut set = Self { types: Vec::new(), rows: BTreeMap::new(), has_relations: relation.is_some(), unknown: 0 };
        let mut types = HashSet::new();
        while table.advance()? {
            let found = known.get(table.uri(answer)?);
            set.unknown += usize::from(found.is_none());
            types.extend(found.map(|(_, r#type)| *r#type));
            let relation = table.optional_text(relation).unwrap_or(EXACT).to_owned();
            let concept = found.map(|(concept, _)| *concept);
            set.rows.entry(table.text(query).to_owned()).or_default().push((relation, concept));
        }
        let is_of_skills = types.iter().any(|r#type| SKILLS.contains(r#type));
        set.types = if is_of_skills { SKILLS.to_vec() } else { types.into_iter().collect() };
        Ok(set)
    }

    /// Whether none of its answers is loaded.
    pub fn is_unknown(&self) -> bool {
        self.types.is_empty()
    }

    /// The figures of a search, for each set of relations that counts.
    pub fn measure(&self, concepts: &Concepts, language: Language) -> Vec<Measured> {
        let parts: &[(&'static str, &[&str])] = match self.has_relations {
            true => &[(EXACT, &[EXACT]), ("exactMatch + closeMatch", &[EXACT, CLOSE])],
            false => &[("all answers", &[EXACT])],
        };
        let measured = parts.iter().map(|(name, relations)| Measured {
            name,
            quality: measure(concepts, &self.questions(relations), &self.types, language),
        });
        measured.collect()
    }

    /// The distinct questions that one of the relations answers.
    fn questions(&self, relations: &[&str]) -> Vec<Question> {
        let counts = |(relation, _): &&(String, Option<Uuid>)| relations.contains(&relation.as_str());
        let answered = self.rows.iter().filter(|(_, rows)| rows.iter().any(|row| counts(&row)));
        let questions = answered.map(|(text, rows)| Question {
            text: text.clone(),
            answers: rows.iter().filter(counts).filter_map(|(_, concept)| *concept).collect(),
        });
        questions.collect()
    }
}

/// A search of the concepts in use that has only certain means; for measuring what each of them brings.
///
/// # Errors
/// Database faults.
pub async fn search_with(app: &App, means: Means) -> Result<Concepts> {
    let concepts = Concepts::with_means(means);
    concepts.replace(vocabulary(app).await?);
    Ok(concepts)
}

fn answer_column(table: &Table) -> Result<Column, ImportError> {
    let found = ANSWERS.iter().find_map(|name| table.optional_column(name));
    found.map_or_else(|| table.column(ANSWERS[0]), Ok)
}

async fn concepts_by_uri(app: &App) -> Result<HashMap<String, (Uuid, ConceptType)>> {
    use entity::concept::{Column, Entity};
    let rows = Entity::find().select_only().columns([Column::Uri, Column::Id, Column::Type]);
    let rows: Vec<(String, Uuid, ConceptType)> = rows.into_tuple().all(&app.db).await?;
    Ok(rows.into_iter().map(|(uri, id, r#type)| (uri, (id, r#type))).collect())
}
