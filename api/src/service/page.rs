//! Keyset pages: what comes after the last row seen, never "skip N".

use std::fmt;
use std::sync::{Arc, OnceLock};

use sea_orm::SelectorTrait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::{Error, Result};
use crate::locale::Message;

/// What is sealed has a multiple of this length.
const SEALED: usize = 128;

/// Rows of a page when none is asked for.
pub const DEFAULT_SIZE: i32 = 20;

/// Which page is asked for.
#[derive(Clone, Debug, Default)]
pub struct PageRequest {
    /// Rows wanted; 20 when absent.
    pub first: Option<i32>,
    /// Sealed cursor of the last row seen.
    pub after: Option<String>,
}

/// A page of rows, each with its cursor.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// Rows with their cursors.
    pub rows: Vec<(Cursor, T)>,
    /// Whether more follow.
    pub has_next: bool,
}

impl<T> Page<T> {
    /// The sealed cursor that the next page comes after; nothing where no more follow.
    ///
    /// # Errors
    /// INTERNAL_SERVER_ERROR when sealing fails.
    pub fn next(&self, app: &App) -> Result<Option<&str>> {
        let last = self.rows.last().filter(|_| self.has_next);
        last.map(|(cursor, _)| cursor.sealed(app)).transpose()
    }
}

/// The place of a row in a list; sealed when somebody asks for it first, which few do.
#[derive(Clone)]
pub struct Cursor {
    list: Arc<str>,
    content: Vec<u8>,
    /// No two seals are alike, and a row has one cursor.
    sealed: OnceLock<String>,
}

impl Cursor {
    /// The place in a list that a key tells.
    ///
    /// # Errors
    /// INTERNAL_SERVER_ERROR for a key that cannot be written.
    pub fn new(list: &Arc<str>, key: &impl Serialize) -> Result<Self> {
        let mut content = serde_json::to_vec(key).map_err(|fault| Error::Internal(fault.to_string()))?;
        // Not even its length tells what is in it, such as a name that may not be seen.
        content.resize(content.len().next_multiple_of(SEALED), b' ');
        Ok(Self { list: Arc::clone(list), content, sealed: OnceLock::new() })
    }

    /// What leaves the house: nothing can be read from it.
    ///
    /// # Errors
    /// INTERNAL_SERVER_ERROR when sealing fails.
    pub fn sealed(&self, app: &App) -> Result<&str> {
        if let Some(sealed) = self.sealed.get() {
            return Ok(sealed);
        }
        let sealed = app.keys.seal(&self.list, &self.content)?;
        Ok(self.sealed.get_or_init(|| sealed))
    }
}

/// Tells nothing of the key.
impl fmt::Debug for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Cursor").field("list", &self.list).finish_non_exhaustive()
    }
}

impl PageRequest {
    /// Rows to fetch, within the installation's limit.
    ///
    /// # Errors
    /// BAD_USER_INPUT for fewer than 0 or more than the limit.
    pub fn size(&self, app: &App) -> Result<usize> {
        let most = app.config.limits.page;
        usize::try_from(self.first.unwrap_or(DEFAULT_SIZE)).ok().filter(|size| *size <= most).ok_or_else(|| {
            Error::BadArgument { field: "first", message: Message::new("problem-first").with("most", most) }
        })
    }

    /// The key in the cursor, if one was given. A cursor is good for the list (and order) it was made for alone.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a cursor that is not ours, or not of this list.
    pub fn key<K: DeserializeOwned>(&self, app: &App, list: &str) -> Result<Option<K>> {
        let Some(after) = &self.after else { return Ok(None) };
        let opened = app.keys.unseal(list, after).and_then(|bytes| serde_json::from_slice(&bytes).ok());
        opened.map(Some).ok_or_else(|| Error::BadArgument { field: "after", message: Message::new("problem-cursor") })
    }
}

/// Cuts a page out of rows that were fetched with one more than wanted, each with its key as the cursor.
///
/// # Errors
/// INTERNAL_SERVER_ERROR for a key that cannot be written.
pub fn cut<T, K: Serialize>(list: &str, mut rows: Vec<T>, size: usize, key: impl Fn(&T) -> K) -> Result<Page<T>> {
    let (list, has_next) = (Arc::from(list), rows.len() > size);
    rows.truncate(size);
    let rows = rows.into_iter().map(|row| Ok((Cursor::new(&list, &key(&row))?, row))).collect::<Result<_>>()?;
    Ok(Page { rows, has_next })
}

/// Fetches a page through a cursor that is ordered and placed already.
///
/// # Errors
/// As [`PageRequest::size`], and database faults.
pub async fn fetch<S, K>(
    app: &App,
    list: &str,
    request: &PageRequest,
    cursor: &mut sea_orm::Cursor<S>,
    key: impl Fn(&S::Item) -> K,
) -> Result<Page<S::Item>>
where
    S: SelectorTrait,
    K: Serialize,
{
    let size = request.size(app)?;
    let rows = cursor.first(size as u64 + 1).all(&app.db).await?;
    cut(list, rows, size, key)
}
