//! Seko: the registry of the Malian diaspora's skills.
//!
//! # The data's way
//! `request → http (token → Viewer) → graphql resolver (unwrap input, one service call, wrap model) → service (policy,
//! transaction, entity finder) → entity → database`; in the same transaction the service appends to the change log;
//! the index follows the change log. Pages: the same from `web`. Command line: the same with the system as viewer.
//! No step calls back up.
//!
//! # Who may import whom
//! Arrows only downwards: `main → commands → http → { graphql, web } → service → { entity, auth, matching, search }`.
//! `graphql` and `web` never name the query API of sea-orm, `service` never names async-graphql or axum, `matching`
//! does no input or output. One word has one file name on every floor.

#![warn(missing_docs)]
// The merged roots of the schema are types nested as deep as there are words of the house.
#![recursion_limit = "256"]

pub mod app;
pub mod auth;
pub mod clock;
pub mod commands;
pub mod config;
pub mod error;
pub mod graphql;
pub mod http;
pub mod locale;
pub mod mailer;
pub mod matching;
pub mod reference;
pub mod search;
pub mod service;
pub mod sms;
pub mod telemetry;
pub mod web;
