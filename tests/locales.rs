//! Words: both languages have every text that the code and the pages ask for, and none that nobody asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Keys by language, each with its text as written.
type Texts = BTreeMap<String, String>;

/// Mails are many and rare: the key of one may be put together, so none counts as unused.
const PUT_TOGETHER: &str = "mail-";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// A message begins at the left edge with its key; what follows indented belongs to it.
fn texts(language: &str) -> Texts {
    let mut texts = Texts::new();
    let mut current = None;
    for line in read(&folder("locales").join(format!("{language}.ftl"))).lines() {
        if line.starts_with(|first: char| first.is_ascii_lowercase()) {
            let (key, text) = line.split_once(" =").unwrap_or_else(|| panic!("no message: {line}"));
            assert!(texts.insert(key.to_owned(), text.to_owned()).is_none(), "{key} is given twice in {language}.ftl");
            current = Some(key.to_owned());
        } else if let Some(text) =
            current.as_ref().filter(|_| !line.starts_with('#')).and_then(|key| texts.get_mut(key))
        {
            text.push('\n');
            text.push_str(line);
        }
    }
    texts
}

/// Names of the arguments in a text.
fn arguments(text: &str) -> BTreeSet<&str> {
    let name = |rest: &str| rest.find(|next: char| !next.is_ascii_alphanumeric()).unwrap_or(rest.len());
    text.split('$').skip(1).map(|rest| &rest[..name(rest)]).collect()
}

/// Every file below a folder with this ending.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found
}

/// What looks like a key between two quotation marks, with whether it is given straight to the words.
fn quoted_keys(source: &str) -> BTreeSet<(&str, bool)> {
    let is_key = |piece: &str| {
        piece.contains('-')
            && piece.starts_with(|first: char| first.is_ascii_lowercase())
            && piece.chars().all(|each| each.is_ascii_lowercase() || each.is_ascii_digit() || each == '-')
    };
    let pieces: Vec<&str> = source.split('"').collect();
    let pairs = pieces.windows(2).filter(|pair| is_key(pair[1]));
    pairs
        .map(|pair| {
            let before = pair[0].trim_end();
            (pair[1], before.ends_with("Message::new(") || before.ends_with(".t("))
        })
        .collect()
}

/// Keys that the code and the templates name: given straight to the words, or of a family that the words have.
fn named_keys(known: &Texts) -> BTreeSet<String> {
    let families: BTreeSet<&str> = known.keys().filter_map(|key| key.split('-').next()).collect();
    let sources = files(&folder("src"), "rs").into_iter().chain(files(&folder("templates"), "html"));
    let mut named = BTreeSet::new();
    for source in sources {
        let text = read(&source);
        let keys = quoted_keys(&text).into_iter();
        let ours = keys.filter(|(key, is_given)| {
            *is_given || key.split('-').next().is_some_and(|family| families.contains(family))
        });
        named.extend(ours.map(|(key, _)| key.to_owned()));
    }
    named
}

#[test]
fn both_languages_have_every_text() {
    let (french, english) = (texts("fr"), texts("en"));
    let keys = |texts: &Texts| texts.keys().cloned().collect::<BTreeSet<_>>();
    let (in_french, in_english) = (keys(&french), keys(&english));
    let only_french: Vec<_> = in_french.difference(&in_english).collect();
    let only_english: Vec<_> = in_english.difference(&in_french).collect();
    assert!(
        only_french.is_empty() && only_english.is_empty(),
        "only French: {only_french:?}, only English: {only_english:?}"
    );

    let named = named_keys(&french);
    let missing: Vec<_> = named.difference(&in_french).collect();
    assert!(missing.is_empty(), "named, but without a text: {missing:?}");
    let unused: Vec<_> = in_french.difference(&named).filter(|key| !key.starts_with(PUT_TOGETHER)).collect();
    assert!(unused.is_empty(), "texts that nobody asks for: {unused:?}");
}

#[test]
fn both_languages_take_the_same_arguments() {
    let (french, english) = (texts("fr"), texts("en"));
    for (key, text) in &french {
        let translated = english.get(key).map(|text| arguments(text)).unwrap_or_default();
        assert_eq!(arguments(text), translated, "arguments of {key}");
    }
}

#[test]
fn french_puts_no_break_spaces_before_its_tall_signs() {
    for (key, text) in texts("fr") {
        for sign in [" :", " ;", " ?", " !", " »", "« "] {
            assert!(!text.contains(sign), "a line may break at {sign:?} in {key}");
        }
    }
}
