//! StatisticCell: one count of a release, exact and as published.

use sea_orm::entity::prelude::*;

/// The tables there are; nobody can ask for another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StatisticTableName {
    /// Members by country of residence, gender and age.
    CountryGenderAge,
    /// Members by country of residence, occupation and gender.
    CountryOccupationGender,
    /// Members by country of residence, level of education and gender.
    CountryEducationGender,
    /// Members by occupation, level of education and gender.
    OccupationEducationGender,
    /// Members by occupation, gender and age.
    OccupationGenderAge,
    /// Members by country of residence, gender and year of registration.
    CountryGenderYear,
    /// Projects by sector and year of their beginning.
    ProjectSectorYear,
    /// Projects by target of the Sustainable Development Goals and year of their beginning.
    ProjectTargetYear,
    /// Projects by objective of the Global Compact for Migration and year of their beginning.
    ProjectObjectiveYear,
}

/// What a table tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, async_graphql::Enum)]
pub enum StatisticDimension {
    /// Country of residence: ISO 3166-1 alpha-2.
    Country,
    /// Major group of the newest occupation: the first digit of ISCO-08, or UNKNOWN.
    Occupation,
    /// Highest level of education: ISCED 2011, 0–8, or UNKNOWN.
    Education,
    /// Gender: F, M, X, or UNDISCLOSED.
    Gender,
    /// Age in years at the end of the year: 15-24, 25-34, 35-44, 45-54, 55-64, 65+, or UNKNOWN.
    Age,
    /// Year of registration.
    RegistrationYear,
    /// Category of the sector: three digits of the OECD DAC list, or UNKNOWN.
    Sector,
    /// Target of the Sustainable Development Goals, or UNKNOWN. A project counts once for each of its targets.
    SdgTarget,
    /// Objective of the Global Compact for Migration, or UNKNOWN. A project counts once for each of its objectives.
    CompactObjective,
    /// Year in which a project begins, or UNKNOWN.
    StartYear,
}

/// One cell. A value that is absent means all values together.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "statistic_cell")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub release_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub table_name: StatisticTableName,
    /// Number of the cell in its table.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i32,
    pub first_value: Option<String>,
    pub second_value: Option<String>,
    pub third_value: Option<String>,
    /// How many there are, for analysts alone.
    pub exact: i32,
    /// What everybody reads; absent where the count is withheld.
    pub published: Option<i32>,
    /// Whether everybody is told of this cell at all: every value of it has a margin that is shown.
    pub listed: bool,
    /// The least that a reader of everything published can derive for the count.
    pub least: i32,
    /// The most; the largest number there is where nothing limits it.
    pub most: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Its values, in the order of the dimensions of its table.
    pub fn values(&self) -> [Option<&str>; 3] {
        [&self.first_value, &self.second_value, &self.third_value].map(Option::as_deref)
    }
}
