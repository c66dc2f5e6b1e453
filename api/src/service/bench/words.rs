//! Words and names by chance: a made-up vocabulary under a law of Zipf, and names as they are heard in Mali.

use std::collections::HashSet;

use super::chance::{Chance, Zipf};

const ONSETS: [&str; 22] = [
    "b", "d", "f", "g", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "ch", "dr", "gr", "pl", "st", "tr",
];
const VOWELS: [&str; 9] = ["a", "e", "i", "o", "u", "ai", "eu", "oi", "ou"];
const CODAS: [&str; 8] = ["", "", "", "", "l", "n", "r", "s"];

const GIVEN: &str = "Mamadou Fatoumata Moussa Aminata Amadou Mariam Oumar Kadiatou Ibrahim Awa Boubacar Oumou Seydou \
    Rokia Adama Assitan Modibo Djénéba Bakary Hawa Cheick Nana Issa Ramata Souleymane Salimata Youssouf Maïmouna \
    Abdoulaye Bintou Drissa Sira Lassana Coumba Fousseyni Fanta Sékou Safiatou Yaya Tenin";
const FAMILIES: &str = "Traoré Coulibaly Diarra Keïta Diallo Konaté Sidibé Sangaré Diakité Cissé Touré Maïga Dembélé \
    Sissoko Kanté Camara Doumbia Koné Sanogo Berthé Dicko Haïdara Sylla Kouyaté Ballo Bagayoko Samaké Fofana Togola \
    Niaré Sow Barry Bah Tall Guindo Dolo Tembely Ongoïba Soumaré Niakaté";
/// Ends that give a family name other forms, so that there are some ten thousand names and more.
const ENDINGS: [&str; 10] = ["", "", "", "", "ba", "dou", "ka", "la", "nin", "so"];
/// Words that nobody looks for.
const COMMONEST: usize = 100;
/// Share of the people with two given names.
const TWO_GIVEN: f64 = 0.2;

/// A made-up vocabulary, the commonest words first.
#[derive(Debug)]
pub(super) struct Words {
    words: Vec<String>,
    law: Zipf,
}

impl Words {
    /// So many different words.
    pub(super) fn new(chance: &mut Chance, count: usize) -> Self {
        let (mut words, mut known) = (Vec::with_capacity(count), HashSet::with_capacity(count));
        while words.len() < count {
            let word = invented(chance);
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        Self { words, law: Zipf::new(count) }
    }

    /// One word, by the law of Zipf.
    pub(super) fn word(&self, chance: &mut Chance) -> &str {
        &self.words[self.law.draw(chance)]
    }

    /// A word that somebody would look for: not one of the commonest, which stand for those like `de` and `pour`.
    pub(super) fn telling(&self, chance: &mut Chance) -> &str {
        loop {
            let place = self.law.draw(chance);
            if place >= COMMONEST {
                return &self.words[place];
            }
        }
    }

    /// The word of a place, which begins anew after the last.
    pub(super) fn at(&self, place: usize) -> &str {
        &self.words[place % self.words.len()]
    }

    /// Places of so many words, by the law of Zipf.
    pub(super) fn places(&self, chance: &mut Chance, count: usize) -> Vec<usize> {
        (0..count).map(|_| self.law.draw(chance)).collect()
    }

    /// So many words in a row.
    pub(super) fn text(&self, chance: &mut Chance, count: usize) -> String {
        let mut text = String::with_capacity(count * 8);
        for place in 0..count {
            if place > 0 {
                text.push(' ');
            }
            text.push_str(self.word(chance));
        }
        text
    }
}

/// A word that can be spoken.
fn invented(chance: &mut Chance) -> String {
    let syllables = chance.between(2, 4);
    let mut word = String::new();
    for _ in 0..syllables {
        let (onset, vowel) = (chance.pick(&ONSETS), chance.pick(&VOWELS));
        word.push_str(onset);
        word.push_str(vowel);
    }
    let coda = chance.pick(&CODAS);
    word.push_str(coda);
    word
}

/// How people are called; some names are far commoner than others.
#[derive(Debug)]
pub(super) struct Names {
    given: Vec<&'static str>,
    families: Vec<&'static str>,
    given_law: Zipf,
    family_law: Zipf,
}

impl Names {
    pub(super) fn new() -> Self {
        let given: Vec<&str> = GIVEN.split(' ').collect();
        let families: Vec<&str> = FAMILIES.split(' ').collect();
        let (given_law, family_law) = (Zipf::new(given.len()), Zipf::new(families.len()));
        Self { given, families, given_law, family_law }
    }

    /// One or two given names.
    pub(super) fn given(&self, chance: &mut Chance) -> String {
        let first = self.given[self.given_law.draw(chance)];
        if !chance.happens(TWO_GIVEN) {
            return first.to_owned();
        }
        format!("{first} {}", self.given[self.given_law.draw(chance)])
    }

    /// A family name.
    pub(super) fn family(&self, chance: &mut Chance) -> String {
        format!("{}{}", self.families[self.family_law.draw(chance)], chance.pick(&ENDINGS))
    }
}
