//! Published statistics, and the exact counts behind them.

use std::sync::Arc;

use async_graphql::{Context, Object};
use entity::language::Language;
use entity::statistic_cell::{StatisticDimension, StatisticTableName};

use super::batch::language;
use super::connection::{Listed, connection, request, wants_total};
use super::date_range::Date;
use super::requires::{ANYONE, Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service::statistics::{self, Cell, ExactTable, Table, table};

/// A table of counts of one month. Counts under 10 are withheld, others rounded to a multiple of 5; margins are rounded
/// on their own, so that parts need not add up to them.
pub struct StatisticTable(Table);

/// A table of counts of one month. Counts under 10 are withheld, others rounded to a multiple of 5; margins are rounded
/// on their own, so that parts need not add up to them.
#[Object]
impl StatisticTable {
    /// Which table it is.
    async fn name(&self) -> StatisticTableName {
        self.0.name
    }

    /// What it counts, by what.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language wanted; the viewer's when absent.")] wanted: Option<Language>,
    ) -> String {
        table::title(self.0.name, language(ctx, wanted))
    }

    /// What it tells apart, in the order of the values of its cells.
    async fn dimensions(&self) -> &[StatisticDimension] {
        table::dimensions(self.0.name)
    }

    /// First day of the month.
    async fn month(&self) -> Date {
        Date(self.0.month)
    }

    /// Its cells, margins before what they are made of. Values whose margin is withheld are left out.
    async fn cells(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<StatisticCell>> {
        let app = ctx.data_unchecked::<Arc<App>>();
        let page = statistics::cells(app, &self.0, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(statistics::count(app, &self.0).await?),
            false => None,
        };
        Ok(connection(page, total, |cell| StatisticCell { name: self.0.name, cell }))
    }
}

/// One count of a published table.
pub struct StatisticCell {
    name: StatisticTableName,
    cell: Cell,
}

/// One count of a published table.
#[Object]
impl StatisticCell {
    /// Its values as codes, one of each dimension; null where all are counted together.
    async fn values(&self) -> &[Option<String>] {
        &self.cell.values
    }

    /// Its values in words.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language wanted; the viewer's when absent.")] wanted: Option<Language>,
    ) -> String {
        table::label(self.name, &self.cell.values, language(ctx, wanted))
    }

    /// How many, as a multiple of 5 that is less than 5 away from the count; null where the count is withheld or zero.
    async fn value(&self) -> Option<i32> {
        self.cell.count
    }
}

/// A table of exact counts of one month. Not for publication.
pub struct ExactStatisticTable(ExactTable);

/// A table of exact counts of one month. Not for publication.
#[Object]
impl ExactStatisticTable {
    /// Which table it is.
    async fn name(&self) -> StatisticTableName {
        self.0.table().name
    }

    /// What it counts, by what.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language wanted; the viewer's when absent.")] wanted: Option<Language>,
    ) -> String {
        table::title(self.0.table().name, language(ctx, wanted))
    }

    /// What it tells apart, in the order of the values of its cells.
    async fn dimensions(&self) -> &[StatisticDimension] {
        table::dimensions(self.0.table().name)
    }

    /// First day of the month.
    async fn month(&self) -> Date {
        Date(self.0.table().month)
    }

    /// Its cells that hold somebody, margins before what they are made of.
    async fn cells(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows wanted, 20 when absent, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the last row seen.")] after: Option<String>,
    ) -> Result<Listed<ExactStatisticCell>> {
        let app = ctx.data_unchecked::<Arc<App>>();
        let page = statistics::exact_cells(app, &self.0, &request(first, after)).await?;
        let total = match wants_total(ctx) {
            true => Some(statistics::exact_count(app, &self.0).await?),
            false => None,
        };
        Ok(connection(page, total, |cell| ExactStatisticCell { name: self.0.table().name, cell }))
    }
}

/// One exact count.
pub struct ExactStatisticCell {
    name: StatisticTableName,
    cell: Cell,
}

/// One exact count.
#[Object]
impl ExactStatisticCell {
    /// Its values as codes, one of each dimension; null where all are counted together.
    async fn values(&self) -> &[Option<String>] {
        &self.cell.values
    }

    /// Its values in words.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language wanted; the viewer's when absent.")] wanted: Option<Language>,
    ) -> String {
        table::label(self.name, &self.cell.values, language(ctx, wanted))
    }

    /// How many there are.
    async fn value(&self) -> i32 {
        self.cell.count.unwrap_or_default()
    }
}

/// Queries about statistics.
#[derive(Default)]
pub struct StatisticsQueries;

#[Object]
impl StatisticsQueries {
    /// Published statistics of a month, counted once and never changed: members who agreed to be counted, and projects.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn statistics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Any day of the month wanted; the newest month when absent.")] month: Option<Date>,
        #[graphql(desc = "Only these tables; all when absent.")] tables: Option<Vec<StatisticTableName>>,
    ) -> Result<Vec<StatisticTable>> {
        let app = ctx.data_unchecked::<Arc<App>>();
        let tables = statistics::tables(app, month.map(|month| month.0), tables.as_deref()).await?;
        Ok(tables.into_iter().map(StatisticTable).collect())
    }

    /// The exact counts of the same tables, for the purpose REPORTING; null for any other. Who read which table is
    /// written down.
    #[graphql(directive = requires::apply(vec![Role::Analyst]))]
    async fn exact_statistics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Any day of the month wanted; the newest month when absent.")] month: Option<Date>,
        #[graphql(desc = "Only these tables; all when absent.")] tables: Option<Vec<StatisticTableName>>,
    ) -> Result<Option<Vec<ExactStatisticTable>>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let month = month.map(|month| month.0);
        let tables = statistics::exact_tables(app, viewer, month, tables.as_deref()).await?;
        Ok(tables.map(|tables| tables.into_iter().map(ExactStatisticTable).collect()))
    }
}
