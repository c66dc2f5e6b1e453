//! Reading: the words of some members, gathered for a vocabulary.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::postings::Posting;

/// Terms that are being read, with who has them.
#[derive(Debug, Default)]
pub(super) struct Reading {
    numbers: HashMap<String, u32, RandomState>,
    /// In the order of the postings.
    met: Vec<(u32, Posting)>,
}

/// What was read: the terms in order, each with where its postings lie.
#[derive(Debug)]
pub(super) struct Sorted<'a> {
    pub(super) terms: Vec<(&'a str, Range<usize>)>,
    pub(super) postings: Vec<Posting>,
}

impl Reading {
    /// Reads a term; postings never go back.
    pub(super) fn read(&mut self, term: &str, posting: Posting) {
        let number = match self.numbers.get(term) {
            Some(number) => *number,
            None => {
                let number = self.numbers.len() as u32;
                self.numbers.insert(term.to_owned(), number);
                number
            }
        };
        self.met.push((number, posting));
    }

    /// The terms in order, each with its postings, in order and each once.
    pub(super) fn sorted(&self) -> Sorted<'_> {
        let mut terms: Vec<(&str, u32)> = self.numbers.iter().map(|(term, number)| (term.as_str(), *number)).collect();
        terms.sort_unstable_by_key(|(term, _)| *term);
        let mut counts = vec![0; terms.len()];
        self.met.iter().for_each(|(number, _)| counts[*number as usize] += 1);
        let mut lists = vec![0..0; terms.len()];
        let mut start = 0;
        for (_, number) in &terms {
            lists[*number as usize] = start..start;
            start += counts[*number as usize];
        }
        let mut postings = vec![Posting::default(); start];
        for (number, posting) in &self.met {
            let list = &mut lists[*number as usize];
            if postings[list.clone()].last() != Some(posting) {
                postings[list.end] = *posting;
                list.end += 1;
            }
        }
        let terms = terms.into_iter().map(|(term, number)| (term, lists[number as usize].clone())).collect();
        Sorted { terms, postings }
    }
}
