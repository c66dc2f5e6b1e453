//! A dictionary learned from the labels that concepts have in two languages (IBM model 1): which word stands for which.

/// Rounds of learning; more change little.
const ROUNDS: usize = 6;

/// Translations less likely than this are noise.
const LEAST: f32 = 0.01;

/// Stems of two labels of one concept, source and target.
pub type Pair<'a> = (&'a [u32], &'a [u32]);

/// For each source stem the target stems that it may stand for, with their probability, by number.
#[derive(Clone, Default)]
pub struct Dictionary {
    rows: Vec<Vec<(u32, f32)>>,
}

impl Dictionary {
    /// Learns from labels that mean the same: each target word is shared out among the source words of its pair, in
    /// proportion to how often they stood together so far, until the shares settle.
    pub fn learn(pairs: &[Pair<'_>], sources: usize) -> Self {
        let nothing = u32::try_from(sources).expect("stems are numbered in 32 bits");
        let mut meetings = Vec::new();
        let mut ends = Vec::new();
        for (source, target) in pairs {
            for target in target.iter() {
                // A target word may also stand for nothing that was said.
                meetings.extend(source.iter().chain([&nothing]).map(|source| (*source, *target)));
                ends.push(meetings.len());
            }
        }
        let mut cells = meetings.clone();
        cells.sort_unstable();
        cells.dedup();
        let starts = starts(&cells, sources + 1);
        let meetings: Vec<u32> = meetings.into_iter().map(|meeting| place(&cells, &starts, meeting)).collect();
        let mut chances = vec![1.0_f32; cells.len()];
        for _ in 0..ROUNDS {
            chances = shared_out(&meetings, &ends, &chances);
            for row in starts.windows(2) {
                let row = &mut chances[row[0]..row[1]];
                let whole: f32 = row.iter().sum();
                row.iter_mut().for_each(|chance| *chance /= whole.max(f32::MIN_POSITIVE));
            }
        }
        let row = |row: &[usize]| {
            let row = cells[row[0]..row[1]].iter().zip(&chances[row[0]..row[1]]);
            row.filter(|(_, chance)| **chance >= LEAST).map(|((_, target), chance)| (*target, *chance)).collect()
        };
        Self { rows: starts[..=sources].windows(2).map(row).collect() }
    }

    /// Target stems that a source stem may stand for.
    pub fn of(&self, source: u32) -> &[(u32, f32)] {
        self.rows.get(source as usize).map_or(&[], Vec::as_slice)
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
