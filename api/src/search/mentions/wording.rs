//! Wording: what a label and a text of the same meaning may put differently: endings, nouns for verbs, small words.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use entity::language::Language;

use crate::search::stem::stem;

/// Folded words that hold others together: the same phrase is often written with others of them, or without.
const FRENCH_LINKS: &str = "a au aux avec ce ces cet cette chez d dans de des du en et l la le les leur leurs lors ma \
    mes mon nos notre ou par pour qu que s sa se ses son sur un une vers via vos votre";
const ENGLISH_LINKS: &str = "a an and as at by for from her his in into its my of on onto or our some such that the \
    their them these this those through to upon using via which with within your";
/// Folded words that begin a clause of their own: no phrase goes on past them.
const FRENCH_SUBJECTS: &str = "elle elles il ils j je nous on qui vous";
const ENGLISH_SUBJECTS: &str = "he i she they we who you";
/// Endings of verbs, and of the nouns made from them.
const FRENCH_ENDINGS: [&str; 5] = ["ation", "ement", "ant", "ent", "er"];
const ENGLISH_ENDINGS: [&str; 5] = ["ement", "ment", "ing", "ion", "ed"];
/// Nouns whose endings do not lead to the verb of their family, each followed by that verb.
const FRENCH_FAMILIES: &str = "choix choisir collecte collecter conception concevoir conduite conduire construction \
    construire definition definir direction diriger ecriture ecrire entretien entretenir gestion gerer lecture lire \
    maintenance maintenir mise mettre planification planifier prevention prevenir production produire protection \
    proteger redaction rediger reduction reduire soins soigner suivi suivre traduction traduire vente vendre \
    verification verifier";
const ENGLISH_FAMILIES: &str = "advice advise analysis analyse analyze analyse diagnosis diagnose maintenance maintain \
    optimize optimise organize organise sale sell supervision supervise";

/// What is known of the words of one language.
struct Words {
    links: HashSet<&'static str>,
    subjects: HashSet<&'static str>,
    endings: &'static [&'static str],
    families: HashMap<String, String>,
}

impl Words {
    fn of(language: Language) -> &'static Self {
        static FRENCH: LazyLock<Words> =
            LazyLock::new(|| Words::read(FRENCH_LINKS, FRENCH_SUBJECTS, &FRENCH_ENDINGS, FRENCH_FAMILIES));
        static ENGLISH: LazyLock<Words> =
            LazyLock::new(|| Words::read(ENGLISH_LINKS, ENGLISH_SUBJECTS, &ENGLISH_ENDINGS, ENGLISH_FAMILIES));
        match language {
            Language::Fr => &FRENCH,
            Language::En => &ENGLISH,
        }
    }

    fn read(
        links: &'static str,
        subjects: &'static str,
        endings: &'static [&'static str],
        families: &'static str,
    ) -> Self {
        let list = |words: &'static str| words.split_whitespace().collect();
        let families: Vec<&str> = families.split_whitespace().collect();
        let pairs = families.chunks_exact(2).map(|pair| (bare(pair[0], endings), bare(pair[1], endings)));
        Self { links: list(links), subjects: list(subjects), endings, families: pairs.collect() }
    }
}

/// The stem that a folded verb and the nouns made from it share: gérer, géré, gèrent and gestion have one.
pub fn verb_stem(word: &str, language: Language) -> String {
    let words = Words::of(language);
    let bare = bare(word, words.endings);
    words.families.get(&bare).cloned().unwrap_or(bare)
}

fn bare(word: &str, endings: &[&str]) -> String {
    let stem = stem(word);
    let rest = endings.iter().find_map(|ending| stem.strip_suffix(ending)).filter(|rest| rest.len() > 2);
    let Some(rest) = rest else { return stem };
    let rest = rest.trim_end_matches('e');
    let letters = rest.as_bytes();
    let is_double = letters.len() > 3 && letters[letters.len() - 1] == letters[letters.len() - 2];
    rest[..rest.len() - usize::from(is_double && rest.is_ascii())].to_owned()
}

/// Whether a folded word only holds others together.
pub fn is_link(word: &str, language: Language) -> bool {
    Words::of(language).links.contains(word)
}

/// Whether a folded word begins a clause of its own.
pub fn is_subject(word: &str, language: Language) -> bool {
    Words::of(language).subjects.contains(word)
}

#[cfg(test)]
mod tests {
    use super::{Language, verb_stem};

    #[test]
    fn verbs_and_their_nouns_share_a_stem() {
        for family in [["gerer", "gere", "gestion"], ["soigner", "soigne", "soins"], ["former", "formation", "formant"]]
        {
            let stems: Vec<String> = family.iter().map(|word| verb_stem(word, Language::Fr)).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{family:?}: {stems:?}");
        }
        for family in [["manage", "managing", "management"], ["plan", "planning", "planned"]] {
            let stems: Vec<String> = family.iter().map(|word| verb_stem(word, Language::En)).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{family:?}: {stems:?}");
        }
    }

    #[test]
    fn short_words_and_those_of_other_scripts_are_left_alone() {
        for word in ["er", "ent", "ing", "", "éé", "ⵉⴷⵉⵔ", "خديجة"] {
            assert_eq!(verb_stem(word, Language::Fr), word);
        }
    }
}
