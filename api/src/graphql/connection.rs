//! Relay connections: generic page, edges and cursors for every list.

use async_graphql::connection::{Connection, CursorType, Edge};
use async_graphql::{Context, OutputType, SimpleObject};

use crate::service::page::{Page, PageRequest};

/// A sealed cursor; nothing can be read from it.
#[derive(Clone, Debug)]
pub struct Cursor(String);

impl CursorType for Cursor {
    type Error = std::convert::Infallible;

    fn decode_cursor(text: &str) -> Result<Self, Self::Error> {
        Ok(Self(text.to_owned()))
    }

    fn encode_cursor(&self) -> String {
        self.0.clone()
    }
}

/// The number of rows of a list, counted only when asked for.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct Total {
    /// How many there are in all; counted only when this field is asked for.
    pub total_count: Option<i32>,
}

/// A list in pages, with `totalCount`.
pub type Listed<T> = Connection<Cursor, T, Total>;

/// The arguments of a page.
pub fn request(first: Option<i32>, after: Option<String>) -> PageRequest {
    PageRequest { first, after }
}

/// Whether `totalCount` is asked for.
pub fn wants_total(ctx: &Context<'_>) -> bool {
    ctx.look_ahead().field("totalCount").exists()
}

/// A page as a connection.
pub fn connection<T, O: OutputType>(page: Page<T>, total: Option<u64>, wrap: impl Fn(T) -> O) -> Listed<O> {
    let total = Total { total_count: total.map(|total| i32::try_from(total).unwrap_or(i32::MAX)) };
    let mut connection = Connection::with_additional_fields(false, page.has_next, total);
    connection.edges.extend(page.rows.into_iter().map(|(cursor, row)| Edge::new(Cursor(cursor), wrap(row))));
    connection
}
