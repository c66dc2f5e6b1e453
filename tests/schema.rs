//! The contract: `schema.graphql` is up to date, explained throughout, and built by the same rules everywhere.

use std::fs;
use std::path::Path;

use apollo_compiler::Node;
use apollo_compiler::ast::{FieldDefinition, InputValueDefinition};
use apollo_compiler::schema::{Component, ExtendedType, ObjectType};
use apollo_compiler::validation::Valid;
use seko::graphql::Schema;

/// Directives of the specification, which says what they are.
const SPECIFIED: [&str; 5] = ["deprecated", "include", "oneOf", "skip", "specifiedBy"];

fn schema() -> Valid<apollo_compiler::Schema> {
    apollo_compiler::Schema::parse_and_validate(Schema::new().sdl(), "schema.graphql")
        .unwrap_or_else(|invalid| panic!("{invalid}"))
}

/// The types that are ours, without those of the specification.
fn types(schema: &apollo_compiler::Schema) -> impl Iterator<Item = (&str, &ExtendedType)> {
    schema.types.iter().filter(|(_, kind)| !kind.is_built_in()).map(|(name, kind)| (name.as_str(), kind))
}

fn objects(schema: &apollo_compiler::Schema) -> impl Iterator<Item = (&str, &ObjectType)> {
    types(schema).filter_map(|(name, kind)| Some((name, kind.as_object()?)))
}

/// Fields of an object or interface.
fn fields(kind: &ExtendedType) -> Vec<&Component<FieldDefinition>> {
    match kind {
        ExtendedType::Object(object) => object.fields.values().collect(),
        ExtendedType::Interface(interface) => interface.fields.values().collect(),
        _ => Vec::new(),
    }
}

/// The type of an object's field, as it is written; empty where there is no such field.
fn field_type(object: &ObjectType, field: &str) -> String {
    object.fields.get(field).map(|field| field.ty.to_string()).unwrap_or_default()
}

/// The type of an argument, as it is written; empty where there is no such argument.
fn argument_type(field: &FieldDefinition, argument: &str) -> String {
    field.argument_by_name(argument).map(|argument| argument.ty.to_string()).unwrap_or_default()
}

fn is_silent(description: Option<&Node<str>>) -> bool {
    description.is_none_or(|text| text.trim().is_empty())
}

fn silent_inputs<'a>(owner: &str, inputs: impl Iterator<Item = &'a InputValueDefinition>) -> Vec<String> {
    let silent = inputs.filter(|input| is_silent(input.description.as_ref()));
    silent.map(|input| format!("{owner}({})", input.name)).collect()
}

/// Everything inside a type that says nothing about itself.
fn silent_parts(name: &str, kind: &ExtendedType) -> Vec<String> {
    let mut silent = Vec::new();
    for field in fields(kind) {
        let place = format!("{name}.{}", field.name);
        silent.extend(silent_inputs(&place, field.arguments.iter().map(AsRef::as_ref)));
        if is_silent(field.description.as_ref()) {
            silent.push(place);
        }
    }
    match kind {
        ExtendedType::InputObject(input) => {
            silent.extend(silent_inputs(name, input.fields.values().map(|field| field.node.as_ref())));
        }
        ExtendedType::Enum(values) => {
            let values = values.values.values().filter(|value| is_silent(value.description.as_ref()));
            silent.extend(values.map(|value| format!("{name}.{}", value.value)));
        }
        _ => {}
    }
    silent
}

#[track_caller]
fn assert_none(rule: &str, breaches: &[String]) {
    assert!(breaches.is_empty(), "{rule}; these {} do not:\n{}", breaches.len(), breaches.join("\n"));
}

#[test]
fn the_contract_in_the_repository_is_the_one_that_is_served() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.graphql");
    let stored = fs::read_to_string(file).expect("schema.graphql stands at the root of the repository");
    assert!(stored == Schema::new().sdl(), "schema.graphql is out of date: write it anew with `seko schema`");
}

#[test]
fn everything_in_the_contract_says_what_it_is() {
    let schema = schema();
    let mut silent = Vec::new();
    for (name, kind) in types(&schema) {
        if is_silent(kind.description()) {
            silent.push(name.to_owned());
        }
        silent.extend(silent_parts(name, kind));
    }
    let directives = schema.directive_definitions.values();
    let directives = directives.filter(|directive| !SPECIFIED.contains(&directive.name.as_str()));
    let directives = directives.filter(|directive| is_silent(directive.description.as_ref()));
    silent.extend(directives.map(|directive| format!("@{}", directive.name)));
    assert_none("types, fields, arguments, values and directives are described", &silent);
}

#[test]
fn every_root_field_says_who_may_call_it() {
    let schema = schema();
    let roots = ["Query", "Mutation"].map(|root| schema.types.get(root).expect("there is a root"));
    let silent = roots.into_iter().flat_map(fields).filter(|field| {
        let rule = field.directives.get("requires").and_then(|rule| rule.specified_argument_by_name("anyOf"));
        rule.and_then(|roles| roles.as_list()).is_none_or(<[_]>::is_empty)
    });
    assert_none("root fields have @requires", &silent.map(|field| field.name.to_string()).collect::<Vec<_>>());
}

#[test]
fn lists_in_pages_are_relay_connections() {
    let schema = schema();
    let mut breaches = Vec::new();
    let page_info = schema.get_object("PageInfo").expect("there is a PageInfo");
    let shape = ["hasPreviousPage", "hasNextPage", "startCursor", "endCursor"].map(|name| field_type(page_info, name));
    assert_eq!(shape, ["Boolean!", "Boolean!", "String", "String"], "PageInfo");
    for (name, object) in objects(&schema) {
        let Some(word) = name.strip_suffix("Connection") else { continue };
        let edge = format!("{word}Edge");
        if field_type(object, "pageInfo") != "PageInfo!" || !field_type(object, "edges").contains(&edge) {
            breaches.push(format!("{name} has pageInfo: PageInfo! and edges of {edge}"));
        }
        let edge_fields = schema.get_object(&edge).map(|edge| (field_type(edge, "node"), field_type(edge, "cursor")));
        if !edge_fields.is_some_and(|(node, cursor)| node.trim_end_matches('!') == word && cursor == "String!") {
            breaches.push(format!("{edge} has node: {word} and cursor: String!"));
        }
    }
    for (name, kind) in types(&schema) {
        for field in fields(kind).into_iter().filter(|field| field.ty.inner_named_type().ends_with("Connection")) {
            if argument_type(field, "first") != "Int" || argument_type(field, "after") != "String" {
                breaches.push(format!("{name}.{} takes first: Int and after: String", field.name));
            }
        }
    }
    assert_none("connections have the shape that Relay knows", &breaches);
}

#[test]
fn mutations_take_one_input_and_answer_with_one_payload() {
    let schema = schema();
    let mutations = schema.get_object("Mutation").expect("there are mutations");
    let mut breaches = Vec::new();
    for (name, field) in &mutations.fields {
        let mut verb = name.chars();
        let word: String = verb.next().into_iter().flat_map(char::to_uppercase).chain(verb).collect();
        let arguments: Vec<String> =
            field.arguments.iter().map(|argument| format!("{}: {}", argument.name, argument.ty)).collect();
        if !arguments.is_empty() && arguments != [format!("input: {word}Input!")] {
            breaches.push(format!("{name} takes input: {word}Input!, not {}", arguments.join(", ")));
        }
        let payload = schema.get_object(field.ty.inner_named_type());
        let errors = payload.map(|payload| field_type(payload, "userErrors")).unwrap_or_default();
        if field.ty.to_string() != format!("{word}Payload!") || errors != "[UserError!]!" {
            breaches.push(format!("{name} answers with {word}Payload!, which has userErrors: [UserError!]!"));
        }
    }
    assert_none("mutations have one form", &breaches);
}

#[test]
fn whatever_has_an_id_is_a_node() {
    let schema = schema();
    let with_id = objects(&schema).filter(|(_, object)| object.fields.contains_key("id"));
    let others = with_id.filter(|(_, object)| !object.implements_interfaces.iter().any(|name| name.as_str() == "Node"));
    let others: Vec<String> = others.map(|(name, _)| name.to_owned()).collect();
    assert_none("objects with an id implement Node", &others);
}

#[test]
fn our_own_scalars_point_to_what_defines_them() {
    let schema = schema();
    let scalars = types(&schema).filter_map(|(name, kind)| Some((name, kind.as_scalar()?)));
    let silent = scalars.filter(|(_, scalar)| scalar.directives.get("specifiedBy").is_none());
    assert_none("scalars have @specifiedBy", &silent.map(|(name, _)| name.to_owned()).collect::<Vec<_>>());
}
