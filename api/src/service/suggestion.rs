//! Suggestions: skills that a member may have, by occupation or by what a text says; a person confirms each of them.

use std::collections::{HashMap, HashSet};

use entity::concept::{self, ConceptStatus, ConceptType};
use entity::concept_relation::{self, RelationKind};
use entity::language::Language;
use entity::member_skill;
use entity::role_grant::RoleName;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Result};
use crate::locale::Message;
use crate::search::mentions::Span;
use crate::service::index;
use crate::service::page::PageRequest;
use crate::service::taxonomy::{self, Reference, SKILLS};

/// Characters of a text at most.
pub const LONGEST_TEXT: usize = 10_000;
/// What links a skill to an occupation.
const LINKS: [RelationKind; 2] = [RelationKind::EssentialFor, RelationKind::OptionalFor];

/// What suggestions are made from: an occupation, a text, or both.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// An occupation of the taxonomy.
    pub occupation: Option<Reference>,
    /// A paragraph of a curriculum vitae, in French or English. It is personal: kept nowhere, logged nowhere.
    pub text: Option<String>,
    /// Suggestions wanted; 20 when absent.
    pub first: Option<i32>,
}

/// What a skill is to an occupation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// Whoever has the occupation has it.
    Essential,
    /// Many who have the occupation have it.
    Optional,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands.
    pub span: Span,
    /// The piece, as it was written.
    pub text: String,
}

/// A skill or piece of knowledge that the member may have.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// What is suggested; in use.
    pub concept: concept::Model,
    /// What it is to the occupation, if it is linked to it.
    pub link: Option<Link>,
    /// The label that was found in the text, if one was.
    pub label: Option<String>,
    /// Where the text says it, the first ten places.
    pub passages: Vec<Passage>,
}

/// Suggests what the text mentions, the surest first, then what the occupation is linked to: the essential before the
/// optional, and of each what fewer occupations share first. What the viewer has already is left out.
///
/// # Errors
/// BAD_USER_INPUT for neither an occupation nor a text, an unknown occupation, too long a text or a page out of range;
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn suggest(app: &App, viewer: &Viewer, question: Question) -> Result<Vec<Suggestion>> {
    if !viewer.is_staff() && !viewer.has(RoleName::Agent) {
        viewer.member()?;
    }
    let size = PageRequest { first: question.first, after: None }.size(app)?;
    let text = question.text.filter(|text| !text.trim().is_empty()).unwrap_or_default();
    if text.len() > LONGEST_TEXT && text.chars().count() > LONGEST_TEXT {
        let message = Message::new("suggestion-text-too-long").with("most", LONGEST_TEXT);
        return Err(Error::BadArgument { field: "text", message });
    }
    if text.is_empty() && question.occupation.is_none() {
        return Err(Error::BadArgument { field: "text", message: Message::new("suggestion-nothing-given") });
    }
    // What staff have just accepted is known here too.
    index::follow(app).await?;
    let mut drafts = Drafts::default();
    drafts.take_text(app, &text);
    if let Some(reference) = question.occupation {
        drafts.take_links(links_of(app, &reference).await?);
    }
    let owned = owned(app, viewer).await?;
    drafts.finish(app, &owned, size).await
}

/// What was found so far, in order, each concept once.
#[derive(Default)]
struct Drafts {
    places: HashMap<Uuid, usize>,
    found: Vec<Draft>,
}

struct Draft {
    concept: Uuid,
    link: Option<Link>,
    label: Option<String>,
    passages: Vec<Passage>,
}

impl Drafts {
    fn at(&mut self, concept: Uuid) -> &mut Draft {
        let place = *self.places.entry(concept).or_insert_with(|| {
            self.found.push(Draft { concept, link: None, label: None, passages: Vec::new() });
            self.found.len() - 1
        });
        &mut self.found[place]
    }

    fn take_text(&mut self, app: &App, text: &str) {
        let letters: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for mention in app.mentions.find(text) {
            let draft = self.at(mention.concept);
            draft.label = Some(mention.label);
            let passage = |span: Span| Passage { span, text: text[letters[span.start]..letters[span.end]].to_owned() };
            draft.passages = mention.spans.into_iter().map(passage).collect();
        }
    }

    fn take_links(&mut self, links: Vec<(Uuid, Link)>) {
        for (concept, link) in links {
            self.at(concept).link.get_or_insert(link);
        }
    }

    async fn finish(self, app: &App, owned: &HashSet<Uuid>, size: usize) -> Result<Vec<Suggestion>> {
        let found = self.found.into_iter().filter(|draft| !owned.contains(&draft.concept));
        let found: Vec<Draft> = found.collect();
        let ids: Vec<Uuid> = found.iter().map(|draft| draft.concept).collect();
        let mut concepts = taxonomy::concepts_by_ids(&app.db, &ids).await?;
        let suggestions = found.into_iter().filter_map(|Draft { concept, link, label, passages }| {
            let concept = concepts.remove(&concept).filter(can_be_had)?;
            Some(Suggestion { concept, link, label, passages })
        });
        Ok(suggestions.take(size).collect())
    }
}

fn can_be_had(concept: &concept::Model) -> bool {
    concept.status == ConceptStatus::Current && SKILLS.contains(&concept.r#type)
}

/// The skills linked to an occupation, in the order of [`suggest`].
async fn links_of(app: &App, reference: &Reference) -> Result<Vec<(Uuid, Link)>> {
    use concept_relation::{Column, Entity};
    let unknown = || Error::BadArgument { field: "occupation", message: Message::new("suggestion-occupation-unknown") };
    let occupation = taxonomy::occupation(&app.db, reference).await?.ok_or_else(unknown)?;
    let relations = Entity::find().filter(Column::ToId.eq(occupation)).filter(Column::Kind.is_in(LINKS));
    let relations = relations.all(&app.db).await?;
    let ids = relations.iter().map(|relation| relation.from_id).collect::<HashSet<_>>();
    let counts: Vec<(Uuid, i64)> = Entity::find()
        .filter(Column::FromId.is_in(ids))
        .filter(Column::Kind.is_in(LINKS))
        .select_only()
        .column(Column::FromId)
        .column_as(Column::ToId.count(), "occupations")
        .group_by(Column::FromId)
        .into_tuple()
        .all(&app.db)
        .await?;
    let counts: HashMap<Uuid, i64> = counts.into_iter().collect();
    let mut links: Vec<(Uuid, Link)> =
        relations.into_iter().map(|relation| (relation.from_id, link(relation.kind))).collect();
    links.sort_unstable_by_key(|(skill, link)| (*link, counts.get(skill).copied(), *skill));
    Ok(links)
}

fn link(kind: RelationKind) -> Link {
    if kind == RelationKind::EssentialFor { Link::Essential } else { Link::Optional }
}

/// What the viewer's own profile has; nothing for who has no profile.
async fn owned(app: &App, viewer: &Viewer) -> Result<HashSet<Uuid>> {
    let Some(member) = viewer.own_member() else { return Ok(HashSet::new()) };
    let concepts: Vec<Uuid> = member_skill::Entity::find()
        .filter(member_skill::Column::MemberId.eq(member))
        .select_only()
        .column(member_skill::Column::ConceptId)
        .into_tuple()
        .all(&app.db)
        .await?;
    Ok(concepts.into_iter().collect())
}

/// How well what definitions mention agrees with what the taxonomy links, for one language and kind of concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Language of the definitions.
    pub language: Language,
    /// Whether they define occupations; else skills and knowledge.
    pub is_of_occupations: bool,
    /// Definitions read.
    pub texts: usize,
    /// Definitions in which anything was found.
    pub speaking: usize,
    /// Mentions found, each concept once a definition.
    pub found: usize,
    /// Mentions of what is linked: skills of the occupation; the concept itself, its related and neighbouring ones.
    pub linked: usize,
    /// Mentions of what is linked, or of what is broader or narrower than that.
    pub near: usize,
    /// What is linked in all.
    pub wanted: usize,
}

impl Agreement {
    /// Part of the mentions that are linked.
    pub fn precision(&self) -> f64 {
        self.linked as f64 / self.found.max(1) as f64
    }

    /// Part of the mentions that are linked, or broader or narrower than what is.
    pub fn lenient_precision(&self) -> f64 {
        self.near as f64 / self.found.max(1) as f64
    }

    /// Part of what is linked that is mentioned.
    pub fn recall(&self) -> f64 {
        self.linked as f64 / self.wanted.max(1) as f64
    }
}

/// Reads every definition of the taxonomy as if a member had written it.
///
/// # Errors
/// UNAUTHENTICATED, FORBIDDEN; database faults.
pub async fn evaluate(app: &App, viewer: &Viewer) -> Result<Vec<Agreement>> {
    viewer.staff()?;
    taxonomy::load_search(app).await?;
    let links = Links::read(app).await?;
    let concepts = concept::Entity::find().filter(concept::Column::Status.eq(ConceptStatus::Current));
    let concepts = concepts.filter(concept::Column::Type.ne(ConceptType::Group)).all(&app.db).await?;
    let parts = Language::ALL.into_iter().flat_map(|language| [(language, true), (language, false)]);
    Ok(parts
        .map(|(language, is_of_occupations)| links.agreement(app, &concepts, language, is_of_occupations))
        .collect())
}

/// What is linked to what.
#[derive(Default)]
struct Links {
    /// What the definition of a concept may speak of.
    wanted: HashMap<Uuid, HashSet<Uuid>>,
    broader: HashMap<Uuid, Vec<Uuid>>,
    narrower: HashMap<Uuid, Vec<Uuid>>,
}

impl Links {
    async fn read(app: &App) -> Result<Self> {
        let mut links = Self::default();
        let skills = concept::Entity::find().filter(concept::Column::Type.is_in(SKILLS)).select_only();
        let skills: Vec<Uuid> = skills.column(concept::Column::Id).into_tuple().all(&app.db).await?;
        let skills: HashSet<Uuid> = skills.into_iter().collect();
        for skill in &skills {
            links.wanted.entry(*skill).or_default().insert(*skill);
        }
        for relation in concept_relation::Entity::find().all(&app.db).await? {
            let (from, to) = (relation.from_id, relation.to_id);
            if !skills.contains(&from) {
                continue;
            }
            links.wanted.entry(to).or_default().insert(from);
            if skills.contains(&to) {
                links.wanted.entry(from).or_default().insert(to);
            }
            if relation.kind == RelationKind::Broader && skills.contains(&to) {
                links.broader.entry(from).or_default().push(to);
                links.narrower.entry(to).or_default().push(from);
            }
        }
        Ok(links)
    }

    fn agreement(
        &self,
        app: &App,
        concepts: &[concept::Model],
        language: Language,
        is_of_occupations: bool,
    ) -> Agreement {
        let (texts, speaking, found, linked, near, wanted) = (0, 0, 0, 0, 0, 0);
        let mut sum = Agreement { language, is_of_occupations, texts, speaking, found, linked, near, wanted };
        let of_kind =
            concepts.iter().filter(|concept| (concept.r#type == ConceptType::Occupation) == is_of_occupations);
        for concept in of_kind {
            let definition = concept.definition.as_ref().and_then(|definition| definition.texts.get(&language));
            let (Some(definition), Some(wanted)) = (definition, self.wanted.get(&concept.id)) else { continue };
            let mentions = app.mentions.find(definition);
            sum.texts += 1;
            sum.speaking += usize::from(!mentions.is_empty());
            sum.found += mentions.len();
            sum.wanted += wanted.len();
            for mention in mentions {
                let is_linked = wanted.contains(&mention.concept);
                sum.linked += usize::from(is_linked);
                sum.near += usize::from(is_linked || self.is_near(mention.concept, wanted));
            }
        }
        sum
    }

    /// Whether something wanted is broader or narrower, by however many steps.
    fn is_near(&self, concept: Uuid, wanted: &HashSet<Uuid>) -> bool {
        [&self.broader, &self.narrower].into_iter().any(|steps| {
            let (mut seen, mut open) = (HashSet::from([concept]), vec![concept]);
            while let Some(here) = open.pop() {
                for next in
                    steps.get(&here).into_iter().flatten().filter(|next| seen.insert(**next)).collect::<Vec<_>>()
                {
                    if wanted.contains(next) {
                        return true;
                    }
                    open.push(*next);
                }
            }
            false
        })
    }
}
