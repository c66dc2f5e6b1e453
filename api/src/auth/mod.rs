//! Who asks, and what they may: tokens, viewers, pure rules, passwords, the brake on guessing, quotas.

pub mod agreement;
pub mod attempts;
pub mod password;
pub mod policy;
pub mod quota;
pub mod secret;
pub mod token;
pub mod totp;
pub mod viewer;
pub mod visibility;

pub use agreement::{Agreement, Partner};
pub use viewer::Viewer;
