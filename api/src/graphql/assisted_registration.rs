//! Assisted registration: an agent registers a person in their presence.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::consent_record::{ConsentChannel, ConsentPurpose};
use entity::language::Language;

use super::id::concept_reference;
use super::member::Member;
use super::member_language::AddMemberLanguageInput;
use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;
use crate::service::account::ConsentChoice;
use crate::service::assisted_registration::AssistedRegistration;
use crate::service::member_skill::MemberSkillInput;
use crate::service::registration::Person;

/// A consent that a person states in presence.
#[derive(InputObject)]
struct StatedConsentInput {
    /// What the consent is for.
    purpose: ConsentPurpose,
    /// Version of the privacy notice that was shown; it must be the one in force.
    notice_version: i32,
    /// Where the proof is kept, such as the number of the signed form; up to 200 characters.
    proof: String,
}

/// A skill that a person names in presence.
#[derive(InputObject)]
struct StatedSkillInput {
    /// Skill or piece of knowledge: id or URI.
    concept: ID,
    /// 1–5.
    level: i32,
    /// Years of practice, 0–80.
    years: Option<i32>,
    /// Year of last use.
    last_used: Option<i32>,
}

/// What a person says in the presence of an agent.
#[derive(InputObject)]
struct RegisterAssistedInput {
    /// Given names, in any script.
    given_names: String,
    /// Family names, in any script.
    family_names: String,
    /// ISO 3166-1 alpha-2.
    residence_country: String,
    /// An address that the person gives; many have none.
    email: Option<String>,
    /// A telephone number in international form, such as +33 6 12 34 56 78.
    phone: Option<String>,
    /// Language of mails, in which the notice was shown; French when absent.
    language: Option<Language>,
    /// AGENT or FORUM_DESK.
    channel: ConsentChannel,
    /// Consents stated; REGISTRY is needed to be in the registry at all.
    consents: Vec<StatedConsentInput>,
    /// What the person can do, at most 20; they add the rest later.
    skills: Option<Vec<StatedSkillInput>>,
    /// What the person speaks, at most 10.
    languages: Option<Vec<AddMemberLanguageInput>>,
}

/// What the agent hands over to the person.
#[derive(SimpleObject)]
struct RegisterAssistedPayload {
    /// The member, in DRAFT: shown to the agent in this answer and its retries alone, each of which is in the read log.
    member: Option<Member>,
    /// Code by which the person takes the profile over: to be printed or written down for them, and for nobody else.
    claim_code: Option<String>,
    /// Until when the code is good; afterwards the registration is deleted.
    claim_expires_at: Option<DateTime<Utc>>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of agents.
#[derive(Default)]
pub struct AssistedRegistrationMutations;

#[Object]
impl AssistedRegistrationMutations {
    /// Registers a person in their presence, for an agent who states ASSISTED_REGISTRATION as purpose. The profile is in
    /// DRAFT and not ranked until the person takes it over with `claimProfile`; where an address or number was given, a
    /// message tells them. The answer is the same for known and unknown addresses.
    #[graphql(directive = requires::apply(vec![Role::Agent]))]
    async fn register_assisted(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RegisterAssistedInput,
    ) -> Result<RegisterAssistedPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let outcome = service::assisted_registration::register(app, viewer, input.into()).await;
        let (registered, user_errors) = settle(ctx, outcome)?;
        let Some(registered) = registered else {
            return Ok(RegisterAssistedPayload { member: None, claim_code: None, claim_expires_at: None, user_errors });
        };
        Ok(RegisterAssistedPayload {
            member: Some(Member(registered.member)),
            claim_code: Some(registered.code),
            claim_expires_at: Some(registered.expires_at),
            user_errors,
        })
    }
}

impl From<RegisterAssistedInput> for AssistedRegistration {
    fn from(input: RegisterAssistedInput) -> Self {
        let consents = input.consents.into_iter().map(|stated| {
            let choice = ConsentChoice { purpose: stated.purpose, notice_version: stated.notice_version };
            (choice, stated.proof)
        });
        Self {
            person: Person {
                given_names: input.given_names,
                family_names: input.family_names,
                residence_country: input.residence_country,
                language: input.language.unwrap_or_default(),
            },
            email: input.email,
            phone: input.phone,
            channel: input.channel,
            consents: consents.collect(),
            skills: input.skills.unwrap_or_default().into_iter().map(Into::into).collect(),
            languages: input.languages.unwrap_or_default().into_iter().map(Into::into).collect(),
        }
    }
}

impl From<StatedSkillInput> for MemberSkillInput {
    fn from(input: StatedSkillInput) -> Self {
        Self {
            concept: Some(concept_reference(&input.concept)),
            level: Some(input.level),
            years: Some(input.years),
            last_used: Some(input.last_used),
            wants_to_use: None,
            evidence: None,
        }
    }
}
