//! The questions that are asked of the API, each about something else than the one before.

use std::sync::{Mutex, PoisonError};

use clap::ValueEnum;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::Outcome;
use crate::chance::Chance;
use crate::client::{Answer, Client, Question};
use crate::session::{self, STAFF, SignedIn};

const MEMBERS: &str = include_str!("../documents/members.graphql");
const MEMBER: &str = include_str!("../documents/member.graphql");
const CANDIDATES: &str = include_str!("../documents/candidates.graphql");
const SEARCH: &str = include_str!("../documents/search.graphql");
const UPDATE: &str = include_str!("../documents/update.graphql");
const PAGES_OF_MEMBERS: &str = include_str!("../documents/pages.graphql");
const POSITIONS: &str = include_str!("../documents/positions.graphql");

/// Pages of members that are asked for: the first ones, by name.
pub(crate) const PAGES: usize = 25;
/// Rows of a page.
pub(crate) const PAGE: usize = 20;
/// Members who change their profiles, at most.
const CHANGING: usize = 32;
/// What is searched for: words of headlines, and names.
const SEARCHED: [&str; 16] = [
    "ingenieur",
    "infirmier",
    "enseignante",
    "macon",
    "comptable",
    "agronome",
    "electricien",
    "medecin",
    "juriste",
    "architecte",
    "traductrice",
    "soudeur",
    "traore",
    "diarra",
    "coulibaly",
    "keita",
];
/// Countries that are filtered by.
const COUNTRIES: [&str; 10] = ["FR", "CI", "SN", "US", "ES", "GA", "CG", "CA", "IT", "DE"];
const MODES: [&str; 3] = ["ON_SITE", "REMOTE", "HYBRID"];

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// A page of members with their skills and languages.
    Members,
    /// One member with skills and languages.
    Member,
    /// The best candidates of a position, explained.
    Candidates,
    /// Members by words and filters, with counts by value.
    Search,
    /// A member changes the own headline.
    Update,
}

impl Kind {
    /// The name of the kind in tables.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Member => "member",
            Self::Candidates => "candidates",
            Self::Search => "search",
            Self::Update => "update",
        }
    }
}

/// Everything that questions are made of.
#[derive(Debug)]
pub(crate) struct Deck {
    token: String,
    /// Where each page begins; the first is null.
    cursors: Vec<Value>,
    /// Ids of the members of these pages.
    members: Vec<String>,
    positions: Vec<String>,
    /// What the positions ask for.
    concepts: Vec<String>,
    changing: Mutex<Vec<SignedIn>>,
    free: Semaphore,
}

impl Deck {
    /// Signs in and reads what questions are about.
    ///
    /// # Errors
    /// The server cannot be reached, or holds nothing that `seko-load fill` made.
    pub(crate) async fn open(client: &Client, with_updates: bool) -> Outcome<Self> {
        let token = session::sign_in(client, STAFF).await?;
        let (cursors, members) = pages(client, &token).await?;
        let (positions, concepts) = positions(client, &token).await?;
        let changing = if with_updates {
            let emails = holders(client, &token).await?;
            session::members(client, &emails).await?
        } else {
            Vec::new()
        };
        let free = Semaphore::new(changing.len());
        Ok(Self { token, cursors, members, positions, concepts, changing: Mutex::new(changing), free })
    }

    /// Asks one question of a kind, drawn with a seed.
    ///
    /// # Errors
    /// The server cannot be reached, or breaks off.
    pub(crate) async fn ask(&self, client: &Client, kind: Kind, seed: u64) -> Outcome<Answer> {
        match kind {
            Kind::Update => self.update(client, seed).await,
            other => client.ask(&self.read(other, seed)?).await,
        }
    }

    /// A question that changes nothing.
    fn read(&self, kind: Kind, seed: u64) -> Outcome<Question> {
        let mut chance = Chance::new(seed);
        let (document, variables) = match kind {
            Kind::Members | Kind::Update => (MEMBERS, json!({ "after": chance.pick(&self.cursors) })),
            Kind::Member => (MEMBER, json!({ "id": chance.pick(&self.members).ok_or("there are no members")? })),
            Kind::Candidates => {
                (CANDIDATES, json!({ "position": chance.pick(&self.positions).ok_or("there are no positions")? }))
            }
            Kind::Search => (SEARCH, self.search(&mut chance)),
        };
        Ok(session::question(document, &variables, Some(&self.token)))
    }

    /// A word, a country or three, a language, and now and then a mode and a skill.
    fn search(&self, chance: &mut Chance) -> Value {
        let mut filter = json!({ "languages": [{ "code": "fra", "minLevel": "B1" }] });
        let first = chance.below(COUNTRIES.len() - 3);
        filter["countries"] = json!(COUNTRIES[first..first + 1 + chance.below(3)]);
        if chance.share() < 0.5 {
            filter["modes"] = json!([chance.pick(&MODES)]);
        }
        if chance.share() < 0.3 {
            filter["anySkills"] = json!([{ "concept": chance.pick(&self.concepts), "minLevel": 2 }]);
        }
        json!({ "search": chance.pick(&SEARCHED), "filter": filter })
    }

    /// A member who changes nothing else meanwhile gets another headline.
    async fn update(&self, client: &Client, seed: u64) -> Outcome<Answer> {
        let _permit = self.free.acquire().await?;
        let member = self.changing.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut member = member.ok_or("there are no members who can sign in")?;
        let input = json!({ "version": member.version, "headline": format!("Ligne {seed}") });
        let question = session::question(UPDATE, &json!({ "input": input }), Some(&member.token));
        let answered = client.ask(&question).await;
        if let Ok(answer) = &answered {
            let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            member.version = body["data"]["updateMember"]["member"]["version"].as_i64().unwrap_or(member.version);
        }
        self.changing.lock().unwrap_or_else(PoisonError::into_inner).push(member);
        answered
    }
}

/// A page of members as the API is asked for it, the first one.
pub(crate) fn first_page(token: &str) -> Question {
    session::question(MEMBERS, &json!({ "after": null }), Some(token))
}

/// One member as the API is asked.
pub(crate) fn one_member(token: &str, id: &str) -> Question {
    session::question(MEMBER, &json!({ "id": id }), Some(token))
}

/// Where the first pages begin, and who stands in them.
async fn pages(client: &Client, token: &str) -> Outcome<(Vec<Value>, Vec<String>)> {
    let (mut cursors, mut members) = (vec![Value::Null], Vec::new());
    while let Some(after) = cursors.last() {
        let question = session::question(PAGES_OF_MEMBERS, &json!({ "after": after }), Some(token));
        let found = session::data(client, &question).await?;
        let page = &found["members"];
        members.extend(texts(&page["nodes"], "/id"));
        if cursors.len() == PAGES || page["pageInfo"]["hasNextPage"] != true {
            break;
        }
        cursors.push(page["pageInfo"]["endCursor"].clone());
    }
    Ok((cursors, members))
}

/// Open positions, and the concepts that they ask for.
async fn positions(client: &Client, token: &str) -> Outcome<(Vec<String>, Vec<String>)> {
    let found = session::data(client, &session::question(POSITIONS, &Value::Null, Some(token))).await?;
    let Some(list) = found.pointer("/projects/nodes/0/positions/nodes") else {
        return Err("the server has no project: fill its database first".into());
    };
    let requirements = list.as_array().into_iter().flatten().map(|position| &position["requirements"]);
    let concepts = requirements.flat_map(|list| texts(list, "/concept/id")).collect();
    Ok((texts(list, "/id"), concepts))
}

/// The texts that stand at a place in every object of a list.
fn texts(list: &Value, place: &str) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten().filter_map(|one| one.pointer(place)?.as_str());
    texts.map(str::to_owned).collect()
}

/// Addresses of members who can sign in: filling spreads them evenly over all.
async fn holders(client: &Client, token: &str) -> Outcome<Vec<String>> {
    let counted = "{ members(first: 1) { totalCount } }";
    let found = session::data(client, &session::question(counted, &Value::Null, Some(token))).await?;
    let members = found["members"]["totalCount"].as_u64().unwrap_or_default();
    let number = |place: u64| 1 + place * members / u64::from(crate::fill::ACCOUNT_HOLDERS);
    let places = 0..u64::from(crate::fill::ACCOUNT_HOLDERS);
    Ok(places.map(|place| format!("member{}.load@example.org", number(place))).take(CHANGING).collect())
}
