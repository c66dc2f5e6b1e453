//! Verdicts: our check of documents says valid where the reference implementation does, and nowhere else.
//!
//! The corpus and our verdicts are written to `verdicts.json` in the folder of the build's temporary files;
//! `tests/http-audit/verdicts.mjs` asks graphql-js about the same documents. `SEKO_TEST_VERDICTS` says how many.

use std::path::Path;

use apollo_compiler::Schema as Definitions;
use seko::config::Config;
use seko::error::Code;
use seko::graphql::Schema;
use seko::http::document::Documents;
use serde_json::{Map, Value, json};

use crate::made_documents::{Made, Maker};

/// Kept, so that everybody judges the same documents.
const SEED: u64 = 19_600_922;
const CORPUS: usize = 800;

#[test]
fn a_corpus_of_documents_is_judged() {
    let sdl = Schema::new().sdl().to_owned();
    let definitions = Definitions::parse_and_validate(&sdl, "schema.graphql").expect("our own schema is valid");
    let checker = checker_without_limits(&sdl);
    let mut maker = Maker::new(&definitions, SEED);
    let mut judged = Vec::new();
    let asked = std::env::var("SEKO_TEST_VERDICTS").ok();
    let count = asked.map_or(CORPUS, |asked| asked.parse().expect("SEKO_TEST_VERDICTS is a number"));
    for number in 0..count {
        let Made { text, .. } = match number % 8 {
            0..3 => maker.valid(),
            3..7 => maker.broken(),
            _ => maker.garbled(),
        };
        let (is_valid, again) = (is_valid(&checker, &text), is_valid(&checker, &text));
        assert!(number % 8 >= 3 || is_valid, "this was made to be valid: {text}");
        assert_eq!(again, is_valid, "asked again, it is judged otherwise: {text}");
        judged.push(json!({ "document": text, "valid": is_valid }));
    }
    let valid = judged.iter().filter(|verdict| verdict["valid"] == true).count();
    assert!(
        valid * 4 >= count && (count - valid) * 4 >= count,
        "the corpus is one-sided: {valid} of {count} are valid"
    );
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verdicts.json");
    std::fs::write(&file, Value::Array(judged).to_string()).expect("the verdicts can be written");
}

/// Limits are ours and not the specification's.
fn checker_without_limits(sdl: &str) -> Documents {
    let Config { mut limits, http, .. } = Config::defaults();
    for limit in [
        &mut limits.depth,
        &mut limits.introspection_depth,
        &mut limits.aliases,
        &mut limits.root_fields,
        &mut limits.directives,
        &mut limits.nodes,
    ] {
        *limit = usize::MAX;
    }
    limits.tokens = 1_000_000;
    Documents::new(sdl, &limits, &http)
}

/// Whether a document fits the schema, whatever its variables are and whichever of its operations is meant.
fn is_valid(checker: &Documents, text: &str) -> bool {
    let faults = checker.check(text, None, Map::new()).err().unwrap_or_default();
    let is_of_the_document = |code| matches!(code, Code::GraphqlParseFailed | Code::GraphqlValidationFailed);
    assert!(faults.iter().all(|fault| fault.code() != Code::TooComplex), "too complex: {text}");
    !faults.iter().any(|fault| is_of_the_document(fault.code()))
}
