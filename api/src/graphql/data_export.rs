//! Data exports: everything held about a member, for the member.

use std::sync::Arc;

use async_graphql::{Context, InputValueError, InputValueResult, Object, Scalar, ScalarType, SimpleObject, Value};

use super::payload::{UserError, settle};
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service;

/// Any JSON value, as it is.
pub struct Json(pub serde_json::Value);

/// Any JSON value, as it is.
#[Scalar(name = "JSON", specified_by_url = "https://datatracker.ietf.org/doc/html/rfc8259")]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        value.into_json().map(Self).map_err(|fault| InputValueError::custom(fault.to_string()))
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.clone()).unwrap_or_default()
    }
}

/// Everything held about the member.
#[derive(SimpleObject)]
struct ExportMyDataPayload {
    /// One document with a section for each kind of data; names of concepts are in the viewer's language.
    document: Option<Json>,
    /// The profile in the form of JSON Resume 1.0.0, for use elsewhere.
    json_resume: Option<Json>,
    /// What the person can mend.
    user_errors: Vec<UserError>,
}

/// Mutations of data exports.
#[derive(Default)]
pub struct DataExportMutations;

#[Object]
impl DataExportMutations {
    /// Everything held about the viewer, without passwords and other secrets. That it was taken out is noted among the
    /// changes.
    #[graphql(directive = requires::apply(vec![Role::Member]))]
    async fn export_my_data(&self, ctx: &Context<'_>) -> Result<ExportMyDataPayload> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let (export, user_errors) = settle(ctx, service::data_export::export(app, viewer).await)?;
        let (document, json_resume) = export.map(|export| (Json(export.document), Json(export.json_resume))).unzip();
        Ok(ExportMyDataPayload { document, json_resume, user_errors })
    }
}
