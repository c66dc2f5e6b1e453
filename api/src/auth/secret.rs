//! Random secrets and their hashes.

use std::hint::black_box;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;
use sha2::{Digest, Sha256};

/// Thirty-two random bytes.
pub fn random_bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// A random secret for a link: 256 bits, URL-safe.
pub fn random_text() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes())
}

/// A random name for a file, good on any file system: 256 bits, hexadecimal.
pub fn random_name() -> String {
    hexadecimal(&random_bytes())
}

/// Six random digits, to be typed.
pub fn random_digits() -> String {
    format!("{:06}", rand::random_range(0..1_000_000_u32))
}

/// SHA-256, hexadecimal: good enough for secrets of 256 random bits, and for comparing bodies.
pub fn hash(bytes: impl AsRef<[u8]>) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two hashes are the same, in a time that tells nothing of where they differ.
pub fn is_same(left: &str, right: &str) -> bool {
    let differences = left.bytes().zip(right.bytes()).fold(0, |found, (left, right)| black_box(found | (left ^ right)));
    left.len() == right.len() && differences == 0
}
