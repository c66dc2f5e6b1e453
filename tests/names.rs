//! Names by sound: spellings of one name have one key, and different names of Mali have different ones.

use std::collections::BTreeMap;

use seko::search::members::names::name_words;

const FAMILY_NAMES: &str = include_str!("../api/reference/demo/family_names.csv");
const GIVEN_NAMES: &str = include_str!("../api/reference/demo/given_names.csv");
/// Spellings of one name in French, English and Bambara orthography, one name a line.
const SPELLINGS: &str = "Coulibaly Koulibaly Koulibali Kulibali Coulibali Culibaly Kulubali
    Traoré Traore Trawore Traaore Tarawele
    Diarra Djarra Jarra Jara Dyara
    Touré Toure Ture Tuure
    Cissé Cisse Sissé Sise
    Ouattara Wattara Watara
    Djénéba Djeneba Dieneba Jeneba Jɛnɛba
    Diallo Djallo Jallo Jalo Jallow
    Keïta Keita Kɛyita
    Dembélé Denbele Dɛnbɛlɛ Danbɛlɛ
    Doumbia Dumbiya Dounbia
    Sissoko Cissoko Cissokho Sisɔkɔ
    Haïdara Aïdara Haydara
    Kouyaté Kuyatɛ
    Diabaté Djabate Jabatɛ
    Thiam Tiam Tchiam
    Berthé Bɛrtɛ
    Niaré Gnaré Nyare Ɲarɛ
    N’Diaye N'Diaye Ndiaye Njaye
    Guindo Gindo
    Tessougué Tesuge
    Diawara Djaouara Jawara
    Sow So
    Ba Bâ Bah
    Mamadou Mamadu
    Mahamadou Mahamadu
    Ousmane Ousman Usman
    Souleymane Suleyman
    Cheick Cheikh Sheikh
    Abdoulaye Abdulaye Abdulai
    Youssouf Youssouph Yusuf
    Tidiani Tijani
    Kadiatou Kadjatou Kajatu
    Tiécoura Thiécoura Cɛkura
    Hawa Awa Haoua";

fn key(name: &str) -> String {
    name_words(name).into_iter().map(|(_, key)| key).collect::<Vec<String>>().join(" ")
}

#[test]
fn spellings_of_a_name_have_one_key() {
    for line in SPELLINGS.lines() {
        let mut names = line.split_whitespace();
        let first = names.next().expect("a name");
        for other in names {
            assert_eq!(key(first), key(other), "{first} and {other}");
        }
    }
}

#[test]
fn different_names_have_different_keys() {
    let mut shared = Vec::new();
    for table in [FAMILY_NAMES, GIVEN_NAMES] {
        let mut names: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for name in table.lines().skip(1).filter_map(|line| line.split(',').next()) {
            names.entry(key(name)).or_default().push(name);
        }
        assert!(names.len() > 70);
        shared.extend(names.into_values().filter(|names| names.len() > 1));
    }
    // Each of these is one name in two spellings.
    let spellings = [["Ba", "Bah"], ["Awa", "Hawa"], ["Korotoumou", "Kɔrɔtumu"], ["Niélé", "Ɲele"], ["Sékou", "Sɛkou"]];
    assert_eq!(shared, spellings);
    for (one, other) in [
        ("Mohamed", "Mahamadou"),
        ("Mamadou", "Mahamadou"),
        ("Amadou", "Mahamadou"),
        ("Sankaré", "Sangaré"),
        ("Koné", "Kané"),
        ("Konté", "Kanté"),
        ("Fatoumata", "Fatimata"),
    ] {
        assert_ne!(key(one), key(other));
    }
}

#[test]
fn names_in_other_scripts_have_no_key_and_every_name_has_its_words() {
    for (name, words) in [("خديجة", 1), ("ߞߊ߲ߕߊ", 1), ("ⵉⴷⵉⵔ", 1)] {
        let found = name_words(name);
        assert_eq!(found.len(), words, "{name}");
        assert!(found.iter().all(|(word, key)| !word.is_empty() && key.is_empty()), "{found:?}");
    }
    let words = |name: &str| name_words(name).into_iter().map(|(word, _)| word).collect::<Vec<String>>();
    assert_eq!(words("  Ɲaman-Kɔrɔ N'DIAYE "), ["naman", "koro", "ndiaye"]);
    assert_eq!(words("Awa M. Traoré"), ["awa", "m", "traore"]);
    assert_eq!(words("—"), Vec::<String>::new());
}
