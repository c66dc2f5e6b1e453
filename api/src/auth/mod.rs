//! Who asks, and what they may: tokens, viewers, pure rules, passwords, the brake on guessing.

pub mod attempts;
pub mod password;
pub mod policy;
pub mod secret;
pub mod token;
pub mod viewer;
pub mod visibility;

pub use viewer::Viewer;
