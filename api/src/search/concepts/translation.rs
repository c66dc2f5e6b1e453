//! A dictionary learned from the labels that concepts have in two languages (IBM model 1): which word stands for which.

use crate::search::lists::Lists;

/// Rounds of learning; more change little.
const ROUNDS: usize = 6;

/// Translations less likely than this are noise.
const LEAST: f32 = 0.01;

/// Meetings that are folded at a time.
const FOLDED: usize = 1 << 18;

/// Stems that stood together in labels that mean the same.
pub struct Meetings {
    /// Source stems; what stands for nothing that was said is numbered after the last.
    sources: usize,
    /// Source and target.
    pairs: Vec<(u32, u32)>,
    /// Where the pairs of each target stem end.
    ends: Vec<usize>,
}

impl Meetings {
    /// None yet, of so many source stems.
    pub const fn new(sources: usize) -> Self {
        Self { sources, pairs: Vec::new(), ends: Vec::new() }
    }

    /// Takes in the stems of two labels that mean the same.
    pub fn add(&mut self, source: &[u32], target: &[u32]) {
        let nothing = u32::try_from(self.sources).expect("stems are numbered in 32 bits");
        for target in target {
            // A target word may also stand for nothing that was said.
            self.pairs.extend(source.iter().chain([&nothing]).map(|source| (*source, *target)));
            self.ends.push(self.pairs.len());
        }
    }

    /// Each pair once, in order.
    fn cells(&self) -> Vec<(u32, u32)> {
        let mut cells = Vec::new();
        for pairs in self.pairs.chunks(FOLDED) {
            cells.extend_from_slice(pairs);
            cells.sort_unstable();
            cells.dedup();
        }
        cells
    }
}

/// For each source stem the target stems that it may stand for, with their probability, by number.
#[derive(Default)]
pub struct Dictionary {
    rows: Lists<(u32, f32)>,
}

impl Dictionary {
    /// Learns from labels that mean the same: each target word is shared out among the source words of its pair, in
    /// proportion to how often they stood together so far, until the shares settle.
    pub fn learn(meetings: Meetings) -> Self {
        let cells = meetings.cells();
        let Meetings { sources, pairs, ends } = meetings;
        let starts = starts(&cells, sources + 1);
        let pairs: Vec<u32> = pairs.into_iter().map(|pair| place(&cells, &starts, pair)).collect();
        let mut chances = vec![1.0_f32; cells.len()];
        for _ in 0..ROUNDS {
            chances = shared_out(&pairs, &ends, &chances);
            for row in starts.windows(2) {
                let row = &mut chances[row[0]..row[1]];
                let whole: f32 = row.iter().sum();
                row.iter_mut().for_each(|chance| *chance /= whole.max(f32::MIN_POSITIVE));
            }
        }
        let row = |row: &[usize]| {
            let row = cells[row[0]..row[1]].iter().zip(&chances[row[0]..row[1]]);
            let likely = row.filter(|(_, chance)| **chance >= LEAST);
            likely.map(|((_, target), chance)| (*target, *chance)).collect::<Vec<(u32, f32)>>()
        };
        Self { rows: starts[..=sources].windows(2).map(row).collect() }
    }

    /// Target stems that a source stem may stand for.
    pub fn of(&self, source: u32) -> &[(u32, f32)] {
        self.rows.of(source as usize)
    }
}

/// Where the cells of each source begin, and the end of the last.
fn starts(cells: &[(u32, u32)], sources: usize) -> Vec<usize> {
    let mut starts = vec![0; sources + 1];
    cells.iter().for_each(|(source, _)| starts[*source as usize + 1] += 1);
    (0..sources).for_each(|source| starts[source + 1] += starts[source]);
    starts
}

fn place(cells: &[(u32, u32)], starts: &[usize], meeting: (u32, u32)) -> u32 {
    let start = starts[meeting.0 as usize];
    let row = &cells[start..starts[meeting.0 as usize + 1]];
    let place = start + row.partition_point(|cell| *cell < meeting);
    u32::try_from(place).expect("pairs of stems are numbered in 32 bits")
}

/// Shares of every cell after one round: `ends` parts the meetings of one target word from those of the next.
fn shared_out(meetings: &[u32], ends: &[usize], chances: &[f32]) -> Vec<f32> {
    let mut shares = vec![0.0_f32; chances.len()];
    let mut start = 0;
    for end in ends {
        let together = &meetings[start..*end];
        let whole: f32 = together.iter().map(|cell| chances[*cell as usize]).sum();
        together.iter().for_each(|cell| shares[*cell as usize] += chances[*cell as usize] / whole);
        start = *end;
    }
    shares
}
