//! Seko's tables as Rust types: one word of the house, one file. Models, vocabulary enums, relations and
//! named finders; no HTTP, no viewer, no GraphQL object (enums carry their GraphQL names and nothing else).

#![expect(clippy::disallowed_methods, reason = "code that sea-orm generates begins transactions of its own")]

pub mod access_event;
pub mod account;
pub mod admin_unit;
pub mod api_client;
pub mod api_client_secret;
pub mod availability;
pub mod change_log;
pub mod claim;
pub mod code;
pub mod concept;
pub mod concept_label;
pub mod concept_proposal;
pub mod concept_relation;
pub mod consent_record;
pub mod contact;
pub mod contact_request;
pub mod correction;
pub mod credential;
pub mod document;
pub mod education;
pub mod erasure;
pub mod erasure_notice;
pub mod experience;
pub mod idempotency_key;
pub mod language;
pub mod mail;
pub mod member;
pub mod member_language;
pub mod member_skill;
pub mod member_skill_evidence;
pub mod one_time_link;
pub mod organisation;
pub mod position;
pub mod privacy_notice;
pub mod programme;
pub mod project;
pub mod project_unit;
pub mod recovery_code;
pub mod requirement;
pub mod role_grant;
pub mod saved_position;
pub mod second_factor;
pub mod session;
pub mod sharing_agreement;
pub mod sign_in_code;
pub mod statistic_cell;
pub mod statistic_release;
pub mod subject_request;
pub mod synonym;
pub mod taxonomy_release;
pub mod text;
pub mod transition;
pub mod visibility;
