//! The house: who may import whom, what every file begins with, and what none may hold.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold our Rust.
const OURS: [&str; 4] = ["api/src", "entity/src", "migration/src", "tests"];
/// Folders whose files the README may speak of by name.
const DESCRIBED: [&str; 5] = ["api", "entity", "migration", "tests", "docs"];
/// A longer file of the application holds more than one word of the house.
const MOST_LINES: usize = 700;
/// What has no place where there is no input and no output.
const PURE: &[&str] = &["async_graphql", "axum", "migration", "sea_orm", "tokio"];
/// A floor, the floors that it must not lean on, and the crates that it must not name.
const FLOORS: [(&str, &[&str], &[&str]); 7] = [
    ("api/src/http", &["commands"], &["clap", "migration"]),
    ("api/src/graphql", &["commands", "http", "web"], &["axum", "migration"]),
    ("api/src/web", &["commands", "http", "graphql"], &["async_graphql", "migration"]),
    ("api/src/service", &["commands", "http", "graphql", "web"], &["async_graphql", "axum"]),
    ("api/src/auth", &["commands", "http", "graphql", "web", "service"], &["async_graphql", "axum", "sea_orm"]),
    ("api/src/matching", &["app", "commands", "http", "graphql", "web", "service"], PURE),
    ("api/src/search", &["app", "commands", "http", "graphql", "web", "service"], PURE),
];
/// What the API and the pages may name of sea-orm: the values of a column, never a query.
const COLUMN_VALUES: [&str; 2] = ["ActiveEnum", "Iterable"];
/// Ends of names that make a word without a slash a path.
const ENDINGS: [&str; 12] =
    [".css", ".csv", ".ftl", ".graphql", ".html", ".js", ".json", ".lock", ".md", ".mjs", ".rs", ".toml"];
/// Media types look like paths.
const MEDIA: [&str; 5] = ["application", "image", "multipart", "text", "video"];

/// A Rust file: its path from the root of the repository, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The lines that are no comments, each with its number.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
        lines.filter(|(_, line)| !line.starts_with("//"))
    }

    /// Whether code names this crate, module or type.
    fn names(&self, name: &str) -> bool {
        self.code().any(|(_, line)| line.split(|sign: char| !is_of_word(sign)).any(|word| word == name))
    }

    /// What code takes from a crate or module: the first name after `from::`, each one of a group; the crate itself
    /// where nothing follows.
    fn taken_from(&self, from: &str) -> BTreeSet<String> {
        let code: Vec<&str> = self.code().map(|(_, line)| line).collect();
        let code = code.join(" ");
        let mut taken = BTreeSet::new();
        for (place, _) in code.match_indices(from) {
            let (before, after) = (&code[..place], &code[place + from.len()..]);
            if before.ends_with(is_of_word) || after.starts_with(is_of_word) {
                continue;
            }
            match after.strip_prefix("::") {
                Some(group) if group.starts_with('{') => taken.extend(group_members(group)),
                Some(path) => taken.extend(first_word(path)),
                None => drop(taken.insert(from.to_owned())),
            }
        }
        taken
    }

    /// The statements that import or export, each on one line.
    fn imports(&self) -> Vec<String> {
        let mut imports = Vec::new();
        let mut open: Option<String> = None;
        for (_, line) in self.code() {
            let begins = line.split_whitespace().find(|word| !word.starts_with("pub")) == Some("use");
            let statement = match open.take() {
                Some(begun) => format!("{begun} {line}"),
                None if begins => line.to_owned(),
                None => continue,
            };
            if statement.ends_with(';') {
                imports.push(statement);
            } else {
                open = Some(statement);
            }
        }
        imports
    }
}

fn is_of_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

fn first_word(path: &str) -> Option<String> {
    let word = path.trim().split(|sign| !is_of_word(sign)).next().unwrap_or_default();
    (!word.is_empty()).then(|| word.to_owned())
}

/// The first names in `{a, b::c, d::{e, f}}`.
fn group_members(group: &str) -> Vec<String> {
    let (mut depth, mut members, mut start) = (0_usize, Vec::new(), 1);
    for (place, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 || (depth == 1 && sign == ',') {
            members.extend(first_word(&group[start..place]));
            start = place + 1;
        }
        if depth == 0 {
            break;
        }
    }
    members
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|fault| panic!("{path}: {fault}"))
}

/// The path of every file below a folder; modules of the audit are not ours.
fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("the folder can be listed") {
            let entry = entry.expect("the entry can be read");
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if !entry.path().is_dir() {
                found.push(path);
            } else if !path.ends_with("/node_modules") {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every Rust file below a folder.
fn sources(folder: &str) -> Vec<Source> {
    let paths = files(folder).into_iter().filter(|path| path.ends_with(".rs"));
    paths.map(|path| Source { text: read(&path), path }).collect()
}

fn our_sources() -> Vec<Source> {
    OURS.iter().flat_map(|folder| sources(folder)).collect()
}

#[track_caller]
fn assert_none(rule: &str, breaches: &[String]) {
    assert!(breaches.is_empty(), "{rule}:\n{}", breaches.join("\n"));
}

#[test]
fn no_floor_leans_on_one_above_it() {
    let mut breaches = Vec::new();
    for (folder, floors, crates) in FLOORS {
        for source in sources(folder) {
            let taken = source.taken_from("crate");
            let above = floors.iter().filter(|floor| taken.contains(**floor));
            breaches.extend(above.map(|floor| format!("{} leans on crate::{floor}", source.path)));
            let named = crates.iter().filter(|name| source.names(name));
            breaches.extend(named.map(|name| format!("{} names {name}", source.path)));
        }
    }
    assert_none("arrows only go downwards", &breaches);
}

#[test]
fn the_api_and_the_pages_put_no_query() {
    let mut breaches = Vec::new();
    for source in ["api/src/graphql", "api/src/web"].into_iter().flat_map(sources) {
        let taken = source.taken_from("sea_orm");
        let queries = taken.iter().filter(|name| !COLUMN_VALUES.contains(&name.as_str()));
        breaches.extend(queries.map(|name| format!("{} names sea_orm::{name}", source.path)));
        for (number, line) in source.code() {
            if ["Entity::", "ActiveModel", "Column::"].iter().any(|word| line.contains(word)) {
                breaches.push(format!("{}:{number} {line}", source.path));
            }
        }
    }
    for source in ["api/src/http", "api/src/commands"].into_iter().flat_map(sources) {
        // Health asks the database whether it is there, and nothing else.
        if source.names("sea_orm") && source.path != "api/src/http/health.rs" {
            breaches.push(format!("{} names sea_orm", source.path));
        }
    }
    assert_none("only services query", &breaches);
}

#[test]
fn one_file_alone_knows_the_form_of_tokens() {
    let named = sources("api/src").into_iter().filter(|source| source.names("jsonwebtoken"));
    let others: Vec<String> = named.map(|source| source.path).filter(|path| path != "api/src/auth/token.rs").collect();
    assert_none("only api/src/auth/token.rs names jsonwebtoken", &others);
}

#[test]
fn every_file_says_in_its_first_line_what_it_is() {
    let silent = our_sources().into_iter().filter(|source| !source.text.starts_with("//! "));
    assert_none("files begin with `//! `", &silent.map(|source| source.path).collect::<Vec<_>>());
}

#[test]
fn no_file_of_the_application_is_too_long_to_read() {
    let lengths = sources("api/src").into_iter().map(|source| (source.text.lines().count(), source.path));
    let long = lengths.filter(|(lines, _)| *lines > MOST_LINES).map(|(lines, path)| format!("{path} has {lines}"));
    assert_none("a file has at most 700 lines", &long.collect::<Vec<_>>());
}

#[test]
fn nothing_is_hidden_by_macros_silenced_lints_or_globs() {
    let mut breaches = Vec::new();
    for source in our_sources() {
        for (number, line) in source.code() {
            if ["macro_rules!", "#[allow(", "#![allow("].iter().any(|start| line.starts_with(start)) {
                breaches.push(format!("{}:{number} {line}", source.path));
            }
        }
        let globs = source.imports().into_iter().filter(|import| import.contains('*'));
        // A prelude is made to be taken whole.
        let globs = globs.filter(|import| import.contains('{') || !import.ends_with("prelude::*;"));
        breaches.extend(globs.map(|import| format!("{} {import}", source.path)));
    }
    assert_none("no macro_rules!, no #[allow], no globs", &breaches);
}

#[test]
fn migrations_are_numbered_without_a_hole_and_run_in_order() {
    let list = read("migration/src/lib.rs");
    let names = |start: &str, end: &str| -> Vec<String> {
        let lines = list.lines().map(str::trim);
        lines.filter_map(|line| Some(line.strip_prefix(start)?.strip_suffix(end)?.to_owned())).collect()
    };
    let files: Vec<String> = sources("migration/src")
        .iter()
        .filter_map(|source| source.path.strip_prefix("migration/src/")?.strip_suffix(".rs").map(str::to_owned))
        .filter(|name| name != "lib" && name != "dialect")
        .collect();
    for (index, name) in files.iter().enumerate() {
        let expected = format!("m{:04}_", index + 1);
        assert!(name.starts_with(&expected), "{name} should begin with {expected}");
    }
    let modules: Vec<String> = names("mod ", ";").into_iter().filter(|name| name != "dialect").collect();
    assert_eq!(modules, files, "the modules of migration/src/lib.rs");
    assert_eq!(names("Box::new(", "::Migration),"), files, "the order of migration/src/lib.rs");
}

#[test]
fn every_story_is_told() {
    let list = read("tests/main.rs");
    let files = sources("tests");
    let names = files.iter().filter_map(|source| source.path.strip_prefix("tests/")?.strip_suffix(".rs"));
    // A folder beside the stories is a crate of its own.
    let names = names.filter(|name| *name != "main" && !name.contains('/'));
    let forgotten = names.filter(|name| !list.contains(&format!("\nmod {name};\n")));
    let forgotten: Vec<String> = forgotten.map(|name| format!("tests/{name}.rs")).collect();
    assert_none("tests/main.rs names every file beside it", &forgotten);
}

#[test]
fn every_path_in_the_readme_leads_somewhere() {
    let readme = read("README.md");
    let ignored = read(".gitignore");
    let ignored: Vec<&str> =
        ignored.lines().map(|line| line.trim_matches('/')).filter(|line| !line.is_empty()).collect();
    let is_ignored = |path: &str| ignored.iter().any(|line| Path::new(path.trim_start_matches("./")).starts_with(line));
    let everything: Vec<String> = DESCRIBED.iter().flat_map(|folder| files(folder)).collect();
    // A name without a folder may be that of any file: one word is one file name on every floor.
    let is_a_name = |path: &str| everything.iter().any(|file| file.rsplit('/').next() == Some(path));
    let paths = quoted(&readme).into_iter().filter(|word| looks_like_a_path(word)).chain(linked(&readme));
    let broken = paths.filter(|path| !root().join(path).exists() && !is_ignored(path) && !is_a_name(path));
    assert_none("the README names what is not there", &broken.map(str::to_owned).collect::<Vec<_>>());
}

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let named = read("docs/security.md");
    let is_a_sentence = |word: &&str| word.matches('_').count() > 2 && word.chars().all(is_of_word);
    let sources: Vec<Source> = ["tests", "api/src"].into_iter().flat_map(sources).collect();
    let is_told = |name: &str| sources.iter().any(|source| source.text.contains(&format!("fn {name}(")));
    let missing = quoted(&named).into_iter().filter(is_a_sentence).filter(|name| !is_told(name));
    assert_none("docs/security.md names tests that are not there", &missing.map(str::to_owned).collect::<Vec<_>>());
}

/// What stands in single backticks, outside blocks of code.
fn quoted(text: &str) -> Vec<&str> {
    let mut is_block = false;
    let mut words = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_block = !is_block;
        } else if !is_block {
            words.extend(line.split('`').skip(1).step_by(2));
        }
    }
    words
}

/// Targets of links within the repository.
fn linked(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next());
    targets.filter(|target| !target.is_empty() && !target.contains(':'))
}

fn looks_like_a_path(word: &str) -> bool {
    let first = word.split('/').next().unwrap_or_default();
    word.chars().all(|sign| sign.is_ascii_alphanumeric() || "._-/".contains(sign))
        && word.contains(|sign: char| sign.is_ascii_lowercase())
        && !first.is_empty()
        && !MEDIA.contains(&first)
        && (word.contains('/') || ENDINGS.iter().any(|ending| word.ends_with(ending)))
}
