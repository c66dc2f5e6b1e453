//! Relay connections: page, edges and cursors for every list.

use std::borrow::Cow;

use async_graphql::connection::PageInfo;
use async_graphql::{Context, Object, OutputType, TypeName};

use crate::service::page::{Page, PageRequest};

/// A list in pages.
pub struct Listed<T> {
    edges: Vec<Edge<T>>,
    has_next: bool,
    total: Option<u64>,
}

/// One row of a list.
pub struct Edge<T> {
    pub(super) cursor: String,
    pub(super) node: T,
}

impl<T: OutputType> TypeName for Listed<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Connection", T::type_name()))
    }
}

impl<T: OutputType> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Edge", T::type_name()))
    }
}

/// A list in pages, as Relay defines it.
#[Object(name_type)]
impl<T: OutputType> Listed<T> {
    /// Rows with their cursors.
    async fn edges(&self) -> &[Edge<T>] {
        &self.edges
    }

    /// Rows alone.
    async fn nodes(&self) -> Vec<&T> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where this page stands in the list.
    async fn page_info(&self) -> PageInfo {
        page_info(self.edges.iter().map(|edge| edge.cursor.as_str()), self.has_next)
    }

    /// How many rows there are in all; counted only when this field is asked for.
    async fn total_count(&self) -> Option<i32> {
        self.total.map(|total| i32::try_from(total).unwrap_or(i32::MAX))
    }
}

/// One row of a list.
#[Object(name_type)]
impl<T: OutputType> Edge<T> {
    /// Sealed place in the list, for `after`; nothing can be read from it.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The row.
    async fn node(&self) -> &T {
        &self.node
    }
}

/// Where a page with these cursors stands.
pub fn page_info<'a>(cursors: impl DoubleEndedIterator<Item = &'a str> + Clone, has_next: bool) -> PageInfo {
    PageInfo {
        has_previous_page: false,
        has_next_page: has_next,
        start_cursor: cursors.clone().next().map(str::to_owned),
        end_cursor: cursors.clone().next_back().map(str::to_owned),
    }
}

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
    let edges = page.rows.into_iter().map(|(cursor, row)| Edge { cursor, node: wrap(row) }).collect();
    Listed { edges, has_next: page.has_next, total }
}
