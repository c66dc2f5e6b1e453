//! StatisticRelease: the statistics of one month, published once and never changed.

use sea_orm::entity::prelude::*;

/// What was counted for one month.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "statistic_release")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// First day of the month; one release each.
    #[sea_orm(unique)]
    pub month: Date,
    pub published_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
