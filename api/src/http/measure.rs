//! How large a valid document is: its depth, and how much it selects once fragments and pages are counted.

use std::collections::{HashMap, HashSet};

use apollo_compiler::ast::Value;
use apollo_compiler::executable::{Field, Operation, Selection, SelectionSet};
use apollo_compiler::introspection::check_max_depth;
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Name};

use crate::config::Limits;
use crate::error::Code;
use crate::http::answer::Fault;
use crate::locale::Message;

/// Page of a connection that names none.
const DEFAULT_PAGE: usize = 20;
/// What all introspection of a document may select: the standard query takes most of it.
const INTROSPECTION_NODES: usize = 200_000;
/// Fields of introspection that cost as much as one field of the registry.
const INTROSPECTION_NODES_FOR_ONE: usize = 100;
/// What a field of a mutation costs beside what it returns: a transaction, its log, its index.
const COST_OF_A_CHANGE: usize = 100;

/// Refuses an operation beyond the limits, and says what the others cost: fields expanded, those of introspection cheap
/// since no database is asked for them, those that change something dear.
///
/// # Errors
/// TOO_COMPLEX, one error for every limit.
pub(super) fn hold(
    document: &Valid<ExecutableDocument>,
    operation: &Operation,
    variables: &JsonMap,
    limits: &Limits,
) -> Result<usize, Vec<Fault>> {
    let written = written(document, operation);
    let mut ruler = Ruler { document, variables, page: limits.page.max(1), fragments: HashMap::new() };
    let extent = ruler.set(&operation.selection_set);
    let mut faults: Vec<Fault> = [
        ("door-root-fields", operation.root_fields(document).count(), limits.root_fields),
        ("door-aliases", written.aliases, limits.aliases),
        ("door-directives", written.directives, limits.directives),
        ("door-depth", extent.depth, limits.depth),
        ("door-introspection-depth", extent.introspection_depth, limits.introspection_depth),
        ("door-nodes", extent.nodes, limits.nodes),
        ("door-introspection-nodes", extent.introspection_nodes, INTROSPECTION_NODES),
    ]
    .into_iter()
    .filter(|(_, measured, limit)| measured > limit)
    .map(|(key, _, limit)| Fault::new(Code::TooComplex, Message::new(key).with("limit", limit)))
    .collect();
    // The types of the schema lead back to themselves: three lists deep, the answer would be endless.
    if faults.is_empty() && check_max_depth(document, operation).is_err() {
        faults.push(Fault::new(Code::TooComplex, Message::new("door-introspection-lists")));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let changes = if operation.is_mutation() { operation.root_fields(document).count() } else { 0 };
    let cost = extent.nodes.saturating_add(extent.introspection_nodes / INTROSPECTION_NODES_FOR_ONE);
    Ok(cost.saturating_add(changes.saturating_mul(COST_OF_A_CHANGE)))
}

/// About how long the lists are that a schema is described in.
fn introspection_page(list: &str) -> usize {
    match list {
        "types" => 100,
        "fields" => 10,
        _ => 3,
    }
}

/// Whether a root field asks for the schema.
pub(super) fn is_introspection(field: &Field) -> bool {
    matches!(field.name.as_str(), "__schema" | "__type")
}

/// What is written in an operation and its fragments, each fragment once.
#[derive(Debug, Default)]
struct Written {
    aliases: usize,
    directives: usize,
}

fn written(document: &ExecutableDocument, operation: &Operation) -> Written {
    let mut sum = Written { aliases: 0, directives: operation.directives.len() };
    let mut fragments = HashSet::new();
    let mut sets = vec![&operation.selection_set];
    while let Some(set) = sets.pop() {
        for selection in &set.selections {
            sum.directives += selection.directives().len();
            match selection {
                Selection::Field(field) => {
                    sum.aliases += usize::from(field.alias.is_some());
                    sets.push(&field.selection_set);
                }
                Selection::InlineFragment(inline) => sets.push(&inline.selection_set),
                Selection::FragmentSpread(spread) => {
                    let Some(fragment) = document.fragments.get(&spread.fragment_name) else { continue };
                    if fragments.insert(&fragment.name) {
                        sum.directives += fragment.directives.len();
                        sets.push(&fragment.selection_set);
                    }
                }
            }
        }
    }
    sum
}

/// How deep and how large a selection is; what is below `__schema` and `__type` is counted apart.
#[derive(Clone, Copy, Debug, Default)]
struct Extent {
    depth: usize,
    nodes: usize,
    introspection_depth: usize,
    introspection_nodes: usize,
}

impl Extent {
    fn beside(self, other: Self) -> Self {
        Self {
            depth: self.depth.max(other.depth),
            nodes: self.nodes.saturating_add(other.nodes),
            introspection_depth: self.introspection_depth.max(other.introspection_depth),
            introspection_nodes: self.introspection_nodes.saturating_add(other.introspection_nodes),
        }
    }

    /// A field above this, which comes so many times.
    fn below_field(self, times: usize) -> Self {
        Self { depth: self.depth + 1, nodes: self.nodes.saturating_mul(times).saturating_add(1), ..self }
    }

    fn apart(self) -> Self {
        Self { depth: 1, nodes: 1, introspection_depth: self.depth, introspection_nodes: self.nodes }
    }
}

/// What a list that is not paged is taken to hold: skills of a member, gates of a match.
const ROWS_OF_A_LIST: usize = 4;
/// The same for concepts around a concept, which may be many.
const CONCEPTS_OF_A_CONCEPT: usize = 12;

/// Measures selections; a fragment is measured once, however often it is spread.
struct Ruler<'a> {
    document: &'a ExecutableDocument,
    variables: &'a JsonMap,
    page: usize,
    fragments: HashMap<&'a Name, Extent>,
}

impl<'a> Ruler<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Extent {
        set.selections.iter().fold(Extent::default(), |sum, selection| {
            sum.beside(match selection {
                Selection::Field(field) => self.field(&set.ty, field),
                Selection::InlineFragment(inline) => self.set(&inline.selection_set),
                Selection::FragmentSpread(spread) => self.fragment(&spread.fragment_name),
            })
        })
    }

    /// Validation has seen that no fragment spreads itself, so this ends.
    fn fragment(&mut self, name: &'a Name) -> Extent {
        if let Some(known) = self.fragments.get(name) {
            return *known;
        }
        let extent = match self.document.fragments.get(name) {
            Some(fragment) => self.set(&fragment.selection_set),
            None => Extent::default(),
        };
        self.fragments.insert(name, extent);
        extent
    }

    fn field(&mut self, parent: &Name, field: &'a Field) -> Extent {
        let extent = self.set(&field.selection_set).below_field(self.times(parent, field));
        if is_introspection(field) { extent.apart() } else { extent }
    }

    /// How many times the selections below a field come.
    fn times(&self, parent: &Name, field: &Field) -> usize {
        if parent.starts_with("__") {
            return if field.ty().is_list() { introspection_page(&field.name) } else { 1 };
        }
        let is_paged = field.definition.argument_by_name("first").is_some();
        if is_paged || field.ty().inner_named_type().ends_with("Connection") {
            return self.first(field);
        }
        let is_of_objects = field.ty().is_list() && !field.selection_set.selections.is_empty();
        match field.ty().inner_named_type().as_str() {
            // What a connection holds is counted where its page is asked for.
            _ if field.name == "edges" || field.name == "nodes" => 1,
            // Lists of concepts lead to further ones, and so on.
            "Concept" if is_of_objects => CONCEPTS_OF_A_CONCEPT,
            _ if is_of_objects => ROWS_OF_A_LIST,
            _ => 1,
        }
    }

    /// The page asked for, as the server will serve it: a silly number is clamped, never an error here.
    fn first(&self, field: &Field) -> usize {
        let asked = match field.argument_by_name("first").map(|value| value.as_ref()) {
            Ok(Value::Int(number)) => number.try_to_i32().ok().map(i64::from),
            Ok(Value::Variable(name)) => self.variables.get(name.as_str()).and_then(JsonValue::as_i64),
            _ => None,
        };
        let asked = asked.map_or(DEFAULT_PAGE, |number| usize::try_from(number).unwrap_or(1));
        asked.clamp(1, self.page)
    }
}
