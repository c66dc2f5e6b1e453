//! Saved positions: what a member keeps, for nobody else's eyes.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::id::Kind;
use super::payload::{UserError, settle};
use super::position::Position;
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;
use crate::service::saved_position::Kept;

/// A position that the viewer keeps; nobody else learns of it.
pub struct SavedPosition(pub(super) Kept);

/// A position that the viewer keeps; nobody else learns of it.
#[Object]
impl SavedPosition {
    /// The position, with its state of today, even where it is no longer shown to others.
    async fn position(&self) -> Position {
        Position(self.0.position.clone())
    }

    /// Whether it still looks for people: open, in a project at work.
    async fn is_open(&self) -> bool {
        self.0.is_open
    }

    /// Since when it is kept.
    async fn saved_at(&self) -> DateTime<Utc> {
        self.0.saved_at
    }
}

/// A position to keep.
#[derive(InputObject)]
struct SavePositionInput {
    /// Which position.
    position: ID,
}

/// A position to keep no longer.
#[derive(InputObject)]
struct UnsavePositionInput {
    /// Which position.
    position: ID,
}

/// The position kept.
#[derive(SimpleObject)]
struct SavePositionPayload {
    /// What is kept now; null when there is something to mend.
    saved_position: Option<SavedPosition>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// The position dropped.
#[derive(SimpleObject)]
struct UnsavePositionPayload {
    /// Whether the position is kept no longer.
    unsaved: bool,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of what the viewer keeps.
#[derive(Default)]
pub struct SavedPositionMutations;

#[Object]
impl SavedPositionMutations {
    /// Keeps a position for the viewer, 200 at most. Keeping it again changes nothing.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn save_position(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: SavePositionInput,
    ) -> Result<SavePositionPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let position = Kind::Position.reference(&input.position);
        let (kept, user_errors) = settle(ctx, service::saved_position::keep(app, viewer, position).await)?;
        Ok(SavePositionPayload { saved_position: kept.map(SavedPosition), user_errors })
    }

    /// Keeps a position no longer. Dropping one that is not kept changes nothing.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn unsave_position(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UnsavePositionInput,
    ) -> Result<UnsavePositionPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let position = Kind::Position.reference(&input.position);
        let (done, user_errors) = settle(ctx, service::saved_position::drop_kept(app, viewer, position).await)?;
        Ok(UnsavePositionPayload { unsaved: done.is_some(), user_errors })
    }
}
