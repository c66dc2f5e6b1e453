//! Rows by the million: PostgreSQL copies them out in its binary form, SQLite answers as ever; what a row is, is said
//! once for both.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::availability::Modes;
use entity::consent_record::ConsentDecision;
use entity::member::{MemberStatus, RightOfReturn};
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::visibility::Visibility;
use futures_util::TryStreamExt;
use sea_orm::sea_query::{PostgresQueryBuilder, SelectStatement};
use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::{self, Postgres};
use sea_orm::{ActiveEnum, ConnectionTrait, DatabaseConnection, DbErr, QueryResult, RuntimeErr, TryGetable};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::app::is_postgres;
use crate::error::{Error, Result};

/// What every copy begins with.
const SIGNATURE: [u8; 11] = *b"PGCOPY\n\xFF\r\n\0";
/// Flags of a copy that nobody may pass over who does not know them.
const CRITICAL: u32 = 0xFFFF_0000;
/// The number of fields that ends a copy.
const END: i16 = -1;
/// The length of a field without a value.
const NULL: i32 = -1;
/// The first day of PostgreSQL, 1 January 2000, counted from the first day of the year 1.
const FIRST_DAY: i32 = 730_120;
/// Microseconds from 1970 to the same day.
const FIRST_MOMENT: i64 = 946_684_800_000_000;
/// What a value of `jsonb` begins with; its text follows.
const JSONB: u8 = 1;

/// A row, or a part of one: what some columns hold, read in the order of the statement.
pub trait Row: Sized + Send {
    /// Reads the next columns.
    ///
    /// # Errors
    /// They hold something else.
    fn read(columns: &mut Columns<'_>) -> Result<Self>;
}

/// What one column holds.
pub trait Value: TryGetable + Send {
    /// The value that PostgreSQL sends so.
    ///
    /// # Errors
    /// It is none of this type.
    fn decode(field: Field<'_>) -> Result<Self>;

    /// What stands for no value.
    ///
    /// # Errors
    /// Nothing does.
    fn absent() -> Result<Self> {
        Err(malformed("no value where one is needed"))
    }
}

/// The columns of a row, one after the other.
#[derive(Debug)]
pub struct Columns<'a>(Source<'a>);

#[derive(Debug)]
enum Source<'a> {
    Answered { row: &'a QueryResult, next: usize },
    Copied { rest: &'a [u8], word: &'a mut String },
}

/// The bytes of a value.
#[derive(Debug)]
pub struct Field<'a> {
    bytes: &'a [u8],
    /// Where a word is spelt that is wanted as a string for a moment: one for all, since there are millions.
    word: &'a mut String,
}

impl Columns<'_> {
    /// The value of the next column.
    ///
    /// # Errors
    /// There is no other column, or it holds something else.
    pub fn value<T: Value>(&mut self) -> Result<T> {
        match &mut self.0 {
            Source::Answered { row, next } => {
                let value = row.try_get_by_index::<T>(*next)?;
                *next += 1;
                Ok(value)
            }
            Source::Copied { rest, word } => match take_field(rest)? {
                Some(bytes) => T::decode(Field { bytes, word }),
                None => T::absent(),
            },
        }
    }
}

impl<'a> Field<'a> {
    fn exactly<const LENGTH: usize>(&self) -> Result<[u8; LENGTH]> {
        self.bytes.try_into().map_err(|_| malformed("a value of another length"))
    }

    fn text(&self) -> Result<&'a str> {
        std::str::from_utf8(self.bytes).map_err(|_| malformed("a text that is not UTF-8"))
    }

    fn word<T: ActiveEnum<Value = String>>(self) -> Result<T> {
        let text = self.text()?;
        self.word.clear();
        self.word.push_str(text);
        Ok(T::try_from_value(self.word)?)
    }

    fn json<T: DeserializeOwned>(self) -> Result<T> {
        match self.bytes {
            [JSONB, text @ ..] => serde_json::from_slice(text).map_err(|fault| malformed(&fault.to_string())),
            _ => Err(malformed("a value of JSON in another version")),
        }
    }
}

/// Rows of a statement that asks for few: it is prepared, and its values are sent beside it.
///
/// # Errors
/// Database faults; rows that hold something else.
pub async fn few<T: Row>(db: &DatabaseConnection, select: &SelectStatement) -> Result<Vec<T>> {
    let rows = db.query_all(select).await?;
    rows.iter().map(|row| T::read(&mut Columns(Source::Answered { row, next: 0 }))).collect()
}

/// Rows of a statement that asks for thousands. The values in it must be of ours: a copy takes them as a part of its
/// text alone.
///
/// # Errors
/// Database faults; rows that hold something else.
pub async fn many<T: Row>(db: &DatabaseConnection, select: &SelectStatement) -> Result<Vec<T>> {
    if is_postgres(db) { copied(db, select).await } else { few(db, select).await }
}

async fn copied<T: Row>(db: &DatabaseConnection, select: &SelectStatement) -> Result<Vec<T>> {
    let sql = format!("COPY ({}) TO STDOUT (FORMAT binary)", select.to_string(PostgresQueryBuilder));
    let connection = db.get_postgres_connection_pool().acquire().await.map_err(not_reached)?;
    let mut lent = Lent { connection, is_read_out: false };
    let mut arriving = Arriving::new();
    let mut pieces = lent.connection.copy_out_raw(&sql).await.map_err(broken_off)?;
    while let Some(piece) = pieces.try_next().await.map_err(broken_off)? {
        arriving.take_in(&piece)?;
    }
    drop(pieces);
    lent.is_read_out = true;
    arriving.finish()
}

/// A connection that a copy comes by. The pool has it back when everything was read; otherwise it is closed, since the
/// rest would be taken for the answer to the next question.
struct Lent {
    connection: PoolConnection<Postgres>,
    is_read_out: bool,
}

impl Drop for Lent {
    fn drop(&mut self) {
        if !self.is_read_out {
            self.connection.close_on_drop();
        }
    }
}

fn not_reached(fault: sqlx::Error) -> Error {
    DbErr::Conn(RuntimeErr::SqlxError(Arc::new(fault))).into()
}

fn broken_off(fault: sqlx::Error) -> Error {
    DbErr::Query(RuntimeErr::SqlxError(Arc::new(fault))).into()
}

fn malformed(what: &str) -> Error {
    Error::Internal(format!("what the database copied out cannot be read: {what}"))
}

/// What a copy consists of, after its header.
enum Part<'a> {
    /// The fields of a row, each with its length before it.
    Row(&'a [u8]),
    End,
}

/// A copy that comes in pieces, which end anywhere.
#[derive(Debug)]
struct Arriving<T> {
    /// Bytes of a row that is not complete yet.
    bytes: Vec<u8>,
    has_begun: bool,
    has_ended: bool,
    word: String,
    rows: Vec<T>,
}

impl<T: Row> Arriving<T> {
    fn new() -> Self {
        Self { bytes: Vec::new(), has_begun: false, has_ended: false, word: String::new(), rows: Vec::new() }
    }

    fn take_in(&mut self, piece: &[u8]) -> Result<()> {
        self.bytes.extend_from_slice(piece);
        let mut rest = self.bytes.as_slice();
        if !self.has_begun {
            let Some(after) = after_header(rest)? else { return Ok(()) };
            rest = after;
            self.has_begun = true;
        }
        while !self.has_ended {
            let Some((part, after)) = next_part(rest)? else { break };
            match part {
                Part::Row(fields) => self.rows.push(decoded(fields, &mut self.word)?),
                Part::End => self.has_ended = true,
            }
            rest = after;
        }
        let done = self.bytes.len() - rest.len();
        self.bytes.drain(..done);
        Ok(())
    }

    /// All rows, when nothing more comes.
    fn finish(self) -> Result<Vec<T>> {
        if self.has_ended && self.bytes.is_empty() { Ok(self.rows) } else { Err(malformed("it ends elsewhere")) }
    }
}

/// The row of these fields.
fn decoded<T: Row>(fields: &[u8], word: &mut String) -> Result<T> {
    let mut columns = Columns(Source::Copied { rest: fields, word });
    let row = T::read(&mut columns)?;
    match columns.0 {
        Source::Copied { rest: [_, ..], .. } => Err(malformed("more columns than were asked for")),
        _ => Ok(row),
    }
}

/// What follows the header; nothing while it is cut short.
fn after_header(bytes: &[u8]) -> Result<Option<&[u8]>> {
    let mut rest = bytes;
    let signature = take::<{ SIGNATURE.len() }>(&mut rest);
    let (Some(signature), Some(flags), Some(length)) = (signature, take(&mut rest), take(&mut rest)) else {
        return Ok(None);
    };
    if signature != SIGNATURE || u32::from_be_bytes(flags) & CRITICAL != 0 {
        return Err(malformed("another header"));
    }
    Ok(rest.get(u32::from_be_bytes(length) as usize..))
}

/// What bytes begin with, and what follows; nothing while it is cut short.
fn next_part(bytes: &[u8]) -> Result<Option<(Part<'_>, &[u8])>> {
    let mut rest = bytes;
    let Some(count) = take(&mut rest).map(i16::from_be_bytes) else { return Ok(None) };
    if count == END {
        return Ok(Some((Part::End, rest)));
    }
    let fields = rest;
    for _ in 0..count {
        let Some(length) = take(&mut rest).map(i32::from_be_bytes) else { return Ok(None) };
        let Some(after) = rest.get(length_of(length)?.unwrap_or_default()..) else { return Ok(None) };
        rest = after;
    }
    Ok(Some((Part::Row(&fields[..fields.len() - rest.len()]), rest)))
}

/// Takes a field that is there as a whole; none where it has no value.
fn take_field<'a>(rest: &mut &'a [u8]) -> Result<Option<&'a [u8]>> {
    let length = take(rest).map(i32::from_be_bytes).ok_or_else(|| malformed("fewer columns than were asked for"))?;
    let Some(length) = length_of(length)? else { return Ok(None) };
    let (field, after) = rest.split_at_checked(length).ok_or_else(|| malformed("a field that is cut short"))?;
    *rest = after;
    Ok(Some(field))
}

/// The length of a field; none where it has no value.
fn length_of(length: i32) -> Result<Option<usize>> {
    match length {
        NULL => Ok(None),
        length => usize::try_from(length).map(Some).map_err(|_| malformed("a field of a negative length")),
    }
}

fn take<const LENGTH: usize>(rest: &mut &[u8]) -> Option<[u8; LENGTH]> {
    let (first, after) = rest.split_first_chunk::<LENGTH>()?;
    *rest = after;
    Some(*first)
}

impl<T: Value> Row for T {
    fn read(columns: &mut Columns<'_>) -> Result<Self> {
        columns.value()
    }
}

impl Row for () {
    fn read(_: &mut Columns<'_>) -> Result<Self> {
        Ok(())
    }
}

impl<A: Row, B: Row> Row for (A, B) {
    fn read(columns: &mut Columns<'_>) -> Result<Self> {
        Ok((A::read(columns)?, B::read(columns)?))
    }
}

impl<A: Row, B: Row, C: Row> Row for (A, B, C) {
    fn read(columns: &mut Columns<'_>) -> Result<Self> {
        Ok((A::read(columns)?, B::read(columns)?, C::read(columns)?))
    }
}

impl<T: Value> Value for Option<T> {
    fn decode(field: Field<'_>) -> Result<Self> {
        T::decode(field).map(Some)
    }

    fn absent() -> Result<Self> {
        Ok(None)
    }
}

impl Value for Uuid {
    fn decode(field: Field<'_>) -> Result<Self> {
        field.exactly().map(Self::from_bytes)
    }
}

impl Value for i32 {
    fn decode(field: Field<'_>) -> Result<Self> {
        field.exactly().map(Self::from_be_bytes)
    }
}

impl Value for String {
    fn decode(field: Field<'_>) -> Result<Self> {
        field.text().map(str::to_owned)
    }
}

impl Value for NaiveDate {
    fn decode(field: Field<'_>) -> Result<Self> {
        let day = i32::from_be_bytes(field.exactly()?).checked_add(FIRST_DAY);
        day.and_then(Self::from_num_days_from_ce_opt).ok_or_else(|| malformed("a day of no calendar"))
    }
}

impl Value for DateTime<Utc> {
    fn decode(field: Field<'_>) -> Result<Self> {
        let moment = i64::from_be_bytes(field.exactly()?).checked_add(FIRST_MOMENT);
        moment.and_then(Self::from_timestamp_micros).ok_or_else(|| malformed("a moment of no calendar"))
    }
}

impl Value for CefrLevel {
    fn decode(field: Field<'_>) -> Result<Self> {
        field.word()
    }
}

impl Value for ConsentDecision {
    fn decode(field: Field<'_>) -> Result<Self> {
        field.word()
    }
}

impl Value for MemberStatus {
    fn decode(field: Field<'_>) -> Result<Self> {
        field.word()
    }
}

impl Value for RightOfReturn {
    fn decode(field: Field<'_>) -> Result<Self> {
        field.word()
    }
}

impl Value for Verification {
    fn decode(field: Field<'_>) -> Result<Self> {
        field.word()
    }
}

impl Value for Modes {
    fn decode(field: Field<'_>) -> Result<Self> {
        field.json()
    }
}

impl Value for Visibility {
    fn decode(field: Field<'_>) -> Result<Self> {
        field.json()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, Utc};
    use entity::availability::Modes;
    use entity::member_skill::Verification;
    use entity::position::Mode;
    use uuid::Uuid;

    use super::{Arriving, Row, SIGNATURE};
    use crate::error::{Error, Result};

    type Claim = (Uuid, (Option<i32>, Verification));
    type Window = (Option<String>, (NaiveDate, DateTime<Utc>, Modes));

    const ID: Uuid = Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0001);

    /// A copy of rows: the bytes of each field.
    fn copy(rows: &[&[Option<&[u8]>]]) -> Vec<u8> {
        let mut bytes = SIGNATURE.to_vec();
        // No flags, and three bytes that another version may explain.
        bytes.extend([0, 0, 0, 0, 0, 0, 0, 3, 7, 7, 7]);
        for row in rows {
            bytes.extend((row.len() as i16).to_be_bytes());
            for field in *row {
                bytes.extend(field.map_or(-1, |field| field.len() as i32).to_be_bytes());
                bytes.extend(field.unwrap_or_default());
            }
        }
        bytes.extend((-1_i16).to_be_bytes());
        bytes
    }

    /// A copy of one row with one field.
    fn single(field: Option<&[u8]>) -> Vec<u8> {
        copy(&[&[field]])
    }

    fn claims() -> Vec<u8> {
        let (id, year) = (ID.into_bytes(), 2024_i32.to_be_bytes());
        let first: [Option<&[u8]>; 3] = [Some(&id), Some(&year), Some(b"PEER_ENDORSED")];
        let second: [Option<&[u8]>; 3] = [Some(&id), None, Some(b"SELF_CLAIMED")];
        copy(&[&first, &second])
    }

    fn read<T: Row>(pieces: &[&[u8]]) -> Result<Vec<T>> {
        let mut arriving = Arriving::new();
        pieces.iter().try_for_each(|piece| arriving.take_in(piece))?;
        arriving.finish()
    }

    fn is_refused<T: Row>(bytes: &[u8]) -> bool {
        matches!(read::<T>(&[bytes]), Err(Error::Internal(_)))
    }

    #[test]
    fn rows_are_the_same_wherever_the_bytes_are_cut() {
        let bytes = claims();
        let meant: Vec<Claim> =
            vec![(ID, (Some(2024), Verification::PeerEndorsed)), (ID, (None, Verification::SelfClaimed))];
        for place in 0..=bytes.len() {
            let (before, after) = bytes.split_at(place);
            assert_eq!(read::<Claim>(&[before, after]).unwrap(), meant, "cut at {place}");
        }
        let one_by_one: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(read::<Claim>(&one_by_one).unwrap(), meant);
        assert!(read::<Claim>(&[&copy(&[])]).unwrap().is_empty());
    }

    #[test]
    fn every_type_is_read_as_postgresql_sends_it() {
        let (day, moment) = ((-1_i32).to_be_bytes(), 1_500_000_i64.to_be_bytes());
        let row: [Option<&[u8]>; 4] =
            [Some("Kɛnɛ".as_bytes()), Some(&day), Some(&moment), Some(b"\x01[\"REMOTE\", \"ON_SITE\"]")];
        let rows = read::<Window>(&[&copy(&[&row])]).unwrap();
        let (name, (day, moment, modes)) = &rows[0];
        assert_eq!(name.as_deref(), Some("Kɛnɛ"));
        assert_eq!(day.to_string(), "1999-12-31");
        assert_eq!(moment.to_rfc3339(), "2000-01-01T00:00:01.500+00:00");
        assert_eq!(modes.0, [Mode::Remote, Mode::OnSite]);
    }

    #[test]
    fn what_is_malformed_is_an_error() {
        let bytes = claims();
        for end in 0..bytes.len() {
            assert!(is_refused::<Claim>(&bytes[..end]), "ends at {end}");
        }
        // More columns, fewer, and no value where one is needed.
        assert!(is_refused::<Uuid>(&bytes));
        assert!(is_refused::<(Claim, Uuid)>(&bytes));
        assert!(is_refused::<Uuid>(&single(None)));
        assert!(is_refused::<Uuid>(&single(Some(b"too short"))));
        assert!(is_refused::<String>(&single(Some(b"\xFF"))));
        assert!(is_refused::<NaiveDate>(&single(Some(&i32::MAX.to_be_bytes()))));
        assert!(is_refused::<DateTime<Utc>>(&single(Some(&i64::MAX.to_be_bytes()))));
        assert!(is_refused::<Modes>(&single(Some(b"[]"))));
        assert!(is_refused::<Claim>(&[bytes.as_slice(), b"more"].concat()));
    }

    #[test]
    fn no_byte_makes_the_reader_panic() {
        let bytes = claims();
        for place in 0..bytes.len() {
            for byte in 0..=u8::MAX {
                let mut other = bytes.clone();
                other[place] = byte;
                // Some are rows all the same, and some are not.
                let _ = read::<Claim>(&[&other]);
            }
        }
    }
}
