//! Visibility: who may read which sensitive part of a member. The one place that decides, for every door alike, and
//! that notes what was shown, so that nothing is read without a trace.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use entity::member;
use entity::visibility::{Audience, SensitiveField};
use uuid::Uuid;

use crate::auth::{Viewer, policy};

/// What one request has shown of whom. Copies share it.
#[derive(Clone, Debug, Default)]
pub struct Reads(Arc<Mutex<BTreeMap<Uuid, BTreeSet<SensitiveField>>>>);

impl Reads {
    fn note(&self, member: Uuid, field: SensitiveField) {
        let mut reads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reads.entry(member).or_default().insert(field);
    }

    /// Takes what was noted, by member; afterwards nothing is.
    pub fn take(&self) -> BTreeMap<Uuid, BTreeSet<SensitiveField>> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whether a viewer may read a sensitive part of a member: the member always; the ministry's people when they
/// state why they read, unless the member keeps the part to themself.
pub fn may_read(viewer: &Viewer, member: &member::Model, field: SensitiveField) -> bool {
    if viewer.is_member(member.id) {
        return true;
    }
    policy::may_see_sensitive(viewer, member.id) && member.visibility.audience(field) >= Audience::Ministry
}

/// As [`may_read`]; what is another's is noted as read. For whatever shows the part.
pub fn discloses(viewer: &Viewer, member: &member::Model, field: SensitiveField) -> bool {
    let may = may_read(viewer, member, field);
    if may && !viewer.is_member(member.id) {
        viewer.reads.note(member.id, field);
    }
    may
}

/// As [`discloses`], for a partner that meets the member within its agreement and states why it reads. Who accepted its
/// request for contact lets it read names and contacts, and what is for matched projects; the other parts go by the
/// member's choice.
pub fn discloses_to_partner(viewer: &Viewer, member: &member::Model, field: SensitiveField, is_accepted: bool) -> bool {
    let Some(organisation) = viewer.organisation().filter(|_| viewer.purpose.is_some()) else { return false };
    let choice = member.visibility.of(field);
    let may = match choice.audience {
        Audience::OnlyMe => false,
        Audience::Ministry => is_accepted && matches!(field, SensitiveField::Names | SensitiveField::Contact),
        Audience::MatchedProject => is_accepted,
        Audience::NamedPartner => is_accepted || choice.partners.contains(&organisation),
        Audience::Public => true,
    };
    if may {
        viewer.reads.note(member.id, field);
    }
    may
}
