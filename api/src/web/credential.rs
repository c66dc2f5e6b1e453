//! Licences and certificates of a member.

use entity::credential::{Entity, Model};
use uuid::Uuid;

use crate::app::App;
use crate::error::Result;
use crate::service::credential::CredentialInput;
use crate::service::section;
use crate::web::day::{self, Edge};
use crate::web::field::Field;
use crate::web::form::Form;
use crate::web::page::Texts;
use crate::web::section::{Part, Row, Words};
use crate::web::visit::Visit;

impl Part for Entity {
    const PATH: &'static str = "/me/credentials";
    const WORDS: Words = Words {
        title: "page-credential-title",
        lead: "page-credential-lead",
        none: "page-credential-none",
        add: "page-credential-add",
    };

    async fn rows(app: &App, visit: &Visit) -> Result<Vec<Row>> {
        let texts = Texts::of(visit.viewer.language);
        let rows = section::own::<Self>(app, &visit.viewer).await?;
        Ok(rows.iter().map(|row| shown(texts, row)).collect())
    }

    async fn fields(_app: &App, visit: &Visit, _form: &Form) -> Result<Vec<Field>> {
        let texts = Texts::of(visit.viewer.language);
        Ok(vec![
            Field::new(texts, "text", "title", "page-credential-what")
                .hinting(texts.t("page-credential-what-hint"))
                .with("maxlength=\"200\" required"),
            Field::new(texts, "text", "issuer", "page-credential-issuer")
                .hinting(texts.t("page-credential-issuer-hint"))
                .with("maxlength=\"200\" required"),
            Field::new(texts, "text", "number", "page-credential-number")
                .hinting(texts.t("page-details-optional"))
                .with("maxlength=\"100\""),
            Field::new(texts, "date", "issuedOn", "page-credential-issued").hinting(texts.t("page-day-optional-hint")),
            Field::new(texts, "date", "expiresOn", "page-credential-expires")
                .hinting(texts.t("page-credential-expires-hint")),
        ])
    }

    async fn write(app: &App, visit: &Visit, form: &Form, onto: Option<(Uuid, i32)>) -> Result<()> {
        let input = CredentialInput {
            title: Some(form.text("title").to_owned()),
            issuer: Some(form.text("issuer").to_owned()),
            number: Some(form.optional("number")),
            issued_on: Some(day::read(form, "issuedOn", Edge::First)?),
            expires_on: Some(day::read(form, "expiresOn", Edge::Last)?),
        };
        match onto {
            Some((id, version)) => section::update::<Self>(app, &visit.viewer, id, version, input).await.map(drop),
            None => section::add::<Self>(app, &visit.viewer, input).await.map(drop),
        }
    }

    async fn remove(app: &App, visit: &Visit, (id, version): (Uuid, i32)) -> Result<()> {
        section::remove::<Self>(app, &visit.viewer, id, version).await.map(drop)
    }
}

fn shown(texts: Texts, row: &Model) -> Row {
    let dated = |key, day: Option<chrono::NaiveDate>| day.map(|day| texts.named(key, texts.date(day)));
    let number = row.number.as_deref().map(|number| texts.named("page-credential-numbered", number));
    let lines = [
        Some(row.issuer.clone()),
        number,
        dated("page-credential-issued-on", row.issued_on),
        dated("page-credential-until", row.expires_on),
    ];
    Row {
        id: row.id,
        version: row.version,
        title: row.title.clone(),
        lines: lines.into_iter().flatten().collect(),
        form: Form::showing([
            ("title", Some(row.title.clone())),
            ("issuer", Some(row.issuer.clone())),
            ("number", row.number.clone()),
            ("issuedOn", row.issued_on.map(|day| day.to_string())),
            ("expiresOn", row.expires_on.map(|day| day.to_string())),
        ]),
    }
}
