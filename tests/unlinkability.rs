//! Two partners with agreements over the same members put everything they can read side by side, and cannot tell which of
//! their candidates are the same person.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta};
use entity::member;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use seko::service::index;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::erasure_notice::{erase, weeks_pass};
use crate::partners::{self, agreement, candidate, client, opened, organisation, person, signed_in, text, uuid};
use crate::support::{Asker, Server, each_server};

/// Equal in everything that is shared; enough of them that two orders do not agree by chance. Each of five letters and
/// more: fewer stand in a long cursor by chance.
const NAMES: [&str; 9] = ["Aminata", "Bintou", "Coumba", "Djeneba", "Fanta", "Kadiatou", "Mariam", "Nassira", "Rokia"];

/// Everything that a partner can ask about the candidates of its position.
const CANDIDATES: &str = "query($id: ID!, $first: Int, $after: String) { position(id: $id) {
    candidates(first: $first, after: $after) { totalCount pageInfo { hasNextPage startCursor endCursor }
    edges { cursor node { score algorithm gates { gate passed reason } parts { verdict shortfalls closeness credit weight
    rarity points concept { id uri label } evidence { __typename } } candidate { ...Seen } } } } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { __typename ... on Candidate { ...Seen } } }";
const SEEN: &str = "fragment Seen on Candidate { id pseudonym member { id createdAt confirmedAt } residenceCountry
    homeRegion { id name kind } ageBand gender skills { level lastUsed verification concept { id uri label } }
    languages { code speaking } experiences { kind years occupation { id label } } educations { level field }
    availabilities { fromYear toYear modes } givenNames familyNames contacts { kind value } }";
const REQUESTS: &str = "{ contactRequests { totalCount edges { cursor node { id version status answeredAt
    candidate { ...Seen } } } } }";
const REQUEST: &str = "mutation($input: RequestContactInput!) { requestContact(input: $input) {
    contactRequest { id } userErrors { field } } }";
const ANSWER: &str = "mutation($input: AnswerContactRequestInput!) { answerContactRequest(input: $input) {
    userErrors { field } } }";
const OWN: &str = "{ viewer { member { id contactRequests { id version organisation { id } } } } }";

/// What the agreements share and what follows from it: scores, and the words of the vocabulary.
const SHARED: [&str; 39] = [
    "totalCount",
    "hasNextPage",
    "score",
    "algorithm",
    "gate",
    "passed",
    "reason",
    "verdict",
    "shortfalls",
    "closeness",
    "credit",
    "weight",
    "rarity",
    "points",
    "concept.id",
    "concept.uri",
    "concept.label",
    "residenceCountry",
    "homeRegion.id",
    "homeRegion.name",
    "homeRegion.kind",
    "ageBand",
    "gender",
    "level",
    "lastUsed",
    "verification",
    "code",
    "speaking",
    "kind",
    "years",
    "occupation.id",
    "occupation.label",
    "field",
    "fromYear",
    "toYear",
    "modes",
    "__typename",
    "version",
    "status",
];

/// What one partner has read, by its people and by its app.
struct Reader {
    organisation: String,
    position: String,
    user: Asker,
    app: Asker,
}

impl Reader {
    async fn of(server: &Server, staff: &Asker, (name, email): (&str, &str)) -> Self {
        let organisation = organisation(server, staff, name).await;
        let agreement = agreement(server, staff, &organisation, json!({})).await;
        let user = person(server, email, &organisation).await;
        let (_, position) = opened(server, staff, &user, &organisation).await;
        let app = client(server, staff, (&organisation, &agreement), &partners::SCOPES).await;
        let app = signed_in(server, &app).await;
        Self { organisation, position, user, app }
    }

    async fn asks(&self, server: &Server, asker: &Asker, document: &str, variables: Value) -> Value {
        server.asks(asker).data(&format!("{document} {SEEN}"), variables).await
    }

    async fn list(&self, server: &Server, asker: &Asker, page: Value) -> Value {
        let mut variables = json!({ "id": self.position });
        for (name, value) in page.as_object().into_iter().flatten() {
            variables[name] = value.clone();
        }
        self.asks(server, asker, CANDIDATES, variables).await["position"]["candidates"].take()
    }

    /// Candidate ids in the order of the ranking.
    async fn ids(&self, server: &Server, asker: &Asker) -> Vec<String> {
        let list = self.list(server, asker, json!({})).await;
        let edges = list["edges"].as_array().expect("edges").iter();
        edges.map(|edge| text(&edge["node"]["candidate"]["id"])).collect()
    }

    /// Everything that can be read, in answers: the whole list, its pages, every candidate as a node, the requests.
    async fn everything(&self, server: &Server) -> Vec<Value> {
        let mut answers = vec![self.list(server, &self.user, json!({})).await];
        let mut after = Value::Null;
        loop {
            let page = self.list(server, &self.app, json!({ "first": 4, "after": after })).await;
            after = page["pageInfo"]["endCursor"].clone();
            let has_next = page["pageInfo"]["hasNextPage"] == true;
            answers.push(page);
            if !has_next {
                break;
            }
        }
        for id in self.ids(server, &self.user).await {
            answers.push(self.asks(server, &self.app, NODE, json!({ "id": id })).await);
        }
        answers.push(self.asks(server, &self.user, REQUESTS, json!({})).await);
        answers
    }

    /// The people behind the ids, which the registry alone can tell.
    fn people(&self, server: &Server, ids: &[String]) -> Vec<Uuid> {
        let reader = format!("organisation {}", uuid(&self.organisation));
        let alias = |id: &String| id.strip_prefix("candidate_").expect("a candidate's id").to_owned();
        let member = |id: &String| server.app.keys.resolve_alias(&reader, &alias(id)).expect("an id of this reader's");
        ids.iter().map(member).collect()
    }
}

/// Every string, number and truth value of an answer, with the name of its field and of the one around it.
fn leaves(value: &Value, path: &[&str], found: &mut Vec<(String, String)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| leaves(item, path, found)),
        Value::Object(fields) => {
            for (name, field) in fields {
                let path: Vec<&str> = path.iter().copied().chain([name.as_str()]).collect();
                leaves(field, &path, found);
            }
        }
        Value::Null => {}
        leaf => {
            let start = path.len().saturating_sub(2);
            let text = leaf.as_str().map_or_else(|| leaf.to_string(), str::to_owned);
            found.push((path[start..].join("."), text));
        }
    }
}

fn all_leaves(answers: &[Value]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    answers.iter().for_each(|answer| leaves(answer, &[], &mut found));
    found
}

fn is_shared(field: &str) -> bool {
    let last = field.rsplit('.').next().unwrap_or_default();
    SHARED.contains(&field) || SHARED.contains(&last)
}

/// The values of the fields that are a reader's own: ids, pseudonyms, cursors.
fn own(leaves: &[(String, String)]) -> BTreeMap<&str, &str> {
    let own = leaves.iter().filter(|(field, _)| !is_shared(field));
    own.map(|(field, value)| (value.as_str(), field.as_str())).collect()
}

/// What a text may hide: itself, and the bytes of every part of it that can be decoded.
fn bytes_of(value: &str) -> Vec<Vec<u8>> {
    let mut found = vec![value.as_bytes().to_vec()];
    for part in [value, value.split_once('_').map_or("", |(_, rest)| rest)] {
        found.extend(URL_SAFE_NO_PAD.decode(part));
        found.extend(Uuid::try_parse(part).map(|uuid| uuid.as_bytes().to_vec()));
    }
    found
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// Neither the member's id, in any spelling, nor the moment of registration in it.
fn assert_hides(value: &str, member: Uuid, context: &str) {
    let (hyphenated, simple) = (member.to_string(), member.simple().to_string());
    for bytes in bytes_of(value) {
        let needles = [member.as_bytes(), &member.as_bytes()[..6], hyphenated.as_bytes(), &simple.as_bytes()[..12]];
        for needle in needles {
            assert!(!holds(&bytes, needle), "{context} holds a part of {member}: {value}");
        }
    }
}

/// The members, each having confirmed the profile on another day, the first one last.
async fn confirmed_in_turn(server: &Server) -> Vec<Uuid> {
    let members = member::Entity::find().order_by_asc(member::Column::CreatedAt).all(&server.app.db).await;
    let members: Vec<Uuid> = members.expect("members are read").into_iter().map(|member| member.id).collect();
    for (number, id) in members.iter().enumerate() {
        let day = server.app.clock.now() - TimeDelta::days(number as i64);
        member::Entity::update_many()
            .col_expr(member::Column::ConfirmedAt, Expr::value(day))
            .filter(member::Column::Id.eq(*id))
            .exec(&server.app.db)
            .await
            .expect("the day is stored");
    }
    index::build(&server.app).await.expect("the index is built anew");
    members
}

#[tokio::test]
async fn two_partners_cannot_tell_that_two_of_their_candidates_are_one_person() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        for name in NAMES {
            candidate(server, name, 1990, 4).await;
        }
        let members = confirmed_in_turn(server).await;
        let first = Reader::of(server, &staff, ("Hôpital du Mali", "un@example.org")).await;
        let second = Reader::of(server, &staff, ("Mairie de Ségou", "deux@example.org")).await;
        let (first_ids, second_ids) = (first.ids(server, &first.user).await, second.ids(server, &second.user).await);
        assert_eq!((first_ids.len(), second_ids.len()), (NAMES.len(), NAMES.len()), "both see everybody");
        assert_stable(server, &first, &first_ids).await;
        assert_stable(server, &second, &second_ids).await;
        assert_orders_say_nothing(&first.people(server, &first_ids), &second.people(server, &second_ids), &members);

        for (reader, ids) in [(&first, &first_ids), (&second, &second_ids)] {
            let input = json!({ "position": reader.position, "candidate": ids[0], "message": "Venez nous aider" });
            let asked = server.asks(&reader.user).run(REQUEST, input).await;
            assert!(asked["requestContact"]["contactRequest"]["id"].is_string(), "{asked}");
        }
        let (mine, theirs) = (first.everything(server).await, second.everything(server).await);
        assert_nothing_in_common(&mine, &theirs);
        for answer in mine.iter().chain(&theirs) {
            assert_nothing_of_the_members(answer, &members);
        }
        for (reader, ids) in [(&first, &second_ids), (&second, &first_ids)] {
            assert_strange_to(server, reader, ids).await;
        }
        let (mine, theirs) = (first.list(server, &first.user, json!({})).await, &second);
        let foreign = json!({ "id": theirs.position, "after": mine["pageInfo"]["endCursor"] });
        let refused = server.asks(&theirs.user).answer(&format!("{CANDIDATES} {SEEN}"), foreign).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "a cursor opens for its reader alone");
    })
    .await;
}

/// The same ids in the same order each time, for people and apps alike.
async fn assert_stable(server: &Server, reader: &Reader, ids: &[String]) {
    assert_eq!(reader.ids(server, &reader.user).await, ids);
    assert_eq!(reader.ids(server, &reader.app).await, ids);
}

/// Equals come in an order that is each reader's own: not the other's, not that of registration or confirmation.
fn assert_orders_say_nothing(first: &[Uuid], second: &[Uuid], registered: &[Uuid]) {
    let everybody: BTreeSet<&Uuid> = registered.iter().collect();
    for order in [first, second] {
        assert_eq!(order.iter().collect::<BTreeSet<_>>(), everybody);
        assert_ne!(order, registered, "the order of registration, and of the latest confirmation");
        assert!(order.iter().rev().ne(registered), "the same backwards");
    }
    assert_ne!(first, second, "both see equals in the same order");
    assert!(first.iter().rev().ne(second), "one order is the other backwards");
}

/// No value of what is a reader's own appears anywhere in what the other reads.
fn assert_nothing_in_common(mine: &[Value], theirs: &[Value]) {
    let (mine, theirs) = (all_leaves(mine), all_leaves(theirs));
    for (own_of_one, all_of_other) in [(own(&mine), &theirs), (own(&theirs), &mine)] {
        let fields: BTreeSet<&str> = own_of_one.values().copied().collect();
        let expected = ["candidate.id", "candidate.pseudonym", "edges.cursor", "node.id", "node.pseudonym"];
        assert!(
            expected.iter().all(|field| fields.contains(field)),
            "the walk finds what is to be compared: {fields:?}"
        );
        for (field, value) in all_of_other {
            assert!(!own_of_one.contains_key(value.as_str()), "both read {value}, one in {field}");
        }
    }
    // What is shared is the same for all nine, so that it parts nobody from anybody either.
    let shared = |leaves: &[(String, String)]| -> BTreeSet<(String, String)> {
        leaves.iter().filter(|(field, _)| is_shared(field)).cloned().collect()
    };
    assert_eq!(shared(&mine), shared(&theirs), "the shared fields are the same");
}

/// Nothing that names a member, and no time finer than a year.
fn assert_nothing_of_the_members(answer: &Value, members: &[Uuid]) {
    let found = all_leaves(std::slice::from_ref(answer));
    let mut lengths: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (field, value) in &found {
        for member in members {
            assert_hides(value, *member, field);
        }
        for word in NAMES.into_iter().chain(["Traoré", "example.org", "Créteil", "Montreuil", "Licence"]) {
            assert!(!value.contains(word), "{field} tells {word}: {value}");
        }
        assert!(DateTime::parse_from_rfc3339(value).is_err(), "{field} is a moment: {value}");
        if !is_shared(field) {
            lengths.entry(field).or_default().insert(value.len());
        }
    }
    for (field, lengths) in lengths {
        assert_eq!(lengths.len(), 1, "the length of {field} tells something: {lengths:?}");
    }
}

/// Ids of the other reader's lead nowhere, neither to read nor to ask.
async fn assert_strange_to(server: &Server, reader: &Reader, ids: &[String]) {
    for id in ids {
        for asker in [&reader.user, &reader.app] {
            let found = reader.asks(server, asker, NODE, json!({ "id": id })).await;
            assert_eq!(found["node"], Value::Null, "{id} resolves for another organisation");
        }
        let input = json!({ "position": reader.position, "candidate": id, "message": "Venez nous aider" });
        let refused = server.asks(&reader.user).answer(REQUEST, json!({ "input": input })).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "NOT_FOUND", "{refused}");
    }
}

#[tokio::test]
async fn a_yes_to_one_partner_says_nothing_to_the_other() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let awa = candidate(server, "Awa", 1990, 4).await;
        let first = Reader::of(server, &staff, ("Hôpital du Mali", "un@example.org")).await;
        let second = Reader::of(server, &staff, ("Mairie de Ségou", "deux@example.org")).await;
        for reader in [&first, &second] {
            let ids = reader.ids(server, &reader.user).await;
            let input = json!({ "position": reader.position, "candidate": ids[0], "message": "Venez nous aider" });
            server.asks(&reader.user).run(REQUEST, input).await;
        }
        let before = (first.everything(server).await, without_cursors(second.everything(server).await));
        let own = server.asks(&awa).data(OWN, json!({})).await["viewer"]["member"]["contactRequests"].take();
        let asked = own.as_array().expect("requests").iter();
        let mut asked = asked.filter(|request| request["organisation"]["id"] == first.organisation.as_str());
        let request = asked.next().expect("the first organisation asked");
        let yes = json!({ "id": request["id"], "version": request["version"], "accept": true });
        server.asks(&awa).run(ANSWER, yes).await;
        assert_ne!(first.everything(server).await, before.0);
        assert_eq!(without_cursors(second.everything(server).await), before.1, "the other partner notices nothing");
    })
    .await;
}

/// Cursors are sealed anew each time.
fn without_cursors(mut answers: Vec<Value>) -> Vec<Value> {
    fn clear(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(clear),
            Value::Object(fields) => {
                for (name, field) in fields {
                    if name.to_lowercase().ends_with("cursor") {
                        *field = Value::Null;
                    }
                    clear(field);
                }
            }
            _ => {}
        }
    }
    answers.iter_mut().for_each(clear);
    answers
}

const ERASED: &str =
    "{ erasedCandidates(first: 100) { totalCount edges { cursor node { candidateId pseudonym erasedOn }
    } } }";

#[tokio::test]
async fn two_partners_cannot_tell_from_erasures_which_candidates_were_one_person() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let mut askers = Vec::new();
        for name in NAMES {
            askers.push(candidate(server, name, 1990, 4).await);
        }
        let members = confirmed_in_turn(server).await;
        let first = Reader::of(server, &staff, ("Hôpital du Mali", "un@example.org")).await;
        let second = Reader::of(server, &staff, ("Mairie de Ségou", "deux@example.org")).await;
        let (known, known_to_other) = (first.ids(server, &first.user).await, second.ids(server, &second.user).await);
        erase(server, &askers.iter().collect::<Vec<_>>()).await;
        weeks_pass(server).await;
        let (mut leaves, mut people, mut days) = (Vec::new(), Vec::new(), Vec::new());
        for (reader, known) in [(&first, known), (&second, known_to_other)] {
            let told = server.asks(&reader.user).data(ERASED, json!({})).await;
            assert_eq!(
                without_cursors(vec![server.asks(&reader.app).data(ERASED, json!({})).await]),
                without_cursors(vec![told.clone()])
            );
            assert_nothing_of_the_members(&told, &members);
            let edges = told["erasedCandidates"]["edges"].as_array().expect("edges").iter();
            let ids: Vec<String> = edges.map(|edge| text(&edge["node"]["candidateId"])).collect();
            assert_eq!(ids.iter().collect::<BTreeSet<_>>(), known.iter().collect(), "everybody it knew");
            let edges = told["erasedCandidates"]["edges"].as_array().expect("edges").iter();
            let told_on = edges.map(|edge| text(&edge["node"]["erasedOn"]));
            days.push(reader.people(server, &ids).into_iter().zip(told_on).collect::<BTreeMap<_, _>>());
            people.push(reader.people(server, &ids));
            leaves.push(all_leaves(&[told]));
        }
        assert_orders_say_nothing(&people[0], &people[1], &members);
        let values = |leaves: &[(String, String)]| -> BTreeSet<String> {
            leaves.iter().map(|(_, value)| value.clone()).collect()
        };
        let is_day = |value: &String| days.iter().any(|days| days.values().any(|day| day == value));
        let (mine, theirs) = (values(&leaves[0]), values(&leaves[1]));
        let shared: Vec<&String> = mine.intersection(&theirs).filter(|value| !is_day(value)).collect();
        assert_eq!(shared, [&NAMES.len().to_string()], "how many they were");
        assert_ne!(days[0], days[1], "the day of somebody's notice is each partner's own");
    })
    .await;
}
