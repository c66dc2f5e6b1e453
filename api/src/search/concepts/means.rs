//! The means by which concepts are found, each with its weight: 0 switches it off.

/// How much each means counts. The default is what a development set of skills and occupations showed to be best;
/// round numbers, since the figures hardly move around them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Means {
    /// Words of the concept's own labels in the language of the person; the measure of the other words.
    pub words: f32,
    /// Words that its labels in the other language stand for.
    pub translated_words: f32,
    /// Words of its definition, in either language.
    pub definitions: f32,
    /// Words of the labels around it: broader concepts, occupations that require it.
    pub context: f32,
    /// Likeness of the letters of labels: word parts, inflections, typing errors.
    pub letters: f32,
    /// Likeness to labels in the other language of what was typed, translated.
    pub translated_query: f32,
    /// Whether the wording names something done, known or practised, as labels of that type do.
    pub wording: f32,
    /// Words of a label that begin with all that was typed, while it is being typed.
    pub beginnings: f32,
    /// Whether inflections share a stem.
    pub stemming: bool,
    /// Whether an unknown word is read as the known ones that are spelled most alike.
    pub spelling: bool,
}

impl Default for Means {
    fn default() -> Self {
        Self {
            words: 1.0,
            translated_words: 3.0,
            definitions: 0.7,
            context: 0.1,
            letters: 0.35,
            translated_query: 0.8,
            wording: 0.05,
            beginnings: 0.2,
            stemming: true,
            spelling: true,
        }
    }
}

impl Means {
    /// All means but one, by the name of the one.
    pub fn each_left_out() -> [(&'static str, Self); 10] {
        let all = Self::default();
        [
            ("words", Self { words: 0.0, ..all }),
            ("translated words", Self { translated_words: 0.0, ..all }),
            ("definitions", Self { definitions: 0.0, ..all }),
            ("context", Self { context: 0.0, ..all }),
            ("letters", Self { letters: 0.0, ..all }),
            ("translated query", Self { translated_query: 0.0, ..all }),
            ("wording", Self { wording: 0.0, ..all }),
            ("beginnings", Self { beginnings: 0.0, ..all }),
            ("stemming", Self { stemming: false, ..all }),
            ("spelling", Self { spelling: false, ..all }),
        ]
    }
}
