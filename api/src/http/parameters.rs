//! The parameters of a GraphQL request, from a JSON body or from an address.

use std::collections::HashMap;

use axum::extract::Query;
use axum::http::Uri;
use serde_json::{Map, Value};

use crate::error::Code;
use crate::http::answer::{Fault, Refusal};
use crate::locale::Message;

/// What a request asks for.
#[derive(Debug)]
pub(super) struct Parameters {
    /// The document.
    pub query: String,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// Values of its variables.
    pub variables: Map<String, Value>,
}

impl Parameters {
    /// Parameters of a body. JSON that is nested too deeply, or has halves of characters, is no JSON to us.
    ///
    /// # Errors
    /// BAD_REQUEST.
    pub(super) fn from_body(body: &[u8]) -> Result<Self, Refusal> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => Self::from_members(members),
            Ok(Value::Array(_)) => Err(Refusal::parameters(Message::new("door-batch"))),
            Ok(_) => Err(Refusal::parameters(Message::new("door-not-an-object"))),
            Err(_) => Err(Refusal::parameters(Message::new("door-bad-json"))),
        }
    }

    /// Parameters of an address: `variables` and `extensions` are JSON; an empty one is none.
    ///
    /// # Errors
    /// BAD_REQUEST.
    pub(super) fn from_uri(uri: &Uri) -> Result<Self, Refusal> {
        let Query(asked) = Query::<HashMap<String, String>>::try_from_uri(uri)
            .map_err(|_| Refusal::parameters(Message::new("door-query-missing")))?;
        let mut members = Map::new();
        for name in ["query", "operationName", "variables", "extensions"] {
            let Some(text) = asked.get(name).filter(|text| !text.is_empty()) else { continue };
            let value = match name {
                "query" | "operationName" => Value::String(text.clone()),
                _ => serde_json::from_str(text).map_err(|_| wrong_type(name))?,
            };
            members.insert(name.to_owned(), value);
        }
        Self::from_members(members)
    }

    /// What is asked, written the same way however its members are ordered.
    pub(super) fn canonical(&self) -> String {
        let mut canonical = serde_json::json!([self.query, self.operation_name, self.variables]);
        canonical.sort_all_objects();
        canonical.to_string()
    }

    fn from_members(mut members: Map<String, Value>) -> Result<Self, Refusal> {
        let operation_name = match members.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err(wrong_type("operationName")),
        };
        let variables = object(&mut members, "variables")?;
        let extensions = object(&mut members, "extensions")?;
        match members.remove("query") {
            Some(Value::String(query)) => Ok(Self { query, operation_name, variables }),
            None | Some(Value::Null) if extensions.contains_key("persistedQuery") => Err(persisted_query()),
            None | Some(Value::Null) => Err(Refusal::parameters(Message::new("door-query-missing"))),
            Some(_) => Err(wrong_type("query")),
        }
    }
}

fn object(members: &mut Map<String, Value>, name: &'static str) -> Result<Map<String, Value>, Refusal> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err(wrong_type(name)),
    }
}

/// Clients that send a document's hash first send the document itself when they read this code.
fn persisted_query() -> Refusal {
    let message = Message::new("door-persisted-query");
    Refusal::request(vec![Fault::new(Code::PersistedQueryNotFound, message)])
}

fn wrong_type(name: &'static str) -> Refusal {
    Refusal::parameters(Message::new("door-parameter-type").with("name", name))
}
