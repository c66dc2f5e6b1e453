//! Reference data: units, countries, languages, sectors.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::language::Language;

use super::admin_unit::AdminUnit;
use super::batch::language;
use super::id::Kind;
use super::requires::{ANYONE, requires};
use crate::app::App;
use crate::error::Result;
use crate::reference as facts;
use crate::search::fold::fold;
use crate::service;

/// A country or territory.
#[derive(SimpleObject)]
struct Country {
    /// ISO 3166-1 alpha-2.
    code: String,
    /// Name in the language asked for.
    name: String,
    /// Digits to dial after the plus sign.
    dial: Option<String>,
}

/// A spoken language.
#[derive(SimpleObject)]
struct SpokenLanguage {
    /// ISO 639-3.
    code: String,
    /// Name in the language asked for.
    name: String,
    /// Whether it is a national language of Mali.
    national: bool,
}

/// A sector: an OECD DAC purpose code.
#[derive(SimpleObject)]
struct Sector {
    /// Five digits.
    code: String,
    /// Its three-digit category.
    category: String,
    /// Name in the language asked for.
    name: String,
    /// Name of the category in the language asked for.
    category_name: String,
}

/// A level of education of ISCED 2011.
#[derive(SimpleObject)]
struct EducationLevel {
    /// 0–8.
    level: i32,
    /// Name in the language asked for.
    name: String,
}

/// A field of education of ISCED-F 2013.
#[derive(SimpleObject)]
struct EducationField {
    /// Two digits for a broad field, three for a narrow one, four for a detailed one.
    code: String,
    /// Name in the language asked for.
    name: String,
}

/// Queries about reference data.
#[derive(Default)]
pub struct ReferenceQueries;

#[Object]
impl ReferenceQueries {
    /// Units of Mali that belong to one, by name; without a parent, the 19 regions and the District of Bamako.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn admin_units(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit they belong to.")] parent: Option<ID>,
    ) -> Result<Vec<AdminUnit>> {
        let app = ctx.data_unchecked::<Arc<App>>();
        let parent = parent.map(|id| Kind::AdminUnit.reference(&id));
        Ok(service::reference::units(&app.db, parent).await?.into_iter().map(AdminUnit).collect())
    }

    /// Countries and territories, by name.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn countries(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language of the names; the viewer's when absent.")] wanted: Option<
            Language,
        >,
    ) -> Vec<Country> {
        let language = language(ctx, wanted);
        let mut countries: Vec<Country> = facts::countries()
            .map(|country| Country {
                code: country.code.clone(),
                name: country.name.text(language).to_owned(),
                dial: country.dial.clone(),
            })
            .collect();
        countries.sort_by_cached_key(|country| fold(&country.name));
        countries
    }

    /// Languages with names, by name. Any other ISO 639-3 code is taken as well.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn languages(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language of the names; the viewer's when absent.")] wanted: Option<
            Language,
        >,
    ) -> Vec<SpokenLanguage> {
        let language = language(ctx, wanted);
        let mut languages: Vec<SpokenLanguage> = facts::spoken_languages()
            .map(|spoken| SpokenLanguage {
                code: spoken.code.clone(),
                name: spoken.name.text(language).to_owned(),
                national: spoken.is_national,
            })
            .collect();
        languages.sort_by_cached_key(|spoken| fold(&spoken.name));
        languages
    }

    /// Sectors, by code.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn sectors(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language of the names; the viewer's when absent.")] wanted: Option<
            Language,
        >,
    ) -> Vec<Sector> {
        let language = language(ctx, wanted);
        let codes = facts::sectors().filter_map(|sector| Some((sector, sector.category.clone()?)));
        codes
            .map(|(sector, category)| Sector {
                code: sector.code.clone(),
                name: sector.name.text(language).to_owned(),
                category_name: facts::sector(&category).map_or("", |found| found.name.text(language)).to_owned(),
                category,
            })
            .collect()
    }

    /// Levels of education (ISCED 2011), from 0 to 8.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn education_levels(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language of the names; the viewer's when absent.")] wanted: Option<
            Language,
        >,
    ) -> Vec<EducationLevel> {
        let language = language(ctx, wanted);
        facts::isced_levels()
            .map(|entry| EducationLevel { level: entry.level, name: entry.name.text(language).to_owned() })
            .collect()
    }

    /// Fields of education (ISCED-F 2013), by code.
    #[graphql(directive = requires::apply(ANYONE.to_vec()))]
    async fn education_fields(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "language", desc = "Language of the names; the viewer's when absent.")] wanted: Option<
            Language,
        >,
    ) -> Vec<EducationField> {
        let language = language(ctx, wanted);
        facts::isced_fields()
            .map(|entry| EducationField { code: entry.code.clone(), name: entry.name.text(language).to_owned() })
            .collect()
    }
}
