//! Documents made at random from the schema, the same for the same seed: valid ones, and ones broken in one place.

use std::fmt::Write;

use apollo_compiler::Schema;
use apollo_compiler::ast::{InputValueDefinition, Type};
use apollo_compiler::schema::{Component, ExtendedType, FieldDefinition};
use apollo_compiler::validation::Valid;
use apollo_compiler::{Name, Node};
use serde_json::{Map, Value, json};

/// Texts that have hurt others: null characters, directions of writing, halves of characters, languages of databases,
/// templates and shells, lengths.
const HOSTILE: [&str; 22] = [
    "\u{0}",
    "a\u{0}b",
    "\u{202e}txt.exe\u{202c}",
    "\u{feff}\u{200b}\u{2066}",
    "' OR 1=1; --",
    "'); DROP TABLE member; --",
    "\" OR \"\"=\"",
    "\\",
    "%",
    "%_%\\",
    "{{7*7}}${7*7}<%= 7 %>",
    "<script>alert(1)</script>",
    "../../../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}",
    "👩🏾\u{200d}🔬",
    "𐌀\u{10ffff}",
    "ߒߞߏ ⵣ ɛɔɲŋ",
    "-1e400",
    "NaN",
    "__proto__",
    "00000000-0000-0000-0000-000000000000",
];
const PLAIN: [&str; 8] = ["", "a", "maçon", "Traoré", "fra", "ML", "awa@example.org", "une phrase un peu plus longue"];

/// Numbers that look random and are the same everywhere for the same seed (SplitMix64).
pub struct Random(u64);

impl Random {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % (bound.max(1) as u64)).expect("it is below a size")
    }

    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

#[derive(Clone, Debug)]
struct Field {
    alias: Option<String>,
    name: String,
    arguments: Vec<(String, String)>,
    directives: String,
    below: Vec<Selection>,
}

#[derive(Clone, Debug)]
enum Selection {
    Field(Field),
    Inline(String, Vec<Selection>),
    Spread(String),
}

#[derive(Clone, Debug)]
struct Variable {
    name: String,
    kind: String,
    default: Option<String>,
}

#[derive(Clone, Debug)]
struct Fragment {
    name: String,
    on: String,
    below: Vec<Selection>,
}

/// A document in parts, before it is written down.
#[derive(Clone, Debug)]
struct Parts {
    kind: String,
    name: Option<String>,
    variables: Vec<Variable>,
    directives: String,
    below: Vec<Selection>,
    fragments: Vec<Fragment>,
    rest: String,
}

/// A document and the values of its variables.
#[derive(Clone, Debug)]
pub struct Made {
    pub text: String,
    pub variables: Map<String, Value>,
}

/// Makes documents for a schema.
pub struct Maker<'a> {
    schema: &'a Valid<Schema>,
    pub random: Random,
    /// Root fields that are never asked for.
    pub avoided: &'static [&'static str],
    /// Whether texts are hostile, and values of variables of wrong types.
    pub is_hostile: bool,
    /// Ids seen in answers, for further questions.
    pub ids: Vec<String>,
    parts: Parts,
    values: Map<String, Value>,
    aliases: usize,
}

const ROOM: usize = 40;

impl<'a> Maker<'a> {
    pub fn new(schema: &'a Valid<Schema>, seed: u64) -> Self {
        Self {
            schema,
            random: Random::new(seed),
            avoided: &[],
            is_hostile: false,
            ids: vec!["x".to_owned(), "urn:seko:concept:masonry".to_owned()],
            parts: Parts::empty(),
            values: Map::new(),
            aliases: 0,
        }
    }

    /// A document that fits the schema.
    pub fn valid(&mut self) -> Made {
        self.make();
        self.written()
    }

    /// A document with one thing wrong, or what looks like it.
    pub fn broken(&mut self) -> Made {
        self.make();
        self.break_it();
        self.written()
    }

    /// The text of a valid document with a few signs changed.
    pub fn garbled(&mut self) -> Made {
        let Made { text, variables } = self.valid();
        let mut signs: Vec<char> = text.chars().collect();
        for _ in 0..=self.random.below(2) {
            let place = self.random.below(signs.len());
            let sign = *self.random.pick(&[
                '{', '}', '(', ')', '[', ']', ':', '!', '$', '@', '"', '.', ' ', 'a', '0', '#', '\n', '=', '|', '&',
                '-', '…',
            ]);
            match self.random.below(4) {
                0 => drop(signs.remove(place)),
                1 => signs.insert(place, sign),
                2 => signs[place] = sign,
                _ => signs.truncate(place.max(1)),
            }
            if signs.is_empty() {
                signs.push('{');
            }
        }
        Made { text: signs.into_iter().collect(), variables }
    }

    fn written(&mut self) -> Made {
        let text = self.parts.written();
        Made { text, variables: std::mem::take(&mut self.values) }
    }

    fn make(&mut self) {
        let is_mutation = self.random.chance(25);
        let kind = if is_mutation { "mutation" } else { "query" };
        self.parts = Parts::empty();
        self.parts.kind = kind.to_owned();
        self.parts.name = self.random.chance(70).then(|| "Asked".to_owned());
        self.values = Map::new();
        self.aliases = 0;
        let root = if is_mutation { "Mutation" } else { "Query" };
        let (depth, width) = (1 + self.random.below(5), 1 + self.random.below(3));
        self.parts.below = self.selections(root, depth, width, false);
        if !is_mutation && self.random.chance(4) {
            self.parts.below.push(introspection());
        }
    }

    /// What is selected of a type. Under fragments every field has a name of its own, so that none is merged.
    fn selections(&mut self, on: &str, depth: usize, width: usize, is_shared: bool) -> Vec<Selection> {
        let mut chosen: Vec<Selection> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for _ in 0..width {
            match self.random.below(10) {
                0 if depth > 0 => {
                    let condition = if self.random.chance(50) { on.to_owned() } else { String::new() };
                    let few = 1 + self.random.below(2);
                    let below = self.selections(on, depth - 1, few, true);
                    chosen.push(Selection::Inline(condition, below));
                }
                1 if depth > 0 && self.parts.fragments.len() < 5 => {
                    let few = 1 + self.random.below(2);
                    let below = self.selections(on, depth - 1, few, true);
                    let name = format!("Part{}", self.parts.fragments.len());
                    self.parts.fragments.push(Fragment { name: name.clone(), on: on.to_owned(), below });
                    chosen.push(Selection::Spread(name));
                }
                _ => {
                    let Some(mut field) = self.field(on, depth) else { continue };
                    if is_shared || names.contains(&field.name) || self.random.chance(15) {
                        self.aliases += 1;
                        field.alias = Some(format!("a{}", self.aliases));
                    }
                    names.push(field.name.clone());
                    chosen.push(Selection::Field(field));
                }
            }
        }
        let members = self.members(on);
        for member in members.iter().filter(|_| depth > 0) {
            if self.random.chance(60) {
                let below = self.selections(member, depth - 1, 2, true);
                chosen.push(Selection::Inline(member.clone(), below));
            }
        }
        if chosen.is_empty() { vec![Selection::typename()] } else { chosen }
    }

    /// Types of which values of this one may be, other than itself.
    fn members(&self, on: &str) -> Vec<String> {
        match self.schema.types.get(on) {
            Some(ExtendedType::Union(union)) => union.members.iter().map(ToString::to_string).collect(),
            Some(ExtendedType::Interface(_)) => {
                let implementers = self.schema.implementers_map();
                let mut names: Vec<String> = implementers
                    .get(on)
                    .map(|all| all.objects.iter().map(ToString::to_string).collect())
                    .unwrap_or_default();
                names.sort();
                names
            }
            _ => Vec::new(),
        }
    }

    fn field(&mut self, on: &str, depth: usize) -> Option<Field> {
        let schema = self.schema;
        let fields: Vec<&Component<FieldDefinition>> = match schema.types.get(on)? {
            ExtendedType::Object(object) => object.fields.values().collect(),
            ExtendedType::Interface(interface) => interface.fields.values().collect(),
            _ => return None,
        };
        let is_allowed = |field: &&Component<FieldDefinition>| {
            (depth > 0 || schema.types.get(field.ty.inner_named_type()).is_none_or(is_leaf))
                && !self.avoided.contains(&field.name.as_str())
        };
        let fields: Vec<&Component<FieldDefinition>> = fields.into_iter().filter(is_allowed).collect();
        if fields.is_empty() {
            return None;
        }
        let definition = *self.random.pick(&fields);
        let arguments = self.arguments(&definition.arguments);
        let of = definition.ty.inner_named_type();
        let below = if schema.types.get(of).is_none_or(is_leaf) {
            Vec::new()
        } else {
            let width = 1 + self.random.below(3);
            self.selections(of, depth.saturating_sub(1), width, false)
        };
        let directives = if self.random.chance(5) { self.condition() } else { String::new() };
        Some(Field { alias: None, name: definition.name.to_string(), arguments, directives, below })
    }

    fn condition(&mut self) -> String {
        let name = *self.random.pick(&["include", "skip"]);
        let value = if self.random.chance(50) { self.variable("Boolean!", json!(true)) } else { "false".to_owned() };
        format!(" @{name}(if: {value})")
    }

    fn arguments(&mut self, definitions: &[Node<InputValueDefinition>]) -> Vec<(String, String)> {
        let mut arguments = Vec::new();
        for definition in definitions {
            if !definition.is_required() && self.random.chance(65) {
                continue;
            }
            let value = if self.random.chance(35) {
                let value = self.json(&definition.name, &definition.ty, 0);
                self.variable(&definition.ty.to_string(), value)
            } else {
                self.literal(&definition.name, &definition.ty, 0)
            };
            arguments.push((definition.name.to_string(), value));
        }
        arguments
    }

    /// Declares a variable with a value and names it.
    fn variable(&mut self, kind: &str, mut value: Value) -> String {
        if self.is_hostile && self.random.chance(20) {
            value = self.junk();
        }
        let name = format!("v{}", self.parts.variables.len());
        self.values.insert(name.clone(), value);
        self.parts.variables.push(Variable { name: name.clone(), kind: kind.to_owned(), default: None });
        format!("${name}")
    }

    fn junk(&mut self) -> Value {
        let text = self.text();
        match self.random.below(9) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(-1),
            3 => json!(9_007_199_254_740_993_i64),
            4 => json!(1.5e300),
            5 => json!([[[text]]]),
            6 => json!({ "a": { "b": [text] } }),
            7 => json!([]),
            _ => json!(text),
        }
    }

    fn text(&mut self) -> String {
        if !self.is_hostile || self.random.chance(50) {
            return (*self.random.pick(&PLAIN)).to_owned();
        }
        match self.random.below(12) {
            0 => "a".repeat(1 + self.random.below(20_000)),
            1 => "\u{1f468}\u{200d}".repeat(1 + self.random.below(3_000)),
            _ => (*self.random.pick(&HOSTILE)).to_owned(),
        }
    }

    fn id(&mut self) -> String {
        if self.is_hostile && self.random.chance(15) {
            self.text()
        } else {
            self.random.pick(&self.ids.clone()).clone()
        }
    }

    fn number(&mut self, name: &str) -> i32 {
        let small = [0, 1, 2, 3, 5, 20, 2_020];
        let edges = [-1, 100, 101, i32::MAX, i32::MIN];
        let is_at_the_edge = self.random.chance(if name == "first" { 8 } else { 15 });
        *self.random.pick(if is_at_the_edge { &edges[..] } else { &small[..] })
    }

    fn json(&mut self, name: &str, kind: &Type, depth: usize) -> Value {
        if !kind.is_non_null() && self.random.chance(8) {
            return Value::Null;
        }
        if kind.is_list() {
            let count = self.random.below(3);
            return (0..count).map(|_| self.json(name, kind.item_type(), depth + 1)).collect();
        }
        let schema = self.schema;
        match schema.types.get(kind.inner_named_type()) {
            Some(ExtendedType::Enum(values)) => {
                let values: Vec<&Name> = values.values.keys().collect();
                json!(self.random.pick(&values).as_str())
            }
            Some(ExtendedType::InputObject(input)) => {
                let fields: Vec<Node<InputValueDefinition>> =
                    input.fields.values().map(|field| field.node.clone()).collect();
                let is_one_of = input.directives.has("oneOf");
                let mut object = Map::new();
                for field in self.given(&fields, is_one_of, depth) {
                    let value = self.json(&field.name, &field.ty, depth + 1);
                    object.insert(field.name.to_string(), value);
                }
                Value::Object(object)
            }
            _ => match kind.inner_named_type().as_str() {
                "Int" => json!(self.number(name)),
                "Float" => json!(0.5),
                "Boolean" => json!(self.random.chance(50)),
                "ID" => json!(self.id()),
                "Date" | "DateTime" => json!(*self.random.pick(&["2024-02-29", "2026-01-01", "1850-13-45", ""])),
                "BigInt" => json!(self.random.below(1_000_000)),
                _ => json!(self.text()),
            },
        }
    }

    /// The fields of an input that are given: those that must be, and some of the others.
    fn given(
        &mut self,
        fields: &[Node<InputValueDefinition>],
        is_one_of: bool,
        depth: usize,
    ) -> Vec<Node<InputValueDefinition>> {
        if is_one_of {
            return vec![self.random.pick(fields).clone()];
        }
        let mut given = fields.to_vec();
        given.retain(|field| field.is_required() || (depth < 3 && self.random.chance(30)));
        given
    }

    fn literal(&mut self, name: &str, kind: &Type, depth: usize) -> String {
        let value = self.json(name, kind, depth);
        self.literal_of(&value, kind)
    }

    /// A value as documents write it: names of enums without quotation marks, keys too.
    fn literal_of(&mut self, value: &Value, kind: &Type) -> String {
        let schema = self.schema;
        let of = schema.types.get(kind.inner_named_type());
        match (value, of) {
            (Value::Array(items), _) => {
                let items: Vec<String> = items.iter().map(|item| self.literal_of(item, kind.item_type())).collect();
                format!("[{}]", items.join(", "))
            }
            (Value::Object(object), Some(ExtendedType::InputObject(input))) => {
                let mut pairs = Vec::new();
                for (key, value) in object {
                    let Some(field) = input.fields.get(key.as_str()) else { continue };
                    let kind = field.ty.clone();
                    let literal = if self.random.chance(8) {
                        self.variable(&kind.to_string(), value.clone())
                    } else {
                        self.literal_of(value, &kind)
                    };
                    pairs.push(format!("{key}: {literal}"));
                }
                format!("{{ {} }}", pairs.join(", "))
            }
            (Value::String(name), Some(ExtendedType::Enum(_))) => name.clone(),
            (Value::String(text), _) if self.random.chance(5) && !text.contains(['"', '\\', '\u{0}', '\r']) => {
                format!("\"\"\"{text} \"\"\"")
            }
            (value, _) => value.to_string(),
        }
    }
}

fn is_leaf(kind: &ExtendedType) -> bool {
    matches!(kind, ExtendedType::Scalar(_) | ExtendedType::Enum(_))
}

fn introspection() -> Selection {
    let leaf = |name: &str| Selection::Field(Field { name: name.to_owned(), ..Field::typename() });
    let types = Field { name: "types".to_owned(), below: vec![leaf("name"), leaf("kind")], ..Field::typename() };
    let schema = Field { name: "__schema".to_owned(), below: vec![Selection::Field(types)], ..Field::typename() };
    Selection::Field(schema)
}

/// Where a document is broken.
impl Maker<'_> {
    fn break_it(&mut self) {
        match self.random.below(4) {
            0 | 1 => self.break_a_field(),
            2 => self.break_a_variable(),
            _ => self.break_the_whole(),
        }
    }

    fn break_a_field(&mut self) {
        let value = (*self.random.pick(&[
            "{ a: 1 }",
            "[[1]]",
            "\"text\"",
            "12.5",
            "true",
            "NOT_A_VALUE",
            "$undefined",
            "null",
            "[]",
            "{}",
            "-1",
            "99999999999",
            "[null]",
            "\"\"\"block\"\"\"",
            "{ email: \"a\", email: \"b\" }",
        ]))
        .to_owned();
        let wrong = (*self.random.pick(&[
            " @nothing",
            " @include",
            " @skip(if: 1)",
            " @include(if: true) @include(if: true)",
            " @deprecated",
            " @skip(if: true, if: false)",
            " @include(unless: true, if: true)",
            " @requires(anyOf: [STAFF])",
        ]))
        .to_owned();
        let way = self.random.below(11);
        let place = self.random.below(ROOM);
        let Some(field) = self.some_field(place) else { return self.break_the_whole() };
        match way {
            0 => field.name = "notThere".to_owned(),
            1 if field.below.is_empty() => field.below.push(Selection::typename()),
            1 => field.below.clear(),
            2 => field.arguments.push(("notThere".to_owned(), value)),
            3 | 4 => match field.arguments.last_mut() {
                Some(argument) => argument.1 = value,
                None => field.arguments.push(("input".to_owned(), value)),
            },
            5 => field.arguments.clear(),
            6 => match field.arguments.first().cloned() {
                Some(first) => field.arguments.push(first),
                None => field.arguments.push(("first".to_owned(), value)),
            },
            7 => field.directives = wrong,
            8 => {
                let key = field.alias.clone().unwrap_or_else(|| field.name.clone());
                field.below.push(Selection::Field(Field { alias: Some(key), ..Field::typename() }));
            }
            9 => {
                let twin = Selection::Field(Field { alias: Some("twin".to_owned()), ..Field::typename() });
                let other = Field { alias: Some("twin".to_owned()), name: "id".to_owned(), ..Field::typename() };
                field.below.extend([twin, Selection::Field(other)]);
            }
            _ => field.below.push(Selection::Inline("Concept".to_owned(), vec![Selection::typename()])),
        }
    }

    /// One of the fields, counted through the document; the last found when there are fewer.
    fn some_field(&mut self, place: usize) -> Option<&mut Field> {
        let count = count_fields(&self.parts.below);
        let mut place = place.checked_rem(count)?;
        nth_field(&mut self.parts.below, &mut place)
    }

    fn break_a_variable(&mut self) {
        let count = self.parts.variables.len();
        let kinds =
            ["Int", "String!", "[Int!]!", "Query", "Nothing", "Member", "Language", "ID", "Boolean", "SignInInput!"];
        let kind = (*self.random.pick(&kinds)).to_owned();
        let default =
            (*self.random.pick(&["1", "\"text\"", "null", "NOT_A_VALUE", "[1]", "{ a: 1 }", "$v0"])).to_owned();
        let place = self.random.below(count);
        let way = self.random.below(6);
        if count == 0 {
            let unused =
                Variable { name: "unused".to_owned(), kind, default: self.random.chance(30).then_some(default) };
            self.parts.variables.push(unused);
            return;
        }
        let variables = &mut self.parts.variables;
        match way {
            0 => drop(variables.remove(place)),
            1 => variables.push(variables[place].clone()),
            2 => variables[place].kind = kind,
            3 => variables[place].kind = variables[place].kind.trim_end_matches('!').to_owned(),
            4 => variables[place].default = Some(default),
            _ => variables[place].kind = format!("[{}]", variables[place].kind),
        }
    }

    fn break_the_whole(&mut self) {
        let fragment =
            |name: &str, on: &str, below: Vec<Selection>| Fragment { name: name.to_owned(), on: on.to_owned(), below };
        let spread = |name: &str| Selection::Spread(name.to_owned());
        let way = self.random.below(15);
        let parts = &mut self.parts;
        match way {
            0 => parts.below.push(spread("Nowhere")),
            1 => parts.fragments.push(fragment("Unused", "Query", vec![Selection::typename()])),
            2 => {
                parts.below.push(spread("Round"));
                parts.fragments.push(fragment("Round", "Query", vec![spread("About")]));
                parts.fragments.push(fragment("About", "Query", vec![spread("Round")]));
            }
            3 => parts.fragments.extend(parts.fragments.first().cloned()),
            4 => {
                parts.below.push(spread("OnScalar"));
                parts.fragments.push(fragment("OnScalar", "Int", vec![Selection::typename()]));
            }
            5 => {
                parts.below.push(spread("OnNothing"));
                parts.fragments.push(fragment("OnNothing", "Nothing", vec![Selection::typename()]));
            }
            6 => parts.below.push(Selection::Inline("Member".to_owned(), vec![Selection::typename()])),
            7 => parts.rest.push_str(" query Asked { __typename }"),
            8 => parts.rest.push_str(" { __typename }"),
            9 => parts.rest.push_str(" type Query { a: Int }"),
            10 => parts.kind = "subscription".to_owned(),
            11 => parts.kind = "mutation".to_owned(),
            12 => parts.directives.push_str(" @include(if: true)"),
            13 => parts.below.push(Selection::Inline("Node".to_owned(), vec![Selection::typename()])),
            _ => parts.below.clear(),
        }
    }
}

fn count_fields(selections: &[Selection]) -> usize {
    let counts = selections.iter().map(|selection| match selection {
        Selection::Field(field) => 1 + count_fields(&field.below),
        Selection::Inline(_, below) => count_fields(below),
        Selection::Spread(_) => 0,
    });
    counts.sum()
}

fn nth_field<'a>(selections: &'a mut [Selection], place: &mut usize) -> Option<&'a mut Field> {
    for selection in selections {
        match selection {
            Selection::Field(field) => {
                if *place == 0 {
                    return Some(field);
                }
                *place -= 1;
                if let Some(found) = nth_field(&mut field.below, place) {
                    return Some(found);
                }
            }
            Selection::Inline(_, below) => {
                if let Some(found) = nth_field(below, place) {
                    return Some(found);
                }
            }
            Selection::Spread(_) => {}
        }
    }
    None
}

impl Field {
    fn typename() -> Self {
        Self {
            alias: None,
            name: "__typename".to_owned(),
            arguments: Vec::new(),
            directives: String::new(),
            below: Vec::new(),
        }
    }

    fn write(&self, text: &mut String) {
        if let Some(alias) = &self.alias {
            write!(text, "{alias}: ").expect("text grows");
        }
        text.push_str(&self.name);
        if !self.arguments.is_empty() {
            let arguments: Vec<String> =
                self.arguments.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            write!(text, "({})", arguments.join(", ")).expect("text grows");
        }
        text.push_str(&self.directives);
        if !self.below.is_empty() {
            write_all(&self.below, text);
        }
    }
}

impl Selection {
    fn typename() -> Self {
        Self::Field(Field::typename())
    }
}

fn write_all(selections: &[Selection], text: &mut String) {
    text.push_str(" { ");
    for selection in selections {
        match selection {
            Selection::Field(field) => field.write(text),
            Selection::Inline(on, below) => {
                text.push_str(if on.is_empty() { "..." } else { "... on " });
                text.push_str(on);
                write_all(below, text);
            }
            Selection::Spread(name) => write!(text, "...{name}").expect("text grows"),
        }
        text.push(' ');
    }
    text.push('}');
}

impl Parts {
    const fn empty() -> Self {
        Self {
            kind: String::new(),
            name: None,
            variables: Vec::new(),
            directives: String::new(),
            below: Vec::new(),
            fragments: Vec::new(),
            rest: String::new(),
        }
    }

    fn written(&self) -> String {
        let mut text = self.kind.clone();
        if let Some(name) = &self.name {
            write!(text, " {name}").expect("text grows");
        }
        if !self.variables.is_empty() {
            let variables = self.variables.iter().map(|Variable { name, kind, default }| match default {
                Some(default) => format!("${name}: {kind} = {default}"),
                None => format!("${name}: {kind}"),
            });
            write!(text, "({})", variables.collect::<Vec<_>>().join(", ")).expect("text grows");
        }
        text.push_str(&self.directives);
        write_all(&self.below, &mut text);
        for fragment in &self.fragments {
            write!(text, " fragment {} on {}", fragment.name, fragment.on).expect("text grows");
            write_all(&fragment.below, &mut text);
        }
        text.push_str(&self.rest);
        text
    }
}
