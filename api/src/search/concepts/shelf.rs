//! Labels as vectors, and for each concept the label that is likest a query.

use std::cmp::Reverse;

use crate::search::concepts::side::Opinion;
use crate::search::concepts::vectors::Vectors;

/// Documents of concepts, such as their labels. They lie in layers: the first document of every concept, then the second
/// of those that have two, and so on. With the concepts that have most in front, a layer begins with the concept that the
/// one before begins with, so that the likest are found by comparing layers from end to end, without a branch.
#[derive(Default)]
pub struct Shelf {
    vectors: Vectors,
    /// Label of each document.
    labels: Vec<u32>,
    /// Concepts that have documents, those with most first.
    concepts: Vec<u32>,
    /// How many concepts have a first document, a second, and so on.
    layers: Vec<usize>,
}

/// The likest document of each concept of a shelf, in its order.
pub struct Likest {
    likeness: Vec<f32>,
    documents: Vec<u32>,
}

impl Shelf {
    /// Takes documents in, each with its label, its concept and what its terms are read from. Those of a concept follow
    /// one another.
    pub fn build<T>(documents: Vec<(u32, u32, T)>, terms: impl Fn(&T) -> Vec<u32>) -> Self {
        let mut stacks: Vec<&[(u32, u32, T)]> = documents.chunk_by(|left, right| left.1 == right.1).collect();
        stacks.sort_by_key(|stack| Reverse(stack.len()));
        let highest = stacks.first().map_or(0, |stack| stack.len());
        let layers = (0..highest).map(|layer| stacks.partition_point(|stack| stack.len() > layer)).collect();
        let layered = || (0..highest).flat_map(|layer| stacks.iter().map_while(move |stack| stack.get(layer)));
        Self {
            vectors: Vectors::build(|| layered().map(|(.., document)| terms(document))),
            labels: layered().map(|(label, ..)| *label).collect(),
            concepts: stacks.iter().map(|stack| stack[0].1).collect(),
            layers,
        }
    }

    /// How like a query the likest document of each concept is: the first of equals.
    pub fn likest(&self, query: impl IntoIterator<Item = (u32, f32)>) -> Likest {
        let mut likeness = vec![0.0; self.concepts.len()];
        let mut documents = vec![0; self.concepts.len()];
        let compared = self.vectors.compare(query);
        let mut first = 0;
        for length in &self.layers {
            let layer = (first as u32..).zip(&compared[first..first + length]);
            for ((most, likest), (document, likeness)) in likeness.iter_mut().zip(&mut documents).zip(layer) {
                *likest = if *likeness > *most { document } else { *likest };
                *most = if *likeness > *most { *likeness } else { *most };
            }
            first += length;
        }
        Likest { likeness, documents }
    }

    /// Lets the likest label of each concept speak for it.
    pub fn speak(&self, likest: &Likest, weight: f32, intelligible: f32, opinions: &mut [Opinion]) {
        for ((likeness, document), concept) in likest.likeness.iter().zip(&likest.documents).zip(&self.concepts) {
            if *likeness > 0.0 {
                let label = self.labels[*document as usize];
                opinions[*concept as usize].hear(weight * likeness, intelligible * likeness, label);
            }
        }
    }
}

impl Likest {
    /// The liker of two readings of a query: the first of equals.
    pub fn or(mut self, other: Self) -> Self {
        let others = other.likeness.into_iter().zip(other.documents);
        for ((likeness, document), other) in self.likeness.iter_mut().zip(&mut self.documents).zip(others) {
            if other.0 > *likeness || (other.0 == *likeness && other.1 < *document) {
                (*likeness, *document) = other;
            }
        }
        self
    }
}
