//! The stories: one test binary that asks through the door, as a client does.

#![expect(clippy::disallowed_methods, reason = "the environment says what the stories may use")]

mod audit_trail;
mod command_line;
mod concept_proposals;
mod concept_search;
mod concepts;
mod consents;
mod crash;
mod demo;
mod disclosure;
mod documents;
mod door;
mod erasure;
mod freshness;
mod fuzz;
mod idempotency;
mod layout;
mod limits;
mod lists;
mod locales;
mod made_documents;
mod matching;
mod member_search;
mod migrations;
mod names;
mod overload;
mod pages;
mod permissions;
mod program;
mod readme;
mod retention;
mod rights;
mod schema;
mod second_factor;
mod sessions;
mod states;
mod statistics;
mod story;
mod suggestions;
mod support;
mod synonyms;
mod taxonomy;
mod verdicts;
mod visibility;
mod wrong_input;
