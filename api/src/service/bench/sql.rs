//! The same exact ranking as one SQL statement: how often it agrees with the index, and how much longer it takes.
//!
//! The tables are made for this one question. A claim is three small numbers in one covering index; what the gates ask
//! of a member lies in the member's row, made ready; what the index also computes beforehand, such as the concepts that
//! answer a required one, goes in as parameters. The statement relies on what `world` gives every position: five
//! requirements, and every gate shut.

use std::collections::HashMap;
use std::hash::Hash;
use std::hint::black_box;
use std::time::Instant;

use chrono::{Datelike, NaiveDate};
use entity::member::RightOfReturn;
use entity::position::Mode;
use sea_orm::DatabaseConnection;
use sea_orm::sqlx::{self, PgConnection, Postgres};
use serde::Serialize;
use uuid::Uuid;

use super::PAGE;
use super::figure::{milliseconds, quantile};
use super::world::{REQUIREMENTS, today};
use crate::app;
use crate::config::{self, Config, Secret};
use crate::error::{Error, Result};
use crate::matching::{MemberProfile, PositionProfile, Snapshot, Standing, Taxonomy, accepts, worth};

/// Positions whose rankings are compared.
const COMPARED: usize = 20;
/// How many times the median of the index the median of the statement shall take.
const RATIO: f64 = 100.0;
/// Bytes that are sent at once.
const CHUNK: usize = 1 << 20;
/// Places of a language's levels.
const LEVELS: i32 = 8;

const CREATE_SCHEMA: &str = "CREATE SCHEMA seko_bench";
const DROP_SCHEMA: &str = "DROP SCHEMA seko_bench CASCADE";
const CREATE: &str = "
    CREATE UNLOGGED TABLE seko_bench.member (
        number int4 NOT NULL, id uuid NOT NULL, spoken int2[] NOT NULL, verification int2 NOT NULL, confirmed_on date,
        consents_until date, is_available bool NOT NULL, may_return bool NOT NULL,
        on_site datemultirange, remote datemultirange, hybrid datemultirange);
    CREATE UNLOGGED TABLE seko_bench.claim (concept int4 NOT NULL, member int4 NOT NULL, standing int2 NOT NULL)";
const COPY_MEMBERS: &str = "COPY seko_bench.member FROM STDIN";
const COPY_CLAIMS: &str = "COPY seko_bench.claim FROM STDIN";
const INDEX: &str = "ALTER TABLE seko_bench.member ADD PRIMARY KEY (number);
    CREATE INDEX claim_concept ON seko_bench.claim (concept, member, standing)";
const VACUUM: &str = "VACUUM (ANALYZE) seko_bench.member, seko_bench.claim";
const SETTINGS: &str = "SELECT name || ' ' || current_setting(name) FROM pg_settings
    WHERE name IN ('jit', 'max_parallel_workers_per_gather', 'server_version', 'shared_buffers', 'work_mem')
    ORDER BY name";

/// Rounds each credit, takes the best of a requirement, rounds the score, asks the gates, and hashes only those who are
/// equal up to the end of the page.
const RANKING: &str = "
WITH answered AS (
    SELECT claim.member, asked.need,
        (2 * asked.closeness * ($5::int8[])[asked.base + claim.standing] + 1000000000000) / 2000000000000 AS credit
    FROM unnest($1::int4[], $2::int4[], $3::int8[], $4::int4[]) AS asked (need, concept, closeness, base)
    JOIN seko_bench.claim ON claim.concept = asked.concept
), scored AS (
    SELECT member, (2 * (
          ($6::int8[])[1] * COALESCE(max(credit) FILTER (WHERE need = 1), 0)
        + ($6::int8[])[2] * COALESCE(max(credit) FILTER (WHERE need = 2), 0)
        + ($6::int8[])[3] * COALESCE(max(credit) FILTER (WHERE need = 3), 0)
        + ($6::int8[])[4] * COALESCE(max(credit) FILTER (WHERE need = 4), 0)
        + ($6::int8[])[5] * COALESCE(max(credit) FILTER (WHERE need = 5), 0)) + $7::int8) / (2 * $7::int8) AS score
    FROM answered GROUP BY member
), best AS (
    SELECT member.id, scored.score, member.verification, member.confirmed_on
    FROM scored JOIN seko_bench.member ON member.number = scored.member
    WHERE scored.score > 0
        AND member.is_available AND (member.consents_until IS NULL OR member.consents_until >= $8::date)
        AND member.spoken @> $9::int2[]
        AND ($10::int4 = 1 OR member.may_return)
        AND COALESCE((CASE $10::int4 WHEN 0 THEN member.on_site WHEN 1 THEN member.remote ELSE member.hybrid END)
            && daterange($11::date, $12::date, '[]'), true)
    ORDER BY scored.score DESC, member.verification DESC, member.confirmed_on DESC NULLS LAST
    FETCH FIRST 20 ROWS WITH TIES
)
SELECT id FROM best
ORDER BY score DESC, verification DESC, confirmed_on DESC NULLS LAST,
    substr(sha256(uuid_send(id) || uuid_send($13::uuid)), 1, 8)
LIMIT 20";

/// What the comparison gave.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Positions whose rankings were compared.
    pub questions: usize,
    /// How many of them gave the same first twenty in the same order.
    pub equal: usize,
    /// The median of the index, in the same run.
    pub index_p50_ms: f64,
    /// The median of the statement.
    pub sql_p50_ms: f64,
    /// How many times as long the statement takes.
    pub ratio: f64,
    /// What is asked of the registry, in words.
    pub target: String,
    /// Whether it is met.
    pub met: bool,
    /// How the database is set.
    pub settings: Vec<String>,
    /// How long the tables took to fill.
    pub fill_seconds: f64,
}

/// A PostgreSQL database that the index is compared with.
#[derive(Debug)]
pub struct Rival {
    db: DatabaseConnection,
}

impl Rival {
    /// Opens the database of an address that begins with `postgres`.
    ///
    /// # Errors
    /// UNAVAILABLE when it cannot be reached; a sentence when it is not PostgreSQL.
    pub async fn open(url: &str) -> Result<Self> {
        if !url.starts_with("postgres") {
            return Err(Error::Internal("only PostgreSQL can be compared with".to_owned()));
        }
        let url = Secret::from(url.to_owned());
        let settings = config::Database { url, max_connections: 1, ..Config::defaults().database };
        Ok(Self { db: app::connect(&settings).await? })
    }

    /// Fills tables of its own in a new schema, ranks some of the positions both ways, and drops the schema, even when
    /// that fails. A schema of that name that is there already, such as one of a run that was broken off, is left alone.
    pub(super) async fn compare(&self, snapshot: &Snapshot, positions: &[Uuid]) -> Result<Comparison> {
        let mut connection = self.db.get_postgres_connection_pool().acquire().await.map_err(fault)?;
        run(&mut connection, "SET statement_timeout = 0; SET max_parallel_workers_per_gather = 0").await?;
        run(&mut connection, CREATE_SCHEMA).await?;
        let compared = compared(&mut connection, snapshot, &positions[..positions.len().min(COMPARED)]).await;
        let dropped = run(&mut connection, DROP_SCHEMA).await;
        let compared = compared?;
        dropped?;
        Ok(compared)
    }
}

async fn compared(connection: &mut PgConnection, snapshot: &Snapshot, positions: &[Uuid]) -> Result<Comparison> {
    let begun = Instant::now();
    let mut numbers = Numbers::default();
    fill(connection, snapshot, &mut numbers).await?;
    let fill_seconds = begun.elapsed().as_secs_f64().round();
    let settings = sqlx::query_scalar::<Postgres, String>(SETTINGS).fetch_all(&mut *connection).await.map_err(fault)?;
    let (mut index_times, mut sql_times, mut equal) = (Vec::new(), Vec::new(), 0);
    for position in positions.iter().filter_map(|id| snapshot.position(*id)) {
        let parameters = Parameters::of(position, snapshot.taxonomy(), &mut numbers);
        let (by_index, by_sql) = (ranked(snapshot, position.id), parameters.ranked(connection).await?);
        equal += usize::from(by_index == by_sql);
        let begun = Instant::now();
        black_box(ranked(snapshot, position.id));
        index_times.push(begun.elapsed());
        let begun = Instant::now();
        black_box(parameters.ranked(connection).await?);
        sql_times.push(begun.elapsed());
    }
    index_times.sort_unstable();
    sql_times.sort_unstable();
    let (index_p50, sql_p50) = (quantile(&index_times, 0.5), quantile(&sql_times, 0.5));
    let ratio = sql_p50.as_secs_f64() / index_p50.as_secs_f64().max(f64::EPSILON);
    Ok(Comparison {
        questions: sql_times.len(),
        equal,
        index_p50_ms: milliseconds(index_p50),
        sql_p50_ms: milliseconds(sql_p50),
        ratio: (ratio * 10.0).round() / 10.0,
        target: format!("all equal, ratio ≥ {RATIO}"),
        met: equal == sql_times.len() && ratio >= RATIO,
        settings,
        fill_seconds,
    })
}

/// The first page of the index, its members alone.
fn ranked(snapshot: &Snapshot, position: Uuid) -> Vec<Uuid> {
    let page = snapshot.candidates(position, today(), None, PAGE);
    page.into_iter().flat_map(|page| page.matches).map(|found| found.member).collect()
}

async fn run(connection: &mut PgConnection, sql: &'static str) -> Result<()> {
    sqlx::raw_sql(sql).execute(connection).await.map_err(fault)?;
    Ok(())
}

fn fault(fault: sqlx::Error) -> Error {
    Error::Internal(format!("the database that is compared with: {fault}"))
}

async fn fill(connection: &mut PgConnection, snapshot: &Snapshot, numbers: &mut Numbers) -> Result<()> {
    run(connection, CREATE).await?;
    let members = snapshot.members().zip(0..);
    let rows = members.map(|(member, number)| member_row(number, &member, &mut numbers.languages));
    copy(connection, COPY_MEMBERS, rows).await?;
    let rows = snapshot.members().zip(0..).map(|(member, number)| claim_rows(number, &member, numbers));
    copy(connection, COPY_CLAIMS, rows).await?;
    run(connection, INDEX).await?;
    run(connection, VACUUM).await
}

/// Sends rows in the text form of COPY.
async fn copy(
    connection: &mut PgConnection,
    statement: &'static str,
    rows: impl Iterator<Item = String>,
) -> Result<()> {
    let mut copy = connection.copy_in_raw(statement).await.map_err(fault)?;
    let mut text = String::with_capacity(2 * CHUNK);
    for row in rows {
        text.push_str(&row);
        if text.len() >= CHUNK {
            copy.send(text.as_bytes()).await.map_err(fault)?;
            text.clear();
        }
    }
    copy.send(text.as_bytes()).await.map_err(fault)?;
    copy.finish().await.map_err(fault)?;
    Ok(())
}

/// Small numbers for what rows name, from one on.
#[derive(Debug, Default)]
struct Numbers {
    concepts: HashMap<Uuid, i32>,
    standings: HashMap<Standing, i32>,
    languages: HashMap<String, i32>,
}

fn number<K: Clone + Eq + Hash>(numbers: &mut HashMap<K, i32>, key: &K) -> i32 {
    if let Some(number) = numbers.get(key) {
        return *number;
    }
    let number = numbers.len() as i32 + 1;
    numbers.insert(key.clone(), number);
    number
}

impl Numbers {
    /// The standings in the order of their numbers.
    fn standings(&self) -> Vec<Standing> {
        let mut standings: Vec<(i32, Standing)> =
            self.standings.iter().map(|(standing, number)| (*number, *standing)).collect();
        standings.sort_unstable_by_key(|(number, _)| *number);
        standings.into_iter().map(|(_, standing)| standing).collect()
    }
}

fn member_row(row: i32, member: &MemberProfile, languages: &mut HashMap<String, i32>) -> String {
    let spoken: Vec<String> = member
        .languages
        .iter()
        .flat_map(|(code, level)| {
            // Who speaks at a level speaks at those below.
            let first = number(languages, code) * LEVELS;
            (first..=first + *level as i32).map(|place| place.to_string())
        })
        .collect();
    let columns = [
        row.to_string(),
        member.id.to_string(),
        format!("{{{}}}", spoken.join(",")),
        (member.best_verification as i32).to_string(),
        date(member.confirmed_on),
        date(member.consents_until),
        member.available.is_ok().to_string(),
        (member.right_of_return != RightOfReturn::No).to_string(),
        stays(member, Mode::OnSite),
        stays(member, Mode::Remote),
        stays(member, Mode::Hybrid),
    ];
    columns.join("\t") + "\n"
}

fn claim_rows(row: i32, member: &MemberProfile, numbers: &mut Numbers) -> String {
    let lines = member.skills.iter().map(|claim| {
        let concept = number(&mut numbers.concepts, &claim.concept);
        let standing = number(&mut numbers.standings, &claim.standing());
        format!("{concept}\t{row}\t{standing}\n")
    });
    lines.collect()
}

fn date(date: Option<NaiveDate>) -> String {
    date.map_or_else(|| "\\N".to_owned(), |date| date.to_string())
}

/// The days that windows cover in which a mode is accepted; nothing where no window was ever stated.
fn stays(member: &MemberProfile, mode: Mode) -> String {
    if member.windows.is_empty() {
        return "\\N".to_owned();
    }
    let accepting = member.windows.iter().filter(|window| accepts(window, mode));
    let ranges = accepting.map(|window| {
        let last = window.ends_on.map(|last| last.to_string()).unwrap_or_default();
        format!("[{},{last}]", window.starts_on)
    });
    format!("{{{}}}", ranges.collect::<Vec<_>>().join(","))
}

/// What the statement asks for one position.
#[derive(Debug, Default)]
struct Parameters {
    /// Place of the requirement, number of a concept that answers it, how close that is, and where the worths of the
    /// requirement begin.
    needs: Vec<i32>,
    concepts: Vec<i32>,
    closenesses: Vec<i64>,
    bases: Vec<i32>,
    /// By requirement and standing.
    worths: Vec<i64>,
    /// By requirement.
    weights: Vec<i64>,
    languages: Vec<i16>,
    mode: i32,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    position: Uuid,
}

impl Parameters {
    fn of(position: &PositionProfile, taxonomy: &Taxonomy, numbers: &mut Numbers) -> Self {
        let languages = position.languages.iter().map(|need| {
            let first = number(&mut numbers.languages, &need.code) * LEVELS;
            (first + need.min_level as i32) as i16
        });
        let mut parameters = Self {
            languages: languages.collect(),
            mode: position.mode as i32,
            starts_on: position.starts_on.unwrap_or_else(today),
            ends_on: position.ends_on,
            position: position.id,
            ..Self::default()
        };
        let standings = numbers.standings();
        for (need, place) in position.requirements.iter().take(REQUIREMENTS).zip(1..) {
            let base = parameters.worths.len() as i32;
            for (concept, proximity) in taxonomy.proximity(need.concept) {
                // What nobody claims has no number.
                if let Some(concept) = numbers.concepts.get(&concept) {
                    parameters.needs.push(place);
                    parameters.concepts.push(*concept);
                    parameters.closenesses.push(i64::from(proximity.closeness));
                    parameters.bases.push(base);
                }
            }
            let worths = standings.iter().map(|standing| worth(need.min_level, *standing, today().year()) as i64);
            parameters.worths.extend(worths);
            parameters.weights.push(i64::from(need.weight) * i64::from(taxonomy.rarity(need.concept)));
        }
        parameters.weights.resize(REQUIREMENTS, 0);
        parameters
    }

    async fn ranked(&self, connection: &mut PgConnection) -> Result<Vec<Uuid>> {
        // Planned with its parameters each time: a plan for any parameters would be a worse one.
        sqlx::query_scalar::<Postgres, Uuid>(RANKING)
            .persistent(false)
            .bind(&self.needs)
            .bind(&self.concepts)
            .bind(&self.closenesses)
            .bind(&self.bases)
            .bind(&self.worths)
            .bind(&self.weights)
            .bind(self.weights.iter().sum::<i64>().max(1))
            .bind(today())
            .bind(&self.languages)
            .bind(self.mode)
            .bind(self.starts_on)
            .bind(self.ends_on)
            .bind(self.position)
            .fetch_all(connection)
            .await
            .map_err(fault)
    }
}
