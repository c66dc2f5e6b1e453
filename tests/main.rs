//! The stories: one test binary that asks through the door, as a client does.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on fails")]

mod demo;
mod door;
mod locales;
mod matching;
mod pages;
mod story;
mod support;
mod taxonomy;
