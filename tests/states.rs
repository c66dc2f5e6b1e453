//! States: random sequences of moves against the diagrams of the design, written down here once more.

use std::collections::BTreeSet;

use entity::change_log::Subject;
use entity::member::{self, MemberStatus};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, QueryFilter};
use seko::auth::Viewer;
use seko::service::change_log;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::member_search::Draw;
use crate::support::{Asker, Server, each_server};

/// From each state the states that can be reached.
type Table = &'static [(&'static str, &'static [&'static str])];

/// Diagram 1, the moves that members make themselves: resting, resuming, reconfirming, leaving, coming back. Erasing,
/// merging and falling asleep are the registry's to do, becoming ACTIVE for the first time the mailed link's.
const MEMBER_MOVES: Table = &[
    ("DRAFT", &["WITHDRAWN"]),
    ("ACTIVE", &["PAUSED", "WITHDRAWN"]),
    ("PAUSED", &["ACTIVE", "WITHDRAWN"]),
    ("DORMANT", &["ACTIVE", "WITHDRAWN"]),
    ("WITHDRAWN", &["ACTIVE"]),
    ("ERASED", &[]),
    ("MERGED", &[]),
];

/// Diagram 2. A suspended project goes on as OPEN or RUNNING.
const PROJECT_MOVES: Table = &[
    ("DRAFT", &["SUBMITTED", "CANCELLED"]),
    ("SUBMITTED", &["OPEN", "CANCELLED"]),
    ("OPEN", &["RUNNING", "SUSPENDED", "CANCELLED"]),
    ("RUNNING", &["COMPLETED", "SUSPENDED", "CANCELLED"]),
    ("SUSPENDED", &["OPEN", "RUNNING", "CANCELLED"]),
    ("COMPLETED", &["EVALUATED"]),
    ("EVALUATED", &[]),
    ("CANCELLED", &[]),
];

/// Diagram 2. A draft may be given up.
const POSITION_MOVES: Table = &[
    ("DRAFT", &["OPEN", "CANCELLED"]),
    ("OPEN", &["FILLED", "CLOSED", "CANCELLED"]),
    ("FILLED", &[]),
    ("CLOSED", &[]),
    ("CANCELLED", &[]),
];

/// Projects that are over: their positions open no more.
const ENDED: [&str; 3] = ["COMPLETED", "EVALUATED", "CANCELLED"];
const ROUNDS: usize = 6;
const STEPS: usize = 14;

fn moves(table: Table, from: &str) -> &'static [&'static str] {
    table.iter().find(|(state, _)| *state == from).map_or(&[], |(_, reached)| *reached)
}

/// A state to ask for: a legal one more often than chance would have it.
fn wish(draw: &mut Draw, table: Table, from: &str) -> &'static str {
    let legal = moves(table, from);
    if !legal.is_empty() && draw.happens(60) { draw.pick(legal) } else { draw.pick(table).0 }
}

/// What moves, as the story takes it to stand.
#[derive(Clone, Debug)]
struct Thing {
    word: &'static str,
    table: Table,
    id: String,
    version: i64,
    status: &'static str,
    history: Vec<Value>,
}

impl Thing {
    /// What staff have just written.
    fn draft(word: &'static str, table: Table, id: String) -> Self {
        let history = vec![json!({ "from": null, "to": "DRAFT", "reason": "CREATED" })];
        Self { word, table, id, version: 1, status: "DRAFT", history }
    }

    fn note(&mut self, to: &'static str, reason: &str) {
        self.history.push(json!({ "from": self.status, "to": to, "reason": reason }));
        self.status = to;
        self.version += 1;
    }

    fn json(&self) -> Value {
        json!({ "id": self.id, "version": self.version, "status": self.status, "history": self.history })
    }

    /// Asks for a move; the payload, with what moved under one name.
    async fn ask(&self, server: &Server, asker: &Asker, to: &str, version: i64, reason: &str) -> Value {
        let (word, object) = (self.word, self.word.to_lowercase());
        let mutation = format!(
            "mutation($input: Move{word}Input!) {{ move{word}(input: $input) {{
                moved: {object} {{ version status }} userErrors {{ field code }} }} }}"
        );
        let input = json!({ "id": self.id, "version": version, "to": to, "reason": reason });
        let mut answer = server.asks(asker).run(&mutation, input).await;
        answer[format!("move{word}")].take()
    }
}

fn assert_moved(payload: &Value, thing: &Thing) {
    let moved = json!({ "version": thing.version, "status": thing.status });
    assert_eq!(*payload, json!({ "moved": moved, "userErrors": [] }), "{thing:?}");
}

fn assert_conflict(payload: &Value, what: &str) {
    let problems = payload["userErrors"].as_array().expect("a list");
    assert!(payload["moved"].is_null() && !problems.is_empty(), "{what}: {payload}");
    assert!(problems.iter().all(|problem| problem["code"] == "CONFLICT"), "{what}: {payload}");
}

/// Who acts, and what positions ask for: Awa has it.
pub struct Scene {
    pub staff: Asker,
    pub awa: Asker,
    pub concept: Value,
    host: Value,
}

impl Scene {
    pub async fn create(server: &Server) -> Self {
        let (awa, staff) = (server.member("Awa").await, server.staff().await);
        let query = "{ concepts(search: \"maçonnerie\", types: [SKILL], first: 1) { nodes { id } } }";
        let concept = server.anyone().data(query, json!({})).await["concepts"]["nodes"][0]["id"].take();
        let add = "mutation($input: AddMemberSkillInput!) { addMemberSkill(input: $input) { userErrors { field } } }";
        server.asks(&awa).run(add, json!({ "concept": concept, "level": 4 })).await;
        let create = "mutation($input: CreateOrganisationInput!) { createOrganisation(input: $input) {
            organisation { id } userErrors { field } } }";
        let town = server.asks(&staff).run(create, json!({ "name": "Mairie de Ségou", "kind": "TOWN" })).await;
        let host = town["createOrganisation"]["organisation"]["id"].clone();
        Self { staff, awa, concept, host }
    }

    async fn project(&self, server: &Server) -> Thing {
        let create = "mutation($input: CreateProjectInput!) { createProject(input: $input) {
            project { id } userErrors { field } } }";
        let answer = server.asks(&self.staff).run(create, json!({ "host": self.host, "title": "Écoles" })).await;
        Thing::draft("Project", PROJECT_MOVES, id(&answer["createProject"]["project"]))
    }

    /// The payload of a position being written.
    async fn written(&self, server: &Server, project: &str, requirements: Value) -> Value {
        let create = "mutation($input: CreatePositionInput!) { createPosition(input: $input) {
            position { id } userErrors { field code } } }";
        let input = json!({ "project": project, "title": "Maçon", "mode": "ON_SITE", "requirements": requirements });
        server.asks(&self.staff).run(create, input).await["createPosition"].take()
    }

    async fn position(&self, server: &Server, project: &str) -> Thing {
        let requirements = json!([{ "concept": self.concept, "importance": "ESSENTIAL", "minLevel": 2 }]);
        let payload = self.written(server, project, requirements).await;
        Thing::draft("Position", POSITION_MOVES, id(&payload["position"]))
    }
}

fn id(object: &Value) -> String {
    object["id"].as_str().expect("an id").to_owned()
}

/// A project and its positions, as the story takes them to stand.
struct Plan {
    project: Thing,
    positions: Vec<Thing>,
}

impl Plan {
    async fn create(server: &Server, scene: &Scene, size: usize) -> Self {
        let project = scene.project(server).await;
        let mut positions = Vec::new();
        for _ in 0..size {
            positions.push(scene.position(server, &project.id).await);
        }
        Self { project, positions }
    }

    /// The project, or the position of a place.
    fn thing(&mut self, place: Option<usize>) -> &mut Thing {
        match place {
            Some(place) => &mut self.positions[place],
            None => &mut self.project,
        }
    }

    fn may_move(&mut self, place: Option<usize>, to: &str) -> bool {
        let opens_too_late = place.is_some() && to == "OPEN" && ENDED.contains(&self.project.status);
        let thing = self.thing(place);
        moves(thing.table, thing.status).contains(&to) && !opens_too_late
    }

    /// Notes a move and what it brings with it.
    fn note(&mut self, place: Option<usize>, to: &'static str, reason: &str) {
        self.thing(place).note(to, reason);
        let (open_becomes, reason) = match (place, to) {
            (None, "COMPLETED") => ("CLOSED", "PROJECT_COMPLETED"),
            (None, "CANCELLED") => ("CANCELLED", "PROJECT_CANCELLED"),
            _ => return,
        };
        for position in &mut self.positions {
            match position.status {
                "OPEN" => position.note(open_becomes, reason),
                "DRAFT" => position.note("CANCELLED", reason),
                _ => {}
            }
        }
    }

    /// Asks for a move and sees that it happens if it may, and that nothing happens if it may not.
    async fn attempt(&mut self, server: &Server, scene: &Scene, place: Option<usize>, to: &'static str) {
        let may_move = self.may_move(place, to);
        let thing = self.thing(place).clone();
        let reason = format!("{} {to}", thing.status);
        let payload = thing.ask(server, &scene.staff, to, thing.version, &reason).await;
        if may_move {
            self.note(place, to, &reason);
            assert_moved(&payload, self.thing(place));
        } else {
            assert_conflict(&payload, &reason);
        }
        self.assert_stands(server, scene).await;
    }

    /// A move that is based on what stood before the last one.
    async fn attempt_stale(&mut self, server: &Server, scene: &Scene, place: Option<usize>, to: &'static str) {
        let thing = self.thing(place).clone();
        let payload = thing.ask(server, &scene.staff, to, thing.version - 1, "STALE").await;
        assert_conflict(&payload, "a stale version");
        self.assert_stands(server, scene).await;
    }

    /// Whether the members see the project at all.
    fn is_public(&self) -> bool {
        ["OPEN", "RUNNING"].contains(&self.project.status)
    }

    fn is_shown(&self, position: &Thing) -> bool {
        self.is_public() && position.status == "OPEN"
    }

    /// Staff read what the story takes to stand, and only what is open in a project at work is ranked and shown.
    async fn assert_stands(&self, server: &Server, scene: &Scene) {
        self.assert_staff_read_it(server, &scene.staff).await;
        self.assert_members_see_what_is_open(server, &scene.awa).await;
    }

    async fn assert_staff_read_it(&self, server: &Server, staff: &Asker) {
        let query = "query($id: ID!) { project(id: $id) { id version status history { from to reason }
            positions(first: 10) { nodes { id version status history { from to reason }
            candidates(first: 5) { totalCount nodes { score } } } } } }";
        let answer = server.asks(staff).data(query, json!({ "id": self.project.id })).await;
        let positions: Vec<Value> = self.positions.iter().map(|position| self.read_by_staff(position)).collect();
        let mut project = self.project.json();
        project["positions"] = json!({ "nodes": positions });
        let mut read = answer["project"].clone();
        forget_scores(&mut read);
        assert_eq!(read, project);
    }

    fn read_by_staff(&self, position: &Thing) -> Value {
        let ranked = usize::from(self.is_shown(position));
        let mut read = position.json();
        read["candidates"] = json!({ "totalCount": ranked, "nodes": ranked });
        read
    }

    async fn assert_members_see_what_is_open(&self, server: &Server, awa: &Asker) {
        let shown = self.positions.iter().filter(|position| self.is_shown(position));
        let shown: BTreeSet<String> = shown.map(|position| position.id.clone()).collect();
        let query = "query($id: ID!) { project(id: $id) { id positions { nodes { id } } }
            viewer { member { opportunities(first: 100) { nodes { position { id } } } } } }";
        let answer = server.asks(awa).data(query, json!({ "id": self.project.id })).await;
        assert_eq!(answer["project"].is_null(), !self.is_public(), "{}", self.project.status);
        let listed = answer["project"]["positions"]["nodes"].as_array().into_iter().flatten().map(id);
        assert_eq!(listed.collect::<BTreeSet<String>>(), shown);
        let matches = answer["viewer"]["member"]["opportunities"]["nodes"].as_array().expect("a list").iter();
        let ranked = matches.map(|found| id(&found["position"])).filter(|id| self.has(id));
        assert_eq!(ranked.collect::<BTreeSet<String>>(), shown);
        for position in &self.positions {
            let one = "query($id: ID!) { position(id: $id) { id } node(id: $id) { id } }";
            let answer = server.asks(awa).data(one, json!({ "id": position.id })).await;
            let is_seen = (!answer["position"].is_null(), !answer["node"].is_null());
            assert_eq!(is_seen, (shown.contains(&position.id), shown.contains(&position.id)), "{position:?}");
        }
    }

    fn has(&self, id: &str) -> bool {
        self.positions.iter().any(|position| position.id == id)
    }
}

/// How many candidates there are is what counts here, not how good they are.
fn forget_scores(project: &mut Value) {
    for position in project["positions"]["nodes"].as_array_mut().into_iter().flatten() {
        let candidates = &mut position["candidates"]["nodes"];
        *candidates = json!(candidates.as_array().map(Vec::len));
    }
}

#[tokio::test]
async fn projects_and_positions_move_along_the_diagrams_and_no_other_way() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let mut draw = Draw::new(2);
        for _ in 0..ROUNDS {
            let mut plan = Plan::create(server, &scene, 3).await;
            for _ in 0..STEPS {
                let place = draw.below(5).checked_sub(2);
                let thing = plan.thing(place);
                let to = wish(&mut draw, thing.table, thing.status);
                if draw.happens(10) {
                    plan.attempt_stale(server, &scene, place, to).await;
                } else {
                    plan.attempt(server, &scene, place, to).await;
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn every_pair_of_states_of_a_project_is_as_in_the_diagram() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        for (from, _) in PROJECT_MOVES {
            let mut plan = Plan::create(server, &scene, 1).await;
            for to in way_to(from) {
                plan.attempt(server, &scene, None, to).await;
            }
            assert_eq!(plan.project.status, *from);
            let illegal = PROJECT_MOVES.iter().map(|(to, _)| *to).filter(|to| !moves(PROJECT_MOVES, from).contains(to));
            for to in illegal {
                plan.attempt(server, &scene, None, to).await;
            }
        }
    })
    .await;
}

/// The shortest way from DRAFT to a state of a project.
fn way_to(state: &str) -> &'static [&'static str] {
    match state {
        "DRAFT" => &[],
        "SUBMITTED" => &["SUBMITTED"],
        "OPEN" => &["SUBMITTED", "OPEN"],
        "RUNNING" => &["SUBMITTED", "OPEN", "RUNNING"],
        "COMPLETED" => &["SUBMITTED", "OPEN", "RUNNING", "COMPLETED"],
        "EVALUATED" => &["SUBMITTED", "OPEN", "RUNNING", "COMPLETED", "EVALUATED"],
        "SUSPENDED" => &["SUBMITTED", "OPEN", "SUSPENDED"],
        _ => &["CANCELLED"],
    }
}

#[tokio::test]
async fn a_project_that_ends_closes_what_is_open_and_gives_up_what_was_only_planned() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        for (end, open_becomes) in [("COMPLETED", "CLOSED"), ("CANCELLED", "CANCELLED")] {
            let mut plan = Plan::create(server, &scene, 4).await;
            for to in way_to("RUNNING") {
                plan.attempt(server, &scene, None, to).await;
            }
            for (place, to) in [(1, "OPEN"), (2, "OPEN"), (2, "FILLED"), (3, "OPEN"), (3, "CLOSED")] {
                plan.attempt(server, &scene, Some(place), to).await;
            }
            plan.attempt(server, &scene, None, end).await;
            let states: Vec<&str> = plan.positions.iter().map(|position| position.status).collect();
            assert_eq!(states, ["CANCELLED", open_becomes, "FILLED", "CLOSED"]);
            for place in 0..4 {
                plan.attempt(server, &scene, Some(place), "OPEN").await;
            }
            let late = scene.written(server, &plan.project.id, json!([])).await;
            assert_eq!(late["userErrors"], json!([{ "field": "project", "code": "CONFLICT" }]), "{late}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_position_that_asks_for_nothing_is_not_opened() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let project = scene.project(server).await;
        let written = scene.written(server, &project.id, json!([])).await;
        let position = Thing::draft("Position", POSITION_MOVES, id(&written["position"]));
        let payload = position.ask(server, &scene.staff, "OPEN", 1, "READY").await;
        assert_conflict(&payload, "nobody could be ranked");
        let plan = Plan { project, positions: vec![position] };
        plan.assert_stands(server, &scene).await;
    })
    .await;
}

#[tokio::test]
async fn a_move_gives_its_reason() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let plan = Plan::create(server, &scene, 1).await;
        let awa = own(server, &scene.awa).await;
        let cases = [
            (&plan.project, &scene.staff, "SUBMITTED"),
            (&plan.positions[0], &scene.staff, "OPEN"),
            (&awa, &scene.awa, "PAUSED"),
        ];
        for (thing, asker, to) in cases {
            for reason in ["", "   ", "a\u{0}b", &"x".repeat(201)] {
                let payload = thing.ask(server, asker, to, thing.version, reason).await;
                let problem = json!([{ "field": "reason", "code": "BAD_USER_INPUT" }]);
                assert_eq!(payload, json!({ "moved": null, "userErrors": problem }), "{reason:?}");
            }
        }
        plan.assert_stands(server, &scene).await;
        assert_eq!(own(server, &scene.awa).await.json(), awa.json());
    })
    .await;
}

/// The member's own profile, as they read it.
async fn own(server: &Server, asker: &Asker) -> Thing {
    let query = "{ viewer { member { id version status history { from to reason } } } }";
    let answer = server.asks(asker).data(query, json!({})).await;
    let profile = &answer["viewer"]["member"];
    let status = profile["status"].as_str().expect("a state");
    let known = MEMBER_MOVES.iter().find(|(state, _)| *state == status).expect("a state of the diagram");
    Thing {
        word: "Member",
        table: MEMBER_MOVES,
        id: id(profile),
        version: profile["version"].as_i64().expect("a version"),
        status: known.0,
        history: profile["history"].as_array().expect("a list").clone(),
    }
}

#[tokio::test]
async fn members_move_themselves_along_the_diagram_and_no_other_way() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let position = open_position(server, &scene).await;
        let mut awa = own(server, &scene.awa).await;
        let mut draw = Draw::new(3);
        // Every state twice as a beginning: some are reached only by what the registry does.
        for (start, _) in MEMBER_MOVES.iter().chain(MEMBER_MOVES) {
            set_status(server, start).await;
            awa.status = *start;
            for _ in 0..6 {
                let to = wish(&mut draw, MEMBER_MOVES, awa.status);
                attempt(server, &scene, &mut awa, to).await;
                assert_ranked_when_active(server, &scene, &position, awa.status).await;
            }
        }
    })
    .await;
}

async fn attempt(server: &Server, scene: &Scene, awa: &mut Thing, to: &'static str) {
    let reason = format!("{} {to}", awa.status);
    let stale = awa.ask(server, &scene.awa, to, awa.version - 1, "STALE").await;
    assert_conflict(&stale, "a stale version");
    let payload = awa.ask(server, &scene.awa, to, awa.version, &reason).await;
    if moves(MEMBER_MOVES, awa.status).contains(&to) {
        awa.note(to, &reason);
        assert_moved(&payload, awa);
    } else {
        assert_conflict(&payload, &reason);
    }
    assert_eq!(own(server, &scene.awa).await.json(), awa.json());
}

/// The registry puts the only member into a state, as merging, erasing and falling asleep will.
async fn set_status(server: &Server, status: &str) {
    let app = &server.app;
    let tx = app.begin().await.expect("a transaction begins");
    let id: Uuid = member::Entity::find().one(&tx).await.expect("members are read").expect("Awa").id;
    let status = MemberStatus::try_from_value(&status.to_owned()).expect("a state");
    member::Entity::update_many()
        .col_expr(member::Column::Status, Expr::value(status))
        .filter(member::Column::Id.eq(id))
        .exec(&tx)
        .await
        .expect("the state is stored");
    change_log::append(&tx, app, &Viewer::system(), Subject::Member, id, "member.moved").await.expect("it is logged");
    tx.commit().await.expect("the state is stored");
}

/// Id of a position that Awa can be ranked for.
pub async fn open_position(server: &Server, scene: &Scene) -> String {
    let mut plan = Plan::create(server, scene, 1).await;
    for to in way_to("OPEN") {
        plan.attempt(server, scene, None, to).await;
    }
    plan.attempt(server, scene, Some(0), "OPEN").await;
    plan.positions[0].id.clone()
}

async fn assert_ranked_when_active(server: &Server, scene: &Scene, position: &str, status: &str) {
    let query = "query($id: ID!) { position(id: $id) { candidates { totalCount } } }";
    let answer = server.asks(&scene.staff).data(query, json!({ "id": position })).await;
    let ranked = usize::from(status == "ACTIVE");
    assert_eq!(answer["position"]["candidates"]["totalCount"], ranked, "{status}");
}

#[tokio::test]
async fn nobody_moves_another_member_and_only_staff_move_projects() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let bakary = server.member("Bakary").await;
        let plan = Plan::create(server, &scene, 1).await;
        let awa = own(server, &scene.awa).await;
        assert_eq!(refusal(server, &bakary, &awa, "PAUSED").await, "NOT_FOUND");
        assert_eq!(refusal(server, &scene.staff, &awa, "PAUSED").await, "FORBIDDEN");
        assert_eq!(refusal(server, &bakary, &plan.project, "SUBMITTED").await, "FORBIDDEN");
        assert_eq!(refusal(server, &bakary, &plan.positions[0], "OPEN").await, "FORBIDDEN");
        assert_eq!(refusal(server, &Asker::default(), &plan.project, "SUBMITTED").await, "UNAUTHENTICATED");
        plan.assert_stands(server, &scene).await;
        assert_eq!(own(server, &scene.awa).await.json(), awa.json());
    })
    .await;
}

/// Code with which a move is refused as a whole.
async fn refusal(server: &Server, asker: &Asker, thing: &Thing, to: &str) -> String {
    let word = thing.word;
    let mutation =
        format!("mutation($input: Move{word}Input!) {{ move{word}(input: $input) {{ userErrors {{ field }} }} }}");
    let input = json!({ "id": thing.id, "version": thing.version, "to": to, "reason": "WHY" });
    let answer = server.asks(asker).answer(&mutation, json!({ "input": input })).await;
    let code = answer["errors"][0]["extensions"]["code"].as_str();
    code.unwrap_or_else(|| panic!("{word} {to}: {answer}")).to_owned()
}
