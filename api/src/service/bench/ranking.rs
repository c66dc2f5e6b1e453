//! Rankings: the index is filled block by block, asked both ways, and changed.

use std::collections::HashSet;
use std::sync::Arc;

use uuid::Uuid;

use super::figure::{Cost, Figure, Meter, asked, made};
use super::world::{World, today};
use super::{ASKED, PAGE};
use crate::matching::{Circle, Snapshot};

/// Members of a small circle; a large one holds a fifth of everybody.
const SMALL_CIRCLE: usize = 1_000;

/// Members who are drawn before the clock runs on.
pub(super) const DRAWN: usize = 2_000;

/// Takes members in as the service does, some at a time, in the order in which the database gives them out. The ids are
/// given up after: they are in the index.
pub(super) fn fill(world: &mut World, mut ids: Vec<Uuid>) -> (Snapshot, Cost) {
    ids.sort_unstable();
    let mut filling = Snapshot::new(world.taxonomy()).filling();
    let mut meter = Meter::start();
    for some in ids.chunks(DRAWN) {
        let members: Vec<_> = some.iter().map(|id| world.profile(*id, 0)).collect();
        meter.spend(|| members.iter().for_each(|member| filling.add(member)));
    }
    let snapshot = meter.spend(|| filling.finish());
    let cost = meter.cost();
    (snapshot, cost)
}

/// Opens so many positions.
pub(super) fn open(world: &mut World, snapshot: Snapshot, count: usize) -> (Snapshot, Cost) {
    let positions = (0..count).map(|_| world.position()).map(|position| (position.id, Some(position))).collect();
    let mut meter = Meter::start();
    let snapshot = meter.spend(|| snapshot.with_changes(Vec::new(), positions));
    let cost = meter.cost();
    (snapshot, cost)
}

/// The positions that are asked about.
pub(super) fn positions(snapshot: &Snapshot) -> Vec<Uuid> {
    let mut positions: Vec<Uuid> = snapshot.positions().map(|position| position.id).collect();
    positions.sort_unstable();
    positions.truncate(ASKED);
    positions
}

/// The members who are asked about.
pub(super) fn members(ids: &[Uuid]) -> Vec<Uuid> {
    ids.iter().step_by((ids.len() / ASKED).max(1)).copied().collect()
}

/// Asks for candidates and opportunities, and tells how many candidates there are.
pub(super) fn figures(snapshot: &Snapshot, members: &[Uuid]) -> (Vec<Figure>, String) {
    let positions = positions(snapshot);
    let everybody = snapshot.member_ids().count();
    let counts = positions.iter().filter_map(|position| snapshot.candidate_count(*position, today()));
    let remark = format!("{} candidates of a position on the mean", counts.sum::<usize>() / positions.len().max(1));
    let among = |name: &str, size: usize| {
        // Ids are drawn by chance, so those at even distances are as mixed as any.
        let members: HashSet<Uuid> = snapshot.member_ids().step_by((everybody / size).max(1)).take(size).collect();
        let circle = Circle { members: Arc::new(members), secret: "by which equals are parted".to_owned() };
        asked(name, &positions, |position| snapshot.candidates_among(&circle, *position, today(), None, PAGE))
    };
    let figures = vec![
        asked("candidates", &positions, |position| snapshot.candidates(*position, today(), None, PAGE))
            .within(6.0, Some(5.0)),
        asked("candidates, counted", &positions, |position| snapshot.candidate_count(*position, today())),
        among("candidates, circle of 1,000", SMALL_CIRCLE),
        among("candidates, circle of a fifth", everybody / 5),
        asked("opportunities", members, |member| snapshot.opportunities(*member, today(), None, PAGE))
            .within(5.0, None),
        asked("opportunities, counted", members, |member| snapshot.opportunity_count(*member, today())),
    ];
    (figures, remark)
}

/// Changes members, then positions, one at a time.
pub(super) fn changed(mut snapshot: Snapshot, world: &mut World, members: &[Uuid]) -> (Snapshot, Vec<Figure>) {
    let changes = [1, 2].into_iter().flat_map(|version| members.iter().map(move |id| (*id, version)));
    let changes = changes.map(|(id, version)| world.profile(id, version)).collect();
    let of_members = made("one member changed, index", changes, |member| {
        snapshot = snapshot.with_changes(vec![(member.id, Some(member))], Vec::new());
    });
    let positions = (0..2 * ASKED).map(|_| world.position()).collect();
    let of_positions = made("one position changed, index", positions, |position| {
        snapshot = snapshot.with_changes(Vec::new(), vec![(position.id, Some(position))]);
    });
    (snapshot, vec![of_members, of_positions])
}
