//! Concepts: found by what people type, and browsed as a tree.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::support::{Server, each_server};

const SEARCH: &str = "query($text: String!, $types: [ConceptType!], $language: Language) {
    concepts(search: $text, types: $types, language: $language, first: 5) {
        totalCount edges { matchedLabel { text language } node { uri label(language: FR) type } } } }";

/// What is found, nearest first: the French label, and the label that was met.
async fn found(server: &Server, text: &str, types: &[&str], language: &str) -> Vec<(String, String)> {
    let variables = json!({ "text": text, "types": types, "language": language });
    let answer = server.anyone().data(SEARCH, variables).await;
    let edges = answer["concepts"]["edges"].as_array().expect("a list");
    assert!(answer["concepts"]["totalCount"].as_u64() >= Some(edges.len() as u64), "{answer}");
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    edges.iter().map(|edge| (word(&edge["node"]["label"]), word(&edge["matchedLabel"]["text"]))).collect()
}

async fn first(server: &Server, text: &str, types: &[&str], language: &str) -> (String, String) {
    found(server, text, types, language).await.into_iter().next().unwrap_or_default()
}

#[tokio::test]
async fn people_find_what_they_mean_however_they_type_it() {
    each_server(async |server: &Server| {
        let skills = ["SKILL", "KNOWLEDGE"];
        for (typed, label) in [
            ("maçonnerie", "maçonnerie"),
            ("maconner", "maçonnerie"),
            ("MAÇONERIE", "maçonnerie"),
            ("gestion de projet", "gestion de projet"),
            ("gestion des projets", "gestion de projet"),
            ("gestoin de projet", "gestion de projet"),
            ("project manag", "gestion de projet"),
            ("soin infirmier", "soins infirmiers"),
        ] {
            assert_eq!(first(server, typed, &skills, "FR").await.0, label, "{typed}");
        }
        for (typed, label) in [
            ("infirmièr", "infirmier/infirmière"),
            ("infirmiere", "infirmier/infirmière"),
            ("maçonne", "maçon/maçonne"),
        ] {
            assert_eq!(first(server, typed, &["OCCUPATION"], "FR").await.0, label, "{typed}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_hit_says_which_label_was_met() {
    each_server(async |server: &Server| {
        let english = first(server, "project management", &["SKILL"], "EN").await;
        assert_eq!(english, ("gestion de projet".to_owned(), "project management".to_owned()));
        let alternative = first(server, "soins aux malades", &["SKILL"], "FR").await;
        assert_eq!(alternative, ("soins infirmiers".to_owned(), "soins aux malades".to_owned()));
        let everything = "{ concepts(first: 1) { edges { matchedLabel { text } } } }";
        let answer = server.anyone().data(everything, json!({})).await;
        assert_eq!(answer["concepts"]["edges"][0]["matchedLabel"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_search_takes_no_more_than_a_line() {
    each_server(async |server: &Server| {
        let answer = server.anyone().answer(SEARCH, json!({ "text": "é".repeat(501) })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
        for text in
            ["é".repeat(500), "mot ".repeat(125), "%_'\"\\\u{0}".to_owned(), "aaaaaaaaaa".repeat(50), "½".repeat(500)]
        {
            let answer = server.anyone().answer(SEARCH, json!({ "text": text })).await;
            assert_eq!(answer["errors"], Value::Null, "{answer}");
        }
    })
    .await;
}

#[tokio::test]
async fn groups_are_a_tree_to_pick_from() {
    each_server(async |server: &Server| {
        let top = "{ conceptGroups { id uri type broader { uri } narrower { uri type } } }";
        let answer = server.anyone().data(top, json!({})).await;
        let groups = answer["conceptGroups"].as_array().expect("a list").clone();
        assert!(
            groups.len() > 3 && groups.iter().all(|group| group["type"] == "GROUP" && group["broader"] == json!([]))
        );
        let below = "query($parent: ID) { conceptGroups(parent: $parent) { uri broader { uri } } }";
        let mut met = 0;
        for group in &groups {
            let mut expected: Vec<&Value> = group["narrower"].as_array().expect("a list").iter().collect();
            expected.retain(|narrower| narrower["type"] == "GROUP");
            for name in ["id", "uri"] {
                let answer = server.anyone().data(below, json!({ "parent": group[name] })).await;
                let groups = answer["conceptGroups"].as_array().expect("a list");
                assert_eq!(groups.len(), expected.len(), "{answer}");
                assert!(
                    groups
                        .iter()
                        .all(|below| below["broader"].to_string().contains(group["uri"].as_str().expect("a URI")))
                );
                met += groups.len();
            }
        }
        assert!(met > 0, "the starter has groups below groups");
        let nowhere = server.anyone().data(below, json!({ "parent": "urn:seko:concept:nothing" })).await;
        assert_eq!(nowhere["conceptGroups"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn browsing_asks_the_database_once_a_level_not_once_a_concept() {
    let (server, statements) = Server::counting().await;
    let browse = "{ conceptGroups { label narrower { label narrower { label } } } }";
    server.anyone().data(browse, json!({})).await;
    let before = statements.load(Ordering::Relaxed);
    let answer = server.anyone().data(browse, json!({})).await;
    let asked = statements.load(Ordering::Relaxed) - before;
    let groups = answer["conceptGroups"].as_array().expect("a list");
    let children = groups.iter().flat_map(|group| group["narrower"].as_array().expect("a list"));
    let concepts: usize = children.map(|child| 1 + child["narrower"].as_array().expect("a list").len()).sum();
    assert!(concepts > 100, "{concepts} concepts are enough to tell");
    // Three levels, each at most: labels, pairs, concepts, and labels to order by, perhaps in two batches.
    assert!(asked <= 32, "{asked} statements for {concepts} concepts");
    server.stop().await;
}
