//! The taxonomy: the starter list, the ESCO download, what becomes of both, and how concepts are found.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use entity::concept::{self, ConceptStatus, ConceptType};
use entity::concept_label::{self, LabelKind, LabelOrigin};
use entity::concept_relation::{self, RelationKind};
use entity::language::Language;
use entity::{change_log, taxonomy_release};
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use seko::app::App;
use seko::auth::Viewer;
use seko::error::Error;
use seko::search::fold::{fold, words};
use seko::service::taxonomy::{self, Direction, ImportError, Reference, Report};
use uuid::Uuid;

use crate::member_search::store;
use crate::support::each_database;

/// A concept that the starter has under this URI, as "soins infirmiers".
const NURSING: &str = "http://data.europa.eu/esco/skill/f98e06f5-a09a-4356-b6a8-d55a7d3c5356";
const WOUNDS: &str = "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000001";
const HEADING: &str = "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000002";
const HEALTH: &str = "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000003";
const NURSE: &str = "http://data.europa.eu/esco/occupation/00000000-0000-4000-8000-000000000004";
const UNKNOWN: &str = "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-00000000ffff";
const ISCO: &str = "http://data.europa.eu/esco/isco";

const SKILL_COLUMNS: &str = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,\
    modifiedDate,scopeNote,definition,inScheme,description\n";
const OCCUPATION_COLUMNS: &str = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,\
    modifiedDate,regulatedProfessionNote,scopeNote,definition,inScheme,description,code\n";

/// A download in ESCO's format, small enough to read: text by file name.
type Download = BTreeMap<&'static str, String>;

fn download() -> Download {
    let skill = "KnowledgeSkillCompetence";
    let groups = "conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,description,code\n";
    let isco = "conceptType,conceptUri,code,preferredLabel,status,altLabels,inScheme,description\n";
    let broader = "conceptType,conceptUri,broaderType,broaderUri\n";
    Download::from([
        (
            "skills_en.csv",
            format!(
                "{SKILL_COLUMNS}\
                {skill},{NURSING},skill/competence,cross-sector,provide nursing care,\
                \"nurse people\nprovide nursing care\",nursng,released,,,,,\"Care for the sick,\nday and night.\"\n\
                {skill},{WOUNDS},knowledge,cross-sector,wound care,,,released,,,,,About wounds.\n\
                {skill},{HEADING},,,digital health,,,released,,,,,\n"
            ),
        ),
        (
            "skills_fr.csv",
            format!(
                "{SKILL_COLUMNS}\
                {skill},{NURSING},skill/competence,cross-sector,dispenser des soins infirmiers,,,released,,,,,\n\
                {skill},{WOUNDS},knowledge,cross-sector,soin des plaies,pansement,,released,,,,,\n\
                {skill},{UNKNOWN},knowledge,cross-sector,seulement en français,,,released,,,,,\n"
            ),
        ),
        (
            "skills_fr_missing_proposed.csv",
            format!(
                "conceptUri,skillType,preferredLabel_en,proposedLabel_fr\n{HEADING},,digital health,santé numérique\n"
            ),
        ),
        ("skillGroups_en.csv", format!("{groups}SkillGroup,{HEALTH},health and welfare,,,released,,09\n")),
        (
            "ISCOGroups_en.csv",
            format!(
                "{isco}ISCOGroup,{ISCO}/C222,222,Nursing and midwifery professionals,released,,,\n\
                ISCOGroup,{ISCO}/C2221,2221,Nursing professionals,released,,,\n"
            ),
        ),
        (
            "occupations_en.csv",
            format!("{OCCUPATION_COLUMNS}Occupation,{NURSE},2221,ward nurse,,,released,,,,,,Works on a ward.,2221.9\n"),
        ),
        (
            "broaderRelationsSkillPillar.csv",
            format!(
                "{broader}{skill},{NURSING},SkillGroup,{HEALTH}\n{skill},{WOUNDS},{skill},{NURSING}\n\
                {skill},{UNKNOWN},{skill},{NURSING}\n"
            ),
        ),
        ("broaderRelationsOccPillar.csv", format!("{broader}ISCOGroup,{ISCO}/C2221,ISCOGroup,{ISCO}/C222\n")),
        (
            "skillSkillRelations.csv",
            format!(
                "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri\n\
                {NURSING},,optional,,{WOUNDS}\n{WOUNDS},,essential,,{NURSING}\n{NURSING},,optional,,{NURSING}\n"
            ),
        ),
        (
            "occupationSkillRelations.csv",
            format!(
                "occupationUri,relationType,skillType,skillUri\n\
                {NURSE},essential,,{NURSING}\n{NURSE},optional,,{WOUNDS}\n{UNKNOWN},optional,,{WOUNDS}\n"
            ),
        ),
    ])
}

/// A folder that is gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = env::temp_dir().join(format!("seko-taxonomy-{}", Uuid::now_v7().simple()));
        fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }

    fn of(download: &Download) -> Self {
        let folder = Self::new();
        for (name, text) in download {
            folder.put(name, text.as_bytes());
        }
        folder
    }

    fn put(&self, name: &str, content: &[u8]) {
        fs::write(self.0.join(name), content).expect("a file can be written");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn packed(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).expect("memory takes what is written");
    encoder.finish().expect("memory takes what is written")
}

async fn import(app: &App, folder: &Path) -> Result<Report, ImportError> {
    taxonomy::import_esco(app, &Viewer::system(), folder, &|_| ()).await
}

async fn load_starter(app: &App) -> Report {
    taxonomy::load_starter(app, &Viewer::system()).await.expect("the starter taxonomy loads")
}

async fn find(app: &App, uri: &str) -> concept::Model {
    let reference = Reference::Uri(uri.to_owned());
    taxonomy::find(&app.db, &reference).await.expect("concepts can be read").expect("the concept is there")
}

/// Labels of a concept in a language, preferred first.
async fn labels(app: &App, uri: &str, language: &str) -> Vec<(LabelKind, String)> {
    let id = find(app, uri).await.id;
    let labels = taxonomy::labels_of(&app.db, &[id]).await.expect("labels can be read").remove(&id).unwrap_or_default();
    let in_language = labels.into_iter().filter(|label| label.language == language);
    in_language.map(|label| (label.kind, label.text)).collect()
}

/// URIs of the neighbours of a concept.
async fn around(app: &App, uri: &str, kind: RelationKind, direction: Direction) -> Vec<String> {
    let id = find(app, uri).await.id;
    let mut around =
        taxonomy::around(&app.db, &[id], (kind, direction), Language::Fr).await.expect("relations can be read");
    around.remove(&id).unwrap_or_default().into_iter().map(|concept| concept.uri).collect()
}

/// Everything the database holds of the taxonomy.
async fn everything(app: &App) -> Vec<String> {
    let readable = "the taxonomy can be read";
    let mut lines = Vec::new();
    lines.extend(
        taxonomy_release::Entity::find().all(&app.db).await.expect(readable).iter().map(|row| format!("{row:?}")),
    );
    lines.extend(concept::Entity::find().all(&app.db).await.expect(readable).iter().map(|row| format!("{row:?}")));
    lines
        .extend(concept_label::Entity::find().all(&app.db).await.expect(readable).iter().map(|row| format!("{row:?}")));
    lines.extend(
        concept_relation::Entity::find().all(&app.db).await.expect(readable).iter().map(|row| format!("{row:?}")),
    );
    lines.push(format!("{} changes", change_log::Entity::find().count(&app.db).await.expect(readable)));
    lines.sort();
    lines
}

#[tokio::test]
async fn loading_the_starter_twice_changes_nothing() {
    each_database(async |app: Arc<App>| {
        load_starter(&app).await;
        let before = everything(&app).await;
        let report = load_starter(&app).await;
        assert!(!report.changed);
        assert_eq!(report.counts.of("occupations"), 201);
        assert_eq!(everything(&app).await, before);
    })
    .await;
}

#[tokio::test]
async fn importing_twice_changes_nothing() {
    each_database(async |app: Arc<App>| {
        let folder = Folder::of(&download());
        let first = import(&app, &folder.0).await.expect("the download is well-formed");
        assert!(first.changed);
        let before = everything(&app).await;
        let second = import(&app, &folder.0).await.expect("the download is well-formed");
        assert!(!second.changed);
        assert_eq!(second.counts, first.counts);
        assert_eq!(everything(&app).await, before);
    })
    .await;
}

#[tokio::test]
async fn packing_line_ends_and_suffixes_make_no_other_content() {
    each_database(async |app: Arc<App>| {
        let plain = Folder::of(&download());
        import(&app, &plain.0).await.expect("the download is well-formed");
        let other = Folder::new();
        for (name, text) in download() {
            let name = name.replace("Relations.csv", "Relations_en.csv").replace("Pillar.csv", "Pillar_en.csv");
            other.put(&format!("{name}.gz"), &packed(text.replace('\n', "\r\n").as_bytes()));
        }
        let report = import(&app, &other.0).await.expect("the download is well-formed");
        assert!(!report.changed, "{report}");
    })
    .await;
}

#[tokio::test]
async fn an_import_says_what_it_read_and_what_it_could_not_place() {
    each_database(async |app: Arc<App>| {
        let folder = Folder::of(&download());
        let report = import(&app, &folder.0).await.expect("the download is well-formed");
        for (what, number) in [
            ("skills and knowledge", 3),
            ("skills and knowledge: preferred labels in fra", 2),
            ("skills and knowledge: only in fra, skipped", 1),
            ("labels proposed in fra, not official", 1),
            ("skill groups", 1),
            ("ISCO groups", 2),
            ("occupations", 1),
            ("broader relations of skills", 2),
            ("broader relations of skills: to unknown concepts, left out", 1),
            ("broader relations of occupations", 1),
            ("skill-skill relations", 3),
            ("skill-skill relations: of a concept to itself, left out", 1),
            ("occupation-skill relations", 2),
            ("occupation-skill relations: to unknown concepts, left out", 1),
            ("occupations placed by their ISCO code", 1),
        ] {
            assert_eq!(report.counts.of(what), number, "{what} in\n{report}");
        }
        assert_eq!(find(&app, HEADING).await.r#type, ConceptType::Skill);
        assert_eq!(find(&app, WOUNDS).await.r#type, ConceptType::Knowledge);
        assert_eq!(find(&app, NURSE).await.isco_code.as_deref(), Some("2221"));
        let group = format!("{ISCO}/C2221");
        assert_eq!(around(&app, NURSE, RelationKind::Broader, Direction::Forwards).await, [group]);
        assert_eq!(around(&app, WOUNDS, RelationKind::Related, Direction::Both).await, [NURSING]);
        assert_eq!(around(&app, NURSE, RelationKind::EssentialFor, Direction::Backwards).await, [NURSING]);
        let french = labels(&app, HEADING, "fra").await;
        assert_eq!(french, [(LabelKind::Preferred, "santé numérique".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_starter_concept_becomes_the_esco_concept_and_keeps_its_id() {
    each_database(async |app: Arc<App>| {
        load_starter(&app).await;
        let before = find(&app, NURSING).await;
        let parents = around(&app, NURSING, RelationKind::Broader, Direction::Forwards).await;
        assert!(!parents.is_empty(), "the starter places the concept");
        import(&app, &Folder::of(&download()).0).await.expect("the download is well-formed");
        let after = find(&app, NURSING).await;
        assert_eq!(after.id, before.id);
        assert_ne!(after.release_id, before.release_id);
        let french = labels(&app, NURSING, "fra").await;
        assert_eq!(french[0], (LabelKind::Preferred, "dispenser des soins infirmiers".to_owned()));
        assert!(french.contains(&(LabelKind::Alternative, "soins infirmiers".to_owned())), "{french:?}");
        let definition = after.definition.expect("ESCO defines it");
        assert_eq!(definition.text(Language::En), "Care for the sick,\nday and night.");
        let broader = around(&app, NURSING, RelationKind::Broader, Direction::Forwards).await;
        assert!(broader.contains(&HEALTH.to_owned()), "{broader:?}");
        assert!(parents.iter().all(|parent| broader.contains(parent)), "{broader:?}");
        let settled = everything(&app).await;
        assert!(!load_starter(&app).await.changed);
        assert_eq!(everything(&app).await, settled);
    })
    .await;
}

#[tokio::test]
async fn a_newer_download_updates_in_place_and_retires_what_vanished() {
    each_database(async |app: Arc<App>| {
        import(&app, &Folder::of(&download()).0).await.expect("the download is well-formed");
        let (nursing, heading) = (find(&app, NURSING).await, find(&app, HEADING).await);
        let mut newer = download();
        let skills = newer.get("skills_en.csv").expect("it is part of the download");
        let skills = skills.replace("nurse people", "attend to patients").replace("wound care", "wound treatment");
        let kept = skills.lines().filter(|line| !line.contains(HEADING)).map(|line| format!("{line}\n")).collect();
        newer.insert("skills_en.csv", kept);
        let relations = newer.get("occupationSkillRelations.csv").expect("it is part of the download");
        let relations = relations.replace("essential", "optional");
        newer.insert("occupationSkillRelations.csv", relations);
        let report = import(&app, &Folder::of(&newer).0).await.expect("the download is well-formed");
        assert!(report.changed);
        assert_eq!(report.changes.concepts_added, 0);
        assert_eq!(report.changes.concepts_retired, 1);
        assert_eq!(find(&app, NURSING).await.id, nursing.id);
        let retired = find(&app, HEADING).await;
        assert_eq!((retired.id, retired.status), (heading.id, ConceptStatus::Retired));
        let english = labels(&app, NURSING, "eng").await;
        assert!(english.contains(&(LabelKind::Alternative, "attend to patients".to_owned())), "{english:?}");
        assert!(!english.iter().any(|(_, text)| text == "nurse people"), "{english:?}");
        assert_eq!(labels(&app, WOUNDS, "eng").await, [(LabelKind::Preferred, "wound treatment".to_owned())]);
        assert!(around(&app, NURSE, RelationKind::EssentialFor, Direction::Backwards).await.is_empty());
        concept::Entity::update_many()
            .col_expr(concept::Column::ReplacedById, Expr::value(nursing.id))
            .filter(concept::Column::Id.eq(heading.id))
            .exec(&app.db)
            .await
            .expect("the concept is replaced");
        import(&app, &Folder::of(&download()).0).await.expect("the download is well-formed");
        let back = find(&app, HEADING).await;
        assert_eq!((back.status, back.replaced_by_id), (ConceptStatus::Current, None));
    })
    .await;
}

/// A name of the registry's own, as an accepted synonym leaves it.
fn own_name(concept_id: Uuid, language: &str, text: &str) -> concept_label::Model {
    let (language, text) = (language.to_owned(), text.to_owned());
    let (kind, origin) = (LabelKind::Alternative, LabelOrigin::Local);
    concept_label::Model { id: Uuid::now_v7(), concept_id, language, kind, text, proposed: false, origin }
}

/// Rows of the registry's own labels, in order.
async fn own_names(app: &App) -> Vec<String> {
    let labels = concept_label::Entity::find().all(&app.db).await.expect("labels can be read");
    let own = labels.iter().filter(|label| label.origin == LabelOrigin::Local);
    let mut own: Vec<String> = own.map(|label| format!("{label:?}")).collect();
    own.sort();
    own
}

/// A concept of the registry's own, below another.
async fn store_own_concept(app: &App, broader: Uuid) -> concept::Model {
    let (id, release_id) = (Uuid::now_v7(), Uuid::now_v7());
    let release = taxonomy_release::Model {
        id: release_id,
        source: "LOCAL".to_owned(),
        content_hash: String::new(),
        loaded_at: app.clock.now(),
    };
    let row = concept::Model {
        id,
        uri: format!("urn:seko:concept:{id}"),
        r#type: ConceptType::Skill,
        code: None,
        isco_code: None,
        status: ConceptStatus::Current,
        replaced_by_id: None,
        definition: None,
        release_id,
    };
    let place = concept_relation::Model { from_id: id, kind: RelationKind::Broader, to_id: broader };
    store::<_, taxonomy_release::ActiveModel>(&app.db, vec![release]).await;
    store::<_, concept::ActiveModel>(&app.db, vec![row.clone()]).await;
    store::<_, concept_relation::ActiveModel>(&app.db, vec![place]).await;
    store::<_, concept_label::ActiveModel>(&app.db, vec![own_name(id, "fra", "teinture au bogolan")]).await;
    row
}

#[tokio::test]
async fn no_release_touches_what_is_the_registrys_own_unless_it_says_the_same() {
    each_database(async |app: Arc<App>| {
        load_starter(&app).await;
        import(&app, &Folder::of(&download()).0).await.expect("the download is well-formed");
        let nursing = find(&app, NURSING).await.id;
        // The newer release brings the English one too.
        let names = [own_name(nursing, "fra", "veiller les malades"), own_name(nursing, "eng", "attend to patients")];
        store::<_, concept_label::ActiveModel>(&app.db, names.to_vec()).await;
        let own = store_own_concept(&app, nursing).await;
        let before = own_names(&app).await;
        assert_eq!(before.len(), 3);

        let mut newer = download();
        let skills = newer.get("skills_en.csv").expect("it is part of the download");
        newer.insert("skills_en.csv", skills.replace("nurse people", "attend to patients"));
        let newer = Folder::of(&newer);
        let (taken_over, mut rest) = (format!("{:?}", names[1]), before.clone());
        rest.retain(|name| *name != taken_over);
        assert_eq!(rest.len(), 2);
        let steps = [(Folder::of(&download()), &before, 1), (newer, &rest, 1), (Folder::of(&download()), &rest, 0)];
        for (folder, own_after, expected) in steps {
            import(&app, &folder.0).await.expect("the download is well-formed");
            load_starter(&app).await;
            assert_eq!(own_names(&app).await, *own_after);
            let english = labels(&app, NURSING, "eng").await;
            let alike = english.iter().filter(|(_, text)| text == "attend to patients").count();
            assert_eq!(alike, expected, "what a release brings is the release's, and goes with it: {english:?}");
            assert_eq!(find(&app, &own.uri).await, own);
            assert_eq!(around(&app, &own.uri, RelationKind::Broader, Direction::Forwards).await, [NURSING]);
        }
        let french = labels(&app, NURSING, "fra").await;
        assert!(french.contains(&(LabelKind::Alternative, "veiller les malades".to_owned())), "{french:?}");
    })
    .await;
}

/// Each with the file it spoils, what is replaced in it by what, and the place that must be named.
const FAULTS: [(&str, &str, &str, &str); 8] = [
    ("skills_en.csv", "skill/competence,cross-sector,", "skill/competence,", "line 2, column description"),
    ("skills_en.csv", "skillType", "kind", "line 1, column skillType"),
    ("skills_en.csv", "knowledge", "wisdom", "column skillType"),
    ("skills_en.csv", WOUNDS, NURSING, "column conceptUri"),
    ("skills_en.csv", "About wounds.", "\"About wounds.", "column description"),
    ("skillGroups_en.csv", "http://", "", "line 2, column conceptUri"),
    ("occupations_en.csv", ",2221,", ",222,", "line 2, column iscoGroup"),
    ("occupationSkillRelations.csv", "essential", "vital", "line 2, column relationType"),
];

#[tokio::test]
async fn a_malformed_file_is_named_and_leaves_the_database_as_it_was() {
    each_database(async |app: Arc<App>| {
        import(&app, &Folder::of(&download()).0).await.expect("the download is well-formed");
        let before = everything(&app).await;
        for (file, sound, spoilt, place) in FAULTS {
            let mut download = download();
            let text = download.get(file).expect("it is part of the download").replacen(sound, spoilt, 1);
            download.insert(file, text);
            let fault = import(&app, &Folder::of(&download).0).await.expect_err("the file is spoilt").to_string();
            assert!(fault.starts_with(&format!("{file}, line ")) && fault.contains(place), "{fault}");
            assert_eq!(everything(&app).await, before);
        }
    })
    .await;
}

/// Whether a file cut after so many bytes ends with a whole record.
fn is_whole(cut: &str) -> bool {
    cut.ends_with('\n') && cut.matches('"').count().is_multiple_of(2)
}

#[tokio::test]
async fn a_file_cut_inside_a_record_never_passes_for_a_shorter_one() {
    each_database(async |app: Arc<App>| {
        let before = everything(&app).await;
        let folder = Folder::of(&download());
        for (name, text) in download() {
            let cuts = (1..text.len()).filter(|cut| text.is_char_boundary(*cut) && !is_whole(&text[..*cut]));
            for cut in cuts.step_by(5) {
                folder.put(name, &text.as_bytes()[..cut]);
                let fault = import(&app, &folder.0).await.expect_err("the file is cut").to_string();
                assert!(fault.starts_with(&format!("{name}, line ")) && fault.contains(", column "), "{cut}: {fault}");
            }
            folder.put(name, text.as_bytes());
        }
        assert_eq!(everything(&app).await, before);
    })
    .await;
}

#[tokio::test]
async fn bytes_that_are_no_text_and_broken_archives_are_faults_too() {
    each_database(async |app: Arc<App>| {
        let before = everything(&app).await;
        let folder = Folder::of(&download());
        let text = download().remove("skills_en.csv").expect("it is part of the download");
        let latin: Vec<u8> =
            text.replace("wound care", "soin *").bytes().map(|byte| if byte == b'*' { 0xe9 } else { byte }).collect();
        folder.put("skills_en.csv", &latin);
        let fault = import(&app, &folder.0).await.expect_err("it is not UTF-8").to_string();
        assert!(fault.contains("skills_en.csv, line") && fault.contains("column preferredLabel"), "{fault}");
        fs::remove_file(folder.0.join("skills_en.csv")).expect("the file is there");
        let archive = packed(text.as_bytes());
        folder.put("skills_en.csv.gz", &archive[..archive.len() / 2]);
        let fault = import(&app, &folder.0).await.expect_err("the archive is cut off").to_string();
        assert!(fault.contains("skills_en.csv.gz, line"), "{fault}");
        let nothing = import(&app, &Folder::new().0).await.expect_err("there is nothing to read");
        assert!(matches!(nothing, ImportError::Empty { .. }), "{nothing}");
        let nowhere = import(&app, &folder.0.join("nowhere")).await.expect_err("there is no such folder");
        assert!(matches!(nowhere, ImportError::Unreadable { .. }), "{nowhere}");
        assert_eq!(everything(&app).await, before);
    })
    .await;
}

#[tokio::test]
async fn only_staff_load_a_taxonomy() {
    each_database(async |app: Arc<App>| {
        let stranger = Viewer::anonymous(Language::Fr);
        let fault = taxonomy::load_starter(&app, &stranger).await.expect_err("strangers load nothing");
        assert!(matches!(fault, Error::Unauthenticated), "{fault}");
        let folder = Folder::of(&download());
        let fault = taxonomy::import_esco(&app, &stranger, &folder.0, &|_| ()).await.expect_err("nor do they import");
        assert!(matches!(fault, ImportError::Registry(Error::Unauthenticated)), "{fault}");
    })
    .await;
}

#[tokio::test]
async fn the_full_download_is_read_whole() {
    let Some(folder) = env::var_os("SEKO_TEST_ESCO").map(PathBuf::from) else {
        let line = "left out: the full ESCO download (set SEKO_TEST_ESCO)";
        drop(writeln!(std::io::stderr(), "{line}"));
        return;
    };
    each_database(async |app: Arc<App>| {
        load_starter(&app).await;
        let begun = Instant::now();
        let report = import(&app, &folder).await.expect("the official download is well-formed");
        println!("{report}\nread and written in {:?}", begun.elapsed());
        for (what, number) in [
            ("skills and knowledge", 13_896),
            ("skill groups", 640),
            ("ISCO groups", 619),
            ("occupations", 3_007),
            ("skills and knowledge: preferred labels in fra", 13_698),
            ("skill groups: preferred labels in fra", 640),
            ("ISCO groups: preferred labels in fra", 619),
            ("occupations: preferred labels in fra", 3_006),
            ("broader relations of skills", 20_649),
            ("broader relations of occupations", 3_616),
            ("skill-skill relations", 5_899),
            ("occupation-skill relations", 123_788),
        ] {
            assert_eq!(report.counts.of(what), number, "{what}");
        }
        let before = everything(&app).await;
        assert!(!import(&app, &folder).await.expect("the official download is well-formed").changed);
        for (name, spoil, message) in BREAKAGES {
            let fault = import(&app, &broken_copy(&folder, name, spoil).0).await.expect_err(message).to_string();
            assert!(fault.starts_with(name) && fault.contains(message), "{fault}");
        }
        assert!(everything(&app).await == before, "a broken copy changed something");
    })
    .await;
}

/// What is done to a file of the full download, and what must then be said of it.
type Breakage = (&'static str, fn(Vec<u8>) -> Vec<u8>, &'static str);

const BREAKAGES: [Breakage; 5] = [
    ("skillSkillRelations.csv", |whole| whole[..whole.len() / 2 + 7].to_vec(), "line"),
    ("ISCOGroups_en.csv", |whole| text_of(whole).replacen(",code", ",kode", 1).into_bytes(), "column code"),
    (
        "skillGroups_en.csv",
        |whole| [&whole[..whole.len() - 40], b"\xff", &whole[whole.len() - 40..]].concat(),
        "not UTF-8",
    ),
    ("occupations_en.csv", |whole| [text_of(whole.clone()), last_row(whole)].concat().into_bytes(), "twice"),
    ("skills_en.csv.gz", |whole| packed(&whole)[..200_000].to_vec(), "line"),
];

fn text_of(whole: Vec<u8>) -> String {
    String::from_utf8(whole).expect("ESCO is UTF-8")
}

fn last_row(whole: Vec<u8>) -> String {
    let text = text_of(whole);
    let start = text.rfind("\nOccupation,").expect("occupations stand in rows");
    text[start + 1..].to_owned()
}

/// The files of a download under their own names, but for one that is spoilt.
fn broken_copy(download: &Path, name: &str, spoil: fn(Vec<u8>) -> Vec<u8>) -> Folder {
    let folder = Folder::new();
    let stem = name.trim_end_matches(".gz");
    for entry in fs::read_dir(download).expect("the download can be read") {
        let path = entry.expect("the download can be read").path();
        let own = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let content = fs::read(&path).expect("a file can be read");
        if own.trim_end_matches(".gz") != stem {
            folder.put(&own, &content);
            continue;
        }
        let mut whole = Vec::new();
        match own.ends_with(".gz") {
            true => drop(MultiGzDecoder::new(content.as_slice()).read_to_end(&mut whole).expect("it is packed")),
            false => whole = content,
        }
        folder.put(name, &spoil(whole));
    }
    folder
}

#[test]
fn folding_makes_one_of_the_spellings_people_take_for_the_same() {
    assert_eq!(fold("  Œuvre  d’Été — ÉLÈVE à l'École "), "oeuvre d ete eleve a l ecole");
    assert_eq!(fold("Ɲɛnɛba Kɔnatɛ ŋaara"), "neneba konate naara");
    assert_eq!(fold("Straße, Tarkwa‑Nsuaem"), "strasse, tarkwa nsuaem");
    for (other_script, folded) in [("محمّد", "محمد"), ("ߓߊ߬ߡߊ߬ߞߐ߫", "ߓߊߡߊߞߐ"), ("ⵜⴰⵎⴰⵛⴻⵇ", "ⵜⴰⵎⴰⵛⴻⵇ")]
    {
        assert_eq!(fold(other_script), folded);
    }
    for text in ["İstanbul ´ ẞ", "ŉ'Golo", "ＦＵＬＬ ½", "a\u{300}-\u{300}b"] {
        assert_eq!(fold(&fold(text)), fold(text));
    }
    let developer = fold("Développeur/développeuse C++ (C#, .NET 8)");
    assert_eq!(words(&developer).collect::<Vec<_>>(), ["developpeur", "developpeuse", "c++", "c#", "net", "8"]);
}
