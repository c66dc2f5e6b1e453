//! Consents and the notices they refer to.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::consent_record::{self, ConsentChannel, ConsentDecision, ConsentPurpose, ConsentState};
use entity::language::Language;
use entity::privacy_notice;
use sea_orm::Iterable;
use uuid::Uuid;

use super::batch::{NoticeKey, SharingAgreementKey, language, one};
use super::date_range::Date;
use super::id::Kind;
use super::payload::{UserError, settle};
use super::requires::{ANYONE, Role, requires};
use super::sharing_agreement::SharingAgreement;
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;
use crate::service::consent::{Consent, Witnessed};

/// A version of the privacy notice.
pub struct PrivacyNotice {
    pub(super) notice: privacy_notice::Model,
    pub(super) in_force: bool,
}

/// What one purpose means, in the notice's words.
#[derive(SimpleObject)]
struct NoticePurpose {
    /// The purpose.
    purpose: ConsentPurpose,
    /// The sentence to show beside the box.
    text: String,
}

/// A version of the privacy notice.
#[Object]
impl PrivacyNotice {
    /// Id of the notice.
    pub(super) async fn id(&self) -> ID {
        Kind::PrivacyNotice.id(self.notice.id)
    }

    /// Number to give back with a consent.
    async fn version(&self) -> i32 {
        self.notice.version
    }

    /// The notice in full; paragraphs parted by empty lines.
    async fn text(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language wanted; the viewer's when absent.")] wanted: Option<Language>,
    ) -> String {
        self.notice.text.text(language(ctx, wanted)).to_owned()
    }

    /// Every purpose a consent can be given for, in the order to show.
    async fn purposes(&self, ctx: &Context<'_>) -> Vec<NoticePurpose> {
        let language = language(ctx, None);
        let texts = self.notice.purposes.0.iter();
        let known = texts.filter_map(|entry| Some((purpose(&entry.purpose)?, entry)));
        known.map(|(purpose, entry)| NoticePurpose { purpose, text: entry.text.text(language).to_owned() }).collect()
    }

    /// First day on which it is in force.
    async fn in_force_from(&self) -> Date {
        Date(self.notice.in_force_from)
    }

    /// Whether this is the notice in force: new consents name its version.
    async fn in_force(&self) -> bool {
        self.in_force
    }
}

fn purpose(name: &str) -> Option<ConsentPurpose> {
    ConsentPurpose::iter().find(|purpose| sea_orm::ActiveEnum::to_value(purpose) == name)
}

/// One decision in the ledger of consents.
pub struct ConsentRecord(pub(super) consent_record::Model, pub(super) ConsentState);

/// One decision in the ledger of consents.
#[Object]
impl ConsentRecord {
    /// Id of the record.
    pub(super) async fn id(&self) -> ID {
        Kind::ConsentRecord.id(self.0.id)
    }

    /// What it is about.
    async fn purpose(&self) -> ConsentPurpose {
        self.0.purpose
    }

    /// The one sharing agreement it is about; SHARE_WITH_PARTNER without one is about all of them.
    async fn agreement_id(&self) -> Option<ID> {
        self.0.agreement_id.map(|id| Kind::SharingAgreement.id(id))
    }

    /// That agreement, as long as it is in force.
    async fn agreement(&self, ctx: &Context<'_>) -> Result<Option<SharingAgreement>> {
        match self.0.agreement_id {
            Some(id) => Ok(one(ctx, SharingAgreementKey(id)).await?.map(SharingAgreement)),
            None => Ok(None),
        }
    }

    /// Given or withdrawn.
    async fn decision(&self) -> ConsentDecision {
        self.0.decision
    }

    /// Version of the notice that was shown.
    async fn notice_version(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(one(ctx, NoticeKey(self.0.notice_id)).await?.map(|notice| notice.version))
    }

    /// Language in which the notice was shown.
    async fn language(&self) -> Language {
        self.0.language
    }

    /// How the decision reached the registry.
    async fn channel(&self) -> ConsentChannel {
        self.0.channel
    }

    /// Where the decision stands today.
    async fn state(&self) -> ConsentState {
        self.1
    }

    /// Last day on which the consent stands; without end when null.
    async fn expires_on(&self) -> Option<Date> {
        self.0.expires_on.map(Date)
    }

    /// Where the proof of a decision stated in presence is kept.
    async fn proof(&self) -> Option<&str> {
        self.0.proof.as_deref()
    }

    /// When it was decided.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }
}

/// Queries about notices.
#[derive(Default)]
pub struct ConsentQueries;

#[Object]
impl ConsentQueries {
    /// Privacy notices, the one in force first.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn privacy_notices(&self, ctx: &Context<'_>) -> Result<Vec<PrivacyNotice>> {
        let notices = service::consent::notices(ctx.data_unchecked::<Arc<App>>()).await?;
        let numbered = notices.into_iter().enumerate();
        Ok(numbered.map(|(place, notice)| PrivacyNotice { notice, in_force: place == 0 }).collect())
    }
}

/// A consent to give.
#[derive(InputObject)]
struct GiveConsentInput {
    /// What the consent is for.
    purpose: ConsentPurpose,
    /// With SHARE_WITH_PARTNER, the one sharing agreement in force that it is about; all of them when absent.
    agreement: Option<ID>,
    /// Version of the privacy notice that was shown; it must be the one in force.
    notice_version: i32,
    /// Last day on which it shall stand; without end when absent.
    expires_on: Option<Date>,
}

/// Which consent to take back.
#[derive(InputObject)]
struct WithdrawConsentInput {
    /// What the consent was for.
    purpose: ConsentPurpose,
    /// With SHARE_WITH_PARTNER, the one sharing agreement to take it back from, in force or ended. When absent the consent
    /// to sharing with all partners is taken back; what was said about one agreement stands.
    agreement: Option<ID>,
}

/// What a person states in the presence of an agent.
#[derive(InputObject)]
struct RecordConsentInput {
    /// The verified e-mail address or telephone number that the person gives.
    contact: String,
    /// What the consent is for.
    purpose: ConsentPurpose,
    /// With SHARE_WITH_PARTNER, the one sharing agreement that it is about; all of them when absent.
    agreement: Option<ID>,
    /// Given, or taken back.
    decision: ConsentDecision,
    /// Version of the privacy notice that was shown; it must be the one in force.
    notice_version: i32,
    /// AGENT or FORUM_DESK.
    channel: ConsentChannel,
    /// Where the proof is kept, such as the number of the signed form; up to 200 characters.
    proof: String,
    /// Last day on which it shall stand; without end when absent.
    expires_on: Option<Date>,
}

/// The decision written down.
#[derive(SimpleObject)]
struct RecordConsentPayload {
    /// Whether the ledger says so now; the person has a mail about it.
    recorded: bool,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The ledger after a consent was given.
#[derive(SimpleObject)]
struct GiveConsentPayload {
    /// Every decision of the member, newest first.
    consents: Option<Vec<ConsentRecord>>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The ledger after a consent was taken back.
#[derive(SimpleObject)]
struct WithdrawConsentPayload {
    /// Every decision of the member, newest first.
    consents: Option<Vec<ConsentRecord>>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of consents.
#[derive(Default)]
pub struct ConsentMutations;

#[Object]
impl ConsentMutations {
    /// Gives one consent, under the notice in force. Giving it again changes nothing.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn give_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: GiveConsentInput,
    ) -> Result<GiveConsentPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let consent = Consent {
            purpose: input.purpose,
            agreement: input.agreement.as_ref().map(agreement),
            notice_version: input.notice_version,
            expires_on: input.expires_on.map(Into::into),
        };
        let (records, user_errors) = settle(ctx, service::consent::give(app, viewer, consent).await)?;
        Ok(GiveConsentPayload { consents: records.map(wrap), user_errors })
    }

    /// Takes one consent back; the others stand. It counts from the next request on.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn withdraw_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: WithdrawConsentInput,
    ) -> Result<WithdrawConsentPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let about = input.agreement.as_ref().map(agreement);
        let (records, user_errors) = settle(ctx, service::consent::withdraw(app, viewer, input.purpose, about).await)?;
        Ok(WithdrawConsentPayload { consents: records.map(wrap), user_errors })
    }

    /// Writes down a decision that a person states in the presence of an agent, who states ASSISTED_REGISTRATION as
    /// purpose. The person is told by mail.
    #[graphql(directive = requires::apply(vec![Role::Agent]))]
    async fn record_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RecordConsentInput,
    ) -> Result<RecordConsentPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let stated = Witnessed {
            contact: input.contact,
            consent: Consent {
                purpose: input.purpose,
                agreement: input.agreement.as_ref().map(agreement),
                notice_version: input.notice_version,
                expires_on: input.expires_on.map(Into::into),
            },
            decision: input.decision,
            channel: input.channel,
            proof: input.proof,
        };
        let (record, user_errors) = settle(ctx, service::consent::witness(app, viewer, stated).await)?;
        Ok(RecordConsentPayload { recorded: record.is_some(), user_errors })
    }
}

fn agreement(id: &ID) -> Uuid {
    Kind::SharingAgreement.reference(id)
}

fn wrap(records: Vec<(consent_record::Model, ConsentState)>) -> Vec<ConsentRecord> {
    records.into_iter().map(|(record, state)| ConsentRecord(record, state)).collect()
}
