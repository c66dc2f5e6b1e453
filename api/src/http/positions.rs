//! Variables inside lists and inputs: the validator compares names of types there, and lets through what may be null, or a
//! list, where it must not be. Where a variable is a whole argument it is right by itself.

use std::collections::HashSet;

use apollo_compiler::ast::{Type, Value, VariableDefinition};
use apollo_compiler::executable::{Field, Operation, Selection, SelectionSet};
use apollo_compiler::response::GraphQLError;
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Node, Schema};

/// What is wrong with the variables of a document that is valid otherwise.
pub(super) fn faults(schema: &Schema, document: &Valid<ExecutableDocument>) -> Vec<GraphQLError> {
    let mut walk = Walk { schema, document, variables: &[], faults: Vec::new() };
    for operation in document.operations.iter() {
        walk.operation(operation);
    }
    walk.faults
}

struct Walk<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    variables: &'a [Node<VariableDefinition>],
    faults: Vec<GraphQLError>,
}

impl<'a> Walk<'a> {
    fn operation(&mut self, operation: &'a Operation) {
        self.variables = &operation.variables;
        if self.variables.is_empty() {
            return;
        }
        let mut fragments = HashSet::new();
        let mut sets: Vec<&SelectionSet> = vec![&operation.selection_set];
        while let Some(set) = sets.pop() {
            for selection in &set.selections {
                match selection {
                    Selection::Field(field) => {
                        self.field(field);
                        sets.push(&field.selection_set);
                    }
                    Selection::InlineFragment(inline) => sets.push(&inline.selection_set),
                    Selection::FragmentSpread(spread) => {
                        let Some(fragment) = self.document.fragments.get(&spread.fragment_name) else { continue };
                        if fragments.insert(&fragment.name) {
                            sets.push(&fragment.selection_set);
                        }
                    }
                }
            }
        }
    }

    fn field(&mut self, field: &'a Field) {
        for argument in &field.arguments {
            let Some(definition) = field.definition.argument_by_name(&argument.name) else { continue };
            if !matches!(*argument.value, Value::Variable(_)) {
                self.value(&argument.value, &definition.ty, false);
            }
        }
    }

    /// A value at a place of this type; `has_default` says whether the place has a value of its own.
    fn value(&mut self, value: &Node<Value>, place: &Type, has_default: bool) {
        match &**value {
            Value::Variable(name) => {
                let definition = self.variables.iter().find(|variable| variable.name == *name);
                if let Some(variable) = definition.filter(|variable| !fits(variable, place, has_default)) {
                    let text = format!(
                        "Variable \"${name}\" of type \"{}\" used in position expecting type \"{place}\".",
                        variable.ty
                    );
                    self.faults.push(GraphQLError::new(text, value.location(), &self.document.sources));
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.value(item, place.item_type(), false)),
            Value::Object(fields) => {
                let Some(ExtendedType::InputObject(input)) = self.schema.types.get(place.inner_named_type()) else {
                    return;
                };
                for (name, value) in fields {
                    let Some(field) = input.fields.get(name) else { continue };
                    self.value(value, &field.ty, field.default_value.is_some());
                }
            }
            _ => {}
        }
    }
}

/// Whether a variable may stand at a place: a nullable one where null must not be only if a default comes to its help.
fn fits(variable: &VariableDefinition, place: &Type, has_default: bool) -> bool {
    let brings_a_value = variable.default_value.as_ref().is_some_and(|value| !value.is_null());
    if place.is_non_null() && !variable.ty.is_non_null() {
        return (brings_a_value || has_default) && variable.ty.is_assignable_to(&place.clone().nullable());
    }
    variable.ty.is_assignable_to(place)
}
