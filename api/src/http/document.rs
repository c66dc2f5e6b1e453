//! Documents before execution: parsed, validated and measured, their operation picked, their variables coerced.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use apollo_compiler::executable::Operation;
use apollo_compiler::parser::{Parser, SourceMap};
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::response::{GraphQLError, JsonMap, JsonValue};
use apollo_compiler::validation::{DiagnosticList, Valid};
use apollo_compiler::{ExecutableDocument, Schema};
use async_graphql::Variables;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument as Parsed;
use serde_json::{Map, Value};

use crate::config::{Http, Limits};
use crate::error::Code;
pub use crate::http::answer::{Fault, Location};
use crate::http::{measure, positions};
use crate::locale::Message;

/// What the executor also answers, and the validator's built-in introspection does not know yet.
const INTROSPECTION_ADDED: &str = "extend type __Type { isOneOf: Boolean }";
const FILE: &str = "document.graphql";
/// Valid documents that are kept at most.
const MOST_KEPT: usize = 200;
/// Bytes of a text that is kept.
const LONGEST_KEPT: usize = 4_096;

/// Checks documents against the schema and the limits.
#[derive(Debug)]
pub struct Documents {
    schema: Valid<Schema>,
    limits: Limits,
    may_introspect: bool,
    may_suggest: bool,
    /// Those that were found valid, by their text: apps send the same few again and again, with other variables.
    valid: RwLock<HashMap<String, Arc<Document>>>,
}

/// A document that was found valid.
#[derive(Debug)]
pub struct Document {
    valid: Valid<ExecutableDocument>,
    /// As the executor reads it, once it was executed; nothing where it cannot, and answers so itself.
    parsed: OnceLock<Option<Parsed>>,
}

impl Document {
    /// The document as the executor reads it, unless it cannot.
    pub fn parsed(&self, query: &str) -> Option<Parsed> {
        self.parsed.get_or_init(|| parse_query(query).ok()).clone()
    }
}

/// What a good request is about to do.
#[derive(Debug)]
pub struct Checked {
    /// Name of the operation, if it has one.
    pub operation_name: Option<String>,
    /// Whether it changes anything.
    pub is_mutation: bool,
    /// What running it costs, in expanded fields.
    pub cost: usize,
    /// Values of the declared variables.
    pub variables: Variables,
    /// The document that holds the operation.
    pub document: Arc<Document>,
}

type Checks<T> = Result<T, Vec<Fault>>;

impl Documents {
    /// A check against the schema that this text defines.
    ///
    /// # Panics
    /// When the text is no valid schema: it is ours, so a test has seen it.
    pub fn new(sdl: &str, limits: &Limits, http: &Http) -> Self {
        let schema = Schema::parse_and_validate(format!("{sdl}\n{INTROSPECTION_ADDED}"), "schema.graphql")
            .expect("our own schema is valid");
        Self {
            schema,
            limits: limits.clone(),
            may_introspect: http.introspection,
            may_suggest: http.suggestions,
            valid: RwLock::default(),
        }
    }

    /// Checks a request before anything of it is executed.
    ///
    /// # Errors
    /// GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED, OPERATION_RESOLUTION_FAILURE, BAD_USER_INPUT or TOO_COMPLEX.
    pub fn check(&self, query: &str, operation_name: Option<&str>, variables: Map<String, Value>) -> Checks<Checked> {
        let document = self.document(query)?;
        let valid = &document.valid;
        let operation = valid.operations.get(operation_name).map_err(|_| no_operation(operation_name))?;
        self.refuse_introspection(valid, operation)?;
        let variables = self.coerce(&valid.sources, operation, variables)?;
        let cost = measure::hold(valid, operation, &variables, &self.limits)?;
        Ok(Checked {
            operation_name: operation.name.as_ref().map(ToString::to_string),
            is_mutation: operation.is_mutation(),
            cost,
            variables: for_execution(&variables)?,
            document,
        })
    }

    /// The document of a text, as it was found valid before, or parsed and validated now.
    fn document(&self, query: &str) -> Checks<Arc<Document>> {
        let known = self.valid.read().unwrap_or_else(PoisonError::into_inner).get(query).cloned();
        if let Some(document) = known {
            return Ok(document);
        }
        let document = Arc::new(Document { valid: self.parse(query)?, parsed: OnceLock::new() });
        // Who writes strings into the text writes another one each time, and maybe a secret.
        if query.len() <= LONGEST_KEPT && !query.contains('"') {
            let mut valid = self.valid.write().unwrap_or_else(PoisonError::into_inner);
            // Rather than more, none: who writes a new text each time gains nothing by it.
            if valid.len() >= MOST_KEPT {
                valid.clear();
            }
            valid.insert(query.to_owned(), Arc::clone(&document));
        }
        Ok(document)
    }

    /// Parses and validates. The parser's limits come first: they keep hostile documents off the stack.
    fn parse(&self, query: &str) -> Checks<Valid<ExecutableDocument>> {
        // This parser counts white space and commas too, which about doubles the tokens.
        let mut parser =
            Parser::new().recursion_limit(self.limits.recursion).token_limit(self.limits.tokens.saturating_mul(2));
        let syntax = parser.parse_ast(query, FILE).map_err(|broken| self.syntax_faults(&broken.errors))?;
        let document =
            syntax.to_executable_validate(&self.schema).map_err(|invalid| self.validation_faults(&invalid.errors))?;
        let misplaced = positions::faults(&self.schema, &document).into_iter().take(self.limits.errors);
        let misplaced: Vec<Fault> =
            misplaced.map(|error| self.explained(Code::GraphqlValidationFailed, error)).collect();
        if misplaced.is_empty() { Ok(document) } else { Err(misplaced) }
    }

    fn syntax_faults(&self, errors: &DiagnosticList) -> Vec<Fault> {
        let texts = || errors.iter().map(|error| error.to_json());
        let is_syntax = |error: &GraphQLError| error.message.starts_with("syntax error: ");
        if texts().any(|error| !is_syntax(&error)) {
            return vec![Fault::new(Code::TooComplex, Message::new("door-document-too-large"))];
        }
        texts().take(self.limits.errors).map(|error| quoted(Code::GraphqlParseFailed, error)).collect()
    }

    fn validation_faults(&self, errors: &DiagnosticList) -> Vec<Fault> {
        let is_too_deep = |name: Option<&str>| matches!(name, Some("RecursionError" | "RecursionLimitError"));
        if errors.iter().any(|error| is_too_deep(error.error.unstable_error_name())) {
            return vec![Fault::new(Code::TooComplex, Message::new("door-document-too-large"))];
        }
        errors
            .iter()
            .take(self.limits.errors)
            .map(|error| self.explained(Code::GraphqlValidationFailed, error.unstable_to_json_compat()))
            .collect()
    }

    fn refuse_introspection(&self, document: &ExecutableDocument, operation: &Operation) -> Checks<()> {
        let is_asked = || operation.root_fields(document).any(|field| measure::is_introspection(field));
        if self.may_introspect || !is_asked() {
            return Ok(());
        }
        Err(vec![Fault::new(Code::GraphqlValidationFailed, Message::new("door-introspection-off"))])
    }

    /// What does not fit the schema, in the validator's words, or without any: they quote the schema, and who may not
    /// read it could guess it word by word.
    fn explained(&self, code: Code, mut error: GraphQLError) -> Fault {
        if !self.may_suggest {
            return Fault::new(code, Message::new("door-unexplained")).at(places(&error));
        }
        error.message = without_value(&error.message);
        quoted(code, error)
    }

    fn coerce(&self, sources: &SourceMap, operation: &Operation, values: Map<String, Value>) -> Checks<Valid<JsonMap>> {
        let values: JsonMap = values.into_iter().map(|(name, value)| (name.into(), JsonValue::from(value))).collect();
        coerce_variable_values(&self.schema, operation, &values)
            .map_err(|error| vec![self.explained(Code::BadUserInput, error.to_graphql_error(sources))])
    }
}

/// The coerced values, for the executor.
fn for_execution(variables: &JsonMap) -> Checks<Variables> {
    serde_json::to_value(variables)
        .and_then(serde_json::from_value)
        .map_err(|_| vec![Fault::new(Code::BadUserInput, Message::new("door-bad-json"))])
}

fn no_operation(asked: Option<&str>) -> Vec<Fault> {
    let key = if asked.is_some() { "door-operation-unknown" } else { "door-operation-ambiguous" };
    vec![Fault::new(Code::OperationResolutionFailure, Message::new(key))]
}

/// `could not coerce variable password: "…" to type Int` and `Int cannot represent value: "…"` without what was sent: it
/// may be a secret.
fn without_value(message: &str) -> String {
    let parts = message.split_once(": ").zip(message.rsplit_once(" to type "));
    match parts {
        Some(((what, _), (_, kind))) if what.starts_with("could not coerce ") => format!("{what} to type {kind}"),
        _ => match message.split_once(" value: ") {
            Some((what, _)) if what.contains(" cannot represent") => format!("{what} value."),
            _ => message.to_owned(),
        },
    }
}

fn places(error: &GraphQLError) -> Vec<Location> {
    error.locations.iter().map(|place| Location { line: place.line, column: place.column }).collect()
}

/// A library's error, written as the reference implementation writes them.
fn quoted(code: Code, error: GraphQLError) -> Fault {
    let locations = places(&error);
    let text = match error.message.strip_prefix("syntax error: ") {
        Some(rest) => format!("Syntax Error: {rest}"),
        None => error.message,
    };
    Fault::quoted(code, text, locations)
}
