//! The stories: one test binary that asks through the door, as a client does.

#![expect(clippy::disallowed_methods, reason = "the environment says what the stories may use")]

mod demo;
mod door;
mod locales;
mod matching;
mod pages;
mod readme;
mod story;
mod support;
mod taxonomy;
