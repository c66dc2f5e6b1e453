//! Concept search by itself: what a query finds among a few labels, and in which order.

use entity::concept::ConceptType;
use entity::concept_label::LabelKind;
use entity::language::Language;
use seko::search::{Concepts, Entry, Hit, Query, Vocabulary};
use uuid::Uuid;

/// Labels of concepts numbered from 1: number, type, language, kind, text.
type Named<'a> = (u128, ConceptType, &'a str, LabelKind, &'a str);

fn entries(labels: &[Named<'_>]) -> Vec<Entry> {
    let entry = |(id, r#type, language, kind, text): &Named<'_>| Entry {
        concept: Uuid::from_u128(*id),
        r#type: *r#type,
        language: (*language).to_owned(),
        kind: *kind,
        text: (*text).to_owned(),
    };
    labels.iter().map(entry).collect()
}

fn concepts(labels: &[Named<'_>]) -> Concepts {
    let concepts = Concepts::default();
    concepts.replace(Vocabulary { labels: entries(labels), ..Vocabulary::default() });
    concepts
}

fn building() -> Concepts {
    use ConceptType::{Knowledge, Occupation, Skill};
    use LabelKind::{Alternative, Hidden, Preferred};
    concepts(&[
        (1, Skill, "fra", Preferred, "inspecter un ouvrage de maçonnerie"),
        (1, Skill, "eng", Preferred, "inspect masonry work"),
        (2, Skill, "fra", Preferred, "maçonnerie de pierre"),
        (2, Skill, "eng", Preferred, "stone masonry"),
        (3, Knowledge, "fra", Preferred, "maçonnerie"),
        (3, Knowledge, "eng", Preferred, "masonry"),
        (4, Occupation, "fra", Preferred, "maçon/maçonne"),
        (4, Occupation, "eng", Preferred, "bricklayer"),
        (5, Skill, "fra", Alternative, "maçonnerie"),
        (6, Skill, "fra", Hidden, "massonnerie"),
        (7, Skill, "bam", Alternative, "bogo ladilanni"),
        (8, Skill, "fra", Preferred, "plomberie sanitaire"),
        (8, Skill, "eng", Preferred, "domestic plumbing"),
    ])
}

fn found(concepts: &Concepts, text: &str, types: &[ConceptType], language: Language) -> Vec<String> {
    let hits = concepts.search(&Query { text, types, language }, None, 100).rows;
    hits.into_iter().map(|hit| format!("{} {}", hit.concept.as_u128(), hit.label)).collect()
}

fn first(concepts: &Concepts, text: &str) -> Option<String> {
    found(concepts, text, &[], Language::Fr).into_iter().next()
}

#[test]
fn the_exact_label_comes_first_then_those_that_begin_so_then_the_others() {
    let found_labels = found(&building(), "MACONNERIE", &[], Language::Fr);
    let nearest = ["3 maçonnerie", "5 maçonnerie", "2 maçonnerie de pierre", "1 inspecter un ouvrage de maçonnerie"];
    assert_eq!(found_labels[..4], nearest);
    assert_eq!(found(&building(), "maçonnerie", &[ConceptType::Knowledge], Language::Fr), ["3 maçonnerie"]);
}

#[test]
fn a_word_is_found_while_it_is_typed() {
    assert_eq!(first(&building(), "ouvr insp").as_deref(), Some("1 inspecter un ouvrage de maçonnerie"));
    assert_eq!(first(&building(), "plo").as_deref(), Some("8 plomberie sanitaire"));
    assert_eq!(first(&building(), "p").as_deref(), Some("8 plomberie sanitaire"));
    assert_eq!(first(&building(), "bogo").as_deref(), Some("7 bogo ladilanni"));
}

#[test]
fn a_word_is_found_in_another_form_or_with_a_typing_error() {
    assert_eq!(first(&building(), "inspecté l'ouvrage").as_deref(), Some("1 inspecter un ouvrage de maçonnerie"));
    assert!(first(&building(), "plonberie").is_some_and(|hit| hit.starts_with("8 ")));
    assert_eq!(first(&building(), "zzz qqq"), None);
}

#[test]
fn either_form_of_an_occupation_is_its_label() {
    assert_eq!(first(&building(), "maçonne").as_deref(), Some("4 maçon/maçonne"));
    assert_eq!(first(&building(), "macon").as_deref(), Some("4 maçon/maçonne"));
    assert_eq!(first(&building(), "Maçon / Maçonne").as_deref(), Some("4 maçon/maçonne"));
}

#[test]
fn an_english_label_is_found_by_a_french_word_and_the_other_way_round() {
    use ConceptType::{Knowledge, Skill};
    use LabelKind::{Alternative, Preferred};
    let concepts = concepts(&[
        (1, Skill, "fra", Preferred, "poser des briques"),
        (1, Skill, "eng", Preferred, "lay bricks"),
        (2, Skill, "fra", Preferred, "fabriquer des briques"),
        (2, Skill, "eng", Preferred, "make bricks"),
        (3, Knowledge, "fra", Preferred, "entretien de fours"),
        (3, Knowledge, "eng", Preferred, "kiln maintenance"),
        (3, Knowledge, "eng", Alternative, "care for the brick oven"),
    ]);
    assert_eq!(found(&concepts, "brique", &[Knowledge], Language::Fr), ["3 care for the brick oven"]);
    assert_eq!(first(&concepts, "kiln").as_deref(), Some("3 kiln maintenance"));
}

#[test]
fn the_language_of_the_person_goes_first() {
    let concepts = concepts(&[
        (1, ConceptType::Skill, "eng", LabelKind::Preferred, "transport"),
        (2, ConceptType::Skill, "fra", LabelKind::Preferred, "transport"),
    ]);
    assert_eq!(found(&concepts, "transport", &[], Language::Fr), ["2 transport", "1 transport"]);
    assert_eq!(found(&concepts, "transport", &[], Language::En), ["1 transport", "2 transport"]);
}

#[test]
fn a_synonym_of_the_registry_is_found_at_once_and_stays_when_the_vocabulary_is_replaced() {
    use ConceptType::Skill;
    use LabelKind::Alternative;
    let concepts = building();
    let own =
        [(8, Skill, "bam", Alternative, "jiko dilan"), (90, Skill, "fra", LabelKind::Preferred, "tissage de bogolan")];
    concepts.amend(entries(&own));
    assert_eq!(first(&concepts, "jiko dilan").as_deref(), Some("8 jiko dilan"));
    assert_eq!(first(&concepts, "jiko dilanni").as_deref(), Some("8 jiko dilan"));
    assert_eq!(first(&concepts, "bogolan").as_deref(), Some("90 tissage de bogolan"));
    concepts.replace(Vocabulary {
        labels: entries(&[(1, Skill, "fra", LabelKind::Preferred, "plomberie")]),
        ..Vocabulary::default()
    });
    assert_eq!(first(&concepts, "bogolan").as_deref(), Some("90 tissage de bogolan"));
    concepts.amend(Vec::new());
    assert_eq!(first(&concepts, "bogolan"), None);
}

#[test]
fn a_concept_is_named_by_its_preferred_labels_whoever_gave_them() {
    use ConceptType::Skill;
    use LabelKind::{Alternative, Preferred};
    let concepts = building();
    concepts.amend(entries(&[
        (8, Skill, "bam", Preferred, "jiko dilan"),
        (8, Skill, "fra", Alternative, "pose de robinets"),
        (90, Skill, "fra", Preferred, "tissage de bogolan"),
    ]));
    let names = concepts.names(&[8, 90, 91].map(Uuid::from_u128));
    let named = |id: u128| {
        let names = names.get(&Uuid::from_u128(id))?;
        Some(names.iter().map(|name| format!("{} {}", name.language, name.text)).collect::<Vec<_>>())
    };
    assert_eq!(named(8).expect("names"), ["bam jiko dilan", "eng domestic plumbing", "fra plomberie sanitaire"]);
    assert_eq!(named(90).expect("names"), ["fra tissage de bogolan"]);
    assert_eq!(named(91), None);
}

#[test]
fn the_order_of_the_vocabulary_does_not_matter() {
    let labels = [
        (1, ConceptType::Skill, "fra", LabelKind::Preferred, "gérer un projet"),
        (2, ConceptType::Skill, "fra", LabelKind::Preferred, "gestion de projets"),
        (3, ConceptType::Skill, "eng", LabelKind::Preferred, "project management"),
    ];
    let turned: Vec<Named<'_>> = labels.into_iter().rev().collect();
    for text in ["", "projet", "gestion", "g"] {
        let query = Query { text, types: &[], language: Language::Fr };
        assert_eq!(concepts(&labels).search(&query, None, 9), concepts(&turned).search(&query, None, 9));
    }
}

#[test]
fn pages_follow_each_other_without_gap_or_double() {
    let concepts = building();
    for text in ["", "ma", "de", "zzz"] {
        let query = Query { text, types: &[], language: Language::Fr };
        let whole = concepts.search(&query, None, 100).rows;
        let mut pages: Vec<Hit> = Vec::new();
        while let [hit] = concepts.search(&query, pages.last(), 1).rows.as_slice() {
            pages.push(hit.clone());
        }
        assert_eq!(pages, whole);
        assert_eq!(concepts.search(&query, None, 0).total, whole.len());
    }
    assert_eq!(concepts.search(&Query { text: " - ", types: &[], language: Language::En }, None, 0).total, 8);
}
