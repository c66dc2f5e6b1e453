//! Assisted registration: an agent registers a person in their presence, who takes the profile over later.

use chrono::{DateTime, Utc};
use entity::access_event::Purpose;
use entity::change_log::Subject;
use entity::consent_record::{ConsentChannel, ConsentPurpose};
use entity::contact::{self, ContactKind};
use entity::language::Language;
use entity::member::{self, MemberStatus};
use entity::role_grant::RoleName;
use entity::{member_language, member_skill};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::auth::attempts::Act;
use crate::error::{Code, Error, Problem, Result};
use crate::locale::{self, Message};
use crate::service::account::ConsentChoice;
use crate::service::check::Check;
use crate::service::consent::Statement;
use crate::service::contact::normalised_phone;
use crate::service::idempotency;
use crate::service::member_language::MemberLanguageInput;
use crate::service::member_skill::MemberSkillInput;
use crate::service::registration::{Person, draft};
use crate::service::section::{self, Section};
use crate::service::transition::{self, Move};
use crate::service::{change_log, claim, consent, mail};

/// Skills that one registration may name; the person adds the others.
const MOST_SKILLS: usize = 20;
/// Languages that one registration may name.
const MOST_LANGUAGES: usize = 10;

/// What a person says in the presence of an agent.
#[derive(Clone, Debug)]
pub struct AssistedRegistration {
    /// Who it is.
    pub person: Person,
    /// An address that the person gives; many have none.
    pub email: Option<String>,
    /// A telephone number that the person gives.
    pub phone: Option<String>,
    /// AGENT or FORUM_DESK.
    pub channel: ConsentChannel,
    /// What they agree to, each with where its proof is kept, such as the number of the signed form.
    pub consents: Vec<(ConsentChoice, String)>,
    /// What they can do.
    pub skills: Vec<MemberSkillInput>,
    /// What they speak.
    pub languages: Vec<MemberLanguageInput>,
}

/// What the agent hands over.
#[derive(Clone, Debug)]
pub struct Registered {
    /// The member, in DRAFT.
    pub member: member::Model,
    /// Code by which the person takes the profile over, to be printed for them.
    pub code: String,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

/// An agent registers a person in their presence: in DRAFT, unranked, until the person takes the profile over. The answer
/// and its retries alone show the member to the agent. Whether an address is known already is not told.
///
/// # Errors
/// Problems with the values; RATE_LIMITED; UNAUTHENTICATED, FORBIDDEN.
pub async fn register(app: &App, viewer: &Viewer, input: AssistedRegistration) -> Result<Registered> {
    let agent = viewer.holding(&[RoleName::Agent])?;
    app.attempts.count(viewer, Act::Assist, &agent.account.unwrap_or_default().to_string())?;
    let checked = Checked::new(app, viewer, input).await?;
    let tx = app.begin().await?;
    let id = match idempotency::claim(&tx, app, viewer).await? {
        idempotency::Claim::Done(id) => return handed_over(&tx, app, viewer, id).await,
        idempotency::Claim::New(id) => id,
    };
    let language = checked.person.language;
    let row = draft(app, id, None, &checked.person);
    member::Entity::insert(row).exec_without_returning(&tx).await?;
    let step = Move::between(Subject::Member, id, None, MemberStatus::Draft, "REGISTERED_BY_AGENT");
    transition::record(&tx, app, viewer, step).await?;
    change_log::append(&tx, app, viewer, Subject::Member, id, "member.registered").await?;
    for (kind, value) in &checked.contacts {
        insert_contact(&tx, app, id, (*kind, value)).await?;
    }
    for (choice, proof) in checked.consents {
        let statement =
            Statement { language, channel: checked.channel, proof: Some(proof), witnessed_by: agent.account };
        consent::append_given(&tx, app, id, choice.into(), statement).await?;
    }
    add_sections(&tx, app, viewer, (id, checked.skills, checked.languages)).await?;
    claim::open(&tx, app, (id, agent.account)).await?;
    let registered = handed_over(&tx, app, viewer, id).await?;
    tell(&tx, app, (&checked.contacts, language), registered.expires_at).await?;
    tx.commit().await?;
    Ok(registered)
}

/// What was said, put right.
struct Checked {
    person: Person,
    contacts: Vec<(ContactKind, String)>,
    channel: ConsentChannel,
    consents: Vec<(ConsentChoice, String)>,
    skills: Vec<MemberSkillInput>,
    languages: Vec<MemberLanguageInput>,
}

impl Checked {
    async fn new(app: &App, viewer: &Viewer, input: AssistedRegistration) -> Result<Self> {
        let mut check = Check::new();
        if viewer.purpose != Some(Purpose::AssistedRegistration) {
            check.add(Problem::invalid("input", Message::new("problem-agent-purpose")));
        }
        if !matches!(input.channel, ConsentChannel::Agent | ConsentChannel::ForumDesk) {
            check.add(Problem::invalid("channel", Message::new("problem-channel")));
        }
        let names = (input.person.given_names.as_str(), input.person.family_names.as_str());
        let person = Person::read(&mut check, names, &input.person.residence_country, input.person.language);
        let mut contacts = Vec::new();
        if let Some(email) = input.email {
            contacts.push((ContactKind::Email, check.email("email", &email)));
        }
        if let Some(phone) = input.phone {
            match normalised_phone(&phone) {
                Some(phone) => contacts.push((ContactKind::Phone, phone)),
                None => check.add(Problem::invalid("phone", Message::new("problem-phone"))),
            }
        }
        let consents = stated(app, &mut check, input.consents).await?;
        check.count("skills", input.skills.len(), MOST_SKILLS);
        check.count("languages", input.languages.len(), MOST_LANGUAGES);
        check.finish()?;
        let (channel, skills, languages) = (input.channel, input.skills, input.languages);
        Ok(Self { person, contacts, channel, consents, skills, languages })
    }
}

/// Every consent names the notice in force, a purpose once, and its proof; without REGISTRY nobody is registered.
async fn stated(
    app: &App,
    check: &mut Check,
    consents: Vec<(ConsentChoice, String)>,
) -> Result<Vec<(ConsentChoice, String)>> {
    let choices: Vec<ConsentChoice> = consents.iter().map(|(choice, _)| *choice).collect();
    if !choices.iter().any(|choice| choice.purpose == ConsentPurpose::Registry) {
        check.add(Problem::invalid("consents", Message::new("problem-registry-consent")));
    }
    consent::check_choices(app, check, &choices).await?;
    let numbered = consents.into_iter().enumerate().take(20);
    let proved = numbered.map(|(place, (choice, proof))| {
        let proof = check.text(format!("consents.{place}.proof"), &proof, 200);
        (choice, proof)
    });
    Ok(proved.collect())
}

async fn insert_contact(
    tx: &DatabaseTransaction,
    app: &App,
    member: Uuid,
    (kind, value): (ContactKind, &str),
) -> Result<()> {
    let contact = contact::ActiveModel {
        id: Set(Uuid::now_v7()),
        member_id: Set(member),
        kind: Set(kind),
        value: Set(value.to_owned()),
        verified_at: Set(None),
        created_at: Set(app.clock.now()),
    };
    contact::Entity::insert(contact).exec_without_returning(tx).await?;
    Ok(())
}

/// Skills and languages, by the rules that hold for the member's own.
async fn add_sections(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    (member, skills, languages): (Uuid, Vec<MemberSkillInput>, Vec<MemberLanguageInput>),
) -> Result<()> {
    let mut problems = Vec::new();
    add_rows::<member_skill::Entity>(tx, app, viewer, (member, "skills", skills), &mut problems).await?;
    add_rows::<member_language::Entity>(tx, app, viewer, (member, "languages", languages), &mut problems).await?;
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// The rows of one list; what is wrong with one is told at its place in the list.
async fn add_rows<S: Section>(
    tx: &DatabaseTransaction,
    app: &App,
    viewer: &Viewer,
    (member, list, inputs): (Uuid, &str, Vec<S::Input>),
    problems: &mut Vec<Problem>,
) -> Result<()>
where
    S::ActiveModel: ActiveModelTrait<Entity = S> + ActiveModelBehavior + Send,
    S::Model: IntoActiveModel<S::ActiveModel> + Sync,
{
    for (place, input) in inputs.into_iter().enumerate() {
        match section::add_in::<S>(tx, app, viewer, (member, Uuid::now_v7()), input).await {
            Ok(_) => {}
            Err(Error::Invalid(found)) => {
                let is_twin = found.iter().any(|problem| problem.code == Code::Conflict);
                let placed = found.into_iter();
                problems.extend(
                    placed.map(|problem| Problem {
                        field: format!("{list}.{place}.{}", problem.field).into(),
                        ..problem
                    }),
                );
                if is_twin {
                    return Err(Error::Invalid(std::mem::take(problems)));
                }
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}

/// What the agent sees of the person, and the code: as long as nobody has taken the profile over.
async fn handed_over(tx: &DatabaseTransaction, app: &App, viewer: &Viewer, id: Uuid) -> Result<Registered> {
    let member = member::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    let claim = claim::of(tx, id).await?.ok_or(Error::NotFound)?;
    viewer.assist(id);
    Ok(Registered { member, code: claim::code(app, id), expires_at: claim.expires_at })
}

/// The person is told where an address or number was given. The message holds no code: whoever signs in with an e-mail
/// address needs none, and nobody else shall have it.
async fn tell(
    tx: &DatabaseTransaction,
    app: &App,
    (contacts, language): (&[(ContactKind, String)], Language),
    expires_at: DateTime<Utc>,
) -> Result<()> {
    for (kind, address) in contacts {
        // A text message is counted where it is put into the outbox.
        let may_tell = *kind == ContactKind::Phone || app.quotas.may_mail(address);
        if may_tell {
            let words = (
                Message::new("mail-assisted-subject"),
                Message::new("mail-assisted-body")
                    .with("link", format!("{}/claim", app.config.public_url))
                    .with("day", locale::date(expires_at.date_naive(), language)),
            );
            mail::enqueue(tx, app, address, language, words).await?;
        }
    }
    Ok(())
}
