//! Members: the profile, its sections and its states.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::change_log::Subject;
use entity::consent_record::ConsentPurpose;
use entity::language::Language;
use entity::member::{self, Gender, MemberStatus, RightOfReturn};
use entity::visibility::SensitiveField;

use super::access_event::AccessEvent;
use super::admin_unit::AdminUnit;
use super::availability::Availability;
use super::batch::{
    AvailabilitiesKey, ConceptProposalsKey, ConsentsKey, ContactRequestsKey, ContactsKey, CredentialsKey, DocumentsKey,
    EducationsKey, ExperiencesKey, HistoryKey, LanguagesKey, NoticeInForceKey, SkillsKey, UnitKey, language, many, one,
};
use super::concept_proposal::ConceptProposal;
use super::connection::{Listed, connection, request, wants_total};
use super::consent::ConsentRecord;
use super::contact::Contact;
use super::contact_request::ContactRequest;
use super::correction::Correction;
use super::credential::Credential;
use super::document::Document;
use super::education::Education;
use super::experience::Experience;
use super::id::Kind;
use super::matching::Match;
use super::member_language::MemberLanguage;
use super::member_skill::MemberSkill;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use super::saved_position::SavedPosition;
use super::subject_request::SubjectRequest;
use super::transition::Transition;
use super::visibility::FieldVisibility;
use crate::app::App;
use crate::auth::{Viewer, policy, visibility};
use crate::error::Result;
use crate::service;
use crate::service::member::MemberInput as Values;

/// A person of the diaspora. The sensitive parts (names, birth year, city, headline, contacts) are null to those who do
/// not state why they read (`Seko-Purpose`) and to those whom the member does not let read them.
pub struct Member(pub(super) member::Model);

impl Member {
    fn discloses(&self, ctx: &Context<'_>, field: SensitiveField) -> bool {
        visibility::discloses(ctx.data_unchecked::<Viewer>(), &self.0, field)
    }
}

/// A person of the diaspora. The sensitive parts (names, birth year, city, headline, contacts) are null to those who do
/// not state why they read (`Seko-Purpose`) and to those whom the member does not let read them.
#[Object]
impl Member {
    /// Id of the member.
    pub(super) async fn id(&self) -> ID {
        Kind::Member.id(self.0.id)
    }

    /// Counts the changes of the member's own columns; a change names the version it is based on.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Where the member stands in the registry.
    async fn status(&self) -> MemberStatus {
        self.0.status
    }

    /// Given names, in the script of the member's choice.
    async fn given_names(&self, ctx: &Context<'_>) -> Option<&str> {
        self.discloses(ctx, SensitiveField::Names).then_some(self.0.given_names.as_str())
    }

    /// Family names, in the script of the member's choice.
    async fn family_names(&self, ctx: &Context<'_>) -> Option<&str> {
        self.discloses(ctx, SensitiveField::Names).then_some(self.0.family_names.as_str())
    }

    /// Year of birth.
    async fn birth_year(&self, ctx: &Context<'_>) -> Option<i32> {
        self.0.birth_year.filter(|_| self.discloses(ctx, SensitiveField::BirthYear))
    }

    /// Gender, as stated.
    async fn gender(&self) -> Option<Gender> {
        self.0.gender
    }

    /// ISO 3166-1 alpha-2 codes.
    async fn nationalities(&self) -> &[String] {
        &self.0.nationalities.0
    }

    /// ISO 3166-1 alpha-2.
    async fn residence_country(&self) -> &str {
        &self.0.residence_country
    }

    /// City of residence.
    async fn residence_city(&self, ctx: &Context<'_>) -> Option<&str> {
        self.0.residence_city.as_deref().filter(|_| self.discloses(ctx, SensitiveField::City))
    }

    /// Where in Mali the member is from.
    async fn home_unit(&self, ctx: &Context<'_>) -> Result<Option<AdminUnit>> {
        match self.0.home_unit_id {
            Some(id) => Ok(one(ctx, UnitKey(id)).await?.map(AdminUnit)),
            None => Ok(None),
        }
    }

    /// One line about oneself.
    async fn headline(&self, ctx: &Context<'_>) -> Option<&str> {
        self.0.headline.as_deref().filter(|_| self.discloses(ctx, SensitiveField::FreeText))
    }

    /// Whether the member may return to the country of residence after a stay in Mali.
    async fn right_of_return(&self) -> RightOfReturn {
        self.0.right_of_return
    }

    /// Language of mails.
    async fn language(&self) -> Language {
        self.0.language
    }

    /// Made for the demonstration; no real person.
    async fn synthetic(&self) -> bool {
        self.0.synthetic
    }

    /// When the member last said that the profile is right.
    async fn confirmed_at(&self) -> Option<DateTime<Utc>> {
        self.0.confirmed_at
    }

    /// When the member registered.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When anything of the profile was last changed.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }

    /// Skills, in the order they were added.
    async fn skills(&self, ctx: &Context<'_>) -> Result<Vec<MemberSkill>> {
        Ok(many(ctx, SkillsKey(self.0.id)).await?.into_iter().map(MemberSkill).collect())
    }

    /// Experiences, in the order they were added.
    async fn experiences(&self, ctx: &Context<'_>) -> Result<Vec<Experience>> {
        Ok(many(ctx, ExperiencesKey(self.0.id)).await?.into_iter().map(Experience).collect())
    }

    /// Educations, in the order they were added.
    async fn educations(&self, ctx: &Context<'_>) -> Result<Vec<Education>> {
        Ok(many(ctx, EducationsKey(self.0.id)).await?.into_iter().map(Education).collect())
    }

    /// Credentials, in the order they were added.
    async fn credentials(&self, ctx: &Context<'_>) -> Result<Vec<Credential>> {
        Ok(many(ctx, CredentialsKey(self.0.id)).await?.into_iter().map(Credential).collect())
    }

    /// Documents, in the order they were added; empty to staff who state no purpose.
    async fn documents(&self, ctx: &Context<'_>) -> Result<Vec<Document>> {
        Ok(many(ctx, DocumentsKey(self.0.id)).await?.into_iter().map(Document).collect())
    }

    /// Languages, in the order they were added.
    async fn languages(&self, ctx: &Context<'_>) -> Result<Vec<MemberLanguage>> {
        Ok(many(ctx, LanguagesKey(self.0.id)).await?.into_iter().map(MemberLanguage).collect())
    }

    /// Availabilities, in the order they were added.
    async fn availabilities(&self, ctx: &Context<'_>) -> Result<Vec<Availability>> {
        Ok(many(ctx, AvailabilitiesKey(self.0.id)).await?.into_iter().map(Availability).collect())
    }

    /// How the member is reached; empty to those who may not read it.
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Vec<Contact>> {
        Ok(many(ctx, ContactsKey(self.0.id)).await?.into_iter().map(Contact).collect())
    }

    /// Concepts that the member missed in the vocabulary and proposed, with what staff decided: the newest 100, oldest
    /// first.
    async fn concept_proposals(&self, ctx: &Context<'_>) -> Result<Vec<ConceptProposal>> {
        let Some(account) = self.0.account_id else { return Ok(Vec::new()) };
        Ok(many(ctx, ConceptProposalsKey(account)).await?.into_iter().map(ConceptProposal).collect())
    }

    /// What partners asked the member, oldest first.
    async fn contact_requests(&self, ctx: &Context<'_>) -> Result<Vec<ContactRequest>> {
        Ok(many(ctx, ContactRequestsKey(self.0.id)).await?.into_iter().map(ContactRequest).collect())
    }

    /// The ledger of consents, newest decision first: the first record of a purpose stands.
    async fn consents(&self, ctx: &Context<'_>) -> Result<Vec<ConsentRecord>> {
        let ledger = many(ctx, ConsentsKey(self.0.id)).await?.into_iter();
        Ok(ledger.map(|(record, state)| ConsentRecord(record, state)).collect())
    }

    /// Purposes whose consent was given under an older notice than the one in force: the member is asked again. Consents to
    /// one agreement alone are not among them.
    async fn consents_to_renew(&self, ctx: &Context<'_>) -> Result<Vec<ConsentPurpose>> {
        let Some(notice) = one(ctx, NoticeInForceKey).await? else { return Ok(Vec::new()) };
        Ok(service::consent::to_renew(&many(ctx, ConsentsKey(self.0.id)).await?, notice.id))
    }

    /// Whom the member lets read each sensitive part; empty to everybody else.
    async fn visibility(&self, ctx: &Context<'_>) -> Vec<FieldVisibility> {
        match ctx.data_unchecked::<Viewer>().is_member(self.0.id) {
            true => SensitiveField::ALL.map(|field| FieldVisibility::of(&self.0.visibility, field)).into(),
            false => Vec::new(),
        }
    }

    /// Who has read sensitive parts of the profile, newest first: the member's to see, and the data-protection
    /// officer's.
    async fn access_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<AccessEvent>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let page = service::access_event::of_member(app, viewer, self.0.id, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::access_event::count_of_member(app, viewer, self.0.id).await?),
            false => None,
        };
        Ok(connection(page, total, AccessEvent))
    }

    /// The history of states, oldest move first.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<Transition>> {
        let rows = many(ctx, HistoryKey(Subject::Member, self.0.id)).await?;
        Ok(rows.into_iter().map(Transition).collect())
    }

    /// Which fields of the profile were written when, newest first: for the member and the data-protection officer.
    async fn corrections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<Correction>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let page = service::correction::of_member(app, viewer, self.0.id, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::correction::count_of_member(app, viewer, self.0.id).await?),
            false => None,
        };
        let account = self.0.account_id;
        Ok(connection(page, total, |row| Correction { by_self: account.is_some() && row.actor_id == account, row }))
    }

    /// What the member asked of the data-protection officer, newest first: for the two of them.
    async fn subject_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<SubjectRequest>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let page = service::subject_request::of_member(app, viewer, self.0.id, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(service::subject_request::count_of_member(app, viewer, self.0.id).await?),
            false => None,
        };
        Ok(connection(page, total, SubjectRequest))
    }

    /// How far the profile has come, and what still helps.
    async fn completeness(&self, ctx: &Context<'_>) -> Result<Completeness> {
        let found = one(ctx, super::batch::CompletenessKey(self.0.id)).await?.unwrap_or_default();
        let language = language(ctx, None);
        let hints = found.next_steps.into_iter().map(|step| Hint {
            step: step.into(),
            field: step.field().to_owned(),
            text: step.message().text(language),
        });
        Ok(Completeness { percent: found.percent, hints: hints.collect() })
    }

    /// Positions that the viewer keeps in their own profile, the newest first; null in everybody else's.
    async fn saved_positions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Option<Listed<SavedPosition>>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        if !viewer.is_member(self.0.id) {
            return Ok(None);
        }
        // Boxed, since every field of a member costs as much memory as the largest.
        let page = Box::pin(service::saved_position::list(app, viewer, &request(first, after))).await?;
        let total = match wants_total(ctx) {
            true => Some(service::saved_position::count(app, viewer).await?),
            false => None,
        };
        Ok(Some(connection(page, total, SavedPosition)))
    }

    /// Open positions for this member, best first, each explained.
    async fn opportunities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<Match>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let page = Box::pin(service::matching::opportunities(app, viewer, self.0.id, &request(first, after))).await?;
        let total = match wants_total(ctx) {
            true => Some(service::matching::count_opportunities(app, viewer, self.0.id).await? as u64),
            false => None,
        };
        Ok(connection(page, total, Match))
    }

    /// Whether the viewer may edit this profile.
    async fn viewer_can_edit(&self, ctx: &Context<'_>) -> bool {
        policy::may_edit_member(ctx.data_unchecked::<Viewer>(), self.0.id)
    }
}

/// How far a profile has come.
#[derive(SimpleObject)]
pub struct Completeness {
    /// 0–100.
    percent: i32,
    /// What still helps, the most useful first.
    hints: Vec<Hint>,
}

/// What still helps a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::service::completeness::NextStep")]
pub enum NextStep {
    /// Proving an address: nobody is proposed who cannot be reached.
    VerifyContact,
    /// Agreeing to be proposed for positions.
    AgreeToMatching,
    /// A first skill.
    AddSkill,
    /// Five skills.
    AddMoreSkills,
    /// Something that backs a skill.
    AddEvidence,
    /// A language.
    AddLanguage,
    /// An experience.
    AddExperience,
    /// An education.
    AddEducation,
    /// When, and how, the member is available.
    AddAvailability,
    /// One line about oneself.
    WriteHeadline,
    /// Where in Mali the member is from.
    SayHomeUnit,
    /// Whether the member may return after a stay in Mali.
    SayRightOfReturn,
}

/// Something that would help.
#[derive(SimpleObject)]
pub struct Hint {
    /// What is to be done, for apps that lead there.
    step: NextStep,
    /// Field of the member it is about.
    field: String,
    /// A sentence for the member.
    text: String,
}

/// Queries about one member.
#[derive(Default)]
pub struct MemberQueries;

#[Object]
impl MemberQueries {
    /// A member by id: staff see every member, a member themself, the data-protection officer whoever a request is
    /// about; null otherwise.
    #[graphql(directive = requires::apply(vec![Role::Member, Role::Staff, Role::Admin, Role::Dpo]))]
    async fn member(&self, ctx: &Context<'_>, #[graphql(desc = "Id of the member.")] id: ID) -> Result<Option<Member>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        Ok(service::member::find(app, viewer, Kind::Member.reference(&id)).await?.map(Member))
    }
}

/// Changes to the viewer's own profile; what is left out stays as it is.
#[derive(InputObject)]
struct UpdateMemberInput {
    /// Version the change is based on.
    version: i32,
    /// Given names, in any script, up to 100 characters.
    given_names: Option<String>,
    /// Family names, in any script, up to 100 characters.
    family_names: Option<String>,
    /// Year of birth. Null clears it.
    birth_year: MaybeUndefined<i32>,
    /// Gender. Null clears it.
    gender: MaybeUndefined<Gender>,
    /// ISO 3166-1 alpha-2 codes, at most 5.
    nationalities: Option<Vec<String>>,
    /// ISO 3166-1 alpha-2.
    residence_country: Option<String>,
    /// City of residence, up to 100 characters. Null clears it.
    residence_city: MaybeUndefined<String>,
    /// Where in Mali the member is from. Null clears it.
    home_unit: MaybeUndefined<ID>,
    /// One line about oneself, up to 200 characters. Null clears it.
    headline: MaybeUndefined<String>,
    /// Whether the member may return after a stay in Mali.
    right_of_return: Option<RightOfReturn>,
    /// Language of mails.
    language: Option<Language>,
}

/// A move to another state.
#[derive(InputObject)]
struct MoveMemberInput {
    /// Which member: the viewer's own.
    id: ID,
    /// Version that was seen last.
    version: i32,
    /// State to reach.
    to: MemberStatus,
    /// Why, up to 200 characters.
    reason: String,
}

/// The profile changed.
#[derive(SimpleObject)]
struct UpdateMemberPayload {
    /// The member; null when there is something to mend.
    member: Option<Member>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The member moved.
#[derive(SimpleObject)]
struct MoveMemberPayload {
    /// The member; null when there is something to mend.
    member: Option<Member>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

impl From<UpdateMemberInput> for Values {
    fn from(input: UpdateMemberInput) -> Self {
        let home_unit = Option::<Option<ID>>::from(input.home_unit);
        Self {
            given_names: input.given_names,
            family_names: input.family_names,
            birth_year: input.birth_year.into(),
            gender: input.gender.into(),
            nationalities: input.nationalities,
            residence_country: input.residence_country,
            residence_city: input.residence_city.into(),
            home_unit: home_unit.map(|unit| unit.map(|id| Kind::AdminUnit.reference(&id))),
            headline: input.headline.into(),
            right_of_return: input.right_of_return,
            language: input.language,
        }
    }
}

/// Mutations of members.
#[derive(Default)]
pub struct MemberMutations;

#[Object]
impl MemberMutations {
    /// Changes the viewer's own profile.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn update_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateMemberInput,
    ) -> Result<UpdateMemberPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let version = input.version;
        let (row, user_errors) = settle(ctx, service::member::update(app, viewer, version, input.into()).await)?;
        Ok(UpdateMemberPayload { member: row.map(Member), user_errors })
    }

    /// Moves the viewer's own profile to another state: pause, resume, withdraw, come back.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn move_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: MoveMemberInput,
    ) -> Result<MoveMemberPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let id = Kind::Member.reference(&input.id);
        let step = (input.to, input.reason.as_str());
        let (row, user_errors) = settle(ctx, service::member::move_to(app, viewer, id, input.version, step).await)?;
        Ok(MoveMemberPayload { member: row.map(Member), user_errors })
    }
}
