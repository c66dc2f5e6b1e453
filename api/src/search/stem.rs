//! Stems: folded words without the endings of gender and number, French and English by the same rules.

/// Ends of stems that only differ by gender, once the last `e` is gone, each with the end they count as.
const GENDERS: [(&str, &str); 3] = [("tric", "teur"), ("eus", "eur"), ("iv", "if")];

/// The stem of a folded word: infirmières, infirmière and infirmier have one, as have journaux and journal, technologie
/// and technology. Short words and those of other scripts are their own stem.
pub fn stem(word: &str) -> String {
    if word.len() < 4 || !word.bytes().all(|letter| letter.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let singular = singular(word);
    let trimmed = singular.trim_end_matches('e');
    let mut stem = if trimmed.len() < 3 { singular } else { trimmed.to_owned() };
    if let Some((ending, masculine)) = GENDERS.into_iter().find(|(ending, _)| stem.ends_with(ending)) {
        stem.truncate(stem.len() - ending.len());
        stem.push_str(masculine);
    }
    let letters = stem.as_bytes();
    if letters.len() > 3 && letters[letters.len() - 1] == letters[letters.len() - 2] {
        stem.pop();
    }
    if stem.ends_with('y') {
        stem.pop();
        stem.push('i');
    }
    stem
}

fn singular(word: &str) -> String {
    if let Some(rest) = word.strip_suffix("aux").filter(|rest| rest.len() >= 2 && !rest.ends_with('e')) {
        return format!("{rest}al");
    }
    let rest = word.strip_suffix(['s', 'x']).filter(|rest| !rest.ends_with('s'));
    rest.unwrap_or(word).to_owned()
}
