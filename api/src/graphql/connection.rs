//! Relay connections: page, edges and cursors for every list.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::connection::PageInfo;
use async_graphql::{Context, Object, OutputType, TypeName};

use crate::app::App;
use crate::error::Result;
use crate::service::page::{Cursor, Page, PageRequest};

/// A list in pages.
pub struct Listed<T> {
    edges: Vec<Edge<T>>,
    has_next: bool,
    total: Option<u64>,
}

/// One row of a list.
pub struct Edge<T> {
    pub(super) cursor: Cursor,
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
    async fn page_info(&self, ctx: &Context<'_>) -> Result<PageInfo> {
        page_info(ctx, self.edges.iter().map(|edge| &edge.cursor), self.has_next)
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
    async fn cursor(&self, ctx: &Context<'_>) -> Result<&str> {
        self.cursor.sealed(ctx.data_unchecked::<Arc<App>>())
    }

    /// The row.
    async fn node(&self) -> &T {
        &self.node
    }
}

/// Where a page with these cursors stands.
///
/// # Errors
/// INTERNAL_SERVER_ERROR when a cursor cannot be sealed.
pub fn page_info<'a>(
    ctx: &Context<'_>,
    cursors: impl DoubleEndedIterator<Item = &'a Cursor> + Clone,
    has_next: bool,
) -> Result<PageInfo> {
    let sealed = |field, cursor: Option<&Cursor>| {
        let asked = cursor.filter(|_| ctx.look_ahead().field(field).exists());
        asked.map(|cursor| cursor.sealed(ctx.data_unchecked::<Arc<App>>()).map(str::to_owned)).transpose()
    };
    Ok(PageInfo {
        has_previous_page: false,
        has_next_page: has_next,
        start_cursor: sealed("startCursor", cursors.clone().next())?,
        end_cursor: sealed("endCursor", cursors.clone().next_back())?,
    })
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
