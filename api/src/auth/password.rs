//! Passwords: argon2id, a few at a time, off the threads that serve.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::error::{Error, Result};

/// Hashes a password, with a fresh salt, into a PHC string.
///
/// # Errors
/// INTERNAL_SERVER_ERROR when the hash cannot be made.
pub async fn hash(permits: &Arc<Semaphore>, password: String) -> Result<String> {
    // The permit goes with the work: a caller that hangs up does not make room for another hash.
    let permit = permits.clone().acquire_owned().await.map_err(|_| Error::Unavailable)?;
    spawn_blocking(move || {
        let _permit = permit;
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    })
    .await
    .map_err(|fault| Error::Internal(fault.to_string()))?
    .map_err(|fault| Error::Internal(fault.to_string()))
}

/// Compares a password with its hash. Without a hash the same work is done, and the answer is no: known and unknown
/// addresses take the same time.
///
/// # Errors
/// INTERNAL_SERVER_ERROR when the stored hash is malformed.
pub async fn verify(permits: &Arc<Semaphore>, password: String, stored: Option<String>) -> Result<bool> {
    let Some(stored) = stored else {
        hash(permits, password).await?;
        return Ok(false);
    };
    let permit = permits.clone().acquire_owned().await.map_err(|_| Error::Unavailable)?;
    spawn_blocking(move || {
        let _permit = permit;
        let stored = PasswordHash::new(&stored).map_err(|fault| Error::Internal(fault.to_string()))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &stored).is_ok())
    })
    .await
    .map_err(|fault| Error::Internal(fault.to_string()))?
}
