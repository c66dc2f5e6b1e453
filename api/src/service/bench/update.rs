//! One update, from commit to visible: a server on a SQLite file of its own, whose index and roster are the large ones.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{env, fs};

use chrono::NaiveTime;
use entity::change_log::Subject;
use entity::member;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::ASKED;
use super::figure::Figure;
use super::world::today;
use crate::app::App;
use crate::auth::Viewer;
use crate::clock::Clock;
use crate::config::{Config, Secret};
use crate::error::{Error, Result};
use crate::matching::Snapshot;
use crate::search::members::Roster;
use crate::service::{change_log, demo, index, setup};

/// A server that nobody asks, and the folder of its database.
#[derive(Debug)]
pub(super) struct Server {
    app: App,
    /// Goes away with the server.
    _folder: Folder,
}

impl Server {
    /// Stores the members of the demonstration; nobody is in memory yet.
    pub(super) async fn start() -> Result<Self> {
        let folder = Folder::make()?;
        let filling = application(&folder.0).await?;
        setup::prepare(&filling).await?;
        demo::load(&filling, &|_, _| ()).await?;
        // Its connections hold on to the long statements that stored the members; those of a server that only starts
        // do not.
        filling.db.close().await?;
        Ok(Self { app: application(&folder.0).await?, _folder: folder })
    }

    /// Puts the large index and roster in place of what the stored members would make.
    pub(super) async fn adopt(&self, snapshot: Snapshot, roster: Roster) -> Result<()> {
        index::adopt(&self.app, snapshot, roster).await
    }

    /// What requests would share.
    pub(super) fn app(&self) -> &App {
        &self.app
    }

    /// Changes stored members one at a time, each twice, of which the second time counts: the first takes them in.
    pub(super) async fn figure(&self) -> Result<Figure> {
        let ids = member::Entity::find().select_only().column(member::Column::Id).order_by_asc(member::Column::Id);
        let ids: Vec<Uuid> = ids.limit(ASKED as u64).into_tuple().all(&self.app.db).await?;
        let mut times = Vec::with_capacity(ids.len());
        for id in &ids {
            self.visible_after(*id, "la première fois").await?;
        }
        for id in &ids {
            times.push(self.visible_after(*id, "la deuxième fois").await?);
        }
        Ok(Figure::of("one update, from commit to visible", times).within(10.0, None))
    }

    /// Commits a change of a member, and tells how long it took from then until questions are answered by it.
    async fn visible_after(&self, id: Uuid, headline: &str) -> Result<Duration> {
        let tx = self.app.begin().await?;
        member::Entity::update_many()
            .col_expr(member::Column::Headline, Expr::value(headline))
            .col_expr(member::Column::FoldedHeadline, Expr::value(headline))
            .col_expr(member::Column::UpdatedAt, Expr::value(self.app.clock.now()))
            .filter(member::Column::Id.eq(id))
            .exec(&tx)
            .await?;
        change_log::append(&tx, &self.app, &Viewer::system(), Subject::Member, id, "member.updated").await?;
        tx.commit().await?;
        let begun = Instant::now();
        index::current(&self.app).await?;
        Ok(begun.elapsed())
    }

    /// The index as it stands.
    pub(super) fn snapshot(&self) -> Arc<Snapshot> {
        self.app.index.snapshot()
    }
}

async fn application(folder: &Path) -> Result<App> {
    let mut config = Config::defaults();
    config.data_dir = folder.to_owned();
    config.database.url = Secret::from(format!("sqlite://{}?mode=rwc", folder.join("bench.sqlite").display()));
    App::open(config, Clock::fixed(today().and_time(NaiveTime::MIN).and_utc())).await
}

/// A folder that is removed when it is no longer needed.
#[derive(Debug)]
struct Folder(PathBuf);

impl Folder {
    fn make() -> Result<Self> {
        let path = env::temp_dir().join(format!("seko-bench-{}", Uuid::now_v7().simple()));
        fs::create_dir(&path)
            .map_err(|fault| Error::Internal(format!("the folder {} cannot be made: {fault}", path.display())))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}
