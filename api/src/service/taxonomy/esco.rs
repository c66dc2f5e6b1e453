//! The official ESCO download, read from a folder of CSV files: which files there are, and what their rows say.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use entity::concept::{ConceptStatus, ConceptType};
use entity::concept_label::LabelKind;
use entity::concept_relation::RelationKind;
use entity::language::Language;
use entity::text::LocalisedText;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::auth::Viewer;
use crate::service::taxonomy::merge::merge;
use crate::service::taxonomy::release::{
    Counts, NewConcept, NewLabel, NewRelation, Progress, Release, Report, Source, Watch,
};
use crate::service::taxonomy::starter;
use crate::service::taxonomy::table::{Column, ImportError, Table};

/// Version of what this code makes of the files: content read in another way is other content.
const READING: &str = "esco 1";

/// Imports the official ESCO download from a folder: files plain or `.gz`, in any languages. One language rules which
/// concepts there are and their codes: English if it is there. Concepts known by URI keep their ids; the same content
/// imported again changes nothing. Files are read before anything is written, and everything is written or nothing.
///
/// # Errors
/// A file that cannot be read or breaks its format; FORBIDDEN for anybody but staff; database faults.
pub async fn import_esco(app: &App, viewer: &Viewer, dir: &Path, watch: Watch<'_>) -> Result<Report, ImportError> {
    viewer.staff()?;
    let release = read(&Folder::open(dir)?, watch)?;
    Ok(merge(app, viewer, &release, Some(&starter::release()?), watch).await?)
}

/// The four kinds of files that hold concepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Skills,
    SkillGroups,
    IscoGroups,
    Occupations,
}

impl Part {
    const ALL: [Self; 4] = [Self::Skills, Self::SkillGroups, Self::IscoGroups, Self::Occupations];

    const fn stem(self) -> &'static str {
        match self {
            Self::Skills => "skills",
            Self::SkillGroups => "skillGroups",
            Self::IscoGroups => "ISCOGroups",
            Self::Occupations => "occupations",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Skills => "skills and knowledge",
            Self::SkillGroups => "skill groups",
            Self::IscoGroups => "ISCO groups",
            Self::Occupations => "occupations",
        }
    }
}

/// The four kinds of files that hold relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bond {
    BroaderSkill,
    BroaderOccupation,
    SkillSkill,
    OccupationSkill,
}

impl Bond {
    const ALL: [Self; 4] = [Self::BroaderSkill, Self::BroaderOccupation, Self::SkillSkill, Self::OccupationSkill];

    const fn stem(self) -> &'static str {
        match self {
            Self::BroaderSkill => "broaderRelationsSkillPillar",
            Self::BroaderOccupation => "broaderRelationsOccPillar",
            Self::SkillSkill => "skillSkillRelations",
            Self::OccupationSkill => "occupationSkillRelations",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::BroaderSkill => "broader relations of skills",
            Self::BroaderOccupation => "broader relations of occupations",
            Self::SkillSkill => "skill-skill relations",
            Self::OccupationSkill => "occupation-skill relations",
        }
    }

    /// Kinds of relations that such a file has.
    const fn kinds(self) -> &'static [RelationKind] {
        match self {
            Self::BroaderSkill | Self::BroaderOccupation => &[RelationKind::Broader],
            Self::SkillSkill => &[RelationKind::Related],
            Self::OccupationSkill => &[RelationKind::EssentialFor, RelationKind::OptionalFor],
        }
    }

    /// Columns of the two ends, in the direction in which relations are stored.
    const fn ends(self) -> (&'static str, &'static str) {
        match self {
            Self::BroaderSkill | Self::BroaderOccupation => ("conceptUri", "broaderUri"),
            Self::SkillSkill => ("originalSkillUri", "relatedSkillUri"),
            Self::OccupationSkill => ("skillUri", "occupationUri"),
        }
    }
}

/// The files of a download.
struct Folder {
    path: PathBuf,
    names: BTreeSet<String>,
}

impl Folder {
    fn open(path: &Path) -> Result<Self, ImportError> {
        let unreadable = |fault| ImportError::Unreadable { file: path.display().to_string(), fault };
        let mut names = BTreeSet::new();
        for entry in fs::read_dir(path).map_err(unreadable)? {
            names.insert(entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned());
        }
        Ok(Self { path: path.to_owned(), names })
    }

    /// Files named `stem` and two letters, by those letters. A plain file goes before a packed one.
    fn suffixed(&self, stem: &str, rest: &str) -> BTreeMap<String, PathBuf> {
        let mut files = BTreeMap::new();
        for name in &self.names {
            let bare = name.strip_suffix(".gz").unwrap_or(name).strip_suffix(".csv");
            let suffix = bare.and_then(|bare| bare.strip_prefix(stem)?.strip_prefix('_')?.strip_suffix(rest));
            if let Some(tag) =
                suffix.filter(|tag| tag.len() == 2 && tag.chars().all(|letter| letter.is_ascii_lowercase()))
            {
                files.entry(tag.to_owned()).or_insert_with(|| self.path.join(name));
            }
        }
        files
    }

    /// Files of concepts with their language (ISO 639-3): English first, then French, then the others.
    fn languages(&self, stem: &str, rest: &str) -> Result<Vec<(&'static str, PathBuf)>, ImportError> {
        let mut files = Vec::new();
        for (tag, path) in self.suffixed(stem, rest) {
            let file = || path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let language =
                isolang::Language::from_639_1(&tag).ok_or_else(|| ImportError::UnknownLanguage { file: file() })?;
            files.push((language.to_639_3(), path));
        }
        files.sort_by_key(|(language, _)| (*language != "eng", *language != "fra", *language));
        Ok(files)
    }

    /// The file of relations: without a language suffix, else the English one, else any.
    fn relations(&self, bond: Bond) -> Option<PathBuf> {
        let bare = [".csv", ".csv.gz"].map(|ending| format!("{}{ending}", bond.stem()));
        let bare = bare.into_iter().find(|name| self.names.contains(name)).map(|name| self.path.join(name));
        let mut suffixed = self.suffixed(bond.stem(), "");
        bare.or_else(|| suffixed.remove("en")).or_else(|| suffixed.into_values().next())
    }
}

fn read(folder: &Folder, watch: Watch<'_>) -> Result<Release, ImportError> {
    let mut esco = Esco::new(watch);
    for part in Part::ALL {
        for (index, (language, path)) in folder.languages(part.stem(), "")?.into_iter().enumerate() {
            esco.read_concepts(part, language, &path, index == 0)?;
        }
    }
    if esco.concepts.is_empty() {
        return Err(ImportError::Empty { folder: folder.path.display().to_string() });
    }
    for (language, path) in folder.languages(Part::Skills.stem(), "_missing_proposed")? {
        esco.read_proposals(language, &path)?;
    }
    for bond in Bond::ALL {
        if let Some(path) = folder.relations(bond) {
            esco.read_relations(bond, &path)?;
        }
    }
    esco.place_occupations();
    Ok(Release {
        source: Source::Esco,
        content_hash: esco.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
        concepts: esco.concepts,
        relations: esco.relations,
        kinds: esco.kinds,
        counts: esco.counts,
    })
}

/// What has been read so far.
struct Esco<'a> {
    watch: Watch<'a>,
    concepts: Vec<NewConcept>,
    relations: Vec<NewRelation>,
    kinds: HashSet<RelationKind>,
    /// Places of the concepts.
    uris: HashMap<String, usize>,
    /// Places of the ISCO groups, by code.
    isco_groups: HashMap<String, usize>,
    counts: Counts,
    hash: Sha256,
}

impl<'a> Esco<'a> {
    fn new(watch: Watch<'a>) -> Self {
        Self {
            watch,
            concepts: Vec::new(),
            relations: Vec::new(),
            kinds: HashSet::new(),
            uris: HashMap::new(),
            isco_groups: HashMap::new(),
            counts: Counts::default(),
            hash: Sha256::new().chain_update(READING),
        }
    }

    fn open(&self, path: &Path) -> Result<Table, ImportError> {
        let table = Table::open(path)?;
        (self.watch)(Progress::Reading { file: table.file() });
        Ok(table)
    }

    /// Adds what a file said to the sum of the content, under a name that does not depend on packing.
    fn sum_up(&mut self, what: &str, language: &str, table: &Table) {
        self.hash.update(format!("\n{what} {language} "));
        self.hash.update(table.digest());
    }

    /// Reads a file of concepts. The ruling language makes them; the others add to those it made.
    fn read_concepts(
        &mut self,
        part: Part,
        language: &'static str,
        path: &Path,
        rules: bool,
    ) -> Result<(), ImportError> {
        let mut table = self.open(path)?;
        let columns = Columns::find(&table, part, rules)?;
        let mut seen = HashSet::new();
        let (mut preferred, mut skipped) = (0, 0);
        while table.advance()? {
            let uri = table.uri(columns.uri)?;
            if !seen.insert(uri.to_owned()) {
                return Err(table.fault(columns.uri, format!("{uri} stands in the file twice; remove one of the rows")));
            }
            let place = if rules { Some(self.make(&table, &columns, part)?) } else { self.uris.get(uri).copied() };
            match place {
                None => skipped += 1,
                Some(place) => {
                    preferred += usize::from(describe(&mut self.concepts[place], &table, &columns, language)?)
                }
            }
        }
        self.sum_up(part.stem(), language, &table);
        if rules {
            self.counts.add(part.title(), seen.len());
        }
        self.counts.add(format!("{}: preferred labels in {language}", part.title()), preferred);
        self.counts.add_some(format!("{}: only in {language}, skipped", part.title()), skipped);
        Ok(())
    }

    /// Makes the concept of a row of the ruling language.
    fn make(&mut self, table: &Table, columns: &Columns, part: Part) -> Result<usize, ImportError> {
        let uri = table.uri(columns.uri)?;
        let place = self.concepts.len();
        if self.uris.insert(uri.to_owned(), place).is_some() {
            return Err(table.fault(columns.uri, format!("{uri} stands in another file too; remove one of the rows")));
        }
        let code = table.optional_text(columns.code).map(str::to_owned);
        if let (Part::IscoGroups, Some(code)) = (part, &code) {
            self.isco_groups.insert(code.clone(), place);
        }
        self.concepts.push(NewConcept {
            uri: uri.to_owned(),
            r#type: columns.concept_type(table, part)?,
            code,
            isco_code: columns.isco_code(table)?,
            status: match table.optional_text(columns.status) {
                None | Some("released") => ConceptStatus::Current,
                Some(_) => ConceptStatus::Retired,
            },
            definition: None,
            labels: Vec::new(),
        });
        Ok(place)
    }

    /// Reads translations that the project proposes where ESCO has none.
    fn read_proposals(&mut self, language: &'static str, path: &Path) -> Result<(), ImportError> {
        let mut table = self.open(path)?;
        let tag = isolang::Language::from_639_3(language).and_then(|known| known.to_639_1()).unwrap_or(language);
        let (uri, label) = (table.column("conceptUri")?, table.column(&format!("proposedLabel_{tag}"))?);
        let (mut proposed, mut unknown) = (0, 0);
        while table.advance()? {
            let text = table.label(label, table.text(label))?;
            match self.uris.get(table.uri(uri)?) {
                None => unknown += 1,
                Some(_) if text.is_empty() => return Err(table.fault(label, "it is empty; write the proposed label")),
                Some(place) => {
                    let labels = &mut self.concepts[*place].labels;
                    if !labels.iter().any(|label| label.language == language && label.kind == LabelKind::Preferred) {
                        let text = text.to_owned();
                        labels.push(NewLabel { language, kind: LabelKind::Preferred, text, proposed: true });
                        proposed += 1;
                    }
                }
            }
        }
        self.sum_up("proposals", language, &table);
        self.counts.add(format!("labels proposed in {language}, not official"), proposed);
        self.counts.add_some("labels proposed for unknown concepts, left out", unknown);
        Ok(())
    }

    fn read_relations(&mut self, bond: Bond, path: &Path) -> Result<(), ImportError> {
        let mut table = self.open(path)?;
        let (from, to) = bond.ends();
        let (from, to) = (table.column(from)?, table.column(to)?);
        let relation_type = match bond {
            Bond::BroaderSkill | Bond::BroaderOccupation => None,
            Bond::SkillSkill | Bond::OccupationSkill => Some(table.column("relationType")?),
        };
        self.kinds.extend(bond.kinds());
        let (mut known, mut unknown, mut own) = (0, 0, 0);
        while table.advance()? {
            let kind = relation_kind(&table, bond, relation_type)?;
            match (self.uris.get(table.uri(from)?), self.uris.get(table.uri(to)?)) {
                (Some(from), Some(to)) => {
                    known += 1;
                    if from == to {
                        own += 1;
                    } else {
                        self.relations.push(NewRelation { from: *from, kind, to: *to });
                    }
                }
                _ => unknown += 1,
            }
        }
        self.sum_up(bond.stem(), "", &table);
        self.counts.add(bond.title(), known);
        self.counts.add_some(format!("{}: of a concept to itself, left out", bond.title()), own);
        self.counts.add_some(format!("{}: to unknown concepts, left out", bond.title()), unknown);
        Ok(())
    }

    /// Puts occupations that no relation placed under the ISCO group of their code.
    fn place_occupations(&mut self) {
        let is_broader = |relation: &&NewRelation| relation.kind == RelationKind::Broader;
        let placed: HashSet<usize> = self.relations.iter().filter(is_broader).map(|relation| relation.from).collect();
        let (mut added, mut unknown) = (Vec::new(), 0);
        for (from, concept) in self.concepts.iter().enumerate().filter(|(place, _)| !placed.contains(place)) {
            match concept.isco_code.as_deref().map(|code| self.isco_groups.get(code)) {
                None => {}
                Some(Some(to)) => added.push(NewRelation { from, kind: RelationKind::Broader, to: *to }),
                Some(None) => unknown += 1,
            }
        }
        self.counts.add_some("occupations placed by their ISCO code", added.len());
        self.counts.add_some("occupations of an unknown ISCO group, not placed", unknown);
        self.relations.extend(added);
    }
}

/// Columns of a file of concepts.
struct Columns {
    uri: Column,
    preferred: Column,
    alternative: Column,
    hidden: Option<Column>,
    description: Option<Column>,
    definition: Option<Column>,
    status: Option<Column>,
    code: Option<Column>,
    isco_group: Option<Column>,
    skill_type: Option<Column>,
}

impl Columns {
    /// Finds them; those that tell what a concept is must be there in the ruling language.
    fn find(table: &Table, part: Part, rules: bool) -> Result<Self, ImportError> {
        let required = |name: &str, needed: bool| match table.optional_column(name) {
            None if rules && needed => table.column(name).map(Some),
            column => Ok(column),
        };
        Ok(Self {
            uri: table.column("conceptUri")?,
            preferred: table.column("preferredLabel")?,
            alternative: table.column("altLabels")?,
            hidden: table.optional_column("hiddenLabels"),
            description: table.optional_column("description"),
            definition: table.optional_column("definition"),
            status: table.optional_column("status"),
            code: required("code", part == Part::IscoGroups)?,
            isco_group: required("iscoGroup", part == Part::Occupations)?,
            skill_type: required("skillType", part == Part::Skills)?,
        })
    }

    fn concept_type(&self, table: &Table, part: Part) -> Result<ConceptType, ImportError> {
        match (part, self.skill_type) {
            (Part::SkillGroups | Part::IscoGroups, _) => Ok(ConceptType::Group),
            (Part::Occupations, _) => Ok(ConceptType::Occupation),
            (Part::Skills, None) => Ok(ConceptType::Skill),
            // A few headings of the digital competences have no type.
            (Part::Skills, Some(column)) => match table.text(column) {
                "knowledge" => Ok(ConceptType::Knowledge),
                "skill/competence" | "" => Ok(ConceptType::Skill),
                _ => Err(table.fault(column, "it is neither skill/competence nor knowledge; correct it")),
            },
        }
    }

    fn isco_code(&self, table: &Table) -> Result<Option<String>, ImportError> {
        let Some(column) = self.isco_group else { return Ok(None) };
        let code = table.text(column);
        if code.len() == 4 && code.chars().all(|digit| digit.is_ascii_digit()) {
            return Ok(Some(code.to_owned()));
        }
        Err(table.fault(column, format!("{code:?} is not the four digits of an ISCO-08 unit group; correct it")))
    }
}

/// Adds labels and definition of a row to its concept; true when the row has a preferred label.
fn describe(
    concept: &mut NewConcept,
    table: &Table,
    columns: &Columns,
    language: &'static str,
) -> Result<bool, ImportError> {
    let rules = concept.labels.is_empty();
    let preferred = table.label(columns.preferred, table.text(columns.preferred))?;
    if preferred.is_empty() && rules {
        return Err(table.fault(columns.preferred, "it is empty; write the label"));
    }
    let mut add = |kind, text: &str| {
        concept.labels.push(NewLabel { language, kind, text: text.to_owned(), proposed: false });
    };
    if !preferred.is_empty() {
        add(LabelKind::Preferred, preferred);
    }
    for text in table.lines(columns.alternative) {
        add(LabelKind::Alternative, table.label(columns.alternative, text)?);
    }
    if let Some(column) = columns.hidden {
        for text in table.lines(column) {
            add(LabelKind::Hidden, table.label(column, text)?);
        }
    }
    let text = table.optional_text(columns.description).or_else(|| table.optional_text(columns.definition));
    let spoken = Language::ALL.into_iter().find(|known| known.iso639_3() == language);
    if let (Some(text), Some(spoken)) = (text, spoken) {
        match &mut concept.definition {
            Some(definition) => _ = definition.texts.insert(spoken, text.to_owned()),
            none => *none = Some(LocalisedText::new(spoken, text)),
        }
    }
    Ok(!preferred.is_empty())
}

fn relation_kind(table: &Table, bond: Bond, relation_type: Option<Column>) -> Result<RelationKind, ImportError> {
    let Some(column) = relation_type else { return Ok(RelationKind::Broader) };
    match (bond, table.text(column)) {
        (Bond::SkillSkill, "essential" | "optional") => Ok(RelationKind::Related),
        (_, "essential") => Ok(RelationKind::EssentialFor),
        (_, "optional") => Ok(RelationKind::OptionalFor),
        _ => Err(table.fault(column, "it is neither essential nor optional; correct it")),
    }
}
