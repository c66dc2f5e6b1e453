//! The starter taxonomy that comes with the program: read from the embedded tables.

use std::collections::{BTreeMap, HashMap};

use entity::concept::{ConceptStatus, ConceptType};
use entity::concept_label::LabelKind;
use entity::concept_relation::RelationKind;
use entity::language::Language;
use entity::text::LocalisedText;
use sea_orm::{ActiveEnum, Iterable};

use crate::app::App;
use crate::auth::{Viewer, secret};
use crate::error::{Error, Result};
use crate::service::taxonomy::merge::merge;
use crate::service::taxonomy::release::{Counts, NewConcept, NewLabel, NewRelation, Release, Report, Source};
use crate::service::taxonomy::table::{Column, ImportError, Table};

const CONCEPTS: &str = include_str!("../../../reference/taxonomy/concepts.csv");
const OCCUPATION_SKILLS: &str = include_str!("../../../reference/taxonomy/occupation_skills.csv");

/// Version of what this code makes of the tables: content read in another way is other content.
const READING: &str = "starter 1";

/// Loads the starter taxonomy. Its concepts are known by their ESCO URI, or by `urn:seko:concept:…`; where ESCO is
/// loaded, ESCO's labels stay and the starter's become alternatives. Loading it again changes nothing.
///
/// # Errors
/// FORBIDDEN for anybody but staff; database faults.
pub async fn load_starter(app: &App, viewer: &Viewer) -> Result<Report> {
    merge(app, viewer, &release()?, None, &|_| ()).await
}

/// The starter taxonomy as a release.
pub(super) fn release() -> Result<Release> {
    read().map_err(|fault| Error::Internal(format!("the embedded taxonomy is malformed: {fault}")))
}

fn read() -> Result<Release, ImportError> {
    let mut starter = Starter::default();
    starter.read_concepts()?;
    starter.read_links()?;
    starter.read_occupation_skills()?;
    let counts = starter.counts();
    Ok(Release {
        source: Source::Starter,
        content_hash: secret::hash(format!("{READING}\n{CONCEPTS}\n{OCCUPATION_SKILLS}")),
        concepts: starter.concepts,
        relations: starter.relations,
        kinds: RelationKind::iter().collect(),
        counts,
    })
}

#[derive(Default)]
struct Starter {
    concepts: Vec<NewConcept>,
    relations: Vec<NewRelation>,
    /// Places of the concepts.
    slugs: HashMap<String, usize>,
}

impl Starter {
    fn read_concepts(&mut self) -> Result<(), ImportError> {
        let mut table = Table::embedded("concepts.csv", CONCEPTS)?;
        let slug = table.column("slug")?;
        while table.advance()? {
            if self.slugs.insert(table.text(slug).to_owned(), self.concepts.len()).is_some() {
                return Err(table.fault(slug, "this slug stands in the file already"));
            }
            self.concepts.push(concept(&table, slug)?);
        }
        Ok(())
    }

    /// Broader and related concepts, once all are known.
    fn read_links(&mut self) -> Result<(), ImportError> {
        let mut table = Table::embedded("concepts.csv", CONCEPTS)?;
        let slug = table.column("slug")?;
        let kinds =
            [(table.column("broader")?, RelationKind::Broader), (table.column("related")?, RelationKind::Related)];
        while table.advance()? {
            for (column, kind) in kinds {
                for other in list(table.text(column)) {
                    let from = self.place(&table, slug, table.text(slug))?;
                    let to = self.place(&table, column, other)?;
                    self.relations.push(NewRelation { from, kind, to });
                }
            }
        }
        Ok(())
    }

    fn read_occupation_skills(&mut self) -> Result<(), ImportError> {
        let mut table = Table::embedded("occupation_skills.csv", OCCUPATION_SKILLS)?;
        let (occupation, skill) = (table.column("occupation")?, table.column("skill")?);
        let importance = table.column("importance")?;
        while table.advance()? {
            let kind = match table.text(importance) {
                "ESSENTIAL" => RelationKind::EssentialFor,
                "OPTIONAL" => RelationKind::OptionalFor,
                _ => return Err(table.fault(importance, "it is neither ESSENTIAL nor OPTIONAL")),
            };
            let from = self.place(&table, skill, table.text(skill))?;
            let to = self.place(&table, occupation, table.text(occupation))?;
            self.relations.push(NewRelation { from, kind, to });
        }
        Ok(())
    }

    fn place(&self, table: &Table, column: Column, slug: &str) -> Result<usize, ImportError> {
        let place = self.slugs.get(slug).copied();
        place.ok_or_else(|| table.fault(column, format!("there is no concept {slug:?}")))
    }

    fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for (what, r#type) in [
            ("skills", ConceptType::Skill),
            ("knowledge", ConceptType::Knowledge),
            ("occupations", ConceptType::Occupation),
            ("groups", ConceptType::Group),
        ] {
            counts.add(what, self.concepts.iter().filter(|concept| concept.r#type == r#type).count());
        }
        for (what, kind) in [
            ("broader relations", RelationKind::Broader),
            ("related pairs", RelationKind::Related),
            ("skills essential for an occupation", RelationKind::EssentialFor),
            ("skills optional for an occupation", RelationKind::OptionalFor),
        ] {
            counts.add(what, self.relations.iter().filter(|relation| relation.kind == kind).count());
        }
        counts
    }
}

fn concept(table: &Table, slug: Column) -> Result<NewConcept, ImportError> {
    let column = |name: &str| table.column(name);
    let r#type = column("type")?;
    let own_uri = format!("urn:seko:concept:{}", table.text(slug));
    let optional = |name: &str| column(name).map(|column| table.optional_text(Some(column)).map(str::to_owned));
    Ok(NewConcept {
        uri: optional("esco_uri")?.unwrap_or(own_uri),
        r#type: ConceptType::try_from_value(&table.text(r#type).to_owned())
            .map_err(|fault| table.fault(r#type, fault.to_string()))?,
        code: None,
        isco_code: optional("isco")?,
        status: ConceptStatus::Current,
        definition: definition(optional("definition_fr")?, optional("definition_en")?),
        labels: labels(table)?,
    })
}

fn labels(table: &Table) -> Result<Vec<NewLabel>, ImportError> {
    let kinds = [("label", LabelKind::Preferred), ("alternatives", LabelKind::Alternative)];
    let mut labels = Vec::new();
    for (name, kind) in kinds {
        for language in Language::ALL {
            let column = table.column(&format!("{name}_{}", language.tag()))?;
            let texts = if kind == LabelKind::Preferred { vec![table.text(column)] } else { list(table.text(column)) };
            for text in texts {
                let text = table.label(column, text)?.to_owned();
                labels.push(NewLabel { language: language.iso639_3(), kind, text, proposed: false });
            }
        }
    }
    Ok(labels)
}

fn definition(french: Option<String>, english: Option<String>) -> Option<LocalisedText> {
    let original = if french.is_some() { Language::Fr } else { Language::En };
    let texts: BTreeMap<Language, String> = [(Language::Fr, french), (Language::En, english)]
        .into_iter()
        .filter_map(|(language, text)| Some((language, text?)))
        .collect();
    (!texts.is_empty()).then_some(LocalisedText { original, texts })
}

/// Items between `|`.
fn list(cell: &str) -> Vec<&str> {
    cell.split('|').map(str::trim).filter(|item| !item.is_empty()).collect()
}
