//! `seko-load floor`: what the API reads, with the same statements, check of the session and read log, over the same
//! kind of pool; and nothing else. What the API answers from memory, the floor has read when it began.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{Path, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use clap::Args;
use entity::language::Language;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use seko::app::App;
use seko::auth::Viewer;
use seko::clock::Clock;
use seko::config::Config;
use seko::service::among::padded;
use seko::service::session;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::Outcome;
use crate::client::{Client, Question};
use crate::requests::{Kind, PAGE, PAGES};
use crate::session::{PASSWORD, STAFF};
use crate::statements::{self, statement};

/// Where the floor listens, and on which database it stands.
#[derive(Debug, Args)]
pub(crate) struct Floor {
    /// The database that `seko-load fill` filled.
    #[arg(long, value_name = "URL")]
    database: String,
    /// Address and port.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
}

/// What all requests share.
struct Ground {
    app: App,
    /// The first pages of members, by name.
    pages: Vec<Vec<Uuid>>,
    /// What each concept is called, by language; the API keeps it in memory too.
    names: HashMap<Uuid, Vec<(String, String)>>,
    /// One reads the change log at a time.
    log: Mutex<Log>,
    /// Number of the last reading of the change log that has begun.
    begun: AtomicU64,
}

/// How far the change log was read.
struct Log {
    place: String,
    /// Number of the last reading that succeeded.
    read: u64,
}

/// A fault has no words here: what is measured has none.
type Answered<T> = Result<Json<T>, StatusCode>;

/// Serves until it is stopped.
///
/// # Errors
/// The database cannot be reached, or the address is taken or reached from other machines.
pub(crate) async fn run(command: Floor) -> Outcome<()> {
    // It hands out a session to whoever asks.
    if !command.listen.ip().is_loopback() {
        return Err("the floor listens on this machine alone: name a loopback address".into());
    }
    let config = Config::load(None, Some(command.database)).map_err(|fault| fault.to_string())?;
    let app = App::open(config, Clock::System).await?;
    let (pages, names) = (pages(&app).await?, names(&app).await?);
    let now = app.db.query_one_raw(statement("SELECT pg_current_snapshot()::text AS place", [])).await?;
    let place: String = now.ok_or("the database answered with no row")?.try_get("", "place")?;
    let log = Mutex::new(Log { place, read: 0 });
    let ground = Arc::new(Ground { app, pages, names, log, begun: AtomicU64::new(0) });
    let router = Router::new()
        .route("/token", get(token))
        .route("/members/{page}", get(members))
        .route("/member/{id}", get(member))
        .with_state(ground);
    let listener = TcpListener::bind(command.listen).await?;
    eprintln!("the floor listens on {}", command.listen);
    axum::serve(listener, router).await?;
    Ok(())
}

/// Which members stand in which page; the API knows it from memory.
async fn pages(app: &App) -> Outcome<Vec<Vec<Uuid>>> {
    let sql = "SELECT id FROM member WHERE status NOT IN ('WITHDRAWN', 'ERASED', 'MERGED') \
        ORDER BY folded_names COLLATE \"C\", id LIMIT $1";
    let most = i64::try_from(PAGES * PAGE)?;
    let rows = app.db.query_all_raw(statement(sql, [most.into()])).await?;
    let ids = rows.iter().map(|row| row.try_get("", "id")).collect::<Result<Vec<Uuid>, _>>()?;
    Ok(ids.chunks(PAGE).map(<[Uuid]>::to_vec).collect())
}

/// What every concept is called.
async fn names(app: &App) -> Outcome<HashMap<Uuid, Vec<(String, String)>>> {
    let sql = "SELECT concept_id, language, text FROM concept_label WHERE kind = 'PREFERRED' ORDER BY language";
    let mut names: HashMap<Uuid, Vec<(String, String)>> = HashMap::new();
    for row in app.db.query_all_raw(statement(sql, [])).await? {
        let name = (row.try_get("", "language")?, row.try_get("", "text")?);
        names.entry(row.try_get("", "concept_id")?).or_default().push(name);
    }
    Ok(names)
}

/// Questions to a floor.
///
/// # Errors
/// The floor cannot be reached, or does not answer this kind.
pub(crate) async fn questions(client: &Client, kind: Kind) -> Outcome<Vec<Question>> {
    let get = |path: String, token: Option<String>| Question { path, token, body: None };
    let given = client.ask(&get("/token".to_owned(), None)).await?;
    let Token { token, members } = serde_json::from_slice(&given.body)?;
    match kind {
        Kind::Members => Ok((0..PAGES).map(|page| get(format!("/members/{page}"), Some(token.clone()))).collect()),
        Kind::Member => {
            Ok(members.iter().map(|id| get(format!("/member/{}", id.simple()), Some(token.clone()))).collect())
        }
        Kind::Candidates | Kind::Search | Kind::Update => Err("the floor answers members and member alone".into()),
    }
}

/// A token of the staff, and whom it may be asked about; not measured.
#[derive(Debug, Serialize, Deserialize)]
struct Token {
    token: String,
    members: Vec<Uuid>,
}

async fn token(State(ground): State<Arc<Ground>>) -> Answered<Token> {
    let viewer = Viewer::anonymous(Language::Fr);
    let tokens = session::sign_in(&ground.app, &viewer, STAFF, PASSWORD.to_owned(), None).await;
    let token = tokens.map_err(|_| StatusCode::UNAUTHORIZED)?.access_token;
    Ok(Json(Token { token, members: ground.pages.iter().flatten().copied().collect() }))
}

/// Who asks: the staff alone.
struct Reader {
    account: Uuid,
    language: Language,
}

/// A member as the API shows one.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Member {
    id: String,
    given_names: String,
    family_names: String,
    residence_country: String,
    headline: Option<String>,
    skills: Vec<Skill>,
    languages: Vec<Spoken>,
    #[serde(skip)]
    key: Uuid,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Skill {
    level: i32,
    verification: String,
    last_used: Option<i32>,
    concept: Concept,
}

#[derive(Debug, Serialize)]
struct Concept {
    id: String,
    label: String,
}

#[derive(Debug, Serialize)]
struct Spoken {
    code: String,
    speaking: String,
}

/// The answer to the page of members.
#[derive(Debug, Serialize)]
struct MembersData {
    members: Nodes,
}

#[derive(Debug, Serialize)]
struct Nodes {
    nodes: Vec<Member>,
}

/// The answer to one member.
#[derive(Debug, Serialize)]
struct MemberData {
    member: Option<Member>,
}

#[derive(Debug, Serialize)]
struct Data<T> {
    data: T,
}

async fn members(
    State(ground): State<Arc<Ground>>,
    Path(page): Path<usize>,
    headers: HeaderMap,
) -> Answered<Data<MembersData>> {
    let ids = ground.pages.get(page).ok_or(StatusCode::NOT_FOUND)?;
    let nodes = ground.page(&headers, ids).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(Json(Data { data: MembersData { members: Nodes { nodes } } }))
}

async fn member(
    State(ground): State<Arc<Ground>>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Answered<Data<MemberData>> {
    let member = ground.one(&headers, id).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(Json(Data { data: MemberData { member } }))
}

impl Ground {
    async fn all(&self, sql: impl Into<String>, values: Vec<Value>) -> Outcome<Vec<QueryResult>> {
        Ok(self.app.db.query_all_raw(statement(sql, values)).await?)
    }

    async fn page(&self, headers: &HeaderMap, ids: &[Uuid]) -> Outcome<Vec<Member>> {
        let reader = self.reader(headers).await?;
        self.follow().await?;
        let wanted = padded(ids.iter().copied());
        let rows = self.all(statements::members(wanted.len()), values(&wanted)).await?;
        let mut members: HashMap<Uuid, Member> = HashMap::with_capacity(rows.len());
        for row in &rows {
            let member = member_of(row)?;
            members.insert(member.key, member);
        }
        let mut members: Vec<Member> = ids.iter().filter_map(|id| members.remove(id)).collect();
        self.add_sections(&mut members, reader.language).await?;
        self.write_down(&members, reader.account).await?;
        Ok(members)
    }

    async fn one(&self, headers: &HeaderMap, id: Uuid) -> Outcome<Option<Member>> {
        let reader = self.reader(headers).await?;
        let rows = self.all(statements::member(), vec![id.into(), 1_i64.into()]).await?;
        let mut members = rows.iter().map(member_of).collect::<Outcome<Vec<Member>>>()?;
        self.add_sections(&mut members, reader.language).await?;
        // What is kept of concepts is exact: whoever shows any has read the change log.
        if members.iter().any(|member| !member.skills.is_empty()) {
            self.follow().await?;
        }
        self.write_down(&members, reader.account).await?;
        Ok(members.pop())
    }

    /// The account of the token, whose session is open, and which is of the staff.
    async fn reader(&self, headers: &HeaderMap) -> Outcome<Reader> {
        let now = self.app.clock.now();
        let token = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let claims = self.app.keys.verify(&self.app.config.auth, now, token.ok_or("no token")?)?;
        let rows = self.all(statements::session(), vec![claims.sid.into()]).await?;
        let row = rows.first().ok_or("no session")?;
        let ended: Option<sea_orm::prelude::DateTimeUtc> = row.try_get("", "A_revoked_at")?;
        let expires: sea_orm::prelude::DateTimeUtc = row.try_get("", "A_expires_at")?;
        let disabled: Option<sea_orm::prelude::DateTimeUtc> = row.try_get("", "B_disabled_at")?;
        let (account, language): (Uuid, String) = (row.try_get("", "B_id")?, row.try_get("", "B_language")?);
        if ended.is_some() || disabled.is_some() || expires <= now || account != claims.sub {
            return Err("the session is over".into());
        }
        let mut is_staff = false;
        for row in &rows {
            let role: Option<String> = row.try_get("", "D_role")?;
            let begins: Option<sea_orm::prelude::DateTimeUtc> = row.try_get("", "D_valid_from")?;
            let ends: Option<sea_orm::prelude::DateTimeUtc> = row.try_get("", "D_valid_to")?;
            let is_in_force = begins.is_some_and(|begins| begins <= now) && ends.is_none_or(|ends| ends > now);
            is_staff |= is_in_force && role.is_some_and(|role| role == "STAFF" || role == "ADMIN");
        }
        if !is_staff {
            return Err("not of the staff".into());
        }
        Ok(Reader { account, language: if language == "EN" { Language::En } else { Language::Fr } })
    }

    /// Reads the change log as the index does, once for all who wait; here nothing follows from it.
    async fn follow(&self) -> Outcome<()> {
        let asked = self.begun.load(Ordering::SeqCst);
        let mut log = self.log.lock().await;
        if log.read > asked {
            return Ok(());
        }
        let number = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let rows = self.all(statements::CHANGES, vec![log.place.clone().into()]).await?;
        if let Some(row) = rows.last() {
            log.place = row.try_get("", "place")?;
        }
        log.read = number;
        Ok(())
    }

    /// Languages and skills, at once as in the API; what the skills are called is known.
    async fn add_sections(&self, members: &mut [Member], language: Language) -> Outcome<()> {
        let ids: Vec<Uuid> = members.iter().map(|member| member.key).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let wanted = padded(ids.iter().copied());
        let (languages, skills) = tokio::try_join!(
            self.all(statements::languages(wanted.len()), values(&wanted)),
            self.all(statements::skills(wanted.len()), values(&wanted)),
        )?;
        let places: HashMap<Uuid, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        for row in &languages {
            let spoken = Spoken { code: row.try_get("", "code")?, speaking: row.try_get("", "speaking")? };
            members[place(&places, row)?].languages.push(spoken);
        }
        for row in &skills {
            let skill = Skill {
                level: row.try_get("", "level")?,
                verification: row.try_get("", "verification")?,
                last_used: row.try_get("", "last_used")?,
                concept: self.concept(row.try_get("", "concept_id")?, language)?,
            };
            members[place(&places, row)?].skills.push(skill);
        }
        Ok(())
    }

    /// A concept, with its label in the language, else in another.
    fn concept(&self, id: Uuid, language: Language) -> Outcome<Concept> {
        let names = self.names.get(&id).ok_or("a concept without a name")?;
        let spoken = names.iter().find(|(spoken, _)| spoken == language.iso639_3());
        let (_, label) = spoken.or(names.first()).ok_or("a concept without a name")?;
        Ok(Concept { id: format!("concept_{}", id.simple()), label: label.clone() })
    }

    /// The read log, in one statement, before the answer leaves.
    async fn write_down(&self, members: &[Member], account: Uuid) -> Outcome<()> {
        if members.is_empty() {
            return Ok(());
        }
        let (request, at) = (Uuid::now_v7(), self.app.clock.now());
        let fields = serde_json::json!(["NAMES", "FREE_TEXT"]);
        let row = |member: &Member| -> [Value; 9] {
            [
                Uuid::now_v7().into(),
                member.key.into(),
                account.into(),
                Option::<Uuid>::None.into(),
                "STAFF".into(),
                fields.clone().into(),
                "STAFFING".into(),
                request.into(),
                at.into(),
            ]
        };
        let values: Vec<Value> = members.iter().flat_map(row).collect();
        self.app.db.execute_raw(statement(statements::events(members.len()), values)).await?;
        Ok(())
    }
}

/// Where the member of a row stands.
fn place(places: &HashMap<Uuid, usize>, row: &QueryResult) -> Outcome<usize> {
    let id: Uuid = row.try_get("", "member_id")?;
    Ok(*places.get(&id).ok_or("a row of nobody")?)
}

fn values(ids: &[Uuid]) -> Vec<Value> {
    ids.iter().map(|id| Value::from(*id)).collect()
}

/// A member without sections.
fn member_of(row: &QueryResult) -> Outcome<Member> {
    let key: Uuid = row.try_get("", "id")?;
    Ok(Member {
        id: format!("member_{}", key.simple()),
        given_names: row.try_get("", "given_names")?,
        family_names: row.try_get("", "family_names")?,
        residence_country: row.try_get("", "residence_country")?,
        headline: row.try_get("", "headline")?,
        skills: Vec::new(),
        languages: Vec::new(),
        key,
    })
}
